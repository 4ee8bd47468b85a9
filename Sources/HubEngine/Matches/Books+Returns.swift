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
        let waiting = try waitingReturns().sorted {
            ($0.line.bookingDate, $0.identity) < ($1.line.bookingDate, $1.identity)
        }
        for debit in waiting { try settle(debit, at: now) }
    }

    private func settle(_ debit: StatementLineRow, at now: Timestamp) throws {
        let code = debit.line.returnReason ?? "reversal"
        let amount = "\(debit.line.amount) was taken back (\(code))"
        let part = "\(debit.line.amount.decimal)\(debit.line.amount.currency)"
        let receipts = try statementLines(naming: part).filter { try returned($0.identity) == nil }
        switch ReturnedReceipt.find(for: debit.line, among: receipts.map(\.line)) {
        case .none: try leave(debit, "\(amount); no receipt of this amount was booked before")
        case .ambiguous(let positions):
            let names = positions.prefix(5).map { receipts[$0].identity }.joined(separator: ", ")
            try leave(debit, "\(amount); it is not certain of which receipt: \(names); undo the match of the right one")
        case .found(let position, let basis):
            let receipt = receipts[position]
            let posted = try matches(of: receipt.identity).last { try versions(of: $0.number).last?.step == .posted }
            if let posted, let obstacle = try obstacle(toUndoing: posted) {
                return try leave(debit, "\(amount), of receipt \(receipt.identity); \(obstacle)")
            }
            try pair(debit, receipt, posted, code: code, basis: basis, at: now)
        }
    }

    private func pair(
        _ debit: StatementLineRow,
        _ receipt: StatementLineRow,
        _ posted: MatchRow?,
        code: String,
        basis: String,
        at now: Timestamp
    ) throws {
        if let posted {
            let reason = "returned \(code), found by \(basis)"
            let cause = debit.identity
            try takeBack(
                posted,
                as: .undone,
                by: MatchDraft.automatic,
                reason: reason,
                cause: cause,
                on: debit.line.bookingDate,
                at: now
            )
        }
        for proposal in try matches(of: receipt.identity)
        where try versions(of: proposal.number).last?.step == .proposed {
            let reason = "the receipt was taken back (\(code))"
            try append(.rejected, to: proposal.number, by: MatchDraft.automatic, reason: reason, at: now)
        }
        try insert(
            ReturnRow(
                debit: debit.identity,
                receipt: receipt.identity,
                match: posted?.number,
                reason: code,
                basis: basis
            ),
            at: now
        )
        let undone = posted.map { "; match \($0.number) was undone" } ?? ""
        let state = StatementLineState.returned.rawValue
        try restore(
            receipt.identity,
            StatementLineDecision(
                state: state,
                rule: code,
                explanation: "was taken back by \(debit.identity), found by \(basis)\(undone)"
            )
        )
        try restore(
            debit.identity,
            StatementLineDecision(
                state: state,
                rule: code,
                explanation: "took \(receipt.identity) back, found by \(basis)\(undone)"
            )
        )
    }

    private func leave(_ debit: StatementLineRow, _ explanation: String) throws {
        try restore(
            debit.identity,
            StatementLineDecision(state: debit.state, rule: debit.rule, explanation: explanation)
        )
    }
}
