package import HubReconciliation
import PaymentVocabulary

extension RulesFile {
    /// A rules file that says what `policy` says; read back it is the same policy.
    package static func yaml(_ policy: MatchingPolicy) -> String {
        var lines = [
            "# Matching rules for `quittance reconcile --rules FILE`; `quittance rules check FILE` looks them over."
        ]
        lines += ["tolerances:", "  percent_of_open: \(policy.tolerances.percentOfOpenMax)"]
        lines.append("  discount_grace_days: \(policy.discountGraceDays)")
        for kind in Tolerances.Kind.allCases {
            guard let spans = policy.tolerances.spans[kind], !spans.isEmpty else { continue }
            let parts = spans.sorted { $0.key < $1.key }.map { currency, span in
                "\(currency): {from: \(decimal(span.from, currency)), to: \(decimal(span.to, currency))}"
            }
            lines.append("  \(kind.rawValue): {\(parts.joined(separator: ", "))}")
        }
        lines += [
            "settings:",
            "  discount_rounding_minor_units: \(policy.discountRoundingMinorUnits)",
            "  days_before_issue: \(policy.daysBeforeIssueMax)",
            "  days_after_due: \(policy.daysAfterDueMax)",
            "  combinations: \(policy.combinationsMax)",
            "  sum_steps: \(policy.sumStepsMax)",
            "  sum_coincidence_one_in: \(policy.sumCoincidenceOneIn)",
            "  exchange_tolerance_basis_points: \(policy.exchangeToleranceBasisPoints)",
            "  exchange_rate_age_days: \(policy.exchangeRateAgeDaysMax)",
            "  score_min: \(share(policy.scoreMin))",
            "  margin_min: \(share(policy.marginMin))",
            "  discount_tax: \(policy.discountTax.rawValue)",
        ]
        if !policy.overPaymentUpTo.isEmpty {
            lines.append("  over_payment_up_to: \(byCurrency(policy.overPaymentUpTo))")
        }
        lines.append(policy.rules.isEmpty ? "rules: []" : "rules:")
        for rule in policy.rules { lines += self.lines(of: rule) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Hundredths, as in `0.75`.
    private static func share(_ hundredths: Int) -> String {
        let part = hundredths % 100
        return "\(hundredths / 100).\(part < 10 ? "0" : "")\(part)"
    }

    private static func lines(of rule: DecisionRule) -> [String] {
        var lines = ["  - name: \(rule.name)", "    priority: \(rule.priority)"]
        func add<Word>(_ key: String, _ words: Set<Word>)
        where Word: RawRepresentable & CaseIterable & Hashable, Word.RawValue == String {
            guard !words.isEmpty else { return }
            let chosen = Word.allCases.filter(words.contains).map(\.rawValue)
            lines.append("    \(key): [\(chosen.joined(separator: ", "))]")
        }
        add("payer", rule.payers)
        add("reference", rule.references)
        add("amount", rule.amounts)
        lines.append("    decision: \(rule.decision.rawValue)")
        if !rule.postsUpTo.isEmpty { lines.append("    post_up_to: \(byCurrency(rule.postsUpTo))") }
        return lines
    }

    private static func byCurrency(_ amounts: [Currency: Int64]) -> String {
        let parts = amounts.sorted { $0.key < $1.key }.map { "\($0): \(decimal($1, $0))" }
        return "{\(parts.joined(separator: ", "))}"
    }

    private static func decimal(_ minorUnits: Int64, _ currency: Currency) -> String {
        Money(minorUnits: minorUnits, currency: currency).decimal
    }
}
