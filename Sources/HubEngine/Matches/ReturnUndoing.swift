import HubDomain
import HubLedger
package import HubStore
import PaymentVocabulary

/// That a debit has not taken back a receipt, or a part of it, as callers see it.
package struct ReturnUndoing: Codable, Hashable, Sendable {
    /// The debit's line; it waits again for its receipt.
    package let line: String
    package let receipt: String
    /// The match of the receipt that is posted again, if it had one.
    package let match: Int64?
    package let reason: String
    /// The approval that somebody else has to give before any of this is done.
    package var approval: String?
}

extension Hub {
    /// A person says that a debit did not take back what it was paired with: the books are as they were before.
    ///
    /// Where the lines alone had told the receipt, no run pairs the debit again: a person has to name its receipt. Above the
    /// limit it is proposed, and is done when somebody else asks for it too or approves it. What only waits for a second
    /// person to name the receipt is withdrawn, or rejected.
    ///
    /// - Parameter debit: the line of the debit.
    /// - Throws: `HubProblem`: `notFound`; `conflict` when the debit has taken nothing back, when something was built on it
    ///   since, or when what the receipt had paid is paid by now.
    package func undoReturn(_ debit: String, reason: String, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        let approval = environment.identifiers.next("apr")
        return try await change(request, needs: .undo, subject: debit, status: 200) { books in
            if let withdrawn = try books.withdraw(returnOf: debit, by: principal, reason: reason, at: moment) {
                return withdrawn
            }
            let row = try books.lastReturn(debit)
            guard let match = try books.matchToPostAgain(after: row), try books.needsTwo(toUndo: row, match, fourEyes)
            else { return try books.undoReturn(row, by: principal, reason: reason, at: moment) }
            if let asked = try books.seconded(.returnUndo, match, by: principal, at: moment) {
                let told = "\(reason) (\(asked.id), proposed by \(asked.proposedBy))"
                return try books.undoReturn(row, by: principal, reason: told, at: moment)
            }
            let proposal = MatchProposal(match, action: .returnUndo, line: debit, note: reason)
            try books.ask(for: proposal, about: match, approval, by: principal, moment)
            let detail = "asks whether it took \(row.receipt) back: \(reason)"
            try books.auditSigned(by: principal, "match.return_undo", debit, detail: detail, at: moment)
            return ReturnUndoing(
                line: debit,
                receipt: row.receipt,
                match: match.number,
                reason: reason,
                approval: approval
            )
        }
    }
}

extension Books {
    /// Ends what waits for a second person: that a debit took a receipt back.
    ///
    /// - Returns: `nil` where nothing of the kind waits.
    fileprivate func withdraw(
        returnOf debit: String,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws -> ReturnUndoing? {
        guard let open = try openApproval(about: ReturnProposal.subject(debit)),
            let proposal = try StoredProposal(open).namedReturn
        else { return nil }
        let isOwn = open.proposedBy.isSamePerson(as: principal)
        let verb = isOwn ? "withdrawn" : "rejected, proposed by \(open.proposedBy)"
        try endApprovals(aboutReturn: debit, by: principal, because: "\(verb): \(reason)", at: now)
        return ReturnUndoing(line: debit, receipt: proposal.receipt, match: nil, reason: reason)
    }

    /// What was approved: a second person wants it too.
    func undoReturn(
        proposed proposal: MatchProposal,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        guard let debit = proposal.line else { throw HubProblem(.notFound, "the proposal names no debit") }
        _ = try undoReturn(lastReturn(debit), by: principal, reason: reason, at: now)
    }

    fileprivate func undoReturn(
        _ row: ReturnRow,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws -> ReturnUndoing {
        // Somebody may have asked for it before one person was enough.
        if let match = try row.match.map(knownMatch) { try endApprovals(about: match, by: principal, at: now) }
        try takeBack(row, by: principal, reason: reason, at: now)
        if row.namedBy.isEmpty {
            let refusal = ReturnRefusal(debit: row.debit, receipt: row.receipt, principal: principal, reason: reason)
            try insert(refusal, at: now)
        }
        // Where a person has undone what came instead, the receipt waits.
        let posted = try postedMatch(of: row.receipt)?.number
        let undoing = ReturnUndoing(line: row.debit, receipt: row.receipt, match: posted, reason: reason)
        try emit("return.undone", subject: row.debit, payload: HubJSON.encode(undoing), at: now)
        let detail = "did not take \(row.receipt) back: \(reason)"
        try auditSigned(by: principal, "match.return_undo", row.debit, detail: detail, at: now)
        return undoing
    }

    /// The match that undoing a return posts again; `nil` for none, also where a person has undone what came instead.
    fileprivate func matchToPostAgain(after row: ReturnRow) throws -> MatchRow? {
        guard let number = row.match, try row.instead == nil || row.instead == postedMatch(of: row.receipt)?.number
        else { return nil }
        return try knownMatch(number)
    }

    fileprivate func needsTwo(toUndo row: ReturnRow, _ match: MatchRow, _ fourEyes: FourEyes) throws -> Bool {
        if try needsTwo(match, fourEyes) { return true }
        return try row.instead.map { try needsTwo(knownMatch($0), fourEyes) } ?? false
    }

    /// What a debit took, where nothing was built on it since.
    fileprivate func lastReturn(_ debit: String) throws -> ReturnRow {
        guard try statementLine(debit) != nil else { throw HubProblem(.notFound, "no statement line \(debit)") }
        guard let row = try returned(by: debit) else {
            throw HubProblem(.conflict, "\(debit) has taken no receipt back")
        }
        if let last = try returns(of: row.receipt).last, last.debit != debit {
            let why = "\(last.debit) took another part of the receipt after it"
            throw HubProblem(.conflict, "\(why); take that back first (quittance match return-undo)")
        }
        if let posted = try postedMatch(of: row.receipt), posted.number != row.instead {
            let why = "match \(posted.number) says what is left of the receipt pays"
            throw HubProblem(.conflict, "\(why); undo that first (quittance match undo \(posted.number))")
        }
        return row
    }

    /// Gives back all that pairing a debit with its receipt has changed: both lines, the match, proposals, approvals and
    /// the bank's charge.
    ///
    /// The match counts again from the debit's day on, from which the return had undone it.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when what the match had paid is paid by now.
    fileprivate func takeBack(_ row: ReturnRow, by principal: String, reason: String, at now: Timestamp) throws {
        guard let debit = try statementLine(row.debit), let receipt = try statementLine(row.receipt) else {
            throw HubProblem(.notFound, "no statement line \(row.debit)")
        }
        try deleteReturn(by: row.debit)
        // Older books have not kept what the debit said.
        let before = row.debitBefore.state.isEmpty ? .init(waitingReturn: debit.line) : row.debitBefore
        try restore(row.debit, before)
        if let charge = row.chargeEntry(of: debit.line) {
            let nothing = JournalEntry(key: charge.key, currency: charge.currency, moving: [])
            try post(nothing.dated(debit.line.bookingDate), at: now)
        }
        var rejected: [(match: MatchRow, last: MatchVersion)] = []
        for match in try matches(of: row.receipt) {
            guard let last = try versions(of: match.number).last else { continue }
            if last.step == .rejected, last.cause == row.debit { rejected.append((match, last)) }
            // What was proposed since counts with what is gone of the receipt.
            if last.step == .proposed, try parts(of: match).contains(where: { $0.isReturned && $0.number == row.debit })
            {
                let why = "\(row.debit) did not take a part of the receipt: \(reason)"
                try reject(match, by: principal, reason: why, at: now)
            }
        }
        try restoreReceipt(receipt, of: row, debit, by: principal, reason: reason, at: now)
        for (match, last) in rejected {
            let why = "the receipt was not taken back: \(reason)"
            try propose(match, approval: nil, by: principal, reason: why, at: now)
            try reopenApprovals(about: match, endedWith: last, by: principal, at: now)
        }
    }

    private func restoreReceipt(
        _ receipt: StatementLineRow,
        of row: ReturnRow,
        _ debit: StatementLineRow,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        if let instead = row.instead {
            // Where a person has undone it since, the receipt waits, and does so without the return.
            guard let posted = try postedMatch(of: row.receipt), posted.number == instead else { return }
            try takeBack(
                posted,
                as: .undone,
                by: principal,
                reason: "\(debit.identity) did not take a part of the receipt: \(reason)",
                cause: debit.identity,
                on: debit.line.bookingDate,
                at: now
            )
        }
        if let number = row.match {
            try postAgain(try knownMatch(number), because: debit, by: principal, reason: reason, at: now)
        } else if receipt.state == StatementLineState.returned.rawValue {
            try restore(row.receipt, row.receiptBefore.state.isEmpty ? .unmatched : row.receiptBefore)
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

extension StatementLineDecision {
    fileprivate static let unmatched = StatementLineDecision(
        state: StatementLineState.unmatched.rawValue,
        rule: "",
        explanation: ""
    )
}
