import AdapterKit
import PaymentVocabulary
import Testing

@testable import ProviderModels

@Suite("Stripe model: payments")
struct StripePaymentTests {
    struct Outcome: Sendable, CustomStringConvertible {
        let method: String
        let capture: String
        let status: Int
        let state: String?
        let declineCode: String?
        let events: [String]
        var description: String { "\(method) \(capture)" }
    }

    static let declined = ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]

    @Test(arguments: [
        Outcome(
            method: "pm_card_visa",
            capture: "automatic",
            status: 200,
            state: "succeeded",
            declineCode: nil,
            events: ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
        ),
        Outcome(
            method: "pm_card_visa",
            capture: "manual",
            status: 200,
            state: "requires_capture",
            declineCode: nil,
            events: ["payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated"]
        ),
        Outcome(
            method: "pm_card_chargeDeclined",
            capture: "automatic",
            status: 402,
            state: nil,
            declineCode: "generic_decline",
            events: declined
        ),
        Outcome(
            method: "pm_card_visa_chargeDeclinedInsufficientFunds",
            capture: "automatic",
            status: 402,
            state: nil,
            declineCode: "insufficient_funds",
            events: declined
        ),
        Outcome(
            method: "pm_card_chargeDeclinedExpiredCard",
            capture: "manual",
            status: 402,
            state: nil,
            declineCode: "expired_card",
            events: declined
        ),
        Outcome(
            method: "pm_card_authenticationRequired",
            capture: "automatic",
            status: 200,
            state: "requires_action",
            declineCode: nil,
            events: ["payment_intent.created", "payment_intent.requires_action"]
        ),
        Outcome(
            method: "pm_usBankAccount_success",
            capture: "automatic",
            status: 200,
            state: "processing",
            declineCode: nil,
            events: ["payment_intent.created", "charge.pending", "payment_intent.processing"]
        ),
    ])
    func testMethodsBehaveAsPublished(_ row: Outcome) {
        var stripe = StripeClient()
        let answer = stripe.pay(2_500, with: row.method, capture: row.capture)
        #expect(answer.status == row.status)
        #expect(answer.state == row.state)
        #expect(answer.error["decline_code"] as? String == row.declineCode)
        #expect(stripe.newEvents() == row.events)
        #expect(stripe.newEvents().isEmpty, "events are handed out once")
    }

    @Test func declineCarriesThePaymentIntentAndLeavesItRetriable() throws {
        var stripe = StripeClient()
        let answer = stripe.pay(900, with: "pm_card_chargeDeclined")
        #expect(answer.error["type"] as? String == "card_error")
        #expect(answer.code == "card_declined")
        let intent = try #require(answer.error["payment_intent"] as? [String: Any])
        #expect(intent["status"] as? String == "requires_payment_method")
        let id = try #require(intent["id"] as? String)
        let second = stripe.post("/v1/payment_intents/\(id)/confirm", ["payment_method": "pm_card_visa"])
        #expect(second.state == "succeeded")
        #expect(second.integer("amount_received") == 900)
    }

    @Test func partialCaptureReleasesTheRest() throws {
        var stripe = StripeClient()
        let intent = stripe.pay(5_000, capture: "manual")
        #expect(intent.integer("amount_capturable") == 5_000)
        let tooMuch = stripe.post("/v1/payment_intents/\(intent.id)/capture", ["amount_to_capture": "5001"])
        #expect(tooMuch.status == 400 && tooMuch.code == "amount_too_large")
        _ = stripe.newEvents()
        let captured = stripe.post("/v1/payment_intents/\(intent.id)/capture", ["amount_to_capture": "3000"])
        #expect(captured.integer("amount_received") == 3_000)
        #expect(captured.integer("amount_capturable") == 0)
        #expect(stripe.newEvents() == ["charge.captured", "charge.refunded", "payment_intent.succeeded"])
        let charge = stripe.get("/v1/charges/\(captured["latest_charge"] as? String ?? "")")
        #expect(charge.integer("amount_captured") == 3_000)
        #expect(charge.integer("amount_refunded") == 2_000)
        let again = stripe.post("/v1/payment_intents/\(intent.id)/capture")
        #expect(again.code == "payment_intent_unexpected_state")
        let cancel = stripe.post("/v1/payment_intents/\(intent.id)/cancel")
        #expect(cancel.code == "payment_intent_unexpected_state")
    }

    @Test func cancelReleasesAndSevenDaysExpire() {
        var stripe = StripeClient()
        let cancelled = stripe.pay(700, capture: "manual")
        let answer = stripe.post(
            "/v1/payment_intents/\(cancelled.id)/cancel",
            ["cancellation_reason": "requested_by_customer"]
        )
        #expect(answer.state == "canceled" && answer.integer("amount_capturable") == 0)
        #expect(answer["cancellation_reason"] as? String == "requested_by_customer")
        let expiring = stripe.pay(800, capture: "manual")
        _ = stripe.newEvents()
        stripe.wait(7 * 86_400 - 1)
        #expect(stripe.newEvents().isEmpty)
        stripe.wait(1)
        #expect(stripe.newEvents() == ["charge.expired", "payment_intent.canceled"])
        #expect(stripe.get("/v1/payment_intents/\(expiring.id)")["cancellation_reason"] as? String == "automatic")
    }

    @Test(arguments: [("", "succeeded", 303), ("?outcome=fail", "requires_payment_method", 303)])
    func payerFollowsTheRedirect(query: String, state: String, status: Int) throws {
        var stripe = StripeClient()
        let intent = stripe.post(
            "/v1/payment_intents",
            [
                "amount": "100", "currency": "usd", "payment_method": "pm_card_authenticationRequired",
                "confirm": "true", "return_url": "https://shop.example/back",
            ]
        )
        let action = try #require(intent["next_action"] as? [String: Any])
        let redirect = try #require(action["redirect_to_url"] as? [String: Any])
        #expect(redirect["return_url"] as? String == "https://shop.example/back")
        let url = try #require(redirect["url"] as? String)
        let page = stripe.model.handle(ExchangeRequest(method: "GET", url: url + query, headers: []), now: stripe.now)
        #expect(page.status == status)
        #expect(page.header("Location") == "https://shop.example/back")
        #expect(stripe.get("/v1/payment_intents/\(intent.id)").state == state)
        let again = stripe.model.handle(ExchangeRequest(method: "GET", url: url, headers: []), now: stripe.now)
        #expect(again.status == 404, "nobody passes the same check twice")
    }

    @Test func offSessionAuthenticationIsADecline() {
        var stripe = StripeClient()
        let answer = stripe.post(
            "/v1/payment_intents",
            [
                "amount": "100", "currency": "usd", "payment_method": "pm_card_authenticationRequired",
                "confirm": "true", "off_session": "true",
            ]
        )
        #expect(answer.status == 402 && answer.code == "authentication_required")
    }

    @Test(arguments: [("success", "succeeded"), ("insufficientFunds", "requires_payment_method")])
    func bankDebitSettlesLater(method: String, state: String) {
        var stripe = StripeClient()
        let intent = stripe.pay(4_000, with: "pm_usBankAccount_\(method)")
        #expect(stripe.model.nextDue == stripe.now.adding(seconds: 5))
        stripe.wait(5)
        #expect(stripe.get("/v1/payment_intents/\(intent.id)").state == state)
    }

    @Test(arguments: [
        ("4242424242424242", 200, nil), ("4000 0000 0000 0002", 200, nil),
        ("4242424242424241", 402, "incorrect_number"),
        ("1234", 402, "incorrect_number"),
    ])
    func cardNumbersAreChecked(number: String, status: Int, code: String?) {
        var stripe = StripeClient()
        let answer = stripe.post(
            "/v1/payment_methods",
            ["type": "card", "card[number]": number, "card[exp_month]": "12", "card[exp_year]": "2030"]
        )
        #expect(answer.status == status && answer.code == code)
    }

    @Test func unpublishedCardIsDeclinedAsLiveCard() {
        var stripe = StripeClient()
        let method = stripe.post("/v1/payment_methods", ["type": "card", "card[number]": "4111111111111111"])
        #expect(method.status == 200)
        #expect(stripe.pay(100, with: method.id).error["decline_code"] as? String == "test_mode_live_card")
    }

    @Test(arguments: [
        ("amount=abc&currency=usd", "parameter_invalid_integer", "amount"),
        ("amount=0&currency=usd", "parameter_invalid_integer", "amount"),
        ("amount=100000000&currency=usd", "amount_too_large", "amount"),
        ("currency=usd", "parameter_missing", "amount"),
        ("amount=1", "parameter_missing", "currency"),
        ("amount=1&currency=zzz", "parameter_invalid", "currency"),
        ("amount=1&currency=usd&colour=red", "parameter_unknown", "colour"),
        ("amount=1&currency=usd&capture_method=later", "parameter_invalid", "capture_method"),
        ("amount=1&currency=usd&payment_method=pm_nobody", "resource_missing", "payment_method"),
        ("amount=1&currency=usd&expand[]=secrets", "parameter_invalid", "expand"),
        ("amount=1&currency=usd&confirm=perhaps", "parameter_invalid_boolean", "confirm"),
    ])
    func badParametersAreNamed(body: String, code: String, parameter: String) {
        var stripe = StripeClient()
        let headers = [HTTPHeader("authorization", "Bearer sk_test_12345")]
        let answer = stripe.send(
            ExchangeRequest(method: "POST", url: "/v1/payment_intents", headers: headers, body: Array(body.utf8))
        )
        #expect(answer.status == 400 && answer.code == code)
        #expect(answer.error["param"] as? String == parameter)
        #expect(stripe.get("/v1/payment_intents").data.isEmpty, "a refused request leaves nothing behind")
    }

    @Test func strangersAndUnknownAddressesAreRefused() {
        var stripe = StripeClient()
        #expect(stripe.get("/v1/payment_intents", apiKey: "sk_test_other").status == 401)
        let unsigned = ExchangeRequest(method: "GET", url: "/v1/payment_intents", headers: [])
        #expect(stripe.send(unsigned).status == 401)
        let basic = [HTTPHeader("Authorization", "Basic c2tfdGVzdF8xMjM0NTo=")]
        #expect(stripe.send(ExchangeRequest(method: "GET", url: "/v1/events", headers: basic)).status == 200)
        for path in ["/v1/unicorns", "/v1/payment_intents/pi_x/y/z", "/v2/payment_intents", "/"] {
            let answer = stripe.get(path)
            #expect(answer.status == 404 && answer.error["type"] as? String == "invalid_request_error")
        }
        let missing = stripe.get("/v1/payment_intents/pi_missing")
        #expect(missing.status == 404 && missing.code == "resource_missing")
    }

    @Test func listsPageNewestFirstAndExpand() throws {
        var stripe = StripeClient()
        var ids: [String] = []
        for amount in 1...5 {
            ids.append(stripe.pay(Int64(amount) * 100).id)
            stripe.wait(10)
        }
        let newest = Array(ids.reversed())
        let first = stripe.get("/v1/payment_intents?limit=2&expand%5B%5D=data.latest_charge")
        #expect(first.data.map { $0["id"] as? String } == Array(newest[0..<2]))
        #expect(first["has_more"] as? Bool == true)
        #expect((first.data[0]["latest_charge"] as? [String: Any])?["object"] as? String == "charge")
        let rest = stripe.get("/v1/payment_intents?limit=10&starting_after=\(newest[1])")
        #expect(rest.data.map { $0["id"] as? String } == Array(newest[2...]))
        #expect(rest["has_more"] as? Bool == false)
        let before = stripe.get("/v1/payment_intents?limit=2&ending_before=\(newest[3])")
        #expect(before.data.map { $0["id"] as? String } == Array(newest[1..<3]))
        let window = stripe.get("/v1/payment_intents?created[gte]=1790000010&created[lt]=1790000030")
        #expect(window.data.map { $0["id"] as? String } == [ids[2], ids[1]])
        let empty = stripe.get("/v1/payment_intents?created[gt]=5&created[lt]=3")
        #expect(empty.data.isEmpty)
        let unknown = stripe.get("/v1/payment_intents?starting_after=pi_x")
        #expect(unknown.code == "resource_missing")
        let deep = stripe.get("/v1/payment_intents/\(ids[0])?expand[]=latest_charge.balance_transaction")
        let charge = try #require(deep["latest_charge"] as? [String: Any])
        let booked = try #require(charge["balance_transaction"] as? [String: Any])
        #expect(booked["net"] as? Int == 100 - 33)
    }
}
