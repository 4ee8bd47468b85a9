import HubDomain
import HubLedger
import PaymentVocabulary
import Testing

@Suite("entries of a payout") struct PayoutEntriesTests {
    @Test(
        "the receipt leaves the clearing account, invoices are settled from it, and fees are cost",
        arguments: [
            (0, 275, ["provider_clearing:cards -12500", "provider_fees 275", "unidentified_receipts 12225"]),
            (
                10_000, 275,
                [
                    "provider_clearing:cards -2500", "provider_fees 275", "receivables:c1 -10000",
                    "unidentified_receipts 12225",
                ]
            ),
            (12_225, 0, ["receivables:c1 -12225", "unidentified_receipts 12225"]),
            (0, -25, ["provider_clearing:cards -12200", "provider_fees -25", "unidentified_receipts 12225"]),
        ] as [(Int64, Int64, [String])]
    )
    func entry(invoice: Int64, fees: Int64, expected: [String]) throws {
        let amount = Money(minorUnits: 12_225, currency: .eur)
        let payout = try #require(
            ClearedPayout(account: "cards", name: "Stripe payout po_1", amount: amount, fees: fees)
        )
        let paid = ReceiptApplication(target: .invoice(InvoiceNumber("I")), customer: "c1", minorUnits: invoice)
        let entry = payout.entry(identity: "x", applications: invoice == 0 ? [] : [paid])
        #expect(entry.key == "statement/x/match" && entry.lines.map { "\($0.account) \($0.minorUnits)" } == expected)
    }

    @Test("what a provider collects goes to the clearing account, and the invoices of its payments are settled from it")
    func collected() throws {
        let amount = Money(minorUnits: -5_175, currency: .eur)
        let payout = try #require(
            ClearedPayout(account: "cards", name: "Stripe payout po_2", amount: amount, fees: 175)
        )
        let paid = ReceiptApplication(target: .invoice(InvoiceNumber("I")), customer: "c1", minorUnits: 10_000)
        let entry = payout.entry(identity: "x", applications: [paid])
        #expect(
            entry.lines.map { "\($0.account) \($0.minorUnits)" } == [
                "provider_clearing:cards 15000", "provider_fees 175", "receivables:c1 -10000",
                "unidentified_receipts -5175",
            ]
        )
    }

    @Test("nothing clears nothing", arguments: [(0, 0), (1, .min)] as [(Int64, Int64)])
    func refused(amount: Int64, fees: Int64) {
        let money = Money(minorUnits: amount, currency: .eur)
        #expect(ClearedPayout(account: "cards", name: "x", amount: money, fees: fees) == nil)
    }
}
