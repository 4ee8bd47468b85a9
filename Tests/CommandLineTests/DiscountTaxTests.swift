import Foundation
import Testing

/// The tax in a discount, from an electronic invoice to the ledger and back.
@Suite("net and tax of discounts, from outside") struct DiscountTaxTests {
    private static let invoice = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
        <ID>INV-1001</ID><IssueDate>2026-03-02</IssueDate><DueDate>2026-04-01</DueDate>
        <InvoiceTypeCode>380</InvoiceTypeCode><DocumentCurrencyCode>EUR</DocumentCurrencyCode>
        <AccountingCustomerParty><Party><PartyIdentification><ID>C1</ID></PartyIdentification>
        <PartyLegalEntity><RegistrationName>Nordwind</RegistrationName></PartyLegalEntity></Party></AccountingCustomerParty>
        <PaymentTerms><Note>#SKONTO#TAGE=14#PROZENT=2.00#
        </Note></PaymentTerms>
        <TaxTotal><TaxAmount currencyID="EUR">22.50</TaxAmount>
        <TaxSubtotal><TaxableAmount currencyID="EUR">100.00</TaxableAmount><TaxAmount currencyID="EUR">19.00</TaxAmount>
        <TaxCategory><ID>S</ID><Percent>19.00</Percent></TaxCategory></TaxSubtotal>
        <TaxSubtotal><TaxableAmount currencyID="EUR">50.00</TaxableAmount><TaxAmount currencyID="EUR">3.50</TaxAmount>
        <TaxCategory><ID>S</ID><Percent>7.00</Percent></TaxCategory></TaxSubtotal></TaxTotal>
        <LegalMonetaryTotal><TaxInclusiveAmount currencyID="EUR">172.50</TaxInclusiveAmount>
        <PayableAmount currencyID="EUR">172.50</PayableAmount></LegalMonetaryTotal>
        </Invoice>
        """

    private static let ledger = """
        SELECT account || ' ' || SUM(minor_units) FROM ledger_lines GROUP BY account HAVING SUM(minor_units) <> 0
        UNION ALL SELECT number || ' ' || open_minor || ' ' || taxes FROM invoices
        UNION ALL SELECT customer_id || ' ' || open_minor || ' ' || unapplied_minor FROM credit_accounts
        UNION ALL SELECT identity || kind || number || minor_units || taxes FROM receipt_applications ORDER BY 1
        """

    private func books() async throws -> Ledgers {
        let books = try Ledgers()
        try books.folder.write("invoice.xml", Self.invoice)
        try books.folder.write(
            "s.sta",
            Ledgers.statement("S1", Ledgers.receipt("2603160316", "169,05", "INV-1001", "REF1"))
        )
        return books
    }

    @Test("a UBL invoice of two rates, paid with 2 % less in time, is split in the ledger, and undone without a trace")
    func life() async throws {
        let books = try await books()
        let imported = try await books.quittance("invoice", "import", "invoice.xml", "--add-customers")
        #expect(imported.code == 0, "\(imported.output)\(imported.errors)")
        let shown = try await books.quittance("invoice", "show", "INV-1001")
        #expect(shown.output.contains("S 19 % of 100.00 is 19.00, S 7 % of 50.00 is 3.50"), "\(shown.output)")
        let invoice = try await books.object("invoice", "show", "INV-1001")
        let expected = [
            ["category": "S", "rate": "19", "net": "100.00", "tax": "19.00"],
            ["category": "S", "rate": "7", "net": "50.00", "tax": "3.50"],
        ]
        #expect(invoice["taxes"] as? [[String: String]] == expected)
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let unpaid = try database.rows(Self.ledger)
        let run = try await books.quittance("reconcile", "--store", "--statement", "s.sta")
        #expect(run.output.contains("discount 3.45 (3.00 net, 0.45 tax)"), "\(run.output)\(run.errors)")
        let accounts = try await books.accounts("2026-03")
        #expect(accounts["billed"] == "0.00 0.00 172.50 -172.50")
        #expect(accounts["discounts_allowed"] == "0.00 3.00 0.00 3.00")
        #expect(accounts["output_tax:19"] == "0.00 0.38 0.00 0.38")
        #expect(accounts["output_tax:7"] == "0.00 0.07 0.00 0.07")
        #expect(accounts["receivables:C1"] == "0.00 172.50 172.50 0.00")
        let match = try await books.quittance("match", "show", "1")
        let split = "discount INV-1001  3.45: 2.00 net and 0.38 tax at 19 %, 1.00 net and 0.07 tax at 7 %"
        #expect(match.output.contains(split), "\(match.output)")
        try await books.verify()
        let undone = try await books.quittance("match", "undo", "1", "--reason", "wrong")
        #expect(undone.code == 0, "\(undone.errors)")
        let waiting = ["bank:DE75512108001245126199 16905", "unidentified_receipts -16905"]
        #expect(try database.rows(Self.ledger).map { $0[0] } == (unpaid.map { $0[0] } + waiting).sorted())
        try await books.verify()
    }

    @Test("the reports tell net and tax beside the discount")
    func reports() async throws {
        let books = try await books()
        func reconcile(_ more: String...) async throws -> Finished {
            let words = ["reconcile", "--statement", "s.sta", "--invoices", "invoice.xml"]
            return try await run(Programs.quittance, words + more, in: books.folder.url)
        }
        let report = try #require(try await reconcile("--json").objects().first)
        let matches = try #require(report["matches"] as? [[String: Any]])
        let parts = try #require(matches.first?["allocations"] as? [[String: Any]])
        let discount = try #require(parts.first { $0["kind"] as? String == "discount" })
        #expect(discount["amount"] as? String == "3.45")
        #expect(discount["net"] as? String == "3.00" && discount["tax"] as? String == "0.45")
        #expect((discount["taxes"] as? [[String: String]])?.map { $0["tax"] } == ["0.38", "0.07"])
        #expect(parts.first { $0["kind"] as? String == "invoice" }?["net"] == nil)
        let table = try await reconcile("--csv", "-")
        #expect(table.output.contains(",3.00,0.45,S19:2.00+0.38 S7:1.00+0.07,\r\n"), "\(table.output)")
        let page = try await reconcile("--html", "-").output
        #expect(page.contains(" (3.00 net, 0.45 tax), discount taken"), "\(page.suffix(20_000))")
        try books.folder.write("rules.yaml", "settings: {discount_tax: kept}\n")
        let kept = try await reconcile("--rules", "rules.yaml").output
        #expect(kept.contains("discount 3.45") && !kept.contains("0.45 tax"), "\(kept)")
        #expect(try await reconcile("--explain", "REF1").output.contains("discount 3.45 (3.00 net, 0.45 tax)"))
    }

    @Test("a cut-over brings taxes; a table without or with them is the same document, one with other taxes is not")
    func cutOver() async throws {
        let row = "INV-1,invoice,C1,Nordwind,,EUR,119.00,119.00,2026-02-20,,net 30,"
        func again(_ books: Ledgers, _ taxes: String) async throws -> Finished {
            try books.folder.write("open.csv", "\(Ledgers.customers),taxes\n\(row),\(taxes)\n")
            let words = ["invoice", "import", "open.csv", "--cut-over", "2026-02-28", "--proof-total", "EUR=119.00"]
            return try await books.quittance(words)
        }
        let old = try Ledgers()
        try await old.begin(row, proof: "EUR=119.00")
        #expect(try await again(old, "19:100.00+19.00").output.contains("0 added, 1 known"))
        #expect(try await old.object("invoice", "show", "INV-1")["taxes"] == nil)
        let new = try Ledgers()
        #expect(try await again(new, "19:100.00+19.00").output.contains("1 added"))
        #expect(try await again(new, "19.0:100.00+19.00").output.contains("0 added, 1 known"))
        let shown = try await new.object("invoice", "show", "INV-1")
        #expect(shown["taxes"] as? [[String: String]] == [["rate": "19", "net": "100.00", "tax": "19.00"]])
        let other = try await again(new, "19:50.00+9.50 0:59.50+0.00")
        #expect(other.code == 3 && other.output.contains("an earlier run brought it with other contents"))
        try await new.verify()
    }

    @Test("taxes that do not add up are told with file, line and field, and the discount is in one sum")
    func faults() async throws {
        let books = try await books()
        try books.folder.write("invoice.xml", Self.invoice.replacing(">3.50<", with: ">3.60<"))
        let imported = try await books.quittance("invoice", "import", "invoice.xml", "--add-customers")
        #expect(imported.code == 0, "\(imported.output)\(imported.errors)")
        let told = "net and tax together are 172.60, the document's total is 172.50; the taxes are not taken"
        let place = "invoice.xml:15:1: /Invoice/LegalMonetaryTotal/PayableAmount"
        #expect(imported.errors.contains("\(place): \(told)"), "\(imported.errors)")
        #expect(try await books.object("invoice", "show", "INV-1001")["taxes"] == nil)
        #expect(try await books.quittance("reconcile", "--store", "--statement", "s.sta").code == 0)
        #expect(try await books.accounts("2026-03")["discounts_allowed"] == "0.00 3.45 0.00 3.45")
        try await books.verify()
    }
}
