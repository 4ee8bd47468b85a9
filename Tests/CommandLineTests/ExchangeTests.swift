import Foundation
import Testing

/// Receipts in euros for an invoice in dollars, through the built program.
@Suite("exchange from outside") struct ExchangeTests {
    private static let invoices = """
        number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
        INV-7001,invoice,c1,Acme Inc,,USD,1000.00,1000.00,2026-03-01,2026-03-31,net 30,
        INV-7002,invoice,c1,Acme Inc,,USD,500.00,500.00,2026-03-01,2026-03-31,net 30,

        """

    private static func entry(_ amount: String, instructed: String?, text: String) -> String {
        let details = instructed.map { "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">\($0)</Amt></InstdAmt></AmtDtls>" } ?? ""
        return """
            <Ntry><Amt Ccy="EUR">\(amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-04-06</Dt></BookgDt><ValDt><Dt>2026-04-06</Dt></ValDt><AcctSvcrRef>\(text)</AcctSvcrRef>
            <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">\(amount)</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>\(details)<RltdPties><Dbtr><Pty><Nm>Acme Inc</Nm></Pty></Dbtr></RltdPties>
            <RmtInf><Ustrd>\(text)</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
            """
    }

    private static let statement = """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>
        <CreDtTm>2026-04-07T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S</Id>
        <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>
        \(entry("920.00", instructed: "1000.00", text: "INV-7001"))
        \(entry("458.00", instructed: nil, text: "INV-7002"))
        </Stmt></BkToCstmrStmt></Document>
        """

    /// Easter Monday has no rate: that of Thursday, 2 April, counts.
    private static let rates = "Date,USD,\n2026-04-07,1.0900,\n2026-04-02,1.0815,\n2026-04-01,1.0798,\n"

    private static func write(
        _ folder: TemporaryFolder
    ) throws -> (statement: String, invoices: String, rates: String) {
        (
            try folder.write("april.xml", statement).path, try folder.write("open.csv", invoices).path,
            try folder.write("eurofxref-hist.csv", rates).path
        )
    }

    @Test("on files: the instructed amount is posted with its difference, the rate alone is a suggestion with numbers")
    func onFiles() async throws {
        let folder = try TemporaryFolder()
        let files = try Self.write(folder)
        let arguments = [
            "reconcile", "--statement", files.statement, "--invoices", files.invoices, "--rates", files.rates,
        ]
        let found = try await run(Programs.quittance, arguments + ["--json"])
        #expect(found.code == 1 && found.errors.isEmpty, "\(found.errors)")
        let report = try #require(try found.objects().first)
        let match = try #require((report["matches"] as? [[String: Any]])?.first)
        let parts = (match["allocations"] as? [[String: Any]] ?? []).map { part in
            ["kind", "invoice", "amount", "currency", "received", "reason"].map { part[$0] as? String ?? "-" }
        }
        #expect(
            parts == [
                ["invoice", "INV-7001", "1000.00", "USD", "924.64", "paid_in_full"],
                ["exchange_difference", "-", "-4.64", "EUR", "-4.64", "exchange_rate"],
            ]
        )
        let exchange = try #require(match["exchange"] as? [String: Any])
        #expect(exchange["rate_date"] as? String == "2026-04-02" && exchange["difference"] as? String == "-4.64")
        #expect(exchange["rate"] as? String == "rate of 2026-04-02 source ECB: 1 EUR = 1.0815 USD")
        let exception = try #require((report["exceptions"] as? [[String: Any]])?.first)
        #expect(exception["reason"] as? String == "currency")
        let words = exception["explanation"] as? String ?? ""
        #expect(words.contains("500.00 USD are worth 462.32 EUR by the rate of 2026-04-02 source ECB"), "\(words)")
        let csv = try await run(Programs.quittance, arguments + ["--csv", "-"]).output
        #expect(csv.contains(",EUR,-4.64") && csv.contains(",USD,924.64"), "\(csv)")
        let text = try await run(Programs.quittance, arguments).output
        #expect(text.contains("INV-7001 1000.00 USD") && text.contains("exchange_difference -4.64"), "\(text)")
        let story = try await run(Programs.quittance, arguments + ["--explain", "1"]).output
        #expect(story.contains("462.32 EUR"), "\(story)")
    }

    @Test("a statement of a currency that was withdrawn since stays readable in the books")
    func withdrawnCurrency() async throws {
        let books = try Ledgers()
        try await books.begin("INV-1,invoice,c1,Nordwind,,EUR,1.00,1.00,2026-02-01,2026-02-28,,", proof: "EUR=1.00")
        let statement = Ledgers.statement(
            "S1",
            opening: "C251230BGN0,00",
            closing: "C251231BGN50,00",
            Ledgers.receipt("2512311231", "50,00", "from December", "B1")
        )
        try books.folder.write("lev.sta", statement)
        for _ in 0..<2 {
            let found = try await books.quittance("reconcile", "--store", "--statement", "lev.sta", "--json")
            #expect(found.code == 1 && found.output.contains(#""amount":"50.00""#), "\(found.output)\(found.errors)")
            #expect(found.output.contains(#""currency":"BGN""#), "\(found.output)")
        }
        try await books.verify()
    }

    @Test("a person pays documents of another currency by hand: by the rate of the value date")
    func byHand() async throws {
        let books = try Ledgers()
        let (invoices, rates) = (Self.invoices, Self.rates)
        try books.folder.write("open.csv", invoices)
        try books.folder.write("eurofxref-hist.csv", rates)
        try books.folder.write("april.xml", Self.statement)
        #expect(try await books.quittance("invoice", "import", "open.csv", "--add-customers").code == 0)
        #expect(try await books.quittance("reconcile", "--store", "--statement", "april.xml").code == 1)
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let line = try #require(
            try database.rows("SELECT identity FROM statement_lines WHERE signed_minor = 45800").first?.first
        )
        func propose(_ pay: String...) async throws -> Finished {
            try await books.quittance(["match", "propose", "--line", line, "--reason", "by phone"] + pay)
        }
        func accounts() throws -> [[String]] {
            try database.rows(
                "SELECT account, currency, SUM(minor_units) FROM ledger_lines WHERE account LIKE '%exchange%' "
                    + "GROUP BY account, currency HAVING SUM(minor_units) <> 0 ORDER BY account, currency"
            )
        }
        let before = try accounts()
        let unknown = try await propose("--pay", "INV-7002")
        #expect(unknown.code == 1 && unknown.errors.contains("quittance rates import"), "\(unknown.errors)")
        #expect(try accounts() == before)
        #expect(try await books.quittance("rates", "import", "eurofxref-hist.csv").code == 0)
        let far = try await propose("--pay", "INV-7002=50.00", "--currency", "USD")
        #expect(far.code == 1 && far.errors.contains("too far from 458.00 EUR"), "\(far.output)\(far.errors)")
        let second = try await propose("--pay", "INV-7002=490.00", "--currency", "USD")
        #expect(second.code == 0 && second.output.contains("453.07"), "\(second.output)\(second.errors)")
        #expect(try database.number("SELECT open_minor FROM invoices WHERE number = 'INV-7002'") == 1_000)
        let gain =
            "SELECT SUM(minor_units) FROM ledger_lines WHERE account = 'exchange_differences' AND entry_key LIKE '%45800%' "
            + "OR account = 'exchange_differences' AND entry_key LIKE '%458.00EUR%'"
        #expect(try database.number(gain) == -493)
        try await books.verify()
        // A part of it goes back: what is left is said in two steps, as the refusal tells them.
        let back = [":61:2604100410RC58,00NTRFNONREF//BACK", ":86:166?20SVWZ+recall INV-7002?32Acme Inc"]
        try books.folder.write("back.sta", Ledgers.statement("S2", back))
        _ = try await books.quittance("reconcile", "--store", "--statement", "back.sta")
        let lines = "SELECT identity FROM statement_lines WHERE identity LIKE '%58.00EUR%' ORDER BY signed_minor"
        let names = try database.rows(lines).compactMap(\.first)
        let (debit, receipt) = (try #require(names.first), try #require(names.last))
        func step(_ words: [String]) async throws -> Finished {
            try await books.quittance(["match"] + words + ["--reason", "the bank's letter", "--by", "anna"])
        }
        let taken = ["return", "--line", debit, "--receipt", receipt, "--amount", "58.00"]
        let refused = try await step(taken)
        #expect(
            refused.errors.contains("pays documents in USD: leave the rest to its customer (quittance match return"),
            "\(refused.errors)"
        )
        let left = try await step(taken + ["--rest", "c1"])
        #expect(left.code == 0, "\(left.errors)")
        let match = try #require(try database.rows("SELECT MAX(match_number) FROM matches").first?.first)
        let said = try await step(["supersede", match, "--currency", "USD", "--pay", "INV-7002=430.00"])
        #expect(said.code == 0, "\(said.output)\(said.errors)")
        #expect(try database.number("SELECT open_minor FROM invoices WHERE number = 'INV-7002'") == 7_000)
        try await books.verify()
    }

    @Test(
        "10, OCA/account-reconcile#656: in the store each currency balances, and a later rate changes nothing that is booked"
    )
    func inStore() async throws {
        let shop = try Shop()
        let files = try Self.write(shop.folder)
        let hub = try await shop.serve()
        let customer = try hub.api("PUT", "/v1/customers/c1", #"{"name":"Acme Inc"}"#)
        try #require(customer.status == 200, "\(customer.text)")
        let imported = try hub.api("POST", "/v1/invoices", Self.invoices, type: "text/csv")
        try #require(try imported.object()["added"] as? Int == 2, "\(imported.text)")
        hub.kill()
        func quittance(_ arguments: [String]) async throws -> Finished {
            try await run(
                Programs.quittance,
                arguments + ["--config", shop.configuration],
                environment: Shop.environment
            )
        }
        #expect(try await quittance(["rates", "import", files.rates]).code == 0)
        let arguments = ["reconcile", "--store", "--statement", files.statement, "--json"]
        let preview = try await quittance(arguments + ["--dry-run"])
        #expect(preview.code == 1 && preview.output.contains("exchange_difference"), "\(preview.errors)")
        let posted = try await quittance(arguments)
        #expect(posted.code == 1 && posted.errors.isEmpty, "\(posted.errors)")
        let database = try Database(shop.database)
        func balance(_ account: String, _ currency: String) throws -> Int {
            try database.number(
                """
                SELECT COALESCE(SUM(minor_units), 0) FROM ledger_lines
                WHERE account = '\(account)' AND currency = '\(currency)'
                """
            )
        }
        func books() throws -> [Int] {
            try [
                balance("currency_exchange", "EUR"), balance("currency_exchange", "USD"),
                balance("exchange_differences", "EUR"), balance("receivables:c1", "USD"),
                balance("unidentified_receipts", "EUR"), balance("bank:DE75512108001245126199", "EUR"),
                database.number("SELECT open_minor FROM credit_accounts WHERE customer_id = 'c1' AND currency = 'USD'"),
            ]
        }
        let expected: [Int] = [-92_464, 100_000, 464, 50_000, -45_800, 137_800, 50_000]
        #expect(try books() == expected)
        #expect(try await shop.verify().code == 0)
        let other = try shop.folder.write("other.csv", "Date,USD,\n2026-04-02,1.2000,\n").path
        #expect(try await quittance(["rates", "import", other]).code == 1)
        let again = try await quittance(arguments)
        #expect(again.output.contains("\"matched\":0"), "\(again.output)")
        #expect(try books() == expected)
        let verified = try await shop.verify()
        #expect(verified.code == 0, "\(verified.output)")
    }

    @Test("bad rates are named and the rest goes on; with --store the files are refused")
    func refusals() async throws {
        let folder = try TemporaryFolder()
        let files = try Self.write(folder)
        let bad = try folder.write("bad.csv", Self.rates + "2026-04-03,x,\n").path
        let base = ["reconcile", "--statement", files.statement, "--json"]
        let found = try await run(Programs.quittance, base + ["--invoices", files.invoices, "--rates", bad])
        #expect(found.code == 3 && found.errors.contains("\(bad): line 5, column 12"), "\(found.errors)")
        #expect(found.output.contains("exchange_difference"))
        let other = try folder.write("c.csv", "Date,USD,\n2026-04-02,2,\n").path
        let both = try await run(
            Programs.quittance,
            base + ["--invoices", files.invoices, "--rates", files.rates, other]
        )
        let words = "USD on 2026-04-02: 2 and 1.0815 are both given"
        #expect(both.code == 3 && both.errors.contains(words), "\(both.errors)")
        let refused = try await run(Programs.quittance, base + ["--store", "--rates", files.rates])
        #expect(refused.code == 2 && refused.errors.contains("quittance rates import"), "\(refused.errors)")
    }
}
