import PaymentVocabulary

/// What is wrong with an amount as a file writes it.
enum AmountFault: Error, Hashable, Sendable {
    case malformed
    case negative
    case tooManyDecimals(allowed: Int)
    case tooLarge

    var message: String {
        switch self {
        case .malformed: "is no decimal number"
        case .negative: "is negative, and its side is said elsewhere"
        case .tooManyDecimals(let allowed): "has more than \(allowed) decimals that are not zero"
        case .tooLarge: "is too large"
        }
    }
}

/// Reads an XML Schema decimal exactly as minor units: leading zeros and zeros behind the currency's decimals are
/// no more than spelling; any other digit there is a fault, because dropping it would change the amount.
///
/// Source: XML Schema part 2, section 3.2.3.
func minorUnits(_ bytes: ArraySlice<UInt8>, exponent: Int) throws(AmountFault) -> Int128 {
    var rest = bytes
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var units: Int128 = 0
    var digits = 0
    var decimals: Int?
    for byte in rest {
        if byte == UInt8(ascii: "."), decimals == nil {
            decimals = 0
            continue
        }
        guard Ascii.isDigit(byte) else { throw .malformed }
        digits += 1
        if let seen = decimals {
            if seen == exponent {
                guard byte == UInt8(ascii: "0") else { throw .tooManyDecimals(allowed: exponent) }
                continue
            }
            decimals = seen + 1
        }
        units = units * 10 + Int128(byte - 0x30)
        // Far above any amount and far below overflow, so that a thousand digits end here.
        guard units < 1_000_000_000_000_000_000_000_000_000_000 else { throw .tooLarge }
    }
    guard digits > 0 else { throw .malformed }
    for _ in (decimals ?? 0)..<exponent { units *= 10 }
    return isNegative ? -units : units
}

/// Reads an amount that must not be negative.
func unsignedMoney(_ bytes: ArraySlice<UInt8>, _ currency: Currency) throws(AmountFault) -> Money {
    let units = try minorUnits(bytes, exponent: Int(currency.exponent))
    guard units >= 0 else { throw .negative }
    guard let fitting = Int64(exactly: units) else { throw .tooLarge }
    return Money(minorUnits: fitting, currency: currency)
}

/// Reads the date of an ISO date or date and time, with or without a zone; the time is left to the bank's own zone.
func isoDate(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
    guard bytes.count >= 10 else { return nil }
    let rest = bytes.dropFirst(10)
    if let next = rest.first {
        let isZone = next == UInt8(ascii: "Z") || next == UInt8(ascii: "+") || next == UInt8(ascii: "-")
        guard next == UInt8(ascii: "T") || isZone else { return nil }
    }
    var (year, month, day) = (0, 0, 0)
    for (place, byte) in bytes.prefix(10).enumerated() {
        if place == 4 || place == 7 {
            guard byte == UInt8(ascii: "-") else { return nil }
            continue
        }
        guard Ascii.isDigit(byte) else { return nil }
        let digit = Int(byte - 0x30)
        if place < 4 {
            year = year * 10 + digit
        } else if place < 7 {
            month = month * 10 + digit
        } else {
            day = day * 10 + digit
        }
    }
    return CalendarDate(year: year, month: month, day: day)
}
