import PaymentVocabulary
import Testing

@testable import ProviderModels

@Suite("Stripe model: refunds and disputes")
struct StripeRefundTests {
    @Test func refundsNeverExceedTheCapture() {
        var stripe = StripeClient()
        let intent = stripe.pay(5_000, capture: "manual")
        let early = stripe.post("/v1/refunds", ["payment_intent": intent.id])
        #expect(early.code == "payment_intent_unexpected_state")
        _ = stripe.post("/v1/payment_intents/\(intent.id)/capture", ["amount_to_capture": "3000"])
        let first = stripe.post("/v1/refunds", ["payment_intent": intent.id, "amount": "500"])
        #expect(first.state == "succeeded" && first.integer("amount") == 500)
        let tooMuch = stripe.post("/v1/refunds", ["payment_intent": intent.id, "amount": "2501"])
        #expect(tooMuch.status == 400)
        #expect((tooMuch.error["message"] as? String)?.contains("greater than unrefunded amount") == true)
        let rest = stripe.post("/v1/refunds", ["charge": first["charge"] as? String ?? ""])
        #expect(rest.integer("amount") == 2_500)
        let over = stripe.post("/v1/refunds", ["payment_intent": intent.id])
        #expect(over.status == 400 && over.code == "charge_already_refunded")
        #expect(stripe.get("/v1/refunds?payment_intent=\(intent.id)").data.count == 2)
        #expect(stripe.get("/v1/refunds?payment_intent=pi_other").data.isEmpty)
        #expect(stripe.get("/v1/refunds/\(first.id)").body == first.body)
    }

    @Test func pendingRefundSucceedsLater() {
        var stripe = StripeClient()
        let intent = stripe.pay(1_000, with: "pm_card_pendingRefund")
        let refund = stripe.post("/v1/refunds", ["payment_intent": intent.id])
        #expect(refund.state == "pending")
        #expect(stripe.post("/v1/refunds", ["payment_intent": intent.id]).code == "charge_already_refunded")
        _ = stripe.newEvents()
        stripe.wait(5)
        #expect(stripe.newEvents() == ["refund.updated", "charge.refund.updated"])
        #expect(stripe.get("/v1/refunds/\(refund.id)").state == "succeeded")
    }

    @Test func failedRefundGivesItsAmountBack() {
        var stripe = StripeClient()
        let intent = stripe.pay(1_000, with: "pm_card_refundFail")
        let refund = stripe.post("/v1/refunds", ["payment_intent": intent.id, "amount": "400"])
        #expect(refund.state == "succeeded")
        _ = stripe.newEvents()
        stripe.wait(5)
        #expect(stripe.newEvents() == ["refund.updated", "refund.failed", "charge.refund.updated"])
        let failed = stripe.get("/v1/refunds/\(refund.id)")
        #expect(failed.state == "failed")
        #expect(failed["failure_reason"] as? String == "expired_or_canceled_card")
        #expect(stripe.get("/v1/charges/\(failed["charge"] as? String ?? "")").integer("amount_refunded") == 0)
        #expect(stripe.get("/v1/balance_transactions?type=refund_failure").data.first?["amount"] as? Int == 400)
    }

    @Test(arguments: [true, false])
    func disputeTakesTheMoneyAndAWinReturnsIt(won: Bool) throws {
        var stripe = StripeClient()
        let intent = stripe.pay(2_000)
        let charge = try #require(intent["latest_charge"] as? String)
        _ = stripe.newEvents()
        let opened = stripe.model.openDispute(charge: charge, now: stripe.now)
        let dispute = try #require(opened)
        let second = stripe.model.openDispute(charge: charge, now: stripe.now)
        #expect(second == nil, "one dispute a charge")
        #expect(stripe.newEvents() == ["charge.dispute.created", "charge.dispute.funds_withdrawn"])
        #expect(stripe.get("/v1/charges/\(charge)")["disputed"] as? Bool == true)
        #expect(stripe.post("/v1/refunds", ["charge": charge]).code == "charge_disputed")
        if won {
            let closed = stripe.model.winDispute(dispute, now: stripe.now)
            #expect(closed)
            #expect(stripe.newEvents() == ["charge.dispute.funds_reinstated", "charge.dispute.closed"])
        } else {
            let closed = stripe.model.loseDispute(dispute, now: stripe.now)
            #expect(closed)
            #expect(stripe.newEvents() == ["charge.dispute.closed"])
        }
        let again = stripe.model.winDispute(dispute, now: stripe.now)
        #expect(!again, "a closed dispute stays closed")
        let sum = stripe.get("/v1/balance_transactions?type=adjustment").data.compactMap { $0["net"] as? Int }
        #expect(sum.reduce(0, +) == (won ? -1_500 : -3_500))
        let listed = stripe.get("/v1/disputes?payment_intent=\(intent.id)").data
        #expect(listed.map { $0["id"] as? String } == [dispute])
        #expect(stripe.get("/v1/disputes?payment_intent=pi_other").data.isEmpty)
        #expect(stripe.get("/v1/disputes/\(dispute)").state == (won ? "won" : "lost"))
    }

    @Test func disputedTestCardIsDisputedByItself() {
        var stripe = StripeClient()
        _ = stripe.pay(2_000, with: "pm_card_createDispute")
        _ = stripe.newEvents()
        stripe.wait(1)
        #expect(stripe.newEvents() == ["charge.dispute.created", "charge.dispute.funds_withdrawn"])
    }
}
