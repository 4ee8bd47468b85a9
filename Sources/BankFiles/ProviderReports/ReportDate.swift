import PaymentVocabulary

/// Whether the day or the month comes first where the year is last.
enum DateOrder: Hashable, Sendable {
    case dayFirst
    case monthFirst
}

/// The date at the begin of a text, whatever time follows it: `2022-03-02 02:21:49`, `2024/08/20 00:01:17 -0700`,
/// `29.12.2015`, `3/1/2026`, `20190226`, `Jan 5, 2019`, `5 Jan 2019`.
///
/// - Returns: `nil` when the text has no such form or the date does not exist.
func reportDate(_ text: String, order: DateOrder) -> CalendarDate? {
    let words = DateWords(text)
    let numbers = words.numbers
    if numbers.count == 1, words.month == nil { return compactDate(text) }
    if let month = words.month {
        guard numbers.count >= 2 else { return nil }
        return CalendarDate(year: fullYear(numbers[1]), month: month, day: numbers[0])
    }
    guard numbers.count == 3 else { return nil }
    if words.firstDigits == 4 { return CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]) }
    // Dots mean that the day comes first everywhere.
    let isDayFirst = words.separator == "." || order == .dayFirst
    let (day, month) = isDayFirst ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
    return CalendarDate(year: fullYear(numbers[2]), month: month, day: day)
}

private func fullYear(_ year: Int) -> Int { year < 100 ? 2000 + year : year }

private func compactDate(_ text: String) -> CalendarDate? {
    let digits = text.utf8.prefix { Ascii.isDigit($0) }.map { Int($0 - 0x30) }
    guard digits.count == 8 || digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    return CalendarDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
}

/// The parts of a date: at most three numbers, and the month when it is a word.
struct DateWords {
    private(set) var numbers: [Int] = []
    private(set) var month: Int?
    /// How many digits the first number has.
    private(set) var firstDigits = 0
    /// What stands behind the first number.
    private(set) var separator: Character?

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    init(_ text: String) {
        var rest = Substring(text)
        while numbers.count < 3, let first = rest.first {
            if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                rest = rest.dropFirst(digits.count)
                if numbers.isEmpty {
                    firstDigits = digits.count
                    separator = rest.first
                }
                guard digits.count <= 4, let number = Int(digits) else {
                    numbers.append(0)
                    return
                }
                numbers.append(number)
            } else if first.isLetter {
                let word = rest.prefix { $0.isLetter }
                rest = rest.dropFirst(word.count)
                guard month == nil, let index = Self.months.firstIndex(of: String(word.prefix(3)).lowercased()) else {
                    return
                }
                month = index + 1
            } else {
                rest = rest.dropFirst()
            }
            if month != nil, numbers.count == 2 { return }
        }
    }

    /// The two numbers that may be day and month, when the year is last and no word tells them apart.
    var undecided: (first: Int, second: Int)? {
        guard month == nil, numbers.count == 3, firstDigits <= 2, separator != "." else { return nil }
        return (numbers[0], numbers[1])
    }
}

/// Tells from the dates at the begin of a report whether the day or the month comes first.
struct DateEvidence: Sendable {
    private var days = 0
    private var months = 0
    /// Where a date could be read either way and would be another day.
    private(set) var isAmbiguous = false

    mutating func add(_ text: String) {
        guard let (first, second) = DateWords(text).undecided else { return }
        if first > 12, second <= 12 { days += 1 }
        if second > 12, first <= 12 { months += 1 }
        if first != second { isAmbiguous = true }
    }

    /// - Returns: `nil` when no date tells.
    var order: DateOrder? { days == months ? nil : days > months ? .dayFirst : .monthFirst }
}
