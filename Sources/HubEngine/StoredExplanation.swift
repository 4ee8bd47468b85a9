package import HubDomain
package import HubReconciliation
import HubStore
package import PaymentVocabulary

/// What the books say of one statement line.
package enum StoredExplanation: Sendable {
    /// - Parameters:
    ///   - rule: of the match that was recorded.
    ///   - posted: when the match was posted last.
    case posted(StatementLine, identity: String, rule: String, explanation: String, posted: Timestamp?)
    /// Waits, or is an exception: what the next run would say of it, and the day that it would judge by.
    case waiting(LineExplanation, identity: String, asOf: CalendarDate)
    /// A debit, or a line that needs no match.
    case noted(StatementLine, identity: String, explanation: String)
}

extension Hub {
    /// Explains a line by its identity, by `FILE:INDEX` under the name of its import, or by the bank's reference.
    ///
    /// - Throws: `LineNotFound` when no line, or more than one, answers to `place`.
    package func explainStored(
        _ place: String,
        asOf: CalendarDate?,
        of merchant: MerchantID
    ) async throws -> StoredExplanation {
        let moment = now
        let (rows, material) = try await read(merchant) { books in
            (try Self.allLines(books), try books.matchingMaterial(at: moment))
        }
        let found =
            try rows.first { $0.identity == place } ?? Self.row(for: findLine(place, in: rows.map(\.line)), rows)
        guard let found else { throw LineNotFound(description: "no line \(place) in the books") }
        switch StatementLineState(rawValue: found.state) {
        case .matched:
            let posted = try await read(merchant) { try $0.matchPosted(ofLine: found.identity) }
            return .posted(
                found.line,
                identity: found.identity,
                rule: found.rule,
                explanation: found.explanation,
                posted: posted
            )
        case .unmatched where found.line.direction == .credit, .exception where found.line.direction == .credit:
            let waiting = rows.filter { ["unmatched", "exception"].contains($0.state) }
            let date = asOf ?? waiting.map(\.line.bookingDate).max() ?? now.date()
            let lines = waiting.enumerated().map { $1.line.placed(file: "store", index: $0) }
            guard let position = waiting.firstIndex(where: { $0.identity == found.identity }) else {
                throw LineNotFound(description: "no line \(place) waits in the books")
            }
            let explanation = try explain(
                lines[position],
                lines: lines,
                items: material.open.map { OpenItem(offering: $0.invoice) },
                payments: [],
                policy: settings.policyOfBooks,
                rates: try await rates(for: lines, of: merchant),
                asOf: date,
                payers: material.payers.live(asOf: date, days: settings.aliasDays)
            )
            return .waiting(explanation, identity: found.identity, asOf: date)
        case .unmatched, .exception, .noted, .returned, nil:
            return .noted(found.line, identity: found.identity, explanation: found.explanation)
        }
    }

    private static func row(for line: StatementLine, _ rows: [StatementLineRow]) -> StatementLineRow? {
        rows.first { $0.line == line }
    }

    private static func allLines(_ books: Books) throws -> [StatementLineRow] {
        var rows: [StatementLineRow] = []
        while true {
            let page = try books.statementLines(after: rows.last?.identity ?? "", limit: 10_000)
            rows += page
            guard page.count == 10_000 else { return rows }
        }
    }
}
