import HubDomain
import HubReconciliation
package import HubStore
import PaymentVocabulary

/// A debit with the receipt that it took back, as callers see it.
package struct ReturnView: Codable, Hashable, Sendable {
    /// The debit's line.
    package let line: String
    package let receipt: String
    /// The match that was undone, if the receipt was matched.
    package let match: Int64?
    /// The bank's code, or `reversal`.
    package let code: String
    /// Who or what says so.
    package let basis: String
}

extension Hub {
    /// A person says which receipt a debit has taken back, where the lines alone leave it open.
    ///
    /// - Parameters:
    ///   - debit: the line of the debit.
    ///   - receipt: the line of the receipt: of the same account and amount, booked on that day or before.
    /// - Throws: `HubProblem`: `notFound`; `invalidRequest` when the debit cannot have taken this receipt back; `conflict`
    ///   when one of them is decided already, or the receipt's match cannot be undone by one person alone.
    package func nameReturned(
        _ debit: String,
        receipt: String,
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        return try await change(request, subject: debit, status: 201) { books in
            var found = try books.returnFinding(debit, receipt, basis: "said by \(principal): \(reason)")
            found.namedBy = principal
            if let posted = found.posted {
                if let obstacle = try books.obstacle(toUndoing: posted) { throw HubProblem(.conflict, obstacle) }
                guard try !books.needsTwo(posted, fourEyes) else {
                    let why = "match \(posted.number) of the receipt is above the limit for one pair of eyes"
                    throw HubProblem(.conflict, "\(why); undo it first, which somebody else has to approve")
                }
            }
            try books.pair(found, by: principal, at: moment)
            let detail = "took \(receipt) back: \(reason)"
            try books.auditSigned(by: principal, "match.return", debit, detail: detail, at: moment)
            guard let row = try books.returned(receipt) else { throw HubProblem(.notFound, "no return of \(receipt)") }
            return ReturnView(
                line: row.debit,
                receipt: row.receipt,
                match: row.match,
                code: row.reason,
                basis: row.basis
            )
        }
    }
}

extension Books {
    fileprivate func returnFinding(_ debit: String, _ receipt: String, basis: String) throws -> ReturnFinding {
        guard let debit = try statementLine(debit) else { throw HubProblem(.notFound, "no statement line \(debit)") }
        guard let receipt = try statementLine(receipt) else {
            throw HubProblem(.notFound, "no statement line \(receipt)", field: "/receipt")
        }
        guard debit.line.status == .booked, debit.line.direction == .debit else {
            throw HubProblem(.conflict, "\(debit.identity) is no booked debit")
        }
        for row in [debit, receipt] where row.state == StatementLineState.returned.rawValue {
            throw HubProblem(.conflict, "\(row.identity): it \(row.explanation)")
        }
        guard ReturnedReceipt.isPossible(receipt.line, for: debit.line) else {
            let needed = "a receipt of \(debit.line.amount) on the same account, booked until \(debit.line.bookingDate)"
            throw HubProblem(.invalidRequest, "\(receipt.identity) is not \(needed)", field: "/receipt")
        }
        return ReturnFinding(
            debit: debit,
            receipt: receipt,
            posted: try postedMatch(of: receipt.identity),
            basis: basis
        )
    }
}
