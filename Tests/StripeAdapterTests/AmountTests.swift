import AdapterKit
import PaymentVocabulary
import Testing

@testable import StripeAdapter

@Suite struct AmountTests {
    /// Currency, minor units of ISO 4217, Stripe's number; `nil` where Stripe cannot say the amount.
    static let rows: [(String, Int64, Int64?)] = [
        ("EUR", 1_050, 1_050), ("USD", 1, 1), ("HUF", 100, 100), ("JPY", 500, 500), ("KRW", 1, 1), ("CLP", 7, 7),
        ("PYG", 7, 7), ("VND", 7, 7), ("XOF", 7, 7), ("UGX", 500, 50_000), ("ISK", 5, 500), ("MGA", 500, 5),
        ("MGA", 550, nil), ("KWD", 1_230, 1_230), ("KWD", 1_234, nil), ("BHD", 10, 10), ("TND", 5, nil),
        ("UYI", 1, nil), ("CLF", 10_000, nil), ("IQD", 10, nil), ("EUR", 0, nil), ("EUR", -1, nil),
        ("ISK", .max, nil), ("EUR", .max, .max),
    ]

    @Test(arguments: rows)
    func convertsBothWays(code: String, units: Int64, number: Int64?) throws {
        let money = Money(minorUnits: units, currency: try #require(Currency(code)))
        guard let number else {
            let error = #expect(throws: AdapterError.self) { try WireAmount.number(for: money) }
            #expect(error?.kind == .invalidRequest && error?.certainty == .notSent)
            return
        }
        #expect(try WireAmount.number(for: money) == number)
        #expect(try WireAmount.money(number, code: code.lowercased(), field: "amount") == money)
    }

    @Test(arguments: [("isk", 550), ("ugx", 1), ("clf", 1), ("abc", 1), ("EUR", 1), ("", 1), ("mga", Int64.max)])
    func refusesWhatIsNotExact(code: String, number: Int64) {
        #expect(throws: StripeProblem.self) { try WireAmount.money(number, code: code, field: "amount") }
    }

    /// Every active currency either goes to Stripe and back unchanged or is refused before it is sent.
    @Test func noCurrencyChangesOnTheWay() throws {
        for currency in Currency.all {
            let money = Money(minorUnits: 100_000, currency: currency)
            guard let number = try? WireAmount.number(for: money) else { continue }
            #expect(try WireAmount.money(number, code: currency.code.lowercased(), field: "amount") == money)
        }
    }
}
