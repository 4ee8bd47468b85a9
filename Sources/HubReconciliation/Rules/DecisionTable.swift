import PaymentVocabulary

/// Rules in the order in which they are asked, and the first that covers each combination of facts.
struct DecisionTable: Sendable {
    /// What a rule says of one receipt.
    struct Decision: Hashable, Sendable {
        let rule: DecisionRule
        /// What keeps a rule that would post from posting this receipt.
        let objection: String?

        var posts: Bool { rule.decision == .post && objection == nil }

        /// `rule NAME`, and why a person decides where it does not post.
        var words: String {
            if let objection { return "rule \(rule.name) does not post it: \(objection)" }
            return "rule \(rule.name) \(posts ? "posts it" : "leaves it to a person")"
        }
    }

    let rules: [DecisionRule]
    /// In hundredths, what the facts have to score at least.
    private let scoreMin: Int
    /// For each combination of facts, by its number, the rule that decides.
    private let deciding: [Int]

    /// The rules of most merchants, looked up once.
    private static let builtIn = deciding(ordered(DecisionRule.builtIn))

    /// The rules may be in any order; the built-in ones decide what none of them covers.
    init(_ policy: MatchingPolicy) {
        rules = Self.ordered(policy.rules)
        scoreMin = policy.scoreMin
        deciding = policy.rules == DecisionRule.builtIn ? Self.builtIn : Self.deciding(rules)
    }

    private static func deciding(_ asked: [DecisionRule]) -> [Int] {
        // `ordered` leaves nothing without a rule.
        MatchFacts.all.map { facts in asked.firstIndex { $0.covers(facts) } ?? asked.count - 1 }
    }

    /// The rules by priority, then those built-in ones of whose name there is none among them: a rule of the same name
    /// takes their place.
    ///
    /// What is covered by none of them is left to a person, by the last of the built-in ones.
    static func ordered(_ rules: [DecisionRule]) -> [DecisionRule] {
        let own = rules.sorted { ($0.priority, $0.name) < ($1.priority, $1.name) }
        let names = Set(own.map(\.name))
        let asked = own + DecisionRule.builtIn.filter { !names.contains($0.name) }
        let isWhole = MatchFacts.all.allSatisfy { facts in asked.contains { $0.covers(facts) } }
        return isWhole ? asked : asked + DecisionRule.builtIn.suffix(1)
    }

    /// The place in `rules` of the one that decides.
    func place(deciding facts: MatchFacts) -> Int { deciding[facts.number] }

    func decision(_ facts: MatchFacts, amount: Money) -> Decision {
        let rule = rules[place(deciding: facts)]
        guard rule.decision == .post else { return Decision(rule: rule, objection: nil) }
        return Decision(rule: rule, objection: limit(facts) ?? excess(rule, amount))
    }

    /// Why no rule posts this, whatever its amount of money; `nil` where the rules decide.
    func limit(_ facts: MatchFacts) -> String? {
        if let limit = facts.limit { return limit }
        guard facts.score < scoreMin else { return nil }
        return "its score of \(scoreText(facts.score)) is below score_min, which is \(scoreText(scoreMin))"
    }

    private func excess(_ rule: DecisionRule, _ amount: Money) -> String? {
        guard !rule.allows(amount) else { return nil }
        guard let most = rule.postsUpTo[amount.currency] else {
            return "it has no largest amount in \(amount.currency)"
        }
        return "it posts \(Money(minorUnits: most, currency: amount.currency)) at most"
    }
}

/// Hundredths, as in `0.98`.
func scoreText(_ hundredths: Int) -> String { decimalText(Int128(hundredths), exponent: 2) }
