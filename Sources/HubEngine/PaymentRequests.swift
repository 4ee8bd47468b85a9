package import PaymentVocabulary

/// What a merchant asks for when it creates a payment.
package struct NewPayment: Sendable {
    package struct Allocation: Sendable {
        package let invoice: InvoiceNumber
        /// `nil` for whatever is open.
        package let amount: Money?

        package init(invoice: InvoiceNumber, amount: Money?) {
            self.invoice = invoice
            self.amount = amount
        }
    }

    package let customer: CustomerID
    package let account: AdapterAccountID
    package let amount: Money
    package let capturesAutomatically: Bool
    package let methodToken: String
    package let description: String
    package let allocations: [Allocation]

    package init(
        customer: CustomerID,
        account: AdapterAccountID,
        amount: Money,
        capturesAutomatically: Bool,
        methodToken: String,
        description: String,
        allocations: [Allocation]
    ) {
        self.customer = customer
        self.account = account
        self.amount = amount
        self.capturesAutomatically = capturesAutomatically
        self.methodToken = methodToken
        self.description = description
        self.allocations = allocations
    }
}

/// A later operation on a payment.
package enum FollowUp: Sendable {
    /// `nil` captures all that is authorised.
    case capture(Money?)
    case void
    /// `nil` refunds all that is left.
    case refund(Money?)
}

/// An answer to be given now and to every repeat of the same request.
package struct StoredAnswer: Hashable, Sendable {
    package let status: Int
    package let body: [UInt8]
    /// Whether it was given before.
    package let isReplay: Bool
}

/// Names one request of one merchant: repeats of it have both parts in common.
package struct RequestKey: Sendable {
    package let key: IdempotencyKey
    /// SHA-256 over principal, method, path and the request with sorted keys.
    package let fingerprint: [UInt8]

    package init(key: IdempotencyKey, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }
}
