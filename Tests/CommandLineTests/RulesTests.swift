import Foundation
import TestSupport
import Testing

/// Rules files through the built program: what they change, what is refused, and what the linter says.
@Suite("rules from outside") struct RulesProgramTests {
    private static let demo = DemoFiles.invoices.replacing("invoices.csv", with: "rules.yaml")

    private static func invoices(_ rows: [String], in folder: TemporaryFolder) throws -> String {
        let header =
            "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference\n"
        let url = folder.url.appending(path: "open.csv")
        try Data((header + rows.map { $0 + "\n" }.joined()).utf8).write(to: url)
        return url.path
    }

    private static func statement(_ rows: [String], in folder: TemporaryFolder) throws -> String {
        let url = folder.url.appending(path: "bank.csv")
        let header = "Date,Amount,Currency,Name,Description\n"
        try Data((header + rows.map { $0 + "\n" }.joined()).utf8).write(to: url)
        return url.path
    }

    private static func kinds(_ found: Finished) throws -> [[String]] {
        let report = try #require(try found.objects().first)
        return (report["matches"] as? [[String: Any]] ?? []).map { match in
            (match["allocations"] as? [[String: Any]] ?? []).map { part in
                "\(part["kind"] ?? "") \(part["amount"] ?? "") \(part["reason"] ?? "")"
            }
        }
    }

    /// A camt.053 and an MT940 with one credit of 985.00 EUR, where the bank tells of a charge.
    private static func statements(charge: String) -> [String: String] {
        [
            "s.xml": """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
            <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">985.00</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-09</Dt></BookgDt>
            <NtryDtls><TxDtls><Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">\(charge)</TtlChrgsAndTaxAmt></Chrgs>
            <RltdPties><Dbtr><Pty><Nm>Nordwind Maschinenbau GmbH</Nm></Pty></Dbtr></RltdPties>
            <RmtInf><Ustrd>INV-2026-0202</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
            """,
            "s.sta":
                ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR0,00\r\n"
                + ":61:2603090309C985,00NTRFNONREF//B1\r\n/OCMT/EUR1000,00/CHGS/EUR\(charge.replacing(".", with: ","))/\r\n"
                + ":86:166?20SVWZ+INV-2026-0202?32Nordwind Maschinenbau GmbH\r\n:62F:C260309EUR985,00\r\n-\r\n",
        ]
    }

    @Test("a charge that the bank tells is one, and another difference is a person's", arguments: ["s.xml", "s.sta"])
    func toldCharges(_ name: String) async throws {
        let folder = try TemporaryFolder()
        let invoices = try Self.invoices(
            [
                "INV-2026-0202,invoice,nordwind,Nordwind Maschinenbau GmbH,,EUR,1000.00,1000.00,2026-02-20,2026-03-22,net 30,"
            ],
            in: folder
        )
        for (charge, kinds, words) in [
            ("15.00", ["invoice 985.00 paid_in_full", "bank_charge 15.00 bank_charge_deducted"], "tells of just that"),
            ("2.00", nil, "but 15.00 EUR are missing, and the bank tells of charges of 2.00 EUR"),
        ] as [(String, [String]?, String)] {
            let statement = folder.url.appending(path: name)
            try Data((Self.statements(charge: charge)[name] ?? "").utf8).write(to: statement)
            let files = ["reconcile", "--statement", statement.path, "--invoices", invoices, "--json"]
            let tolerant = try await run(Programs.quittance, files + ["--rules", Self.demo])
            #expect(try Self.kinds(tolerant) == [kinds].compactMap(\.self), "\(tolerant.output)\(tolerant.errors)")
            #expect(tolerant.output.contains(words) && tolerant.code == (kinds == nil ? 1 : 0), "\(tolerant.output)")
            let plain = try await run(Programs.quittance, files)
            #expect(try Self.kinds(plain) == [["invoice 985.00 part_payment"]])
            #expect(plain.output.contains("15.00 EUR stay open, which is what the bank tells") == (kinds != nil))
        }
    }

    @Test("the demo's rules tolerate charges and rounding, and without them the rest stays open")
    func tolerates() async throws {
        let folder = try TemporaryFolder()
        let invoices = try Self.invoices(
            [
                "INV-2026-0201,invoice,nordwind,Nordwind Maschinenbau GmbH,,EUR,4000.00,4000.00,2026-02-20,2026-03-22,net 30,",
                "INV-2026-0202,invoice,nordwind,Nordwind Maschinenbau GmbH,,EUR,1000.00,1000.00,2026-02-20,2026-03-22,net 30,",
            ],
            in: folder
        )
        let statement = try Self.statement(
            [
                "2026-03-09,3985.00,EUR,Nordwind Maschinenbau GmbH,INV-2026-0201",
                "2026-03-09,999.97,EUR,Nordwind Maschinenbau GmbH,INV-2026-0202",
            ],
            in: folder
        )
        let files = ["reconcile", "--statement", statement, "--invoices", invoices, "--json"]
        let plain = try await run(Programs.quittance, files)
        #expect(
            try Self.kinds(plain) == [["invoice 3985.00 part_payment"], ["invoice 999.97 part_payment"]],
            "\(plain.errors)"
        )
        let tolerant = try await run(Programs.quittance, files + ["--rules", Self.demo])
        #expect(tolerant.code == 0 && tolerant.errors == plain.errors, "\(tolerant.errors)")
        #expect(
            try Self.kinds(tolerant) == [
                ["invoice 3985.00 paid_in_full", "bank_charge 15.00 bank_charge_deducted"],
                ["invoice 999.97 paid_in_full", "rounding 0.03 rounding_difference"],
            ]
        )
        let report = try await run(Programs.quittance, files.dropLast() + ["--rules", Self.demo, "--csv", "-"])
        #expect(report.output.contains(",bank_charge,") && report.output.contains("bank_charge_deducted"))
        let page = try await run(Programs.quittance, files.dropLast() + ["--rules", Self.demo, "--html", "-"])
        #expect(page.output.contains("bank charge deducted"))
        let why = try await run(
            Programs.quittance,
            files.dropLast() + ["--rules", Self.demo, "--explain", "0"]
        )
        #expect(why.output.contains("amount bank_charge: rule within_tolerance posts it"), "\(why.output)\(why.errors)")
    }

    @Test("with --store the tolerances of the file are posted, each to its account")
    func store() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        let amounts = [100, 200, 300, 150, 250]
        try hub.startShopping(invoices: amounts.indices.map { ("INV-200\($0 + 1)", "\(amounts[$0]).00") })
        hub.kill()
        let statement = try Self.statement(
            [
                "2026-11-09,99.97,EUR,One,INV-2001", "2026-11-09,185.00,EUR,One,INV-2002",
                "2026-11-09,300.40,EUR,One,INV-2003", "2026-11-09,398.00,EUR,One,INV-2004 and INV-2005",
            ],
            in: shop.folder
        )
        let rules = """
            tolerances: {percent_of_open: 10, rounding: {EUR: 0.05}, over_payment: {EUR: 0.50},
              bank_charge: {EUR: {from: 1.00, to: 25.00}}}
            """
        let file = try shop.folder.write("rules.yaml", rules).path
        let found = try await run(
            Programs.quittance,
            [
                "reconcile", "--store", "--statement", statement, "--rules", file, "--json", "--config",
                shop.configuration,
            ],
            environment: Shop.environment
        )
        #expect(found.code == 0, "\(found.output)\(found.errors)")
        let database = try Database(shop.database)
        let balances = try database.rows(
            "SELECT account, SUM(minor_units) FROM ledger_lines GROUP BY account HAVING SUM(minor_units) <> 0 ORDER BY 1"
        )
        #expect(
            balances == [
                ["bank:", "98337"], ["bank_charges", "1700"], ["billed", "-100000"], ["over_payment_gains", "-40"],
                ["rounding", "3"],
            ]
        )
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 0)
        #expect(try await shop.verify().code == 0)
    }

    /// Books with two invoices of 100.00 of one customer.
    private static func booksOfTwo() async throws -> Ledgers {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            proof: "EUR=200.00"
        )
        return books
    }

    /// The report of `a.sta` with the rules of `rules.yaml`.
    private static func ruled(_ books: Ledgers, code: Int32) async throws -> [String: Any] {
        try await books.object("reconcile", "--store", "--statement", "a.sta", "--rules", "rules.yaml", code: code)
    }

    @Test("with --store money beyond a document stays on the customer up to the bound of the file")
    func boundsOverPayments() async throws {
        let books = try await Self.booksOfTwo()
        try books.folder.write("rules.yaml", "settings:\n  over_payment_up_to: {EUR: 25.00}\n")
        let fields =
            Ledgers.receipt("2603050305", "125,00", "INV-1001", "REF1")
            + Ledgers.receipt("2603060306", "100000,00", "INV-1002", "REF2")
        try books.folder.write("a.sta", Ledgers.statement("S1", fields))
        let report = try await Self.ruled(books, code: 1)
        let exceptions = try #require(report["exceptions"] as? [[String: Any]])
        #expect(exceptions.map { $0["reason"] as? String } == ["over"])
        #expect(exceptions.first?["amount"] as? String == "100000.00")
        let why = exceptions.first?["explanation"] as? String ?? ""
        #expect(why.contains("99900.00 EUR more") && why.contains("over_payment_up_to allows 25.00 EUR"), "\(why)")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.number("SELECT unapplied_minor FROM credit_accounts WHERE customer_id = 'C1'") == 2_500)
        #expect(
            try database.rows("SELECT number, open_minor FROM invoices ORDER BY 1") == [
                ["INV-1001", "0"], ["INV-1002", "10000"],
            ]
        )
        try await books.verify()
    }

    @Test("with --store what is below the margin of the file is proposed, with both scores, and a person posts it")
    func holdsBelowMargin() async throws {
        let books = try await Self.booksOfTwo()
        try books.folder.write("rules.yaml", "settings: {margin_min: 0.40}\n")
        try books.folder.write(
            "a.sta",
            Ledgers.statement("S1", Ledgers.receipt("2603050305", "100,00", "INV-1001", "REF1"))
        )
        let usual = try await books.object("reconcile", "--store", "--statement", "a.sta", "--dry-run")
        let match = try #require((usual["matches"] as? [[String: Any]])?.first)
        #expect(match["next"] as? String == "INV-1002" && match["margin"] as? String == "0.27")
        let report = try await Self.ruled(books, code: 1)
        let exception = try #require((report["exceptions"] as? [[String: Any]])?.first)
        let why = exception["explanation"] as? String ?? ""
        #expect(why.contains("fits INV-1001 with a score of 0.97, and INV-1002 with 0.70"), "\(why)")
        let number = try #require(exception["match"] as? Int)
        _ = try await books.object("match", "post", String(number), "--by", "bert", "--reason", "told by phone")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(
            try database.rows("SELECT number, open_minor FROM invoices ORDER BY 1") == [
                ["INV-1001", "0"], ["INV-1002", "10000"],
            ]
        )
        try await books.verify()
    }

    @Test("charges of several documents are told by --explain, and so is what else they may be")
    func explainsSeveral() async throws {
        let folder = try TemporaryFolder()
        let open = ["INV-2026-0201,invoice", "INV-2026-0202,invoice"].map {
            "\($0),nordwind,Nordwind Maschinenbau GmbH,,EUR,1000.00,1000.00,2026-02-20,2026-03-22,net 30,"
        }
        let note = "CN-2026-0007,credit_note,nordwind,Nordwind Maschinenbau GmbH,,EUR,9.00,9.00,2026-02-20,2026-03-22,,"
        let statement = try Self.statement(
            ["2026-03-09,1982.00,EUR,Nordwind Maschinenbau GmbH,INV-2026-0201 INV-2026-0202"],
            in: folder
        )
        let wanted = [
            (open, "for charges of a bank, put on INV-2026-0202"),
            (
                open + [note, note.replacing("0007", with: "0008")],
                "or CN-2026-0007 and CN-2026-0008 makes it"
            ),
        ]
        for (rows, words) in wanted {
            let found = try await run(
                Programs.quittance,
                [
                    "reconcile", "--statement", statement, "--invoices", try Self.invoices(rows, in: folder), "--rules",
                    Self.demo, "--explain", "0",
                ]
            )
            #expect(found.output.contains(words), "\(found.output)\(found.errors)")
        }
    }

    @Test("the built-in rules as a file change no byte")
    func roundTrips() async throws {
        let folder = try TemporaryFolder()
        let shown = try await run(Programs.quittance, ["rules", "show"])
        let file = folder.url.appending(path: "rules.yaml").path
        try Data(shown.output.utf8).write(to: URL(fileURLWithPath: file))
        let arguments = [
            "reconcile", "--statement", DemoFiles.first, DemoFiles.second, "--invoices", DemoFiles.invoices, "--json",
        ]
        let plain = try await run(Programs.quittance, arguments)
        let ruled = try await run(Programs.quittance, arguments + ["--rules", file])
        #expect(plain.output == ruled.output && plain.code == ruled.code && ruled.errors == plain.errors)
        let checked = try await run(Programs.quittance, ["rules", "check", file])
        #expect(checked.code == 0 && checked.output.contains("nothing to complain about"), "\(checked.output)")
    }

    @Test("days of grace beside charges of a bank are told with their place, and check ends with 0")
    func tellsOfLateDiscounts() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "rules.yaml").path
        let yaml = "tolerances:\n  discount_grace_days: 3\n  bank_charge: {EUR: 25.00}\n"
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: file))
        let checked = try await run(Programs.quittance, ["rules", "check", file])
        #expect(checked.code == 0 && checked.output.contains("\(file):2:"), "\(checked.output)")
        #expect(checked.output.contains("0.01 EUR to 25.00 EUR that comes in the days of grace may be bank_charge too"))
        let json = try await run(Programs.quittance, ["rules", "check", file, "--json"])
        let found = try #require(try json.objects().first)["findings"] as? [[String: Any]]
        #expect(found?.map { $0["kind"] as? String } == ["overlap"] && json.code == 0)
        let demo = try await run(Programs.quittance, ["rules", "check", Self.demo])
        #expect(demo.code == 0 && demo.output.contains("nothing to complain about"), "\(demo.output)")
    }

    @Test("an unreachable rule is named with its place; check ends with 1, and reconcile goes on")
    func warns() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "rules.yaml").path
        let yaml = """
            rules:
              - {name: all, priority: 1, decision: suggest}
              - {name: never, priority: 2, decision: post, payer: account}
            """
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: file))
        let told = "\(file):3:5: rule never is never reached: all decides before it"
        let checked = try await run(Programs.quittance, ["rules", "check", file])
        #expect(checked.code == 1 && checked.output.contains(told), "\(checked.output)")
        let json = try await run(Programs.quittance, ["rules", "check", file, "--json"])
        let found = try #require(try json.objects().first)
        #expect((found["findings"] as? [[String: Any]])?.map { $0["line"] as? Int } == [3] && json.code == 1)
        #expect((found["table"] as? [[String: Any]])?.allSatisfy { $0["decision"] as? String == "suggest" } == true)
        let held = try await run(
            Programs.quittance,
            ["reconcile", "--statement", DemoFiles.second, "--invoices", DemoFiles.invoices, "--rules", file, "--json"]
        )
        #expect(held.errors.contains(told) && held.code == 1)
        let report = try #require(try held.objects().first)
        let reasons = (report["exceptions"] as? [[String: Any]] ?? []).compactMap { $0["reason"] as? String }
        #expect(reasons == ["held_by_rule"] && (report["matches"] as? [Any])?.isEmpty == true)
    }

    @Test("a file that does not read ends with 2 and says where")
    func refuses() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "rules.yaml").path
        try Data("rules:\n  - name: one\n    decision: maybe\n    priority: 1\n".utf8).write(
            to: URL(fileURLWithPath: file)
        )
        let told = "\(file):3:15: rules[0].decision: maybe is none of post, suggest"
        for arguments in [
            ["rules", "check", file],
            ["reconcile", "--statement", DemoFiles.second, "--invoices", DemoFiles.invoices, "--rules", file],
        ] {
            let found = try await run(Programs.quittance, arguments)
            #expect(found.code == 2 && found.errors.contains(told) && found.output.isEmpty, "\(found.errors)")
        }
        let missing = try await run(Programs.quittance, ["rules", "check", "\(file).none"])
        #expect(missing.code == 2 && missing.errors.contains("the file cannot be read"))
    }
}
