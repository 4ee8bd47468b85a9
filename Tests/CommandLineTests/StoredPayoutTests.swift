import Foundation
import TestSupport
import Testing

/// Payouts of a provider in the hub's books: `reconcile --store --settlement`.
@Suite("payouts in the books") struct StoredPayoutTests {
    /// A charge for INV-1001 and one for nobody's invoice, a refund: 98.25 + 49.00 - 25.00.
    private static let report = """
        balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,\
        automatic_payout_id,automatic_payout_effective_at_utc,payment_metadata[order_id],charge_id
        txn_1,2026-03-10 10:00:00,2026-03-12 00:00:00,eur,100.00,1.75,98.25,charge,ch_1,po_10000001,2026-03-13 00:00:00,INV-1001,ch_1
        txn_2,2026-03-10 11:00:00,2026-03-12 00:00:00,eur,50.00,1.00,49.00,charge,ch_2,po_10000001,2026-03-13 00:00:00,,ch_2
        txn_3,2026-03-11 11:00:00,2026-03-12 00:00:00,eur,-25.00,0.00,-25.00,refund,re_1,po_10000001,2026-03-13 00:00:00,,ch_0

        """

    private func books() async throws -> Ledgers {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            proof: "EUR=100.00"
        )
        try books.folder.write("stripe.csv", Self.report)
        try books.folder.write(
            "march.sta",
            Ledgers.statement(
                "S1",
                Ledgers.receipt("2603130313", "122,25", "STRIPE po_10000001", "B1", payer: "Stripe")
            )
        )
        return books
    }

    private func reconcile(
        _ books: Ledgers,
        _ statement: String,
        _ more: String...,
        code: Int32
    ) async throws -> [String: Any] {
        let arguments = ["reconcile", "--store", "--statement", statement, "--settlement", "stripe.csv", "--json"]
        let found = try await books.quittance(arguments + more)
        #expect(found.code == code, "\(found.output)\(found.errors)")
        return try #require(try found.objects().first, "\(found.errors)")
    }

    @Test("a payout settles the invoices of its payments, and what is left is on the provider's clearing account")
    func settles() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let rehearsed = try await reconcile(books, "march.sta", "--dry-run", code: 0)
        #expect((rehearsed["matches"] as? [[String: Any]])?.count == 1)
        #expect(try database.number("SELECT open_minor FROM invoices") == 10_000, "only shown")
        _ = try await reconcile(books, "march.sta", code: 0)
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        #expect(try database.number("SELECT reversible_minor FROM invoices") == 10_000, "a card can be charged back")
        let accounts = try await books.accounts("2026-03")
        #expect(accounts["receivables:C1"] == "100.00 0.00 100.00 0.00", "\(accounts)")
        #expect(accounts["unidentified_receipts"] == "0.00 122.25 122.25 0.00")
        #expect(accounts["provider_fees"] == "0.00 2.75 0.00 2.75")
        // The payment of 50.00 that nobody knows, less the refund of 25.00.
        #expect(accounts["provider_clearing:stripe"]?.hasSuffix(" -25.00") == true, "\(accounts)")
        try await books.verify()
    }

    @Test("a dry run of a statement that takes a payout back says what the run says")
    func rehearsesTakingBack() async throws {
        let books = try await books()
        _ = try await reconcile(books, "march.sta", code: 0)
        let back = [":61:2603200320RC122,25NTRFNONREF//X1", ":86:116?20SVWZ+B1?32Stripe"]
        try books.folder.write("back.sta", Ledgers.statement("S2", back))
        func told(_ report: [String: Any]) throws -> Data {
            let parts = ["settlements", "exceptions", "debits", "open_items"].map { report[$0] ?? "" }
            return try JSONSerialization.data(withJSONObject: parts, options: [.sortedKeys])
        }
        let rehearsed = try await reconcile(books, "back.sta", "--dry-run", code: 1)
        #expect(try told(rehearsed) == told(try await reconcile(books, "back.sta", code: 1)))
        try await books.verify()
    }

    @Test(
        "a payment inside a payout that waits ends with 1, and a person says what it is for, which undoing takes back"
    )
    func waits() async throws {
        let books = try await books()
        try books.folder.write(
            "stripe.csv",
            Self.report.replacing("eur,100.00,1.75,98.25", with: "eur,60.00,1.75,58.25")
        )
        let fields = Ledgers.receipt("2603130313", "82,25", "STRIPE po_10000001", "B1", payer: "Stripe")
        try books.folder.write("march.sta", Ledgers.statement("S1", fields))
        let report = try await reconcile(books, "march.sta", code: 1)
        let part = try #require((report["waiting_parts"] as? [[String: Any]])?.first)
        #expect(part["payment"] as? String == "ch_1" && part["class"] as? String == "under")
        #expect(part["amount"] as? String == "60.00" && part["documents"] as? [String] == ["INV-1001"])
        let summary = try #require(report["summary"] as? [String: Any])
        #expect(summary["waiting_parts"] as? Int == 1)
        #expect((summary["waiting_parts_amount"] as? [String: String]) == ["EUR": "60.00"])
        let again = try await reconcile(books, "march.sta", code: 1)
        let standing = try #require((again["waiting_parts"] as? [[String: Any]])?.first)
        #expect(standing["class"] as? String == "under" && standing["amount"] as? String == "60.00")
        #expect(
            (standing["explanation"] as? String)?.hasPrefix("for INV-1001, which has 100.00 EUR open; match 1") == true
        )
        #expect((again["summary"] as? [String: Any])?["lines"] as? Int == 0, "the payout itself is matched")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let dump = "SELECT account, SUM(minor_units) FROM ledger_lines GROUP BY account ORDER BY 1"
        let before = try database.rows(dump)
        func supersede(_ pay: String, code: Int32) async throws -> String {
            let found = try await books.quittance(
                "match",
                "supersede",
                "1",
                "--pay",
                pay,
                "--reason",
                "a part",
                "--by",
                "anna"
            )
            #expect(found.code == code, "\(pay): \(found.output)\(found.errors)")
            return found.errors
        }
        #expect(try await supersede("INV-1001=100.01", code: 1).contains("INV-1001 has 100.00 EUR open"))
        // 82.25 and 2.75 of fees: the refund is of another payment, so that not all of 110.00 can be given away.
        #expect(
            try await supersede("INV-1001=86.00", code: 1).contains("85.00 EUR of Stripe payout po_10000001 clears")
        )
        #expect(try await supersede("INV-9999=1", code: 1).contains("invoices in EUR that are in the books"))
        let kept = try await books.object(
            "match",
            "supersede",
            "1",
            "--reason",
            "refunded",
            "--by",
            "anna",
            "--dry-run"
        )
        let kinds = (kept["allocations"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
        let stays = ["payout", "provider_fee", "refund_left"]
        #expect(kinds == stays, "with nothing it stays with the provider, and waits no more")
        _ = try await supersede("INV-1001=60", code: 0)
        #expect(try database.rows("SELECT open_minor, reversible_minor FROM invoices") == [["4000", "6000"]])
        #expect(try await books.accounts("2026-03")["receivables:C1"] == "100.00 0.00 60.00 40.00")
        #expect(try await reconcile(books, "march.sta", code: 0)["waiting_parts"] == nil, "somebody has decided")
        try await books.verify()
        let undone = try await books.quittance("match", "undo", "2", "--reason", "wrong", "--by", "anna")
        #expect(undone.code == 0, "\(undone.errors)")
        #expect(try database.rows("SELECT open_minor, reversible_minor FROM invoices") == [["10000", "0"]])
        #expect(try database.rows(dump).count == before.count)
        try await books.verify()
    }

    @Test(
        "a payout in dollars that the bank books in euros clears invoices in dollars, and balances in both currencies"
    )
    func exchanged() async throws {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,USD,100.00,100.00,2026-02-10,,net 30,",
            proof: "USD=100.00"
        )
        try books.folder.write("stripe.csv", Self.report.replacing(",eur,", with: ",usd,"))
        let details = "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">122.25</Amt></InstdAmt></AmtDtls>"
        try books.folder.write(
            "march.xml",
            """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>
            <CreDtTm>2026-03-14T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>DE75512108001245126199</IBAN></Id>
            <Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy="EUR">110.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-03-13</Dt></BookgDt><ValDt><Dt>2026-03-13</Dt></ValDt><AcctSvcrRef>B1</AcctSvcrRef>
            <NtryDtls><TxDtls><Amt Ccy="EUR">110.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\(details)<RmtInf>
            <Ustrd>STRIPE po_10000001</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
            """
        )
        let report = try await reconcile(books, "march.xml", code: 0)
        let match = try #require((report["matches"] as? [[String: Any]])?.first)
        #expect((match["exchange"] as? [String: Any])?["paid"] as? String == "122.25")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.rows("SELECT open_minor, reversible_minor FROM invoices") == [["0", "10000"]])
        let balances = """
            SELECT account, currency, SUM(minor_units) FROM ledger_lines GROUP BY account, currency
            HAVING SUM(minor_units) <> 0 ORDER BY 1, 2
            """
        // 100.00 and 50.00 less 2.75 of fees and a refund of 25.00 came; 25.00 is of nobody's invoice.
        let posted = try database.rows(balances).map { $0.joined(separator: " ") }
        #expect(
            posted == [
                "bank:DE75512108001245126199 EUR 11000", "currency_exchange EUR -11000", "currency_exchange USD 12225",
                "opening_balances USD -10000", "provider_clearing:stripe USD -2500", "provider_fees USD 275",
            ]
        )
        try await books.verify()
        let again = try await reconcile(books, "march.xml", code: 0)
        #expect((again["matches"] as? [Any])?.isEmpty == true)
        let undone = try await books.quittance("match", "undo", "1", "--reason", "wrong", "--by", "anna")
        #expect(undone.code == 0, "\(undone.errors)")
        let left = try database.rows(balances).map { $0.joined(separator: " ") }
        #expect(
            left == [
                "bank:DE75512108001245126199 EUR 11000", "opening_balances USD -10000", "receivables:C1 USD 10000",
                "unidentified_receipts EUR -11000",
            ]
        )
        try await books.verify()
    }

    @Test("of several payments that wait those go on waiting of which nobody has said what they are for")
    func answersOne() async throws {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C1,Nordwind,,EUR,80.00,80.00,2026-02-10,,net 30,",
            proof: "EUR=180.00"
        )
        let rows = [("ch_1", "60.00", "INV-1001"), ("ch_2", "50.00", "INV-1002"), ("ch_3", "30.00", "INV-1002")]
        let head = Self.report.split(separator: "\n")[0]
        let report = rows.map { name, amount, invoice in
            "txn_\(name),2026-03-10 10:00:00,2026-03-12 00:00:00,eur,\(amount),0.00,\(amount),charge,\(name),po_10000001,"
                + "2026-03-13 00:00:00,\(invoice)X,\(name)"
        }
        // The references are of other documents until a person knows better.
        try books.folder.write("stripe.csv", ([String(head)] + report).joined(separator: "\n") + "\n")
        try books.folder.write(
            "more.csv",
            Ledgers.customers
                + "\nINV-1001X,invoice,C1,Nordwind,,EUR,99.00,99.00,2026-02-11,,net 30,"
                + "\nINV-1002X,invoice,C1,Nordwind,,EUR,99.00,99.00,2026-02-11,,net 30,\n"
        )
        #expect(try await books.quittance("invoice", "import", "more.csv").code == 0)
        let fields = Ledgers.receipt("2603130313", "140,00", "STRIPE po_10000001", "B1", payer: "Stripe")
        try books.folder.write("march.sta", Ledgers.statement("S1", fields))
        func waiting(code: Int32) async throws -> [String] {
            let report = try await reconcile(books, "march.sta", code: code)
            return (report["waiting_parts"] as? [[String: Any]] ?? []).map {
                "\(($0["documents"] as? [String] ?? []).joined()) \($0["amount"] ?? "")"
            }
        }
        func supersede(_ match: String, _ pay: String...) async throws {
            let options = pay.flatMap { ["--pay", $0] }
            let found = try await books.quittance(
                ["match", "supersede", match, "--reason", "r", "--by", "anna"] + options
            )
            #expect(found.code == 0, "\(found.errors)")
        }
        #expect(try await waiting(code: 1) == ["INV-1001X 60.00", "INV-1002X 50.00", "INV-1002X 30.00"])
        try await supersede("1", "INV-1001=60")
        #expect(try await waiting(code: 1) == ["INV-1002X 50.00", "INV-1002X 30.00"], "as much as one of them")
        try await supersede("2", "INV-1002X=30")
        #expect(try await waiting(code: 1) == ["INV-1002X 50.00"], "the one of this document and amount")
        try await supersede("3", "INV-1001=20")
        #expect(try await waiting(code: 1) == ["INV-1002X 30.00"], "a part of what waits is answered")
        try await supersede("4")
        #expect(try await waiting(code: 0).isEmpty, "the rest stays with the provider")
        try await books.verify()
    }

    /// A charge of 100.00 for INV-1001, refunds of 200.00 less 50.00 that came back, and a fee of 1.75: 51.75.
    private func collected(_ more: String = "") async throws -> Ledgers {
        let books = try await books()
        if !more.isEmpty {
            let configuration = try String(contentsOf: books.folder.url.appending(path: "hub.yaml"), encoding: .utf8)
            try books.folder.write("hub.yaml", configuration + more)
        }
        try books.folder.write(
            "stripe.csv",
            Self.report.replacing("eur,50.00,1.00,49.00,charge,ch_2", with: "eur,-200.00,0.00,-200.00,refund,re_2")
                .replacing("-25.00,0.00,-25.00", with: "50.00,0.00,50.00")
        )
        let debit = [":61:2603130313D51,75NTRFNONREF//D1", ":86:105?20SVWZ+STRIPE po_10000001?32Stripe"]
        try books.folder.write("march.sta", Ledgers.statement("S1", debit))
        return books
    }

    private func expected(_ report: [String: Any]) -> Int? {
        ((report["settlements"] as? [String: Any])?["expected"] as? [Any])?.count
    }

    @Test("a payout that the provider collects leaves its clearing account, and its charges pay their invoices")
    func collects() async throws {
        let books = try await collected()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let arguments = ["--statement", "march.sta", "--settlement", "stripe.csv", "--json"]
        let files = try await books.quittance(["reconcile", "--invoices", "open.csv"] + arguments)
        let debit = try #require((try files.objects().first?["debits"] as? [[String: Any]])?.first, "\(files.errors)")
        let parts = (debit["allocations"] as? [[String: Any]] ?? []).map { "\($0["kind"] ?? "") \($0["amount"] ?? "")" }
        #expect(parts == ["invoice 100.00", "refund -200.00", "refund 50.00", "fee -1.75"], "\(debit)")
        #expect(files.code == 0, "\(files.output)\(files.errors)")
        let csv = ["reconcile", "--invoices", "open.csv", "--csv", "-"] + arguments.dropLast()
        let table = try await books.quittance(csv)
        let rows = table.output.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("debit,") }
        #expect(rows.count == 4 && rows.first?.contains("INV-1001") == true, "\(table.output)\(table.errors)")
        let rehearsed = try await reconcile(books, "march.sta", "--dry-run", code: 0)
        #expect(((rehearsed["debits"] as? [[String: Any]])?.first?["allocations"] as? [Any])?.count == 4)
        #expect(try database.number("SELECT count(*) FROM matches") == 0, "only shown")
        #expect(expected(try await reconcile(books, "march.sta", code: 0)) == 0)
        let invoice = "SELECT open_minor, reversible_minor FROM invoices"
        #expect(try database.rows(invoice) == [["0", "10000"]])
        func accounts() async throws -> [String?] {
            let all = try await books.accounts("2026-03")
            return ["unidentified_receipts", "provider_clearing:stripe", "provider_fees", "receivables:C1"].map {
                all[$0]
            }
        }
        let posted = try await accounts()
        #expect(posted[0] == "0.00 51.75 51.75 0.00" && posted[2] == "0.00 1.75 0.00 1.75", "\(posted)")
        // 51.75 paid to the provider and 100.00 paid there by the customer, less the fee: what it has refunded.
        #expect(posted[1]?.hasSuffix(" 150.00") == true && posted[3] == "100.00 0.00 100.00 0.00", "\(posted)")
        try await books.verify()
        #expect(expected(try await reconcile(books, "march.sta", code: 0)) == 0, "it has come")
        func step(_ words: String...) async throws -> Finished {
            try await books.quittance(["match"] + words + ["--reason", "r", "--by", "anna"])
        }
        let shown = try await books.quittance("match", "show", "1")
        #expect(shown.output.contains("payout_collected Stripe payout po_10000001  51.75"), "\(shown.output)")
        #expect(try await step("undo", "1").code == 0)
        #expect(try database.rows(invoice) == [["10000", "0"]])
        let undone = try await reconcile(books, "march.sta", code: 1)
        #expect(expected(undone) == 1)
        #expect(try database.rows(invoice) == [["10000", "0"]], "no run posts it again")
        try await books.verify()
        let waiting = (undone["debits"] as? [[String: Any]] ?? []).compactMap { $0["explanation"] as? String }
        #expect(waiting.contains { $0.contains("match 1 of it was undone by anna") && $0.contains("match redo 1") })
        let page = try await books.object("close", "--period", "2026-03", "--dry-run")["page"] as? [String: Any]
        #expect((page?["exceptions"] as? [[String: Any]])?.map { $0["reason"] as? String } == ["undone"])
        // Its invoice is paid otherwise meanwhile: the payment waits for what it is for.
        try books.folder.write(
            "paid.sta",
            Ledgers.statement("S2", Ledgers.receipt("2603140314", "100,00", "INV-1001", "B2", payer: "Nordwind"))
        )
        _ = try await books.quittance("reconcile", "--store", "--statement", "paid.sta")
        #expect(try database.rows(invoice) == [["0", "0"]])
        #expect(try await step("redo", "1").code == 0)
        let redone = try await reconcile(books, "march.sta", code: 1)
        let waits = try #require(redone["waiting_parts"] as? [[String: Any]])
        #expect(waits.map { "\($0["amount"] ?? "") \($0["class"] ?? "")" } == ["100.00 duplicate"], "\(waits)")
        #expect(try await step("redo", "1").errors.contains("no booked debit that waits"))
        try await books.verify()
    }

    @Test("a payment inside a collected payout waits for what it is for, on files and in the books")
    func collectsWhatWaits() async throws {
        let books = try await collected()
        let report = try String(contentsOf: books.folder.url.appending(path: "stripe.csv"), encoding: .utf8)
        // 60.00 for an invoice of 100.00, and so much less is refunded.
        try books.folder.write(
            "stripe.csv",
            report.replacing("eur,100.00,1.75,98.25", with: "eur,60.00,1.75,58.25")
                .replacing("eur,-200.00,0.00,-200.00", with: "eur,-160.00,0.00,-160.00")
        )
        let arguments = ["--statement", "march.sta", "--settlement", "stripe.csv", "--json"]
        let files = try await books.quittance(["reconcile", "--invoices", "open.csv"] + arguments)
        for found in [try #require(try files.objects().first), try await reconcile(books, "march.sta", code: 1)] {
            let waits = try #require(found["waiting_parts"] as? [[String: Any]])
            #expect(
                waits.map { "\($0["payment"] ?? "") \($0["amount"] ?? "") \($0["class"] ?? "")" } == [
                    "ch_1 60.00 under"
                ]
            )
            #expect((found["summary"] as? [String: Any])?["waiting_parts"] as? Int == 1)
        }
        #expect(files.code == 1)
        let said = try await books.quittance(
            ["match", "supersede", "1", "--pay", "INV-1001=60", "--reason", "a part", "--by", "anna"]
        )
        #expect(said.code == 0, "\(said.errors)")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.rows("SELECT open_minor, reversible_minor FROM invoices") == [["4000", "6000"]])
        #expect(try await reconcile(books, "march.sta", code: 0)["waiting_parts"] == nil)
        try await books.verify()
    }

    @Test("a collected payout above the limit waits for a second person, and is not missing meanwhile")
    func collectsAboveTheLimit() async throws {
        let books = try await collected("reconciliation:\n  four_eyes_above: {EUR: 50.00}\n")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        for _ in 0..<2 {
            let report = try await reconcile(books, "march.sta", code: 1)
            #expect(expected(report) == 0, "\(report)")
            let debit = try #require((report["debits"] as? [[String: Any]])?.first)
            #expect(debit["waits"] as? Bool == true)
            #expect((debit["explanation"] as? String)?.hasPrefix("is only proposed") == true, "\(debit)")
            #expect(try database.rows("SELECT step FROM match_versions") == [["proposed"]])
            #expect((report["summary"] as? [String: Any])?["invoices_settled"] as? Int == 0, "\(report)")
            #expect((report["open_items"] as? [[String: Any]])?.first?["open"] as? String == "100.00")
        }
        let posted = try await books.quittance("match", "post", "1", "--reason", "yes", "--by", "bert")
        #expect(posted.code == 0, "\(posted.errors)")
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        try await books.verify()
    }

    @Test("a collected payout in another currency than the account is told on files")
    func collectsAbroad() async throws {
        let books = try await collected()
        let report = try String(contentsOf: books.folder.url.appending(path: "stripe.csv"), encoding: .utf8)
        try books.folder.write("stripe.csv", report.replacing(",eur,", with: ",usd,"))
        let debit = [
            ":61:2603130313D47,00NTRFNONREF//D1", "/OCMT/USD51,75/", ":86:105?20SVWZ+STRIPE po_10000001?32Stripe",
        ]
        try books.folder.write("march.sta", Ledgers.statement("S1", debit))
        let found = try await books.quittance(
            "reconcile",
            "--statement",
            "march.sta",
            "--invoices",
            "open.csv",
            "--settlement",
            "stripe.csv",
            "--json"
        )
        let settlements = try #require(try found.objects().first?["settlements"] as? [String: Any], "\(found.errors)")
        let differences = (settlements["payouts"] as? [[String: Any]])?.first?["differences"] as? [String] ?? []
        let told = "the line march.sta:0 collects it in EUR, so that it settles nothing by itself"
        #expect(found.code == 1 && differences.contains(told), "\(differences)")
    }

    @Test("the balance of a provider is told whose payouts have left nothing on its account")
    func balanceOfNothing() async throws {
        let books = try await books()
        // Only what the invoice takes, without a fee: the entry has nothing for the clearing account.
        let report = Self.report.split(separator: "\n").map(String.init)
        try books.folder.write(
            "stripe.csv",
            ([report[0], report[1].replacing("100.00,1.75,98.25", with: "100.00,0.00,100.00")]).joined(separator: "\n")
                + "\n"
        )
        let fields = Ledgers.receipt("2603130313", "100,00", "STRIPE po_10000001", "B1", payer: "Stripe")
        try books.folder.write("march.sta", Ledgers.statement("S1", fields))
        _ = try await reconcile(books, "march.sta", code: 0)
        let told = try await books.quittance(
            "close",
            "--period",
            "2026-03",
            "--dry-run",
            "--provider-balance",
            "stripe=0.00EUR"
        )
        #expect(told.code == 0 && told.output.contains("provider_clearing:stripe"), "\(told.output)\(told.errors)")
        let unknown = try await books.quittance(
            "close",
            "--period",
            "2026-03",
            "--dry-run",
            "--provider-balance",
            "adyen=0.00EUR"
        )
        #expect(unknown.errors.contains("adyen is no account with a provider"), "\(unknown.errors)")
    }

    @Test("of a payout of nothing it is told what it would have paid")
    func paysNothing() async throws {
        let books = try await books()
        try books.folder.write("stripe.csv", Self.report.replacing("-25.00,0.00,-25.00", with: "-147.25,0.00,-147.25"))
        let report = try await reconcile(books, "march.sta", code: 1)
        let payouts = (report["settlements"] as? [String: Any])?["payouts"] as? [[String: Any]] ?? []
        let told = "nothing of it reaches the bank, so that its payments settle nothing: INV-1001 stay open"
        #expect((payouts.first?["differences"] as? [String])?.contains(told) == true, "\(payouts)")
    }

    @Test(
        "a report that tells another amount than was posted is told, and a payout that is only proposed is not missing"
    )
    func corrected() async throws {
        let books = try await books()
        _ = try await reconcile(books, "march.sta", code: 0)
        try books.folder.write("stripe.csv", Self.report.replacing("50.00,1.00,49.00", with: "40.00,1.00,39.00"))
        let report = try await reconcile(books, "march.sta", code: 1)
        let entries = (report["settlements"] as? [String: Any])?["payouts"] as? [[String: Any]] ?? []
        #expect(
            entries.first?["differences"] as? [String]
                == ["it is in the books with 122.25 EUR, and the report tells 112.25 EUR"],
            "\(entries)"
        )
        try books.folder.write("stripe.csv", Self.report)
        for (step, words) in [("undo", "match undo 1"), ("redo", "match redo 1")] {
            let found = try await books.quittance(
                words.split(separator: " ").map(String.init) + ["--reason", step, "--by", "anna"]
            )
            #expect(found.code == 0, "\(found.errors)")
        }
        #expect(try await reconcile(books, "march.sta", code: 0)["exceptions"] as? [String] == [])
    }

    @Test("what waits beside refunds is there to be given away, and no part of a payout to be returned")
    func waitsBesideRefunds() async throws {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C1,Nordwind,,EUR,90.00,90.00,2026-02-10,,net 30,",
            proof: "EUR=190.00"
        )
        // 98.25 and 49.00 less a refund of 125.00 are 22.25: less than the 50.00 that wait.
        let report = Self.report.replacing("eur,-25.00,0.00,-25.00", with: "eur,-125.00,0.00,-125.00")
            .replacing("2026-03-13 00:00:00,,ch_2", with: "2026-03-13 00:00:00,INV-1002,ch_2")
        try books.folder.write("stripe.csv", report)
        let fields =
            Ledgers.receipt("2603130313", "22,25", "STRIPE po_10000001", "B1", payer: "Stripe")
            + [":61:2603160316D10,00NRTINONREF//B2", ":86:109?20SVWZ+RETURN?32Stripe"]
        try books.folder.write("march.sta", Ledgers.statement("S1", fields))
        _ = try await reconcile(books, "march.sta", code: 1)
        func run(_ arguments: String...) async throws -> Finished {
            try await books.quittance(["match"] + arguments + ["--reason", "a part", "--by", "anna"])
        }
        let beyond = try await run("supersede", "1", "--pay", "INV-1002=50.01")
        #expect(
            beyond.code == 1 && beyond.errors.contains("50.00 EUR of Stripe payout po_10000001"),
            "\(beyond.errors)"
        )
        let given = try await run("supersede", "1", "--pay", "INV-1002=50")
        #expect(given.code == 0, "\(given.errors)")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.rows("SELECT open_minor FROM invoices ORDER BY number") == [["0"], ["4000"]])
        let lines = try database.rows("SELECT identity FROM statement_lines ORDER BY identity").compactMap(\.first)
        let debit = lines.first { $0.contains("-10.00") } ?? ""
        let receipt = lines.first { !$0.contains("-10.00") } ?? ""
        let part = try await run(
            "return",
            "--line",
            debit,
            "--receipt",
            receipt,
            "--amount",
            "10.00",
            "--pay",
            "INV-1001=12.25"
        )
        #expect(part.code == 1 && part.errors.contains("of which only all can be taken back"), "\(part.errors)")
        try await books.verify()
    }

    @Test("a payout is posted once, in whichever run it comes again, and undoing it opens the invoice")
    func once() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        _ = try await reconcile(books, "march.sta", code: 0)
        let dump = "SELECT account, SUM(minor_units) FROM ledger_lines GROUP BY account ORDER BY 1"
        let before = try database.rows(dump)
        _ = try await reconcile(books, "march.sta", code: 0)
        #expect(try database.rows(dump) == before, "nothing waits")
        try books.folder.write(
            "again.sta",
            Ledgers.statement(
                "S2",
                Ledgers.receipt("2603160316", "122,25", "STRIPE po_10000001", "B2", payer: "Stripe")
            )
        )
        let again = try await reconcile(books, "again.sta", code: 1)
        let reasons = (again["exceptions"] as? [[String: Any]] ?? []).map { $0["reason"] as? String }
        #expect(reasons == ["duplicate"])
        #expect(try database.number("SELECT COUNT(*) FROM receipt_applications WHERE kind = 'payout'") == 1)
        let posted = try database.rows(dump)
        let undone = try await books.quittance("match", "undo", "1", "--reason", "wrong", "--by", "anna")
        #expect(undone.code == 0, "\(undone.errors)")
        #expect(try database.number("SELECT open_minor FROM invoices") == 10_000)
        #expect(try database.number("SELECT reversible_minor FROM invoices") == 0)
        func redo(_ number: String, code: Int32) async throws -> Finished {
            let found = try await books.quittance("match", "redo", number, "--reason", "it was right", "--by", "bert")
            #expect(found.code == code, "\(found.output)\(found.errors)")
            return found
        }
        #expect(try await redo("1", code: 0).output.hasPrefix("match 2  posted"))
        #expect(try database.rows(dump) == posted, "undone by mistake, it is as it was")
        #expect(try await redo("2", code: 1).errors.contains("only an undone, superseded or rejected one"))
        #expect(try await redo("1", code: 1).errors.contains("is matched already"))
        try await books.verify()
        let undoneAgain = try await books.quittance("match", "undo", "2", "--reason", "wrong", "--by", "anna")
        #expect(undoneAgain.code == 0, "\(undoneAgain.errors)")
        #expect(
            try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account LIKE 'provider_%'") == 0
        )
        try await books.verify()
    }

    @Test("in the books a report explains a payout that waits, and a drop folder posts it")
    func explainsAndWatches() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let imported = try await books.quittance("reconcile", "--store", "--statement", "march.sta")
        #expect(imported.code == 1, "without the report nobody knows what it is: \(imported.output)")
        let explain = ["reconcile", "--store", "--explain", "B1"]
        let without = try await books.quittance(explain)
        #expect(without.code == 0 && !without.output.contains("payout"), "\(without.output)")
        let told = try await books.quittance(explain + ["--settlement", "stripe.csv"])
        #expect(told.code == 0 && told.output.contains("carries the id of Stripe payout po_10000001"), "\(told.output)")
        #expect(try database.number("SELECT open_minor FROM invoices") == 10_000, "only told")
        let inbox = books.folder.url.appending(path: "in")
        try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
        let other = Ledgers.receipt("2603140314", "1,00", "hello", "B7", payer: "Nobody")
        try Data(Ledgers.statement("S2", other).utf8).write(to: inbox.appending(path: "next.sta"))
        let watched = try await books.quittance(
            ["reconcile", "--store", "--watch", inbox.path, "--out", "out", "--once", "--settlement", "stripe.csv"]
        )
        #expect(watched.code == 1, "the receipt from nobody is left: \(watched.output)\(watched.errors)")
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        #expect(try database.number("SELECT COUNT(*) FROM receipt_applications WHERE kind = 'payout'") == 1)
        try await books.verify()
    }

    private func providerRow(_ view: [String: Any]) throws -> [String: Any] {
        let page = try #require(view["page"] as? [String: Any])
        let rows = try #require(page["comparisons"] as? [[String: Any]])
        return try #require(rows.first { $0["account"] as? String == "provider_clearing:stripe" }, "\(rows)")
    }

    @Test("the month closes on what the provider holds, told by a person; a difference wants a note")
    func closesOnTheProvidersBalance() async throws {
        let books = try await books()
        _ = try await reconcile(books, "march.sta", code: 0)
        let month = ["close", "--period", "2026-03"]
        func close(_ arguments: String..., code: Int32 = 0) async throws -> Finished {
            let found = try await books.quittance(month + arguments)
            #expect(found.code == code, "\(arguments): \(found.output)\(found.errors)")
            return found
        }
        let silent = try await close("--as", "anna", code: 1)
        #expect(
            silent.errors.contains(
                "provider_clearing:stripe is -25.00 EUR, and its provider's balance is not told (tell it with --provider-balance)"
            ),
            "\(silent.errors)"
        )
        let untold = try await close("--dry-run")
        #expect(untold.output.contains("not told") && untold.output.contains("--provider-balance"), "\(untold.output)")
        let rehearsed = try await books.object(
            "close",
            "--period",
            "2026-03",
            "--dry-run",
            "--provider-balance",
            "stripe=-25EUR"
        )
        let row = try providerRow(rehearsed)
        #expect(row["difference"] as? String == "0.00" && row["on"] as? String == "2026-03-31", "\(row)")
        // The payout came on the 13th, so that nothing was there on the day before.
        let early = try await books.object(
            "close",
            "--period",
            "2026-03",
            "--dry-run",
            "--provider-balance",
            "stripe=0EUR@2026-03-12"
        )
        let before = try providerRow(early)
        #expect(before["on"] as? String == "2026-03-12" && before["difference"] as? String == "0.00", "\(before)")
        #expect(
            try providerRow(await books.object("close", "--period", "2026-03", "--dry-run"))["other"] == nil,
            "nothing is kept"
        )
        for (text, word) in [
            ("adyen=1EUR", "no account with a provider"), ("stripe=1EUR@2026-04-01", "is no day of 2026-03"),
        ] {
            let refused = try await close("--as", "anna", "--provider-balance", text, code: 1)
            #expect(refused.errors.contains(word), "\(refused.errors)")
        }
        for text in ["stripe", "stripe=1", "=1EUR", "stripe=1.234EUR", "stripe=1EUR@march"] {
            _ = try await close("--as", "anna", "--provider-balance", text, code: 2)
        }
        let differs = try await close("--as", "anna", "--provider-balance", "stripe=-20.00EUR", code: 1)
        #expect(differs.errors.contains("provider_clearing:stripe EUR differs"), "\(differs.errors)")
        let open = try providerRow(await books.object("close", "--period", "2026-03", "--dry-run"))
        #expect(open["difference"] as? String == "5.00" && open["note"] as? String == "told by anna", "\(open)")
        // Neither is the bank's: its statement has no balances.
        let unproven = try await close("--as", "anna", "--provider-balance", "stripe=-25.00EUR", code: 1)
        #expect(unproven.errors.contains("is 122.25 EUR, and its last statement is not told"), "\(unproven.errors)")
        let proposed = try await close("--as", "anna", "--note", "the statement has no balances")
        #expect(proposed.output.contains("waits for a second person"))
        let signed = try await close("--as", "bert", "--approve", "--html", "march.html")
        #expect(signed.output.contains("told by anna"), "\(signed.output)")
        let html = try String(contentsOf: books.folder.url.appending(path: "march.html"), encoding: .utf8)
        #expect(html.contains("provider's balance, 2026-03-31, told by anna"))
        let late = try await close("--as", "anna", "--provider-balance", "stripe=1EUR", code: 1)
        #expect(late.errors.contains("is closed"), "\(late.errors)")
        try await books.verify()
    }

    @Test("a report that proves its ending balance tells it once; a part or one that does not add up tells nothing")
    func reportTells() async throws {
        let books = try await books()
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let count = "SELECT COUNT(*) FROM provider_balances"
        func give(_ name: String, _ report: String) async throws {
            try books.folder.write(name, report)
            let found = try await books.quittance(
                "reconcile",
                "--store",
                "--statement",
                "march.sta",
                "--settlement",
                name
            )
            #expect(found.code <= 1, "\(found.output)\(found.errors)")
        }
        try await give("wrong.csv", PayPalReport.settlement(fee: "118"))
        let part = PayPalReport.settlement().split(separator: "\n").filter { !$0.hasPrefix("\"RF\"") }
        try await give("part.csv", part.joined(separator: "\n"))
        try await give("second.csv", PayPalReport.settlement().replacing("\"FH\",01", with: "\"FH\",02"))
        try await give("hour.csv", PayPalReport.settlement().replacing("23:59:59", with: "12:00:00"))
        #expect(try database.number(count) == 0)
        try await give("paypal.csv", PayPalReport.settlement())
        try await give("again.csv", PayPalReport.settlement())
        #expect(try database.number(count) == 1)
        let view = try await books.object("close", "--period", "2026-03", "--dry-run")
        let rows = try #require((view["page"] as? [String: Any])?["comparisons"] as? [[String: Any]])
        let row = try #require(rows.first { $0["account"] as? String == "provider_clearing:paypal" }, "\(rows)")
        #expect(row["books"] as? String == "0.00" && row["other"] as? String == "38.83", "\(row)")
        #expect(row["on"] as? String == "2026-03-31" && row["note"] as? String == "stated by paypal.csv", "\(row)")
    }
}
