import AdapterKit
import PaymentVocabulary
import Testing

@testable import StripeAdapter

@Suite struct InquiryTests {
    private func request(_ providerPayment: String? = nil) -> InquiryRequest {
        InquiryRequest(
            payment: PaymentID("pay_1"),
            providerPayment: providerPayment,
            firstSentAt: Timestamp(seconds: 1_789_000_100)
        )
    }

    private func urls(_ http: ScriptedExchange) -> [String] {
        http.requests.map { "\($0.method) \($0.url.dropFirst("https://api.stripe.com".count))" }
    }

    @Test func byStripesName() async throws {
        let charge = Sample.charge(["amount_captured": 600])
        let intent = Sample.intent(
            "succeeded",
            ["capture_method": "manual", "amount_received": 600, "latest_charge": charge]
        )
        let http = ScriptedExchange(
            intent,
            Sample.list([Sample.refund("pending")], more: true),
            Sample.list([
                Sample.refund("failed", ["id": "re_2", "failure_reason": "declined"]),
                Sample.refund("succeeded", ["id": "re_3", "payment_intent": .null]),
            ])
        )
        let answer = try await StripeAdapter().inquire(request("pi_1"), in: .test(http))
        #expect(
            urls(http) == [
                "GET /v1/payment_intents/pi_1?expand[0]=latest_charge",
                "GET /v1/refunds?payment_intent=pi_1&limit=100",
                "GET /v1/refunds?payment_intent=pi_1&limit=100&starting_after=re_1",
            ]
        )
        #expect(http.requests.allSatisfy { $0.body.isEmpty && $0.headers.first(named: "Idempotency-Key") == nil })
        guard case .found(let facts) = answer else {
            Issue.record("not found")
            return
        }
        #expect(
            facts.map(line) == [
                "authorisation succeeded 10.50 EUR | pi_1 pi_1 pay_1 op_1",
                "capture succeeded 6.00 EUR | pi_1 pi_1/capture pay_1 -",
                "refund pending | pi_1 re_1 pay_1 op_r",
                "refund returned 3.00 EUR declined | pi_1 re_2 pay_1 op_r",
            ]
        )
        #expect(facts.first?.occurredAt == Timestamp(seconds: 1_789_000_010))
        #expect(facts.last?.occurredAt == Timestamp(seconds: 1_789_000_020))
    }

    @Test func asksForDisputesOfADisputedCharge() async throws {
        let intent = Sample.intent("succeeded", ["latest_charge": Sample.charge(["disputed": true])])
        let http = ScriptedExchange(intent, Sample.list([]), Sample.list([Sample.dispute("lost")]))
        let answer = try await StripeAdapter().inquire(request("pi_1"), in: .test(http))
        #expect(urls(http).last == "GET /v1/disputes?payment_intent=pi_1&limit=100")
        guard case .found(let facts) = answer else {
            Issue.record("not found")
            return
        }
        #expect(facts.last.map(line) == "chargeback succeeded 10.50 EUR | pi_1 dp_1 - -")
    }

    @Test("nothing captured, nothing to refund")
    func asksOnceForAnAuthorisation() async throws {
        let http = ScriptedExchange(Sample.intent("requires_capture"))
        let answer = try await StripeAdapter().inquire(request("pi_1"), in: .test(http))
        #expect(http.requests.count == 1)
        guard case .found(let facts) = answer else {
            Issue.record("not found")
            return
        }
        #expect(facts.map(line) == ["authorisation succeeded 10.50 EUR | pi_1 pi_1 pay_1 op_1"])
    }

    @Test func unknownNameIsNotFound() async throws {
        let body: JSONNode = ["error": ["type": "invalid_request_error", "code": "resource_missing"]]
        let response = ExchangeResponse(status: 404, headers: [], body: JSONWriter.encode(body))
        let http = ScriptedExchange([.success(response)])
        #expect(try await StripeAdapter().inquire(request("pi_1"), in: .test(http)) == .notFound)
    }

    @Test func byOurReference() async throws {
        let other = Sample.intent("succeeded", ["id": "pi_0", "metadata": ["quittance_payment": "pay_0"]])
        let foreign = Sample.intent("succeeded", ["id": "pi_9", "metadata": [:]])
        let http = ScriptedExchange(
            Sample.list([other], more: true),
            Sample.list([foreign, Sample.intent("processing")]),
            Sample.intent("processing", ["latest_charge": Sample.charge(["status": "pending"])])
        )
        let answer = try await StripeAdapter().inquire(request(), in: .test(http))
        #expect(
            urls(http) == [
                "GET /v1/payment_intents?created[gte]=1788996500&created[lte]=1789003700&limit=100",
                "GET /v1/payment_intents?created[gte]=1788996500&created[lte]=1789003700&limit=100&starting_after=pi_0",
                "GET /v1/payment_intents/pi_1?expand[0]=latest_charge",
            ]
        )
        guard case .found(let facts) = answer else {
            Issue.record("not found")
            return
        }
        #expect(facts.map(line) == ["authorisation pending | pi_1 pi_1 pay_1 op_1"])
    }

    @Test func nothingOfOursIsNotFound() async throws {
        let http = ScriptedExchange(Sample.list([Sample.intent("succeeded", ["metadata": [:]])]))
        #expect(try await StripeAdapter().inquire(request(), in: .test(http)) == .notFound)
    }

    @Test("a list without an end is no evidence of absence")
    func neverNotFoundPastTheLastPage() async throws {
        let page = ExchangeResponse(
            status: 200,
            headers: [],
            body: JSONWriter.encode(Sample.list([Sample.intent("succeeded", ["metadata": [:]])], more: true))
        )
        let http = ScriptedExchange(Array(repeating: .success(page), count: 100))
        let error = await #expect(throws: AdapterError.self) {
            try await StripeAdapter().inquire(request(), in: .test(http))
        }
        #expect(error?.kind == .unavailable && http.requests.count == StripeAdapter.pagesMax)
    }

    static let broken: [[JSONNode]] = [
        [Sample.intent("succeeded", ["id": "pi_2"])],
        [Sample.intent("succeeded", ["metadata": ["quittance_payment": "pay_2"]])],
        [Sample.intent("succeeded"), ["object": "list", "data": 1]],
        [Sample.intent("succeeded"), Sample.list([], more: true)],
        [Sample.intent("succeeded"), Sample.list([["object": "refund"]])],
        [Sample.intent("succeeded"), Sample.refund("succeeded")],
    ]

    @Test(arguments: broken)
    func brokenAnswers(_ bodies: [JSONNode]) async {
        let http = ScriptedExchange(
            bodies.map { .success(ExchangeResponse(status: 200, headers: [], body: JSONWriter.encode($0))) }
        )
        let error = await #expect(throws: AdapterError.self) {
            try await StripeAdapter().inquire(request("pi_1"), in: .test(http))
        }
        #expect(error?.kind == .brokenAnswer)
    }
}
