import HubDomain
import HubLedger
import PaymentVocabulary
import Testing

@Suite("entries of an exchange") struct ExchangeEntriesTests {
    @Test(
        "each currency balances, and gain and loss have their sides",
        arguments: [
            (92_464, -464, ["currency_exchange -92464", "exchange_differences 464", "unidentified_receipts 92000"]),
            (92_464, 536, ["currency_exchange -92464", "exchange_differences -536", "unidentified_receipts 93000"]),
            (92_000, 0, ["currency_exchange -92000", "unidentified_receipts 92000"]),
        ] as [(Int64, Int64, [String])]
    )
    func entries(value: Int64, difference: Int64, expected: [String]) throws {
        let customer = CustomerID("c1")
        let applications = [
            ReceiptApplication(target: .invoice(InvoiceNumber("I")), customer: customer, minorUnits: 99_000),
            ReceiptApplication(target: .discount(InvoiceNumber("I")), customer: customer, minorUnits: 1_500),
            ReceiptApplication(target: .creditNote(InvoiceNumber("C")), customer: customer, minorUnits: 500),
        ]
        let receipt = try #require(ExchangedReceipt(value: value, difference: difference, currency: .eur))
        let entries = receipt.entries(identity: "x", applications: applications, in: .usd)
        let lines = entries.map { $0.lines.map { "\($0.account) \($0.minorUnits)" } }
        #expect(lines == [expected, ["currency_exchange 98500", "discounts_allowed 1500", "receivables:c1 -100000"]])
        #expect(entries.map(\.currency) == [.eur, .usd] && entries.allSatisfy { $0.key == "statement/x/match" })
    }

    @Test("what is no receipt has no entries", arguments: [(0, 1), (1, .max), (1, .min)] as [(Int64, Int64)])
    func refused(value: Int64, difference: Int64) {
        #expect(ExchangedReceipt(value: value, difference: difference, currency: .eur) == nil)
    }
}
