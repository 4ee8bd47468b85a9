/// How right postings and suggestions are for one kind of receipt, by what it pays.
package struct ClassFigures: Hashable, Sendable {
    package let name: String
    package let judged: JudgedClass
    package let suggested: SuggestionFigures
}

extension Judge {
    /// By name, and the whole at the end.
    package var classes: [ClassFigures] {
        byShape.sorted { $0.key < $1.key }.map { name, judged in
            ClassFigures(name: name, judged: judged, suggested: suggestions[name] ?? SuggestionFigures())
        } + [ClassFigures(name: "all", judged: total, suggested: suggestionTotal)]
    }

    /// Precision and recall of what was posted and of what was suggested for the rest, as a Markdown table.
    ///
    /// Posted: postings that are not wrong of all postings, and receipts posted right of all that pay a document.
    /// Suggested: true documents of all suggested ones, and receipts with all their documents among the suggestions of
    /// those that are left and pay one.
    package var classReport: String {
        let head = [
            "kind of receipt", "posted", "precision of posted", "recall of posted", "left with documents",
            "precision of suggested", "recall of suggested",
        ]
        var rows = [head, head.indices.map { $0 == 0 ? "---" : "---:" }]
        for figures in classes {
            let (judged, suggested) = (figures.judged, figures.suggested)
            rows.append([
                figures.name.replacing("_", with: " "), "\(judged.posted)", Self.percent(judged.precision),
                Self.percent(judged.recall), "\(suggested.withDocuments)", Self.percent(suggested.precision),
                Self.percent(suggested.setRate),
            ])
        }
        return rows.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
