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
    /// The approval that somebody else has to give before any of this is done.
    package let approval: String?
}

extension Hub {
    /// A person says which receipt a debit has taken back, and how much of it, where the lines alone leave it open.
    ///
    /// A debit above the limit for one pair of eyes waits until somebody else says the same or approves it.
    ///
    /// - Parameters:
    ///   - debit: the line of the debit.
    ///   - receipt: the line of the receipt: of the same currency, booked on that day or before, on whichever account of ours.
    ///   - amount: how much of the receipt it took; without it all that is left, which the debit then has to be. What
    ///     the debit is beyond it is the bank's charge, of so much as banks ask for.
    ///   - rest: what the receipt still pays, where it had paid several documents and a part of it is gone.
    /// - Throws: `HubProblem`: `notFound`; `invalidRequest` when the debit cannot have taken this receipt back; `conflict`
    ///   when one of them is decided already, the receipt's match cannot be undone by one person alone, or the debit waits
    ///   for somebody else.
    package func nameReturned(
        _ debit: String,
        receipt: String,
        amount: Money? = nil,
        rest: [HandAllocation] = [],
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        let (policy, approval) = (settings.matchingPolicy, environment.identifiers.next("apr"))
        return try await change(request, needs: .post, .approve, subject: debit, status: 201) { books in
            let asked = try books.openApproval(about: ReturnProposal.subject(debit))
            try books.require(asked == nil ? .post : .approve, of: principal)
            let lines = try books.linesOfReturn(debit, receipt)
            let taken = try books.amount(of: lines.debit, lines.receipt, said: amount, policy).amount
            let proposal = ReturnProposal(debit: debit, receipt: receipt, amount: taken, rest: rest, note: reason)
            guard asked != nil || fourEyes.areNeeded(for: lines.debit.line.amount, []) else {
                return try books.carryOut(proposal, fourEyes, policy, by: principal, reason: reason, at: moment)
            }
            guard let asked else {
                _ = try books.finding(proposal, fourEyes, policy, by: principal, reason: reason)
                try books.ask(for: proposal, approval, by: principal, at: moment)
                return ReturnView(proposal, code: lines.debit.returnCode, by: principal, approval: approval)
            }
            guard !asked.proposedBy.isSamePerson(as: principal),
                try StoredProposal(asked).namedReturn?.isSame(as: proposal) == true
            else {
                let way = "by the same command, or quittance match return-undo, which withdraws it"
                throw HubProblem(.conflict, "approval \(asked.id) about \(debit) waits for somebody else: \(way)")
            }
            try books.decide(asked, approve: true, by: principal, at: moment)
            let told = "\(reason) (\(asked.id), proposed by \(asked.proposedBy))"
            return try books.carryOut(proposal, fourEyes, policy, by: principal, reason: told, at: moment)
        }
    }
}

extension ReturnView {
    fileprivate init(_ row: ReturnRow, _ taken: Money) {
        (line, receipt, amount, currency) = (row.debit, row.receipt, taken.decimal, taken.currency.code)
        (match, instead, code, basis, approval) = (row.match, row.instead, row.reason, row.basis, nil)
    }

    fileprivate init(_ proposal: ReturnProposal, code: String, by principal: String, approval: String) {
        (line, receipt) = (proposal.debit, proposal.receipt)
        (amount, currency) = (proposal.amount.decimal, proposal.amount.currency.code)
        (match, instead, self.code, self.approval) = (nil, nil, code, approval)
        basis = "said by \(principal): \(proposal.note)"
    }
}

extension Books {
    /// What a person, or two, say of a debit becomes so.
    func carryOut(
        _ proposal: ReturnProposal,
        _ fourEyes: FourEyes,
        _ policy: MatchingPolicy,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws -> ReturnView {
        let found = try finding(proposal, fourEyes, policy, by: principal, reason: reason)
        try pair(found, by: principal, at: now)
        let detail = "took \(found.amount) of \(proposal.receipt) back: \(reason)"
        try auditSigned(by: principal, "match.return", proposal.debit, detail: detail, at: now)
        guard let row = try returned(by: proposal.debit) else {
            throw HubProblem(.notFound, "no return \(proposal.debit)")
        }
        return ReturnView(row, found.amount)
    }

    /// The pairing that is said, checked against the books as they are.
    fileprivate func finding(
        _ proposal: ReturnProposal,
        _ fourEyes: FourEyes,
        _ policy: MatchingPolicy,
        by principal: String,
        reason: String
    ) throws -> ReturnFinding {
        let lines = try linesOfReturn(proposal.debit, proposal.receipt)
        let posted = try postedMatch(of: proposal.receipt)
        if let posted {
            if let obstacle = try obstacle(toUndoing: posted) { throw HubProblem(.conflict, obstacle) }
            guard try !needsTwo(posted, fourEyes) else {
                let why = "match \(posted.number) of the receipt is above the limit for one pair of eyes"
                throw HubProblem(.conflict, "\(why); undo it first, which somebody else has to approve")
            }
        }
        let (taken, isWhole) = try amount(of: lines.debit, lines.receipt, said: proposal.amount, policy)
        let kept =
            try isWhole
            ? nil : kept(of: posted, lines.receipt, taking: taken, said: proposal.rest, policy.discountTax)
        guard !isWhole || proposal.rest.isEmpty else {
            throw HubProblem(.invalidRequest, "nothing is left that could pay", field: "/allocations")
        }
        return ReturnFinding(
            debit: lines.debit,
            receipt: lines.receipt,
            amount: taken,
            posted: posted,
            rest: kept,
            basis: "said by \(principal): \(reason)",
            namedBy: principal
        )
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
        said amount: Money?,
        _ policy: MatchingPolicy
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
        let charge = Money(minorUnits: most.minorUnits - amount.minorUnits, currency: most.currency)
        let limit = Money(minorUnits: policy.returnChargeMax(beside: amount), currency: most.currency)
        let isTold = debit.line.originalAmount != nil && amount == stated
        guard isTold || charge.minorUnits <= limit.minorUnits else {
            let what = "\(charge) of the debit's \(most) would be the bank's charge, which is \(limit) at most"
            let way =
                "say how much of the receipt was taken back, name another receipt, or allow more by the tolerance "
                + "bank_charge of the matching rules"
            throw HubProblem(.invalidRequest, "\(what): \(way)", field: "/amount")
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
