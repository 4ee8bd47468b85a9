import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import Testing

@Suite("payments over HTTP")
struct PaymentRouteTests {
    private func world(losesAnswers: Bool = false) async throws -> World {
        let world = try await World(losesAnswers: losesAnswers)
        try await world.addCustomer()
        return world
    }

    @Test func aRepeatGetsTheStoredAnswerAndNothingIsSentAgain() async throws {
        let world = try await world()
        let first = try await world.pay(key: "k1")
        let again = try await world.pay(key: "k1")
        #expect(first.status == 201 && first.string("status") == "captured", "\(first.text)")
        #expect(first.headers[.replayed] == nil)
        #expect(again.status == 201 && again.bytes == first.bytes)
        #expect(again.headers[.replayed] == "true")
        #expect(world.adapter.calls.count == 1)
    }

    @Test func theSameRequestInAnotherSpellingIsTheSameRequest() async throws {
        let world = try await world()
        let first = try await world.pay(key: "k1")
        let spelled = """
            { "method": "pm_1", "currency": "EUR", "amount": "119.00", "account": "main", "customer": "\\u0063\\u0031" }
            """
        let again = try await world.post("/v1/payments", spelled, key: "k1")
        #expect(again.bytes == first.bytes && world.adapter.calls.count == 1, "\(again.text)")
    }

    @Test func theSameKeyForAnotherRequestIsRefused() async throws {
        let world = try await world()
        _ = try await world.pay(key: "k1")
        let other = try await world.pay("120.00", key: "k1")
        #expect(other.status == 422 && other.isProblem("idempotency-key-reused"))
        #expect(world.adapter.calls.count == 1)
    }

    @Test(arguments: ["/v1/payments", "/v1/payments/p/captures", "/v1/payments/p/refunds", "/v1/payments/p/voids"])
    func moneyMovesOnlyUnderAKey(_ path: String) async throws {
        let answer = try await world().send(.post, path, RequestReadingTests.payment())
        #expect(answer.status == 400 && answer.isProblem("idempotency-key-missing"))
        let blank = try await world().post(path, RequestReadingTests.payment(), key: "a b")
        #expect(blank.status == 422 && blank.string("field") == "Idempotency-Key")
    }

    @Test func capturesInPartsAndNeverMoreThanAuthorised() async throws {
        let world = try await world()
        let created = try await world.pay(more: #","capture":"manual""#, key: "k1")
        let path = "/v1/payments/\(created.string("id") ?? "")"
        #expect(created.string("status") == "authorised", "\(created.text)")
        let part = try await world.post("\(path)/captures", #"{"amount":"19.00","currency":"EUR"}"#, key: "k2")
        #expect(part.status == 201 && part.string("captured") == "19.00", "\(part.text)")
        let over = try await world.post("\(path)/captures", #"{"amount":"100.01"}"#, key: "k3")
        #expect(over.status == 422 && over.isProblem("amount-not-available"))
        #expect(over.string("detail")?.contains("100.00 EUR") == true, "\(over.text)")
        let rest = try await world.post("\(path)/captures", key: "k4")
        #expect(rest.status == 201 && rest.string("captured") == "119.00", "no body captures the rest: \(rest.text)")
        let back = try await world.post("\(path)/refunds", #"{"amount":"9.00"}"#, key: "k5")
        #expect(back.string("refunded") == "9.00" && back.string("status") == "partly_refunded", "\(back.text)")
        #expect(try await world.send(.get, path).string("refunded") == "9.00")
    }

    @Test func voidsWhatIsAuthorised() async throws {
        let world = try await world()
        let created = try await world.pay(more: #","capture":"manual""#, key: "k1")
        let voided = try await world.post("/v1/payments/\(created.string("id") ?? "")/voids", key: "k2")
        #expect(voided.status == 201 && voided.string("status") == "voided", "\(voided.text)")
    }

    @Test(arguments: [
        (#"{"amount":"1.00","currency":"USD"}"#, "/currency", "the payment is in EUR"),
        (#"{"currency":"USD"}"#, "/currency", "the payment is in EUR"),
        (#"{"amount":"1.001"}"#, "/amount", "EUR has 2 decimals"),
        (#"{"amount":1.00}"#, "/amount", "as a string"),
        (#"{"amonut":"1.00"}"#, "/amonut", "amount, currency"),
    ])
    func aFollowUpThatDoesNotFit(_ body: String, _ field: String, _ says: String) async throws {
        let world = try await world()
        let id = try await world.pay(key: "k1").string("id") ?? ""
        let answer = try await world.post("/v1/payments/\(id)/refunds", body, key: "k2")
        #expect(answer.status == 422 && answer.string("field") == field, "\(answer.text)")
        #expect(answer.string("detail")?.contains(says) == true, "\(answer.text)")
        #expect(try await world.send(.get, "/v1/payments/\(id)").string("refunded") == "0.00")
    }

    @Test func aDeclineIsAnAnswer() async throws {
        let world = try await world()
        let body = RequestReadingTests.payment().replacing("pm_1", with: "pm_declined")
        let answer = try await world.post("/v1/payments", body, key: "k1")
        #expect(answer.status == 402 && answer.string("status") == "declined", "\(answer.text)")
        #expect(answer.text.contains(#""provider_code":"51""#))
    }

    @Test func aLostAnswerIsNotAFailure() async throws {
        let world = try await world(losesAnswers: true)
        let answer = try await world.pay(key: "k1")
        #expect(answer.status == 202 && answer.string("status") == "indeterminate", "\(answer.text)")
        let id = answer.string("id") ?? ""
        let timeline = try await world.send(.get, "/v1/payments/\(id)/timeline")
        #expect(try timeline.json.elements("data").map { try $0.string("outcome") } == ["indeterminate"])
        let inquiry = try await world.send(.post, "/v1/payments/\(id)/inquiry")
        #expect(inquiry.status == 503 && inquiry.isProblem("unavailable"), "\(inquiry.text)")
    }

    @Test(arguments: ["", "/timeline"])
    func whatIsNotThere(_ suffix: String) async throws {
        let answer = try await world().send(.get, "/v1/payments/pay_none\(suffix)")
        #expect(answer.status == 404 && answer.isProblem("not-found"))
    }

    @Test func pagesShowEachPaymentOnce() async throws {
        let world = try await world()
        for number in 0..<5 { _ = try await world.pay(key: "k\(number)") }
        var seen: [String] = []
        var after = ""
        for _ in 0..<3 {
            let page = try await world.send(.get, "/v1/payments?limit=2&after=\(after)")
            seen += try page.json.elements("data").map { try $0.string("id") }
            guard let next = page.string("next") else { break }
            after = next
        }
        #expect(seen.count == 5 && Set(seen).count == 5)
    }
}

extension HTTPField.Name {
    static let replayed = Self("Idempotent-Replayed") ?? .age
}
