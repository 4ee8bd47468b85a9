import HubDomain
import HubLedger
import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// What people do with matches. Each is one transaction and one version more.
extension Hub {
    package func matches(_ page: PageRequest, of merchant: MerchantID) async throws -> Page<MatchView> {
        let last = Int64(page.after) ?? 0
        let views = try await read(merchant) { books in
            try books.matches(after: last, limit: page.limit + 1).map { try books.view(of: $0) }
        }
        return Page(views, limit: page.limit) { "\($0.match)" }
    }

    /// - Throws: `HubProblem` of kind `notFound`.
    package func match(_ number: Int64, of merchant: MerchantID) async throws -> MatchView {
        try await read(merchant) { books in try books.view(of: books.knownMatch(number)) }
    }

    /// A receipt with what a person says it pays.
    ///
    /// Above the limit for one pair of eyes it stays a proposal until somebody else posts it.
    ///
    /// - Parameters:
    ///   - reason: why the person is sure, for the next one who asks.
    ///   - posts: `false` leaves it a proposal in any case.
    /// - Throws: `HubProblem`: `notFound`, `invalidRequest`, `amountNotAvailable`, `conflict` when the line does not wait.
    package func proposeMatch(
        of line: String,
        allocations: [HandAllocation],
        reason: String,
        posts: Bool,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, principal) = (now, request.principal.name)
        let (fourEyes, approval) = (FourEyes(above: settings.fourEyesAbove), environment.identifiers.next("apr"))
        let discountTax = settings.matchingPolicy.discountTax
        return try await change(request, needs: .post, subject: line, status: 201) { books in
            guard let row = try books.statementLine(line) else {
                throw HubProblem(.notFound, "no statement line \(line)")
            }
            try row.requireWaiting()
            let given = try books.handParts(of: allocations, for: row, freed: [:])
            let match = try books.insert(
                MatchDraft(
                    identity: line,
                    amount: row.line.amount,
                    rule: MatchDraft.byHand,
                    explanation: reason + given.words,
                    parts: try books.split(given.parts, discountTax)
                        + books.returnedParts(of: row, customer: given.customer)
                )
            )
            try books.decide(match, fourEyes, approval, posts: posts, by: principal, reason: reason, at: moment)
            return try books.told("match.propose", match, by: principal, reason, at: moment)
        }
    }

    /// Posts what was proposed; above the limit another person than the proposer has to.
    package func postMatch(_ number: Int64, reason: String, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        return try await change(request, needs: .post, .approve, subject: "match/\(number)", status: 200) { books in
            let match = try books.knownMatch(number)
            let proposer = try books.versions(of: number).first?.principal
            let needsTwo = try books.needsTwo(match, fourEyes)
            try books.require(needsTwo ? .approve : .post, of: principal)
            guard proposer.map({ !$0.isSamePerson(as: principal) }) ?? true || !needsTwo else {
                throw HubProblem(.conflict, "match \(number) has to be posted by somebody else than who proposed it")
            }
            try books.approve(match, by: principal, at: moment)
            try books.postProposed(match, by: principal, reason: reason, at: moment)
            return try books.told("match.post", match, by: principal, reason, at: moment)
        }
    }

    /// Takes a posted match back, or withdraws a proposed one.
    ///
    /// Above the limit the undoing is proposed, and is done when somebody else asks for it too or approves it.
    package func undoMatch(_ number: Int64, reason: String, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        let approval = environment.identifiers.next("apr")
        return try await change(request, needs: .undo, subject: "match/\(number)", status: 200) { books in
            let match = try books.knownMatch(number)
            if try books.versions(of: number).last?.step == .proposed {
                try books.reject(match, by: principal, reason: reason, at: moment)
            } else if let obstacle = try books.obstacle(toUndoing: match) {
                throw HubProblem(.conflict, obstacle)
            } else if try books.needsTwo(match, fourEyes) {
                try books.askOrUndo(match, approval, by: principal, reason: reason, at: moment)
            } else {
                try books.takeBack(match, as: .undone, by: principal, reason: reason, cause: "", at: moment)
            }
            return try books.told("match.undo", match, by: principal, reason, at: moment)
        }
    }

    /// Posts what an undone, superseded or rejected match was once more, part by part: a payout or a batch may be of several
    /// customers, so that nobody could say it by hand.
    ///
    /// - Throws: `HubProblem`: `notFound`, `conflict` when the match is none of these, or the line does not wait, as it does
    ///   once what superseded the match is undone, or what it took is gone.
    package func redoMatch(_ number: Int64, reason: String, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal) = (now, request.principal.name)
        let (fourEyes, approval) = (FourEyes(above: settings.fourEyesAbove), environment.identifiers.next("apr"))
        return try await change(request, needs: .post, subject: "match/\(number)", status: 201) { books in
            let old = try books.knownMatch(number)
            try books.requireEnded(old)
            guard let row = try books.statementLine(old.identity) else {
                throw HubProblem(.notFound, "no statement line \(old.identity)")
            }
            let parts = try books.stillPayable(books.parts(of: old))
            try row.requireWaiting(for: parts)
            try books.requireSameReturns(of: row, in: parts, since: number)
            let match = try books.insert(
                MatchDraft(
                    identity: old.identity,
                    amount: old.amount,
                    rule: MatchDraft.byHand,
                    explanation: "\(reason): what match \(number) was",
                    parts: parts
                )
            )
            try books.decide(match, fourEyes, approval, by: principal, reason: reason, at: moment)
            return try books.told("match.redo", match, by: principal, reason, at: moment)
        }
    }

    /// Another match of the same receipt instead: the old one is taken back and the new one posted, or neither.
    ///
    /// Of a payout the new one is the old one, and what is given beside it: invoices that payments inside it are for.
    ///
    /// - Throws: `HubProblem`: `notFound`, `invalidRequest`, `amountNotAvailable`, `conflict` when the match is not posted.
    package func supersedeMatch(
        _ number: Int64,
        allocations: [HandAllocation],
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, principal, fourEyes) = (now, request.principal.name, FourEyes(above: settings.fourEyesAbove))
        let approval = environment.identifiers.next("apr")
        let discountTax = settings.matchingPolicy.discountTax
        return try await change(request, needs: .undo, subject: "match/\(number)", status: 201) { books in
            let old = try books.knownMatch(number)
            if let obstacle = try books.obstacle(toUndoing: old) { throw HubProblem(.conflict, obstacle) }
            guard let row = try books.statementLine(old.identity) else {
                throw HubProblem(.notFound, "no statement line \(old.identity)")
            }
            let replaced = try books.parts(of: old)
            var draft = MatchDraft(
                identity: old.identity,
                amount: old.amount,
                rule: MatchDraft.byHand,
                explanation: reason,
                parts: [],
                replaces: number
            )
            if let payout = replaced.clearedPayout {
                draft.parts = try books.parts(adding: allocations, to: replaced, of: payout)
            } else {
                let given = try books.handParts(of: allocations, for: row, freed: replaced.freed)
                draft.explanation += given.words
                draft.parts =
                    try books.split(given.parts, discountTax) + books.returnedParts(of: row, customer: given.customer)
                    + replaced.batchParts(movedTo: given.customer)
            }
            let match = try books.insert(draft)
            try books.decide(match, fourEyes, approval, by: principal, reason: reason, at: moment)
            return try books.told("match.supersede", match, by: principal, reason, at: moment)
        }
    }
}

extension Books {
    /// - Throws: `HubProblem` of kind `conflict` for a match that is proposed or posted, and for one of which what superseded
    ///   it is.
    fileprivate func requireEnded(_ match: MatchRow) throws {
        let last = try versions(of: match.number).last
        switch last?.step {
        case .undone?, .rejected?: return
        case .superseded?:
            guard let posted = try postedMatch(of: match.identity) else { return }
            let way = "undo that first (quittance match undo \(posted.number))"
            throw HubProblem(
                .conflict,
                "match \(match.number) is superseded, and match \(posted.number) of its receipt is posted: \(way)"
            )
        case .proposed?, .posted?, nil:
            let state = last?.step.rawValue ?? "unknown"
            throw HubProblem(
                .conflict,
                "match \(match.number) is \(state); only an undone, superseded or rejected one can be posted again"
            )
        }
    }

    /// Posts what a person says, or leaves it a proposal: above the limit somebody else has to approve it.
    ///
    /// - Parameter posts: `false` leaves it a proposal in any case.
    fileprivate func decide(
        _ match: MatchRow,
        _ fourEyes: FourEyes,
        _ approval: String,
        posts: Bool = true,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        let needsTwo = try needsTwo(match, fourEyes)
        let isPosted = posts && !needsTwo
        let parts = try parts(of: match)
        for twin in try otherProposals(besides: match) where try !isPosted && self.parts(of: twin) == parts {
            throw HubProblem(.conflict, "match \(twin.number) of \(match.identity) proposes just that already")
        }
        if isPosted {
            try postProposed(match, by: principal, reason: reason, at: now)
        } else {
            try propose(match, approval: needsTwo ? approval : nil, by: principal, reason: reason, at: now)
        }
    }

    /// Signs the audit and answers.
    fileprivate func told(
        _ action: String,
        _ match: MatchRow,
        by principal: String,
        _ reason: String,
        at now: Timestamp
    ) throws -> MatchView {
        try auditSigned(by: principal, action, match.identity, detail: "match \(match.number): \(reason)", at: now)
        return try view(of: match)
    }

    /// The second person who wants the match undone undoes it; the first one asks for a second.
    fileprivate func askOrUndo(
        _ match: MatchRow,
        _ approval: String,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        guard let asked = try seconded(.undo, match, by: principal, at: now) else {
            let proposal = MatchProposal(match, action: .undo, note: reason)
            return try ask(for: proposal, about: match, approval, by: principal, now)
        }
        let told = "\(reason) (\(asked.id), proposed by \(asked.proposedBy))"
        try takeBack(match, as: .undone, by: principal, reason: told, cause: "", at: now)
    }

    /// What somebody else has asked for already, approved now; `nil` where nobody has asked.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when the person has asked already, or somebody has asked for something
    ///   else.
    func seconded(
        _ action: MatchProposal.Action,
        _ match: MatchRow,
        by principal: String,
        at now: Timestamp
    ) throws -> Approval? {
        guard let open = try openApproval(about: match.subject) else { return nil }
        guard !open.proposedBy.isSamePerson(as: principal), try StoredProposal(open).match?.action == action else {
            throw HubProblem(.conflict, "approval \(open.id) about match \(match.number) waits for somebody else")
        }
        try approve(match, by: principal, at: now)
        return open
    }

    /// Approves what waits for a decision about a match, unless it is the person's own proposal.
    fileprivate func approve(_ match: MatchRow, by principal: String, at now: Timestamp) throws {
        guard let open = try openApproval(about: match.subject), !open.proposedBy.isSamePerson(as: principal)
        else { return }
        _ = try decide(approval: open.id, by: principal, approved: true, at: now)
    }
}
