import PaymentVocabulary

/// One line of a file with fields at fixed columns, which are characters: in UTF-8 some have more than one byte.
struct FixedRecord: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var place = LinePlace()
    /// Where each character begins and the last one ends; empty when every byte is one.
    private var starts: [Int] = []

    /// The number of characters.
    var count: Int { starts.isEmpty ? bytes.count : starts.count - 1 }

    /// Takes the next line.
    ///
    /// - Parameter length: the format's record length; a line of so many bytes has characters of one byte each.
    mutating func load(_ line: Span<UInt8>, _ place: LinePlace, length: Int) {
        self.place = place
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        var isAscii = true
        for index in line.indices {
            bytes.append(line[index])
            if line[index] >= 0x80 { isAscii = false }
        }
        if !isAscii, bytes.count != length, String(validating: bytes, as: UTF8.self) != nil {
            for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { starts.append(index) }
            starts.append(bytes.count)
        }
    }

    private func byteOffset(_ column: Int) -> Int {
        let inside = min(max(column, 0), count)
        return starts.isEmpty ? inside : starts[inside]
    }

    private func byteRange(_ columns: Range<Int>) -> Range<Int> {
        byteOffset(columns.lowerBound)..<byteOffset(columns.upperBound)
    }

    /// The byte of a column, a blank where the record has ended.
    subscript(_ column: Int) -> UInt8 {
        let offset = byteOffset(column)
        return column >= 0 && offset < bytes.count ? bytes[offset] : 0x20
    }

    /// - Returns: `nil` when the column has no digit.
    func digit(_ column: Int) -> Int? {
        let value = self[column] &- 0x30
        return value < 10 ? Int(value) : nil
    }

    func starts(with text: String) -> Bool { bytes.starts(with: text.utf8) }

    /// The text of a field without the blanks around it; empty where the record ends before it.
    func text(_ columns: Range<Int>) -> String { trimmedText(byteRange(columns), of: bytes.span) }

    /// The text of a field with its blanks, filled up to its full length.
    func paddedText(_ columns: Range<Int>) -> String {
        let text = fileText(bytes.span.extracting(byteRange(columns)))
        return text + String(repeating: " ", count: max(0, columns.count - text.unicodeScalars.count))
    }

    /// The number in a field of at most twenty digits; blanks may stand before them.
    ///
    /// - Returns: `nil` when anything else is there, or the record ends inside the field.
    func number(_ columns: Range<Int>) -> Int128? {
        let range = byteRange(columns)
        guard columns.upperBound <= count, range.count == columns.count else { return nil }
        return fixedLargeNumber(bytes.span, range)
    }

    /// Whether the field has nothing but blanks or nothing but zeros.
    func isEmpty(_ columns: Range<Int>) -> Bool {
        let field = bytes[byteRange(columns)]
        return field.allSatisfy { $0 == 0x20 } || field.allSatisfy { $0 == 0x30 }
    }

    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0 || $0 == 0x1A || $0 == 0x09 } }

    func position(_ column: Int = 0) -> BankFilePosition { place.position(byteOffset(column)) }

    /// An amount with implied decimals.
    ///
    /// - Parameter decimals: how many of the digits are behind the point; those that the currency does not have must
    ///   be zero.
    func money(_ columns: Range<Int>, decimals: Int, _ currency: Currency) throws(AmountFault) -> Money {
        guard var units = number(columns) else { throw .malformed }
        let exponent = Int(currency.exponent)
        for _ in exponent..<max(exponent, decimals) {
            guard units % 10 == 0 else { throw .tooManyDecimals(allowed: exponent) }
            units /= 10
        }
        for _ in decimals..<max(exponent, decimals) { units *= 10 }
        guard let fitting = Int64(exactly: units) else { throw .tooLarge }
        return Money(minorUnits: fitting, currency: currency)
    }
}

/// The order of the two digits each of year, month and day.
enum ShortDateOrder: Sendable {
    case yearMonthDay
    case dayMonthYear
    case monthDayYear
}

extension FixedRecord {
    /// A date of six digits.
    ///
    /// - Returns: `nil` when it is no date.
    func shortDate(_ column: Int, _ order: ShortDateOrder) -> CalendarDate? {
        guard column + 6 <= count, let first = number(column..<column + 2), let last = number(column + 4..<column + 6),
            let middle = number(column + 2..<column + 4)
        else { return nil }
        let parts =
            switch order {
            case .yearMonthDay: (first, middle, last)
            case .dayMonthYear: (last, middle, first)
            case .monthDayYear: (last, first, middle)
            }
        // The formats are younger than 1980.
        let century: Int128 = parts.0 < 80 ? 2_000 : 1_900
        return CalendarDate(year: Int(century + parts.0), month: Int(parts.1), day: Int(parts.2))
    }

    /// A date of the form YYYYMMDD.
    func longDate(_ column: Int) -> CalendarDate? {
        guard let year = number(column..<column + 4), let month = number(column + 4..<column + 6),
            let day = number(column + 6..<column + 8)
        else { return nil }
        return CalendarDate(year: Int(year), month: Int(month), day: Int(day))
    }
}

extension GroupLedger {
    /// A date of six digits; nothing or zeros mean that there is none, and anything else is a warning.
    mutating func date(
        _ record: FixedRecord,
        _ column: Int,
        _ order: ShortDateOrder,
        _ name: String
    ) -> CalendarDate? {
        if record.isEmpty(column..<column + 6) { return nil }
        let date = record.shortDate(column, order)
        if date == nil { warn(.date, "the \(name) is no date", at: record.position(column)) }
        return date
    }

    /// Names and places of fields whose texts are kept as they are.
    mutating func fields(_ prefix: String, _ record: FixedRecord, _ layout: [(String, Range<Int>)]) {
        guard keepsDetails else { return }
        for (name, range) in layout { field(prefix + name, record.text(range)) }
    }

    mutating func notes(_ prefix: String, _ record: FixedRecord, _ layout: [(String, Range<Int>)]) {
        guard keepsDetails else { return }
        for (name, range) in layout { note(prefix + name, record.text(range)) }
    }
}
