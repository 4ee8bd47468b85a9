import AdapterKit
import PaymentVocabulary
import ProviderModels
import Synchronization

/// Stripe's model in the world: requests arrive at moments, and webhooks come out.
final class SimulatedProvider: Sendable {
    static let webhookSecret = "whsec_simulation"

    let apiKey: String
    private let model: Mutex<StripeModel>
    private let clock: VirtualClock
    private let refused = Mutex(0)
    private let announced = Mutex<Timestamp?>(nil)
    /// Called with every event as it happens.
    private let publish: @Sendable (SignedWebhook) -> Void

    init(seed: UInt64, apiKey: String, clock: VirtualClock, publish: @escaping @Sendable (SignedWebhook) -> Void) {
        var configuration = StripeConfiguration(
            seed: seed,
            apiKeys: [apiKey],
            webhookURL: "https://hub.example/webhooks/stripe/main",
            webhookSecrets: [Self.webhookSecret]
        )
        configuration.refundDelaySeconds = 3_600
        configuration.bankDebitDelaySeconds = 1_800
        model = Mutex(StripeModel(configuration))
        self.apiKey = apiKey
        self.clock = clock
        self.publish = publish
    }

    enum Manner {
        case well
        /// The work is done, the answer is a server error.
        case failingAfterEffect
    }

    func handle(_ request: ExchangeRequest, _ manner: Manner = .well) -> ExchangeResponse {
        let now = clock.now()
        let response = model.withLock { model in
            switch manner {
            case .well: model.handle(request, now: now)
            case .failingAfterEffect: model.handleFailingAfterEffect(request, now: now)
            }
        }
        // That money has been charged back may be news to the hub.
        let isDisputed = (try? JSONDocument(response.body).root.string("error", "code")) == "charge_disputed"
        if request.method == "POST", request.url.hasSuffix("/v1/refunds"), response.status == 400, !isDisputed {
            refused.withLock { $0 += 1 }
        }
        collect()
        return response
    }

    /// Refunds that the hub asked for although there was not so much to refund.
    var refusedRefunds: Int { refused.withLock { $0 } }

    func refusal(status: Int) -> ExchangeResponse { model.withLock { $0.refusal(status: status) } }

    /// The payer comes back from the bank's page.
    func authenticate(intent: String, succeeds: Bool) {
        let now = clock.now()
        model.withLock { _ = $0.authenticate(intent: intent, succeeds: succeeds, now: now) }
        collect()
    }

    /// The payer's bank decides the dispute of a payment of ours, if there is one.
    func decideDispute(of payment: String, isWon: Bool) {
        let now = clock.now()
        guard let statement = try? ProviderStatement(self),
            let intent = statement.intents.first(where: { $0.payment == payment }),
            let dispute = statement.disputes.first(where: { $0.intent == intent.id })
        else { return }
        model.withLock {
            _ = isWon ? $0.winDispute(dispute.id, now: now) : $0.loseDispute(dispute.id, now: now)
        }
        collect()
    }

    func webhook(forEvent id: String) -> SignedWebhook? {
        let now = clock.now()
        return model.withLock { $0.webhook(forEvent: id, now: now) }
    }

    var eventLog: [(id: String, type: String)] { model.withLock(\.eventLog) }
    var nextDue: Timestamp? { model.withLock(\.nextDue) }

    /// Publishes what happened, and comes back when the provider does something by itself.
    func collect() {
        let now = clock.now()
        let (webhooks, next) = model.withLock { model in
            let webhooks = model.takeDeliveries(now: now)
            return (webhooks, model.nextDue)
        }
        for webhook in webhooks { publish(webhook) }
        guard let next else { return }
        let isNew = announced.withLock { announced in
            if let known = announced, known <= next, known > now { return false }
            announced = next
            return true
        }
        if isNew { clock.at(next) { [weak self] in self?.collect() } }
    }
}
