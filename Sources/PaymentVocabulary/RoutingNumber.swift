/// A nine-digit ABA routing number whose check digit holds: digits weighted 3, 7, 1 in turn sum to a multiple of ten.
///
/// Source: ABA routing number policy, check digit formula.
public struct RoutingNumber: Hashable, Sendable {
    public let digits: String

    /// - Returns: `nil` unless `text` is nine ASCII digits, not all zero, with a correct check digit.
    public init?(_ text: some StringProtocol) {
        let values = text.utf8.map { Int($0) - 0x30 }
        guard values.count == 9, values.allSatisfy({ (0...9).contains($0) }), values.contains(where: { $0 != 0 }) else {
            return nil
        }
        guard zip(values, [3, 7, 1, 3, 7, 1, 3, 7, 1]).reduce(0, { $0 + $1.0 * $1.1 }) % 10 == 0 else { return nil }
        digits = String(text)
    }

    /// The first eight digits, which NACHA files keep apart from the check digit.
    public var institution: String { String(digits.prefix(8)) }
    public var checkDigit: String { String(digits.suffix(1)) }
}

extension RoutingNumber: CustomStringConvertible {
    public var description: String { digits }
}
