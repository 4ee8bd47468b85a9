/// A positive exchange rate as an exact decimal: 1.0853 is 10853 with scale 4.
///
/// Zeros at the end are spelling: 1.0850 and 1.085 are the same rate. Source for "a rate is used with all its published
/// digits, never rounded or cut": Council Regulation (EC) No 1103/97, article 4(2).
public struct DecimalRate: Hashable, Sendable {
    /// Without the point, and not divisible by ten unless `scale` is 0; 1...999,999,999,999,999.
    public let digits: Int64
    /// Decimals, 0...12.
    public let scale: Int

    public static let digitsMax = 15
    public static let scaleMax = 12

    /// - Returns: `nil` unless the rate is positive and has at most `digitsMax` digits and `scaleMax` decimals.
    public init?(digits: Int64, scale: Int) {
        guard digits > 0, scale >= 0 else { return nil }
        var (digits, scale) = (digits, scale)
        while scale > 0, digits.isMultiple(of: 10) {
            digits /= 10
            scale -= 1
        }
        guard scale <= Self.scaleMax, digits < 1_000_000_000_000_000 else { return nil }
        self.digits = digits
        self.scale = scale
    }

    /// Reads ASCII digits with at most one point, such as `1.0853`.
    ///
    /// - Returns: `nil` for signs, blanks, commas, zero, and what `init(digits:scale:)` refuses.
    public init?(_ text: some StringProtocol) {
        var (digits, scale): (Int64, Int?) = (0, nil)
        var count = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), scale == nil, count > 0 {
                scale = 0
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow, count < 18 else { return nil }
            digits = product + Int64(byte - UInt8(ascii: "0"))
            count += 1
            if let seen = scale { scale = seen + 1 }
        }
        // A point needs a digit behind it.
        guard count > 0, scale != 0 else { return nil }
        self.init(digits: digits, scale: scale ?? 0)
    }
}

extension DecimalRate: CustomStringConvertible {
    public var description: String {
        let text = String(digits)
        guard scale > 0 else { return text }
        let padded = String(repeating: "0", count: max(0, scale + 1 - text.count)) + text
        return "\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}

extension DecimalRate: Codable {
    /// - Throws: `DecodingError.dataCorrupted` when the text is no such rate.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let rate = DecimalRate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no exchange rate")
        }
        self = rate
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
