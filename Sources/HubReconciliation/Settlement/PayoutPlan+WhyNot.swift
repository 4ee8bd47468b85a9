import HubDomain
import PaymentVocabulary

extension PayoutPlan {
    private static let toldMax = 3

    /// Why a line that the plan has not found is none of the payouts, for people: the nearest ones with what speaks
    /// against each; `nil` where no payout was given.
    func whyNone(_ line: StatementLine) -> String? {
        guard !payouts.isEmpty else { return nil }
        let scored = payouts.indices.map { index in
            let payout = payouts[index]
            return (payout: index, key: payout.key, points: points(line, payout), days: away(line, payout))
        }
        let near = scored.filter { $0.points > 0 }
            .sorted { ($1.points, $0.days, $0.key) < ($0.points, $1.days, $1.key) }
        guard !near.isEmpty else {
            return "it is no payout that was given: the line has no id, amount or provider of theirs"
        }
        return near.prefix(Self.toldMax).map { objections(line, $0.payout) }.joined(separator: "; ")
    }

    private func points(_ line: StatementLine, _ payout: Payout) -> Int {
        (hasAmount(line, payout) ? 2 : 0) + (ProviderWords.areIn(line, of: payout.provider) ? 1 : 0)
    }

    private func hasAmount(_ line: StatementLine, _ payout: Payout) -> Bool {
        line.amount.currency == payout.currency && Int128(line.amount.minorUnits) == payout.amount
    }

    /// How many days the line is outside of those of the payout.
    private func away(_ line: StatementLine, _ payout: Payout) -> Int {
        guard let days = days(of: payout) else { return .max }
        let day = line.bookingDate
        return max(0, days.lowerBound.days(since: day), day.days(since: days.upperBound))
    }

    private func objections(_ line: StatementLine, _ index: Int) -> String {
        let payout = payouts[index]
        let isNumbered = payout.isNumbered(in: line.groupWords)
        var found = [
            isNumbered ? "the line carries its short number, which others have too" : "the line does not carry its id"
        ]
        if !ProviderWords.areIn(line, of: payout.provider) { found.append("does not name \(payout.provider)") }
        if !hasAmount(line, payout) { found.append("has \(line.amount) and not its \(payout.shown(payout.amount))") }
        if let days = days(of: payout), !days.contains(line.bookingDate) {
            found.append("is booked on \(line.bookingDate), not from \(days.lowerBound) to \(days.upperBound)")
        }
        if places[index] != nil {
            found.append("another line is this payout already")
        } else if hasArrived(index) {
            found.append("it has come already")
        }
        return "it is not \(payout.name): \(found.joined(separator: ", "))"
    }
}
