import HubDomain
package import HubStore
package import PaymentVocabulary

/// Four eyes: what nobody can tell about an operation one principal proposes and another one decides.
extension Hub {
    /// Proposes what became of an operation whose outcome is not known.
    ///
    /// - Parameter note: why the proposer is sure, for the one who decides and for the audit.
    /// - Throws: `HubProblem` of kind `notFound`; `conflict` when the outcome is known, or the request may still be
    ///   under way; `idempotencyKeyReused`.
    package func proposeResolution(
        _ payment: PaymentID,
        operation: OperationID,
        outcome: ResolutionOutcome,
        note: String,
        by principal: Principal,
        key: RequestKey
    ) async throws -> StoredAnswer {
        let id = environment.identifiers.next("apr")
        let (moment, patience) = (now, settings.callTimeoutMilliseconds)
        return try await keyed(key, subject: id, by: principal, needs: [.pay], at: moment, status: 201) { books in
            guard let loaded = try books.payment(payment) else {
                throw HubProblem(.notFound, "no payment \(payment)")
            }
            let requested = try loaded.unresolved(operation, at: moment, patienceMilliseconds: patience)
            let proposal = ResolutionProposal(
                payment: payment,
                operation: operation,
                kind: requested.kind,
                outcome: outcome,
                amount: requested.amount,
                note: note
            )
            let stored = try HubJSON.encode(proposal)
            try books.propose(id: id, subject: payment.text, proposal: stored, by: principal.name, at: moment)
            let detail = "\(id): \(operation) \(outcome.rawValue), \(note)"
            try books.auditSigned(by: principal.name, "approval.propose", payment.text, detail: detail, at: moment)
            return try ApprovalView(books.knownApproval(id))
        }
    }

    /// Decides a proposal; approved, it becomes a fact in the same transaction.
    ///
    /// About a period, and about a debit that took a receipt back, its proposer may reject it too, which withdraws it.
    ///
    /// - Throws: `HubProblem` of kind `notFound`; `conflict` when the proposer decides otherwise, when it is decided already, or
    ///   when evidence came in between (it can still be rejected then); `idempotencyKeyReused`.
    package func decideApproval(
        _ id: String,
        approve: Bool,
        by principal: Principal,
        key: RequestKey
    ) async throws -> StoredAnswer {
        let (moment, patience) = (now, settings.callTimeoutMilliseconds)
        let (policy, fourEyes) = (settings.matchingPolicy, FourEyes(above: settings.fourEyesAbove))
        let needed: [Capability] = [.approve, .close, .post]
        return try await keyed(key, subject: id, by: principal, needs: needed, at: moment, status: 200) { books in
            let name = principal.name
            let withdrawing = try approve ? nil : books.approval(id)?.capability(toWithdrawBy: name)
            try books.require(withdrawing ?? .approve, of: name)
            let approval = try books.knownApproval(id)
            guard approval.decidedBy == nil else {
                throw HubProblem(.conflict, "approval \(id) is \(approval.approved == true ? "approved" : "rejected")")
            }
            guard withdrawing == nil else {
                try books.withdraw(approval, by: name, at: moment)
                return try ApprovalView(books.knownApproval(id))
            }
            try books.decide(approval, approve: approve, by: principal.name, at: moment)
            switch try StoredProposal(approval) {
            case .match(let proposal):
                try books.decide(proposal, approve: approve, approval: approval, by: principal.name, at: moment)
            case .resolution(let proposal) where approve:
                try books.carryOut(proposal, approval: id, at: moment, patienceMilliseconds: patience)
            case .period(let proposal) where approve:
                try books.carryOut(proposal, approval: approval, by: principal.name, at: moment)
            case .namedReturn(let proposal) where approve:
                let told = "\(proposal.note) (\(id), proposed by \(approval.proposedBy))"
                _ = try books.carryOut(proposal, fourEyes, policy, by: name, reason: told, at: moment)
            case .resolution, .period, .namedReturn: break
            }
            let detail = "\(id): \(approve ? "approved" : "rejected"), proposed by \(approval.proposedBy)"
            try books.auditSigned(by: principal.name, "approval.decide", approval.subject, detail: detail, at: moment)
            return try ApprovalView(books.knownApproval(id))
        }
    }

    /// Proposals in the order in which they were made.
    package func approvals(_ page: PageRequest, of merchant: MerchantID) async throws -> Page<ApprovalView> {
        let views = try await read(merchant) { books in
            try books.approvals(after: page.after, limit: page.limit + 1).map(ApprovalView.init)
        }
        return Page(views, limit: page.limit, cursor: \.id)
    }
}

extension LoadedPayment {
    /// The request behind an operation that nobody can tell about and that cannot be under way any more.
    fileprivate func unresolved(
        _ operation: OperationID,
        at now: Timestamp,
        patienceMilliseconds: Int64
    ) throws -> RequestedOperation {
        guard let row = operations.first(where: { $0.request.operation == operation }) else {
            throw HubProblem(.notFound, "payment \(self.row.intent.payment) has no operation \(operation) of ours")
        }
        let rank = folded.operations.first { $0.kind == row.request.kind && $0.operation == operation }?.rank
        guard rank == nil || rank == .unknown else {
            throw HubProblem(.conflict, "operation \(operation) is \(rank?.word ?? "requested"): its evidence decides")
        }
        let sent = row.lastSentAt ?? row.createdAt
        guard sent.adding(milliseconds: patienceMilliseconds) <= now else {
            throw HubProblem(.conflict, "operation \(operation) may still be under way; ask again in a moment")
        }
        return row.request
    }
}

extension Books {
    func knownApproval(_ id: String) throws -> Approval {
        guard let approval = try approval(id) else { throw HubProblem(.notFound, "no approval \(id)") }
        return approval
    }

    /// Ends a proposal at its own proposer's wish.
    fileprivate func withdraw(_ approval: Approval, by principal: String, at now: Timestamp) throws {
        for ended in try endApprovals(about: approval.subject, by: principal, at: now) {
            let detail = "\(ended): withdrawn by who proposed it"
            try auditSigned(by: principal, "approval.withdraw", approval.subject, detail: detail, at: now)
        }
    }

    /// - Throws: `HubProblem` of kind `conflict` when the proposer decides, or when it is decided already.
    func decide(_ approval: Approval, approve: Bool, by principal: String, at now: Timestamp) throws {
        // The update asks again: of two that decide at a time one finds it decided.
        guard !approval.proposedBy.isSamePerson(as: principal),
            try decide(approval: approval.id, by: principal, approved: approve, at: now) != nil
        else {
            let why = "approval \(approval.id) has to be decided by somebody else than who proposed it"
            throw HubProblem(.conflict, why)
        }
    }

    fileprivate func carryOut(
        _ proposal: ResolutionProposal,
        approval: String,
        at now: Timestamp,
        patienceMilliseconds: Int64
    ) throws {
        guard let loaded = try lockPayment(proposal.payment) else {
            throw HubProblem(.notFound, "no payment \(proposal.payment)")
        }
        _ = try loaded.unresolved(proposal.operation, at: now, patienceMilliseconds: patienceMilliseconds)
        let evidence = EvidencedFact(fact: proposal.fact, source: "decision:\(approval)", occurredAt: now)
        _ = try apply([evidence], to: proposal.payment, at: now)
    }
}

extension Approval {
    /// What its own proposer needs to withdraw it; `nil` for somebody else, and where what is proposed is taken back
    /// otherwise.
    fileprivate func capability(toWithdrawBy principal: String) throws -> Capability? {
        guard proposedBy.isSamePerson(as: principal) else { return nil }
        switch try StoredProposal(self) {
        case .period: return .close
        case .namedReturn: return .post
        case .match, .resolution: return nil
        }
    }
}
