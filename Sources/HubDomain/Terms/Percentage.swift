package import PaymentVocabulary

/// A rate in percent as an exact decimal: `2`, `1.5`, `33.33`.
package struct Percentage: Hashable, Sendable {
    /// The digits without the point.
    package let digits: Int64
    /// How many of the digits stand after the point.
    package let decimals: Int

    package static let zero = Percentage(whole: 0)
    package static let hundred = Percentage(whole: 100)

    package init(whole: Int64) { self.init(digits: whole, decimals: 0) }

    private init(digits: Int64, decimals: Int) { (self.digits, self.decimals) = (digits, decimals) }

    /// Reads ASCII digits with at most one point and at most six decimals, without a sign.
    ///
    /// - Returns: `nil` for anything else and from a million percent on.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...6).contains(whole.utf8.count) else { return nil }
        let fraction = parts.count > 1 ? parts[1] : ""
        guard parts.count == 1 || (1...6).contains(fraction.utf8.count) else { return nil }
        let bytes = Array(whole.utf8) + Array(fraction.utf8)
        guard bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        digits = bytes.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        decimals = fraction.utf8.count
    }

    /// The rate with the fewest decimals that makes a part of a whole, once it is rounded.
    ///
    /// - Returns: `nil` where six decimals do not make it, and for a whole that is not positive.
    package init?(_ part: Money, of whole: Money) {
        guard whole.isPositive, part.minorUnits >= 0 else { return nil }
        var scale: Int128 = 100
        for decimals in 0...6 {
            let doubled = Int128(part.minorUnits) * scale * 2 / Int128(whole.minorUnits)
            if let digits = Int64(exactly: (doubled + 1) / 2) {
                let rate = Percentage(digits: digits, decimals: decimals)
                if (try? rate.of(whole)) == part {
                    self = rate
                    return
                }
            }
            scale *= 10
        }
        return nil
    }

    /// What the digits are divided by to give the share of a whole: 100 for `2`, 1,000 for `1.5`.
    package var denominator: Int64 { (0..<decimals).reduce(100) { product, _ in product * 10 } }

    /// The same without zeros at the end: `19` for `19.00`.
    package var shortest: Percentage {
        var (digits, decimals) = (digits, decimals)
        while decimals > 0, digits.isMultiple(of: 10) { (digits, decimals) = (digits / 10, decimals - 1) }
        return Percentage(digits: digits, decimals: decimals)
    }

    /// This share of `amount`, rounded once, half away from zero.
    ///
    /// - Throws: `MoneyError.overflow`.
    package func of(_ amount: Money) throws(MoneyError) -> Money {
        try amount.scaled(by: digits, over: denominator, rounding: .halfAwayFromZero)
    }

    /// The digits over a common scale of six decimals, for exact sums.
    var millionths: Int64 { (decimals..<6).reduce(digits) { product, _ in product * 10 } }
}

extension Percentage: Comparable {
    package static func < (left: Percentage, right: Percentage) -> Bool { left.millionths < right.millionths }
}

extension Percentage: CustomStringConvertible {
    /// The digits as read, without a sign for percent: `2.00` stays `2.00`.
    package var description: String {
        guard decimals > 0 else { return String(digits) }
        let text = String(digits)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - text.utf8.count)) + text
        return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}
