extension Money {
    /// Reads an exact decimal such as `-1234.5`: ASCII digits, at most one `.`, an optional sign, nothing else.
    ///
    /// - Throws: `MoneyError.malformed`, `MoneyError.tooManyDecimals` (zeros beyond the exponent are decimals too),
    ///   `MoneyError.overflow`.
    public init(parsing text: some StringProtocol, currency: Currency) throws(MoneyError) {
        try self.init(parsing: Array(text.utf8)[...], currency: currency)
    }

    /// The same for ASCII bytes.
    ///
    /// - Throws: as `init(parsing:currency:)` of text.
    public init(parsing bytes: ArraySlice<UInt8>, currency: Currency) throws(MoneyError) {
        var rest = bytes
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var units: Int64 = 0
        var decimals: Int?
        var digits = 0
        for byte in rest {
            if byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw .malformed }
            digits += 1
            if let seen = decimals {
                guard seen < Int(currency.exponent) else { throw .tooManyDecimals(allowed: Int(currency.exponent)) }
                decimals = seen + 1
            }
            units = try Self.append(Int64(byte - UInt8(ascii: "0")), to: units, negative: sign == UInt8(ascii: "-"))
        }
        guard digits > 0 else { throw .malformed }
        for _ in (decimals ?? 0)..<Int(currency.exponent) {
            units = try Self.append(0, to: units, negative: sign == UInt8(ascii: "-"))
        }
        self.init(minorUnits: units, currency: currency)
    }

    /// The amount as a plain decimal with exactly the currency's decimals and a point: `-1234.50`, `1234` for JPY.
    public var decimal: String {
        let exponent = Int(currency.exponent)
        let digits = String(minorUnits.magnitude)
        let sign = isNegative ? "-" : ""
        guard exponent > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(exponent)).\(padded.suffix(exponent))"
    }

    private static func append(_ digit: Int64, to units: Int64, negative: Bool) throws(MoneyError) -> Int64 {
        let (shifted, overflowed) = units.multipliedReportingOverflow(by: 10)
        let (sum, overflow) =
            negative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
        guard !overflowed, !overflow else { throw .overflow }
        return sum
    }
}

extension Money: CustomStringConvertible {
    /// The decimal and the currency, such as `1234.50 EUR`.
    public var description: String { "\(decimal) \(currency)" }
}
