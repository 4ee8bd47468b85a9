import PaymentVocabulary

/// In which order a file writes the parts of its dates.
enum CSVDateOrder: String, Hashable, Sendable {
    case yearMonthDay = "YYYY-MM-DD"
    case dayMonthYear = "DD-MM-YYYY"
    case monthDayYear = "MM-DD-YYYY"

    /// Reads `%Y-%m-%d`, `DD.MM.YYYY` and the like: the letters count, what stands between them does not.
    init?(format: String) {
        let letters = format.lowercased().filter { $0 == "y" || $0 == "m" || $0 == "d" || $0 == "b" }
        var order = ""
        for letter in letters {
            let part = letter == "b" ? "m" : letter
            if order.last != part { order.append(part) }
        }
        switch order {
        case "ymd": self = .yearMonthDay
        case "dmy", "dm": self = .dayMonthYear
        case "mdy", "md": self = .monthDayYear
        default: return nil
        }
    }
}

/// The numbers of a date as a cell has them; a time behind it is left out.
struct CSVDateParts: Hashable, Sendable {
    var first = 0
    var second = 0
    var third = 0
    /// Digits of the first and the last number.
    var firstDigits = 0
    var thirdDigits = 0
    var count = 0
    /// The place of a month that is written as a word, from 1.
    var monthPlace = 0
    /// What stands behind the first number.
    var separator: UInt8 = 0

    /// - Returns: `nil` when the bytes do not begin with something like a date.
    init?(_ window: Span<UInt8>, _ range: Range<Int>) {
        var index = range.lowerBound
        let end = range.upperBound
        while index < end,
            window[index] == 0x27 || window[index] == 0x60 || window[index] == 0x22 || window[index] == 0x3D
        {
            index += 1
        }
        while index < end, count < 3 {
            let byte = window[index]
            if Ascii.isDigit(byte) {
                var (value, digits) = (0, 0)
                while index < end, Ascii.isDigit(window[index]), digits < 14 {
                    value = value * 10 + Int(window[index] - 0x30)
                    digits += 1
                    index += 1
                }
                guard add(value, digits, isStart: count == 0) else { return nil }
            } else if Ascii.isLetter(byte) {
                // A time behind two numbers, as in 2026-01-02T10:00, never comes this far.
                let begin = index
                while index < end, Ascii.isLetter(window[index]) { index += 1 }
                guard let month = Self.month(window, begin..<index), monthPlace == 0 else { return nil }
                guard add(month, 2, isStart: false) else { return nil }
                monthPlace = count
            } else {
                let isBetween = byte == 0x2D || byte == 0x2F || byte == 0x2E || byte == 0x20 || byte == 0x2C
                guard count > 0, isBetween || byte >= 0x80 else { return nil }
                if separator == 0 { separator = byte }
                index += 1
            }
        }
        guard count >= 2 else { return nil }
        if index < end, Ascii.isDigit(window[index]) { return nil }
        // 12.50 is no date, and neither is 1.234.
        if count == 2, separator != 0x2F, separator != 0x2D, monthPlace == 0 { return nil }
    }

    private mutating func add(_ value: Int, _ digits: Int, isStart: Bool) -> Bool {
        if isStart, digits == 8 || digits == 14 {
            let date = digits == 14 ? value / 1_000_000 : value
            let isYearFirst = 1900...2199 ~= date / 10_000
            first = isYearFirst ? date / 10_000 : date / 1_000_000
            second = isYearFirst ? date / 100 % 100 : date / 10_000 % 100
            third = isYearFirst ? date % 100 : date % 10_000
            (firstDigits, thirdDigits) = isYearFirst ? (4, 2) : (2, 4)
            count = 3
            return true
        }
        guard digits <= 4, digits != 3 else { return false }
        switch count {
        case 0: (first, firstDigits) = (value, digits)
        case 1: second = value
        default: (third, thirdDigits) = (value, digits)
        }
        count += 1
        return true
    }

    private static let months: [[UInt8]] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }

    private static func month(_ window: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count >= 3 else { return nil }
        let begin = range.lowerBound
        let index = months.firstIndex { name in
            (0..<3).allSatisfy { window[begin + $0] | 0x20 == name[$0] }
        }
        return index.map { $0 + 1 }
    }

    /// The order that these numbers allow and no other, where they say so.
    var order: CSVDateOrder? {
        if firstDigits == 4 { return .yearMonthDay }
        if monthPlace == 1 { return .monthDayYear }
        if monthPlace == 2 { return .dayMonthYear }
        if first > 12, first <= 31, second <= 12 { return .dayMonthYear }
        if second > 12, second <= 31, first <= 12 { return .monthDayYear }
        return nil
    }

    /// - Parameter period: the year and month of the statement, for dates that have no year.
    func date(_ order: CSVDateOrder, period: (year: Int, month: Int)?) -> CalendarDate? {
        let order = firstDigits == 4 || monthPlace > 0 ? self.order ?? order : order
        var (year, month, day): (Int, Int, Int)
        switch order {
        case .yearMonthDay: (year, month, day) = (first, second, third)
        case .dayMonthYear: (year, month, day) = (third, second, first)
        case .monthDayYear: (year, month, day) = (third, first, second)
        }
        if count == 2 {
            guard let period, order != .yearMonthDay else { return nil }
            year = month > period.month ? period.year - 1 : period.year
        } else if year < 100 {
            year += year < 70 ? 2000 : 1900
        }
        return CalendarDate(year: year, month: month, day: day)
    }
}

extension DelimitedRow {
    /// The date in a cell, `nil` when the cell does not begin with one.
    func dateParts(_ index: Int) -> CSVDateParts? {
        let window = buffer.span
        return CSVDateParts(window, content(index))
    }
}
