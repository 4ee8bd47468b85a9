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
    /// A debit, a line that needs no match, or one that waits for people and not for a run.
    case noted(StatementLine, identity: String, explanation: String)
}

extension Hub {
    /// Explains a line by its identity, by `FILE:INDEX` under the name of its import, or by the bank's reference.
    ///
    /// - Parameter groups: providers' reports that the next run would be given.
    /// - Throws: `LineNotFound` when no line, or more than one, answers to `place`.
    package func explainStored(
        _ place: String,
        asOf: CalendarDate?,
        groups: GroupSources = GroupSources(),
        of merchant: MerchantID
    ) async throws -> StoredExplanation {
        let moment = now
        let (rows, input) = try await read(merchant) { books in
            (try Self.allLines(books), try books.runInput(at: moment, groups))
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
            let lines = input.waiting.lines
            guard let line = lines.first(where: { $0.identity == found.identity }) else {
                let held = try await read(merchant) { try $0.heldBecause(of: found.identity) }
                return .noted(found.line, identity: found.identity, explanation: held)
            }
            let days = lines.map(\.bookingDate) + input.held.map(\.line.bookingDate)
            let date = asOf ?? days.max() ?? moment.date()
            let known = try await known(groups, held: input.heldPayouts, of: merchant)
            var explanation = try explain(
                line,
                lines: lines,
                items: input.material.items,
                payments: known.payments,
                policy: settings.policyOfBooks,
                rates: try await rates(for: lines, of: merchant),
                asOf: date,
                groups: known.groups,
                payers: input.material.payers.live(asOf: date, days: settings.aliasDays),
                passes: Self.passesOfBooks,
                returns: input.returns,
                held: input.held,
                takenOver: input.material.cutOvers,
                cancelled: input.material.cancelled,
                reserved: input.reserved
            )
            explanation.placeLines(input.waiting.placeBack)
            return .waiting(explanation, identity: found.identity, asOf: date)
        case .unmatched, .exception, .noted, .returned, .detailed, nil:
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

extension Books {
    /// What a person has said of a line that no run decides any more.
    fileprivate func heldBecause(of identity: String) throws -> String {
        let last = try matches(of: identity).last
        let step = try last.flatMap { try versions(of: $0.number).last?.step.rawValue } ?? "undone"
        let match = last.map { "match \($0.number)" } ?? "its match"
        return "\(match) of it is \(step), so no run decides it: a person has to say what it pays"
    }
}
