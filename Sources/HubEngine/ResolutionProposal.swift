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
    case match(MatchProposal)
    case period(PeriodProposal)
    case namedReturn(ReturnProposal)

    init(_ approval: Approval) throws {
        if approval.subject.hasPrefix(PeriodProposal.prefix) {
            self = .period(try HubJSON.decode(PeriodProposal.self, from: approval.proposal))
        } else if approval.subject.hasPrefix(MatchProposal.prefix) {
            self = .match(try HubJSON.decode(MatchProposal.self, from: approval.proposal))
        } else if ReturnProposal.isSubject(approval.subject) {
            self = .namedReturn(try HubJSON.decode(ReturnProposal.self, from: approval.proposal))
        } else {
            self = .resolution(try HubJSON.decode(ResolutionProposal.self, from: approval.proposal))
        }
    }

    var resolution: ResolutionProposal? {
        if case .resolution(let proposal) = self { proposal } else { nil }
    }

    var match: MatchProposal? {
        if case .match(let proposal) = self { proposal } else { nil }
    }

    var period: PeriodProposal? {
        if case .period(let proposal) = self { proposal } else { nil }
    }

    var namedReturn: ReturnProposal? {
        if case .namedReturn(let proposal) = self { proposal } else { nil }
    }

    var kind: String {
        switch self {
        case .resolution(let proposal): proposal.kind.rawValue
        case .match: "match"
        case .period: "period"
        case .namedReturn: "return"
        }
    }

    var action: String? { match?.action.rawValue ?? period?.action.rawValue }
    var amount: Money? { resolution?.amount ?? match?.amount ?? namedReturn?.amount }
    var note: String { resolution?.note ?? match?.note ?? period?.note ?? namedReturn?.note ?? "" }
}

/// A proposal and what became of it, as callers see it.
package struct ApprovalView: Codable, Hashable, Sendable {
    package let id: String
    /// `open`, `approved` or `rejected`.
    package let state: String
    /// Of an operation that nobody can tell about.
    package let payment: String?
    package let operation: String?
    /// The operation's kind, `match`, `period` or `return`.
    package let kind: String
    package let outcome: String?
    /// The number of the match that it is about.
    package let match: Int64?
    /// The line of the debit of which it is said that it took a receipt back, and the receipt's line.
    package let line: String?
    package let receipt: String?
    /// `YYYY-MM`, of a closing or an opening.
    package let period: String?
    /// Of a match: `post`, `undo` or `return_undo`; of a period: `close` or `reopen`.
    package let action: String?
    /// Left out of periods, as is the currency.
    package let amount: String?
    package let currency: String?
    package let note: String
    package let proposedBy: String
    package let proposedAt: String
    package let decidedBy: String?
    package let decidedAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, state, payment, operation, kind, outcome, match, line, receipt, period, action, amount, currency, note
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
        let stored = try StoredProposal(approval)
        (payment, operation, outcome) = (
            stored.resolution?.payment.text, stored.resolution?.operation.text, stored.resolution?.outcome.rawValue
        )
        (match, period) = (stored.match?.match, stored.period?.period)
        (line, receipt) = (stored.namedReturn?.debit, stored.namedReturn?.receipt)
        (kind, action, note) = (stored.kind, stored.action, stored.note)
        (amount, currency) = (stored.amount?.decimal, stored.amount?.currency.code)
        proposedBy = approval.proposedBy
        proposedAt = "\(approval.proposedAt)"
        decidedBy = approval.decidedBy
        decidedAt = approval.decidedAt.map { "\($0)" }
    }
}
