import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// Receipts that no run decides, because a person has their match in hand.
extension Books {
    private static let suggestionsMax = 5

    /// - Parameter lines: as `linesHeldByPeople` gives them.
    /// - Returns: an exception for each that is a receipt, in the order of their names.
    func exceptions(held lines: Set<String>, _ material: MatchingMaterial) throws -> [LineException] {
        guard !lines.isEmpty else { return [] }
        let open = Dictionary(material.items.map { ($0.invoice.number, $0.invoice) }) { first, _ in first }
        return try lines.sorted().compactMap { identity in
            guard let row = try statementLine(identity), row.line.direction == .credit,
                let match = try matches(of: identity).last, let last = try versions(of: match.number).last
            else { return nil }
            var line = row.line
            line.identity = identity
            let isProposed = last.step == .proposed
            var documents: [InvoiceNumber] = []
            for number in try parts(of: match).compactMap(\.document) where !documents.contains(number) {
                documents.append(number)
            }
            let suggestions = documents.prefix(Self.suggestionsMax).compactMap { number in
                open[number].map {
                    Suggestion(invoice: number, customer: $0.customer, open: $0.open, reason: "it would be paid")
                }
            }
            return LineException(
                held: line,
                isProposed ? Self.reason(ofProposed: row) : .undone,
                isProposed ? Self.words(ofProposed: match, last) : Self.words(ofEnded: match, last),
                match: match.number,
                isProposed: isProposed,
                suggestions: isProposed ? suggestions : [],
                documents: documents.count
            )
        }
    }

    /// The run that proposed it may have had a finer reason.
    private static func reason(ofProposed row: StatementLineRow) -> LineException.Reason {
        row.rule == LineException.Reason.changedAccount.rawValue ? .changedAccount : .proposed
    }

    private static func words(ofProposed match: MatchRow, _ last: MatchVersion) -> String {
        "match \(match.number) is only proposed, a second person has to post it (quittance match post \(match.number)): "
            + "\(last.reason.isEmpty ? match.explanation : last.reason)"
    }

    private static func words(ofEnded match: MatchRow, _ last: MatchVersion) -> String {
        let why = last.reason.isEmpty ? "" : ": \(last.reason)"
        return
            "match \(match.number) of it was \(last.step.rawValue) by \(last.principal)\(why); no run decides it any "
            + "more, a person has to say what it pays (quittance match propose --line)"
    }
}
