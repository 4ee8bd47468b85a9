import PaymentVocabulary

/// Walks over the fields of a logical record: its lines without their slashes, joined by line feeds.
///
/// A line feed separates fields as a comma does, since a line that is continued ends behind a field.
struct BAI2Fields {
    private(set) var place: Int
    let end: Int
    /// Whether the last field was the last of the record.
    private(set) var isOver = false
    /// Whether the last field is the first of a continuation.
    private(set) var beginsLine = false

    init(_ range: Range<Int>) {
        place = range.lowerBound
        end = range.upperBound
    }

    /// The next field without blanks around it.
    ///
    /// - Returns: `nil` when there is none.
    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard !isOver else { return nil }
        let start = place
        beginsLine = start > 0 && bytes[start - 1] == 0x0A
        var index = start
        while index < end, bytes[index] != 0x2C, bytes[index] != 0x0A { index &+= 1 }
        if index == end { isOver = true } else { place = index + 1 }
        return trimmed(start..<index, of: bytes)
    }

    /// What follows the last field, with its commas.
    var rest: Range<Int> { isOver ? end..<end : place..<end }
}

/// A number as a BAI2 file writes it: digits, possibly behind a sign.
enum BAI2Number {
    case blank
    case value(Int64)
    case fault(AmountFault)

    @inline(__always)
    init(_ range: Range<Int>, _ bytes: Span<UInt8>) {
        var index = range.lowerBound
        guard index < range.upperBound else {
            self = .blank
            return
        }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        guard index < range.upperBound else {
            self = .fault(.malformed)
            return
        }
        var units: Int64 = 0
        var isLarge = false
        while index < range.upperBound {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else {
                self = .fault(.malformed)
                return
            }
            // Eighteen digits always fit, and no amount has more.
            if units >= 100_000_000_000_000_000 { isLarge = true }
            units = units &* 10 &+ Int64(digit)
            index &+= 1
        }
        self = isLarge ? .fault(.tooLarge) : .value(isNegative ? 0 &- units : units)
    }

    /// The number, with nothing for 0.
    ///
    /// - Returns: `nil` when it is none.
    var valueOrZero: Int64? {
        switch self {
        case .blank: 0
        case .value(let value): value
        case .fault: nil
        }
    }
}

/// A type code of one to three digits.
func bai2TypeCode(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int? {
    guard (1...3).contains(range.count) else { return nil }
    var code = 0
    for index in range {
        let digit = bytes[index] &- 0x30
        guard digit < 10 else { return nil }
        code = code * 10 + Int(digit)
    }
    return code
}

/// A date of the form YYMMDD, or YYYYMMDD as some banks write it.
func bai2Date(_ range: Range<Int>, _ bytes: Span<UInt8>) -> CalendarDate? {
    guard range.count == 6 || range.count == 8 else { return nil }
    var start = range.lowerBound
    var century = 0
    if range.count == 8 {
        guard let digits = twoDigits(bytes, start) else { return nil }
        century = digits * 100
        start += 2
    }
    guard let year = twoDigits(bytes, start), let month = twoDigits(bytes, start + 2),
        let day = twoDigits(bytes, start + 4)
    else { return nil }
    // The format is younger than 1980.
    if range.count == 6 { century = year < 80 ? 2_000 : 1_900 }
    return CalendarDate(year: century + year, month: month, day: day)
}
