import AdapterKit
import PaymentVocabulary
import Testing

@testable import StripeAdapter

/// What leaves for Stripe, byte for byte, and what each kind of answer becomes.
@Suite struct RequestTests {
    private let adapter = StripeAdapter()

    static func authorisation(
        _ amount: Money = .euros(1_050),
        mode: CaptureMode = .automatic,
        key: String = "key-1",
        token: String = "pm_card_visa"
    ) -> AuthorisationRequest {
        AuthorisationRequest(
            payment: PaymentID("pay_1"),
            operation: OperationID("op_1"),
            idempotencyKey: IdempotencyKey(key),
            amount: amount,
            captureMode: mode,
            methodToken: token,
            description: "Invoice 7 & more [é]"
        )
    }

    static func capture(_ amount: Money = .euros(600), of payment: String = "pi_1") -> CaptureRequest {
        CaptureRequest(
            payment: PaymentID("pay_1"),
            operation: OperationID("op_c"),
            idempotencyKey: IdempotencyKey("key-2"),
            providerPayment: payment,
            amount: amount
        )
    }

    static func void(_ amount: Money = .euros(1_050), of payment: String = "pi_1") -> VoidRequest {
        VoidRequest(
            payment: PaymentID("pay_1"),
            operation: OperationID("op_v"),
            idempotencyKey: IdempotencyKey("key-3"),
            providerPayment: payment,
            amount: amount
        )
    }

    static func refund(_ amount: Money = .euros(300), of payment: String = "pi_1") -> RefundRequest {
        RefundRequest(
            payment: PaymentID("pay_1"),
            operation: OperationID("op_r"),
            idempotencyKey: IdempotencyKey("key-4"),
            providerPayment: payment,
            amount: amount
        )
    }

    private func headers(_ key: String) -> [HTTPHeader] {
        [
            HTTPHeader("Authorization", "Bearer sk_test_1"), HTTPHeader("Stripe-Version", "2026-10-28.endive"),
            HTTPHeader("Idempotency-Key", key), HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        ]
    }

    private func expectSent(_ http: ScriptedExchange, _ path: String, _ key: String, _ body: String) {
        let expected = ExchangeRequest(
            method: "POST",
            url: "https://api.stripe.com\(path)",
            headers: headers(key),
            body: Array(body.utf8)
        )
        #expect(http.requests == [expected], "\(http.requests.map { String(decoding: $0.body, as: UTF8.self) })")
    }

    @Test func authorisesWithAutomaticCapture() async throws {
        let http = ScriptedExchange(Sample.intent("succeeded"))
        let answer = try await adapter.authorise(Self.authorisation(), in: .test(http))
        expectSent(
            http,
            "/v1/payment_intents",
            "key-1",
            "amount=1050&currency=eur&payment_method=pm_card_visa&payment_method_types[0]=card"
                + "&capture_method=automatic&confirm=true&description=Invoice+7+%26+more+%5B%C3%A9%5D"
                + "&metadata[quittance_payment]=pay_1&metadata[quittance_operation]=op_1"
        )
        #expect(
            answer.facts.map(line) == [
                "authorisation succeeded 10.50 EUR | pi_1 pi_1 pay_1 op_1",
                "capture succeeded 10.50 EUR | pi_1 pi_1/capture pay_1 -",
            ]
        )
    }

    @Test func authorisesForLaterCapture() async throws {
        let http = ScriptedExchange(
            Sample.intent("requires_capture", ["capture_method": "manual", "amount": 500, "currency": "jpy"])
        )
        let amount = Money(minorUnits: 500, currency: .jpy)
        let answer = try await adapter.authorise(Self.authorisation(amount, mode: .manual), in: .test(http))
        let body = try #require(http.requests.first?.body)
        #expect(String(decoding: body, as: UTF8.self).hasPrefix("amount=500&currency=jpy&"))
        #expect(String(decoding: body, as: UTF8.self).contains("&capture_method=manual&confirm=true&"))
        #expect(answer.facts.map(line) == ["authorisation succeeded 500 JPY | pi_1 pi_1 pay_1 op_1"])
        #expect(answer.facts.first?.occurredAt == Timestamp(seconds: 1_789_000_000))
    }

    @Test func capturesAPart() async throws {
        let http = ScriptedExchange(Sample.intent("succeeded", ["capture_method": "manual", "amount_received": 600]))
        let answer = try await adapter.capture(Self.capture(), in: .test(http))
        expectSent(http, "/v1/payment_intents/pi_1/capture", "key-2", "amount_to_capture=600")
        #expect(
            answer.facts.map(line) == [
                "authorisation succeeded 10.50 EUR | pi_1 pi_1 pay_1 op_1",
                "capture succeeded 6.00 EUR | pi_1 pi_1/capture pay_1 -",
            ]
        )
        #expect(answer.facts.last?.occurredAt == CallContext.testNow)
    }

    @Test func cancels() async throws {
        let http = ScriptedExchange(Sample.intent("canceled"))
        let answer = try await adapter.void(Self.void(), in: .test(http))
        expectSent(http, "/v1/payment_intents/pi_1/cancel", "key-3", "")
        #expect(answer.facts.map(line) == ["void succeeded 10.50 EUR | pi_1 pi_1/cancel pay_1 -"])
        #expect(answer.facts.first?.occurredAt == Timestamp(seconds: 1_789_000_500))
    }

    @Test func refundsAPart() async throws {
        let http = ScriptedExchange(Sample.refund("succeeded"))
        let answer = try await adapter.refund(Self.refund(), in: .test(http))
        expectSent(
            http,
            "/v1/refunds",
            "key-4",
            "payment_intent=pi_1&amount=300&metadata[quittance_payment]=pay_1&metadata[quittance_operation]=op_r"
        )
        #expect(answer.facts.map(line) == ["refund succeeded 3.00 EUR | pi_1 re_1 pay_1 op_r"])
    }

    @Test func settingsReachTheRequest() async throws {
        let http = ScriptedExchange(Sample.refund("pending"))
        let settings = [
            "secret_key": "rk_live_9", "api_base": "http://127.0.0.1:99/", "api_version": "2025-03-31.basil",
        ]
        _ = try await adapter.refund(Self.refund(), in: .test(http, settings: settings))
        let request = try #require(http.requests.first)
        #expect(request.url == "http://127.0.0.1:99/v1/refunds")
        #expect(request.headers.first(named: "authorization") == "Bearer rk_live_9")
        #expect(request.headers.first(named: "stripe-version") == "2025-03-31.basil")
    }

    @Test(
        "what cannot be sent is refused before a byte leaves",
        arguments: [
            authorisation(Money(minorUnits: 12_345, currency: .kwd)), authorisation(.euros(0)),
            authorisation(.euros(-1)),
            authorisation(key: ""), authorisation(key: "a\r\nX-Evil: 1"),
            authorisation(key: String(repeating: "k", count: 256)), authorisation(token: "4242 4242 4242 4242"),
            authorisation(token: ""),
        ]
    )
    func refusesUnsendable(_ request: AuthorisationRequest) async {
        let http = ScriptedExchange(Sample.intent("succeeded"))
        let error = await #expect(throws: AdapterError.self) { try await adapter.authorise(request, in: .test(http)) }
        #expect(error?.kind == .invalidRequest && error?.certainty == .notSent)
        #expect(http.requests.isEmpty)
    }

    @Test(arguments: ["", "pi_1/../x", "pi_1?x=1", "pi 1", "pi_é", String(repeating: "p", count: 256)])
    func refusesForeignNames(_ name: String) async {
        let http = ScriptedExchange(Sample.intent("succeeded"))
        let context = CallContext.test(http)
        for error in [
            await failure { () async throws(AdapterError) in
                try await adapter.capture(Self.capture(of: name), in: context)
            },
            await failure { () async throws(AdapterError) in try await adapter.void(Self.void(of: name), in: context) },
            await failure { () async throws(AdapterError) in
                try await adapter.refund(Self.refund(of: name), in: context)
            },
        ] {
            #expect(error?.kind == .invalidRequest && error?.certainty == .notSent)
        }
        #expect(http.requests.isEmpty)
    }

    @Test(
        arguments: [
            ["api_version": "2025-02-24.acacia"], ["api_version": "2026\r\n"], ["api_base": "ftp://x"],
            ["api_base": ""],
            ["secret_key": "sk\n"],
        ]
    )
    func refusesBadSettings(changes: [String: String]) async {
        let settings = CallContext.testSettings.merging(changes) { _, new in new }
        let http = ScriptedExchange(Sample.refund("pending"))
        let error = await #expect(throws: AdapterError.self) {
            try await adapter.refund(Self.refund(), in: .test(http, settings: settings))
        }
        #expect(error?.kind == .invalidRequest && error?.certainty == .notSent && http.requests.isEmpty)
    }

    @Test func refusesMissingKey() async {
        let error = await #expect(throws: AdapterError.self) {
            try await adapter.void(Self.void(), in: .test(settings: [:]))
        }
        #expect(error?.kind == .authentication && error?.certainty == .notSent)
    }

    // MARK: Answers that contradict the request

    @Test(
        "an answer about something else may have been executed",
        arguments: [
            Sample.intent("succeeded", ["amount": 1_051, "amount_received": 1_051]),
            Sample.intent("succeeded", ["currency": "usd"]),
            Sample.intent("succeeded", ["metadata": ["quittance_payment": "pay_2", "quittance_operation": "op_1"]]),
            Sample.intent("succeeded", ["metadata": ["quittance_payment": "pay_1"]]),
            Sample.intent("succeeded", ["capture_method": "manual"]),
            Sample.intent("succeeded", ["id": nil]),
            Sample.intent("succeeded", ["id": 7]),
            Sample.intent("succeeded", ["object": "charge"]),
            Sample.intent("settled"),
            Sample.intent("succeeded", ["amount": -1_050]),
            Sample.intent("succeeded", ["amount": 0]),
            Sample.intent("succeeded", ["amount": "1050"]),
            Sample.intent("succeeded", ["amount_received": -5]),
            Sample.intent("succeeded", ["amount_received": 0]),
            Sample.intent("succeeded", ["created": 9_223_372_036_854_775_807]),
            Sample.intent("succeeded", ["metadata": "none"]),
            Sample.intent("succeeded", ["latest_charge": [:]]),
            Sample.intent("succeeded", ["currency": "EUR"]),
            Sample.intent("succeeded", ["currency": "xxx"]),
            .array([]), .null, "text",
        ] as [JSONNode]
    )
    func brokenAuthorisation(_ body: JSONNode) async {
        await expectBroken { http throws(AdapterError) in
            _ = try await adapter.authorise(Self.authorisation(), in: .test(http))
        } answering: {
            body
        }
    }

    @Test(
        arguments: [
            Sample.intent("succeeded", ["capture_method": "manual", "amount_received": 1_050]),
            Sample.intent("succeeded", ["capture_method": "manual", "amount_received": nil]),
            Sample.intent("succeeded", ["capture_method": "manual", "amount_received": 600, "id": "pi_2"]),
            Sample.intent("succeeded", ["capture_method": "manual", "amount_received": 600, "currency": "usd"]),
            Sample.intent("requires_capture", ["capture_method": "manual"]), Sample.intent("canceled"),
        ] as [JSONNode]
    )
    func brokenCapture(_ body: JSONNode) async {
        await expectBroken { http throws(AdapterError) in
            _ = try await adapter.capture(Self.capture(), in: .test(http))
        } answering: {
            body
        }
    }

    @Test(
        arguments: [
            Sample.intent("requires_capture"), Sample.intent("canceled", ["amount": 999]),
            Sample.intent("canceled", ["id": "pi_2"]),
            Sample.intent("canceled", ["metadata": ["quittance_payment": "pay_2"]]),
        ] as [JSONNode]
    )
    func brokenVoid(_ body: JSONNode) async {
        await expectBroken { http throws(AdapterError) in
            _ = try await adapter.void(Self.void(), in: .test(http))
        } answering: {
            body
        }
    }

    @Test(
        arguments: [
            Sample.refund("succeeded", ["amount": 301]), Sample.refund("succeeded", ["currency": "usd"]),
            Sample.refund("succeeded", ["payment_intent": "pi_2"]), Sample.refund("succeeded", ["payment_intent": nil]),
            Sample.refund("succeeded", ["metadata": nil]), Sample.refund("reversed"),
            Sample.refund("succeeded", ["status": .null]),
        ] as [JSONNode]
    )
    func brokenRefund(_ body: JSONNode) async {
        await expectBroken { http throws(AdapterError) in
            _ = try await adapter.refund(Self.refund(), in: .test(http))
        } answering: {
            body
        }
    }

    private func expectBroken(
        _ call: (ScriptedExchange) async throws(AdapterError) -> Void,
        answering body: () -> JSONNode
    ) async {
        do {
            try await call(ScriptedExchange(body()))
            Issue.record("accepted \(String(decoding: JSONWriter.encode(body()), as: UTF8.self))")
        } catch {
            #expect(error.kind == .brokenAnswer && error.certainty == .maybeExecuted, "\(error)")
        }
    }
}
