import PaymentVocabulary
import Testing

@testable import ProviderModels

@Suite("Stripe model: whatever is asked")
struct StripePropertyTests {
    @Test("captured ≤ authorised, refunded ≤ captured, repeats are replays", arguments: UInt64(0)..<200)
    func moneyIsNeverMadeUp(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        var stripe = StripeClient(seed: seed)
        var intents: [String] = []
        let methods = [
            "pm_card_visa", "pm_card_chargeDeclined", "pm_card_refundFail", "pm_card_pendingRefund",
            "pm_card_authenticationRequired", "pm_usBankAccount_success", "pm_card_createDispute",
        ]
        for step in 0..<40 {
            let key = Bool.random(using: &random) ? "k-\(step)" : nil
            let amount = "\(Int.random(in: 1...1_200, using: &random))"
            let intent = intents.randomElement(using: &random) ?? "pi_none"
            let choice = Int.random(in: 0..<8, using: &random)
            let method = methods.randomElement(using: &random) ?? "pm_card_visa"
            let capture = Bool.random(using: &random) ? "manual" : "automatic"
            func act() -> StripeClient.Answer {
                switch choice {
                case 0, 1: stripe.pay(1_000, with: method, capture: capture, key: key)
                case 2: stripe.post("/v1/payment_intents/\(intent)/capture", ["amount_to_capture": amount], key: key)
                case 3: stripe.post("/v1/payment_intents/\(intent)/cancel", key: key)
                case 4: stripe.post("/v1/payment_intents/\(intent)/confirm", ["payment_method": method], key: key)
                case 5, 6: stripe.post("/v1/refunds", ["payment_intent": intent, "amount": amount], key: key)
                default: stripe.get("/_sandbox/authenticate/\(intent)")
                }
            }
            let answer = act()
            #expect(answer.status < 500)
            if choice < 2, answer.status == 200 { intents.append(answer.id) }
            if let key, choice < 7, answer.status != 400 {
                let again = act()
                #expect(again.body == answer.body, "key \(key) replays")
            }
            stripe.wait(Int64.random(in: 0...4, using: &random))
        }
        stripe.wait(3_600)
        for id in intents {
            let intent = stripe.get("/v1/payment_intents/\(id)")
            let received = try #require(intent.integer("amount_received"))
            let capturable = try #require(intent.integer("amount_capturable"))
            #expect(received >= 0 && capturable >= 0 && received + capturable <= 1_000)
            let refunds = stripe.get("/v1/refunds?payment_intent=\(id)&limit=100").data
            let refunded = refunds.filter { $0["status"] as? String != "failed" }
                .reduce(0) { $0 + ($1["amount"] as? Int64 ?? .max / 100) }
            #expect(refunded <= received, "seed \(seed)")
        }
    }
}
