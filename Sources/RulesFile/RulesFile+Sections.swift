import HubReconciliation
import PaymentVocabulary

extension RulesFile {
    /// Days of grace that anybody may give.
    package static let graceDaysMax = 90

    static func readTolerances(
        _ node: RulesNode,
        into policy: inout MatchingPolicy,
        _ places: inout [String: Place]
    ) throws(RulesFileError) {
        let kinds = Tolerances.Kind.allCases.map(\.rawValue)
        let values = try node.section(["percent_of_open", "discount_grace_days"] + kinds)
        if let percent = values["percent_of_open"] {
            policy.tolerances.percentOfOpenMax = try percent.integer(Tolerances.percentOfOpenRange)
        }
        if let days = values["discount_grace_days"] {
            places["tolerances.discount_grace_days"] = days.place
            policy.discountGraceDays = try days.integer(0...graceDaysMax)
        }
        for kind in Tolerances.Kind.allCases {
            guard let value = values[kind.rawValue] else { continue }
            places["tolerances.\(kind.rawValue)"] = value.place
            policy.tolerances.spans[kind] = try value.byCurrency { node, currency throws(RulesFileError) in
                try span(node, currency, kind)
            }
        }
    }

    /// `15.00`, which is from the smallest unit on, or `{from: 2.00, to: 15.00}`.
    private static func span(
        _ node: RulesNode,
        _ currency: Currency,
        _ kind: Tolerances.Kind
    ) throws(RulesFileError) -> Tolerances.Span {
        guard node.isMapping else {
            return try span(1, node.minorUnits(currency, upTo: kind.minorUnitsMax), node)
        }
        let ends = try node.section(["from", "to"])
        guard let to = ends["to"] else { throw node.error("the largest difference is missing: to") }
        let from = try ends["from"].map { from throws(RulesFileError) in
            try from.minorUnits(currency, upTo: kind.minorUnitsMax)
        }
        return try span(from ?? 1, to.minorUnits(currency, upTo: kind.minorUnitsMax), node)
    }

    private static func span(_ from: Int64, _ to: Int64, _ node: RulesNode) throws(RulesFileError) -> Tolerances.Span {
        guard let span = Tolerances.Span(from: from, to: to) else { throw node.error("from is more than to") }
        return span
    }

    static func readSettings(
        _ node: RulesNode,
        into policy: inout MatchingPolicy,
        _ places: inout [String: Place]
    ) throws(RulesFileError) {
        let values = try node.section([
            "discount_rounding_minor_units", "days_before_issue", "days_after_due", "combinations", "sum_steps",
            "sum_coincidence_one_in", "exchange_tolerance_basis_points", "exchange_rate_age_days", "discount_tax",
            "over_payment_up_to", "score_min", "margin_min",
        ])
        if let value = values["discount_rounding_minor_units"] {
            policy.discountRoundingMinorUnits = try value.integer(0...100)
        }
        if let value = values["days_before_issue"] { policy.daysBeforeIssueMax = try value.integer(0...366) }
        if let value = values["days_after_due"] { policy.daysAfterDueMax = try value.integer(0...3_660) }
        if let value = values["combinations"] { policy.combinationsMax = try value.integer(1...1_000_000) }
        if let value = values["sum_steps"] { policy.sumStepsMax = try value.integer(1...1_000_000_000) }
        if let value = values["sum_coincidence_one_in"] {
            policy.sumCoincidenceOneIn = try value.integer(100...1_000_000_000)
        }
        if let value = values["exchange_tolerance_basis_points"] {
            policy.exchangeToleranceBasisPoints = try value.integer(0...10_000)
        }
        if let value = values["discount_tax"] { policy.discountTax = try value.word(MatchingPolicy.DiscountTax.self) }
        if let value = values["over_payment_up_to"] {
            places["settings.over_payment_up_to"] = value.place
            policy.overPaymentUpTo = try value.byCurrency { node, currency throws(RulesFileError) in
                try node.minorUnits(currency, upTo: amountMax)
            }
        }
        if let value = values["score_min"] { policy.scoreMin = try value.hundredths() }
        if let value = values["margin_min"] { policy.marginMin = try value.hundredths() }
        if let value = values["exchange_rate_age_days"] { policy.exchangeRateAgeDaysMax = try value.integer(0...31) }
    }

    static func readRules(
        _ node: RulesNode,
        _ places: inout [String: Place]
    ) throws(RulesFileError) -> [DecisionRule] {
        let list = try node.list()
        guard list.count <= rulesMax else { throw node.error("more than \(rulesMax) rules") }
        var rules: [DecisionRule] = []
        var priorities: [Int: String] = [:]
        for item in list {
            let rule = try readRule(item)
            guard places[rule.name] == nil else { throw item.error("the name \(rule.name) is there twice") }
            if let other = priorities.updateValue(rule.name, forKey: rule.priority) {
                throw item.error("priority \(rule.priority) is that of rule \(other) too; give each its own")
            }
            places[rule.name] = item.place
            rules.append(rule)
        }
        return rules.sorted { $0.priority < $1.priority }
    }
}
