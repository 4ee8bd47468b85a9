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
func minorUnits(_ bytes: Span<UInt8>, exponent: Int) throws(AmountFault) -> Int128 {
    if let units = plainMinorUnits(bytes, exponent: exponent) { return Int128(units) }
    let first = bytes.isEmpty ? 0 : bytes[0]
    let isNegative = first == UInt8(ascii: "-")
    var units: Int128 = 0
    var digits = 0
    var decimals: Int?
    for index in (isNegative || first == UInt8(ascii: "+") ? 1 : 0)..<bytes.count {
        let byte = bytes[index]
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

/// The same of what nearly all amounts are: at most twelve bytes, digits and perhaps a point with no more decimals than
/// the currency has.
///
/// - Returns: `nil` for any other spelling.
@inline(__always)
func plainMinorUnits(_ bytes: Span<UInt8>, exponent: Int) -> Int64? {
    guard bytes.count > 0, bytes.count <= 12, exponent <= 4 else { return nil }
    var units: Int64 = 0
    var point = -1
    for index in bytes.indices {
        let digit = bytes[index] &- 0x30
        if digit < 10 {
            units = units &* 10 &+ Int64(digit)
        } else {
            guard bytes[index] == UInt8(ascii: "."), point < 0 else { return nil }
            point = index
        }
    }
    let decimals = point < 0 ? 0 : bytes.count &- point &- 1
    // A point alone is no number.
    guard decimals <= exponent, bytes.count > (point < 0 ? 0 : 1) else { return nil }
    for _ in decimals..<exponent { units = units &* 10 }
    return units
}

/// The same of a part of an array.
func minorUnits(_ bytes: ArraySlice<UInt8>, exponent: Int) throws(AmountFault) -> Int128 {
    try minorUnits(bytes.span, exponent: exponent)
}

/// Reads an amount that must not be negative.
func unsignedMoney(_ bytes: Span<UInt8>, _ currency: Currency) throws(AmountFault) -> Money {
    let units = try minorUnits(bytes, exponent: Int(currency.exponent))
    guard units >= 0 else { throw .negative }
    guard let fitting = Int64(exactly: units) else { throw .tooLarge }
    return Money(minorUnits: fitting, currency: currency)
}

/// Reads the date of an ISO date or date and time, with or without a zone; the time is left to the bank's own zone.
func isoDate(_ bytes: Span<UInt8>) -> CalendarDate? {
    guard bytes.count >= 10 else { return nil }
    if bytes.count > 10 {
        let next = bytes[10]
        let isZone = next == UInt8(ascii: "Z") || next == UInt8(ascii: "+") || next == UInt8(ascii: "-")
        guard next == UInt8(ascii: "T") || isZone else { return nil }
    }
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let century = twoDigits(bytes, 0),
        let year = twoDigits(bytes, 2), let month = twoDigits(bytes, 5), let day = twoDigits(bytes, 8)
    else { return nil }
    return CalendarDate(year: century * 100 + year, month: month, day: day)
}
