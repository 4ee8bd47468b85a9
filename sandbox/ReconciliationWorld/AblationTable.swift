package import HubReconciliation

/// What the passes of the matcher are worth in one world: all of them, all but each one, and each one alone.
package struct AblationTable: Sendable {
    package struct Row: Sendable {
        package let name: String
        package let passes: Set<MatchingPass>
        package let total: JudgedClass
    }

    package let rows: [Row]

    /// - Parameter passes: of which the table is; those that are not among them take part in no row.
    package init(_ world: World, _ policy: MatchingPolicy = MatchingPolicy(), passes: Set<MatchingPass> = .all) {
        let each = MatchingPass.allCases.filter(passes.contains)
        let sets =
            [("all", passes)] + each.map { ("without \($0.rawValue)", passes.subtracting([$0])) }
            + each.map { ("\($0.rawValue) alone", [$0]) }
        rows = sets.map { name, passes in
            Row(name: name, passes: passes, total: Judge(world, world.reconciled(policy, passes: passes)).total)
        }
    }

    /// Whether all passes together post what is not true: a pass may count on what those before it have settled.
    package var hasFalse: Bool { rows.first.map { $0.total.count(.postedWrong) > 0 } ?? false }

    /// A Markdown table, the same bytes for the same world.
    package var text: String {
        let head =
            "| passes | rate | rate by value | recall | posted | posted wrong |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
        return rows.reduce(into: head) { text, row in
            let (rate, value) = (Judge.percent(row.total.rate), Judge.percent(row.total.rateByValue))
            let cells = [
                row.name.replacing("_", with: " "), rate, value, Judge.percent(row.total.recall),
                String(row.total.posted),
                String(row.total.count(.postedWrong)),
            ]
            text += "| \(cells.joined(separator: " | ")) |\n"
        }
    }
}
