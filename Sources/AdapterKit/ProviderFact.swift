public import PaymentVocabulary

/// One thing that a provider said about one operation of one payment.
///
/// A fact is what was said, never what it means for us: the hub maps it. Facts about the same object may repeat,
/// contradict each other and come in any order.
public struct ProviderFact: Hashable, Codable, Sendable {
    /// What kind of operation the fact is about.
    public enum Subject: String, Codable, Hashable, Sendable, CaseIterable {
        case authorisation
        case capture
        /// Release of an authorisation.
        case void
        case refund
        /// Money taken back by the payer's bank, and its return when the dispute is won.
        case chargeback
    }

    /// What was said.
    public enum Claim: Hashable, Codable, Sendable {
        /// The provider works on it.
        case pending
        /// The payer has to do something, such as 3-D Secure, at this address.
        case requiresAction(url: String?)
        case declined(Decline)
        case succeeded(Money)
        /// It had gone through and was undone: a refund that failed, a chargeback that was won.
        case returned(Money, code: String)
    }

    public let subject: Subject
    public let claim: Claim
    /// The provider's name of the payment, such as `pi_123`.
    public let providerPayment: String
    /// The provider's name of the operation's object, such as `ch_1`, `re_1`, `dp_1`; equal for every fact of one
    /// operation, whichever message carried it.
    public let providerObject: String
    /// Our payment, when the provider repeated it to us.
    public let payment: PaymentID?
    /// Our operation, when the provider repeated it to us.
    public let operation: OperationID?
    /// When it happened by the provider's clock.
    public let occurredAt: Timestamp

    public init(
        subject: Subject,
        claim: Claim,
        providerPayment: String,
        providerObject: String,
        payment: PaymentID?,
        operation: OperationID?,
        occurredAt: Timestamp
    ) {
        self.subject = subject
        self.claim = claim
        self.providerPayment = providerPayment
        self.providerObject = providerObject
        self.payment = payment
        self.operation = operation
        self.occurredAt = occurredAt
    }
}

/// Why a provider or an issuer said no.
public struct Decline: Hashable, Codable, Sendable {
    /// The reasons that callers may branch on.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        case insufficientFunds
        case expiredMethod
        case invalidMethod
        case suspectedFraud
        case limitExceeded
        case authenticationRequired
        case notPermitted
        case tryAgainLater
        /// The operation is no longer possible, such as the capture of a cancelled authorisation.
        case notPossible
        /// The issuer gave no reason, or one that we do not know.
        case unspecified
    }

    public let reason: Reason
    /// The provider's own code, kept verbatim, so that support can quote it.
    public let providerCode: String

    public init(reason: Reason, providerCode: String) {
        self.reason = reason
        self.providerCode = providerCode
    }
}
