import HubDomain
import PaymentVocabulary
import Testing

@Suite("reference rates by day") struct ReferenceRatesTests {
    private static func quote(_ currency: String, _ date: String, _ rate: String) throws -> ReferenceQuote {
        ReferenceQuote(
            currency: try #require(Currency(currency)),
            date: try #require(CalendarDate(date)),
            perEuro: try #require(DecimalRate(rate))
        )
    }

    /// Around Easter 2026: nothing is published from Good Friday, 3 April, to Monday, 6 April.
    private static func easter() throws -> [ReferenceQuote] {
        [
            try quote("USD", "2026-04-01", "1.08"), try quote("USD", "2026-04-02", "1.09"),
            try quote("GBP", "2026-04-01", "0.85"), try quote("USD", "2026-04-07", "1.10"),
            try quote("GBP", "2026-04-07", "0.86"),
        ]
    }

    @Test(
        "a day without publication takes the last one before it on which both are there",
        arguments: [
            ("USD", "EUR", "2026-04-02", "2026-04-02"), ("USD", "EUR", "2026-04-06", "2026-04-02"),
            ("USD", "EUR", "2026-04-07", "2026-04-07"), ("EUR", "USD", "2026-04-12", "2026-04-07"),
            ("USD", "EUR", "2026-04-13", nil), ("USD", "EUR", "2026-03-31", nil),
            ("USD", "GBP", "2026-04-02", "2026-04-01"), ("GBP", "USD", "2026-04-06", "2026-04-01"),
            ("USD", "JPY", "2026-04-02", nil), ("USD", "USD", "2026-04-02", nil),
        ] as [(String, String, String, String?)]
    )
    func day(from: String, to: String, on day: String, expected: String?) throws {
        let rates = ReferenceRates(try Self.easter())
        let found = rates.rate(
            from: try #require(Currency(from)),
            to: try #require(Currency(to)),
            on: try #require(CalendarDate(day))
        )
        #expect(found?.date.description == expected)
    }

    @Test("what is used is told with both published rates")
    func words() throws {
        let rates = ReferenceRates(try Self.easter())
        let day = try #require(CalendarDate("2026-04-04"))
        #expect(rates.rate(from: .usd, to: .eur, on: day)?.words == "rate of 2026-04-02 source ECB: 1 EUR = 1.09 USD")
        #expect(
            rates.rate(from: .usd, to: .gbp, on: day)?.words
                == "rate of 2026-04-01 source ECB: 1 EUR = 1.08 USD = 0.85 GBP"
        )
    }

    @Test("rates that contradict each other are not used, no older day stands in, and the order changes nothing")
    func conflict() throws {
        let others = [try Self.quote("USD", "2026-04-02", "1.0901"), try Self.quote("USD", "2026-04-02", "1.090")]
        let quotes = try Self.easter() + others
        for quotes in [quotes, quotes.reversed()] {
            let rates = ReferenceRates(quotes)
            let day = try #require(CalendarDate("2026-04-03"))
            #expect(rates.rate(from: .usd, to: .eur, on: day) == nil)
            #expect(rates.conflicts.map { $0.rates.map(\.description) } == [["1.09", "1.0901"]])
            #expect(rates == ReferenceRates(quotes.shuffled()))
            #expect(rates.quotes.count == 4)
        }
    }
}
