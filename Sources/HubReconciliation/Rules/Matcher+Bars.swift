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
        let paid = paidItems(match)
        match.rival = amounts.flatMap { rival(of: match, paid: paid, $0) }
        let numbers = list(paid.map { items[$0].invoice.number.text })
        if match.score < policy.scoreMin {
            let text =
                "fits \(numbers), but its score of \(scoreText(match.score)) is below score_min, which is "
                + "\(scoreText(policy.scoreMin)); \(match.explanation)"
            return hold(match, paid, .heldByRule, text)
        }
        if let rival = match.rival, match.score - rival.score < policy.marginMin {
            let text =
                "fits \(numbers) with a score of \(scoreText(match.score)), and \(rival.invoice) with "
                + "\(scoreText(rival.score)): the margin is below margin_min, which is \(scoreText(policy.marginMin)); "
                + match.explanation
            return hold(match, paid, .heldByRule, text)
        }
        return .match(match)
    }

    /// Of all that was open when the pass began, whatever another receipt of the run pays: so no order counts.
    private func rival(of match: Match, paid: [Int], _ amounts: AmountIndex) -> Rival? {
        guard match.rule.hasRivals, let customer = paid.first.map({ owners[$0] }) else { return nil }
        let line = match.line
        let discounted = amounts.payableLessDiscount(customer, line.amount).filter { offered($0, line) }
        let others = (amounts.payableInFull(customer, line.amount) + discounted).filter { !paid.contains($0) }
        guard let best = others.first(where: { isTimely($0, line) }) ?? others.first else { return nil }
        let score = isTimely(best, line) ? Rival.scoreOfSameAmount : Rival.scoreOfOtherTime
        return Rival(invoice: items[best].invoice.number, score: score)
    }
}

extension Matcher {
    /// Whether the line is what is owed of a document less one discount that is still offered.
    private func offered(_ item: Int, _ line: StatementLine) -> Bool {
        let day = min(line.bookingDate, line.valueDate)
        let off = items[item].invoice.open.minorUnits - line.amount.minorUnits
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
