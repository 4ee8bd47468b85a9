/// What a Stripe model is told before its first request.
package struct StripeConfiguration: Sendable {
    /// Seeds every identifier.
    package var seed: UInt64
    /// Each key opens an account of its own, with its own objects and idempotency keys.
    package var apiKeys: [String]
    /// Where webhooks go; without one they are made and signed all the same.
    package var webhookURL: String?
    /// The endpoint's secrets, newest first; two while a secret is being rolled.
    package var webhookSecrets: [String]
    package var apiVersion = "2026-10-28.endive"
    /// In front of the addresses that a payer is sent to.
    package var baseURL = "http://127.0.0.1"
    package var idempotencyKeyLifetimeSeconds: Int64 = 86_400
    package var authorisationLifetimeSeconds: Int64 = 7 * 86_400
    /// How long a bank debit stays in `processing`.
    package var bankDebitDelaySeconds: Int64 = 5
    /// How long a refund stays pending, or looks well before it fails.
    package var refundDelaySeconds: Int64 = 5

    package init(
        seed: UInt64,
        apiKeys: [String] = ["sk_test_12345"],
        webhookURL: String? = nil,
        webhookSecrets: [String] = ["whsec_sandbox"]
    ) {
        self.seed = seed
        self.apiKeys = apiKeys
        self.webhookURL = webhookURL
        self.webhookSecrets = webhookSecrets
    }
}
