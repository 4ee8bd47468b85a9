internal import HubDomain
internal import PaymentVocabulary

/// Why a case of the terms oracle was not evaluated.
enum ReadingFailure: Error {
    /// The case holds something that the hub or this reader does not know.
    case unsupported(String)
    /// The hub refuses the terms.
    case refused(TermsError)

    /// Runs what may be refused.
    static func refusing<Value>(_ body: () throws(TermsError) -> Value) throws(ReadingFailure) -> Value {
        do throws(TermsError) {
            return try body()
        } catch {
            throw .refused(error)
        }
    }
}

extension JSON {
    /// - Throws: `ReadingFailure.unsupported` when a member outside `known` is there: it might change the answer.
    func requireKeys(among known: Set<String>, in what: String) throws(ReadingFailure) {
        if let unknown = keys.first(where: { !known.contains($0) }) { throw .unsupported("\(what) with \(unknown)") }
    }

    func date(_ key: String) throws(ReadingFailure) -> CalendarDate {
        guard let date = self[key]?.string.flatMap({ CalendarDate($0) }) else { throw .unsupported("no date \(key)") }
        return date
    }

    func money(_ key: String, _ currency: Currency) throws(ReadingFailure) -> Money {
        guard let units = self[key]?.integer else { throw .unsupported("no amount \(key)") }
        return Money(minorUnits: units, currency: currency)
    }

    func percentage(_ key: String) throws(ReadingFailure) -> Percentage {
        try percentage(self[key], key)
    }

    fileprivate func percentage(_ value: JSON?, _ key: String) throws(ReadingFailure) -> Percentage {
        guard let text = value?.string, let percent = Percentage(text) else { throw .unsupported("no rate \(key)") }
        return percent
    }
}

/// Reads the `terms` and the `tax` of a case.
struct TermsReading {
    let json: JSON

    /// From `lines`, or from `text` where there is nothing else.
    func terms() throws(ReadingFailure) -> Terms {
        let known: Set = ["text", "lines", "sequential", "blackout", "holidays", "early_discount", "discount_tiers"]
        try json.requireKeys(among: known.union(["round_to_minor"]), in: "terms")
        guard let lines = json["lines"]?.array else {
            guard json.keys == ["text"], let text = json["text"]?.string else {
                throw .unsupported("terms without lines")
            }
            return try ReadingFailure.refusing { () throws(TermsError) in try Terms(parsing: text) }
        }
        var instalments: [InstalmentTerm] = []
        for line in lines { instalments.append(try instalment(line)) }
        let (discounts, periods, holidays) = (try discounts(), try closedPeriods(), try holidays())
        return try ReadingFailure.refusing { () throws(TermsError) in
            try Terms(
                instalments: instalments,
                isSequential: json["sequential"]?.bool ?? false,
                discounts: discounts,
                closedPeriods: periods,
                holidays: holidays
            )
        }
    }

    private func instalment(_ line: JSON) throws(ReadingFailure) -> InstalmentTerm {
        let known: Set = ["percent", "of", "fixed_minor", "balance", "due", "anchor", "round_to_minor"]
        try line.requireKeys(among: known, in: "a line")
        let step = line["round_to_minor"] ?? json["round_to_minor"]
        guard let roundingStep = step.map(\.integer) ?? 1 else { throw .unsupported("round_to_minor \(step ?? .null)") }
        var due: [DueStep] = []
        for operation in line["due"]?.array ?? [] { due.append(try DueStep(oracle: operation)) }
        return InstalmentTerm(
            share: try share(line),
            due: due,
            anchor: line["anchor"]?.string,
            roundingStep: roundingStep
        )
    }

    private func share(_ line: JSON) throws(ReadingFailure) -> InstalmentTerm.Share {
        if line["balance"]?.bool == true { return .balance }
        if let units = line["fixed_minor"]?.integer { return .fixed(units) }
        let percent = try line.percentage("percent")
        switch line["of"]?.string {
        case nil, "total", "gross": return .percentOfGross(percent)
        case "untaxed": return .percentOfNet(percent)
        case .some(let base): throw .unsupported("a share of \(base)")
        }
    }

    private func discounts() throws(ReadingFailure) -> [DiscountTerm] {
        var discounts: [DiscountTerm] = []
        for one in (json["early_discount"].map { [$0] } ?? []) + (json["discount_tiers"]?.array ?? []) {
            try one.requireKeys(among: ["percent", "amount_minor", "days", "base"], in: "a discount")
            guard let days = one["days"]?.int else { throw .unsupported("a discount without days") }
            let name = one["base"]?.string ?? DiscountTerm.Base.total.rawValue
            guard let base = DiscountTerm.Base(rawValue: name) else { throw .unsupported("a discount on \(name)") }
            let share: DiscountTerm.Share =
                if let units = one["amount_minor"]?.integer { .fixed(units) } else {
                    .percent(try one.percentage("percent"))
                }
            discounts.append(DiscountTerm(share: share, days: days, base: base))
        }
        return discounts
    }

    private func closedPeriods() throws(ReadingFailure) -> [Terms.ClosedPeriod] {
        var periods: [Terms.ClosedPeriod] = []
        for one in json["blackout"]?.array ?? [] {
            periods.append(Terms.ClosedPeriod(from: try one.date("from"), to: try one.date("to")))
        }
        return periods
    }

    private func holidays() throws(ReadingFailure) -> [Terms.Holiday] {
        var holidays: [Terms.Holiday] = []
        for one in json["holidays"]?.array ?? [] {
            holidays.append(Terms.Holiday(date: try one.date("date"), postponedTo: try one.date("postpone_to")))
        }
        return holidays
    }
}

extension DueStep {
    /// An operation such as `"+30d"`, `"NEXT_DOM:5,10"` or an object.
    init(oracle json: JSON) throws(ReadingFailure) {
        guard let text = json.string else {
            self = try Self.object(json)
            return
        }
        let days = text.split(separator: ":").dropFirst().first.map { $0.split(separator: ",").map { Int($0) } } ?? []
        let numbers = days.compactMap { $0 }
        if text == "EOM" {
            self = .endOfMonth
        } else if text.hasPrefix("DOM:"), numbers.count == 1, days.count == 1 {
            self = .dayOfMonth(numbers[0])
        } else if text.hasPrefix("NEXT_DOM:"), !numbers.isEmpty, numbers.count == days.count {
            self = .nextDayOfMonth(numbers)
        } else if text.hasPrefix("+"), let number = Int(text.dropFirst().dropLast()) {
            switch text.last {
            case "d": self = .addDays(number)
            case "w": self = .addWeeks(number)
            case "m": self = .addMonths(number)
            default: throw .unsupported("operation \(text)")
            }
        } else {
            throw .unsupported("operation \(text)")
        }
    }

    private static func object(_ json: JSON) throws(ReadingFailure) -> DueStep {
        if let day = json["day_of_month_net"]?.int {
            try json.requireKeys(among: ["day_of_month_net", "due_next_month_if_within_days"], in: "an operation")
            return .dateDriven(day: day, fewerDaysAway: json["due_next_month_if_within_days"]?.int ?? 0)
        }
        try json.requireKeys(among: ["cutoff", "on_or_before", "after"], in: "an operation")
        guard let day = json["cutoff"]?.int, let before = json["on_or_before"]?.array, let after = json["after"]?.array
        else { throw .unsupported("operation \(json)") }
        return .cutOff(day: day, onOrBefore: try steps(before), after: try steps(after))
    }

    private static func steps(_ operations: [JSON]) throws(ReadingFailure) -> [DueStep] {
        var steps: [DueStep] = []
        for operation in operations { steps.append(try DueStep(oracle: operation)) }
        return steps
    }
}

extension InvoiceTax {
    init(oracle json: JSON, currency: Currency) throws(ReadingFailure) {
        try json.requireKeys(among: ["lines", "rounding_line_minor"], in: "tax")
        var lines: [Line] = []
        for line in json["lines"]?.array ?? [] {
            try line.requireKeys(among: ["net_minor", "rate_pct", "rates_pct"], in: "a tax line")
            var rates: [Percentage] = []
            for rate in line["rates_pct"]?.array ?? line["rate_pct"].map({ [$0] }) ?? [] {
                rates.append(try line.percentage(rate, "rate_pct"))
            }
            lines.append(Line(net: try line.money("net_minor", currency), rates: rates))
        }
        let rounding = json["rounding_line_minor"]?.integer.map { Money(minorUnits: $0, currency: currency) }
        self.init(lines: lines, roundingLine: rounding)
    }
}
