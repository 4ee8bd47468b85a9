/// The days on which money moves.
///
/// Source: ECB, TARGET closing days (since 2002); Federal Reserve Banks, holiday schedule (5 U.S.C. 6103, a holiday on a
/// Sunday is observed on the Monday after it, one on a Saturday is not).
public enum BusinessCalendar: String, Hashable, Sendable, CaseIterable {
    case target
    case federalReserve = "federal_reserve"
    /// Monday to Friday, for currencies whose holidays are not known here.
    case weekdays

    /// The calendar of the system in which a currency settles.
    public init(of currency: Currency) {
        switch currency {
        case .eur: self = .target
        case .usd: self = .federalReserve
        default: self = .weekdays
        }
    }

    public func isOpen(_ date: CalendarDate) -> Bool {
        let weekday = Self.weekday(date)
        guard weekday < 6 else { return false }
        switch self {
        case .weekdays: return true
        case .target: return !Self.closesTarget(date)
        case .federalReserve: return !Self.closesFederalReserve(date, weekday)
        }
    }

    /// The date `days` open days after `date`; with 0 the date itself, or the next open day when it is closed.
    public func date(_ days: Int, after date: CalendarDate) -> CalendarDate {
        var (date, left) = (date, max(0, days))
        while !isOpen(date) { date = date.adding(days: 1) }
        while left > 0 {
            date = date.adding(days: 1)
            if isOpen(date) { left -= 1 }
        }
        return date
    }

    /// How many open days there are behind `date`, up to `last` and with it; 0 where `last` is not behind it.
    public func openDays(after date: CalendarDate, until last: CalendarDate) -> Int {
        guard date < last else { return 0 }
        return (1...last.days(since: date)).count { isOpen(date.adding(days: $0)) }
    }

    /// 1 is Monday, 7 is Sunday; 1970-01-01 was a Thursday.
    private static func weekday(_ date: CalendarDate) -> Int {
        let days = (Int(date.dayNumber) + 3) % 7
        return (days < 0 ? days + 7 : days) + 1
    }

    private static func closesTarget(_ date: CalendarDate) -> Bool {
        let (year, month, day) = date.components
        if [[1, 1], [5, 1], [12, 25], [12, 26]].contains([month, day]) { return true }
        guard let easter = easterSunday(year) else { return false }
        return date == easter.adding(days: -2) || date == easter.adding(days: 1)
    }

    private static func closesFederalReserve(_ date: CalendarDate, _ weekday: Int) -> Bool {
        let fixed = [[1, 1], [6, 19], [7, 4], [11, 11], [12, 25]]
        let (_, month, day) = date.components
        if fixed.contains([month, day]) { return true }
        let before = date.adding(days: -1)
        if weekday == 1, fixed.contains([before.month, before.day]) { return true }
        let week = (day + 6) / 7
        switch (month, weekday) {
        case (1, 1), (2, 1): return week == 3
        case (5, 1): return day > 24
        case (9, 1): return week == 1
        case (10, 1): return week == 2
        case (11, 4): return week == 4
        default: return false
        }
    }

    /// Source: the anonymous Gregorian algorithm, Nature, 20 April 1876.
    private static func easterSunday(_ year: Int) -> CalendarDate? {
        let golden = year % 19
        let (century, yearOfCentury) = (year / 100, year % 100)
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let shift = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * shift + 114
        return CalendarDate(year: year, month: sum / 31, day: sum % 31 + 1)
    }
}
