import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// Receipts that no run decides, because a person has their match in hand.
extension Books {
    /// - Parameter lines: as `linesHeldByPeople` gives them.
    /// - Returns: an exception for each that is a receipt, in the order of their names.
    func exceptions(held lines: Set<String>, _ material: MatchingMaterial) throws -> [LineException] {
        guard !lines.isEmpty else { return [] }
        return try lines.sorted().compactMap { identity in
            guard let row = try statementLine(identity), row.line.direction == .credit,
                // Its payments may be lines of their own since.
                row.state != StatementLineState.detailed.rawValue,
                let match = try matches(of: identity).last, let last = try versions(of: match.number).last
            else { return nil }
            var line = row.line
            line.identity = identity
            var documents: [InvoiceNumber] = []
            for number in try parts(of: match).compactMap(\.document) where !documents.contains(number) {
                documents.append(number)
            }
            guard last.step == .proposed else {
                return LineException(
                    held: line,
                    .undone,
                    Self.words(ofEnded: match, last),
                    match: match.number,
                    isProposed: false,
                    suggestions: [],
                    documents: documents.count
                )
            }
            return LineException(
                proposed: match.number,
                of: line,
                Self.reason(ofProposed: row),
                because: last.reason.isEmpty ? match.explanation : last.reason,
                documents.map { (number: $0, invoice: material.invoice($0)) },
                needsTwo: try openApproval(about: match.subject) != nil
            )
        }
    }

    /// Debits with which a provider collects, that wait for a person: their match is proposed, or was undone or rejected.
    ///
    /// - Parameter lines: their names.
    func debits(held lines: Set<String>) throws -> [(line: StatementLine, words: String)] {
        try lines.sorted().compactMap { identity in
            guard var line = try statementLine(identity)?.line, let match = try matches(of: identity).last,
                let last = try versions(of: match.number).last
            else { return nil }
            line.identity = identity
            guard last.step == .proposed else {
                return (line, Self.words(ofEnded: match, last, by: "quittance match redo \(match.number)"))
            }
            return (line, "is only proposed (match \(match.number)), a second person has to post it: \(last.reason)")
        }
    }

    /// What the proposed matches would take, in their order and then in that of the numbers.
    func reservations(of proposed: [MatchRow]) throws -> [Reservation] {
        try proposed.flatMap { match -> [Reservation] in
            guard var line = try statementLine(match.identity)?.line else { return [] }
            line.identity = match.identity
            let freed = try match.replaces.map { try parts(of: knownMatch($0)).freed } ?? [:]
            return try parts(of: match).freed.filter { $0.value > freed[$0.key] ?? 0 }.keys.sorted()
                .map { Reservation(document: $0, line: line) }
        }
    }

    /// All proposed matches: those of lines that wait or are noted, and then those that are to replace posted ones.
    func proposedMatches() throws -> [MatchRow] {
        try proposedMatches(lastSteps(ofLines: .unmatched, .exception, .noted))
    }

    /// - Parameter steps: of the lines that wait or are noted.
    func proposedMatches(_ steps: [LastStep]) throws -> [MatchRow] {
        let own = steps.proposals.map(\.match)
        let others = try Set(matchesWithOpenApprovals()).subtracting(own).sorted()
            .filter { try versions(of: $0).last?.step == .proposed }
        return try (own + others).map(knownMatch)
    }

    /// Ends the proposals that can never be posted, because a document of theirs is taken back.
    func rejectProposals(
        for document: InvoiceNumber,
        because reason: String,
        by principal: String,
        at now: Timestamp
    ) throws {
        for match in try proposedMatches() where try parts(of: match).contains(where: { $0.document == document }) {
            try reject(match, by: principal, reason: reason, at: now)
        }
    }

    /// The run that proposed it may have had a finer reason.
    private static func reason(ofProposed row: StatementLineRow) -> LineException.Reason {
        row.rule == LineException.Reason.changedAccount.rawValue ? .changedAccount : .proposed
    }

    private static func words(
        ofEnded match: MatchRow,
        _ last: MatchVersion,
        by command: String? = nil
    ) -> String {
        let again = match.replaces.map { ", or quittance match redo \($0) for what it paid before" } ?? ""
        let command = command ?? "quittance match propose --line\(again)"
        let why = last.reason.isEmpty ? "" : ": \(last.reason)"
        return
            "match \(match.number) of it was \(last.step.rawValue) by \(last.principal)\(why); no run decides it any "
            + "more, a person has to say what it pays (\(command))"
    }
}

extension LineException {
    private static let documentsMax = 5

    /// What runs say of a receipt whose match waits for a second person.
    ///
    /// - Parameters:
    ///   - match: its number.
    ///   - documents: that it would pay, as far as they are known.
    init(
        proposed match: Int64,
        of line: StatementLine,
        _ reason: Reason,
        because doubt: String,
        _ documents: [(number: InvoiceNumber, invoice: Invoice?)],
        needsTwo: Bool = true
    ) {
        let who = needsTwo ? "a second person has to post it" : "somebody has to post it"
        self.init(
            held: line,
            reason,
            "match \(match) is only proposed, \(who) (quittance match post \(match)): \(doubt)",
            match: match,
            isProposed: true,
            suggestions: documents.prefix(Self.documentsMax).compactMap { number, invoice in
                invoice.map {
                    Suggestion(invoice: number, customer: $0.customer, open: $0.open, reason: "it would be paid")
                }
            },
            documents: documents.count
        )
    }
}
