import AdapterKit
import PaymentCrypto
import PaymentVocabulary
import Synchronization

/// A provider that signs with `sha256=` over the body and a shared word, takes every payment at once, and can be told to
/// swallow its answers.
struct FakeAdapter: PaymentTaking, PaymentCapturing, PaymentVoiding, PaymentRefunding, LocalWebhookVerifying {
    static let secret = "word"

    let calls = CallCounter()

    var manifest: AdapterManifest {
        AdapterManifest(
            id: "fake",
            name: "Fake",
            version: "1",
            rails: ["card"],
            idempotencyKeyLifetimeSeconds: 86_400,
            visibilityDelaySeconds: 60,
            hosts: ["fake.example"],
            webhookEvents: ["paid"],
            settings: []
        )
    }

    static func signature(of body: [UInt8]) -> String {
        Hexadecimal.encode(SHA256.hash(Array(secret.utf8) + body))
    }

    func authorise(_ request: AuthorisationRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer
    {
        calls.add()
        try await reach(context)
        let name = "fp_\(request.payment)"
        guard request.methodToken != "pm_declined" else {
            let decline = Decline(reason: .insufficientFunds, providerCode: "51")
            return PaymentAnswer(facts: [fact(.authorisation, .declined(decline), name, request.operation, context)])
        }
        var facts = [fact(.authorisation, .succeeded(request.amount), name, request.operation, context)]
        if request.captureMode == .automatic {
            facts.append(fact(.capture, .succeeded(request.amount), name, nil, context))
        }
        return PaymentAnswer(facts: facts)
    }

    func capture(_ request: CaptureRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await reach(context)
        let claim = ProviderFact.Claim.succeeded(request.amount)
        return PaymentAnswer(facts: [fact(.capture, claim, request.providerPayment, request.operation, context)])
    }

    func void(_ request: VoidRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await reach(context)
        let claim = ProviderFact.Claim.succeeded(request.amount)
        return PaymentAnswer(facts: [fact(.void, claim, request.providerPayment, request.operation, context)])
    }

    func refund(_ request: RefundRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await reach(context)
        let claim = ProviderFact.Claim.succeeded(request.amount)
        return PaymentAnswer(facts: [fact(.refund, claim, request.providerPayment, request.operation, context)])
    }

    func inquire(_ request: InquiryRequest, in context: CallContext) async throws(AdapterError) -> InquiryAnswer {
        try await reach(context)
        return .notFound
    }

    func verify(
        _ delivery: WebhookDelivery,
        at now: Timestamp,
        settings: AdapterSettings
    ) throws(AdapterError) -> VerifiedWebhook {
        guard delivery.headers.first(named: "fake-signature") == Self.signature(of: delivery.body) else {
            throw AdapterError(kind: .untrusted, certainty: .notSent, detail: "the signature does not match")
        }
        let text = String(decoding: delivery.body, as: UTF8.self)
        guard let start = text.firstRange(of: #""id":""#), text.first == "{" else {
            throw AdapterError(kind: .invalidRequest, certainty: .notSent, detail: "no JSON object with an id")
        }
        let id = text[start.upperBound...].prefix { $0 != "\"" }
        return VerifiedWebhook(eventID: String(id), eventType: "paid", body: delivery.body)
    }

    func facts(in webhook: VerifiedWebhook, context: CallContext) async throws(AdapterError) -> [ProviderFact] {
        do throws(JSONError) {
            let root = try JSONDocument(webhook.body).root
            _ = try root.string("payment")
            return []
        } catch {
            throw AdapterError(kind: .invalidRequest, certainty: .notSent, detail: error.description)
        }
    }

    private func reach(_ context: CallContext) async throws(AdapterError) {
        do throws(ExchangeFailure) {
            _ = try await context.http.send(ExchangeRequest(method: "POST", url: "https://fake.example/", headers: []))
        } catch { throw error.adapterError }
    }

    private func fact(
        _ subject: ProviderFact.Subject,
        _ claim: ProviderFact.Claim,
        _ payment: String,
        _ operation: OperationID?,
        _ context: CallContext
    ) -> ProviderFact {
        ProviderFact(
            subject: subject,
            claim: claim,
            providerPayment: payment,
            providerObject: "\(subject.rawValue)_\(operation?.text ?? payment)",
            payment: nil,
            operation: operation,
            occurredAt: context.now
        )
    }
}

final class CallCounter: Sendable {
    private let state = Mutex(0)

    var count: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
}

/// Answers everything with 200, or loses the answer.
final class FakeExchange: HTTPExchange {
    let losesAnswers: Bool

    init(losesAnswers: Bool) { self.losesAnswers = losesAnswers }

    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        guard !losesAnswers else { throw ExchangeFailure(bytesLeft: true, detail: "no answer") }
        return ExchangeResponse(status: 200, headers: [], body: [])
    }
}
