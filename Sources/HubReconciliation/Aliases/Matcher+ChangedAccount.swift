import HubDomain
import PaymentVocabulary

extension Matcher {
    /// What a pass says, once the payer is looked at: a changed account is held for a person, what an alias has done for a
    /// match is told, and so is of an exception whether the payer is known.
    ///
    /// So is a match that only its amount leads to where invoices could not be read, one of before a cut-over, and one that
    /// does not pass the policy's bars.
    ///
    /// - Parameter amounts: what else a receipt may pay; `nil` in passes that look at payments in groups.
    mutating func reviewed(_ verdict: Verdict?, _ amounts: AmountIndex?) -> Verdict? {
        switch checkingBars(doubted(checkingAccount(checkingCutOver(verdict))), amounts) {
        case .match(var match):
            match.explanation = match.explanation.withoutSpareRoom
            return .match(match)
        case .exception(var exception):
            exception.isPayerKnown = parties.payer(of: exception.line).isKnown
            return .exception(exception)
        case nil: return nil
        }
    }

    private mutating func checkingAccount(_ verdict: Verdict?) -> Verdict? {
        guard policy.holdsChangedAccounts || !parties.aliases.isEmpty,
            case .match(let match) = verdict, match.rule.restsOnPayer
        else { return verdict }
        let paid = paidItems(match)
        let customers = Set(paid.map { owners[$0] }).sorted()
        if let known = changedAccount(of: match.line, customers) { return hold(match, paid, customers, known) }
        for customer in customers {
            guard let alias = parties.aliases.alias(of: match.line, for: customer) else { continue }
            return .match(match.explained(by: alias))
        }
        return verdict
    }

    /// - Parameter known: accounts that the customers have paid from, at least one.
    private mutating func hold(_ match: Match, _ paid: [Int], _ customers: [Int], _ known: Set<String>) -> Verdict {
        let which = known.count == 1 ? "one that ends with" : "\(known.count), one of which ends with"
        let text =
            "fits \(list(paid.map { items[$0].invoice.number.text })), but comes from an account that ends with "
            + "\(ending(match.line.counterpartyAccount ?? "")), and customer "
            + "\(list(customers.map { parties.customers[$0].text })) is known to pay from \(which) "
            + "\(ending(known.min() ?? "")): once somebody has agreed, it is known too; \(match.explanation)"
        return hold(match, paid, .changedAccount, text)
    }

    /// What the match has claimed stays claimed for the passes, and counts as open behind them.
    mutating func hold(
        _ match: Match,
        _ paid: [Int],
        _ reason: LineException.Reason,
        _ explanation: String
    ) -> Verdict {
        let claimed = claims(of: match, on: paid)
        for (item, minorUnits) in claimed { remaining[item] += minorUnits }
        // Nothing of it is another receipt's: what is left beside a match that may come to nothing is no amount to go by.
        defer { for (item, _) in claimed { keep(item) } }
        return exception(
            match.line,
            reason,
            explanation,
            suggesting: paid.map { (item: $0, reason: "it would be paid") },
            documents: paid.count,
            holding: match
        )
    }

    /// What the match has claimed of each of these, in minor units.
    func claims(of match: Match, on paid: [Int]) -> [(item: Int, minorUnits: Int64)] {
        paid.filter { claimant[$0] == match.line }.map { item in
            let own = match.allocations.filter { $0.invoice == items[item].invoice.number }
            return (item: item, minorUnits: own.reduce(Int64(0)) { $0 + $1.cleared })
        }
    }

    func paidItems(_ match: Match) -> [Int] {
        var found: [Int] = []
        for number in match.allocations.compactMap(\.invoice) {
            for item in items.indices(ofNumber: number) where !found.contains(item) { found.append(item) }
        }
        return found
    }

    /// The accounts that one of these customers is known to pay from, folded, if the line comes from none of them all.
    ///
    /// - Returns: `nil` also when no account of theirs is known, or the line tells none.
    private func changedAccount(of line: StatementLine, _ customers: [Int]) -> Set<String>? {
        guard policy.holdsChangedAccounts,
            let own = line.counterpartyAccount.flatMap(PayerKey.init(account:))?.text
        else { return nil }
        // Nearly every receipt comes from where its customer always pays from.
        if let owners = parties.accounts[own], customers.contains(where: owners.contains) { return nil }
        let known = customers.reduce(into: Set<String>()) { known, customer in
            known.formUnion(parties.aliases.accounts(of: customer))
            known.formUnion(parties.accountsOfCustomers[customer].filter { PayerKey(account: $0) != nil })
        }
        return known.contains(where: { isSameAccount($0, own) }) || known.isEmpty ? nil : known
    }

    /// Enough to compare with, and too little to copy.
    private func ending(_ account: String) -> String { String(account.suffix(4)) }
}

extension Match {
    fileprivate func explained(by alias: PayerAlias) -> Match {
        let times = alias.confirmations == 1 ? "once" : "\(alias.confirmations) times"
        var match = self
        match.explanation +=
            "; people have confirmed \(times) that this payer's \(alias.payer.kind.rawValue) is \(alias.customer)'s"
        return match
    }
}

extension MatchingRule {
    /// The money comes from the customer himself, by his own hand: our own collections and the payouts of providers do
    /// not.
    fileprivate var restsOnPayer: Bool {
        switch self {
        case .structuredReference, .documentNumber, .ownReference, .amountPartyDate, .openItemsSum, .remittance: true
        case .endToEndID, .payout, .batch: false
        }
    }
}

extension String {
    /// The same text in the memory that it needs: one that was put together has room for as much again.
    fileprivate var withoutSpareRoom: String {
        var text = self
        return text.withUTF8 { String(decoding: $0, as: UTF8.self) }
    }
}
