package import PaymentVocabulary

/// The kinds of operation that a payment consists of.
package enum OperationKind: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case authorisation
    case capture
    /// Release of an authorisation.
    case void
    case refund
    /// Money taken back by the payer's bank.
    case chargeback

    package static func < (left: OperationKind, right: OperationKind) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .authorisation: 0
        case .capture: 1
        case .void: 2
        case .refund: 3
        case .chargeback: 4
        }
    }
}

/// What one piece of evidence says about an operation.
package enum Outcome: Hashable, Codable, Sendable {
    /// We sent it and lost the answer: it may or may not have happened.
    case unknown
    /// The provider works on it.
    case pending
    /// The payer has to do something at this address.
    case requiresAction(url: String)
    /// It did not happen and will not.
    case declined(reason: String, providerCode: String)
    case succeeded(Money)
    /// It had gone through and was undone.
    case returned(Money, code: String)

    package enum Rank: Int, CaseIterable, Comparable, Sendable {
        case unknown
        case pending
        case requiresAction
        case declined
        case succeeded
        case returned

        package static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// Stronger evidence outranks weaker: money that came back outranks money that went through.
    package var rank: Rank {
        switch self {
        case .unknown: .unknown
        case .pending: .pending
        case .requiresAction: .requiresAction
        case .declined: .declined
        case .succeeded: .succeeded
        case .returned: .returned
        }
    }

    /// The amount that moved; `nil` where none did.
    package var amount: Money? {
        switch self {
        case .unknown, .pending, .requiresAction, .declined: nil
        case .succeeded(let amount), .returned(let amount, _): amount
        }
    }
}

/// One thing that is known about one operation of a payment, whoever said it.
///
/// Two messages that say the same thing are one fact with two pieces of evidence.
package struct PaymentFact: Hashable, Codable, Sendable {
    package let kind: OperationKind
    /// Our operation, when the evidence names it.
    package let operation: OperationID?
    /// The provider's object, when the evidence names it.
    package let providerObject: String?
    package let outcome: Outcome

    package init(kind: OperationKind, operation: OperationID?, providerObject: String?, outcome: Outcome) {
        self.kind = kind
        self.operation = operation
        self.providerObject = providerObject
        self.outcome = outcome
    }

    /// Equal for equal facts, whatever carried them; unique within a payment.
    package var key: String {
        [kind.rawValue, operation?.text ?? "", providerObject ?? "", outcome.key].map(Self.escaped).joined(
            separator: "|"
        )
    }

    /// Whatever a provider writes into its names, two facts never share a key.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "%") }) else { return text }
        return text.map { $0 == "%" ? "%25" : $0 == "|" ? "%7C" : String($0) }.joined()
    }
}

extension Outcome {
    /// A text that is equal for equal outcomes.
    package var key: String {
        switch self {
        case .unknown: "unknown"
        case .pending: "pending"
        case .requiresAction(let url): "requiresAction:\(url)"
        case .declined(let reason, let providerCode): "declined:\(reason):\(providerCode)"
        case .succeeded(let amount): "succeeded:\(amount.minorUnits)\(amount.currency)"
        case .returned(let amount, let code): "returned:\(amount.minorUnits)\(amount.currency):\(code)"
        }
    }
}
