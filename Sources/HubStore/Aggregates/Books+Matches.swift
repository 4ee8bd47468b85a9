package import HubDomain
package import PaymentVocabulary

/// A step in the life of a match; the last one is its state.
package enum MatchStep: String, Codable, Hashable, Sendable, CaseIterable {
    /// Somebody, or the matcher, says what a receipt pays; nothing is claimed.
    case proposed
    /// The receipt and the open amounts are claimed and in the ledger.
    case posted
    /// Taken back: everything is as it was before.
    case undone
    /// Taken back because another match of the same receipt came instead.
    case superseded
    /// A proposal that will not be posted.
    case rejected

    /// A person has the say about a line whose match ended so, and no run.
    var holdsLine: Bool {
        switch self {
        case .proposed, .undone, .rejected: true
        case .posted, .superseded: false
        }
    }
}

/// Where a match of a line stands.
package struct LastStep: Hashable, Sendable {
    package let identity: String
    package let match: Int64
    package let step: MatchStep
}

extension [LastStep] {
    /// The lines about which a person has the say.
    package var heldLines: Set<String> { Set(filter(\.step.holdsLine).map(\.identity)) }
    /// Those with a proposal that somebody has to decide.
    package var proposedLines: Set<String> { Set(proposals.map(\.identity)) }
    package var proposals: [LastStep] { filter { $0.step == .proposed } }
}

/// A receipt and what it pays, as it was proposed; never changed.
package struct MatchRow: Hashable, Sendable {
    /// Counts from one within a merchant.
    package let number: Int64
    /// The receipt's statement line.
    package let identity: String
    package let amount: Money
    package let rule: String
    package let explanation: String
    /// The number of the match that this one replaces.
    package let replaces: Int64?

    package init(
        number: Int64,
        identity: String,
        amount: Money,
        rule: String,
        explanation: String,
        replaces: Int64?
    ) {
        (self.number, self.identity, self.amount) = (number, identity, amount)
        (self.rule, self.explanation, self.replaces) = (rule, explanation, replaces)
    }
}

/// Who did what to a match, when and why.
package struct MatchVersion: Hashable, Sendable {
    package let version: Int64
    package let step: MatchStep
    package let at: Timestamp
    package let principal: String
    package let reason: String
    /// The line that took the receipt back, or the number of the match that came instead; empty otherwise.
    package let cause: String
    /// Of a posted match: what its line said before.
    package let line: StatementLineDecision
}

/// What is decided about a statement line: its state with the rule and the explanation.
package struct StatementLineDecision: Hashable, Sendable {
    /// Raw value of a `StatementLineState`; empty where it says nothing.
    package let state: String
    package let rule: String
    package let explanation: String

    package static let none = StatementLineDecision(state: "", rule: "", explanation: "")

    package init(state: String, rule: String, explanation: String) {
        (self.state, self.rule, self.explanation) = (state, rule, explanation)
    }
}

/// A debit with the receipt that it took back, or a part of it.
package struct ReturnRow: Hashable, Sendable {
    package let debit: String
    package let receipt: String
    /// How much of the receipt it took, in minor units; what the debit is beyond it is the bank's charge.
    package let units: Int64
    /// The match that it undid, if the receipt was matched.
    package let match: Int64?
    /// The match that was posted for what the receipt still pays, if it does.
    package let instead: Int64?
    package let reason: String
    /// How the receipt was found.
    package let basis: String
    /// Who named the receipt; empty where the lines alone have told it.
    package let namedBy: String
    /// What the debit and the receipt said before; nothing of a return that older books found by themselves.
    package let debitBefore: StatementLineDecision
    package let receiptBefore: StatementLineDecision
    /// Counts the returns of the receipt from one.
    package let position: Int64

    package init(
        debit: String,
        receipt: String,
        units: Int64,
        match: Int64?,
        instead: Int64?,
        reason: String,
        basis: String,
        namedBy: String,
        debitBefore: StatementLineDecision,
        receiptBefore: StatementLineDecision,
        position: Int64
    ) {
        (self.debit, self.receipt, self.units, self.position) = (debit, receipt, units, position)
        (self.match, self.instead, self.reason, self.basis) = (match, instead, reason, basis)
        (self.namedBy, self.debitBefore, self.receiptBefore) = (namedBy, debitBefore, receiptBefore)
    }
}

/// That a debit did not take a receipt back, as a person has said.
package struct ReturnRefusal: Hashable, Sendable {
    package let debit: String
    package let receipt: String
    package let principal: String
    package let reason: String

    package init(debit: String, receipt: String, principal: String, reason: String) {
        (self.debit, self.receipt, self.principal, self.reason) = (debit, receipt, principal, reason)
    }
}

extension Books {
    /// - Returns: the match's number.
    package func insertMatch(
        of identity: String,
        amount: Money,
        rule: String,
        explanation: String,
        replaces: Int64?,
        parts: [Application]
    ) throws -> Int64 {
        let number = try nextMatchNumber()
        try execute(
            "insertMatch",
            .integer(number),
            .text(identity),
            .text(amount.currency.code),
            .integer(amount.minorUnits),
            .text(rule),
            .text(explanation),
            .optional(replaces)
        )
        for (position, part) in parts.enumerated() {
            try execute(
                "insertMatchPart",
                [.integer(number), .integer(Int64(position))] + part.columns
            )
        }
        return number
    }

    /// The number of the last match that is stored, 0 without one.
    package func lastMatchNumber() throws -> Int64 { try memory.lastMatch ?? row("lastMatch")?.int64(0) ?? 0 }

    /// Asks once a unit.
    private func nextMatchNumber() throws -> Int64 {
        let last = try lastMatchNumber()
        memory.lastMatch = last + 1
        return last + 1
    }

    package func append(
        _ step: MatchStep,
        to match: Int64,
        by principal: String,
        reason: String,
        cause: String = "",
        line: StatementLineDecision = .none,
        at now: Timestamp
    ) throws {
        try execute(
            "insertMatchVersion",
            .integer(match),
            .text(step.rawValue),
            .moment(now),
            .text(principal),
            .text(reason),
            .text(cause),
            .text(line.state),
            .text(line.rule),
            .text(line.explanation)
        )
    }

    package func match(_ number: Int64) throws -> MatchRow? {
        try row("findMatch", .integer(number)).map(Self.match)
    }

    package func matches(after number: Int64, limit: Int64) throws -> [MatchRow] {
        try rows("listMatches", .integer(number), .integer(limit)).map(Self.match)
    }

    /// Every match that a line ever had, the oldest first.
    package func matches(of identity: String) throws -> [MatchRow] {
        try rows("matchesOfLine", .text(identity)).map(Self.match)
    }

    package func parts(of match: MatchRow) throws -> [Application] {
        try rows("matchParts", .integer(match.number)).map { try Self.application($0, from: 0) }
    }

    /// The oldest first; never empty for a match that is there.
    package func versions(of match: Int64) throws -> [MatchVersion] {
        try rows("matchVersions", .integer(match)).map { row in
            MatchVersion(
                version: try row.int64(0),
                step: try Self.step(row.text(1)),
                at: try row.moment(2),
                principal: try row.text(3),
                reason: try row.text(4),
                cause: try row.text(5),
                line: StatementLineDecision(
                    state: try row.text(6),
                    rule: try row.text(7),
                    explanation: try row.text(8)
                )
            )
        }
    }

    private static func step(_ word: String) throws -> MatchStep {
        guard let step = MatchStep(rawValue: word) else {
            throw StoreError.unexpectedColumn(name: "step", expected: "a step of a match", found: word)
        }
        return step
    }

    /// The last step of every match of the lines in these states, in the order of the states, lines and matches.
    package func lastSteps(ofLines states: StatementLineState...) throws -> [LastStep] {
        try states.flatMap { state in
            try rows("stepsOfLines", .text(state.rawValue)).map { row in
                LastStep(identity: try row.text(0), match: try row.int64(1), step: try Self.step(row.text(2)))
            }
        }
    }

    /// Lines that wait although a match was proposed for them, or one of theirs was undone or rejected: a person has
    /// looked at them, so no automatic run decides them.
    package func linesHeldByPeople() throws -> Set<String> { try lastSteps(ofLines: .unmatched, .exception).heldLines }

    /// The numbers of the matches about which an approval waits, in no order.
    package func matchesWithOpenApprovals() throws -> [Int64] {
        try rows("openMatchApprovals").compactMap { Int64(try $0.text(0).drop { $0 != "/" }.dropFirst()) }
    }

    /// Whether this is one of `linesHeldByPeople`.
    package func isHeldByPeople(_ identity: String) throws -> Bool {
        try matches(of: identity).contains { try versions(of: $0.number).last?.step.holdsLine == true }
    }

    /// Whether a posted match is the payout of this name.
    package func isCleared(_ payout: String, _ currency: Currency) throws -> Bool {
        try lineCleared(payout, currency) != nil
    }

    /// The line whose posted match is the payout of this name.
    package func lineCleared(_ payout: String, _ currency: Currency) throws -> String? {
        try row("clearedPayout", .text(payout), .text(currency.code))?.text(0)
    }

    /// Whether a posted match is a payout of this account with a provider; such may have left nothing on it.
    package func hasPayouts(of account: AdapterAccountID) throws -> Bool {
        try row("payoutOfAccount", .text(account.text)) != nil
    }

    /// Whether a posted match is the batch of this name.
    package func isPosted(batch name: String) throws -> Bool { try row("postedBatch", .text(name)) != nil }

    /// The parts of posted matches that clear nothing until a person says what they are for, by the names of the lines.
    package func waitingParts() throws -> [PlacedApplication] { try rows("waitingParts").map(Self.placedApplication) }

    /// A part of a posted match, with its line.
    package struct PlacedApplication: Sendable {
        package let identity: String
        package let part: Application
    }

    /// What a payment at a provider, by the provider's name of it, has done in the posted payouts of an account with it.
    ///
    /// - Precondition: `payment` is not empty.
    package func parts(
        ofPayment payment: String,
        _ currency: Currency,
        _ account: AdapterAccountID
    ) throws -> [PlacedApplication] {
        precondition(!payment.isEmpty)
        return try rows("partsOfPayment", .text(payment), .text(currency.code), .text(account.text))
            .map(Self.placedApplication)
    }

    /// What the posted payouts of an account with a provider tell of a document.
    package func payoutParts(
        of document: InvoiceNumber,
        _ currency: Currency,
        _ account: AdapterAccountID
    ) throws -> [PlacedApplication] {
        try rows("payoutPartsOfDocument", .id(document), .text(currency.code), .text(account.text))
            .map(Self.placedApplication)
    }

    private static func placedApplication(_ row: SQLRow) throws -> PlacedApplication {
        PlacedApplication(identity: try row.text(0), part: try application(row, from: 1))
    }

    package func dropApplications(of identity: String) throws { try execute("dropApplications", .text(identity)) }

    private static func match(_ row: SQLRow) throws -> MatchRow {
        MatchRow(
            number: try row.int64(0),
            identity: try row.text(1),
            amount: Money(minorUnits: try row.int64(3), currency: try row.currency(2)),
            rule: try row.text(4),
            explanation: try row.text(5),
            replaces: try row.optionalInt64(6)
        )
    }

    // MARK: - Lines and returns

    package func statementLine(_ identity: String) throws -> StatementLineRow? {
        try row("findStatementLine", .text(identity)).map(Self.statementLine)
    }

    /// The line as it is decided now, without reading again what it says.
    ///
    /// - Parameter line: as it is stored under the identity; a stored line never changes.
    /// - Returns: `nil` when there is no such line; `wasMatched` when it ever had a match, `wasReturned` when a part of it
    ///   was taken back.
    package func statementLine(
        _ identity: String,
        saying line: StatementLine
    ) throws -> (row: StatementLineRow, wasMatched: Bool, wasReturned: Bool)? {
        guard let row = try row("statementLineDecision", .text(identity)) else { return nil }
        let decided = StatementLineRow(
            identity: identity,
            line: line,
            state: try row.text(0),
            rule: try row.text(1),
            explanation: try row.text(2)
        )
        return (decided, try row.flag(3), try row.flag(4))
    }

    /// Sets what is decided about a line, whatever it was before.
    package func restore(_ identity: String, _ decision: StatementLineDecision) throws {
        try execute(
            "restoreStatementLine",
            .text(identity),
            .text(decision.state),
            .text(decision.rule),
            .text(decision.explanation)
        )
    }

    /// Booked credits of this very amount, on whichever account.
    package func credits(of amount: Money) throws -> [StatementLineRow] { try statementLines(ofSigned: amount) }

    /// - Parameter amount: negative for debits.
    package func statementLines(ofSigned amount: Money) throws -> [StatementLineRow] {
        try rows("statementLinesOfAmount", .text(amount.currency.code), .integer(amount.minorUnits))
            .map(Self.statementLine)
    }

    /// Debits that took money back and have not found their receipt.
    package func waitingReturns() throws -> [StatementLineRow] { try rows("waitingReturns").map(Self.statementLine) }

    package func insert(_ found: ReturnRow, at now: Timestamp) throws {
        try execute(
            "insertReturn",
            .text(found.debit),
            .text(found.receipt),
            .optional(found.match),
            .text(found.reason),
            .text(found.basis),
            .moment(now),
            .text(found.namedBy),
            .text(found.debitBefore.state),
            .text(found.debitBefore.rule),
            .text(found.debitBefore.explanation),
            .text(found.receiptBefore.state),
            .text(found.receiptBefore.rule),
            .text(found.receiptBefore.explanation),
            .integer(found.units),
            .optional(found.instead),
            .integer(found.position)
        )
    }

    /// What took the receipt back, or parts of it, the first one first.
    package func returns(of receipt: String) throws -> [ReturnRow] {
        try rows("returnsOfReceipt", .text(receipt)).map(Self.returned)
    }

    package func returned(by debit: String) throws -> ReturnRow? {
        try row("returnOfDebit", .text(debit)).map(Self.returned)
    }

    package func deleteReturn(by debit: String) throws { try execute("deleteReturn", .text(debit)) }

    package func returns(after debit: String, limit: Int64) throws -> [ReturnRow] {
        try rows("listReturns", .text(debit), .integer(limit)).map(Self.returned)
    }

    /// What debits took of receipts that wait all the same, in minor units.
    package func partReturnsOfWaitingLines() throws -> [(debit: String, receipt: String, units: Int64)] {
        try rows("partReturnsOfWaitingLines").map { (try $0.text(0), try $0.text(1), try $0.int64(2)) }
    }

    /// What is read of the credits that were booked until a day, in the order of their names; `nil` leaves one out.
    package func credits<Output>(
        until date: CalendarDate,
        read: (_ identity: String, StatementLine) -> Output?
    ) throws -> [Output] {
        try compactMap("creditLines", .date(date)) { read(try $0.text(0), try StatementLine(storedForm: $0.blob(1))) }
    }

    package func insert(_ refusal: ReturnRefusal, at now: Timestamp) throws {
        try execute(
            "refuseReturn",
            .text(refusal.debit),
            .text(refusal.receipt),
            .text(refusal.principal),
            .text(refusal.reason),
            .moment(now)
        )
    }

    package func refusedReturns() throws -> [ReturnRefusal] {
        try rows("refusedReturns").map { row in
            ReturnRefusal(
                debit: try row.text(0),
                receipt: try row.text(1),
                principal: try row.text(2),
                reason: try row.text(3)
            )
        }
    }

    private static func returned(_ row: SQLRow) throws -> ReturnRow {
        ReturnRow(
            debit: try row.text(0),
            receipt: try row.text(1),
            units: try row.int64(12),
            match: try row.optionalInt64(2),
            instead: try row.optionalInt64(13),
            reason: try row.text(3),
            basis: try row.text(4),
            namedBy: try row.text(5),
            debitBefore: try decision(row, from: 6),
            receiptBefore: try decision(row, from: 9),
            position: try row.int64(14)
        )
    }

    private static func decision(_ row: SQLRow, from column: Int) throws -> StatementLineDecision {
        StatementLineDecision(
            state: try row.text(column),
            rule: try row.text(column + 1),
            explanation: try row.text(column + 2)
        )
    }
}
