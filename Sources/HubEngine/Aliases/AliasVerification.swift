import HubReconciliation
import HubStore
import PaymentVocabulary

/// What has to be true of payer aliases.
extension Books {
    /// Folded anew from their events the aliases are those that count, and every match that one rests on is posted.
    func checkAliases() throws -> VerificationReport.Check {
        var (examined, last) = (0, Int64(0))
        var spoken: [Relation: [String: AliasEvent.Step]] = [:]
        while let page = try Optional(aliasEvents(after: last, limit: 500)), let end = page.last {
            for (_, event) in page {
                examined += 1
                let relation = Relation(payer: event.payer, customer: event.customer)
                switch event.step {
                case .confirmed, .used: spoken[relation, default: [:]][event.source] = event.step
                case .withdrawn: spoken[relation]?[event.source] = nil
                case .forgotten: spoken[relation] = nil
                }
            }
            last = end.number
        }
        var differences: [String] = []
        var counted: [Relation: Int] = [:]
        for (relation, sources) in spoken.sorted(by: { $0.key < $1.key }) {
            let confirmations = sources.values.count { $0 == .confirmed }
            if confirmations > 0 { counted[relation] = confirmations }
            for source in sources.keys.sorted() where try !isPosted(source) {
                differences.append("a payer of \(relation.customer): \(source) is not posted")
            }
        }
        for alias in try aliases().map(PayerAlias.init) {
            let relation = Relation(payer: alias.payer, customer: alias.customer)
            let own = counted.removeValue(forKey: relation) ?? 0
            if own != alias.confirmations {
                differences.append("a payer of \(alias.customer): \(own) confirmations, \(alias.confirmations) counted")
            }
        }
        differences += counted.keys.sorted().map { "a payer of \($0.customer): confirmed, and not counted" }
        return VerificationReport.Check(
            name: "payer aliases are what people and posted matches say",
            examined: examined,
            differences: differences
        )
    }

    private struct Relation: Hashable, Comparable {
        let payer: PayerKey
        let customer: CustomerID

        static func < (left: Relation, right: Relation) -> Bool {
            (left.payer, left.customer) < (right.payer, right.customer)
        }
    }

    /// What a person says without a match stands by itself.
    private func isPosted(_ source: String) throws -> Bool {
        guard source.hasPrefix(MatchProposal.prefix), let number = Int64(source.dropFirst(MatchProposal.prefix.count))
        else { return true }
        return try versions(of: number).last?.step == .posted
    }
}
