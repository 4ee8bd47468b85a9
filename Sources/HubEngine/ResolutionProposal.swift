import HubDomain
import HubStore
import PaymentVocabulary

/// What a person says became of an operation that nobody else can tell about.
package enum ResolutionOutcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// It happened, with the amount that was asked for.
    case succeeded
    /// It did not happen and will not.
    case declined
}

/// What is stored with an approval: all that the decision needs, as it was proposed.
struct ResolutionProposal: Codable, Hashable, Sendable {
    let payment: PaymentID
    let operation: OperationID
    let kind: OperationKind
    let outcome: ResolutionOutcome
    let amount: Money
    let note: String

    /// The provider's object is not named, so that later evidence about it joins the same operation.
    var fact: PaymentFact {
        let said: Outcome =
            switch outcome {
            case .succeeded: .succeeded(amount)
            case .declined: .declined(reason: "decision", providerCode: "")
            }
        return PaymentFact(kind: kind, operation: operation, providerObject: nil, outcome: said)
    }
}

/// A proposal and what became of it, as callers see it.
package struct ApprovalView: Codable, Hashable, Sendable {
    package let id: String
    /// `open`, `approved` or `rejected`.
    package let state: String
    /// Of an operation that nobody can tell about.
    package let payment: String?
    package let operation: String?
    /// The operation's kind, or `match`.
    package let kind: String
    package let outcome: String?
    /// The number of the match that it is about.
    package let match: Int64?
    /// Of a match: `post` or `undo`.
    package let action: String?
    package let amount: String
    package let currency: String
    package let note: String
    package let proposedBy: String
    package let proposedAt: String
    package let decidedBy: String?
    package let decidedAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, state, payment, operation, kind, outcome, match, action, amount, currency, note
        case proposedBy = "proposed_by"
        case proposedAt = "proposed_at"
        case decidedBy = "decided_by"
        case decidedAt = "decided_at"
    }

    init(_ approval: Approval) throws {
        id = approval.id
        state =
            switch approval.approved {
            case nil: "open"
            case true?: "approved"
            case false?: "rejected"
            }
        if let proposal = MatchProposal(stored: approval.proposal) {
            (payment, operation, outcome) = (nil, nil, nil)
            (kind, match, action) = ("match", proposal.match, proposal.action.rawValue)
            (amount, currency, note) = (proposal.amount.decimal, proposal.amount.currency.code, proposal.note)
        } else {
            let proposal = try HubJSON.decode(ResolutionProposal.self, from: approval.proposal)
            (payment, operation) = (proposal.payment.text, proposal.operation.text)
            (kind, outcome, match, action) = (proposal.kind.rawValue, proposal.outcome.rawValue, nil, nil)
            (amount, currency, note) = (proposal.amount.decimal, proposal.amount.currency.code, proposal.note)
        }
        proposedBy = approval.proposedBy
        proposedAt = "\(approval.proposedAt)"
        decidedBy = approval.decidedBy
        decidedAt = approval.decidedAt.map { "\($0)" }
    }
}
