import AdapterKit
import PaymentCrypto
import PaymentVocabulary

/// Signs events for the webhook endpoint, with every secret that is valid at the moment.
struct StripeSigner: Sendable {
    private let url: String?
    private let keys: [HMACSHA256Key]

    init(_ configuration: StripeConfiguration) {
        url = configuration.webhookURL
        keys = configuration.webhookSecrets.map { HMACSHA256Key($0) }
    }

    func webhook(for event: StripeEvent, at now: Timestamp) -> SignedWebhook {
        let time = String(now.seconds)
        let message = Array(time.utf8) + [UInt8(ascii: ".")] + event.body
        let codes = keys.map { "v1=" + Hexadecimal.encode($0.authenticationCode(for: message)) }
        return SignedWebhook(
            eventID: event.id,
            eventType: event.type,
            url: url,
            headers: [
                HTTPHeader("Content-Type", "application/json; charset=utf-8"),
                HTTPHeader("User-Agent", "Stripe/1.0 (sandbox)"),
                HTTPHeader(StripeModel.signatureHeader, (["t=\(time)"] + codes).joined(separator: ",")),
            ],
            body: event.body
        )
    }
}
