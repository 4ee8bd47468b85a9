import PaymentVocabulary
import Testing

@Suite("exchange rates and conversions") struct ExchangeTests {
    @Test(
        "a rate is read digit by digit, and zeros at the end are spelling",
        arguments: [
            ("1.0853", 10_853, 4), ("1.0850", 1_085, 3), ("161.64", 16_164, 2), ("16651.89", 1_665_189, 2),
            ("0.83465", 83_465, 5), ("7", 7, 0), ("100", 100, 0), ("0.000000000001", 1, 12), ("10.0", 10, 0),
        ] as [(String, Int64, Int)]
    )
    func reads(text: String, digits: Int64, scale: Int) throws {
        let rate = try #require(DecimalRate(text))
        #expect(rate.digits == digits && rate.scale == scale)
        #expect(DecimalRate(rate.description) == rate)
    }

    @Test(
        "what is no positive decimal is refused",
        arguments: [
            "", "0", "0.000", "-1", "+1", "1,5", "1.", ".5", "1.2.3", "1e3", " 1", "1 ", "abc", "N/A", "٣",
            "0.0000000000001", "1234567890123456", "99999999999999999999",
        ]
    )
    func refuses(text: String) { #expect(DecimalRate(text) == nil) }

    /// ECB reference rates of 25 November 2024.
    private static let rates = [
        "USD": "1.0495", "JPY": "161.64", "BGN": "1.9558", "GBP": "0.83465", "CHF": "0.9324", "IDR": "16651.89",
        "KRW": "1469.87", "SEK": "11.5030", "HUF": "409.78",
    ]

    private static func conversion(_ from: String, _ to: String) throws -> CurrencyConversion {
        try CurrencyConversion(
            from: try #require(Currency(activeOrWithdrawn: from)),
            to: try #require(Currency(activeOrWithdrawn: to)),
            fromPerBase: rates[from].flatMap { DecimalRate($0) },
            toPerBase: rates[to].flatMap { DecimalRate($0) }
        )
    }

    /// The results were computed with Python's `fractions.Fraction`: amount * to / from, half up.
    @Test(
        "amounts and cross rates are those of exact fractions",
        arguments: [
            ("USD", "EUR", "1000.00", "952.83", "0.9528346832"),
            ("EUR", "USD", "1000.00", "1049.50", "1.0495000000"),
            ("USD", "GBP", "1234.56", "981.83", "0.7952834683"), ("GBP", "USD", "0.01", "0.01", "1.2574132870"),
            ("JPY", "EUR", "1", "0.01", "0.0061865875"), ("JPY", "USD", "1000000", "6492.82", "0.0064928236"),
            ("IDR", "KRW", "99999999.99", "8827046", "0.0882704606"), ("KRW", "IDR", "3", "33.99", "11.3288181948"),
            ("CHF", "SEK", "12.50", "154.21", "12.3369798370"), ("SEK", "CHF", "-12.50", "-1.01", "0.0810571155"),
            ("HUF", "JPY", "409.78", "162", "0.3944555615"), ("BGN", "EUR", "9779.00", "5000.00", "0.5112997239"),
            ("BGN", "EUR", "0.02", "0.01", "0.5112997239"), ("EUR", "IDR", "0.01", "166.52", "16651.8900000000"),
        ]
    )
    func converts(from: String, to: String, amount: String, expected: String, rate: String) throws {
        let conversion = try Self.conversion(from, to)
        let money = try Money(parsing: amount, currency: conversion.from)
        #expect(try conversion(money) == Money(parsing: expected, currency: conversion.to))
        #expect(try conversion.decimal(places: 10) == rate)
    }

    @Test("exactly half a minor unit is rounded up, also when it is owed")
    func half() throws {
        // 0.04 / 1.6 is 0.025.
        let rate = try #require(DecimalRate("1.6"))
        let conversion = try CurrencyConversion(from: .usd, to: .eur, fromPerBase: rate, toPerBase: nil)
        for (given, expected) in [(4, 3), (-4, -3), (3, 2), (5, 3), (0, 0)] as [(Int64, Int64)] {
            let money = Money(minorUnits: given, currency: .usd)
            #expect(try conversion(money) == Money(minorUnits: expected, currency: .eur))
        }
    }

    @Test("what does not fit is refused, never wrapped")
    func overflow() throws {
        // 92233720368547758.07 USD are 14,205,486,956,047,698,537 JPY.
        let conversion = try Self.conversion("USD", "JPY")
        #expect(throws: MoneyError.overflow) { try conversion(Money(minorUnits: .max, currency: .usd)) }
        #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try conversion(.zero(.eur)) }
    }

    @Test("the conversion of an exchange that took place gives back its own amounts")
    func implied() throws {
        let (received, given) = (Money(minorUnits: 91_823, currency: .eur), Money(minorUnits: 100_000, currency: .usd))
        let conversion = try #require(CurrencyConversion(of: received, for: given))
        #expect(try conversion(given) == received)
        #expect(CurrencyConversion(of: .zero(.eur), for: given) == nil)
    }
}
