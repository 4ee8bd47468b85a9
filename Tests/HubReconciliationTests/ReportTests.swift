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

    @Test("the JSON shape, byte for byte")
    func writesJSON() {
        let expected =
            #"{"summary":{"lines":2,"matched":1,"auto_match_rate":{"by_receipt":{"number":"0.5000","value":"0.9949"},"#
            + #""by_invoice_line":{"number":"0.5000","value":"0.9949"}},"unmatched_amount":{"EUR":"5.00"},"#
            + #""unapplied_amount":{"EUR":"0.00"},"invoices_settled":1,"invoices_partly":0},"#
            + #""matches":[{"line":{"file":"s.xml","index":0,"bank_reference":"REF-0"},"amount":"980.00","#
            + #""currency":"EUR","allocations":[{"kind":"invoice","invoice":"INV-2001","amount":"980.00","#
            + #""reason":"paid_in_full"},{"kind":"discount","invoice":"INV-2001","amount":"20.00","#
            + #""reason":"discount_taken"}],"rule":"own_reference","score":"0.96","explanation":"the remittance text "#
            + #"names INV-2001 (INV2001); the amount is exact after the discount of 20.00 EUR on INV-2001, offered "#
            + #"until 2026-03-11; the payer's name is the customer's"}],"#
            + #""exceptions":[{"line":{"file":"s.xml","index":1,"bank_reference":"REF-1"},"amount":"5.00","#
            + #""currency":"EUR","age_days":41,"reason":"unknown_payer","explanation":"names no document of ours, and "#
            + #"no customer has the payer's account or name","suggestions":[]}],"#
            + #""debits":[{"line":{"file":"s.xml","index":2,"bank_reference":"REF-2"},"amount":"9.00","#
            + #""currency":"EUR","is_return":true,"return_reason":"AC04"}],"#
            + #""open_items":[{"invoice":"INV-2002","kind":"invoice","customer":"C2","currency":"EUR","#
            + #""open":"50.00","due":"2026-03-31","days_overdue":30}],"#
            + #""pending":[{"line":{"file":"s.xml","index":3,"bank_reference":"REF-3"},"amount":"1.00","#
            + #""currency":"EUR"}],"repeats":[]}"#
        #expect(result.json == expected)
    }

    @Test("the table: exceptions first, nothing that steers a terminal")
    func writesText() {
        let expected = """
            EXCEPTIONS (1)
            #  booked        amount  reason         payer          remittance
            1  2026-03-20  5.00 EUR  unknown_payer  Stranger?& Co  hello "you"?[2J
              1  s.xml index 1 names no document of ours, and no customer has the payer's account or name

            RETURNED BY THE BANK (1)
            booked        amount  code  party  remittance
            2026-03-20  9.00 EUR  AC04  -

            MATCHED (1)
            booked          amount  payer      pays                             rule           score
            2026-03-10  980.00 EUR  Acme GmbH  INV-2001 980.00, discount 20.00  own_reference   0.96

            STILL OPEN (1)
            document  customer       open  due         overdue
            INV-2002  Bolt AG   50.00 EUR  2026-03-31     30 d

            TOTALS as of 2026-04-30
              receipts         2, matched 1, exceptions 1
              rate by receipt  0.5000, 0.9949 of the EUR
              rate by invoice  0.5000, 0.9949 of the EUR
              invoices         1 settled, 0 partly paid
              unmatched        5.00 EUR
              unapplied        nothing
              debits           1
              not booked yet   1

            """
        #expect(result.text == expected)
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
        let lines = [line("110.00", "INV-2001"), line("45.00", "INV-2002 INV-2003", index: 1)]
        let items = [item("INV-2001", "100.00"), item("INV-2002", "20.00"), item("INV-2003", "30.00")]
        let summary = run(lines, items).summary
        #expect(summary.byReceipt.number.decimal == "0.5000")
        #expect(summary.byInvoiceLine.number.decimal == "0.3333")
        #expect(summary.byReceipt.value[.eur]?.part == 11_000)
        #expect(summary.byInvoiceLine.value[.eur]?.part == 10_000)
    }
}
