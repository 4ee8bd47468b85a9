package import AdapterKit
import PaymentCrypto
package import PaymentVocabulary

/// Stripe as a pure state machine: no clock, no randomness, no waiting.
///
/// It answers the calls that the hub needs, with Stripe's shapes, states, test cards, idempotency and events.
package struct StripeModel: ProviderModel {
    package static let signatureHeader = "Stripe-Signature"

    package let configuration: StripeConfiguration
    private var accounts: [StripeAccount]
    private var requestIdentifiers: SeededIdentifiers
    private let signer: StripeSigner

    package init(_ configuration: StripeConfiguration) {
        self.configuration = configuration
        signer = StripeSigner(configuration)
        requestIdentifiers = SeededIdentifiers(seed: configuration.seed ^ 0x5265_7175_6573_7473)
        accounts = configuration.apiKeys.enumerated().map { position, key in
            StripeAccount(key: key, seed: configuration.seed &+ UInt64(position) << 32, configuration: configuration)
        }
    }

    package mutating func handle(_ request: ExchangeRequest, now: Timestamp) -> ExchangeResponse {
        answer(request, now: now, failsAfterEffect: false)
    }

    package mutating func handleFailingAfterEffect(_ request: ExchangeRequest, now: Timestamp) -> ExchangeResponse {
        answer(request, now: now, failsAfterEffect: true)
    }

    package mutating func refusal(status: Int) -> ExchangeResponse {
        let failure =
            status == 429
            ? StripeFailure(status: 429, code: "rate_limit", message: "Too many requests in the sandbox.")
            : StripeFailure(status: status, category: .api, message: "The sandbox failed as it was told to.")
        return respond(StripeAnswer(failure), requestID: requestIdentifiers.next("req_", length: 14))
    }

    package mutating func takeDeliveries(now: Timestamp) -> [SignedWebhook] {
        var webhooks: [SignedWebhook] = []
        for position in accounts.indices {
            accounts[position].advance(to: now)
            webhooks += accounts[position].takeUndelivered().map { signer.webhook(for: $0, at: now) }
        }
        return webhooks
    }

    package var nextDue: Timestamp? { accounts.compactMap(\.nextDue).min() }

    /// The webhook of an event once more, signed at `now`; `nil` for an event that never was.
    package func webhook(forEvent id: String, now: Timestamp) -> SignedWebhook? {
        accounts.lazy.compactMap { $0.events[id] }.first.map { signer.webhook(for: $0, at: now) }
    }

    /// The identifiers and types of all events so far, oldest first.
    package var eventLog: [(id: String, type: String)] {
        accounts.flatMap { account in account.events.rows.map { ($0.id, $0.type) } }
    }
}

/// What the people around a payment do, who send no request to the API.
extension StripeModel {
    /// The payer passes (or fails) the check that their bank asked for.
    ///
    /// - Returns: whether a payment intent with this identifier was waiting for it.
    @discardableResult
    package mutating func authenticate(intent: String, succeeds: Bool = true, now: Timestamp) -> Bool {
        change(now) { $0.finishAuthentication(of: intent, succeeds: succeeds, call: StripeCall(unprompted: now)) }
    }

    /// The cardholder disputes a charge: the money and a fee are withdrawn.
    ///
    /// - Returns: the dispute's identifier; `nil` when there is no such captured, undisputed charge.
    @discardableResult
    package mutating func openDispute(charge: String, now: Timestamp) -> String? {
        var opened: String?
        _ = change(now) { account in
            opened = account.openDispute(on: charge, call: StripeCall(unprompted: now))
            return opened != nil
        }
        return opened
    }

    /// The bank decides for the merchant, and the money comes back.
    @discardableResult
    package mutating func winDispute(_ dispute: String, now: Timestamp) -> Bool {
        change(now) { $0.closeDispute(dispute, status: .won, call: StripeCall(unprompted: now)) }
    }

    /// The bank decides for the cardholder.
    @discardableResult
    package mutating func loseDispute(_ dispute: String, now: Timestamp) -> Bool {
        change(now) { $0.closeDispute(dispute, status: .lost, call: StripeCall(unprompted: now)) }
    }

    private mutating func change(_ now: Timestamp, _ body: (inout StripeAccount) -> Bool) -> Bool {
        for position in accounts.indices {
            accounts[position].advance(to: now)
            if body(&accounts[position]) { return true }
        }
        return false
    }
}

extension StripeModel {
    private mutating func answer(
        _ request: ExchangeRequest,
        now: Timestamp,
        failsAfterEffect: Bool
    ) -> ExchangeResponse {
        let target = RequestTarget(request.url)
        if let page = payerPage(target, now: now) { return page }
        let requestID = requestIdentifiers.next("req_", length: 14)
        guard let key = Self.apiKey(request), let position = accounts.firstIndex(where: { $0.key == key }) else {
            let failure = StripeFailure(status: 401, message: "No valid API key provided.")
            return respond(StripeAnswer(failure), requestID: requestID)
        }
        accounts[position].advance(to: now)
        let call = StripeCall(request, target: target, requestID: requestID, now: now)
        guard target.segments.first == "v1" else {
            return respond(StripeAnswer(.unknownAddress(call.method, target.path)), requestID: requestID)
        }
        return respond(
            accounts[position].answer(call, failsAfterEffect: failsAfterEffect),
            requestID: requestID,
            idempotencyKey: call.idempotencyKey
        )
    }

    /// The address that a payer is redirected to: following it is passing the check, `?outcome=fail` failing it.
    private mutating func payerPage(_ target: RequestTarget, now: Timestamp) -> ExchangeResponse? {
        let segments = target.segments
        guard segments.count == 3, segments[0] == "_sandbox", segments[1] == "authenticate" else { return nil }
        let succeeds = FormParameters(target.query.utf8)["outcome"] != "fail"
        let known = authenticate(intent: segments[2], succeeds: succeeds, now: now)
        let text = known ? "authentication \(succeeds ? "passed" : "failed")\n" : "nothing to authenticate\n"
        var headers = [HTTPHeader("Content-Type", "text/plain; charset=utf-8")]
        let returnURL = accounts.lazy.compactMap { $0.intents[segments[2]] }.first?.returnURL
        if known, let returnURL { headers.append(HTTPHeader("Location", returnURL)) }
        return ExchangeResponse(
            status: known ? (returnURL == nil ? 200 : 303) : 404,
            headers: headers,
            body: Array(text.utf8)
        )
    }

    private func respond(
        _ answer: StripeAnswer,
        requestID: String,
        idempotencyKey: String? = nil
    ) -> ExchangeResponse {
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Request-Id", requestID),
            HTTPHeader("Stripe-Version", configuration.apiVersion),
        ]
        if let idempotencyKey { headers.append(HTTPHeader("Idempotency-Key", idempotencyKey)) }
        if let original = answer.originalRequestID {
            headers.append(HTTPHeader("Original-Request", original))
            headers.append(HTTPHeader("Idempotent-Replayed", "true"))
        }
        return ExchangeResponse(status: answer.status, headers: headers, body: answer.body)
    }

    /// The key from `Bearer sk_…`, or from the user name of `Basic`.
    private static func apiKey(_ request: ExchangeRequest) -> String? {
        guard let field = request.headers.first(named: "Authorization") else { return nil }
        let parts = field.split(separator: " ")
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return String(parts[1])
        case "basic":
            guard let bytes = Base64.decode(parts[1]) else { return nil }
            return String(decoding: bytes.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        default: return nil
        }
    }
}

extension StripeFailure {
    static func unknownAddress(_ method: String, _ path: String) -> StripeFailure {
        StripeFailure(status: 404, message: "Unrecognized request URL (\(method): \(path)).", isStored: false)
    }
}
