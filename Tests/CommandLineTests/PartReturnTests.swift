import Foundation
import Testing

/// Parts of receipts that come back, in books that the command line keeps, and on files alone.
@Suite("parts of returns from outside") struct PartReturnTests {
    private static func movement(
        _ day: String,
        _ mark: String,
        _ amount: String,
        _ text: String,
        _ reference: String
    ) -> [String] {
        [":61:26\(day)\(day)\(mark)\(amount)NTRFNONREF//\(reference)", ":86:166?20SVWZ+\(text)?32Nordwind"]
    }

    /// A camt.053 with one debit that takes a part of what came with this end-to-end id.
    private static func camt(_ amount: String, endToEndID: String, _ reference: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
        <GrpHdr><MsgId>\(reference)</MsgId><CreDtTm>2026-03-12T18:00:00Z</CreDtTm></GrpHdr>
        <Stmt><Id>\(reference)</Id><CreDtTm>2026-03-12T18:00:00Z</CreDtTm>
        <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>
        <Ntry><Amt Ccy="EUR">\(amount)</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-03-12</Dt></BookgDt><ValDt><Dt>2026-03-12</Dt></ValDt>
        <AcctSvcrRef>\(reference)</AcctSvcrRef><NtryDtls><TxDtls>
        <Refs><EndToEndId>\(endToEndID)</EndToEndId></Refs><Amt Ccy="EUR">\(amount)</Amt>
        <CdtDbtInd>DBIT</CdtDbtInd><RtrInf><Rsn><Cd>FOCR</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
        </Stmt></BkToCstmrStmt></Document>
        """
    }

    private static let receipt = [
        ":61:2603050305C100,00NTRFNONREF//REF1", ":86:166?20EREF+E2E-7?21SVWZ+INV-1001?32Nordwind",
    ]

    /// One invoice over 100.00 that a receipt has paid.
    private func books() async throws -> (Ledgers, Database) {
        let books = try Ledgers()
        let invoice = "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,"
        try await books.begin(invoice, proof: "EUR=100.00")
        try books.folder.write("a.sta", Ledgers.statement("S1", Self.receipt))
        let run = try await books.quittance("reconcile", "--store", "--statement", "a.sta")
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        return (books, try Database(books.folder.url.appending(path: "hub.sqlite").path))
    }

    private func receivables(_ database: Database) throws -> Int {
        try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account = 'receivables:C1'")
    }

    @Test("statements of two formats bring parts of one receipt, and each undoing gives the books before it")
    func takesParts() async throws {
        let (books, database) = try await books()
        #expect(try receivables(database) == 0)
        try books.folder.write("b.sta", Ledgers.statement("S2", Self.movement("0310", "RC", "40,00", "REF1", "B1")))
        let first = try await books.quittance("reconcile", "--store", "--statement", "b.sta")
        #expect(first.code == 0, "\(first.output)\(first.errors)")
        #expect(try receivables(database) == 4_000)
        #expect(try database.number("SELECT open_minor FROM invoices") == 4_000)
        let shown = try await books.quittance("match", "show", "2")
        #expect(shown.output.contains("returned") && shown.output.contains("40.00"), "\(shown.output)")
        try await books.verify()

        try books.folder.write("c.xml", Self.camt("25.50", endToEndID: "E2E-7", "B2"))
        #expect(try await books.quittance("reconcile", "--store", "--statement", "c.xml").code == 0)
        #expect(try receivables(database) == 6_550)
        try await books.verify()

        func undo(_ reference: String) async throws -> Finished {
            let sql = "SELECT identity FROM statement_lines WHERE identity LIKE '%/\(reference)/%'"
            let line = try #require(try database.rows(sql).first?.first)
            return try await books.quittance("match", "return-undo", "--line", line, "--reason", "their error")
        }
        let early = try await undo("B1")
        #expect(early.code == 1 && early.errors.contains("take that back first"), "\(early.errors)")
        #expect(try await undo("B2").code == 0)
        #expect(try receivables(database) == 4_000)
        #expect(try await undo("B1").code == 0)
        #expect(try receivables(database) == 0)
        try await books.verify()
        // No run takes them again by itself, and says so.
        let later = try await books.quittance("reconcile", "--store")
        let words = later.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(later.code == 1 && words.contains("a person has to name its receipt"), "\(later.output)")
        #expect(try receivables(database) == 0)
        try await books.verify()
    }

    @Test("what was proposed for the rest of a receipt ends when it is whole again")
    func endsProposals() async throws {
        let (books, database) = try await books()
        let stranger = [":61:2603060306C80,00NTRFNONREF//REF2", ":86:166?20SVWZ+hello?32Unknown Ltd"]
        let recall = [":61:2603100310RC30,00NTRFNONREF//B1", ":86:166?20SVWZ+recall of REF2"]
        try books.folder.write("b.sta", Ledgers.statement("S2", stranger + recall))
        _ = try await books.quittance("reconcile", "--store", "--statement", "b.sta")
        func line(_ reference: String) throws -> String {
            let sql = "SELECT identity FROM statement_lines WHERE identity LIKE '%/\(reference)/%'"
            return try #require(try database.rows(sql).first?.first)
        }
        let rest = ["--line", try line("REF2"), "--rest", "C1", "--reason", "theirs"]
        let proposed = try await books.quittance(["match", "propose", "--only"] + rest)
        #expect(proposed.output.contains("returned") && proposed.output.contains("50.00"), "\(proposed.output)")
        let undo = ["match", "return-undo", "--line", try line("B1"), "--reason", "their error"]
        #expect(try await books.quittance(undo).code == 0)
        let posted = try await books.quittance("match", "post", "2", "--reason", "late")
        #expect(posted.code == 1 && posted.errors.contains("is rejected"), "\(posted.output)\(posted.errors)")
        try await books.verify()
        let twice = try await books.quittance(["match", "propose"] + rest + ["--rest", "C2"])
        #expect(twice.code == 2 && twice.errors.contains("--rest: one customer"), "\(twice.errors)")
    }

    @Test("the queue shows what is left of a receipt, and whoever says whose it is gets no more")
    func asksForTheRest() async throws {
        let (books, database) = try await books()
        let stranger = [":61:2603060306C80,00NTRFNONREF//REF2", ":86:166?20SVWZ+hello?32Unknown Ltd"]
        try books.folder.write("b.sta", Ledgers.statement("S2", stranger))
        _ = try await books.quittance("reconcile", "--store", "--statement", "b.sta")
        let whole = try await books.object("match", "queue")
        #expect(whole["amount"] as? String == "80.00" && whole["taken_back"] == nil, "\(whole)")
        for (day, amount) in [("0310", "30,00"), ("0311", "20,50")] {
            let debit = [":61:26\(day)\(day)RC\(amount)NTRFNONREF//B\(day)", ":86:166?20SVWZ+recall of REF2"]
            try books.folder.write("c.sta", Ledgers.statement("S\(day)", debit))
            _ = try await books.quittance("reconcile", "--store", "--statement", "c.sta")
        }
        let asked = try await books.object("match", "queue")
        #expect(asked["amount"] as? String == "29.50" && asked["taken_back"] as? String == "50.50", "\(asked)")
        let told = try await books.quittance("match", "queue").output
        #expect(told.contains("29.50 EUR") && told.contains("left of it, 50.50 EUR was taken back"), "\(told)")
        let view = try await books.object("close", "--period", "2026-03", "--dry-run")
        let page = try #require(view["page"] as? [String: Any])
        let unidentified = (page["comparisons"] as? [[String: Any]])?.first {
            $0["account"] as? String == "unidentified_receipts"
        }
        #expect(unidentified?["difference"] as? String == "0.00", "\(page)")
        let waiting = page["exceptions"] as? [[String: Any]]
        #expect(waiting?.map { $0["amount"] as? String } == ["29.50"], "\(page)")
        let line = try #require(asked["line"] as? String)
        #expect(try await books.quittance("match", "whose", line, "--customer", "C1", "--reason", "mail").code == 0)
        #expect(try database.number("SELECT unapplied_minor FROM credit_accounts WHERE customer_id = 'C1'") == 2_950)
        try await books.verify()
    }

    @Test("a person says how much a debit took, and the rest of it is the bank's charge")
    func namesTheAmount() async throws {
        let (books, database) = try await books()
        let debit = Self.movement("0310", "RC", "43,00", "recall of REF1 with fee", "B1")
        try books.folder.write("b.sta", Ledgers.statement("S2", debit))
        let run = try await books.quittance("reconcile", "--store", "--statement", "b.sta")
        #expect(run.code == 1, "it waits for a person: \(run.output)")
        #expect(!run.output.contains("open again") && run.output.contains("charge may be in it"), "\(run.output)")
        #expect(try receivables(database) == 0)
        let lines = try ["B1", "REF1"].map { reference in
            let sql = "SELECT identity FROM statement_lines WHERE identity LIKE '%/\(reference)/%'"
            return try #require(try database.rows(sql).first?.first)
        }
        let name = ["match", "return", "--line", lines[0], "--receipt", lines[1], "--reason", "their letter"]
        let bare = try await books.quittance(name)
        #expect(bare.code == 1 && bare.errors.contains("--amount: "), "\(bare.errors)")
        let wrong = try await books.quittance(name + ["--amount", "4o"])
        #expect(wrong.code == 2 && wrong.errors.contains("--amount 4o"), "\(wrong.errors)")
        let named = try await books.quittance(name + ["--amount", "40.00", "--json"])
        let view = try #require(try named.objects().first, "\(named.errors)")
        #expect(view["amount"] as? String == "40.00" && view["instead"] as? Int == 2)
        #expect(try receivables(database) == 4_000)
        #expect(try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account = 'bank_charges'") == 300)
        #expect(
            try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account = 'unidentified_receipts'")
                == 0
        )
        #expect(try await books.quittance("reconcile", "--store").code == 0)
        try await books.verify()
    }

    @Test("files alone tell the same")
    func tellsOnFiles() async throws {
        let folder = try TemporaryFolder()
        let head = Ledgers.customers
        try folder.write("open.csv", "\(head)\nINV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,\n")
        let debit = Self.movement("0310", "RC", "40,00", "recall of REF1", "B1")
        try folder.write("a.sta", Ledgers.statement("S1", Self.receipt + debit))
        try folder.write("c.xml", Self.camt("25.50", endToEndID: "E2E-7", "B2"))
        let arguments = ["reconcile", "--statement", "a.sta", "c.xml", "--invoices", "open.csv"]
        let told = try await run(Programs.quittance, arguments + ["--json"], in: folder.url)
        let report = try #require(try told.objects().first, "\(told.errors)")
        let match = try #require((report["matches"] as? [[String: Any]])?.first)
        let parts = try #require(match["allocations"] as? [[String: Any]])
        #expect(parts.map { $0["amount"] as? String } == ["34.50"] && match["taken_back"] as? String == "65.50")
        let open = try #require((report["open_items"] as? [[String: Any]])?.first)
        #expect(open["open"] as? String == "65.50")
        let debits = try #require(report["debits"] as? [[String: Any]])
        let receipts = debits.map { ($0["takes_part_of"] as? [String: Any])?["bank_reference"] as? String }
        #expect(receipts == ["REF1", "REF1"])
        let text = try await run(Programs.quittance, arguments, in: folder.url)
        #expect(text.output.contains("takes 40.00 EUR back of"), "\(text.output)")
    }
}
