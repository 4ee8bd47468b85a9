import PaymentVocabulary

/// Payouts that did not reach the bank: what they took is on the balance again, and goes with the payout that takes the
/// money along.
struct PayoutFailures {
    /// By the lines that brought them back.
    private var failed: [SettlementLine: Payout] = [:]

    /// - Parameter balances: lines that no payout has taken.
    init(_ payouts: [Payout], _ balances: [SettlementLine]) {
        let lines = payouts.flatMap(\.lines) + balances
        guard lines.contains(where: { $0.failedPayout != nil }) else { return }
        var names: [Name: [Payout]] = [:]
        for payout in payouts {
            for name in Set([payout.id] + payout.announcedAs) {
                names[Name(payout.provider, name, payout.currency), default: []].append(payout)
            }
        }
        for line in lines {
            guard let name = line.failedPayout,
                let payout = names[Name(line.provider, name, line.net.currency)]?.first,
                Int128(line.net.minorUnits) == payout.amount, !failed.values.contains(payout)
            else { continue }
            failed[line] = payout
        }
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
        if failed.values.contains(payout) { return payout.changed(lines: [], announced: 0) }
        return payout.changed(lines: settled(payout.lines), announced: payout.announced)
    }

    /// What a payout was made of that came back stands for the line that brought it, where the report tells it.
    func settled(_ lines: [SettlementLine]) -> [SettlementLine] {
        guard !failed.isEmpty else { return lines }
        return lines.flatMap { line in
            guard let payout = failed[line], payout.basis != .notItemised, payout.difference == 0,
                !payout.lines.contains(line)
            else { return [line] }
            return settled(payout.lines)
        }
    }
}
