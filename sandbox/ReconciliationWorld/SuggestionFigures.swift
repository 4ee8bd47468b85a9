import HubDomain
import PaymentVocabulary

/// How good the suggestions of one class of lines are that were left to a person.
package struct SuggestionFigures: Hashable, Sendable {
    /// Lines left to a person that pay a document, and those without one.
    package private(set) var withDocuments = 0
    package private(set) var withoutDocuments = 0
    /// Of those with documents: all of them are suggested, and the first suggestion is one of them.
    package private(set) var rightSets = 0
    package private(set) var firstRight = 0
    /// Of those without: something is suggested all the same.
    package private(set) var suggestedForNothing = 0
    /// Of all: documents that are suggested, and those of them that are true.
    package private(set) var suggested = 0
    package private(set) var suggestedTrue = 0
    /// Documents that are the first suggestion of more than one line.
    package internal(set) var sharedFirst = 0

    package init() {}

    mutating func add(_ truth: Truth, _ suggestions: [InvoiceNumber]) {
        let documents = truth.parts.map(\.document)
        suggested += suggestions.count
        suggestedTrue += suggestions.count { documents.contains($0) }
        guard truth.hasDocuments else {
            withoutDocuments += 1
            if !suggestions.isEmpty { suggestedForNothing += 1 }
            return
        }
        withDocuments += 1
        if documents.allSatisfy(suggestions.contains) { rightSets += 1 }
        if let first = suggestions.first, documents.contains(first) { firstRight += 1 }
    }

    /// In millionths, rounded down; `nil` without any.
    package var setRate: Int? { Self.share(rightSets, of: withDocuments) }
    package var firstRate: Int? { Self.share(firstRight, of: withDocuments) }
    package var precision: Int? { Self.share(suggestedTrue, of: suggested) }

    private static func share(_ part: Int, of whole: Int) -> Int? { whole > 0 ? part * 1_000_000 / whole : nil }
}

extension Judge {
    /// The figures of the suggestions as a Markdown table, a row a class and one for all.
    package var suggestionReport: String {
        let head = [
            "suggestions", "left with documents", "right set", "first right", "left without", "suggested for nothing",
            "suggested", "precision", "shared first",
        ]
        var rows = [head, head.indices.map { $0 == 0 ? "---" : "---:" }]
        for (name, figures) in suggestions.sorted(by: { $0.key < $1.key }) { rows.append(Self.row(name, figures)) }
        rows.append(Self.row("all", suggestionTotal))
        return rows.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    private static func row(_ name: String, _ figures: SuggestionFigures) -> [String] {
        [
            name.replacing("_", with: " "), "\(figures.withDocuments)", percent(figures.setRate),
            percent(figures.firstRate), "\(figures.withoutDocuments)", "\(figures.suggestedForNothing)",
            "\(figures.suggested)", percent(figures.precision), "\(figures.sharedFirst)",
        ]
    }
}
