import AdapterKit
import Foundation
import HubTransport
import PaymentVocabulary
import Testing

@testable import StripeAdapter

/// The adapter over real HTTP against `localstripe`, a Stripe that nobody in this project wrote.
@Suite(.serialized) struct LocalstripeTests {
    private static let secret = "whsec_localstripe"

    @Test(.timeLimit(.minutes(2))) func paysCapturesCancelsRefundsAndHearsOfIt() async throws {
        guard let server = try await Localstripe.start() else { return }
        defer { server.stop() }
        let listener = try LoopbackListener()
        defer { listener.stop() }
        try await server.configure(webhook: "http://127.0.0.1:\(listener.port)/hook", secret: Self.secret)

        try await Self.automaticCapture(server)
        try await Self.partialCapture(server)
        try await Self.cancellation(server)
        try await Self.refusals(server)
        try await Self.webhooks(server, listener)
    }

    private static func authorisation(
        _ number: Int,
        _ mode: CaptureMode,
        token: String = "pm_card_visa"
    ) -> AuthorisationRequest {
        AuthorisationRequest(
            payment: PaymentID("pay_\(number)"),
            operation: OperationID("op_\(number)"),
            idempotencyKey: IdempotencyKey("key_\(number)"),
            amount: .euros(1_050),
            captureMode: mode,
            methodToken: token,
            description: "Invoice \(number)"
        )
    }

    /// A payment at once, found again by our reference alone, and a part of it given back.
    private static func automaticCapture(_ server: Localstripe) async throws {
        let adapter = StripeAdapter()
        let context = server.context
        let facts = try await adapter.authorise(authorisation(1, .automatic), in: context).facts
        let id = try #require(facts.first?.providerPayment)
        let expected = [
            "authorisation succeeded 10.50 EUR | \(id) \(id) pay_1 op_1",
            "capture succeeded 10.50 EUR | \(id) \(id)/capture pay_1 -",
        ]
        #expect(facts.map(line) == expected)
        let refund = try await adapter.refund(
            RefundRequest(
                payment: PaymentID("pay_1"),
                operation: OperationID("op_1r"),
                idempotencyKey: IdempotencyKey("key_1r"),
                providerPayment: id,
                amount: .euros(300)
            ),
            in: context
        )
        let name = try #require(refund.facts.first?.providerObject)
        let refunded = "refund succeeded 3.00 EUR | \(id) \(name) pay_1 op_1r"
        #expect(refund.facts.map(line) == [refunded])
        for known in [id, nil] {
            let request = InquiryRequest(
                payment: PaymentID("pay_1"),
                providerPayment: known,
                firstSentAt: context.now
            )
            guard case .found(let found) = try await adapter.inquire(request, in: context) else {
                Issue.record("pay_1 was not found by \(known ?? "our reference")")
                continue
            }
            #expect(found.map(line) == expected + [refunded])
        }
        let unknown = InquiryRequest(payment: PaymentID("pay_0"), providerPayment: nil, firstSentAt: context.now)
        #expect(try await adapter.inquire(unknown, in: context) == .notFound)
    }

    private static func partialCapture(_ server: Localstripe) async throws {
        let adapter = StripeAdapter()
        let facts = try await adapter.authorise(authorisation(2, .manual), in: server.context).facts
        let id = try #require(facts.first?.providerPayment)
        let authorised = "authorisation succeeded 10.50 EUR | \(id) \(id) pay_2 op_2"
        #expect(facts.map(line) == [authorised])
        let request = CaptureRequest(
            payment: PaymentID("pay_2"),
            operation: OperationID("op_2c"),
            idempotencyKey: IdempotencyKey("key_2c"),
            providerPayment: id,
            amount: .euros(600)
        )
        let captured = [authorised, "capture succeeded 6.00 EUR | \(id) \(id)/capture pay_2 -"]
        #expect(try await adapter.capture(request, in: server.context).facts.map(line) == captured)
        let inquiry = InquiryRequest(
            payment: PaymentID("pay_2"),
            providerPayment: id,
            firstSentAt: server.context.now
        )
        guard case .found(let found) = try await adapter.inquire(inquiry, in: server.context) else {
            Issue.record("pay_2 was not found")
            return
        }
        // The rest that was released is in the list of refunds, and is none.
        #expect(found.map(line) == captured)
        let again = await failure { () async throws(AdapterError) in
            try await adapter.capture(request, in: server.context)
        }
        #expect(again?.kind == .invalidRequest && again?.certainty == .definitelyNotExecuted)
    }

    private static func cancellation(_ server: Localstripe) async throws {
        let adapter = StripeAdapter()
        let facts = try await adapter.authorise(authorisation(3, .manual), in: server.context).facts
        let id = try #require(facts.first?.providerPayment)
        let request = VoidRequest(
            payment: PaymentID("pay_3"),
            operation: OperationID("op_3v"),
            idempotencyKey: IdempotencyKey("key_3v"),
            providerPayment: id,
            amount: .euros(1_050)
        )
        let answer = try await adapter.void(request, in: server.context)
        #expect(
            answer.facts.map(line) == [
                "authorisation succeeded 10.50 EUR | \(id) \(id) pay_3 op_3",
                "void succeeded 10.50 EUR | \(id) \(id)/cancel pay_3 -",
            ]
        )
        let again = await failure { () async throws(AdapterError) in
            try await adapter.void(request, in: server.context)
        }
        #expect(again?.kind == .invalidRequest && again?.certainty == .definitelyNotExecuted)
    }

    private static func refusals(_ server: Localstripe) async throws {
        let adapter = StripeAdapter()
        let refused = try await server.card("4000000000000341")
        let declined = await failure { () async throws(AdapterError) in
            try await adapter.authorise(authorisation(4, .automatic, token: refused), in: server.context)
        }
        #expect(declined?.kind == .declined && declined?.certainty == .definitelyNotExecuted)
        #expect(declined?.providerCode == "card_declined")
        let guarded = try await server.card("4000002500003155")
        let facts = try await adapter.authorise(authorisation(5, .automatic, token: guarded), in: server.context).facts
        #expect(facts.map(\.claim) == [.requiresAction(url: nil)])
        let missing = VoidRequest(
            payment: PaymentID("pay_6"),
            operation: OperationID("op_6"),
            idempotencyKey: IdempotencyKey("key_6"),
            providerPayment: "pi_unknown",
            amount: .euros(1)
        )
        let unknown = await failure { () async throws(AdapterError) in
            try await adapter.void(missing, in: server.context)
        }
        #expect(unknown?.kind == .invalidRequest && unknown?.certainty == .definitelyNotExecuted)
        let stranger = server.context(settings: ["secret_key": "nobody"])
        let unauthorised = await failure { () async throws(AdapterError) in
            try await adapter.void(missing, in: stranger)
        }
        #expect(unauthorised?.kind == .authentication && unauthorised?.certainty == .definitelyNotExecuted)
    }

    /// Three signed events: the captures of pay_1 and pay_2 and the refusal of pay_4.
    private static func webhooks(_ server: Localstripe, _ listener: LoopbackListener) async throws {
        let adapter = StripeAdapter()
        for _ in 0..<100 where listener.deliveries.count < 3 { try await Task.sleep(for: .milliseconds(100)) }
        let context = server.context(settings: ["webhook_secret": secret])
        var lines: Set<String> = []
        for delivery in listener.deliveries {
            let webhook = try await adapter.verify(delivery, in: context)
            #expect(webhook.eventID.hasPrefix("evt_"))
            do {
                for fact in try await adapter.facts(in: webhook, context: context) {
                    lines.insert("\(webhook.eventType) \(fact.payment?.text ?? "-") \(fact.subject) \(fact.claim)")
                }
            } catch {
                // The event does not say how much of a manual capture was taken, and nothing else in it does.
                #expect(error.detail == "amount_received is missing")
                lines.insert("\(webhook.eventType) \(error.detail)")
            }
        }
        let money = ProviderFact.Claim.succeeded(.euros(1_050))
        let decline = ProviderFact.Claim.declined(Decline(reason: .unspecified, providerCode: "card_declined"))
        #expect(
            lines == [
                "payment_intent.succeeded pay_1 authorisation \(money)",
                "payment_intent.succeeded pay_1 capture \(money)",
                "payment_intent.payment_failed pay_4 authorisation \(decline)",
                "payment_intent.succeeded amount_received is missing",
            ]
        )
        let delivery = try #require(listener.deliveries.first)
        let forged = WebhookDelivery(
            method: delivery.method,
            path: delivery.path,
            query: delivery.query,
            headers: delivery.headers,
            body: delivery.body + [32]
        )
        let refused = await failure { () async throws(AdapterError) in try await adapter.verify(forged, in: context) }
        #expect(refused?.kind == .untrusted)
    }
}

/// A `localstripe` of our own, as a child process on a free port.
private struct Localstripe {
    private let process: Process
    private let exchange: LocalstripeExchange
    private let base: String

    var context: CallContext { context(settings: [:]) }

    func context(settings: [String: String]) -> CallContext {
        let all = ["secret_key": "sk_test_12345", "api_base": base].merging(settings) { _, new in new }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        return .test(exchange, settings: all, now: now)
    }

    /// - Returns: `nil`, after saying so, when it is not installed here.
    static func start() async throws -> Localstripe? {
        guard let python = Outside.python(".venv-tests-localstripe"),
            let script = Outside.sharedFile("tools/localstripe_run.py")
        else { return nil }
        let port = try LoopbackListener.freePort()
        let process = Process()
        process.executableURL = python
        process.arguments = [script.path, String(port)]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let exchange = try LocalstripeExchange(port: port)
        let server = Localstripe(process: process, exchange: exchange, base: "http://127.0.0.1:\(port)")
        for _ in 0..<200 {
            let request = ExchangeRequest(method: "GET", url: "\(server.base)/v1/refunds", headers: [])
            if (try? await exchange.send(request)) != nil { return server }
            try await Task.sleep(for: .milliseconds(100))
        }
        server.stop()
        throw POSIXError(.ETIMEDOUT)
    }

    /// Kills it: a child of a dispatch thread has `SIGTERM` blocked and would ignore a request to end.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func configure(webhook url: String, secret: String) async throws {
        var form = Form()
        form.add("url", url)
        form.add("secret", secret)
        #expect(try await post("/_config/webhooks/w1", form).status == 200)
    }

    /// A stored method for one of Stripe's test cards.
    func card(_ number: String) async throws -> String {
        var form = Form()
        form.add("type", "card")
        for (name, value) in [("number", number), ("exp_month", "12"), ("exp_year", "2030"), ("cvc", "123")] {
            form.add("card[\(name)]", value)
        }
        return try JSONDocument(try await post("/v1/payment_methods", form).body).root.string("id")
    }

    private func post(_ path: String, _ form: Form) async throws -> ExchangeResponse {
        let headers = [
            HTTPHeader("Authorization", "Bearer sk_test_12345"),
            HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        ]
        return try await exchange.send(
            ExchangeRequest(method: "POST", url: base + path, headers: headers, body: form.bytes)
        )
    }
}

/// The real transport, with what `localstripe` lacks taken out of requests and put into answers.
///
/// It refuses the parameters `description` and `created`, and does not tell `amount_received`, which is computed here
/// from the charge. Everything else passes unchanged.
private struct LocalstripeExchange: HTTPExchange {
    private let transport: HTTPTransport
    private let egress: EgressPolicy

    init(port: UInt16) throws {
        transport = try HTTPTransport()
        egress = EgressPolicy(hosts: ["127.0.0.1:\(port)"], allowsPlainLoopback: true)
    }

    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        let outgoing = TransportRequest(
            method: request.method,
            url: Self.without("created[lte]", in: Self.without("created[gte]", in: request.url)),
            headers: request.headers.map { ($0.name, $0.value) },
            body: Array(Self.without("description", in: String(decoding: request.body, as: UTF8.self)).utf8),
            timeoutMilliseconds: 10_000
        )
        let answer: TransportResponse
        do {
            answer = try await transport.send(outgoing, egress: egress)
        } catch {
            throw ExchangeFailure(bytesLeft: error.bytesLeft, detail: error.detail)
        }
        return ExchangeResponse(
            status: answer.status,
            headers: answer.headers.map { HTTPHeader($0.name, $0.value) },
            body: (try? Self.completed(answer.body)) ?? answer.body
        )
    }

    private static func without(_ name: String, in text: String) -> String {
        guard let start = text.range(of: "\(name)=") else { return text }
        let end = text[start.upperBound...].firstIndex(of: "&").map { text.index(after: $0) } ?? text.endIndex
        return text.replacingCharacters(in: start.lowerBound..<end, with: "")
    }

    /// What a manual capture took: the charge without the part that localstripe books as a refund of its own.
    private static func completed(_ body: [UInt8]) throws -> [UInt8] {
        let root = try JSONDocument(body).root
        guard try root.optionalString("object") == "payment_intent", try root.optionalString("status") == "succeeded",
            try root.optionalString("capture_method") == "manual",
            case .object(let members) = try JSONNode(root)
        else { return body }
        var received = try root.integer("amount")
        for refund in try root.elements("latest_charge", "refunds", "data")
        where try refund.optionalString("payment_intent") == nil {
            received -= try refund.integer("amount")
        }
        return JSONWriter.encode(.object(members + [.init(key: "amount_received", value: .integer(received))]))
    }
}
