public import PaymentVocabulary

/// Whether an authorisation is captured at once or by a later call.
public enum CaptureMode: String, Codable, Hashable, Sendable {
    case automatic
    case manual
}

/// A request to authorise a payment.
public struct AuthorisationRequest: Hashable, Codable, Sendable {
    public let payment: PaymentID
    public let operation: OperationID
    /// Sent to the provider; the same request is always sent with the same key.
    public let idempotencyKey: IdempotencyKey
    /// Positive.
    public let amount: Money
    public let captureMode: CaptureMode
    /// The provider's token of the payment method, such as `pm_card_visa`; never a card number.
    public let methodToken: String
    /// Shown to the payer or on the provider's pages.
    public let description: String

    public init(
        payment: PaymentID,
        operation: OperationID,
        idempotencyKey: IdempotencyKey,
        amount: Money,
        captureMode: CaptureMode,
        methodToken: String,
        description: String
    ) {
        self.payment = payment
        self.operation = operation
        self.idempotencyKey = idempotencyKey
        self.amount = amount
        self.captureMode = captureMode
        self.methodToken = methodToken
        self.description = description
    }
}

/// A request to capture an authorised payment, in whole or in part; what is not captured is released.
public struct CaptureRequest: Hashable, Codable, Sendable {
    public let payment: PaymentID
    public let operation: OperationID
    public let idempotencyKey: IdempotencyKey
    /// The provider's name of the payment.
    public let providerPayment: String
    /// Positive, at most what is authorised.
    public let amount: Money

    public init(
        payment: PaymentID,
        operation: OperationID,
        idempotencyKey: IdempotencyKey,
        providerPayment: String,
        amount: Money
    ) {
        self.payment = payment
        self.operation = operation
        self.idempotencyKey = idempotencyKey
        self.providerPayment = providerPayment
        self.amount = amount
    }
}

/// A request to release an authorisation.
public struct VoidRequest: Hashable, Codable, Sendable {
    public let payment: PaymentID
    public let operation: OperationID
    public let idempotencyKey: IdempotencyKey
    /// The provider's name of the payment.
    public let providerPayment: String
    /// The whole authorised amount.
    public let amount: Money

    public init(
        payment: PaymentID,
        operation: OperationID,
        idempotencyKey: IdempotencyKey,
        providerPayment: String,
        amount: Money
    ) {
        self.payment = payment
        self.operation = operation
        self.idempotencyKey = idempotencyKey
        self.providerPayment = providerPayment
        self.amount = amount
    }
}

/// A request to give captured money back.
public struct RefundRequest: Hashable, Codable, Sendable {
    public let payment: PaymentID
    public let operation: OperationID
    public let idempotencyKey: IdempotencyKey
    /// The provider's name of the payment.
    public let providerPayment: String
    /// Positive, at most what was captured and not yet refunded.
    public let amount: Money

    public init(
        payment: PaymentID,
        operation: OperationID,
        idempotencyKey: IdempotencyKey,
        providerPayment: String,
        amount: Money
    ) {
        self.payment = payment
        self.operation = operation
        self.idempotencyKey = idempotencyKey
        self.providerPayment = providerPayment
        self.amount = amount
    }
}

/// A question about one payment.
public struct InquiryRequest: Hashable, Codable, Sendable {
    public let payment: PaymentID
    /// The provider's name of the payment; `nil` when no answer ever told us.
    public let providerPayment: String?
    /// When we may have sent the first request; the provider cannot know the payment from before.
    public let firstSentAt: Timestamp

    public init(payment: PaymentID, providerPayment: String?, firstSentAt: Timestamp) {
        self.payment = payment
        self.providerPayment = providerPayment
        self.firstSentAt = firstSentAt
    }
}

/// What a provider answered to a request that it took: facts, never a state.
public struct PaymentAnswer: Hashable, Codable, Sendable {
    public let facts: [ProviderFact]

    public init(facts: [ProviderFact]) { self.facts = facts }
}

/// What a provider knows of a payment.
public enum InquiryAnswer: Hashable, Codable, Sendable {
    case found([ProviderFact])
    /// The provider says that it has no such payment. Evidence only when asked late enough: the host decides.
    case notFound
}
