import Foundation
import Testing

/// Returns and rehearsals in books that the command line keeps.
@Suite("returns from outside") struct ReturnTests {
    private static func movement(_ day: String, _ mark: String, _ text: String, _ reference: String) -> [String] {
        [":61:26\(day)\(day)\(mark)100,00NTRFNONREF//\(reference)", ":86:166?20SVWZ+\(text)?32Nordwind"]
    }

    /// Two invoices over 100.00, and one receipt that has paid the first.
    private func books() async throws -> Ledgers {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            proof: "EUR=200.00"
        )
        try books.folder.write("a.sta", Ledgers.statement("S1", Self.movement("0305", "C", "INV-1001", "REF1")))
        #expect(try await books.quittance("reconcile", "--store", "--statement", "a.sta").code == 0)
        // The second receipt of the payer, and a return that may be of either.
        try books.folder.write(
            "b.sta",
            Ledgers.statement(
                "S2",
                Self.movement("0305", "C", "INV-1001", "REF1") + Self.movement("0306", "C", "INV-1002", "REF2")
                    + Self.movement("0310", "RC", "sorry", "BACK")
            )
        )
        return books
    }

    @Test("a dry run says what the run then does, and changes nothing")
    func rehearses() async throws {
        let books = try await books()
        let before = try await books.object("ledger", "verify")
        let run = ["reconcile", "--store", "--statement", "b.sta"]
        let rehearsed = try await books.quittance(run[0], run[1], run[2], run[3], "--dry-run", "--json")
        #expect(try await books.object("ledger", "verify") as NSDictionary == before as NSDictionary)
        let done = try await books.quittance(run[0], run[1], run[2], run[3], "--json")
        #expect(rehearsed.output == done.output && rehearsed.code == done.code)
        #expect(rehearsed.errors == done.errors && done.errors.contains("1 of 3 booked lines"), "\(done.errors)")
        try await books.verify()
    }

    @Test("the bank's code alone says that money came back, in either direction")
    func readsCodes() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        func open() throws -> Int { try database.number("SELECT SUM(open_minor) FROM invoices") }
        #expect(try open() == 10_000)
        func movement(_ day: String, _ mark: String, _ code: String, _ text: String) -> [String] {
            [
                ":61:26\(day)\(day)\(mark)100,00NMSCNONREF//B\(day)",
                ":86:\(code)?00RUECKRECHNUNG?20SVWZ+\(text)?32Nordwind",
            ]
        }
        // What we sent to the customer has come back: it pays nothing.
        try books.folder.write("c.sta", Ledgers.statement("S3", movement("0309", "C", "159", "INV-1002")))
        let credit = try await books.quittance("reconcile", "--store", "--statement", "c.sta")
        #expect(credit.code == 1 && credit.output.contains("GVC 159"), "\(credit.output)")
        #expect(try open() == 10_000)
        try books.folder.write("d.sta", Ledgers.statement("S4", movement("0310", "D", "109", "INV-1001")))
        let debit = try await books.quittance("reconcile", "--store", "--statement", "d.sta")
        #expect(debit.output.contains("INV-1001  Nordwind  100.00 EUR"), "\(debit.output)")
        #expect(try open() == 20_000)
        try await books.verify()
    }

    @Test("an entry over nothing is noted and asks nobody")
    func notesZero() async throws {
        let books = try await books()
        let zero = Ledgers.statement("S9", Ledgers.receipt("2603060306", "0,00", "Abschluss", "Z1"))
        try books.folder.write("zero.sta", zero)
        let found = try await books.quittance("reconcile", "--store", "--statement", "zero.sta")
        #expect(found.code == 0, "\(found.output)")
        let view = try await books.object("close", "--period", "2026-03", "--dry-run")
        #expect(((view["page"] as? [String: Any])?["exceptions"] as? [Any])?.isEmpty == true, "\(view)")
        try await books.verify()
    }

    @Test("a receipt of before the cut-over pays nothing that was taken over with what was open then")
    func knowsTheCutOver() async throws {
        let books = try Ledgers()
        // As of 2026-02-28, less what had come before.
        try await books.begin("INV-1001,invoice,C1,Nordwind,,EUR,100.00,40.00,2026-02-10,,net 30,", proof: "EUR=40.00")
        let early = Ledgers.statement(
            "S1",
            opening: "C260201EUR0,00",
            Ledgers.receipt("2602200220", "40,00", "INV-1001", "B1")
        )
        try books.folder.write("february.sta", early)
        let held = try await books.quittance("reconcile", "--store", "--statement", "february.sta")
        #expect(held.code == 1 && held.output.contains("was taken over"), "\(held.output)")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.number("SELECT open_minor FROM invoices") == 4_000)
        try books.folder.write(
            "march.sta",
            Ledgers.statement("S2", Ledgers.receipt("2603050305", "40,00", "INV-1001", "B2"))
        )
        _ = try await books.quittance("reconcile", "--store", "--statement", "march.sta")
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        try await books.verify()
    }

    @Test("a second payment of a document that was settled years ago is a duplicate, whatever day it is")
    func knowsSettledDocuments() async throws {
        let books = try Ledgers()
        let row = "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2024-01-10,,net 30,"
        try books.folder.write("open.csv", Ledgers.customers + "\n" + row + "\n")
        let begun = try await books.quittance(
            ["invoice", "import", "open.csv", "--cut-over", "2024-01-31", "--proof-total", "EUR=100.00"]
        )
        #expect(begun.code == 0, "\(begun.errors)")
        for (name, day, code) in [("a", "240205", Int32(0)), ("b", "240212", 1)] {
            let receipt = Ledgers.receipt("\(day)\(day.dropFirst(2))", "100,00", "INV-1001", name)
            let text = Ledgers.statement(name, opening: "C240201EUR0,00", receipt)
            try books.folder.write("\(name).sta", text)
            let run = try await books.quittance("reconcile", "--store", "--statement", "\(name).sta", "--json")
            #expect(run.code == code, "\(run.output)\(run.errors)")
            guard code == 1 else { continue }
            let left = try #require((try run.objects().first?["exceptions"] as? [[String: Any]])?.first)
            #expect(left["reason"] as? String == "duplicate", "\(left)")
        }
        try await books.verify()
    }

    @Test("our own transfer that comes back in a later statement without a word pays nothing")
    func knowsOwnTransfers() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        func movement(_ day: String, _ mark: String, _ id: String) -> [String] {
            [
                ":61:26\(day)\(day)\(mark)100,00NTRFNONREF//B\(day)\(mark)",
                ":86:166?20EREF+\(id)?21SVWZ+thank you?32Nordwind",
            ]
        }
        try books.folder.write("c.sta", Ledgers.statement("S3", movement("0312", "D", "OUT-77")))
        #expect(try await books.quittance("reconcile", "--store", "--statement", "c.sta").code == 0)
        let back = movement("0316", "C", "OUT-77") + movement("0317", "C", "PAY-1")
        try books.folder.write("d.sta", Ledgers.statement("S4", back))
        let run = try await books.quittance("reconcile", "--store", "--statement", "d.sta")
        #expect(run.code == 1, "\(run.output)")
        #expect(run.output.contains("our own transfer of 2026-03-12"), "\(run.output)")
        // The one of the payer's own is posted.
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 0)
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'exception'") == 1)
        let explained = try await books.quittance("reconcile", "--store", "--explain", "B0316C")
        #expect(explained.output.contains("our own transfer of 2026-03-12"), "\(explained.output)\(explained.errors)")
        try await books.verify()
    }

    @Test("what the bank charges for a return is none of the receipt, where the statement tells it")
    func takesStatedCharges() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let debit = [
            ":61:2603100310D103,50NRTINONREF//BACK",
            ":86:109?00RETOURE?20OAMT+100,00?21COAM+3,50?22SVWZ+INV-1001?32Nordwind",
        ]
        try books.folder.write("d.sta", Ledgers.statement("S4", debit))
        let run = try await books.quittance("reconcile", "--store", "--statement", "d.sta")
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 20_000)
        let charges = "SELECT SUM(minor_units) FROM ledger_lines WHERE account LIKE '%bank_charge%'"
        #expect(try database.number(charges) == 350)
        try await books.verify()
    }

    @Test("a return that waits for a person is told as such, and ends a run with 1")
    func waits() async throws {
        let books = try await books()
        let run = ["reconcile", "--store", "--statement", "b.sta"]
        for arguments in [run + ["--dry-run"], run, ["reconcile", "--store"]] {
            let told = try await books.quittance(arguments)
            #expect(told.code == 1 && !told.output.contains("is open again"), "\(told.output)")
            #expect(told.output.contains("a person has to name it"), "\(told.output)")
        }
        // Also when nothing else waits: the second receipt is a person's.
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let sql = "SELECT identity FROM statement_lines WHERE identity LIKE '%/REF2/%'"
        let line = try #require(try database.rows(sql).first?.first)
        let pay = ["match", "propose", "--line", line, "--pay", "INV-1002", "--reason", "by phone"]
        #expect(try await books.quittance(pay).code == 0)
        let last = try await books.quittance("reconcile", "--store", "--json")
        let report = try #require(try last.objects().first, "\(last.errors)")
        #expect(last.code == 1 && (report["exceptions"] as? [Any])?.isEmpty == true, "\(last.output)")
        let debit = try #require((report["debits"] as? [[String: Any]])?.first)
        #expect(debit["waits"] as? Bool == true && debit["takes_back"] is NSNull)
        try await books.verify()
    }

    @Test("a person names the receipt that a return took back")
    func names() async throws {
        let books = try await books()
        _ = try await books.quittance("reconcile", "--store", "--statement", "b.sta")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        func line(_ reference: String) throws -> String {
            let sql = "SELECT identity FROM statement_lines WHERE identity LIKE '%/\(reference)/%'"
            return try #require(try database.rows(sql).first?.first)
        }
        func name(_ more: String...) async throws -> Finished {
            let words = ["match", "return", "--line", try line("BACK"), "--receipt", try line("REF1")]
            return try await books.quittance(words + ["--reason", "their letter", "--by", "anna"] + more)
        }
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 10_000, "the second is not posted")
        let rehearsed = try await name("--dry-run", "--json")
        #expect(rehearsed.code == 0, "\(rehearsed.errors)")
        #expect(try database.number("SELECT COUNT(*) FROM receipt_returns") == 0)
        let named = try await name()
        #expect(
            named.output.contains("said by anna: their letter; match 1 is undone"),
            "\(named.output)\(named.errors)"
        )
        let again = try await name()
        #expect(again.code == 1 && again.errors.contains("took"), "\(again.errors)")
        #expect(try await books.quittance("reconcile", "--store", "--statement", "b.sta").code == 0)
        let open = try database.rows("SELECT number, open_minor FROM invoices ORDER BY number")
        #expect(open == [["INV-1001", "10000"], ["INV-1002", "0"]])
        try await books.verify()
    }

    @Test("what a person has named wrongly is taken back, and nothing is left of it")
    func takesBack() async throws {
        let books = try await books()
        _ = try await books.quittance("reconcile", "--store", "--statement", "b.sta")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let state = """
            SELECT account || SUM(minor_units) FROM ledger_lines GROUP BY account HAVING SUM(minor_units) <> 0
            UNION ALL SELECT number || open_minor FROM invoices
            UNION ALL SELECT customer_id || open_minor || ' ' || unapplied_minor FROM credit_accounts
            UNION ALL SELECT identity || state || rule || explanation FROM statement_lines
            UNION ALL SELECT identity || kind || number || minor_units FROM receipt_applications
            UNION ALL SELECT return_identity || receipt_identity FROM receipt_returns ORDER BY 1
            """
        let before = try database.rows(state)
        func line(_ reference: String) throws -> String {
            let sql = "SELECT identity FROM statement_lines WHERE identity LIKE '%/\(reference)/%'"
            return try #require(try database.rows(sql).first?.first)
        }
        let (back, receipt) = (try line("BACK"), try line("REF1"))
        let undo = ["match", "return-undo", "--line", back, "--reason", "a mistake", "--by", "bert"]
        let early = try await books.quittance(undo)
        #expect(early.code == 1 && early.errors.contains("has taken no receipt back"), "\(early.errors)")
        let name = ["match", "return", "--line", back, "--receipt", receipt, "--reason", "their letter"]
        #expect(try await books.quittance(name).code == 0)
        let named = try database.rows(state)
        #expect(named != before)
        let rehearsed = try await books.quittance(undo + ["--dry-run", "--json"])
        #expect(try rehearsed.objects().first?["match"] as? Int == 1, "\(rehearsed.errors)")
        #expect(try database.rows(state) == named)
        let undone = try await books.quittance(undo)
        #expect(
            undone.code == 0 && undone.output.contains("match 1 is posted again"),
            "\(undone.output)\(undone.errors)"
        )
        #expect(try database.rows(state) == before)
        try await books.verify()
    }
}
