import PaymentVocabulary

/// Payouts that did not reach the bank: what they took is on the balance again, and goes with the payout that takes the
/// money along.
struct PayoutFailures {
    /// By the lines that brought them back.
    private var failed: [SettlementLine: Payout] = [:]
    /// Each failed one with the payout that its money goes with; `nil` for none yet.
    private var heirs: [PayoutKey: PayoutKey?] = [:]

    /// - Parameter balances: lines that no payout has taken.
    init(_ payouts: [Payout], _ balances: [SettlementLine]) {
        let held = payouts.flatMap { payout in payout.lines.map { (line: $0, holder: Optional(payout.key)) } }
        let failures = (held + balances.map { ($0, nil) }).filter { $0.line.failedPayout != nil }
        guard !failures.isEmpty else { return }
        var names: [Name: Payout] = [:]
        for payout in payouts {
            for name in [payout.id] + payout.announcedAs {
                let key = Name(payout.provider, name, payout.currency)
                if names[key] == nil { names[key] = payout }
            }
        }
        for (line, holder) in failures {
            guard let name = line.failedPayout,
                let payout = names[Name(line.provider, name, line.net.currency)],
                Int128(line.net.minorUnits) == payout.amount, heirs[payout.key] == nil,
                !inherits(from: payout.key, holder)
            else { continue }
            failed[line] = payout
            heirs[payout.key] = .some(holder)
        }
    }

    /// Whether what a payout took comes back to it from this one: reports that contradict themselves say so.
    private func inherits(from payout: PayoutKey, _ holder: PayoutKey?) -> Bool {
        var next = holder
        while let key = next {
            guard key != payout else { return true }
            next = heirs[key] ?? nil
        }
        return false
    }

    private struct Name: Hashable {
        let provider: String
        let name: String
        let currency: Currency

        init(_ provider: String, _ name: String, _ currency: Currency) {
            (self.provider, self.name, self.currency) = (provider, name, currency)
        }
    }

    /// A payout that failed pays nothing; another one pays what a failed one was made of.
    func settled(_ payout: Payout) -> Payout {
        guard !failed.isEmpty else { return payout }
        if heirs[payout.key] != nil { return payout.changed(lines: [], announced: 0) }
        return payout.changed(lines: settled(payout.lines), announced: payout.announced)
    }

    /// What a payout was made of that came back stands for the line that brought it, where the report tells it.
    func settled(_ lines: [SettlementLine]) -> [SettlementLine] {
        guard !failed.isEmpty else { return lines }
        return lines.flatMap { line in
            guard let payout = failed[line], payout.basis != .notItemised, payout.difference == 0 else { return [line] }
            return settled(payout.lines)
        }
    }
}
