import AdapterKit
import PaymentVocabulary
import Testing

@testable import ProviderModels

@Suite("Stripe model: idempotency")
struct StripeIdempotencyTests {
    @Test(arguments: ["pm_card_visa", "pm_card_chargeDeclined"])
    func replayIsTheSameBytes(method: String) {
        var stripe = StripeClient()
        let first = stripe.pay(1_500, with: method, key: "k-1")
        let events = stripe.newEvents()
        #expect(!events.isEmpty)
        stripe.wait(60)
        let second = stripe.pay(1_500, with: method, key: "k-1")
        #expect(second.status == first.status && second.body == first.body)
        #expect(first.headers.first(named: "Idempotent-Replayed") == nil)
        #expect(second.headers.first(named: "Idempotent-Replayed") == "true")
        #expect(second.headers.first(named: "Original-Request") == first.headers.first(named: "Request-Id"))
        #expect(stripe.newEvents().isEmpty)
        #expect(stripe.get("/v1/payment_intents").data.count == 1)
    }

    @Test func otherParametersUnderTheSameKeyAreRefused() {
        var stripe = StripeClient()
        let first = stripe.pay(1_500, key: "k-1")
        let other = stripe.pay(1_501, key: "k-1")
        #expect(other.status == 400 && other.error["type"] as? String == "idempotency_error")
        let elsewhere = stripe.post("/v1/refunds", ["payment_intent": first.id], key: "k-1")
        #expect(elsewhere.error["type"] as? String == "idempotency_error")
        #expect(stripe.pay(1_500, key: "k-1").body == first.body, "the refusals change nothing")
    }

    @Test func orderOfParametersDoesNotMatter() {
        var stripe = StripeClient()
        let first = stripe.post("/v1/payment_intents", ["amount": "100", "currency": "eur"], key: "k")
        let second = stripe.post("/v1/payment_intents", ["currency": "eur", "amount": "100"], key: "k")
        #expect(first.id == second.id)
    }

    @Test func keysLiveADay() {
        var stripe = StripeClient()
        let first = stripe.pay(1_500, key: "k-1")
        stripe.wait(86_399)
        #expect(stripe.pay(1_500, key: "k-1").id == first.id)
        stripe.wait(1)
        #expect(stripe.pay(1_500, key: "k-1").id != first.id)
    }

    @Test func keysAndObjectsBelongToOneAccount() {
        var stripe = StripeClient(keys: ["sk_test_12345", "sk_test_other"])
        let mine = stripe.post("/v1/payment_intents", ["amount": "100", "currency": "eur"], key: "k")
        let other = stripe.post(
            "/v1/payment_intents",
            ["amount": "200", "currency": "eur"],
            key: "k",
            apiKey: "sk_test_other"
        )
        #expect(other.status == 200 && other.id != mine.id)
        #expect(stripe.get("/v1/payment_intents/\(mine.id)", apiKey: "sk_test_other").status == 404)
    }

    @Test func refusedValidationLeavesTheKeyFree() {
        var stripe = StripeClient()
        let refused = stripe.post("/v1/payment_intents", ["amount": "x", "currency": "eur"], key: "k")
        #expect(refused.status == 400)
        #expect(stripe.post("/v1/payment_intents", ["amount": "1", "currency": "eur"], key: "k").status == 200)
        #expect(stripe.pay(1, key: String(repeating: "k", count: 256)).status == 400)
    }

    @Test func serverErrorAfterEffectIsReplayedAsServerError() {
        var stripe = StripeClient()
        let body = Array("amount=100&currency=eur&confirm=true&payment_method=pm_card_visa".utf8)
        let request = ExchangeRequest(
            method: "POST",
            url: "/v1/payment_intents",
            headers: [HTTPHeader("Authorization", "Bearer sk_test_12345"), HTTPHeader("Idempotency-Key", "k")],
            body: body
        )
        var faults = FaultPlan()
        faults.add(.serverErrorAfterEffect)
        guard case .answer(let first, _) = stripe.model.exchange(request, now: stripe.now, faults: &faults) else {
            Issue.record("no answer")
            return
        }
        let second = stripe.model.handle(request, now: stripe.now)
        #expect(first.status == 500 && second.status == 500 && first.body == second.body)
        #expect(stripe.get("/v1/payment_intents").data.first?["status"] as? String == "succeeded")
    }
}
