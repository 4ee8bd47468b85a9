import AdapterKit
import Foundation
import PaymentCrypto
import PaymentVocabulary
import Testing

@testable import ProviderModels

@Suite("Stripe model: webhooks and faults")
struct StripeWebhookTests {
    @Test func signatureIsOverTimeAndBody() throws {
        var stripe = StripeClient()
        _ = stripe.pay(100, key: "k-9")
        let webhook = try #require(stripe.model.takeDeliveries(now: stripe.now).last)
        let field = try #require(webhook.headers.first(named: "stripe-signature"))
        #expect(field.hasPrefix("t=1790000000,v1="))
        let message = Array("1790000000.".utf8) + webhook.body
        let code = HMACSHA256Key("whsec_test").authenticationCode(for: message)
        #expect(field == "t=1790000000,v1=\(Hexadecimal.encode(code))")
        let event = try #require(try JSONSerialization.jsonObject(with: Data(webhook.body)) as? [String: Any])
        #expect(event["id"] as? String == webhook.eventID)
        #expect(event["type"] as? String == "payment_intent.succeeded")
        #expect((event["request"] as? [String: Any])?["idempotency_key"] as? String == "k-9")
        #expect(stripe.get("/v1/events/\(webhook.eventID)").body == webhook.body)
        #expect(stripe.get("/v1/events?type=payment_intent.*").data.count == 2)
        let later = try #require(stripe.model.webhook(forEvent: webhook.eventID, now: stripe.now.adding(seconds: 9)))
        #expect(later.body == webhook.body && later.headers != webhook.headers)
    }

    @Test func sameSeedSameBytesOtherSeedOtherBytes() {
        func run(_ seed: UInt64) -> [[UInt8]] {
            var stripe = StripeClient(seed: seed)
            let intent = stripe.pay(100, capture: "manual")
            let captured = stripe.post("/v1/payment_intents/\(intent.id)/capture")
            return [intent.body, captured.body] + stripe.model.takeDeliveries(now: stripe.now).map(\.body)
        }
        #expect(run(7) == run(7))
        #expect(run(7) != run(8))
    }

    @Test func faultsFallWhereTheyWerePlanned() throws {
        var stripe = StripeClient()
        let request = ExchangeRequest(
            method: "POST",
            url: "/v1/payment_intents",
            headers: [HTTPHeader("Authorization", "Bearer sk_test_12345")],
            body: Array("amount=100&currency=eur".utf8)
        )
        var faults = FaultPlan(seed: 3)
        faults.add(.dropAnswerBeforeEffect)
        faults.add(.dropAnswerAfterEffect)
        faults.add(.rateLimited)
        faults.addDelay(milliseconds: 250)
        let before = stripe.model.exchange(request, now: stripe.now, faults: &faults)
        #expect(before == .dropped(executed: false, delayMilliseconds: 250))
        #expect(stripe.get("/v1/payment_intents").data.isEmpty)
        let after = stripe.model.exchange(request, now: stripe.now, faults: &faults)
        #expect(after == .dropped(executed: true, delayMilliseconds: 0))
        #expect(stripe.get("/v1/payment_intents").data.count == 1)
        guard case .answer(let limited, _) = stripe.model.exchange(request, now: stripe.now, faults: &faults) else {
            Issue.record("no answer")
            return
        }
        #expect(limited.status == 429 && faults.isEmpty)
    }

    @Test func webhooksAreRepeatedSpoiltAndReordered() throws {
        var stripe = StripeClient()
        for _ in 0..<6 { _ = stripe.pay(100) }
        var plain = stripe
        let ordered = plain.model.takeDeliveries(now: plain.now)
        var faults = FaultPlan(seed: 3)
        faults.add(.duplicate, count: 2)
        faults.add(.wrongSignature)
        faults.add(.shuffle)
        let sent = stripe.model.takeDeliveries(now: stripe.now, faults: &faults)
        #expect(sent.count == ordered.count + 2)
        #expect(sent.filter(\.isForged).count == 2, "the spoilt one is also the first repeated one")
        #expect(Set(sent.map(\.eventID)) == Set(ordered.map(\.eventID)))
        #expect(sent.map(\.eventID) != ordered.map(\.eventID))
        let forged = try #require(sent.first { $0.isForged })
        let genuine = try #require(ordered.first { $0.eventID == forged.eventID })
        #expect(forged.body == genuine.body && forged.headers != genuine.headers)
        #expect(faults.isEmpty)
    }
}
