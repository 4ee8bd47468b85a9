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

/// What an approval is about, told by its subject.
enum StoredProposal {
    case resolution(ResolutionProposal)
    case period(PeriodProposal)

    init(_ approval: Approval) throws {
        guard approval.subject.hasPrefix(PeriodProposal.prefix) else {
            self = .resolution(try HubJSON.decode(ResolutionProposal.self, from: approval.proposal))
            return
        }
        self = .period(try HubJSON.decode(PeriodProposal.self, from: approval.proposal))
    }
}

/// A proposal and what became of it, as callers see it.
package struct ApprovalView: Codable, Hashable, Sendable {
    package let id: String
    /// `open`, `approved` or `rejected`.
    package let state: String
    /// Of an operation that nobody can tell about; left out of other approvals, as are the five below.
    package let payment: String?
    package let operation: String?
    package let kind: String?
    package let outcome: String?
    package let amount: String?
    package let currency: String?
    /// `YYYY-MM`, of a closing or an opening; left out of other approvals, as is the action.
    package let period: String?
    /// `close` or `reopen`.
    package let action: String?
    package let note: String
    package let proposedBy: String
    package let proposedAt: String
    package let decidedBy: String?
    package let decidedAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, state, payment, operation, kind, outcome, amount, currency, period, action, note
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
        let (resolution, closing): (ResolutionProposal?, PeriodProposal?) =
            switch try StoredProposal(approval) {
            case .resolution(let proposal): (proposal, nil)
            case .period(let proposal): (nil, proposal)
            }
        payment = resolution?.payment.text
        operation = resolution?.operation.text
        kind = resolution?.kind.rawValue
        outcome = resolution?.outcome.rawValue
        amount = resolution?.amount.decimal
        currency = resolution?.amount.currency.code
        period = closing?.period
        action = closing?.action.rawValue
        note = resolution?.note ?? closing?.note ?? ""
        proposedBy = approval.proposedBy
        proposedAt = "\(approval.proposedAt)"
        decidedBy = approval.decidedBy
        decidedAt = approval.decidedAt.map { "\($0)" }
    }
}
