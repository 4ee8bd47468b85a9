import PaymentVocabulary

/// A control sum: amounts added whatever their currencies, as ISO 20022 defines CtrlSum.
struct PaymentSum: Hashable, Sendable {
    /// In units of the fifth decimal.
    private var total: Int128 = 0
    private(set) var count = 0

    mutating func add(_ amount: Money) {
        var units = Int128(amount.minorUnits)
        for _ in Int(amount.currency.exponent)..<PaymentControls.decimals { units *= 10 }
        total += units
        count += 1
    }

    mutating func add(_ other: PaymentSum) {
        total += other.total
        count += other.count
    }

    /// With two decimals, or as many more as it needs.
    var text: String {
        let digits = String(total.magnitude)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        var decimals = padded.suffix(5)
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "\(total < 0 ? "-" : "")\(padded.dropLast(5)).\(decimals)"
    }

    /// The schemas take 18 digits in all.
    var fits: Bool { text.utf8.count { (0x30...0x39).contains($0) } <= 18 }
}
