package import PaymentVocabulary

/// A published rate: so many units of a currency for one euro on one day.
package struct ReferenceQuote: Hashable, Codable, Sendable {
    package let currency: Currency
    package let date: CalendarDate
    package let perEuro: DecimalRate

    package init(currency: Currency, date: CalendarDate, perEuro: DecimalRate) {
        self.currency = currency
        self.date = date
        self.perEuro = perEuro
    }
}

/// Two sources say different things about one currency and one day.
package struct RateConflict: Hashable, Sendable {
    package let currency: Currency
    package let date: CalendarDate
    /// At least two, the shorter ones first.
    package let rates: [DecimalRate]
}

/// The euro foreign exchange reference rates of the European Central Bank, by currency and day.
///
/// They are published about 16:00 CET on TARGET days only, so for another day the last ones before it count.
package struct ReferenceRates: Hashable, Sendable {
    /// The source's name in explanations and reports.
    package static let source = "ECB"
    /// The rates of a day may be used for so many days after it.
    ///
    /// The longest pauses of the TARGET calendar (Easter, and Christmas beside a weekend) last four days; one day is
    /// spare for a file that was fetched before the day's publication.
    package static let ageDaysMax = 5

    /// What differs between the quotes that it was made of; none of these rates is used.
    package let conflicts: [RateConflict]
    private var days: [Currency: [Day]] = [:]

    private struct Day: Hashable {
        let date: CalendarDate
        /// `nil` where the quotes contradict each other: then nothing is said of this day, and no older day stands in.
        let perEuro: DecimalRate?
    }

    /// In any order; a quote that is there twice counts once.
    package init(_ quotes: [ReferenceQuote] = []) {
        var conflicts: [RateConflict] = []
        let ordered = quotes.sorted { ($0.currency, $0.date) < ($1.currency, $1.date) }
        var start = 0
        while start < ordered.count {
            let first = ordered[start]
            let same = ordered[start...].prefix { $0.date == first.date && $0.currency == first.currency }
            start = same.endIndex
            let agrees = same.allSatisfy { $0.perEuro == first.perEuro }
            days[first.currency, default: []].append(Day(date: first.date, perEuro: agrees ? first.perEuro : nil))
            guard !agrees else { continue }
            let rates = Set(same.map(\.perEuro)).sorted {
                ($0.description.count, "\($0)") < ($1.description.count, "\($1)")
            }
            conflicts.append(RateConflict(currency: first.currency, date: first.date, rates: rates))
        }
        self.conflicts = conflicts
    }

    /// What counts, by currency and day: the quotes without those that contradict each other.
    package var quotes: [ReferenceQuote] {
        days.sorted { $0.key < $1.key }.flatMap { currency, days in
            days.compactMap { day in
                day.perEuro.map { ReferenceQuote(currency: currency, date: day.date, perEuro: $0) }
            }
        }
    }

    package var isEmpty: Bool { days.values.allSatisfy(\.isEmpty) }

    /// A cross rate with the day whose publication it is from.
    package struct Found: Hashable, Sendable {
        package let conversion: CurrencyConversion
        package let date: CalendarDate
        /// As published, for one euro; `nil` for the euro itself.
        package let fromPerEuro: DecimalRate?
        package let toPerEuro: DecimalRate?
    }

    /// The rates of this day, or of the last day before it on which both currencies were published.
    ///
    /// - Returns: `nil` when there is none within `ageDaysMax` days, and for a rate that 128 bits cannot hold.
    package func rate(
        from: Currency,
        to: Currency,
        on day: CalendarDate,
        ageDaysMax: Int = Self.ageDaysMax
    ) -> Found? {
        guard from != to else { return nil }
        for age in 0...max(0, ageDaysMax) {
            let date = day.adding(days: -age)
            let sides = [from, to].filter { $0 != .eur }.map { (currency: $0, day: self.day(of: $0, on: date)) }
            if sides.contains(where: { $0.day == nil }) { continue }
            let rates = sides.compactMap { side in side.day?.perEuro.map { (side.currency, $0) } }
            guard rates.count == sides.count else { return nil }
            let left = rates.first { $0.0 == from }?.1
            let right = rates.first { $0.0 == to }?.1
            let conversion = try? CurrencyConversion(from: from, to: to, fromPerBase: left, toPerBase: right)
            return conversion.map { Found(conversion: $0, date: date, fromPerEuro: left, toPerEuro: right) }
        }
        return nil
    }

    private func day(of currency: Currency, on date: CalendarDate) -> Day? {
        guard let days = days[currency] else { return nil }
        var (low, high) = (days.startIndex, days.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if days[middle].date < date { low = middle + 1 } else { high = middle }
        }
        return low < days.endIndex && days[low].date == date ? days[low] : nil
    }
}

extension ReferenceRates.Found {
    /// `rate of 2026-03-31 source ECB: 1 EUR = 1.0815 USD`, with both sides of a cross rate.
    package var words: String {
        let sides = [(conversion.from, fromPerEuro), (conversion.to, toPerEuro)].compactMap { currency, rate in
            rate.map { "\($0) \(currency)" }
        }
        return "rate of \(date) source \(ReferenceRates.source): 1 EUR = \(sides.joined(separator: " = "))"
    }
}
