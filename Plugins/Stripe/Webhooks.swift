package import AdapterKit
package import PaymentVocabulary

extension StripeAdapter: LocalWebhookVerifying {
    package func verify(
        _ delivery: WebhookDelivery,
        at now: Timestamp,
        settings: AdapterSettings
    ) throws(AdapterError) -> VerifiedWebhook {
        let tolerance = try StripeSettings.webhookTolerance(settings)
        do {
            try StripeSignature(header: delivery.headers.first(named: "Stripe-Signature") ?? "").verify(
                body: delivery.body,
                keys: signingKeys.keys(of: settings["webhook_secret"] ?? ""),
                nowSeconds: now.seconds,
                toleranceSeconds: tolerance
            )
        } catch {
            throw AdapterError(kind: .untrusted, certainty: .notSent, detail: error.rawValue)
        }
        do {
            let event = try Self.event(delivery.body)
            return VerifiedWebhook(
                eventID: try event.requiredString("id"),
                eventType: try event.requiredString("type"),
                body: delivery.body
            )
        } catch {
            throw error.inEvent
        }
    }

    package func facts(
        in webhook: VerifiedWebhook,
        context: CallContext
    ) async throws(AdapterError) -> [ProviderFact] {
        do {
            guard let object = StripeEventObject(eventType: webhook.eventType) else { return [] }
            return try object.facts(in: Self.event(webhook.body))
        } catch {
            throw error.inEvent
        }
    }

    private static func event(_ body: [UInt8]) throws(StripeProblem) -> JSONValue {
        let root: JSONValue
        do { root = try JSONDocument(body).root } catch { throw StripeProblem(error) }
        guard root.kind == .object else { throw StripeProblem("the body is no object") }
        try root.require(object: "event")
        return root
    }
}

/// What an event that we follow holds; an event of any other type concerns nothing of ours.
enum StripeEventObject {
    case paymentIntent
    case charge(isExpired: Bool)
    case refund
    case dispute(StripeDispute.Movement?)

    /// Every event type that we follow, for the manifest and the endpoint's configuration at Stripe.
    static let eventTypes = [
        "payment_intent.created", "payment_intent.processing", "payment_intent.requires_action",
        "payment_intent.amount_capturable_updated", "payment_intent.succeeded", "payment_intent.payment_failed",
        "payment_intent.canceled",
        "charge.succeeded", "charge.pending", "charge.failed", "charge.captured", "charge.updated", "charge.refunded",
        "charge.expired",
        "refund.created", "refund.updated", "refund.failed", "charge.refund.updated",
        "charge.dispute.created", "charge.dispute.updated", "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated", "charge.dispute.closed",
    ]

    init?(eventType: String) {
        guard Self.eventTypes.contains(eventType) else { return nil }
        switch eventType {
        case "charge.dispute.funds_withdrawn": self = .dispute(.withdrawn)
        case "charge.dispute.funds_reinstated": self = .dispute(.reinstated)
        case "charge.expired": self = .charge(isExpired: true)
        case "charge.refund.updated": self = .refund
        case _ where eventType.hasPrefix("charge.dispute."): self = .dispute(nil)
        case _ where eventType.hasPrefix("charge."): self = .charge(isExpired: false)
        case _ where eventType.hasPrefix("refund."): self = .refund
        default: self = .paymentIntent
        }
    }

    func facts(in event: JSONValue) throws(StripeProblem) -> [ProviderFact] {
        guard let created = try event.time("created") else { throw StripeProblem("created is missing") }
        guard let object = try event.expanded("data")?.expanded("object") else {
            throw StripeProblem("data.object is missing")
        }
        let version = try event.optionalText("api_version")
        let occasion = StripeOccasion.event(created)
        switch self {
        case .paymentIntent: return try StripePaymentIntent(object).facts(occasion)
        case .charge(let isExpired):
            return try StripeCharge(object).facts(occasion, isExpired: isExpired, version: version)
        case .refund:
            let refund = try StripeRefund(object)
            guard !refund.isAmbiguous(in: version) else {
                throw StripeProblem("api_version is before \(StripeVersion.oldest), where a refund may be a release")
            }
            return refund.facts(occasion)
        case .dispute(let movement): return try StripeDispute(object).facts(occasion, movement: movement)
        }
    }
}
