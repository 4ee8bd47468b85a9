import PaymentVocabulary

/// What is wrong with a merchant's rules, found by asking the table about every combination of facts.
package struct RuleFinding: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// Rules before it decide every receipt that it is about.
        case unreachable
        /// No receipt can have these facts.
        case impossible
        /// It would post only what no rule may post.
        case neverPosts = "never_posts"
        /// It is only about what the tolerances do not allow, what scores too little, or what no rule posts.
        case switchedOff = "switched_off"
        /// Two tolerances explain the same differences, or one explains discounts that come late; these are then left to a
        /// person.
        case overlap

        /// Whether it has to be put right; the rest is only told.
        package var isFault: Bool {
            switch self {
            case .unreachable, .impossible, .neverPosts: true
            case .switchedOff, .overlap: false
            }
        }
    }

    package let kind: Kind
    /// The rule's name, or the key of a tolerance or setting, such as `tolerances.rounding`.
    package let subject: String
    package let problem: String
}

extension MatchingPolicy {
    /// In the order in which the rules are asked, then what is to be said of the tolerances.
    package var findings: [RuleFinding] {
        let table = DecisionTable(self)
        let own = table.rules.indices.filter { rules.contains(table.rules[$0]) }
        return own.compactMap { finding(at: $0, table) } + [idleLimit(table)].compactMap(\.self) + overlaps
            + overlapsOfDiscounts
    }

    private func finding(at place: Int, _ table: DecisionTable) -> RuleFinding? {
        let rule = table.rules[place]
        let about = MatchFacts.all.filter { $0.isPossible && rule.covers($0) }
        func found(_ kind: RuleFinding.Kind, _ problem: String) -> RuleFinding {
            RuleFinding(kind: kind, subject: rule.name, problem: "rule \(rule.name) \(problem)")
        }
        guard !about.isEmpty else {
            return found(.impossible, "is about receipts that cannot be: no combination of its facts occurs")
        }
        let decided = about.filter { table.place(deciding: $0) == place }
        guard !decided.isEmpty else {
            let before = Set(about.map { table.place(deciding: $0) }).sorted().map { table.rules[$0].name }
            return found(
                .unreachable,
                "is never reached: \(list(before)) decide\(before.count == 1 ? "s" : "") before it"
            )
        }
        if rule.decision == .post, let limit = table.limit(decided[0]), decided.allSatisfy({ table.limit($0) != nil }) {
            // What a bar keeps it from, another bar would let it do.
            let kind: RuleFinding.Kind = decided.allSatisfy { $0.limit != nil } ? .neverPosts : .switchedOff
            return found(kind, "never posts anything: \(limit)")
        }
        let allowed = allowedDifferences
        if !DecisionRule.builtIn.contains(rule), decided.allSatisfy({ $0.amount.isTolerance }),
            decided.allSatisfy({ !allowed.contains($0.amount) })
        {
            return found(.switchedOff, "decides nothing yet: the tolerances allow none of its amounts")
        }
        return nil
    }

    private func idleLimit(_ table: DecisionTable) -> RuleFinding? {
        let about = MatchFacts.all.filter { $0.isPossible && $0.amount == .over && table.limit($0) == nil }
        guard !overPaymentUpTo.isEmpty,
            about.allSatisfy({ table.rules[table.place(deciding: $0)].decision == .suggest })
        else { return nil }
        return RuleFinding(
            kind: .switchedOff,
            subject: "settings.over_payment_up_to",
            problem: "over_payment_up_to decides nothing yet: no rule posts more than what is open"
        )
    }

    private var allowedDifferences: Set<MatchFacts.Amount> {
        let kinds = Tolerances.Kind.allCases.filter { tolerances.spans[$0]?.isEmpty == false }
        return Set(kinds.map(\.amount)).union(discountGraceDays > 0 ? [.discountLate] : [])
    }

    private var overlaps: [RuleFinding] {
        let kinds: [Tolerances.Kind] = [.rounding, .bankCharge, .bankChargeAbroad, .writeOff]
        return kinds.indices.flatMap { first in
            kinds[(first + 1)...].flatMap { overlaps(kinds[first], $0) }
        }
    }

    /// A late discount may be of any amount, but hardly one as small as a difference of rounding.
    private var overlapsOfDiscounts: [RuleFinding] {
        guard discountGraceDays > 0 else { return [] }
        let kinds: [Tolerances.Kind] = [.bankCharge, .bankChargeAbroad, .writeOff]
        return kinds.flatMap { kind in
            (tolerances.spans[kind] ?? [:]).sorted { $0.key < $1.key }.map { currency, span in
                let low = Money(minorUnits: span.from, currency: currency)
                let high = Money(minorUnits: span.to, currency: currency)
                return RuleFinding(
                    kind: .overlap,
                    subject: "tolerances.discount_grace_days",
                    problem:
                        "a discount of \(low) to \(high) that comes in the days of grace may be \(kind.rawValue) too, "
                        + "and is then left to a person; give \(kind.rawValue) a span outside of your discounts, or leave "
                        + "discount_grace_days out"
                )
            }
        }
    }

    private func overlaps(_ one: Tolerances.Kind, _ other: Tolerances.Kind) -> [RuleFinding] {
        // The one replaces the other.
        guard (one, other) != (.bankCharge, .bankChargeAbroad) else { return [] }
        let (left, right) = (tolerances.spans[one] ?? [:], tolerances.spans[other] ?? [:])
        return left.keys.sorted().compactMap { currency in
            guard let first = left[currency], let second = right[currency] else { return nil }
            let (from, to) = (max(first.from, second.from), min(first.to, second.to))
            guard from <= to else { return nil }
            let (low, high) = (Money(minorUnits: from, currency: currency), Money(minorUnits: to, currency: currency))
            return RuleFinding(
                kind: .overlap,
                subject: "tolerances.\(other.rawValue)",
                problem: "\(one.rawValue) and \(other.rawValue) both explain \(low) to \(high), which is then left to "
                    + "a person; give the larger one a `from` above \(high)"
            )
        }
    }
}
