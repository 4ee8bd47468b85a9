import HubReconciliation
import PaymentVocabulary

extension RulesFile {
    /// The largest amount that a rule may name, in minor units.
    static let amountMax: Int64 = 1_000_000_000_000_000

    static func readRule(_ node: RulesNode) throws(RulesFileError) -> DecisionRule {
        let values = try node.section(["name", "priority", "payer", "reference", "amount", "decision", "post_up_to"])
        func required(_ key: String) throws(RulesFileError) -> RulesNode {
            guard let value = values[key] else { throw node.error("\(key) is missing") }
            return value
        }
        let decision = try required("decision").word(DecisionRule.Decision.self)
        let most = try values["post_up_to"]?.byCurrency { value, currency throws(RulesFileError) in
            try value.minorUnits(currency, upTo: amountMax)
        }
        if let value = values["post_up_to"], decision != .post {
            throw value.error("only a rule with the decision post has a largest amount")
        }
        return DecisionRule(
            name: try name(required("name")),
            priority: try required("priority").integer(1...DecisionRule.priorityMax),
            payers: try values["payer"]?.words(MatchFacts.Payer.self) ?? [],
            references: try values["reference"]?.words(MatchFacts.Reference.self) ?? [],
            amounts: try values["amount"]?.words(MatchFacts.Amount.self) ?? [],
            decision: decision,
            postsUpTo: most ?? [:]
        )
    }

    private static func name(_ node: RulesNode) throws(RulesFileError) -> String {
        let text = try node.text()
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain, text.utf8.count <= DecisionRule.nameMax else {
            throw node.error("a name has letters, digits, _ and - only, at most \(DecisionRule.nameMax)")
        }
        return text
    }
}
