/// What a message or a block states about its transactions, and what was read of them.
///
/// The control sum adds amounts whatever their currencies. Source: ISO 20022, elements NbOfTxs and CtrlSum.
struct PaymentControls: Sendable {
    /// The most decimals that an amount may have.
    static let decimals = 5

    var count: (text: String, place: BankFilePosition)?
    var sum: (text: String, place: BankFilePosition)?
    var read = 0
    /// In units of the fifth decimal; no sum of real amounts comes near the largest number, which stands for more.
    private(set) var total: Int128 = 0

    mutating func add(_ units: Int128) {
        let (sum, isTooLarge) = total.addingReportingOverflow(units)
        total = isTooLarge ? .max : sum
    }

    func findings(of what: String) -> [BankFileFinding] {
        var found: [BankFileFinding] = []
        if let count, Int(count.text) != read {
            let message = "transactions of \(what): stated \(count.text.prefix(20)), read \(read)"
            found.append(BankFileFinding(.controlTotal, message, at: count.place))
        }
        // Some writers put the sum into a floating-point number first; its noise is their mistake.
        if let sum, (try? minorUnits(Array(sum.text.utf8)[...], exponent: Self.decimals)) != total {
            let message = "control sum of \(what): stated \(sum.text.prefix(30)), read \(Self.shown(total))"
            found.append(BankFileFinding(.controlTotal, message, at: sum.place))
        }
        return found
    }

    private static func shown(_ total: Int128) -> String {
        let (whole, rest) = total.quotientAndRemainder(dividingBy: 100_000)
        var decimals = String(rest)
        decimals = String(repeating: "0", count: max(0, 5 - decimals.count)) + decimals
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }
}
