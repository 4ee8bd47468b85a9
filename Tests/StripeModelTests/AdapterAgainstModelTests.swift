import AdapterKit
import PaymentVocabulary
import ProviderModels
import StripeAdapter
import Synchronization
import Testing

/// The model as the adapter's way out, with faults.
final class ModelExchange: HTTPExchange {
    struct State: Sendable {
        var model: StripeModel
        var faults = FaultPlan()
        var now = Timestamp(seconds: 1_790_000_000)
    }

    private let state: Mutex<State>

    init(seed: UInt64 = 1) {
        var settings = StripeConfiguration(seed: seed, apiKeys: ["sk_test_1"], webhookSecrets: ["whsec_one"])
        settings.webhookURL = "http://127.0.0.1/hook"
        // The adapter passes on no address without encryption.
        settings.baseURL = "https://hooks.stripe.example"
        state = Mutex(State(model: StripeModel(settings)))
    }

    func with<Result: Sendable>(_ body: @Sendable (inout State) -> Result) -> Result {
        state.withLock { state in body(&state) }
    }

    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        let answer = with { state in
            let now = state.now
            return state.model.exchange(request, now: now, faults: &state.faults)
        }
        switch answer {
        case .answer(let response, _): return response
        case .dropped: throw ExchangeFailure(bytesLeft: true, detail: "the answer was dropped")
        }
    }

    var context: CallContext {
        let now = with(\.now)
        return CallContext(
            now: now,
            deadline: now.adding(seconds: 60),
            settings: AdapterSettings(["secret_key": "sk_test_1", "webhook_secret": "whsec_one"]),
            http: self
        )
    }
}

@Suite("Stripe adapter against the Stripe model")
struct AdapterAgainstModelTests {
    private let adapter = StripeAdapter()
    private let stripe = ModelExchange()

    private func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

    private func authorisation(_ mode: CaptureMode, with method: String = "pm_card_visa") -> AuthorisationRequest {
        AuthorisationRequest(
            payment: PaymentID("p-1"),
            operation: OperationID("o-1"),
            idempotencyKey: IdempotencyKey("k-1"),
            amount: euros(5_000),
            captureMode: mode,
            methodToken: method,
            description: "Invoice 1"
        )
    }

    private func refund(_ payment: String, _ cents: Int64, key: String) -> RefundRequest {
        RefundRequest(
            payment: PaymentID("p-1"),
            operation: OperationID(key),
            idempotencyKey: IdempotencyKey(key),
            providerPayment: payment,
            amount: euros(cents)
        )
    }

    private func chargeID(of payment: String) async throws -> String {
        let headers = [HTTPHeader("Authorization", "Bearer sk_test_1")]
        let url = "/v1/charges?payment_intent=\(payment)"
        let answer = try await stripe.send(ExchangeRequest(method: "GET", url: url, headers: headers))
        let text = String(decoding: answer.body, as: UTF8.self)
        let start = try #require(text.firstRange(of: "ch_"))
        return String(text[start.lowerBound...].prefix { $0 != "\"" })
    }

    /// The amounts that are said to have gone through.
    private func amounts(_ subject: ProviderFact.Subject, in facts: [ProviderFact]) -> Set<Int64> {
        Set(
            facts.compactMap { fact in
                guard fact.subject == subject, case .succeeded(let money) = fact.claim else { return nil }
                return money.minorUnits
            }
        )
    }

    /// The facts of every webhook so far, each verified.
    private func webhookFacts() async throws -> [ProviderFact] {
        var facts: [ProviderFact] = []
        let webhooks = stripe.with { state in
            let now = state.now
            return state.model.takeDeliveries(now: now)
        }
        for webhook in webhooks {
            let delivery = WebhookDelivery(
                method: "POST",
                path: "/",
                query: "",
                headers: webhook.headers,
                body: webhook.body
            )
            let verified = try await adapter.verify(delivery, in: stripe.context)
            facts += try await adapter.facts(in: verified, context: stripe.context)
        }
        return facts
    }

    @Test func authoriseCaptureRefundAndTheirWebhooksAgree() async throws {
        let authorised = try await adapter.authorise(authorisation(.manual), in: stripe.context)
        let payment = try #require(authorised.facts.first?.providerPayment)
        #expect(amounts(.authorisation, in: authorised.facts) == [5_000])
        #expect(amounts(.capture, in: authorised.facts).isEmpty)
        let capture = CaptureRequest(
            payment: PaymentID("p-1"),
            operation: OperationID("o-2"),
            idempotencyKey: IdempotencyKey("k-2"),
            providerPayment: payment,
            amount: euros(3_000)
        )
        let captured = try await adapter.capture(capture, in: stripe.context)
        #expect(amounts(.capture, in: captured.facts) == [3_000])
        let refunded = try await adapter.refund(refund(payment, 500, key: "k-3"), in: stripe.context)
        #expect(amounts(.refund, in: refunded.facts) == [500])
        let heard = try await webhookFacts()
        #expect(amounts(.authorisation, in: heard) == [5_000])
        #expect(amounts(.capture, in: heard) == [3_000])
        #expect(amounts(.refund, in: heard) == [500], "a released hold is no refund")
        #expect(heard.allSatisfy { $0.providerPayment == payment })
        let question = InquiryRequest(
            payment: PaymentID("p-1"),
            providerPayment: payment,
            firstSentAt: stripe.with(\.now)
        )
        guard case .found(let facts) = try await adapter.inquire(question, in: stripe.context) else {
            Issue.record("not found")
            return
        }
        #expect(amounts(.capture, in: facts) == [3_000] && amounts(.refund, in: facts) == [500])
    }

    @Test func lostAnswerIsFoundByOurReferenceAndReplayedByItsKey() async throws {
        stripe.with { $0.faults.add(.dropAnswerAfterEffect) }
        do {
            _ = try await adapter.authorise(authorisation(.automatic), in: stripe.context)
            Issue.record("the answer should be lost")
        } catch {
            #expect(error.certainty == .maybeExecuted)
        }
        let question = InquiryRequest(
            payment: PaymentID("p-1"),
            providerPayment: nil,
            firstSentAt: stripe.with(\.now)
        )
        guard case .found(let facts) = try await adapter.inquire(question, in: stripe.context) else {
            Issue.record("not found")
            return
        }
        let again = try await adapter.authorise(authorisation(.automatic), in: stripe.context)
        #expect(amounts(.capture, in: facts) == [5_000] && amounts(.capture, in: again.facts) == [5_000])
        #expect(Set(facts.map(\.providerPayment)) == Set(again.facts.map(\.providerPayment)))
    }

    @Test func declineIsAFactAndOverRefundAnError() async throws {
        let declined = try await adapter.authorise(
            authorisation(.automatic, with: "pm_card_chargeDeclinedInsufficientFunds"),
            in: stripe.context
        )
        let claims = declined.facts.map(\.claim)
        #expect(claims.contains(.declined(Decline(reason: .insufficientFunds, providerCode: "insufficient_funds"))))
        let other = ModelExchange(seed: 2)
        let paid = try await adapter.authorise(authorisation(.automatic), in: other.context)
        let payment = try #require(paid.facts.first?.providerPayment)
        do {
            let answer = try await adapter.refund(refund(payment, 5_001, key: "k-9"), in: other.context)
            #expect(amounts(.refund, in: answer.facts).isEmpty)
        } catch {
            #expect(error.certainty == .definitelyNotExecuted)
        }
    }

    @Test func authenticationVoidAndDisputeAreUnderstood() async throws {
        let waiting = try await adapter.authorise(
            authorisation(.automatic, with: "pm_card_authenticationRequired"),
            in: stripe.context
        )
        let payment = try #require(waiting.facts.first?.providerPayment)
        let asksForPayer = waiting.facts.contains { fact in
            if case .requiresAction(let url) = fact.claim { url?.hasSuffix(payment) == true } else { false }
        }
        #expect(asksForPayer)
        stripe.with { state in
            let now = state.now
            state.model.authenticate(intent: payment, now: now)
        }
        let heard = try await webhookFacts()
        #expect(amounts(.capture, in: heard) == [5_000])
        let charge = try await chargeID(of: payment)
        let opened = stripe.with { state in
            let now = state.now
            return state.model.openDispute(charge: charge, now: now)
        }
        #expect(opened != nil)
        let disputed = try await webhookFacts()
        #expect(amounts(.chargeback, in: disputed) == [5_000])
        let other = ModelExchange(seed: 3)
        let held = try await adapter.authorise(authorisation(.manual), in: other.context)
        let release = VoidRequest(
            payment: PaymentID("p-1"),
            operation: OperationID("o-4"),
            idempotencyKey: IdempotencyKey("k-4"),
            providerPayment: try #require(held.facts.first?.providerPayment),
            amount: euros(5_000)
        )
        let voided = try await adapter.void(release, in: other.context)
        #expect(voided.facts.contains { $0.subject == .void })
    }
}
