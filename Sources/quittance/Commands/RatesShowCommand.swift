internal import ArgumentParser
internal import Foundation
internal import HubDomain
internal import HubEngine
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

extension RatesCommand {
    /// `quittance rates show`: the rate of one day between two currencies.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the rate of a day between two currencies, and what an amount is worth.",
            discussion: """
                The rate comes from the hub's books, or with --rates from files alone. Rates of two currencies are crossed \
                through the euro as one exact fraction; only the amount is rounded, half up, once. A day without \
                publication takes the last one before it, at most \(ReferenceRates.ageDaysMax) days back.

                Ends with 0, with 1 when there is no rate, and with 3 when a file has places that could not be read.

                Examples:
                quittance rates show --from USD --to EUR --date 2026-03-31
                quittance rates show --from USD --to GBP --date 2026-03-29 --amount 1000.00 --rates eurofxref-hist.zip
                """
        )

        @Option(help: "The currency to convert from, as an ISO 4217 code.")
        var from: String

        @Option(help: "The currency to convert to.")
        var to: String

        @Option(help: "The day, as YYYY-MM-DD.")
        var date: String

        @Option(parsing: .unconditional, help: "Also convert this amount.")
        var amount: String?

        @Option(parsing: .upToNextOption, help: "Files of the ECB instead of the hub's books; - is standard input.")
        var rates: [String] = []

        @OptionGroup var hub: HubOptions

        @Option(help: "The merchant, unless there is only one.")
        var merchant: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let (from, to) = (try Self.currency("--from", from), try Self.currency("--to", to))
            let day = try OptionText.date(date, of: "--date")
            let given = try amount.map { try Self.money($0, from) }
            guard from != to else { throw Stop.usage("--from and --to are the same currency") }
            let (known, hasErrors) = rates.isEmpty ? (try await stored(day), false) : try inFiles()
            guard let found = known.rate(from: from, to: to, on: day) else {
                let span = "\(day) and the \(ReferenceRates.ageDaysMax) days before it"
                throw Stop.tell("no rate of \(from) and \(to) on \(span)", hasErrors ? Stop.rejected : Stop.no)
            }
            let view = try RateView(found, on: day, amount: given)
            print(json ? String(decoding: try HubJSON.encode(view), as: UTF8.self) : view.text)
            if hasErrors { throw Stop.rejected }
        }

        private func inFiles() throws -> (ReferenceRates, hasErrors: Bool) {
            let files = try RatesCommand.read(rates)
            let known = ReferenceRates(files.flatMap(\.quotes))
            let unread = files.flatMap { file in file.errors.map { "\(file.name): \($0)" } }
            let errors = unread + known.conflicts.map(\.words)
            errors.forEach(Stop.warn)
            return (known, !errors.isEmpty)
        }

        private func stored(_ day: CalendarDate) async throws -> ReferenceRates {
            let stored = try await hub.inBooks(of: merchant) {
                try await $0.hub.storedRates(from: day, to: day, of: $1.id)
            }
            for conflict in stored.conflicts where [from, to].contains(conflict.quote.currency.code) {
                let quote = conflict.quote
                let other = "\(quote.perEuro) \(quote.currency) for \(quote.date)"
                Stop.warn("\(conflict.file) says \(other); not used")
            }
            return stored.rates
        }

        private static func currency(_ option: String, _ text: String) throws -> Currency {
            guard let currency = Currency(activeOrWithdrawn: text) else {
                throw Stop.usage("\(option) \(text): no ISO 4217 currency; write it as USD")
            }
            return currency
        }

        private static func money(_ text: String, _ currency: Currency) throws -> Money {
            do {
                return try Money(parsing: text, currency: currency)
            } catch {
                throw Stop.usage("--amount \(text): \(error)")
            }
        }
    }
}

/// A rate as it is shown; the coding keys are those of the JSON output.
private struct RateView: Encodable {
    let from: String
    let to: String
    let date: String
    let rateDate: String
    let ageDays: Int
    let source: String
    /// As published, units for one euro; `null` for the euro itself.
    let fromPerEuro: String?
    let toPerEuro: String?
    /// For people, rounded half up to ten decimals.
    let rate: String
    let amount: String?
    let converted: String?
    let explanation: String

    private enum CodingKeys: String, CodingKey {
        case from, to, date
        case rateDate = "rate_date"
        case ageDays = "age_days"
        case source
        case fromPerEuro = "from_per_euro"
        case toPerEuro = "to_per_euro"
        case rate, amount, converted, explanation
    }

    init(_ found: ReferenceRates.Found, on day: CalendarDate, amount: Money?) throws {
        from = found.conversion.from.code
        to = found.conversion.to.code
        date = day.description
        rateDate = found.date.description
        ageDays = day.days(since: found.date)
        source = ReferenceRates.source
        fromPerEuro = found.fromPerEuro?.description
        toPerEuro = found.toPerEuro?.description
        rate = try found.conversion.decimal(places: 10)
        self.amount = amount?.decimal
        converted = try amount.map { try found.conversion($0).decimal }
        explanation = found.words
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(date, forKey: .date)
        try container.encode(rateDate, forKey: .rateDate)
        try container.encode(ageDays, forKey: .ageDays)
        try container.encode(source, forKey: .source)
        try container.encode(fromPerEuro, forKey: .fromPerEuro)
        try container.encode(toPerEuro, forKey: .toPerEuro)
        try container.encode(rate, forKey: .rate)
        try container.encode(amount, forKey: .amount)
        try container.encode(converted, forKey: .converted)
        try container.encode(explanation, forKey: .explanation)
    }

    var text: String {
        var lines = ["1 \(from) = \(rate) \(to) on \(date)"]
        let age = ageDays == 0 ? "" : " (the last publication, \(ageDays) days before)"
        lines.append(explanation + age)
        if let amount, let converted { lines.append("\(amount) \(from) = \(converted) \(to), rounded half up") }
        return lines.joined(separator: "\n")
    }
}
