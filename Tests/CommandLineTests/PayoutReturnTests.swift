import Foundation
import TestSupport
import Testing

/// Refunds and chargebacks in a later payout than their payment, from the command line to the ledger.
@Suite("what later payouts take back, in the books and on files") struct PayoutReturnTests {
    private static let head = """
        balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,\
        automatic_payout_id,automatic_payout_effective_at_utc,payment_metadata[order_id],charge_id
        """

    /// A row of the report: `1 100.00 1.75 98.25 charge ch_1 INV-1001 ch_1`, `-` for an empty field.
    private static func row(_ payout: Int, _ text: String) -> String {
        let words = text.split(separator: " ").map { $0 == "-" ? "" : String($0) }
        let day = payout == 1 ? "13" : "20"
        return
            "txn_\(words[0]),2026-03-10 10:00:00,2026-03-12 00:00:00,eur,\(words[1]),\(words[2]),\(words[3]),\(words[4]),"
            + "\(words[5]),po_1000000\(payout),2026-03-\(day) 00:00:00,\(words[6]),\(words[7])"
    }

    private static func report(_ payout: Int, _ rows: String...) -> String {
        ([head] + rows.map { row(payout, $0) }).joined(separator: "\n") + "\n"
    }

    private static let first = report(
        1,
        "1 100.00 1.75 98.25 charge ch_1 INV-1001 ch_1",
        "3 60.00 1.00 59.00 charge ch_3 INV-1003 ch_3"
    )
    private static let second = report(
        2,
        "4 200.00 3.00 197.00 charge ch_2 INV-1002 ch_2",
        "5 -100.00 15.00 -115.00 dispute dp_1 INV-1001 ch_1",
        "6 -60.00 0.00 -60.00 refund re_1 INV-1003 ch_3"
    )

    private static func statement(
        _ name: String,
        _ day: String,
        _ side: String,
        _ amount: String,
        _ payout: Int
    ) -> String {
        Ledgers.statement(
            name,
            [
                ":61:26\(day)\(day)\(side)\(amount)NTRFNONREF//B\(payout)",
                ":86:\(side == "C" ? "166" : "105")?20SVWZ+STRIPE po_1000000\(payout)?32Stripe",
            ]
        )
    }

    /// Books in which the first payout is posted.
    private func books() async throws -> Ledgers {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,",
            "INV-1003,invoice,C2,Hansa,,EUR,60.00,60.00,2026-02-10,,net 30,",
            proof: "EUR=360.00"
        )
        try books.folder.write("s1.csv", Self.first)
        try books.folder.write("s2.csv", Self.second)
        try books.folder.write("one.sta", Self.statement("S1", "0313", "C", "157,25", 1))
        try books.folder.write("two.sta", Self.statement("S2", "0320", "C", "22,00", 2))
        _ = try await reconcile(books, "one.sta", ["s1.csv"], code: 0)
        return books
    }

    private func reconcile(
        _ books: Ledgers,
        _ statement: String,
        _ reports: [String],
        _ more: String...,
        code: Int32
    ) async throws -> [String: Any] {
        let found = try await books.quittance(
            ["reconcile", "--store", "--statement", statement, "--settlement"] + reports + ["--json"] + more
        )
        #expect(found.code == code, "\(found.output)\(found.errors)")
        return try #require(try found.objects().first, "\(found.errors)")
    }

    private func open(_ books: Ledgers) throws -> [String] {
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        return try database.rows("SELECT number, open_minor, reversible_minor FROM invoices ORDER BY number").map {
            $0.joined(separator: " ")
        }
    }

    private static let paid = ["INV-1001 0 10000", "INV-1002 20000 0", "INV-1003 0 6000"]
    private static let taken = ["INV-1001 10000 0", "INV-1002 0 20000", "INV-1003 6000 0"]

    @Test("the invoices are open again, in an entry of their own, once, until the match is undone")
    func takesBack() async throws {
        let books = try await books()
        #expect(try open(books) == Self.paid)
        let rehearsed = try await reconcile(books, "two.sta", ["s2.csv"], "--dry-run", code: 0)
        #expect(try open(books) == Self.paid, "only shown")
        let report = try await reconcile(books, "two.sta", ["s2.csv"], code: 0)
        func reopens(_ report: [String: Any]) throws -> [String] {
            let match = try #require((report["matches"] as? [[String: Any]])?.first)
            return (match["reopens"] as? [[String: String]] ?? []).map {
                "\($0["invoice"] ?? "") \($0["amount"] ?? "") \($0["currency"] ?? "") \($0["payment"] ?? "")"
            }
        }
        #expect(try reopens(report) == ["INV-1001 100.00 EUR ch_1", "INV-1003 60.00 EUR ch_3"])
        #expect(try reopens(rehearsed) == reopens(report))
        let items = (report["open_items"] as? [[String: Any]] ?? []).map {
            "\($0["invoice"] ?? "") \($0["open"] ?? "")"
        }
        #expect(items == ["INV-1001 100.00", "INV-1003 60.00"])
        #expect(try open(books) == Self.taken)
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let entry = """
            SELECT l.account, l.minor_units FROM ledger_lines l WHERE l.entry_key LIKE '%/taken_back' ORDER BY 1
            """
        #expect(
            try database.rows(entry).map { $0.joined(separator: " ") }
                == ["provider_clearing:stripe -16000", "receivables:C1 10000", "receivables:C2 6000"]
        )
        let accounts = try await books.accounts("2026-03")
        #expect(accounts["provider_clearing:stripe"] == "0.00 160.00 160.00 0.00", "\(accounts)")
        #expect(accounts["receivables:C1"] == "300.00 100.00 300.00 100.00", "\(accounts)")
        try await books.verify()
        _ = try await reconcile(books, "two.sta", ["s1.csv", "s2.csv"], code: 0)
        #expect(try open(books) == Self.taken, "once")
        let shown = try await books.quittance("match", "show", "2")
        #expect(shown.output.contains("taken_back INV-1001  100.00 of ch_1"), "\(shown.output)")
        #expect(shown.output.contains("open again: INV-1001 by 100.00 EUR (ch_1)"), "\(shown.output)")
        let first = try await books.quittance("match", "undo", "1", "--reason", "r", "--by", "anna")
        #expect(first.code == 1 && first.errors.contains("match 2 takes back what match 1 pays of"), "\(first.errors)")
        #expect(try await books.quittance("match", "undo", "2", "--reason", "r", "--by", "anna").code == 0)
        #expect(try open(books) == Self.paid)
        #expect(
            try database.number(
                "SELECT COALESCE(SUM(minor_units), 0) FROM ledger_lines WHERE entry_key LIKE '%/taken_back' AND account LIKE 'rec%'"
            ) == 0
        )
        #expect(try await books.quittance("match", "redo", "2", "--reason", "r", "--by", "anna").code == 0)
        #expect(try open(books) == Self.taken)
        try await books.verify()
    }

    @Test("the reports of both payouts at once say the same, and a payout that the provider collects does it, too")
    func collects() async throws {
        let books = try await books()
        // 115.00 and 60.00 less 48.00: the provider takes 127.00.
        try books.folder.write(
            "s2.csv",
            Self.second.replacing("200.00,3.00,197.00", with: "50.00,2.00,48.00").replacing(
                ",INV-1002,ch_2",
                with: ",,ch_2"
            )
        )
        try books.folder.write("two.sta", Self.statement("S2", "0320", "D", "127,00", 2))
        let report = try await reconcile(books, "two.sta", ["s1.csv", "s2.csv"], code: 0)
        let debit = try #require((report["debits"] as? [[String: Any]])?.first)
        #expect((debit["reopens"] as? [Any])?.count == 2, "\(debit)")
        #expect(try open(books) == ["INV-1001 10000 0", "INV-1002 20000 0", "INV-1003 6000 0"])
        try await books.verify()
        #expect(try await books.quittance("match", "undo", "2", "--reason", "r", "--by", "anna").code == 0)
        #expect(try open(books) == Self.paid)
        try await books.verify()
    }

    @Test("a refund of which it is not certain what it takes back waits, on the page too, until one command says it")
    func waits() async throws {
        let books = try await books()
        // Neither names the charge; and 30.00 are a part.
        try books.folder.write(
            "s2.csv",
            Self.report(
                2,
                "4 200.00 3.00 197.00 charge ch_2 INV-1002 ch_2",
                "6 -30.00 0.00 -30.00 refund re_1 INV-1003 -"
            )
        )
        try books.folder.write("two.sta", Self.statement("S2", "0320", "C", "167,00", 2))
        for _ in 0..<2 {
            let report = try await reconcile(books, "two.sta", ["s2.csv"], code: 1)
            let part = try #require((report["waiting_parts"] as? [[String: Any]])?.first)
            #expect(part["takes_back"] as? Bool == true && part["amount"] as? String == "30.00", "\(part)")
            #expect((part["explanation"] as? String)?.contains("--take-back INV-1003=30.00") == true, "\(part)")
        }
        #expect(try open(books) == ["INV-1001 0 10000", "INV-1002 0 20000", "INV-1003 0 6000"])
        let page = try await books.object("close", "--period", "2026-03", "--dry-run")["page"] as? [String: Any]
        let exceptions = (page?["exceptions"] as? [[String: Any]] ?? []).map {
            "\($0["reason"] ?? "") \($0["amount"] ?? "")"
        }
        #expect(exceptions == ["waiting_back -30.00"])
        let shown = try await books.quittance("match", "show", "2")
        #expect(shown.output.contains("waiting_back INV-1003  30.00"), "\(shown.output)")
        func supersede(_ option: String, _ value: String) async throws -> Finished {
            try await books.quittance(
                "match",
                "supersede",
                "2",
                option,
                value,
                "--reason",
                "re_1 is of ch_3",
                "--by",
                "anna"
            )
        }
        let beyond = try await supersede("--take-back", "INV-1003=60.01")
        #expect(
            beyond.code == 1 && beyond.errors.contains("--take-back INV-1003=60.01: payouts of stripe pay 60.00"),
            "\(beyond.errors)"
        )
        let said = try await supersede("--take-back", "INV-1003=30")
        #expect(
            said.code == 0 && said.output.contains("taken_back INV-1003  30.00 of ch_3"),
            "\(said.output)\(said.errors)"
        )
        #expect(try open(books) == ["INV-1001 0 10000", "INV-1002 0 20000", "INV-1003 3000 3000"])
        #expect(try await reconcile(books, "two.sta", ["s2.csv"], code: 0)["waiting_parts"] == nil)
        try await books.verify()
    }

    @Test("on files a chargeback of what they show as settled waits, and one of what is open does not")
    func files() async throws {
        let books = try Ledgers()
        try books.folder.write("s2.csv", Self.second)
        try books.folder.write("two.sta", Self.statement("S2", "0320", "C", "22,00", 2))
        try books.folder.write(
            "open.csv",
            Ledgers.customers
                + "\nINV-1001,invoice,C1,Nordwind,,EUR,100.00,0.00,2026-02-10,,net 30,"
                + "\nINV-1002,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,"
                + "\nINV-1003,invoice,C2,Hansa,,EUR,60.00,60.00,2026-02-10,,net 30,\n"
        )
        let found = try await run(
            Programs.quittance,
            ["reconcile", "--statement", "two.sta", "--invoices", "open.csv", "--settlement", "s2.csv", "--json"],
            in: books.folder.url
        )
        #expect(found.code == 1, "\(found.errors)")
        let parts = try #require(try found.objects().first?["waiting_parts"] as? [[String: Any]], "\(found.output)")
        #expect(
            parts.map { "\($0["payment"] ?? "") \($0["documents"] ?? "") \($0["class"] ?? "")" } == [
                "ch_1 [\"INV-1001\"] returned"
            ]
        )
        let words = "takes back what was paid of INV-1001, of which 100.00 EUR is settled"
        #expect((parts.first?["explanation"] as? String)?.hasPrefix(words) == true, "\(parts)")
    }
}
