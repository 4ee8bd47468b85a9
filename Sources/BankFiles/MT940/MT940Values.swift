import PaymentVocabulary

/// Reads the parts of a field one after the other.
struct MT940Cursor {
    let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func advance(_ count: Int = 1) { offset = min(bytes.count, offset + count) }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    mutating func number(_ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        var value = 0
        for index in offset..<offset + count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        offset += count
        return value
    }

    /// `YYMMDD`.
    ///
    /// - Returns: year, month and day as written; whether there is such a day is not checked.
    mutating func date() -> (year: Int, month: Int, day: Int)? {
        let begin = offset
        guard let year = number(2), let month = number(2), let day = number(2) else {
            offset = begin
            return nil
        }
        return (year < 80 ? 2_000 + year : 1_900 + year, month, day)
    }

    /// Digits with a decimal comma (a point is let pass) as minor units.
    ///
    /// - Throws: `AmountFault`.
    mutating func amount(exponent: Int) throws(AmountFault) -> Int128 {
        var units: Int128 = 0
        var digits = 0
        var decimals: Int?
        while let byte = next {
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
                offset += 1
                continue
            }
            let digit = byte &- 0x30
            guard digit < 10 else { break }
            offset += 1
            digits += 1
            if let seen = decimals {
                if seen == exponent {
                    guard digit == 0 else { throw .tooManyDecimals(allowed: exponent) }
                    continue
                }
                decimals = seen + 1
            }
            units = units * 10 + Int128(digit)
            guard units < 1_000_000_000_000_000_000_000_000_000_000 else { throw .tooLarge }
        }
        guard digits > 0 else { throw .malformed }
        for _ in (decimals ?? 0)..<exponent { units *= 10 }
        return units
    }

    /// Three capital letters.
    mutating func currency() -> Currency? {
        guard offset + 3 <= bytes.count else { return nil }
        let code = bytes[offset..<offset + 3]
        guard let currency = Currency(activeOrWithdrawn: String(decoding: code, as: UTF8.self)) else { return nil }
        offset += 3
        return currency
    }
}

/// A balance field: mark, date, currency, amount.
struct MT940Balance {
    let side: CreditDebit
    let date: CalendarDate?
    let amount: Money
    /// The field names no currency, and the message's is taken.
    let lacksCurrency: Bool

    /// - Parameter messageCurrency: that of an earlier balance of the message.
    /// - Returns: `nil` when it is not written so.
    init?(_ field: [UInt8], messageCurrency: Currency) {
        var cursor = MT940Cursor(field)
        while cursor.next == 0x20 || cursor.next == 0x0A { cursor.advance() }
        let isReversal = cursor.take(UInt8(ascii: "R"))
        guard let mark = cursor.next else { return nil }
        switch mark {
        case UInt8(ascii: "C"): side = isReversal ? .debit : .credit
        case UInt8(ascii: "D"): side = isReversal ? .credit : .debit
        default: return nil
        }
        cursor.advance()
        guard let (year, month, day) = cursor.date() else { return nil }
        let named = cursor.currency()
        lacksCurrency = named == nil
        let currency = named ?? messageCurrency
        date = CalendarDate(year: year, month: month, day: day)
        while cursor.next == 0x20 || cursor.next == 0x0A { cursor.advance() }
        let isNegative = cursor.take(UInt8(ascii: "-"))
        guard let units = try? cursor.amount(exponent: Int(currency.exponent)), let fitting = Int64(exactly: units)
        else { return nil }
        amount = Money(minorUnits: isNegative ? -fitting : fitting, currency: currency)
    }
}

/// The statement line of field 61.
struct MT940Line {
    let valueDate: CalendarDate?
    let entryDate: CalendarDate?
    let side: CreditDebit
    let isReversal: Bool
    /// `EC` and `ED` of MT942: announced, and not booked.
    let isExpected: Bool
    let units: Int128
    /// Where the transaction type begins.
    let rest: Int

    struct Fault: Error {
        let code: BankFileFinding.Code
        let message: String
        let offset: Int
    }

    /// - Throws: what is no statement line, with its offset in the field.
    init(_ field: [UInt8], exponent: Int) throws(Fault) {
        var cursor = MT940Cursor(field)
        while cursor.next == 0x20 { cursor.advance() }
        guard let (year, month, day) = cursor.date() else {
            throw Fault(code: .date, message: "the value date is not YYMMDD", offset: cursor.offset)
        }
        valueDate = CalendarDate(year: year, month: month, day: day)
        // Some banks fill the optional entry date with blanks.
        var entry: (month: Int, day: Int)?
        let begin = cursor
        if let month = cursor.number(2), let day = cursor.number(2) { entry = (month, day) } else { cursor = begin }
        while cursor.next == 0x20 || cursor.next == 0x0A { cursor.advance() }
        entryDate = entry.flatMap { Self.nearest($0, to: (year, month)) }
        isExpected = cursor.take(UInt8(ascii: "E"))
        isReversal = cursor.take(UInt8(ascii: "R"))
        switch cursor.next {
        case UInt8(ascii: "C"), UInt8(ascii: "c"): side = isReversal ? .debit : .credit
        case UInt8(ascii: "D"), UInt8(ascii: "d"): side = isReversal ? .credit : .debit
        default: throw Fault(code: .direction, message: "the mark is none of C, D, RC, RD", offset: cursor.offset)
        }
        cursor.advance()
        while let byte = cursor.next, byte == 0x20 || byte == 0x0A || byte == 0x0D { cursor.advance() }
        // The third character of the currency may stand before the amount.
        if let byte = cursor.next, Ascii.isLetter(byte) { cursor.advance() }
        while let byte = cursor.next, byte == 0x20 || byte == 0x0A || byte == 0x0D { cursor.advance() }
        let place = cursor.offset
        do throws(AmountFault) {
            units = try cursor.amount(exponent: exponent)
        } catch {
            throw Fault(code: .amount, message: "the amount \(error.message)", offset: place)
        }
        rest = cursor.offset
        guard Self.endsAmount(cursor) else {
            throw Fault(code: .amount, message: "the amount is not followed by a transaction type", offset: place)
        }
    }

    /// Behind the amount comes a letter and the type's three characters, or nothing: a mistyped digit must not cut it.
    private static func endsAmount(_ cursor: MT940Cursor) -> Bool {
        let rest = cursor.bytes[cursor.offset...].drop { $0 == 0x20 }
        guard let first = rest.first, first != 0x0A else { return true }
        let (type, behind) = (rest.prefix(4), rest.dropFirst(4).first)
        return Ascii.isLetter(first) && type.allSatisfy { Ascii.isLetter($0) || Ascii.isDigit($0) || $0 == 0x20 }
            && behind != 0x2C && behind != 0x2E
    }

    /// An entry date has no year: at the turn of the year it belongs to the neighbour of the value date's.
    private static func nearest(_ entry: (month: Int, day: Int), to value: (year: Int, month: Int)) -> CalendarDate? {
        var year = value.year
        if value.month == 12, entry.month == 1 { year += 1 }
        if value.month == 1, entry.month == 12 { year -= 1 }
        return CalendarDate(year: year, month: entry.month, day: entry.day)
    }
}
