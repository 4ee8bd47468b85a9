import HubDomain
import HubLedger
import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// A debit with the receipt that it took back, or a part of it, as callers see it.
package struct ReturnView: Codable, Hashable, Sendable {
    /// The debit's line.
    package let line: String
    package let receipt: String
    /// How much of the receipt it took; what the debit is beyond that is the bank's charge.
    package let amount: String
    package let currency: String
    /// The match that was undone, if the receipt was matched.
    package let match: Int64?
    /// The match that is posted for what the receipt still pays, if it does.
    package let instead: Int64?
    /// The bank's code, or `reversal`.
    package let code: String
    /// Who or what says so.
    package let basis: String
}

extension Hub {
    /// A person says which receipt a debit has taken back, and how much of it, where the lines alone leave it open.
    ///
    /// - Parameters:
    ///   - debit: the line of the debit.
    ///   - receipt: the line of the receipt: of the same currency, booked on that day or before, on whichever account of ours.
    ///   - amount: how much of the receipt it took; without it all that is left, which the debit then has to be. What
    ///     the debit is beyond it is the bank's charge.
    ///   - rest: what the receipt still pays, where it had paid several documents and a part of it is gone.
    /// - Throws: `HubProblem`: `notFound`; `invalidRequest` when the debit cannot have taken this receipt back; `conflict`
    ///   when one of them is decided already, or the receipt's match cannot be undone by one person alone.
    package func nameReturned(
        _ debit: String,
        receipt: String,
        amount: Money? = nil,
        rest: [HandAllocation] = [],
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        let discountTax = settings.matchingPolicy.discountTax
        return try await change(request, needs: .post, subject: debit, status: 201) { books in
            let lines = try books.linesOfReturn(debit, receipt)
            let posted = try books.postedMatch(of: receipt)
            if let posted {
                if let obstacle = try books.obstacle(toUndoing: posted) { throw HubProblem(.conflict, obstacle) }
                guard try !books.needsTwo(posted, fourEyes) else {
                    let why = "match \(posted.number) of the receipt is above the limit for one pair of eyes"
                    throw HubProblem(.conflict, "\(why); undo it first, which somebody else has to approve")
                }
            }
            let (taken, isWhole) = try books.amount(of: lines.debit, lines.receipt, said: amount)
            let kept =
                try isWhole ? nil : books.kept(of: posted, lines.receipt, taking: taken, said: rest, discountTax)
            guard !isWhole || rest.isEmpty else {
                throw HubProblem(.invalidRequest, "nothing is left that could pay", field: "/allocations")
            }
            let found = ReturnFinding(
                debit: lines.debit,
                receipt: lines.receipt,
                amount: taken,
                posted: posted,
                rest: kept,
                basis: "said by \(principal): \(reason)",
                namedBy: principal
            )
            try books.pair(found, by: principal, at: moment)
            let detail = "took \(taken) of \(receipt) back: \(reason)"
            try books.auditSigned(by: principal, "match.return", debit, detail: detail, at: moment)
            guard let row = try books.returned(by: debit) else { throw HubProblem(.notFound, "no return \(debit)") }
            return ReturnView(
                line: row.debit,
                receipt: row.receipt,
                amount: taken.decimal,
                currency: taken.currency.code,
                match: row.match,
                instead: row.instead,
                code: row.reason,
                basis: row.basis
            )
        }
    }
}

extension Books {
    fileprivate func linesOfReturn(
        _ debit: String,
        _ receipt: String
    ) throws -> (debit: StatementLineRow, receipt: StatementLineRow) {
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
        guard debit.state == StatementLineState.noted.rawValue || debit.state == StatementLineState.exception.rawValue
        else {
            let why = debit.state == StatementLineState.matched.rawValue ? "it is matched already" : debit.explanation
            throw HubProblem(.conflict, "\(debit.identity) takes nothing back: \(why)")
        }
        for match in try matches(of: debit.identity) where try versions(of: match.number).last?.step == .proposed {
            let way = "reject that first (quittance match undo \(match.number))"
            throw HubProblem(.conflict, "match \(match.number) of \(debit.identity) is only proposed; \(way)")
        }
        guard receipt.state != StatementLineState.detailed.rawValue else {
            throw HubProblem(
                .conflict,
                "\(receipt.identity): \(receipt.explanation); name one of them",
                field: "/receipt"
            )
        }
        guard ReturnedReceipt.mayBeSaid(receipt.line, for: debit.line) else {
            let needed = "a receipt in \(debit.line.amount.currency), booked until \(debit.line.bookingDate)"
            throw HubProblem(.invalidRequest, "\(receipt.identity) is not \(needed)", field: "/receipt")
        }
        return (debit, receipt)
    }

    /// How much of a receipt a debit took, and whether nothing is left of it then.
    fileprivate func amount(
        of debit: StatementLineRow,
        _ receipt: StatementLineRow,
        said amount: Money?
    ) throws -> (amount: Money, isWhole: Bool) {
        let (left, most) = (try left(of: receipt), debit.line.amount)
        let stated = debit.line.takenBack
        guard let amount = amount ?? (stated == left || debit.line.originalAmount != nil ? stated : nil) else {
            let why = "the debit is \(most), and \(left) of the receipt is left: say how much of it was taken back"
            throw HubProblem(.invalidRequest, why, field: "/amount")
        }
        guard amount.currency == left.currency, amount.isPositive, amount.minorUnits <= left.minorUnits,
            amount.minorUnits <= most.minorUnits
        else {
            let why = "\(amount) is not more than nothing, up to \(left) of the receipt and the debit's \(most)"
            throw HubProblem(.invalidRequest, why, field: "/amount")
        }
        return (amount, amount == left)
    }

    /// What the receipt pays when a part of it is gone: as somebody says, or as its one document leaves no doubt.
    fileprivate func kept(
        of posted: MatchRow?,
        _ receipt: StatementLineRow,
        taking amount: Money,
        said rest: [HandAllocation],
        _ discountTax: MatchingPolicy.DiscountTax
    ) throws -> [Application]? {
        guard let posted else {
            guard rest.isEmpty else {
                let why = "the receipt pays nothing yet; match it by quittance match propose afterwards"
                throw HubProblem(.invalidRequest, why, field: "/allocations")
            }
            return nil
        }
        if let payout = try parts(of: posted).clearedPayout {
            let why = "match \(posted.number) is \(payout.name), of which only all can be taken back: undo it first"
            throw HubProblem(.conflict, why, field: "/amount")
        }
        guard rest.isEmpty else {
            let left = try left(of: receipt).subtracting(amount)
            let parts = try parts(of: posted)
            let given = try applications(of: rest, for: left, freed: parts.freed)
            return try split(given.map { Application($0, in: left.currency) }, discountTax)
        }
        guard let kept = try kept(of: posted, taking: amount.minorUnits) else {
            throw HubProblem(.conflict, try whoseRest(posted), field: "/allocations")
        }
        return kept
    }
}

extension ReturnedReceipt {
    /// Whether a person may say that a debit took this receipt back: money may go back from another account of ours than the
    /// one on which it came, which lines alone never tell.
    static func mayBeSaid(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        var receipt = receipt
        receipt.account = debit.account
        return isPossible(receipt, for: debit)
    }
}

extension [Books.Application] {
    /// What a match takes of each document, and gives back once it is replaced, in minor units.
    var freed: [InvoiceNumber: Int64] {
        reduce(into: [:]) { freed, part in
            if let number = part.document { freed[number, default: 0] += part.amount.minorUnits }
        }
    }
}
