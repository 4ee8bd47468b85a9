package import AdapterKit

/// Card payments through Stripe's payment intents: authorisation with automatic or manual capture, one capture in
/// whole or in part, cancellation, refunds, inquiry by our own reference, and webhooks.
package struct StripeAdapter: Adapter {
    package var manifest: AdapterManifest { Self.declaration }

    let signingKeys = StripeSigningKeys()

    package init() {}

    private static let declaration = AdapterManifest(
        id: "stripe",
        name: "Stripe",
        version: "1.0.0",
        rails: ["card"],
        // Stripe may forget a key after 24 hours, and never earlier.
        idempotencyKeyLifetimeSeconds: 86_400,
        // The list that we search is not delayed, unlike Stripe's search; but a request may still be executed when its
        // answer was given up. Stripe's own clients wait 80 seconds at most.
        visibilityDelaySeconds: 120,
        hosts: ["api.stripe.com"],
        webhookEvents: StripeEventObject.eventTypes,
        settings: [
            AdapterSetting(
                name: "secret_key",
                kind: .text,
                isSecret: true,
                isRequired: true,
                help: "Secret or restricted API key of the account, from Developers, API keys.",
                example: "sk_test_example"
            ),
            AdapterSetting(
                name: "webhook_secret",
                kind: .text,
                isSecret: true,
                isRequired: true,
                help: "Signing secret of the webhook endpoint; two with a comma between them while one is replaced.",
                example: "whsec_example"
            ),
            AdapterSetting(
                name: "api_base",
                kind: .url,
                help: "Address of the API; another one for a sandbox.",
                example: StripeSettings.defaultBase,
                defaultValue: StripeSettings.defaultBase
            ),
            AdapterSetting(
                name: "api_version",
                kind: .text,
                help: "Version of the API that requests ask for, \(StripeVersion.oldest) or newer.",
                example: StripeSettings.defaultVersion,
                defaultValue: StripeSettings.defaultVersion
            ),
            AdapterSetting(
                name: "webhook_tolerance",
                kind: .seconds,
                help: "How far the signed time of a webhook may be from now, before or after, in seconds.",
                example: "300",
                defaultValue: String(StripeSettings.defaultToleranceSeconds)
            ),
        ]
    )
}
