import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("reports")
struct ReportTests {
    private let result = run(
        [
            line("980.00", "INV-2001", name: "Acme GmbH", on: "2026-03-10"),
            line("5.00", "hello \"you\"\u{1B}[2J", index: 1, name: "Stranger\n& Co"),
            line("9.00", index: 2, direction: .debit, returnReason: "AC04"),
            line("1.00", index: 3, status: .pending),
        ],
        [
            item("INV-2001", "1000.00", discount: (off: "20.00", until: "2026-03-11")),
            item("INV-2002", "50.00", customer: "C2", name: "Bolt AG"),
        ]
    )

    @Test("the tax in a discount is told where the number is of one document only")
    func splitsDiscountsOfOneHolder() throws {
        func document(_ customer: String, _ name: String, _ tax: TaxSubtotal) -> OpenItem {
            var invoice = item("INV-7", "119.00", customer: customer, name: name).invoice
            invoice.taxes = [tax]
            let offer = DiscountOffer(until: date("2026-03-31"), amount: money("2.38"), tax: nil, pay: money("116.62"))
            return OpenItem(invoice: invoice, discounts: [offer])
        }
        let rate = try #require(Percentage("19"))
        let tax = try TaxSubtotal(category: "S", rate: rate, net: money("100.00"), tax: money("19.00"))
        let own = document("C1", "Acme GmbH", tax)
        let receipt = line("116.62", "thanks", name: "Acme GmbH")
        func taxes(_ items: [OpenItem]) throws -> String {
            let match = try #require(run([receipt], items).matches.first)
            return try #require(match.allocations.first { $0.kind == .discount }).taxes.text
        }
        #expect(try taxes([own]) == "S19:2.00+0.38")
        #expect(try taxes([own, document("C2", "Bolt AG", tax)]).isEmpty)
    }

    @Test("the JSON shape, byte for byte")
    func writesJSON() {
        let expected =
            #"{"summary":{"lines":2,"matched":1,"auto_match_rate":{"by_receipt":{"number":"0.5000","value":"0.9949"},"#
            + #""by_invoice_line":{"number":"0.5000","value":"0.9949"}},"unmatched_amount":{"EUR":"5.00"},"#
            + #""unapplied_amount":{"EUR":"0.00"},"invoices_settled":1,"invoices_partly":0},"#
            + #""matches":[{"line":{"file":"s.xml","index":0,"bank_reference":"REF-0"},"amount":"980.00","#
            + #""currency":"EUR","allocations":[{"kind":"invoice","invoice":"INV-2001","amount":"980.00","#
            + #""reason":"paid_in_full"},{"kind":"discount","invoice":"INV-2001","amount":"20.00","#
            + #""reason":"discount_taken"}],"rule":"own_reference","score":"0.96","margin":null,"explanation":"the remittance text "#
            + #"names INV-2001 (INV2001); the amount is exact after the discount of 20.00 EUR on INV-2001, offered "#
            + #"until 2026-03-11; the payer's name is the customer's; rule reference_and_amount posts it"}],"#
            + #""exceptions":[{"line":{"file":"s.xml","index":1,"bank_reference":"REF-1"},"amount":"5.00","#
            + #""currency":"EUR","age_days":41,"class":"unknown_payer","reason":"unknown_payer","explanation":"names no document of ours, and "#
            + #"no customer has the payer's account or name","suggestions":[],"margin":null,"#
            + #""is_ranked_greedily":false}],"debits":[{"line":{"file":"s.xml","index":2,"bank_reference":"REF-2"},"#
            + #""amount":"9.00","currency":"EUR","is_return":true,"return_reason":"AC04","takes_back":null,"#
            + #""takes_part_of":null,"waits":true,"explanation":"no receipt of the files is certainly what it took "#
            + #"back, so nothing is open again: find it by hand"}],"#
            + #""open_items":[{"invoice":"INV-2002","kind":"invoice","customer":"C2","currency":"EUR","#
            + #""open":"50.00","due":"2026-03-31","days_overdue":30}],"#
            + #""pending":[{"line":{"file":"s.xml","index":3,"bank_reference":"REF-3"},"amount":"1.00","#
            + #""currency":"EUR"}],"repeats":[],"weights":{"documents":1,"none":"0.000","confirmed_pairs":1,"#
            + #""candidate_pairs":0,"levels":[{"field":"amount","level":"exact","m":"0.700000","#
        #expect(result.json.hasPrefix(expected))
        let classes =
            #","exception_classes":[{"class":"unknown_payer","number":1,"#
            + #""amount":{"EUR":"5.00"}}],"exception_ages":[{"days":"up_to_7","number":0,"amount":{}},"#
            + #"{"days":"8_to_30","number":0,"amount":{}},{"days":"31_to_60","number":1,"amount":{"EUR":"5.00"}},"#
            + #"{"days":"61_to_90","number":0,"amount":{}},{"days":"over_90","number":0,"amount":{}}]}"#
        #expect(result.json.hasSuffix(classes))
    }

    @Test("a long report comes in pieces that are the whole")
    func writesJSONInPieces() {
        let lines = (0..<500).map { line("1.00", "nothing that is known", index: $0, name: "Stranger \($0)") }
        let result = run(lines, [])
        var pieces: [String] = []
        result.writeJSON { pieces.append($0) }
        #expect(pieces.count > 2 && pieces.allSatisfy { $0.utf8.count < 100_000 })
        #expect(pieces.joined() == result.json)
    }

    /// Columns of a terminal, for the scripts of the fixtures.
    private func columns(_ text: Substring) -> Int {
        text.reduce(0) { sum, character in
            let scalars = character.unicodeScalars
            let isWide = scalars.contains {
                (0x3000...0x9FFF).contains($0.value) || (0x1F300...0x1FAFF).contains($0.value)
            }
            let isMark = scalars.allSatisfy { (0x300...0x36F).contains($0.value) }
            return sum + (isWide ? 2 : isMark ? 0 : 1)
        }
    }

    @Test("however narrow the table is, the amount that a document gets is shown whole", arguments: [60, 80, 100])
    func keepsAmounts(width: Int) {
        let number = "INV-2026-0000000102-OF-A-LONG-SERIES"
        let result = run(
            [line("2450.00", number, name: "Hansa Medizintechnik Aktiengesellschaft")],
            [item(number, "2450.00")]
        )
        let row = result.text(TextStyle(width: width)).split(separator: "\n").first { $0.hasPrefix("2026-03-20") } ?? ""
        // Once for the receipt, once for the document.
        #expect(row.split(separator: " ").filter { $0 == "2450.00" }.count == 2, "\(row)")
    }

    @Test("rule and score give way before the document that is paid", arguments: [60, 80])
    func keepsDocuments(width: Int) {
        let number = "INV-2026-0102"
        let result = run(
            [line("20000.00", number, name: "Hansa Medizintechnik Aktiengesellschaft")],
            [item(number, "20000.00")]
        )
        let text = result.text(TextStyle(width: width))
        #expect(text.contains("\(number) 20000.00"), "\(text)")
        #expect(text.contains("score") == (width == 80), "\(text)")
    }

    @Test("a line of the table fits the width that was asked for", arguments: [60, 80, 100, 133, 200])
    func fitsWidth(width: Int) {
        let (lines, items) = hostile()
        for result in [everything(), run(lines, items), Trade(seed: 3).result()] {
            let text = result.text(TextStyle(width: width))
            for line in text.split(separator: "\n") { #expect(columns(line) <= width, "\(line)") }
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        }
    }

    @Test("colours change no letter, and are there only when asked for")
    func coloursOnly() {
        let plain = everything().text(TextStyle(width: 90))
        let coloured = everything().text(TextStyle(width: 90, isColoured: true))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
        #expect(coloured != plain && !plain.contains("\u{1B}"))
    }

    @Test("rates are cut, and there is none of nothing")
    func cutsRates() {
        typealias Rate = ReconciliationSummary.Rate
        #expect(Rate(part: 2, whole: 3).decimal == "0.6666")
        #expect(Rate(part: 99_999, whole: 100_000).decimal == "0.9999")
        #expect(Rate(part: 7, whole: 7).decimal == "1.0000")
        #expect(Rate(part: 0, whole: 0).decimal == nil)
    }

    @Test("several currencies have a rate each")
    func separatesCurrencies() {
        let lines = [line("10.00", "INV-2001"), line("3", "thanks", index: 1, currency: .jpy)]
        let json = run(lines, [item("INV-2001", "10.00")]).json
        #expect(json.contains(#""value":{"EUR":"1.0000","JPY":"0.0000"}"#))
        #expect(json.contains(#""unmatched_amount":{"EUR":"0.00","JPY":"3"}"#))
    }

    @Test("money left unapplied and documents named count in the rate by invoice")
    func countsInvoiceLines() {
        let lines = [
            line("110.00", "INV-2001", name: "Acme GmbH"),
            line("45.00", "INV-2002 INV-2003", index: 1, name: "Acme GmbH"),
        ]
        let items = [item("INV-2001", "100.00"), item("INV-2002", "20.00"), item("INV-2003", "30.00")]
        let summary = run(lines, items).summary
        #expect(summary.byReceipt.number.decimal == "0.5000")
        #expect(summary.byInvoiceLine.number.decimal == "0.3333")
        #expect(summary.byReceipt.value[.eur]?.part == 11_000)
        #expect(summary.byInvoiceLine.value[.eur]?.part == 10_000)
    }
}
