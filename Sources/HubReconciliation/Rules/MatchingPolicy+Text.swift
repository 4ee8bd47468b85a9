import PaymentVocabulary

extension MatchingPolicy {
    /// One row of the effective table.
    package struct Row: Hashable, Sendable {
        package let facts: MatchFacts
        package let rule: DecisionRule
        /// What no rule may lift; `nil` where the rule decides.
        package let limit: String?

        package var posts: Bool { rule.decision == .post && limit == nil }
    }

    /// What is decided of every combination of facts that a receipt can have, in the order of the facts.
    package var effectiveTable: [Row] {
        let table = DecisionTable(self)
        return MatchFacts.all.filter(\.isPossible).map { facts in
            let rule = table.rules[table.place(deciding: facts)]
            return Row(facts: facts, rule: rule, limit: rule.decision == .post ? table.limit(facts) : nil)
        }
    }

    /// The rules in the order in which they are asked, and what comes of them, for people.
    ///
    /// - Parameter place: where a rule is written, such as `rules.yaml:12`; built-in ones are nowhere.
    package func text(_ style: TextStyle = TextStyle(), place: (DecisionRule) -> String? = { _ in nil }) -> String {
        let rows = effectiveTable
        let deciding = Set(rows.map(\.rule.name))
        let asked = DecisionTable(self).rules.filter { deciding.contains($0.name) }
        var rulesTable = TextTable([
            .number("#"), .text("rule", widthMin: 12), .text("decision"), .text("up to"), .number("decides"),
            .text("from", widthMin: 8),
        ])
        for (number, rule) in asked.enumerated() {
            let most = rule.postsUpTo.sorted { $0.key < $1.key }.map { Money(minorUnits: $1, currency: $0).description }
            rulesTable.add([
                String(number + 1), rule.name, rule.decision.rawValue,
                most.isEmpty ? "-" : most.joined(separator: ", "),
                String(rows.count { $0.rule == rule }), place(rule) ?? "built in",
            ])
        }
        var table = TextTable([
            .text("payer", widthMin: 8), .text("reference"), .text("posted", widthMin: 20),
            .text("left to a person", widthMin: 20),
        ])
        for cells in merged(rows, asked) { table.add(cells) }
        return
            ([style.painted("RULES, FIRST TO LAST", .title)] + rulesTable.lines(style)
            + ["", style.painted("WHAT THEY DECIDE, BY RULE NUMBER", .title)] + table.lines(style))
            .joined(separator: "\n") + "\n"
    }

    /// A row for each reference and the payers of whom it says the same.
    private func merged(_ rows: [Row], _ asked: [DecisionRule]) -> [[String]] {
        let numbers = Dictionary(asked.enumerated().map { ($1.name, $0 + 1) }) { first, _ in first }
        func cell(_ rows: [Row]) -> String {
            let byRule = Dictionary(grouping: rows) { numbers[$0.rule.name] ?? 0 }
            let parts = byRule.sorted { $0.key < $1.key }.map { number, rows in
                "\(number): " + rows.map(\.facts.amount.rawValue).joined(separator: " ")
            }
            return parts.isEmpty ? "-" : parts.joined(separator: ", ")
        }
        return MatchFacts.Reference.allCases.flatMap { reference in
            var merged: [(payers: [String], cells: [String])] = []
            for payer in MatchFacts.Payer.allCases {
                let own = rows.filter { $0.facts.payer == payer && $0.facts.reference == reference }
                guard !own.isEmpty else { continue }
                let cells = [cell(own.filter(\.posts)), cell(own.filter { !$0.posts })]
                if let same = merged.firstIndex(where: { $0.cells == cells }) {
                    merged[same].payers.append(payer.rawValue)
                } else {
                    merged.append(([payer.rawValue], cells))
                }
            }
            return merged.map { [$0.payers.joined(separator: " "), reference.rawValue] + $0.cells }
        }
    }
}
