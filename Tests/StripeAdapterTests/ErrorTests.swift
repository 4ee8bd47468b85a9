import AdapterKit
import PaymentVocabulary
import Testing

@testable import StripeAdapter

/// Statuses and error bodies against the two axes.
@Suite struct ErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        let body: String
        let headers: [HTTPHeader]
        let kind: AdapterError.Kind
        let certainty: AdapterError.Certainty
        let code: String?
        let retryAfter: Int64?

        init(
            _ status: Int,
            _ body: String,
            _ kind: AdapterError.Kind,
            _ certainty: AdapterError.Certainty,
            _ code: String? = nil,
            headers: [HTTPHeader] = [],
            retryAfter: Int64? = nil
        ) {
            self.status = status
            self.body = body
            self.headers = headers
            self.kind = kind
            self.certainty = certainty
            self.code = code
            self.retryAfter = retryAfter
        }

        var testDescription: String { "\(status) \(body)" }
    }

    private static func error(_ members: String) -> String { "{\"error\":{\(members)}}" }

    static let rows = [
        Row(
            400,
            error(#""type":"invalid_request_error","code":"parameter_missing","param":"amount""#),
            .invalidRequest,
            .definitelyNotExecuted,
            "parameter_missing"
        ),
        Row(400, error(#""type":"idempotency_error""#), .invalidRequest, .maybeExecuted, "idempotency_error"),
        Row(
            400,
            error(#""type":"invalid_request_error","code":"payment_intent_unexpected_state""#),
            .declined,
            .definitelyNotExecuted,
            "payment_intent_unexpected_state"
        ),
        Row(
            400,
            error(#""type":"invalid_request_error","code":"charge_already_refunded""#),
            .declined,
            .definitelyNotExecuted,
            "charge_already_refunded"
        ),
        Row(400, error(#""message":"no type""#), .brokenAnswer, .maybeExecuted),
        Row(400, "<html>", .brokenAnswer, .maybeExecuted),
        Row(400, "[]", .brokenAnswer, .maybeExecuted),
        Row(
            401,
            error(#""type":"invalid_request_error""#),
            .authentication,
            .definitelyNotExecuted,
            "invalid_request_error"
        ),
        Row(
            403,
            error(#""type":"invalid_request_error""#),
            .authentication,
            .definitelyNotExecuted,
            "invalid_request_error"
        ),
        Row(
            402,
            error(#""type":"card_error","code":"card_declined","decline_code":"insufficient_funds""#),
            .declined,
            .definitelyNotExecuted,
            "insufficient_funds"
        ),
        Row(402, "", .brokenAnswer, .maybeExecuted),
        Row(
            404,
            error(#""type":"invalid_request_error","code":"resource_missing","param":"intent""#),
            .invalidRequest,
            .definitelyNotExecuted,
            "resource_missing"
        ),
        Row(404, "404: Not Found", .brokenAnswer, .maybeExecuted),
        Row(
            409,
            error(#""type":"idempotency_error","code":"idempotency_key_in_use""#),
            .unavailable,
            .maybeExecuted,
            "idempotency_key_in_use"
        ),
        Row(424, error(#""type":"api_error""#), .unavailable, .maybeExecuted, "api_error"),
        Row(
            429,
            error(#""type":"invalid_request_error","code":"rate_limit""#),
            .rateLimited,
            .definitelyNotExecuted,
            "rate_limit",
            headers: [HTTPHeader("retry-after", "7")],
            retryAfter: 7_000
        ),
        Row(429, "slow down", .rateLimited, .definitelyNotExecuted, headers: [HTTPHeader("Retry-After", "soon")]),
        Row(429, "", .rateLimited, .definitelyNotExecuted, headers: [HTTPHeader("Retry-After", "-1")]),
        Row(500, error(#""type":"api_error""#), .unavailable, .maybeExecuted, "api_error"),
        Row(502, "<html>bad gateway</html>", .unavailable, .maybeExecuted),
        Row(503, "", .unavailable, .maybeExecuted, headers: [HTTPHeader("Retry-After", "2")], retryAfter: 2_000),
        Row(200, "{\"id\":", .brokenAnswer, .maybeExecuted),
        Row(200, "", .brokenAnswer, .maybeExecuted),
        Row(301, "", .brokenAnswer, .maybeExecuted),
        Row(100, "", .brokenAnswer, .maybeExecuted),
    ]

    @Test(arguments: rows)
    func mapsEveryStatus(_ row: Row) async throws {
        for operation in 0..<4 {
            let response = ExchangeResponse(status: row.status, headers: row.headers, body: Array(row.body.utf8))
            let context = CallContext.test(ScriptedExchange([.success(response)]))
            let error = try #require(await Self.failure(operation, in: context))
            #expect(error.kind == row.kind && error.certainty == row.certainty, "\(operation): \(error)")
            #expect(error.providerCode == row.code)
            #expect(error.retryAfterMilliseconds == row.retryAfter)
        }
    }

    @Test(arguments: [true, false])
    func keepsTheCertaintyOfALostAnswer(bytesLeft: Bool) async throws {
        let failure = ExchangeFailure(bytesLeft: bytesLeft, detail: "deadline")
        for operation in 0..<4 {
            let error = try #require(
                await Self.failure(operation, in: .test(ScriptedExchange([.failure(failure)])))
            )
            #expect(error.kind == .unavailable && error.certainty == (bytesLeft ? .maybeExecuted : .notSent))
        }
    }

    @Test func detailsHoldNoValues() async throws {
        let body = Self.error(
            #""type":"invalid\n_request_error","code":"x","param":"card[number]=4242","message":"secret 4242""#
        )
        let response = ExchangeResponse(status: 400, headers: [], body: Array(body.utf8))
        let error = try #require(await Self.failure(0, in: .test(ScriptedExchange([.success(response)]))))
        #expect(error.detail == "Stripe answered 400 invalid_request_error about card[number]4242")
    }

    @Test("a refused card is a fact when its payment is known")
    func declineIsAFact() async throws {
        let intent = Sample.intent(
            "requires_payment_method",
            ["last_payment_error": ["type": "card_error", "code": "card_declined", "decline_code": "lost_card"]]
        )
        let body: JSONNode = [
            "error": [
                "type": "card_error", "code": "card_declined", "decline_code": "lost_card", "payment_intent": intent,
            ]
        ]
        let response = ExchangeResponse(status: 402, headers: [], body: JSONWriter.encode(body))
        let answer = try await StripeAdapter().authorise(
            RequestTests.authorisation(),
            in: .test(ScriptedExchange([.success(response)]))
        )
        #expect(answer.facts.map(line) == ["authorisation declined suspectedFraud lost_card | pi_1 pi_1 pay_1 op_1"])
    }

    @Test("a refusal that names another payment is no evidence about ours")
    func declineOfAnother() async throws {
        let body: JSONNode = [
            "error": ["type": "card_error", "payment_intent": Sample.intent("requires_payment_method", ["amount": 1])]
        ]
        let response = ExchangeResponse(status: 402, headers: [], body: JSONWriter.encode(body))
        let error = try #require(await Self.failure(0, in: .test(ScriptedExchange([.success(response)]))))
        #expect(error.kind == .brokenAnswer && error.certainty == .maybeExecuted)
    }

    private static func failure(_ operation: Int, in context: CallContext) async -> AdapterError? {
        let adapter = StripeAdapter()
        do {
            switch operation {
            case 0: _ = try await adapter.authorise(RequestTests.authorisation(), in: context)
            case 1: _ = try await adapter.capture(RequestTests.capture(), in: context)
            case 2: _ = try await adapter.void(RequestTests.void(), in: context)
            default: _ = try await adapter.refund(RequestTests.refund(), in: context)
            }
            return nil
        } catch {
            return error
        }
    }
}
