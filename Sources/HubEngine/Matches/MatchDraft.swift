import HubLedger
import HubStore
import PaymentVocabulary

/// A match that is not stored yet.
struct MatchDraft: Sendable {
    /// Who proposes and posts what the matcher finds; no person has this name.
    static let automatic = "automatic"
    static let byHand = "by_hand"
    static let cutOver = "cut_over"

    let identity: String
    let amount: Money
    let rule: String
    var explanation: String
    var parts: [Books.Application]
    var replaces: Int64?
}

/// What is stored with an approval that is about a match.
struct MatchProposal: Codable, Hashable, Sendable {
    static let prefix = "match/"

    enum Action: String, Codable, Hashable, Sendable {
        case post
        case undo
        /// That a debit has not taken back what the match had paid, so that it is posted again.
        case returnUndo = "return_undo"
    }

    let match: Int64
    let action: Action
    let amount: Money
    /// The debit of a return that is to be undone.
    let line: String?
    let note: String

    init(_ match: MatchRow, action: Action, line: String? = nil, note: String) {
        (self.match, self.action, amount, self.line, self.note) = (match.number, action, match.amount, line, note)
    }
}

extension Books {
    func insert(_ draft: MatchDraft) throws -> MatchRow {
        let number = try insertMatch(
            of: draft.identity,
            amount: draft.amount,
            rule: draft.rule,
            explanation: draft.explanation,
            replaces: draft.replaces,
            parts: draft.parts
        )
        return MatchRow(
            number: number,
            identity: draft.identity,
            amount: draft.amount,
            rule: draft.rule,
            explanation: draft.explanation,
            replaces: draft.replaces
        )
    }

    /// Leaves a match to people; somebody else than `principal` has to approve where `approval` names it.
    func propose(
        _ match: MatchRow,
        approval: String?,
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        try append(.proposed, to: match.number, by: principal, reason: reason, at: now)
        if let approval {
            try ask(for: MatchProposal(match, action: .post, note: reason), about: match, approval, by: principal, now)
        }
        let payload = MatchEvent(match, parts: try parts(of: match)).json
        try emit("match.proposed", subject: match.identity, payload: payload, at: now)
    }

    func ask(
        for proposal: MatchProposal,
        about match: MatchRow,
        _ approval: String,
        by principal: String,
        _ now: Timestamp
    ) throws {
        let stored = try HubJSON.encode(proposal)
        try propose(id: approval, subject: match.subject, proposal: stored, by: principal, at: now)
    }

    /// Posts a proposed match, and takes back before it the one that it replaces.
    func postProposed(_ match: MatchRow, by principal: String, reason: String, at now: Timestamp) throws {
        let step = try versions(of: match.number).last?.step
        guard step == nil || step == .proposed else {
            throw HubProblem(.conflict, "match \(match.number) is \(step?.rawValue ?? "unknown"), not proposed")
        }
        if let replaced = try match.replaces.map({ try knownMatch($0) }) {
            let cause = "\(match.number)"
            try takeBack(replaced, as: .superseded, by: principal, reason: reason, cause: cause, at: now)
        }
        let parts = try parts(of: match)
        try post(match, parts: parts, by: principal, reason: reason, at: now)
        try endApprovals(about: match, by: principal, at: now)
        for other in try otherProposals(besides: match) {
            let why = "match \(match.number) of the receipt is posted"
            try reject(other, by: principal, reason: why, cause: "\(match.number)", at: now)
        }
    }

    /// What else is proposed for the receipt of a match.
    func otherProposals(besides match: MatchRow) throws -> [MatchRow] {
        try matches(of: match.identity).filter {
            try $0.number != match.number && versions(of: $0.number).last?.step == .proposed
        }
    }

    /// Ends a proposal, and what waits for a decision about it.
    ///
    /// - Parameter cause: the line or the match because of which.
    func reject(
        _ match: MatchRow,
        by principal: String,
        reason: String,
        cause: String = "",
        at now: Timestamp
    ) throws {
        try append(.rejected, to: match.number, by: principal, reason: reason, cause: cause, at: now)
        try endApprovals(about: match, by: principal, at: now)
    }

    /// What waits for a decision about a match ends with the step that decides it otherwise.
    func endApprovals(about match: MatchRow, by principal: String, at now: Timestamp) throws {
        for approval in try endApprovals(about: match.subject, by: principal, at: now) {
            let detail = "\(approval): there is nothing to decide about match \(match.number) any more"
            try auditSigned(by: principal, "approval.end", match.subject, detail: detail, at: now)
        }
    }

    /// What an approved or rejected proposal about a match does.
    func decide(
        _ proposal: MatchProposal,
        approve: Bool,
        approval: Approval,
        by principal: String,
        at now: Timestamp
    ) throws {
        let match = try knownMatch(proposal.match)
        let reason = "\(proposal.note) (\(approval.id), proposed by \(approval.proposedBy))"
        switch (proposal.action, approve) {
        case (.post, true): try postProposed(match, by: principal, reason: reason, at: now)
        case (.undo, true): try takeBack(match, as: .undone, by: principal, reason: reason, cause: "", at: now)
        case (.returnUndo, true): try undoReturn(proposed: proposal, by: principal, reason: reason, at: now)
        case (.post, false):
            guard try versions(of: match.number).last?.step == .proposed else { return }
            try reject(match, by: principal, reason: reason, at: now)
        case (.undo, false), (.returnUndo, false): break
        }
    }
}
