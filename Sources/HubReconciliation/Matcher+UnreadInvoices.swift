import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Holds what is found by an amount that only those documents have which could be read.
    mutating func doubted(_ verdict: Verdict?) -> Verdict? {
        guard case .match(let match) = verdict, match.rule.restsOnAmount else { return verdict }
        return doubted(match)
    }

    /// The same of a match for which no other document of the customer may have the amount, whatever it rests on.
    mutating func doubted(_ match: Match) -> Verdict {
        guard !unread.isEmpty else { return .match(match) }
        let paid = paidItems(match)
        guard let item = paid.first(where: { unread.mayBe(of: items[$0].invoice.customer) }) else {
            return .match(match)
        }
        let whose = unread.areOfAnybody ? "" : " of customer \(items[item].invoice.customer)"
        let text =
            "fits \(list(paid.map { items[$0].invoice.number.text })) by its amount, but not all invoices\(whose) could be "
            + "read, and one of those may have it too: mend what the errors name and run again; \(match.explanation)"
        return hold(match, paid, .ambiguous, text)
    }
}

extension MatchingRule {
    fileprivate var restsOnAmount: Bool {
        switch self {
        case .amountPartyDate, .openItemsSum: true
        case .endToEndID, .payout, .remittance, .batch, .structuredReference, .documentNumber, .ownReference: false
        }
    }
}
