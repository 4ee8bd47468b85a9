import AdapterKit
import HubDomain
import PaymentVocabulary

/// The only place where what a provider said becomes what it means.
extension PaymentFact {
    /// - Parameter asked: the operation whose answer carried the fact, used where the provider does not repeat ours.
    init(_ fact: ProviderFact, asked: RequestedOperation? = nil) {
        let kind = OperationKind(fact.subject)
        let own = fact.operation ?? (asked?.kind == kind ? asked?.operation : nil)
        self.init(
            kind: kind,
            operation: own,
            providerObject: fact.providerObject,
            outcome: Outcome(fact.claim)
        )
    }
}

extension OperationKind {
    init(_ subject: ProviderFact.Subject) {
        self =
            switch subject {
            case .authorisation: .authorisation
            case .capture: .capture
            case .void: .void
            case .refund: .refund
            case .chargeback: .chargeback
            }
    }
}

extension Outcome {
    init(_ claim: ProviderFact.Claim) {
        self =
            switch claim {
            case .pending: .pending
            case .requiresAction(let url): .requiresAction(url: url ?? "")
            case .declined(let decline): .declined(reason: decline.reason.rawValue, providerCode: decline.providerCode)
            case .succeeded(let amount): .succeeded(amount)
            case .returned(let amount, let code): .returned(amount, code: code)
            }
    }
}
