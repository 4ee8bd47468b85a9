import HubDomain
import PaymentVocabulary

extension Matcher {
    /// What the rules say of a receipt of these facts; written down if this is the line to explain.
    func decide(_ line: StatementLine, _ facts: MatchFacts) -> DecisionTable.Decision {
        let decision = table.decision(facts, amount: line.amount)
        if let trace, trace.line == line { trace.decided("\(facts.words): \(decision.words)") }
        return decision
    }

    /// What nothing but a rule keeps from being posted.
    func held(
        _ line: StatementLine,
        _ decision: DecisionTable.Decision,
        _ explanation: String,
        suggesting suggested: [(item: Int, reason: String)] = [],
        documents: Int = 1
    ) -> Verdict {
        exception(
            line,
            .heldByRule,
            "\(explanation), but \(decision.words)",
            suggesting: suggested,
            documents: documents
        )
    }
}

extension DecisionTable.Decision {
    /// Why a document of these facts that a report or an advice names is not posted; `nil` when it is.
    func objection(to facts: MatchFacts) -> String? {
        guard facts.isPossible else { return "so short a number counts only from the customer's own account or name" }
        return posts ? nil : words
    }
}

extension PartyIndex.Relation {
    var fact: MatchFacts.Payer {
        switch self {
        case .agreesByAccount: .account
        case .agreesByName, .agreesByBehalf: .name
        case .untold: .untold
        case .stranger: .stranger
        case .contradicts: .contradicts
        }
    }
}

extension MatchFacts.Reference {
    /// - Parameter hasBareNumber: one of the numbers is of digits alone and has no check digit that holds.
    init(_ strength: ReferenceIndex.Strength, hasBareNumber: Bool) {
        switch strength {
        case .structured: self = hasBareNumber ? .digits : .structured
        case .strong: self = hasBareNumber ? .digits : .strong
        case .weak: self = .weak
        case .fragile: self = hasBareNumber ? .weak : .fragile
        }
    }
}
