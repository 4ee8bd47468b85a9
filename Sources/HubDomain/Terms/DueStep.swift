internal import PaymentVocabulary

/// One operation of the pipeline that turns an invoice date into a due date.
package indirect enum DueStep: Hashable, Sendable {
    case addDays(Int)
    case addWeeks(Int)
    /// Clamps to the last day of the month that it reaches.
    case addMonths(Int)
    case endOfMonth
    /// That day of the current month, clamped to its last; may lie before the date.
    case dayOfMonth(Int)
    /// The first of these days of a month on or after the date; a day that a month does not have is its last.
    case nextDayOfMonth([Int])
    /// One of two pipelines by the day of the month of the invoice date.
    case cutOff(day: Int, onOrBefore: [DueStep], after: [DueStep])
    /// The next such day of a month, or the one a month later when it is fewer than `fewerDaysAway` days off.
    case dateDriven(day: Int, fewerDaysAway: Int)

    /// No term reaches further: a hundred years.
    static let daysMax = 36_525

    /// The date after this step; a cut-off looks at the invoice date.
    func applied(to date: CalendarDate, invoiceDate: CalendarDate) -> CalendarDate {
        switch self {
        case .addDays(let days): date.adding(days: days)
        case .addWeeks(let weeks): date.adding(days: weeks * 7)
        case .addMonths(let months): date.adding(months: months)
        case .endOfMonth: date.inMonth(day: 31)
        case .dayOfMonth(let day): date.inMonth(day: day)
        case .nextDayOfMonth(let days): date.next(days: days)
        case .cutOff(let day, let onOrBefore, let after):
            (invoiceDate.day <= day ? onOrBefore : after).reduce(date) { $1.applied(to: $0, invoiceDate: invoiceDate) }
        case .dateDriven(let day, let fewerDaysAway): date.next(day: day, unlessFewerDaysAway: fewerDaysAway)
        }
    }

    /// The days to snap to again after a closed period, when this step is the kind that snaps.
    func snapDays(invoiceDate: CalendarDate) -> [Int]? {
        switch self {
        case .nextDayOfMonth(let days): days
        case .cutOff(let day, let onOrBefore, let after):
            (invoiceDate.day <= day ? onOrBefore : after).lastSnap(invoiceDate: invoiceDate)
        case .addDays, .addWeeks, .addMonths, .endOfMonth, .dayOfMonth, .dateDriven: nil
        }
    }

    /// - Throws: `TermsError` at `place` when an offset is negative or a day is none of a month.
    func validate(at place: String) throws(TermsError) {
        switch self {
        case .addDays(let days): try Self.require(offset: days, at: place)
        case .addWeeks(let weeks): try Self.require(offset: weeks, times: 7, at: place)
        case .addMonths(let months): try Self.require(offset: months, times: 31, at: place)
        case .endOfMonth: return
        case .dayOfMonth(let day): try Self.require(day: day, at: place)
        case .nextDayOfMonth(let days):
            guard !days.isEmpty else {
                throw .part(.noSuchDay, place, "no day of the month is given", "name one, 1 to 31")
            }
            for day in days { try Self.require(day: day, at: place) }
        case .cutOff(let day, let onOrBefore, let after):
            try Self.require(day: day, at: place + ".cutoff")
            for (index, step) in onOrBefore.enumerated() { try step.validate(at: "\(place).on_or_before[\(index)]") }
            for (index, step) in after.enumerated() { try step.validate(at: "\(place).after[\(index)]") }
        case .dateDriven(let day, let fewerDaysAway):
            try Self.require(day: day, at: place)
            try Self.require(offset: fewerDaysAway, at: place)
        }
    }

    private static func require(offset: Int, times factor: Int = 1, at place: String) throws(TermsError) {
        guard offset >= 0 else {
            throw .part(.negativeOffset, place, "an offset of \(offset) is before its start", "give 0 or more")
        }
        guard offset <= daysMax / factor else {
            throw .part(.tooLong, place, "\(offset) is more than a hundred years", "give at most \(daysMax / factor)")
        }
    }

    private static func require(day: Int, at place: String) throws(TermsError) {
        guard (1...31).contains(day) else {
            throw .part(
                .noSuchDay,
                place,
                "\(day) is no day of a month",
                "give 1 to 31 (31 is the last of every month)"
            )
        }
    }
}

extension [DueStep] {
    /// The days of the last snapping step, if there is one.
    func lastSnap(invoiceDate: CalendarDate) -> [Int]? {
        reversed().lazy.compactMap { $0.snapDays(invoiceDate: invoiceDate) }.first
    }
}

extension CalendarDate {
    /// That day of this month, or its last.
    func inMonth(day wanted: Int) -> CalendarDate {
        let (year, month, day) = components
        return adding(days: Swift.min(wanted, Self.daysInMonth(year: year, month: month)) - day)
    }

    /// The first of `days` on or after this date, in this month or the next.
    func next(days: [Int]) -> CalendarDate {
        let nextMonth = inMonth(day: 1).adding(months: 1)
        let candidates = days.map { inMonth(day: $0) } + days.map { nextMonth.inMonth(day: $0) }
        return candidates.filter { $0 >= self }.min() ?? self
    }

    fileprivate func next(day: Int, unlessFewerDaysAway fewer: Int) -> CalendarDate {
        let first = next(days: [day])
        guard first.days(since: self) < fewer else { return first }
        return first.inMonth(day: 1).adding(months: 1).inMonth(day: day)
    }
}
