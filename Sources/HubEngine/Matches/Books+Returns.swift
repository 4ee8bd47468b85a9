import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary

/// Debits that take an earlier receipt back: they undo what the receipt had paid.
extension Books {
    /// Looks for the receipt of every debit that has not found its own; one that came first finds it later.
    ///
    /// What cannot be decided, or cannot be undone, stays an exception with its candidates.
    func settleReturns(at now: Timestamp) throws {
        let waiting = try waitingReturns().filter { $0.line.direction == .debit }.sorted {
            ($0.line.bookingDate, $0.identity) < ($1.line.bookingDate, $1.identity)
        }
        for debit in waiting { try settle(debit, at: now) }
    }

    private func settle(_ debit: StatementLineRow, at now: Timestamp) throws {
        let amount = "\(debit.line.amount) was taken back (\(debit.returnCode))"
        let receipts = try credits(of: debit.line.amount).filter { try returned($0.identity) == nil }
        switch ReturnedReceipt.find(for: debit.line, among: receipts.map(\.line)) {
        case .none: try leave(debit, "\(amount); no receipt of this amount was booked before")
        case .ambiguous(let positions):
            let names = positions.prefix(5).map { receipts[$0].identity }.joined(separator: ", ")
            try leave(debit, "\(amount); it is not certain of which receipt: \(names); a person has to name it")
        case .found(let position, let basis):
            let receipt = receipts[position]
            let posted = try postedMatch(of: receipt.identity)
            if let posted, let obstacle = try obstacle(toUndoing: posted) {
                return try leave(debit, "\(amount), of receipt \(receipt.identity); \(obstacle)")
            }
            let finding = ReturnFinding(debit: debit, receipt: receipt, posted: posted, basis: "found by \(basis)")
            try pair(finding, by: MatchDraft.automatic, at: now)
        }
    }

    func postedMatch(of identity: String) throws -> MatchRow? {
        try matches(of: identity).last { try versions(of: $0.number).last?.step == .posted }
    }

    /// Notes that a debit has taken a receipt back; undoes what the receipt paid, and ends what was proposed for it.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when something depends on the match.
    func pair(_ found: ReturnFinding, by principal: String, at now: Timestamp) throws {
        let (debit, receipt, code) = (found.debit, found.receipt, found.debit.returnCode)
        if let posted = found.posted {
            try takeBack(
                posted,
                as: .undone,
                by: principal,
                reason: "returned \(code), \(found.basis)",
                cause: debit.identity,
                on: debit.line.bookingDate,
                at: now
            )
        }
        for proposal in try matches(of: receipt.identity)
        where try versions(of: proposal.number).last?.step == .proposed {
            let why = "the receipt was taken back (\(code))"
            try reject(proposal, by: principal, reason: why, cause: debit.identity, at: now)
        }
        try insert(
            ReturnRow(
                debit: debit.identity,
                receipt: receipt.identity,
                match: found.posted?.number,
                reason: code,
                basis: found.basis,
                namedBy: found.namedBy ?? "",
                debitBefore: found.namedBy == nil ? .none : debit.decision,
                receiptBefore: found.namedBy == nil ? .none : receipt.decision
            ),
            at: now
        )
        let undone = found.posted.map { "; match \($0.number) was undone" } ?? ""
        let sides = [
            (receipt.identity, "was taken back by \(debit.identity)"),
            (debit.identity, "took \(receipt.identity) back"),
        ]
        for (identity, what) in sides {
            try restore(
                identity,
                StatementLineDecision(
                    state: StatementLineState.returned.rawValue,
                    rule: code,
                    explanation: "\(what), \(found.basis)\(undone)"
                )
            )
        }
    }

    private func leave(_ debit: StatementLineRow, _ explanation: String) throws {
        guard explanation != debit.explanation else { return }
        try restore(
            debit.identity,
            StatementLineDecision(state: debit.state, rule: debit.rule, explanation: explanation)
        )
    }
}

/// A debit with the receipt that it took back, and who or what says so.
struct ReturnFinding {
    let debit: StatementLineRow
    let receipt: StatementLineRow
    /// What the receipt pays at present.
    let posted: MatchRow?
    let basis: String
    /// `nil` where the lines alone have told the receipt.
    var namedBy: String?
}

extension StatementLineRow {
    /// The bank's reason of a debit that takes money back.
    fileprivate var returnCode: String { line.returnReason ?? "reversal" }
}
