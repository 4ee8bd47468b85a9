/// The fields that a funds type adds: when the money can be used.
///
/// Source: BAI Cash Management Balance Reporting Specifications, version 2, "Funds Type".
enum BAI2Funds {
    /// Days of a distribution that are read; more are no distribution.
    private static let distributionsMax: Int64 = 1_000

    /// - Parameter fields: stands behind the funds type and is not moved.
    static func names(_ type: Range<Int>, _ fields: BAI2Fields, _ bytes: Span<UInt8>) -> [String] {
        guard type.count == 1 else { return [] }
        switch bytes[type.lowerBound] | 0x20 {
        case UInt8(ascii: "s"): return ["immediate availability", "one-day availability", "two-day availability"]
        case UInt8(ascii: "v"): return ["value date", "value time"]
        case UInt8(ascii: "d"):
            var ahead = fields
            guard let field = ahead.next(bytes), case .value(let days) = BAI2Number(field, bytes) else {
                return ["distributions"]
            }
            let count = Int(min(max(days, 0), distributionsMax))
            return ["distributions"] + (0..<count).flatMap { _ in ["availability in days", "available amount"] }
        default: return []
        }
    }

    /// How many fields a funds type adds, without a word about them.
    static func count(_ type: Range<Int>, _ fields: BAI2Fields, _ bytes: Span<UInt8>) -> Int {
        guard type.count == 1 else { return 0 }
        switch bytes[type.lowerBound] | 0x20 {
        case UInt8(ascii: "s"): return 3
        case UInt8(ascii: "v"): return 2
        case UInt8(ascii: "d"):
            var ahead = fields
            guard let field = ahead.next(bytes), case .value(let days) = BAI2Number(field, bytes) else { return 1 }
            return 1 + 2 * Int(min(max(days, 0), distributionsMax))
        default: return 0
        }
    }
}
