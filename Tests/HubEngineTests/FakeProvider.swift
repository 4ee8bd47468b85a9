import AdapterKit
import HubEngine
import PaymentVocabulary
import Synchronization

/// A provider that keeps its own books: what it executed is what counts, whatever its answers say.
final class FakeProvider: PaymentTaking, PaymentCapturing, PaymentVoiding, PaymentRefunding, WebhookReading {
    /// What happens to the next request that moves money.
    enum Fault: Hashable, Sendable {
        case none
        /// Executed; the answer never arrives.
        case answerLost
        /// Bytes left; the provider never saw them.
        case requestLost
        case notSent
        /// Understood, and refused by an answer.
        case refused
        /// Authorisations: the issuer says no.
        case declined
    }

    private struct Books {
        var faults: [Fault] = []
        var facts: [PaymentID: [ProviderFact]] = [:]
        var names: [PaymentID: String] = [:]
        var seen: [IdempotencyKey: [ProviderFact]] = [:]
        var calls: [String] = []
        var isDown = false
        var namesOurs = true
    }

    private let books = Mutex(Books())
    let manifest: AdapterManifest

    init(visibilityDelaySeconds: Int64 = 60) {
        manifest = AdapterManifest(
            id: "fake",
            name: "Fake",
            version: "1",
            rails: ["card"],
            idempotencyKeyLifetimeSeconds: 86_400,
            visibilityDelaySeconds: visibilityDelaySeconds,
            hosts: ["fake.example"],
            webhookEvents: [],
            settings: []
        )
    }

    // MARK: - The script

    func next(_ faults: Fault...) { books.withLock { $0.faults += faults } }

    var isDown: Bool {
        get { books.withLock(\.isDown) }
        set { books.withLock { $0.isDown = newValue } }
    }

    /// Off, facts carry the provider's names only.
    var namesOurs: Bool {
        get { books.withLock(\.namesOurs) }
        set { books.withLock { $0.namesOurs = newValue } }
    }

    /// Requests that moved money or tried to, inquiries as `inquire`.
    var calls: [String] { books.withLock(\.calls) }

    /// Everything that happened to a payment at the provider.
    func facts(of payment: PaymentID) -> [ProviderFact] { books.withLock { $0.facts[payment] ?? [] } }

    func total(_ subject: ProviderFact.Subject, of payment: PaymentID) -> Int64 {
        facts(of: payment).reduce(0) { sum, fact in
            guard fact.subject == subject, case .succeeded(let amount) = fact.claim else { return sum }
            return sum + amount.minorUnits
        }
    }

    // MARK: - Capabilities

    func authorise(_ request: AuthorisationRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer
    {
        try await execute("authorise", request.payment, request.idempotencyKey, context) { books, fault in
            let name = "pp_\(request.payment)"
            books.names[request.payment] = name
            guard fault != .declined else {
                let decline = Decline(reason: .insufficientFunds, providerCode: "nsf")
                return [
                    Self.fact(
                        .authorisation,
                        .declined(decline),
                        name,
                        name,
                        request.payment,
                        request.operation,
                        context
                    )
                ]
            }
            var facts = [
                Self.fact(
                    .authorisation,
                    .succeeded(request.amount),
                    name,
                    name,
                    request.payment,
                    request.operation,
                    context
                )
            ]
            if request.captureMode == .automatic {
                facts.append(
                    Self.fact(.capture, .succeeded(request.amount), name, "ch_\(name)", request.payment, nil, context)
                )
            }
            return facts
        }
    }

    func capture(_ request: CaptureRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await move(
            "capture",
            .capture,
            request.payment,
            request.operation,
            request.idempotencyKey,
            request.amount,
            context
        )
    }

    func void(_ request: VoidRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await move(
            "void",
            .void,
            request.payment,
            request.operation,
            request.idempotencyKey,
            request.amount,
            context
        )
    }

    func refund(_ request: RefundRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await move(
            "refund",
            .refund,
            request.payment,
            request.operation,
            request.idempotencyKey,
            request.amount,
            context
        )
    }

    func inquire(_ request: InquiryRequest, in context: CallContext) async throws(AdapterError) -> InquiryAnswer {
        let isDown = books.withLock { books in
            books.calls.append("inquire")
            return books.isDown
        }
        try await exchange(isDown ? "lost" : "answered", context)
        let known = books.withLock { $0.facts[request.payment] }
        return known.map { .found(shown($0)) } ?? .notFound
    }

    private func move(
        _ name: String,
        _ subject: ProviderFact.Subject,
        _ payment: PaymentID,
        _ operation: OperationID,
        _ key: IdempotencyKey,
        _ amount: Money,
        _ context: CallContext
    ) async throws(AdapterError) -> PaymentAnswer {
        try await execute(name, payment, key, context) { books, _ in
            let provider = books.names[payment] ?? ""
            return [
                Self.fact(subject, .succeeded(amount), provider, "\(subject)_\(operation)", payment, operation, context)
            ]
        }
    }

    private func execute(
        _ name: String,
        _ payment: PaymentID,
        _ key: IdempotencyKey,
        _ context: CallContext,
        _ work: (inout Books, Fault) -> [ProviderFact]
    ) async throws(AdapterError) -> PaymentAnswer {
        let (fault, facts) = books.withLock { books -> (Fault, [ProviderFact]) in
            books.calls.append(name)
            let fault = books.faults.isEmpty ? .none : books.faults.removeFirst()
            guard fault == .none || fault == .answerLost || fault == .declined else { return (fault, []) }
            if let known = books.seen[key] { return (fault, known) }
            let facts = work(&books, fault)
            books.seen[key] = facts
            books.facts[payment, default: []] += facts
            return (fault, facts)
        }
        switch fault {
        case .none, .declined: try await exchange("answered", context)
        case .answerLost, .requestLost: try await exchange("lost", context)
        case .notSent: try await exchange("unsent", context)
        case .refused:
            try await exchange("answered", context)
            throw AdapterError(
                kind: .declined,
                certainty: .definitelyNotExecuted,
                providerCode: "no",
                detail: "refused"
            )
        }
        return PaymentAnswer(facts: shown(facts))
    }

    private func exchange(_ path: String, _ context: CallContext) async throws(AdapterError) {
        let request = ExchangeRequest(method: "POST", url: "https://fake.example/\(path)", headers: [])
        do throws(ExchangeFailure) {
            _ = try await context.http.send(request)
        } catch {
            throw error.adapterError
        }
    }

    private func shown(_ facts: [ProviderFact]) -> [ProviderFact] {
        guard !namesOurs else { return facts }
        return facts.map {
            ProviderFact(
                subject: $0.subject,
                claim: $0.claim,
                providerPayment: $0.providerPayment,
                providerObject: $0.providerObject,
                payment: nil,
                operation: nil,
                occurredAt: $0.occurredAt
            )
        }
    }

    private static func fact(
        _ subject: ProviderFact.Subject,
        _ claim: ProviderFact.Claim,
        _ providerPayment: String,
        _ object: String,
        _ payment: PaymentID,
        _ operation: OperationID?,
        _ context: CallContext
    ) -> ProviderFact {
        ProviderFact(
            subject: subject,
            claim: claim,
            providerPayment: providerPayment,
            providerObject: object,
            payment: payment,
            operation: operation,
            occurredAt: context.now
        )
    }

    // MARK: - Webhooks

    func verify(_ delivery: WebhookDelivery, in context: CallContext) async throws(AdapterError) -> VerifiedWebhook {
        guard delivery.headers.first(named: "signature") == "good", let id = delivery.headers.first(named: "event")
        else {
            throw AdapterError(kind: .untrusted, certainty: .notSent, detail: "the signature does not verify")
        }
        return VerifiedWebhook(eventID: id, eventType: "facts", body: delivery.body)
    }

    func facts(in webhook: VerifiedWebhook, context: CallContext) async throws(AdapterError) -> [ProviderFact] {
        do {
            return try HubJSON.decode([ProviderFact].self, from: webhook.body)
        } catch {
            throw AdapterError(kind: .invalidRequest, certainty: .notSent, detail: "the event is no list of facts")
        }
    }

    static func webhook(_ facts: [ProviderFact], event: String, signature: String = "good") throws -> WebhookDelivery {
        WebhookDelivery(
            method: "POST",
            path: "/webhooks/fake/card",
            query: "",
            headers: [HTTPHeader("Event", event), HTTPHeader("Signature", signature)],
            body: try HubJSON.encode(facts)
        )
    }
}

/// Answers by the path of the request: `answered`, `lost` or `unsent`.
struct FakeExchange: HTTPExchange {
    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        // Whoever waits for the network lets others run.
        await Task.yield()
        if request.url.hasSuffix("lost") { throw ExchangeFailure(bytesLeft: true, detail: "no answer") }
        if request.url.hasSuffix("unsent") { throw ExchangeFailure(bytesLeft: false, detail: "no connection") }
        return ExchangeResponse(status: 200, headers: [], body: Array("{}".utf8))
    }
}
