public import PaymentVocabulary

/// A provider behind a small set of capabilities; conforming to a capability's protocol is the opt-in.
public protocol Adapter: Sendable {
    /// What the adapter is and what it may reach, as data.
    var manifest: AdapterManifest { get }
}

/// Finds out what became of a payment, by the provider's reference when there is one and by ours when there is none.
public protocol PaymentInquiring: Adapter {
    /// Reports every fact that the provider knows of the payment and its captures, refunds and cancellations.
    ///
    /// - Throws: `AdapterError`; a payment that the provider does not know is an answer, not an error.
    func inquire(_ request: InquiryRequest, in context: CallContext) async throws(AdapterError) -> InquiryAnswer
}

/// Authorises card, wallet or direct debit payments, with or without capture in the same call.
public protocol PaymentTaking: PaymentInquiring {
    /// Asks for the payment at most once for each `request.idempotencyKey`, however often it is called.
    ///
    /// A refusal by the issuer is a fact (`declined`), not an error.
    ///
    /// - Throws: `AdapterError` when the provider did not take the request.
    func authorise(_ request: AuthorisationRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer
}

/// Takes money that was authorised, once or (where the manifest says so) in parts.
public protocol PaymentCapturing: Adapter {
    /// - Throws: `AdapterError` when the provider did not take the request.
    func capture(_ request: CaptureRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer
}

/// Releases an authorisation that was not captured.
public protocol PaymentVoiding: Adapter {
    /// - Throws: `AdapterError` when the provider did not take the request.
    func void(_ request: VoidRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer
}

/// Gives captured money back, in whole or in parts.
public protocol PaymentRefunding: Adapter {
    /// - Throws: `AdapterError` when the provider did not take the request.
    func refund(_ request: RefundRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer
}

/// Reads what a provider pushes to us.
public protocol WebhookReading: Adapter {
    /// Checks the signature over the raw bytes in constant time, and that the delivery is no old one sent again; only
    /// then is the body worth decoding.
    ///
    /// - Throws: `AdapterError` of kind `untrusted` when it does not verify, `invalidRequest` when what was signed is
    ///   no event.
    func verify(_ delivery: WebhookDelivery, in context: CallContext) async throws(AdapterError) -> VerifiedWebhook
    /// What the event says, in no particular order; empty when the event concerns nothing that the hub follows.
    ///
    /// - Throws: `AdapterError` of kind `invalidRequest` when the event misses what its type promises.
    func facts(in webhook: VerifiedWebhook, context: CallContext) async throws(AdapterError) -> [ProviderFact]
}

/// Verifies a delivery by its bytes, the account's settings and the time alone, as most providers' signatures allow.
///
/// The hub may then verify where the bytes arrive, without handing them from thread to thread.
public protocol LocalWebhookVerifying: WebhookReading {
    /// The same as `verify(_:in:)`, at once.
    ///
    /// - Throws: `AdapterError` as `verify(_:in:)` does.
    func verify(
        _ delivery: WebhookDelivery,
        at now: Timestamp,
        settings: AdapterSettings
    ) throws(AdapterError) -> VerifiedWebhook
}

extension LocalWebhookVerifying {
    public func verify(
        _ delivery: WebhookDelivery,
        in context: CallContext
    ) async throws(AdapterError) -> VerifiedWebhook {
        try verify(delivery, at: context.now, settings: context.settings)
    }
}

/// One optional for each capability, so that a missing one is known when the adapter is loaded.
public struct AdapterHandle: Sendable {
    public let manifest: AdapterManifest
    public let taking: (any PaymentTaking)?
    public let capturing: (any PaymentCapturing)?
    public let voiding: (any PaymentVoiding)?
    public let refunding: (any PaymentRefunding)?
    public let webhooks: (any WebhookReading)?

    /// Fills the capabilities from the conformances of an adapter that is compiled in.
    public init(linked adapter: some Adapter) {
        manifest = adapter.manifest
        taking = adapter as? any PaymentTaking
        capturing = adapter as? any PaymentCapturing
        voiding = adapter as? any PaymentVoiding
        refunding = adapter as? any PaymentRefunding
        webhooks = adapter as? any WebhookReading
    }
}
