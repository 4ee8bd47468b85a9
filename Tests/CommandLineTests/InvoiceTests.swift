import Foundation
import Testing

/// The beginning of the books, and documents that are taken back.
@Suite("invoice from outside") struct InvoiceTests {
    private static let open = """
        \(Ledgers.customers)
        INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2025-12-01,,net 30,
        INV-1002,invoice,C1,Nordwind,,EUR,80.00,30.00,2025-12-05,,net 30,
        INV-1003,invoice,C2,Bolt,,EUR,50.00,50.00,2025-12-06,,net 30,
        CN-9001,credit_note,C2,Bolt,,EUR,20.00,15.00,2025-12-07,2025-12-07,,

        """
    private static let deposits = """
        number,customer,customer_name,currency,amount,received
        D-1,C2,Bolt,EUR,5.00,2025-12-20

        """
    private static let limits = """
        customer,name,currency,credit_limit,payer_account
        C1,Nordwind,EUR,1000.00,

        """

    private func begun() async throws -> Ledgers {
        let books = try Ledgers()
        try books.folder.write("open.csv", Self.open)
        try books.folder.write("deposits.csv", Self.deposits)
        try books.folder.write("limits.csv", Self.limits)
        return books
    }

    private func cutOver(
        _ books: Ledgers,
        _ proof: String,
        code: Int32 = 0,
        more: [String] = []
    ) async throws -> Finished {
        let arguments = [
            "invoice", "import", "open.csv", "--cut-over", "2025-12-31", "--proof-total", proof, "--deposits",
            "deposits.csv", "--limits", "limits.csv", "--config", books.configuration,
        ]
        let found = try await run(
            Programs.quittance,
            arguments + more,
            environment: Ledgers.environment,
            in: books.folder.url
        )
        #expect(found.code == code, "\(found.output)\(found.errors)")
        return found
    }

    @Test("a cut-over stores all or nothing, by its proof, and once")
    func cutOver() async throws {
        let books = try await begun()
        let wrong = try await cutOver(books, "EUR=170.00", code: 1)
        #expect(wrong.output.contains("= 160.00") && wrong.output.contains("difference 10.00"), "\(wrong.output)")
        #expect(wrong.output.contains("nothing is stored"))
        #expect(try await books.quittance("invoice", "list").output.isEmpty)
        let foreign = try await cutOver(books, "USD=160.00", code: 1)
        #expect(foreign.output.contains("give --proof-total EUR=AMOUNT"), "\(foreign.output)")
        let dry = try await cutOver(books, "EUR=160.00", more: ["--dry-run"])
        #expect(dry.output.contains("would be stored: 5 added"), "\(dry.output)")
        #expect(try await books.quittance("invoice", "list").output.isEmpty)
        #expect(try await cutOver(books, "EUR=160.00").output.contains("5 added, 0 known, 1 limits set"))
        let accounts = try await books.accounts("2025-12")
        #expect(accounts["receivables:C1"] == "0.00 130.00 0.00 130.00")
        #expect(accounts["receivables:C2"] == "0.00 50.00 15.00 35.00")
        #expect(accounts["unapplied_cash:C2"] == "0.00 0.00 5.00 -5.00")
        #expect(accounts["opening_balances"]?.hasSuffix(" -160.00") == true, "\(accounts)")
        #expect(try await books.accounts("2025-11").isEmpty, "entries count from the cut-over")
        #expect(try await cutOver(books, "EUR=160.00").output.contains("0 added, 5 known, 0 limits set"))
        #expect(try await books.accounts("2025-12") == accounts)
        let close = ["close", "--period", "2025-12", "--as"]
        _ = try await books.quittance(close + ["anna", "--note", "the beginning"])
        let closed = try await books.quittance(close + ["bert", "--approve"])
        #expect(closed.code == 0, "\(closed.output)\(closed.errors)")
        #expect(try await cutOver(books, "EUR=160.00").output.contains("0 added, 5 known, 0 limits set"), "closed")
        try await books.verify()
    }

    @Test("a deposit is a receipt: listed, applied, undone, and paid back from whatever account")
    func deposits() async throws {
        let books = try await begun()
        try books.folder.write("deposits.csv", Self.deposits + "D-2,C1,Nordwind,EUR,40.00,2025-12-21\n")
        _ = try await cutOver(books, "EUR=120.00")
        let list = ["match", "list", "--unapplied"]
        #expect(
            try await books.quittance(list + ["--json"]).objects().map { $0["line"] as? String } == [
                "deposit/D-1", "deposit/D-2",
            ]
        )
        func applied(_ match: String) async throws -> Finished {
            let pay = ["--pay", "INV-1002=30.00", "--rest", "C1", "--reason", "by mail"]
            return try await books.quittance(["match", "supersede", match] + pay)
        }
        #expect(try await applied("1").code == 1, "is less than that")
        let unknown = ["match", "supersede", "1", "--rest", "C2", "--pay", "INV-404=1.00", "--reason", "r"]
        #expect(try await books.quittance(unknown).errors == "quittance: --pay INV-404=1.00: no document INV-404\n")
        #expect(try await applied("2").output.contains("invoice INV-1002  30.00\n  unapplied C1  10.00"))
        #expect(try await books.accounts("2025-12")["receivables:C1"] == "0.00 130.00 30.00 100.00")
        try await books.verify()
        _ = try await books.quittance("match", "undo", "3", "--reason", "another one")
        #expect(try await books.accounts("2025-12")["receivables:C1"]?.hasSuffix(" 130.00") == true)
        #expect(try await books.quittance(list).output.contains("deposit/D-2") == false)
        let paidBack = [":61:2601050105D5,00NTRFNONREF//R1", ":86:116?20SVWZ+Rueckzahlung D-1?32Bolt"]
        try books.folder.write("january.sta", Ledgers.statement("JAN", opening: "C260101EUR50,00", paidBack))
        _ = try await books.quittance("reconcile", "--store", "--statement", "january.sta")
        let debit = "DE75512108001245126199/2026-01-05/2026-01-05/-5.00EUR/R1/0"
        let named = ["match", "return", "--line", debit, "--receipt", "deposit/D-1", "--reason", "paid back"]
        #expect(try await books.quittance(named).output.contains("took 5.00 EUR of deposit/D-1 back"))
        #expect(try await books.accounts("2026-01")["unapplied_cash:C2"]?.hasSuffix(" 0.00") == true)
        try await books.verify()
    }

    @Test("a name is the same in both forms of its letters, and a deposit's has no line break")
    func names() async throws {
        let books = try await begun()
        try books.folder.write("deposits.csv", Self.deposits + "D\u{E9}-2,C1,Nordwind,EUR,40.00,2025-12-21\n")
        #expect(try await cutOver(books, "EUR=120.00").output.contains("6 added"))
        try books.folder.write("deposits.csv", Self.deposits + "De\u{301}-2,C1,Nordwind,EUR,40.00,2025-12-21\n")
        #expect(try await cutOver(books, "EUR=120.00").output.contains("0 added, 6 known"))
        try books.folder.write("deposits.csv", Self.deposits + "\"D\n3\",C1,Nordwind,EUR,40.00,2025-12-21\n")
        let broken = try await cutOver(books, "EUR=120.00", code: 3)
        #expect(broken.errors.contains("deposits.csv:3:1: number: has a line break"), "\(broken.errors)")
        try await books.verify()
    }

    @Test("a row that cannot be read, or other contents, leave the books as they were")
    func refusals() async throws {
        let books = try await begun()
        try books.folder.write("open.csv", Self.open + "INV-1009,invoice,C1,,,EUR,1.00,9.00,2025-12-01,,net 30,\n")
        let broken = try await cutOver(books, "EUR=160.00", code: 3)
        #expect(
            broken.errors.contains("open.csv:6:") && broken.errors.contains("nothing was stored"),
            "\(broken.errors)"
        )
        try books.folder.write("open.csv", Self.open)
        _ = try await cutOver(books, "EUR=160.00")
        try books.folder.write("open.csv", Self.open.replacing("100.00,100.00", with: "100.00,99.00"))
        let other = try await cutOver(books, "EUR=159.00", code: 3)
        #expect(other.output.contains("INV-1001: an earlier run brought it with other contents"), "\(other.output)")
        try await books.verify()
    }

    @Test("an import without a cut-over is rehearsed, and tells how a customer comes in")
    func issues() async throws {
        let books = try await begun()
        let before = try await books.quittance("invoice", "import", "open.csv")
        #expect(before.code == 3 && before.output.contains("0 added, 0 known, 4 refused"), "\(before.output)")
        let told = "INV-1001: no customer C1; quittance invoice import --add-customers adds it"
        #expect(before.errors.contains(told), "\(before.errors)")
        let add = ["invoice", "import", "open.csv", "--add-customers"]
        let rehearsed = try await books.quittance(add + ["--dry-run"])
        #expect(rehearsed.code == 0 && rehearsed.output == "would be stored: 4 added, 0 known, 0 refused\n")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let count = "SELECT (SELECT count(*) FROM invoices) + (SELECT count(*) FROM customers)"
        #expect(try database.number(count) == 0, "nothing is kept")
        #expect(try await books.quittance(add).output == "4 added, 0 known, 0 refused\n")
        #expect(
            try database.rows("SELECT customer_id, name FROM customers ORDER BY 1") == [
                ["C1", "Nordwind"], ["C2", "Bolt"],
            ]
        )
        let again = try await books.quittance("invoice", "import", "open.csv", "--dry-run", "--json").objects().first
        #expect(again?["added"] as? Int == 0 && again?["known"] as? Int == 4)
        // What is open of a document changes from one list to the next, and what it is does not.
        try books.folder.write("open.csv", Self.open.replacing("100.00,100.00", with: "100.00,99.00"))
        #expect(try await books.quittance("invoice", "import", "open.csv").output == "0 added, 4 known, 0 refused\n")
        let row = "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2025-12-01"
        for (text, told) in [
            ("INV-1001,invoice,C2,Nordwind,,EUR,100.00,100.00,2025-12-01", "of customer C1"),
            ("INV-1001,credit_note,C1,Nordwind,,EUR,100.00,100.00,2025-12-01", "as an invoice"),
            ("INV-1001,invoice,C1,Nordwind,,EUR,101.00,100.00,2025-12-01", "over 100.00 EUR"),
            ("INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2025-12-02", "issued on 2025-12-01"),
        ] {
            #expect(Self.open.contains(row))
            try books.folder.write("open.csv", Self.open.replacing(row, with: text))
            let other = try await books.quittance("invoice", "import", "open.csv")
            #expect(other.code == 3 && other.output == "0 added, 3 known, 1 refused\n", "\(other.output)")
            #expect(other.errors.contains("INV-1001: is in the books already, \(told)"), "\(other.errors)")
        }
        try await books.verify()
    }

    @Test(
        "an amount with other separators is refused with the form that is read",
        arguments: [
            ("\"1.000,00\"", "nothing between thousands: 1000.00"),
            ("\"1,000.00\"", "nothing between thousands: 1000.00"),
            ("\"12,5\"", "nothing between thousands: 12.50"), ("\"1,000\"", "as in 1000.00"), ("1 000.00", ": 1000.00"),
        ]
    )
    func separators(_ amount: String, _ hint: String) async throws {
        let books = try Ledgers()
        try books.folder.write(
            "open.csv",
            "\(Ledgers.customers)\nINV-1,invoice,C1,N,,EUR,\(amount),1.00,2025-12-01,,net 30,\n"
        )
        let found = try await books.quittance("invoice", "import", "open.csv", "--add-customers", "--dry-run")
        #expect(found.code == 3 && found.errors.contains("open.csv:2:"), "\(found.errors)")
        #expect(found.errors.contains("amount: ") && found.errors.contains(hint), "\(found.errors)")
    }

    @Test("what is doubtful about invoices is told when they are imported, and a document needs a number")
    func doubts() async throws {
        let books = try Ledgers()
        try books.folder.write(
            "new.csv",
            """
            \(Ledgers.customers)
            INV-1,invoice,C1,Nordwind,DE89370400440532013001,EUR,100.00,100.00,2025-12-10,2025-12-01,soon,
            INV-2,invoice,C1,Nordwind AG,,EUR,80.00,80.00,2025-12-05,2026-01-04,,

            """
        )
        let found = try await books.quittance("invoice", "import", "new.csv", "--add-customers")
        let told = found.errors.split(separator: "\n")
        #expect(found.output.contains("2 added") && told.count == 4, "\(found.errors)")
        for words in ["Nordwind AG", "before the date of issue", "check digits", "soon"] {
            #expect(told.contains { $0.contains(words) }, "\(words) in \(told)")
        }
        let again = "inv 2,invoice,C1,Nordwind,,EUR,80.00,80.00,2025-12-05,2026-01-04,,\nINV-3"
        let row = "\(again),invoice,C1,Nordwind,,EUR,80.00,80.00,2025-12-05,2026-01-04,,\n"
        try books.folder.write("like.csv", "\(Ledgers.customers)\n\(row)")
        let like = try await books.quittance("invoice", "import", "like.csv")
        let words = "like.csv:2: number: \"inv 2\" differs only in capitals or separators"
        #expect(like.code == 0 && like.errors.contains(words), "\(like.errors)")
        #expect(like.errors.contains("from \"INV-2\" in the books") && !like.errors.contains("INV-3"), "\(like.errors)")
        for option in ["--number", "--document"] {
            let values = option == "--number" ? ["--number", " "] : ["--number", "INV-3", "--document", " "]
            let refused = try await books.quittance(["invoice", "correct", "INV-2", "--reason", "price"] + values)
            #expect(refused.code != 0 && refused.errors.contains("needs a number"), "\(refused.code) \(refused.errors)")
        }
    }

    @Test("a document is cancelled, or corrected, while nothing was paid on it")
    func corrections() async throws {
        let books = try await begun()
        _ = try await cutOver(books, "EUR=160.00")
        let rehearsed = try await books.object("invoice", "cancel", "INV-1003", "--reason", "no", "--dry-run")
        #expect((rehearsed["cancelled"] as? [String: Any])?["cancelled_by"] as? String == "INV-1003-CANCELLED")
        #expect(try await books.object("invoice", "show", "INV-1003")["cancelled_by"] == nil)
        let cancelled = try await books.object("invoice", "cancel", "INV-1003", "--reason", "wrong customer")
        let document = cancelled["document"] as? [String: Any]
        #expect(document?["number"] as? String == "INV-1003-CANCELLED" && document?["open"] as? String == "0.00")
        let shown = try await books.object("invoice", "show", "INV-1003")
        #expect(shown["open"] as? String == "0.00" && shown["cancel_reason"] as? String == "wrong customer")
        let again = try await books.quittance("invoice", "cancel", "INV-1003", "--reason", "again")
        #expect(
            again.code == 1 && again.errors.contains("is cancelled already, by INV-1003-CANCELLED"),
            "\(again.errors)"
        )
        let part = try await books.quittance("invoice", "cancel", "INV-1002", "--reason", "late")
        #expect(part.code == 1 && part.errors.contains("issue a credit note for the rest"), "\(part.errors)")
        let corrected = try await books.object(
            "invoice",
            "correct",
            "INV-1001",
            "--number",
            "INV-1001-2",
            "--amount",
            "90.00",
            "--reason",
            "wrong price"
        )
        let replacement = corrected["replacement"] as? [String: Any]
        #expect(replacement?["open"] as? String == "90.00" && replacement?["corrects"] as? String == "INV-1001")
        let listed = try await books.quittance("invoice", "list", "--open").output
        #expect(listed.split(separator: "\n").map { $0.prefix { $0 != " " } } == ["CN-9001", "INV-1001-2", "INV-1002"])
        try await books.verify()
        let statement = """
            :20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR0,00\r
            :61:2603050305C90,00NTRFNONREF//B1\r\n:86:166?20SVWZ+INV-1001-2?32Nordwind\r\n:62F:C260305EUR90,00\r\n-\r

            """
        try books.folder.write("march.sta", statement)
        let matched = try await books.quittance("reconcile", "--store", "--statement", "march.sta")
        #expect(matched.code == 0, "\(matched.output)\(matched.errors)")
        let paid = try await books.quittance("invoice", "cancel", "INV-1001-2", "--reason", "too late")
        #expect(paid.code == 1 && paid.errors.contains("90.00 EUR of the receipt"), "\(paid.errors)")
        #expect(paid.errors.contains("undo that match first"), "\(paid.errors)")
        try await books.verify()
    }
}
