import Foundation
import Testing

/// What is wrong with invoices and statements is named with its place; the rest is reconciled.
@Suite("bad input of reconcile") struct ReconcileInputTests {
    private static let header =
        "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"
    private static func row(_ number: String, _ more: String = "EUR,10.00,10.00,2026-03-01,2026-03-31") -> String {
        "\(number),invoice,c1,Acme GmbH,DE1,\(more),net 30,"
    }

    private struct Case: CustomTestStringConvertible {
        let files: [String]
        let code: Int32
        let told: String
        var testDescription: String { told }
    }

    private static let cases = [
        Case(
            files: [row("A-1001") + "\n" + row("A-1001")],
            code: 3,
            told: #"0.csv:3:1: number: "A-1001" is already on line 2, with the same in every field; it counts once"#
        ),
        Case(
            files: [row("A-1001"), row("A-1002") + "\n" + row("A-1001")],
            code: 3,
            told: #"1.csv:3:1: number: "A-1001" is already at FOLDER/0.csv:2, the same in every field; it counts once"#
        ),
        Case(
            files: [row("A-1001", "EUX,10.00,10.00,2026-03-01,2026-03-31")],
            code: 3,
            told: #"0.csv:2:33: currency: "EUX" is no ISO 4217"#
        ),
        Case(
            files: [row("A-1001", "EUR,10.00,-1.00,2026-03-01,2026-03-31")],
            code: 3,
            told: #"open: "-1.00" is negative"#
        ),
        Case(
            files: [row("A-1001", "EUR,10.00,11.00,2026-03-01,2026-03-31")],
            code: 3,
            told: "open: 11.00 is more than the amount 10.00"
        ),
        Case(
            files: [row("A-1001"), row("A-1001", "EUR,20.00,20.00,2026-03-01,2026-03-31")],
            code: 3,
            told: "1.csv:2:1: number: \"A-1001\" is already at FOLDER/0.csv:2; none of them is matched"
        ),
        Case(
            files: [row("A-1001"), row("B-1") + "\n" + row("a1001")],
            code: 1,
            told:
                "1.csv:3:1: number: \"a1001\" differs only in capitals or separators, and a receipt that names one may mean "
                + "either, from \"A-1001\" at FOLDER/0.csv:2"
        ),
        Case(files: [row("")], code: 3, told: "0.csv:2:1: number: is empty"),
        Case(
            files: [row("A-1001", "EUR,10.00,10.00,2026-03-01,2026-02-01")],
            code: 1,
            told: "due: 2026-02-01 is before the date of issue 2026-03-01; taken as written"
        ),
        Case(
            files: ["A-1001,invoice,c1,Acme GmbH,DE89370400440532013001,EUR,10.00,10.00,2026-03-01,2026-03-31,,"],
            code: 1,
            told: "0.csv:2:29: payer_account: the check digits of the IBAN do not hold; taken as written"
        ),
        Case(
            files: [row("A-1001"), "A-1002,invoice,c1,Bolt AG,DE1,EUR,1.00,1.00,2026-03-01,2026-03-31,,"],
            code: 1,
            told: #"1.csv:2:1: customer_name: customer "c1" has "Bolt AG" here and "Acme GmbH" at FOLDER/0.csv:2"#
        ),
        Case(
            files: [row("A-1001"), "A-1002,invoice,c1,Acme GmbH,DE2,EUR,1.00,1.00,2026-03-01,2026-03-31,,"],
            code: 1,
            told: #"1.csv:2:1: payer_account: customer "c1" has "DE2" here and "DE1" at FOLDER/0.csv:2"#
        ),
    ]

    private func reconcile(_ statements: [String], _ invoices: [String], _ more: [String] = []) async throws -> Finished
    {
        let arguments = ["reconcile", "--json", "--statement"] + statements + ["--invoices"] + invoices
        return try await run(Programs.quittance, arguments + more)
    }

    @Test("each fault of invoices", arguments: cases)
    private func invoices(_ example: Case) async throws {
        let folder = try TemporaryFolder()
        let files = try example.files.enumerated().map { number, rows in
            try folder.write("\(number).csv", Self.header + "\n" + rows + "\n").path
        }
        let found = try await reconcile([DemoFiles.second], files)
        let told = example.told.replacingOccurrences(of: "FOLDER", with: folder.url.path)
        #expect(found.errors.contains(told), "\(found.errors)")
        #expect(found.code == example.code && !found.output.isEmpty)
    }

    @Test("a wrong header name is told with the right one")
    func headers() async throws {
        let folder = try TemporaryFolder()
        let csv = Self.header.replacing("customer_name", with: "Customer Name").replacing("issued", with: "isued")
        let table = try folder.write("a.csv", csv + "\n")
        let found = try await reconcile([DemoFiles.second], [table.path])
        #expect(found.errors.contains(#""customer name" is perhaps customer_name"#), "\(found.errors)")
        #expect(found.errors.contains(#""isued" is perhaps issued"#) && found.code == 3)
        let json = try folder.write("a.json", #"[{"nubmer":"A-1001","kind":"invoice"}]"#)
        let other = try await reconcile([DemoFiles.second], [json.path])
        #expect(other.errors.contains(#"number: is empty; the key "nubmer" is perhaps meant so"#), "\(other.errors)")
    }

    @Test("a folder or a missing file among others is told, and the others are reconciled")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        let missing = folder.url.appending(path: "none.xml").path
        let good = try await reconcile([DemoFiles.first], [DemoFiles.invoices])
        let reasons = [(folder.url.path, "Is a directory"), (missing, "No such file or directory")]
        for (bad, reason) in reasons {
            let told = "quittance: \(bad): cannot be read: \(reason)\n"
            for found in [
                try await reconcile([bad, DemoFiles.first], [DemoFiles.invoices]),
                try await reconcile([DemoFiles.first], [DemoFiles.invoices, bad]),
            ] {
                #expect(found.code == 3 && found.errors == told, "\(found.errors)")
                #expect(found.decided == good.decided)
            }
            let alone = try await reconcile([bad], [DemoFiles.invoices])
            #expect(alone.code == 5 && alone.errors == told && alone.output.isEmpty, "\(alone.errors)")
        }
        let shop = try Shop()
        for more in [["--dry-run"], []] {
            let found = try await run(
                Programs.quittance,
                ["reconcile", "--store", "--json", "--config", shop.configuration, "--statement"]
                    + [missing, DemoFiles.first, folder.url.path] + more,
                environment: Shop.environment
            )
            #expect(found.code == 3 && reasons.allSatisfy { found.errors.contains($0.1) }, "\(found.errors)")
            #expect(try (found.objects().first?["exceptions"] as? [Any])?.count == 3, "\(found.output)")
        }
    }

    /// The second one is a pipe that nobody writes to before the books have the first one.
    @Test("with books each file is imported before the next one is read")
    func importsInTurn() async throws {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            proof: "EUR=100.00"
        )
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let lines = { try database.number("SELECT COUNT(*) FROM statement_lines") }
        let first = Ledgers.receipt("2603050305", "30,00", "INV-1001", "REF1")
        let second = Ledgers.receipt("2603060306", "70,00", "INV-1001", "REF2")
        try books.folder.write("a.sta", Ledgers.statement("S1", first))
        let pipe = books.folder.url.appending(path: "b.sta").path
        try #require(mkfifo(pipe, 0o600) == 0)
        async let running = books.quittance("reconcile", "--store", "--statement", "a.sta", "b.sta", "--json")
        let deadline = Date(timeIntervalSinceNow: 180)
        while try lines() == 0, Date() < deadline { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try lines() == 1)
        var descriptor: Int32 = -1
        while descriptor < 0, Date() < deadline + 10 {
            // Refused until somebody reads.
            descriptor = open(pipe, O_WRONLY | O_NONBLOCK)
            if descriptor < 0 { try await Task.sleep(for: .milliseconds(50)) }
        }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            .write(contentsOf: Data(Ledgers.statement("S2", second).utf8))
        let found = try await running
        #expect(found.code == 0, "\(found.errors)")
        #expect(try lines() == 2)
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        try await books.verify()
    }

    @Test("a row that cannot be read keeps its customer's receipts from being posted by their amounts alone")
    func holdsAmountsBesideUnreadRows() async throws {
        let folder = try TemporaryFolder()
        let texts = [("30,00", "Miete", "REF1"), ("70,00", "INV-1002", "REF2")]
        let receipts = texts.flatMap { Ledgers.receipt("2603050305", $0, $1, $2) }
        let statement = try folder.write("s.sta", Ledgers.statement("S1", receipts)).path
        func row(_ number: String, _ amount: String, open: String) -> String {
            "\(number),invoice,C1,Nordwind,,EUR,\(amount),\(open),2026-02-10,2026-03-10,,\n"
        }
        let good = row("INV-1001", "30.00", open: "30.00") + row("INV-1002", "70.00", open: "70.00")
        let unread = row("INV-1003", "30.00", open: "x")
        let other = unread.replacing("C1,Nordwind", with: "C2,Other")
        let twice = row("INV-1003", "30.00", open: "30.00") + row("INV-1003", "31.00", open: "31.00")
        let cases: [(rows: String, more: [String], code: Int32, matched: Int, words: String)] = [
            (good, [], 0, 2, ""), (good + unread, [], 3, 1, "not all invoices of customer C1 could be read"),
            (good + other, [], 3, 2, ""), (good + twice, [], 3, 1, "not all invoices of customer C1 could be read"),
            (good + "INV-1003,invoice\n", [], 3, 1, "not all invoices could be read"),
            (good, ["none.csv"], 3, 1, "not all invoices could be read"),
        ]
        for (rows, more, code, matched, words) in cases {
            let invoices = try folder.write("open.csv", Self.header + "\n" + rows).path
            let found = try await reconcile([statement], [invoices] + more)
            #expect(found.code == code, "\(found.errors)")
            let report = try #require(try found.objects().first)
            #expect((report["matches"] as? [Any])?.count == matched, "\(rows): \(found.output)")
            let left = (report["exceptions"] as? [[String: Any]])?.first
            #expect(left?["reason"] as? String == (matched < 2 ? "ambiguous" : nil), "\(rows): \(found.output)")
            #expect(
                (left?["explanation"] as? String ?? "").contains(words) || words.isEmpty,
                "\(rows): \(found.output)"
            )
        }
    }

    @Test("terms that are not read are told with their place")
    func tellsUnreadTerms() async throws {
        let folder = try TemporaryFolder()
        let head = "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference\n"
        func row(_ number: String, _ terms: String) -> String {
            "\(number),invoice,C1,Acme,,EUR,100.00,100.00,2026-02-01,2026-03-01,\(terms),\n"
        }
        let text = head + row("INV-8001", "2/10 net 30") + row("INV-8002", "2% in 10 days") + row("INV-8003", "")
        let invoices = try folder.write("open.csv", text).path
        let found = try await reconcile([DemoFiles.first], [invoices])
        #expect(found.errors.contains("\(invoices):3: terms: are not read"), "\(found.errors)")
        #expect(!found.errors.contains("open.csv:2") && !found.errors.contains("open.csv:4"))
    }

    @Test("the same bytes twice, and statements that overlap, are told; the lines count once")
    func repeats() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.first)
        let copy = try folder.write("copy.xml", text).path
        let link = folder.url.appending(path: "link.xml").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: copy)
        let once = try await reconcile([copy], [DemoFiles.invoices])
        for other in [copy, "\(folder.url.path)/./copy.xml", link, DemoFiles.first] {
            let (kept, repeated) = (min(copy, other), max(copy, other))
            let found = try await reconcile([copy, other], [DemoFiles.invoices])
            #expect(found.errors == "quittance: \(repeated): has the same bytes as \(kept) and is read once\n")
            let turned = try await reconcile([other, copy], [DemoFiles.invoices])
            #expect(turned.output == found.output && turned.errors == found.errors, "in any order")
            let alone = kept == copy ? once : try await reconcile([kept], [DemoFiles.invoices])
            #expect(found.decided == alone.decided && found.code == once.code, "\(other)")
        }
        let later = try folder.write("later.xml", text + "\n").path
        let found = try await reconcile([copy, later], [DemoFiles.invoices])
        #expect(found.code == 1 && found.errors.contains(": 4 lines repeat lines of "), "\(found.errors)")
        func summary(_ finished: Finished) throws -> [String: Any]? {
            try finished.objects().first?["summary"] as? [String: Any]
        }
        #expect(try summary(found)?["lines"] as? Int == summary(once)?["lines"] as? Int)
    }

    private static let ofx = """
        OFXHEADER:100
        DATA:OFXSGML
        VERSION:102

        <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING
        </BANKACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331
        <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260302<TRNAMT>5.00<FITID>B1<NAME>Nobody<MEMO>thank you</STMTTRN>
        </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>

        """

    @Test("what a bank says twice of a line is shown once")
    func repeatedText() async throws {
        let folder = try TemporaryFolder()
        try folder.write("i.csv", Self.header + "\n" + Self.row("A-1001") + "\n")
        try folder.write("s.ofx", Self.ofx)
        let arguments = ["reconcile", "--statement", "s.ofx", "--invoices", "i.csv", "--explain", "0"]
        let found = try await run(Programs.quittance, arguments, in: folder.url)
        #expect(found.output.contains("\n  remittance: thank you\n"), "\(found.output) \(found.errors)")
    }

    @Test("a file that is no statement is told with the option that takes it")
    func otherOption() async throws {
        let folder = try TemporaryFolder()
        let header = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id"
        let report = try folder.write("p.csv", header + "\ntxn_1,2026-03-08 08:00:00,eur,9.00,1.00,8.00,charge,ch_1\n")
        let found = try await reconcile([report.path], [DemoFiles.invoices])
        #expect(found.code == 3 && found.errors.contains("reconcile takes it with --settlement;"), "\(found.errors)")
    }

    private static let payment = #"""
        {"id":"pay_9","customer":"c1","account":"a","amount":"9.00","currency":"EUR","status":"captured",
        "authorised":"9.00","captured":"9.00","refunded":"0.00","disputed":"0.00","returned":"0.00","operations":[],
        "allocations":[{"invoice":"A-1001","amount":"9.00"}]}
        """#

    @Test(
        "a payment that cannot be used is told with line, record and field; the rest is used",
        arguments: [
            ("[{\"id\":\"p\"},\n\(payment)]", "1:2: [0].customer: is missing"),
            ("{\"data\":[\(payment),\n{\"id\":7}]}", "4:7: data[1].id: is of another kind"),
            ("[\(payment.replacing("EUR", with: "EUX"))]", "1:73: [0].currency: EUX is no ISO 4217 currency"),
            (
                "[\(payment.replacing("\"A-1001\",\"amount\":\"9.00\"", with: "\"A-1001\",\"amount\":\"-9\""))]",
                "3:45: [0].allocations[0].amount: -9 is no amount in EUR"
            ),
            (
                "[\(payment.replacing("\"captured\",\n", with: "\"captured\",\"captured_on\":\"May\",\n"))]",
                "[0].captured_on: May is no date"
            ),
            ("[\(payment)", "3:54: the text ends before its last bracket"),
            ("{\"payments\":[]}", "1:1: is neither a list of payments nor a page of them"),
        ]
    )
    func payments(_ text: String, _ told: String) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("p.json", text).path
        let found = try await reconcile([DemoFiles.first], [DemoFiles.invoices], ["--payments", file])
        #expect(found.errors.hasPrefix("quittance: \(file):") && found.errors.contains(told), "\(found.errors)")
        #expect(found.code == 3 && found.output.contains(#""matched":2"#))
        let good = try folder.write("good.json", "[\(Self.payment)]").path
        #expect(try await reconcile([DemoFiles.first], [DemoFiles.invoices], ["--payments", good, good]).code == 1)
    }

    @Test(
        "no report is written over what is read, or over another report",
        arguments: [
            ["--csv", "in.csv"], ["--html", "./in.csv"], ["--csv", "link.csv"], ["--html", "report.csv"],
            ["--csv", "fees.yaml"], ["--html", "rules.yaml"], ["--out", "."], ["--csv", "new", "--html", "./new"],
            ["--out", "new", "--csv", "new/report.csv"],
        ]
    )
    func overwriting(_ more: [String]) async throws {
        let folder = try TemporaryFolder()
        let files = ["in.csv", "report.csv", "fees.yaml", "rules.yaml"]
        let csv = Self.header + "\n" + Self.row("A-1001") + "\n"
        for file in files { try folder.write(file, file.hasSuffix("csv") ? csv : "fees: []\n") }
        try folder.write("rules.yaml", "rules: []\n")
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.appending(path: "link.csv").path,
            withDestinationPath: "in.csv"
        )
        let before = try files.map { try String(contentsOf: folder.url.appending(path: $0), encoding: .utf8) }
        let arguments = [
            "reconcile", "--statement", DemoFiles.second, "--invoices", "in.csv", "report.csv", "--settlement",
            "in.csv",
            "--contract", "fees.yaml", "--rules", "rules.yaml",
        ]
        let found = try await run(Programs.quittance, arguments + more, in: folder.url)
        #expect(found.code == 2 && found.output.isEmpty && found.errors.contains("\(more[0])"), "\(found.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "new").path))
        let after = try files.map { try String(contentsOf: folder.url.appending(path: $0), encoding: .utf8) }
        #expect(after == before)
    }

    @Test("what is asked for in vain is refused")
    func refusals() async throws {
        let dry = try await reconcile([DemoFiles.first], [DemoFiles.invoices], ["--dry-run"])
        #expect(dry.code == 2 && dry.errors.contains("a run on files alone changes no books"), "\(dry.errors)")
        let shop = try Shop()
        for path in [shop.configuration, shop.database] {
            let found = try await run(
                Programs.quittance,
                [
                    "reconcile", "--store", "--statement", DemoFiles.first, "--config", shop.configuration, "--csv",
                    path,
                ],
                environment: Shop.environment
            )
            #expect(found.code == 2 && found.errors.contains("which is read"), "\(found.errors)")
        }
    }

    @Test("a statement that does not balance is told with the difference; --strict leaves it out")
    func balances() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.first).replacing(">24192.00<", with: ">24193.00<")
        let file = try folder.write("off.xml", text).path
        let found = try await reconcile([file], [DemoFiles.invoices])
        #expect(found.code == 1 && found.errors.contains("the difference is 1.00 EUR"), "\(found.errors)")
        let strict = try await reconcile([file], [DemoFiles.invoices], ["--strict"])
        #expect(strict.code == 3 && strict.errors.contains("--strict leaves the file out"))
        #expect(strict.output.contains(#""lines":0"#))
    }

    @Test("every report has what was said of the files, in any order of them")
    func findings() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.first).replacing(">24192.00<", with: ">24193.00<")
        let file = try folder.write("off.xml", text).path
        let good = try folder.write("good.csv", "\(Self.header)\n\(Self.row("A-1001"))\n").path
        let bad = try folder.write("bad.csv", "\(Self.header)\n\(Self.row("A-1002", "EUX,10.00,10.00,,"))\n").path
        let out = "\(folder.url.path)/out"
        let found = try await reconcile([file], [good, bad], ["--out", out])
        #expect(found.code == 3)
        let reports = ["report.json", "report.txt", "report.csv", "report.html"]
        let texts = try reports.map { try String(contentsOfFile: "\(out)/\($0)", encoding: .utf8) }
        for (report, text) in zip(reports, texts) {
            // A text is cut into lines of a table.
            let said = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(said.contains("the difference is 1.00 EUR") && said.contains("EUX"), "\(report)")
        }
        #expect(try await reconcile([file], [bad, good], ["--out", out]).code == 3)
        #expect(try reports.map { try String(contentsOfFile: "\(out)/\($0)", encoding: .utf8) } == texts)
        let fine = try await reconcile([DemoFiles.second], [DemoFiles.invoices])
        #expect(!fine.output.contains(#""input""#))
    }
}
