import HubDomain
import PaymentVocabulary

/// Published rates of a world: dollars for a euro on every TARGET day, as a walk of small steps.
struct WorldRates {
    let rates: ReferenceRates
    /// In the order of the days.
    let quotes: [ReferenceQuote]

    init(seed: UInt64) {
        var random = WorldRandom(seed: seed ^ 0x5EED_0F_4A7E5)
        var digits = 10_500
        var quotes: [ReferenceQuote] = []
        // Before the first document, and until the last receipt can have come.
        for day in -10...(WorldBuilder.days + 250) {
            let date = WorldBuilder.firstDay.adding(days: day)
            digits = min(max(digits + random.within(-60...60), 9_600), 12_400)
            guard Self.isPublished(date), let rate = DecimalRate(digits: Int64(digits), scale: 4) else { continue }
            quotes.append(ReferenceQuote(currency: .usd, date: date, perEuro: rate))
        }
        self.quotes = quotes
        rates = ReferenceRates(quotes)
    }

    /// The days on which TARGET is closed in 2026.
    private static let closed = ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25"]

    private static func isPublished(_ date: CalendarDate) -> Bool {
        // Day 0 was a Thursday.
        let weekday = (Int(date.dayNumber) % 7 + 7) % 7
        return weekday != 2 && weekday != 3 && !closed.contains(date.description)
    }
}
