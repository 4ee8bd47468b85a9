package import PaymentVocabulary

/// One row of the decision table: which receipts it is about, and whether they are posted.
package struct DecisionRule: Hashable, Sendable {
    package enum Decision: String, Hashable, Sendable, CaseIterable {
        case post
        /// An exception with suggestions: a person decides.
        case suggest
    }

    package let name: String
    /// The lowest decides first.
    package let priority: Int
    /// Empty means any; so with the other two.
    package let payers: Set<MatchFacts.Payer>
    package let references: Set<MatchFacts.Reference>
    package let amounts: Set<MatchFacts.Amount>
    package let decision: Decision
    /// The largest receipt that it posts, in minor units of each currency.
    ///
    /// A larger one, or one of a currency that is not here, is left to a person. Empty means any.
    package let postsUpTo: [Currency: Int64]

    package static let priorityMax = 1_000_000
    package static let nameMax = 60

    package init(
        name: String,
        priority: Int,
        payers: Set<MatchFacts.Payer> = [],
        references: Set<MatchFacts.Reference> = [],
        amounts: Set<MatchFacts.Amount> = [],
        decision: Decision,
        postsUpTo: [Currency: Int64] = [:]
    ) {
        self.name = name
        self.priority = priority
        self.payers = payers
        self.references = references
        self.amounts = amounts
        self.decision = decision
        self.postsUpTo = postsUpTo
    }

    package func covers(_ facts: MatchFacts) -> Bool {
        (payers.isEmpty || payers.contains(facts.payer))
            && (references.isEmpty || references.contains(facts.reference))
            && (amounts.isEmpty || amounts.contains(facts.amount))
    }

    /// Whether it may post so much money at once.
    func allows(_ amount: Money) -> Bool {
        postsUpTo.isEmpty || postsUpTo[amount.currency].map { amount.minorUnits <= $0 } ?? false
    }
}

extension DecisionRule {
    /// What the matcher does when a merchant says nothing.
    package static let builtIn: [DecisionRule] = [
        DecisionRule(name: "contradicting_payer", priority: 10, payers: [.contradicts], decision: .suggest),
        DecisionRule(name: "several_documents", priority: 20, references: [.several], decision: .suggest),
        DecisionRule(
            name: "announced_payment",
            priority: 30,
            references: [.endToEnd],
            amounts: [.exact],
            decision: .post
        ),
        DecisionRule(
            name: "reference_and_amount",
            priority: 40,
            references: [.structured, .strong, .digits],
            amounts: [.exact, .discount],
            decision: .post
        ),
        DecisionRule(
            name: "short_number_and_amount",
            priority: 50,
            payers: [.account, .name, .untold],
            references: [.weak, .fragile],
            amounts: [.exact, .discount],
            decision: .post
        ),
        DecisionRule(
            name: "checked_reference_other_amount",
            priority: 60,
            references: [.structured],
            amounts: [.part, .over],
            decision: .post
        ),
        DecisionRule(
            name: "known_payer_other_amount",
            priority: 70,
            payers: [.account, .name],
            references: [.strong, .fragile],
            amounts: [.part, .over],
            decision: .post
        ),
        DecisionRule(
            name: "completed_by_one_document",
            priority: 75,
            payers: [.account, .name],
            references: [.structured, .strong, .digits, .weak, .fragile],
            amounts: [.completed],
            decision: .post
        ),
        DecisionRule(
            name: "within_tolerance",
            priority: 80,
            amounts: [.discountLate, .rounding, .bankCharge, .writeOff, .overPayment],
            decision: .post
        ),
        DecisionRule(
            name: "amount_and_payer",
            priority: 90,
            payers: [.account, .name],
            references: [.none],
            amounts: [.exact, .discount],
            decision: .post
        ),
        DecisionRule(
            name: "sum_of_open_items",
            priority: 100,
            payers: [.account, .name],
            references: [.none],
            amounts: [.sum],
            decision: .post
        ),
        DecisionRule(name: "anything_else", priority: 1_000, decision: .suggest),
    ]
}
