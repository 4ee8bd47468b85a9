import HubDomain
package import HubLedger
package import HubStore
package import PaymentVocabulary

/// What is stored with an approval about a period: all that was on the table when it was proposed.
package struct PeriodProposal: Codable, Hashable, Sendable {
    package enum Action: String, Codable, Hashable, Sendable {
        case close
        case reopen
    }

    package let action: Action
    /// `YYYY-MM`.
    package let period: String
    package let note: String
    package let page: PeriodPage

    static let prefix = "period/"
}

/// Who signed a decision about a period.
package struct PeriodSignature: Codable, Hashable, Sendable {
    /// `closed` or `reopened`.
    package let decision: String
    package let approval: String
    package let proposedBy: String
    package let proposedAt: String
    package let approvedBy: String
    package let approvedAt: String
    package let note: String

    private enum CodingKeys: String, CodingKey {
        case decision, approval, note
        case proposedBy = "proposed_by"
        case proposedAt = "proposed_at"
        case approvedBy = "approved_by"
        case approvedAt = "approved_at"
    }

    init(_ decision: PeriodDecision) {
        self.decision = decision.kind.rawValue
        approval = decision.approval
        proposedBy = decision.proposedBy
        proposedAt = "\(decision.proposedAt)"
        approvedBy = decision.decidedBy
        approvedAt = "\(decision.decidedAt)"
        note = decision.note
    }
}

/// A period with its page: the signed one while it is closed, otherwise the books as they are.
package struct PeriodView: Codable, Hashable, Sendable {
    package let period: String
    /// `open`, `proposed` (a closing or an opening waits for approval) or `closed`.
    package let state: String
    package let page: PeriodPage
    /// Entries posted after the signature whose days are in this period.
    package let lateSinceSigned: [PeriodPage.LateEntry]
    /// The approval that waits.
    package let proposal: String?
    /// Every decision, the oldest first.
    package let signatures: [PeriodSignature]

    private enum CodingKeys: String, CodingKey {
        case period, state, page, proposal, signatures
        case lateSinceSigned = "late_since_signed"
    }
}

/// A period in a list.
package struct PeriodSummary: Codable, Hashable, Sendable {
    package let period: String
    package let state: String
    package let signatures: [PeriodSignature]
}

extension Hub {
    /// The periods about which something was decided, in order, and the first one that is open.
    package func periods(of merchant: MerchantID) async throws -> [PeriodSummary] {
        try await read(merchant) { books in
            let decisions = try books.periodDecisions()
            let open = try books.firstOpenPeriod() ?? books.firstPeriod()
            return Set(decisions.map(\.period) + [open].compactMap(\.self)).sorted().map { period in
                let own = decisions.filter { $0.period == period }
                return PeriodSummary(
                    period: "\(period)",
                    state: own.last?.kind == .closed ? "closed" : "open",
                    signatures: own.map(PeriodSignature.init)
                )
            }
        }
    }

    package func period(_ period: AccountingPeriod, of merchant: MerchantID) async throws -> PeriodView {
        try await read(merchant) { try $0.view(of: period) }
    }

    /// Proposes to close a period, or to open the last closed one again; somebody else has to approve it.
    ///
    /// - Parameter note: the reason of an opening; of a closing with differences what explains them.
    /// - Throws: `HubProblem` of kind `conflict` when the period is not over or not the next, or a proposal waits;
    ///   `invalidRequest` without the note that is needed.
    package func propose(
        _ action: PeriodProposal.Action,
        of period: AccountingPeriod,
        note: String,
        by principal: Principal,
        key: RequestKey
    ) async throws -> StoredAnswer {
        let id = environment.identifiers.next("apr")
        let moment = now
        return try await keyed(key, subject: id, by: principal, needs: [.close], at: moment, status: 201) { books in
            let subject = "\(PeriodProposal.prefix)\(period)"
            if let waiting = try books.openApproval(about: subject) {
                throw HubProblem(.conflict, "\(waiting.id) by \(waiting.proposedBy) waits for a decision on \(period)")
            }
            try books.requireDecidable(action, period, note: note, at: moment)
            let page = try books.page(of: period)
            if action == .close { try page.requireExplained(by: note) }
            let proposal = PeriodProposal(action: action, period: "\(period)", note: note, page: page)
            let stored = try HubJSON.encode(proposal)
            try books.propose(id: id, subject: subject, proposal: stored, by: principal.name, at: moment)
            let detail = "\(id): \(action.rawValue), \(note)"
            try books.auditSigned(by: principal.name, "approval.propose", subject, detail: detail, at: moment)
            return try ApprovalView(books.knownApproval(id))
        }
    }

    /// The approval that waits for a decision about this period.
    package func openProposal(of period: AccountingPeriod, for merchant: MerchantID) async throws -> String? {
        try await read(merchant) { try $0.openApproval(about: "\(PeriodProposal.prefix)\(period)")?.id }
    }
}

extension Books {
    func view(of period: AccountingPeriod) throws -> PeriodView {
        let decisions = try periodDecisions().filter { $0.period == period }
        let waiting = try openApproval(about: "\(PeriodProposal.prefix)\(period)")
        let isSigned = decisions.last?.kind == .closed
        // The first month that is closed closes those before it.
        let isClosed = try isSigned || firstOpenPeriod().map { period < $0 } ?? false
        let signed = try isSigned ? decisions.last.map { try HubJSON.decode(PeriodPage.self, from: $0.page) } : nil
        return PeriodView(
            period: "\(period)",
            state: waiting != nil ? "proposed" : isClosed ? "closed" : "open",
            page: try signed ?? page(of: period),
            lateSinceSigned: try signed.map { signed in
                try lateEntries(of: period).filter { !signed.late.contains($0) }
            } ?? [],
            proposal: waiting?.id,
            signatures: decisions.map(PeriodSignature.init)
        )
    }

    fileprivate func requireDecidable(
        _ action: PeriodProposal.Action,
        _ period: AccountingPeriod,
        note: String,
        at now: Timestamp
    ) throws {
        switch action {
        case .close: try requireClosable(period, at: now)
        case .reopen:
            guard let closed = try firstOpenPeriod()?.previous, closed == period,
                try periodDecisions().last(where: { $0.period == period })?.kind == .closed
            else {
                throw HubProblem(.conflict, "\(period) is not the last closed period; periods open again in that order")
            }
            guard !note.isEmpty else {
                throw HubProblem(.invalidRequest, "say why \(period) has to be opened again", field: "/note")
            }
        }
    }

    private func requireClosable(_ period: AccountingPeriod, at now: Timestamp) throws {
        guard try period.last < day(of: now) else {
            throw HubProblem(.conflict, "\(period) is not over before the end of \(period.last)")
        }
        guard let first = try firstPeriod(), first <= period else {
            throw HubProblem(.conflict, "the books have nothing in \(period) or before")
        }
        guard let next = try firstOpenPeriod() else { return }
        guard period >= next else {
            let first = try periodDecisions().map(\.period).min().map {
                period < $0 ? ", with \($0), the first one" : ""
            }
            throw HubProblem(.conflict, "\(period) is closed already\(first ?? "")")
        }
        guard period == next else {
            throw HubProblem(.conflict, "periods close in order and without gaps: close \(next) first")
        }
    }

    /// Makes a proposal about a period a fact.
    func carryOut(_ proposal: PeriodProposal, approval: Approval, by principal: String, at now: Timestamp) throws {
        guard let period = AccountingPeriod(proposal.period) else {
            throw HubProblem(.conflict, "approval \(approval.id) names no period")
        }
        try requireDecidable(proposal.action, period, note: proposal.note, at: now)
        let page = try page(of: period)
        guard proposal.action == .reopen || page == proposal.page else {
            throw HubProblem(.conflict, "the books of \(period) moved since \(approval.id); reject it and propose anew")
        }
        let kind: PeriodDecision.Kind = proposal.action == .close ? .closed : .reopened
        try record(
            PeriodDecision(
                kind: kind,
                period: period,
                approval: approval.id,
                proposedBy: approval.proposedBy,
                proposedAt: approval.proposedAt,
                decidedBy: principal,
                decidedAt: now,
                note: proposal.note,
                page: HubJSON.encode(page)
            )
        )
        let payload = try HubJSON.encode(["period": "\(period)", "approval": approval.id])
        try emit("period.\(kind.rawValue)", subject: "\(period)", payload: payload, at: now)
        let detail = "\(approval.id), proposed by \(approval.proposedBy): \(proposal.note)"
        try auditSigned(by: principal, "period.\(kind.rawValue)", "\(period)", detail: detail, at: now)
    }
}

extension PeriodPage {
    /// - Throws: `HubProblem` of kind `invalidRequest` when something differs and nobody says why.
    fileprivate func requireExplained(by note: String) throws {
        guard note.allSatisfy(\.isWhitespace) else { return }
        if let first = differences.first {
            let what = "\(first.account) \(first.currency) differs from \(first.with) by \(first.difference ?? "")"
            throw HubProblem(.invalidRequest, "\(what); explain it in a note, or put it right first", field: "/note")
        }
        let untold = unproven.map {
            "\($0.account) is \($0.books) \($0.currency), and its \($0.with) is not told (\($0.note))"
        }
        guard untold.isEmpty else {
            let what = untold.prefix(5).joined(separator: "; ")
            throw HubProblem(.invalidRequest, "\(what); say in a note why not", field: "/note")
        }
        if let first = outdated.first {
            let what = "the \(first.with) of \(first.account) \(first.currency) is of \(first.on ?? "")"
            let since =
                first.movedAfter.map { "\($0) moved from then until \(to)" }
                ?? "what moved from then until \(to) is not known"
            throw HubProblem(
                .invalidRequest,
                "\(what), and \(since); tell a later one, or say in a note why not",
                field: "/note"
            )
        }
    }
}
