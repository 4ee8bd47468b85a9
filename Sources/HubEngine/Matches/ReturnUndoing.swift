import HubDomain
package import HubStore
import PaymentVocabulary

/// That a debit has not taken back the receipt that a person had named, as callers see it.
package struct ReturnUndoing: Codable, Hashable, Sendable {
    /// The debit's line; it waits again for its receipt.
    package let line: String
    package let receipt: String
    /// The match of the receipt that is posted again, if it had one.
    package let match: Int64?
    package let reason: String
}

extension Hub {
    /// A person takes back what a person has said of a debit: the books are as they were before it was said.
    ///
    /// - Parameter debit: the line of the debit.
    /// - Throws: `HubProblem`: `notFound`; `conflict` when the debit has taken nothing back, when the lines alone have
    ///   told its receipt, when what the receipt had paid is paid by now, or when its match needs two people.
    package func undoReturn(_ debit: String, reason: String, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        return try await change(request, subject: debit, status: 200) { books in
            let row = try books.namedReturn(debit)
            if let match = try row.match.map({ try books.knownMatch($0) }), try books.needsTwo(match, fourEyes) {
                let why = "match \(match.number) of the receipt is above the limit for one pair of eyes"
                throw HubProblem(.conflict, "\(why), so one person alone cannot post it again; raise the limit first")
            }
            try books.takeBack(row, by: principal, reason: reason, at: moment)
            let undoing = ReturnUndoing(line: debit, receipt: row.receipt, match: row.match, reason: reason)
            try books.emit("return.undone", subject: debit, payload: HubJSON.encode(undoing), at: moment)
            let detail = "did not take \(row.receipt) back: \(reason)"
            try books.auditSigned(by: principal, "match.return_undo", debit, detail: detail, at: moment)
            return undoing
        }
    }
}

extension Books {
    fileprivate func namedReturn(_ debit: String) throws -> ReturnRow {
        guard try statementLine(debit) != nil else { throw HubProblem(.notFound, "no statement line \(debit)") }
        guard let row = try returned(by: debit) else {
            throw HubProblem(.conflict, "\(debit) has taken no receipt back")
        }
        guard !row.namedBy.isEmpty else {
            let why = "the lines themselves say so, and the next run would find it again"
            throw HubProblem(.conflict, "\(debit) took \(row.receipt) back, \(row.basis): \(why)")
        }
        return row
    }

    /// Gives back all that naming the receipt of a debit has changed: both lines, the match, proposals and approvals.
    ///
    /// The match counts again from the debit's day on, from which the return had undone it.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when what the match had paid is paid by now.
    fileprivate func takeBack(_ row: ReturnRow, by principal: String, reason: String, at now: Timestamp) throws {
        guard let debit = try statementLine(row.debit) else {
            throw HubProblem(.notFound, "no statement line \(row.debit)")
        }
        try deleteReturn(by: row.debit)
        try restore(row.debit, row.debitBefore)
        if let number = row.match {
            try postAgain(try knownMatch(number), because: debit, by: principal, reason: reason, at: now)
        } else {
            try restore(row.receipt, row.receiptBefore)
        }
        for match in try matches(of: row.receipt) {
            let last = try versions(of: match.number).last
            guard let last, last.step == .rejected, last.cause == row.debit else { continue }
            let why = "the receipt was not taken back: \(reason)"
            try propose(match, approval: nil, by: principal, reason: why, at: now)
            try reopenApprovals(about: match, endedWith: last, by: principal, at: now)
        }
    }

    private func postAgain(
        _ match: MatchRow,
        because debit: StatementLineRow,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        let versions = try versions(of: match.number)
        guard let posted = versions.last(where: { $0.step == .posted }), let undone = versions.last else {
            throw HubProblem(.conflict, "match \(match.number) was never posted")
        }
        try restore(match.identity, posted.line)
        do {
            try post(
                match,
                parts: try parts(of: match),
                by: principal,
                reason: "\(debit.identity) did not take the receipt back: \(reason)",
                cause: debit.identity,
                on: debit.line.bookingDate,
                teaches: false,
                at: now
            )
        } catch let problem as HubProblem where problem.kind == .conflict {
            let why = "match \(match.number) cannot be posted again: \(problem.detail)"
            throw HubProblem(.conflict, "\(why); undo what has taken its place since, then try again")
        }
        try relearn(from: match, at: now)
        try reopenApprovals(about: match, endedWith: undone, by: principal, at: now)
    }

    /// What waited for a decision about a match before the step that ended it waits again.
    private func reopenApprovals(
        about match: MatchRow,
        endedWith step: MatchVersion,
        by principal: String,
        at now: Timestamp
    ) throws {
        for approval in try reopenApprovals(about: match.subject, endedBy: step.principal, at: step.at) {
            let detail = "\(approval): there is something to decide about match \(match.number) again"
            try auditSigned(by: principal, "approval.reopen", match.subject, detail: detail, at: now)
        }
    }
}
