import PaymentVocabulary
import TestSupport
import Testing

@Suite struct MoneyTests {
    static let currencies: [Currency] = ["JPY", "EUR", "KWD", "CLF"].compactMap { Currency($0) }

    struct Written: Sendable, CustomTestStringConvertible {
        let text: String
        let code: String
        let minorUnits: Int64
        let decimal: String
        var testDescription: String { "\(text) \(code)" }

        init(_ text: String, _ code: String, _ minorUnits: Int64, _ decimal: String) {
            (self.text, self.code, self.minorUnits, self.decimal) = (text, code, minorUnits, decimal)
        }
    }

    @Test(arguments: [
        Written("0", "EUR", 0, "0.00"),
        Written("-0", "EUR", 0, "0.00"),
        Written("1", "EUR", 100, "1.00"),
        Written("1.", "EUR", 100, "1.00"),
        Written(".5", "EUR", 50, "0.50"),
        Written("+12.3", "EUR", 1_230, "12.30"),
        Written("-0.05", "EUR", -5, "-0.05"),
        Written("0012.34", "EUR", 1_234, "12.34"),
        Written("1234", "JPY", 1_234, "1234"),
        Written("-7", "JPY", -7, "-7"),
        Written("1.234", "KWD", 1_234, "1.234"),
        Written("0.001", "KWD", 1, "0.001"),
        Written("1.2345", "CLF", 12_345, "1.2345"),
        Written("-0.0001", "CLF", -1, "-0.0001"),
        Written("92233720368547758.07", "EUR", .max, "92233720368547758.07"),
        Written("-92233720368547758.08", "EUR", .min, "-92233720368547758.08"),
        Written("9223372036854775807", "JPY", .max, "9223372036854775807"),
        Written("-9223372036854775808", "JPY", .min, "-9223372036854775808"),
        Written("922337203685477.5807", "CLF", .max, "922337203685477.5807"),
    ])
    func readsAndPrints(_ row: Written) throws {
        let money = try Money(parsing: row.text, currency: #require(Currency(row.code)))
        #expect(money.minorUnits == row.minorUnits)
        #expect(money.decimal == row.decimal)
        #expect(money.description == "\(row.decimal) \(row.code)")
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let code: String
        let error: MoneyError
        var testDescription: String { "\(text) \(code)" }

        init(_ text: String, _ code: String, _ error: MoneyError) {
            (self.text, self.code, self.error) = (text, code, error)
        }
    }

    @Test(arguments: [
        Refused("", "EUR", .malformed),
        Refused(".", "EUR", .malformed),
        Refused("-", "EUR", .malformed),
        Refused("--1", "EUR", .malformed),
        Refused("1,00", "EUR", .malformed),
        Refused("1 000", "EUR", .malformed),
        Refused(" 1", "EUR", .malformed),
        Refused("1.2.3", "EUR", .malformed),
        Refused("1e2", "EUR", .malformed),
        Refused("٣", "EUR", .malformed),
        Refused("NaN", "EUR", .malformed),
        Refused("1.0", "JPY", .tooManyDecimals(allowed: 0)),
        Refused("1.001", "EUR", .tooManyDecimals(allowed: 2)),
        Refused("1.000", "EUR", .tooManyDecimals(allowed: 2)),
        Refused("1.0001", "KWD", .tooManyDecimals(allowed: 3)),
        Refused("1.00001", "CLF", .tooManyDecimals(allowed: 4)),
        Refused("92233720368547758.08", "EUR", .overflow),
        Refused("-92233720368547758.09", "EUR", .overflow),
        Refused("92233720368547759", "EUR", .overflow),
        Refused("9223372036854775808", "JPY", .overflow),
        Refused("99999999999999999999999999", "JPY", .overflow),
    ])
    func refuses(_ row: Refused) throws {
        let currency = try #require(Currency(row.code))
        #expect(throws: row.error) { try Money(parsing: row.text, currency: currency) }
    }

    @Test("what is printed reads back", arguments: UInt64(0)..<200)
    func roundTrips(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for currency in Self.currencies {
            let shift = Int.random(in: 0..<63, using: &random)
            let money = Money(
                minorUnits: .random(in: .min ... .max, using: &random) >> Int64(shift),
                currency: currency
            )
            #expect(try Money(parsing: money.decimal, currency: currency) == money)
            #expect(try Money(parsing: Array(money.decimal.utf8)[...], currency: currency) == money)
        }
    }

    @Test func refusesToOverflow() {
        let most = Money(minorUnits: .max, currency: .eur)
        let least = Money(minorUnits: .min, currency: .eur)
        let one = Money(minorUnits: 1, currency: .eur)
        #expect(throws: MoneyError.overflow) { try most.adding(one) }
        #expect(throws: MoneyError.overflow) { try least.subtracting(one) }
        #expect(throws: MoneyError.overflow) { try most.scaled(by: 3, over: 2, rounding: .towardsZero) }
        #expect(throws: MoneyError.overflow) { try one.scaled(by: 1, over: 0, rounding: .towardsZero) }
        #expect(throws: MoneyError.overflow) { try one.scaled(by: 1, over: -1, rounding: .towardsZero) }
    }

    @Test func reachesItsEdges() throws {
        let most = Money(minorUnits: .max, currency: .eur)
        let least = Money(minorUnits: .min, currency: .eur)
        let one = Money(minorUnits: 1, currency: .eur)
        #expect(try most.subtracting(one).adding(one) == most)
        #expect(try least.adding(one).subtracting(one) == least)
        #expect(try most.scaled(by: .max, over: .max, rounding: .halfToEven) == most)
        #expect(try least.scaled(by: .max, over: .max, rounding: .halfToEven) == least)
    }

    @Test func refusesToMixCurrencies() {
        let euro = Money(minorUnits: 1, currency: .eur)
        let dollar = Money(minorUnits: 1, currency: .usd)
        let error = MoneyError.currencyMismatch(.eur, .usd)
        #expect(throws: error) { try euro.adding(dollar) }
        #expect(throws: error) { try euro.subtracting(dollar) }
        #expect(euro != dollar)
    }

    @Test("the parts add up to the whole and differ by at most one", arguments: UInt64(0)..<200)
    func splitLosesNothing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...9, using: &random)
        let edge: [Int64] = [.min, .max, 0, -1, 1]
        let units = seed < 5 ? edge[Int(seed)] : Int64.random(in: -10_000...10_000, using: &random)
        let parts = Money(minorUnits: units, currency: .eur).split(into: count).map(\.minorUnits)
        #expect(parts.count == count)
        #expect(parts.reduce(0, +) == units)
        #expect(parts.map(\.magnitude) == parts.map(\.magnitude).sorted(by: >))
        #expect((parts.max() ?? 0) - (parts.min() ?? 0) <= 1)
    }

    @Test("weighted parts add up and stay within one unit of their share", arguments: UInt64(0)..<200)
    func weightedSplitLosesNothing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let weights =
            (0..<Int.random(in: 1...7, using: &random)).map { _ in Int64.random(in: 0...50, using: &random) } + [1]
        let units = Int64.random(in: -10_000...10_000, using: &random)
        let parts = try Money(minorUnits: units, currency: .eur).split(byWeights: weights).map(\.minorUnits)
        let total = weights.reduce(0, +)
        #expect(parts.reduce(0, +) == units)
        for (part, weight) in zip(parts, weights) { #expect((part * total - units * weight).magnitude < total) }
    }

    @Test func givesLeftoversToTheLargestRemainders() throws {
        let hundred = Money(minorUnits: 100, currency: .eur)
        #expect(try hundred.split(byWeights: [1, 1, 1]).map(\.minorUnits) == [34, 33, 33])
        #expect(try hundred.split(byWeights: [1, 2, 4]).map(\.minorUnits) == [14, 29, 57])
        #expect(
            try Money(minorUnits: -100, currency: .eur).split(byWeights: [1, 2, 4]).map(\.minorUnits) == [
                -14, -29, -57,
            ]
        )
        #expect(try hundred.split(byWeights: [0, 5]).map(\.minorUnits) == [0, 100])
        #expect(
            try Money(minorUnits: .min, currency: .eur).split(byWeights: [.max, .max]).map(\.minorUnits)
                == [Int64.min / 2, Int64.min / 2]
        )
        for weights in [[], [0], [1, -1], [-1]] as [[Int64]] {
            #expect(throws: MoneyError.overflow) { try hundred.split(byWeights: weights) }
        }
    }
}
