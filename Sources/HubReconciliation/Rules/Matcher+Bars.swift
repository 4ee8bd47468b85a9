import HubDomain
package import PaymentVocabulary

/// Another document that explains the receipt of a match, and how well.
package struct Rival: Hashable, Sendable {
    package let invoice: InvoiceNumber
    /// In hundredths, as of a match.
    package let score: Int

    /// Of the customer's, not named, with exactly the amount of the receipt, in full or less an open discount.
    static let scoreOfSameAmount = 70
    /// The same where the receipt is too early or too late for it.
    static let scoreOfOtherTime = 55
}

extension Matcher {
    /// Leaves to a person what scores too little, or not so much more than what else explains it; notes what that is.
    ///
    /// What the match has claimed stays claimed for the passes: no other receipt is more certain of it.
    mutating func checkingBars(_ verdict: Verdict?, _ amounts: AmountIndex?) -> Verdict? {
        guard case .match(var match) = verdict else { return verdict }
        if let amounts { match.rival = rival(of: match, amounts) }
        guard let objection = objection(to: match) else { return .match(match) }
        let paid = paidItems(match)
        let numbers = list(paid.map { items[$0].invoice.number.text })
        return hold(match, paid, .heldByRule, "fits \(numbers)\(objection); \(match.explanation)")
    }

    private func objection(to match: Match) -> String? {
        guard match.score >= policy.scoreMin else {
            return
                ", but its score of \(scoreText(match.score)) is below score_min, which is \(scoreText(policy.scoreMin))"
        }
        guard let rival = match.rival, match.score - rival.score < policy.marginMin else { return nil }
        return
            " with a score of \(scoreText(match.score)), and \(rival.invoice) with \(scoreText(rival.score)): the margin is "
            + "below margin_min, which is \(scoreText(policy.marginMin))"
    }

    /// Of all that was open when the pass began, whatever another receipt of the run pays: so no order counts.
    private func rival(of match: Match, _ amounts: AmountIndex) -> Rival? {
        guard match.rule.hasRivals, let number = match.allocations.lazy.compactMap(\.invoice).first,
            let customer = customer(of: number, paidBy: match.line)
        else { return nil }
        let (line, paid) = (match.line, match.exchange?.paid ?? match.line.amount)
        let discounted = amounts.payableLessDiscount(customer, paid).filter { offered($0, line, paid) }
        let others = (amounts.payableInFull(customer, paid) + discounted).filter { other in
            !match.allocations.contains { $0.invoice == items[other].invoice.number }
        }
        guard let best = others.first(where: { isTimely($0, line) }) ?? others.first else { return nil }
        let score = isTimely(best, line) ? Rival.scoreOfSameAmount : Rival.scoreOfOtherTime
        return Rival(invoice: items[best].invoice.number, score: score)
    }
}

extension Matcher {
    /// Of several that have a document of the number, the one whose document the line has just claimed.
    private func customer(of number: InvoiceNumber, paidBy line: StatementLine) -> Int? {
        // Nearly always it is what was claimed last, and a search among all numbers is long.
        if let item = lastClaimed, items[item].invoice.number == number, claimant[item] == line { return owners[item] }
        let holders = items.indices(ofNumber: number)
        guard holders.count > 1 else { return holders.first.map { owners[$0] } }
        return holders.first { claimant[$0] == line }.map { owners[$0] }
    }

    /// Whether a receipt is what is owed of a document less one discount that is still offered.
    private func offered(_ item: Int, _ line: StatementLine, _ paid: Money) -> Bool {
        let day = min(line.bookingDate, line.valueDate)
        let off = items[item].invoice.open.minorUnits - paid.minorUnits
        return items[item].discounts.contains { day <= $0.until && $0.amount.minorUnits == off }
    }
}

extension MatchingRule {
    /// One document may be meant and another paid; a payout and a batch are the sum of their parts.
    fileprivate var hasRivals: Bool {
        switch self {
        case .structuredReference, .documentNumber, .ownReference, .amountPartyDate, .openItemsSum: true
        case .endToEndID, .payout, .batch, .remittance: false
        }
    }
}
