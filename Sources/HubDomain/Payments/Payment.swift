package import PaymentVocabulary

/// What was agreed when the payment was created; it never changes.
package struct PaymentIntent: Hashable, Codable, Sendable {
    package struct Allocation: Hashable, Codable, Sendable {
        package let invoice: InvoiceNumber
        /// Positive minor units of the payment's currency.
        package let minorUnits: Int64

        package init(invoice: InvoiceNumber, minorUnits: Int64) {
            self.invoice = invoice
            self.minorUnits = minorUnits
        }
    }

    package let payment: PaymentID
    package let customer: CustomerID
    package let account: AdapterAccountID
    package let amount: Money
    package let capturesAutomatically: Bool
    /// Which invoices the money is for, first one first.
    package let allocations: [Allocation]

    package init(
        payment: PaymentID,
        customer: CustomerID,
        account: AdapterAccountID,
        amount: Money,
        capturesAutomatically: Bool,
        allocations: [Allocation]
    ) {
        self.payment = payment
        self.customer = customer
        self.account = account
        self.amount = amount
        self.capturesAutomatically = capturesAutomatically
        self.allocations = allocations
    }
}

/// An operation that we asked for; durable before its first byte leaves.
package struct RequestedOperation: Hashable, Codable, Sendable {
    package let operation: OperationID
    package let kind: OperationKind
    package let amount: Money

    package init(operation: OperationID, kind: OperationKind, amount: Money) {
        self.operation = operation
        self.kind = kind
        self.amount = amount
    }
}

/// A payment as the fold of its facts: computed, never stored.
package struct Payment: Hashable, Sendable {
    package let intent: PaymentIntent
    /// In the order of kind, then key.
    package let operations: [PaymentOperation]

    /// Folds a set of facts; the order of `facts` and `requests`, and repeats in them, do not matter.
    package init(intent: PaymentIntent, requests: [RequestedOperation], facts: some Sequence<PaymentFact>) {
        self.intent = intent
        operations = OperationFold(requests: requests, facts: Array(facts)).operations
    }

    package var currency: Currency { intent.amount.currency }
    /// Minor units authorised and not released.
    package var authorised: Int64 { sum(.authorisation) { $0.standing(in: currency) } }
    package var captured: Int64 { sum(.capture) { $0.standing(in: currency) } }
    package var refunded: Int64 { sum(.refund) { $0.standing(in: currency) } }
    package var disputed: Int64 { sum(.chargeback) { $0.standing(in: currency) } }
    /// Refunds and chargebacks that were undone.
    package var returned: Int64 {
        sum(.refund) { $0.rank == .returned ? $0.moved(in: currency) : 0 }
            + sum(.chargeback) { $0.rank == .returned ? $0.moved(in: currency) : 0 }
    }
    /// Refunds that stand or may still go through.
    package var refundsHeld: Int64 { sum(.refund) { $0.held(in: currency) } }
    /// Captures and releases that stand or may still go through: both use up the authorisation.
    package var capturesHeld: Int64 {
        sum(.capture) { $0.held(in: currency) } + sum(.void) { $0.held(in: currency) }
    }
    /// What the provider keeps for us: captured less refunded less disputed, never below zero.
    package var net: Int64 { max(0, captured - refunded - disputed) }
    /// What may still come in: until it is certain that it does not, no other payment may take its place.
    ///
    /// A capture releases what it leaves, as card networks have it.
    package var outstanding: Int64 {
        if isVoided { return 0 }
        if captured > 0 { return max(0, capturesHeld - captured) }
        return switch operations.first(where: { $0.kind == .authorisation })?.rank {
        case nil, .unknown?, .pending?, .requiresAction?: intent.amount.minorUnits
        case .declined?, .returned?: 0
        case .succeeded?: authorised
        }
    }
    package var isVoided: Bool { operations.contains { $0.kind == .void && $0.rank == .succeeded } }
    /// Evidence disagrees, or is in another currency than the payment's or out of all bounds: a person has to look.
    package var hasConflict: Bool { operations.contains { $0.isConflict || $0.hasUncountable(in: currency) } }

    private func sum(_ kind: OperationKind, _ part: (PaymentOperation) -> Int64) -> Int64 {
        Int64(clamping: operations.reduce(Int128(0)) { $0 + ($1.kind == kind ? Int128(part($1)) : 0) })
    }

    /// The one word that people see.
    package enum Status: String, Codable, Hashable, Sendable, CaseIterable {
        case created
        case indeterminate
        case pending
        case requiresAction = "requires_action"
        case declined
        case authorised
        case partlyCaptured = "partly_captured"
        case captured
        case partlyRefunded = "partly_refunded"
        case refunded
        case disputed
        case voided
        case conflict
    }

    package var status: Status {
        if hasConflict { return .conflict }
        if operations.contains(where: { $0.rank == .unknown }) { return .indeterminate }
        if disputed > 0 { return .disputed }
        if captured > 0 {
            if refunded >= captured { return .refunded }
            if refunded > 0 { return .partlyRefunded }
            return captured < intent.amount.minorUnits ? .partlyCaptured : .captured
        }
        if isVoided { return .voided }
        return switch operations.first(where: { $0.kind == .authorisation })?.rank {
        case nil: .created
        case .unknown?: .indeterminate
        case .pending?: .pending
        case .requiresAction?: .requiresAction
        case .declined?, .returned?: .declined
        case .succeeded?: .authorised
        }
    }

    /// How much of the net belongs to each invoice: the allocations are filled in their order.
    package var allocated: [PaymentIntent.Allocation] {
        var left = net
        return intent.allocations.map { allocation in
            let part = min(left, allocation.minorUnits)
            left -= part
            return PaymentIntent.Allocation(invoice: allocation.invoice, minorUnits: part)
        }
    }
}
