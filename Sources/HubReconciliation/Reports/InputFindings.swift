/// What was wrong with the files of a run, each with its place, in the order of the texts.
///
/// Whoever opens a report later has not seen what the run said when it read them.
package struct InputFindings: Hashable, Sendable {
    /// What kept a place from being used.
    package let errors: [String]
    /// What was used all the same.
    package let warnings: [String]

    package init(errors: [String] = [], warnings: [String] = []) {
        (self.errors, self.warnings) = (errors.sorted(), warnings.sorted())
    }

    var count: Int { errors.count + warnings.count }

    /// Errors first.
    var all: [(kind: String, text: String)] {
        errors.map { ("error", $0) } + warnings.map { ("warning", $0) }
    }
}

extension ReconciliationResult {
    /// Rows of a text; the others are counted.
    private static let findingsMax = 50

    var findingTable: TextTable {
        var table = TextTable([.text("kind", paint: .warning)])
        for finding in input.all.prefix(Self.findingsMax) { table.add([finding.kind], details: [finding.text]) }
        let more = input.count - Self.findingsMax
        if more > 0 { table.add(["…"], details: ["and \(more) more, which the other forms of this report have"]) }
        return table
    }

    var findingPart: HTMLTable {
        let all = input.all
        return HTMLTable(
            name: "input",
            title: "Said of the files",
            meaning: "What could not be used, or does not fit together; the rest was reconciled.",
            columns: [
                HTMLTable.Column(title: "Kind", style: "class"),
                HTMLTable.Column(title: "Place and reason", style: "long"),
            ],
            count: all.count
        ) { place in [{ $0.write(all[place].kind) }, { $0.outside(all[place].text, charactersMax: 1_000) }] }
    }
}
