/// What shall go wrong next; a seeded value, shared by the sandbox server and the simulation.
///
/// Each kind of fault waits in its own queue, so a delay and a lost answer can meet in one request.
package struct FaultPlan: Sendable {
    package enum RequestFault: String, CaseIterable, Hashable, Sendable {
        /// The request never arrives.
        case dropAnswerBeforeEffect = "drop_answer_before_effect"
        /// The work is done and the answer is lost.
        case dropAnswerAfterEffect = "drop_answer_after_effect"
        /// Nothing is done and the answer is a server error.
        case serverError = "server_error"
        /// The work is done, the answer is a server error, and so is every replay.
        case serverErrorAfterEffect = "server_error_after_effect"
        /// Nothing is done; too many requests.
        case rateLimited = "rate_limited"
    }

    package enum WebhookFault: String, CaseIterable, Hashable, Sendable {
        /// The next webhook is sent twice.
        case duplicate = "duplicate_webhooks"
        /// The next webhook comes with a signature that does not fit.
        case wrongSignature = "wrong_signature"
        /// The webhooks of the next batch come in another order.
        case shuffle = "shuffle_webhooks"
    }

    private var numbers: SeededNumbers
    private var requestFaults: [RequestFault] = []
    private var delays: [Int64] = []
    private var webhookFaults: [WebhookFault: Int] = [:]

    package init(seed: UInt64 = 0) { numbers = SeededNumbers(seed: seed) }

    /// Whether nothing is planned any more.
    package var isEmpty: Bool {
        requestFaults.isEmpty && delays.isEmpty && webhookFaults.values.allSatisfy { $0 == 0 }
    }

    /// Plans the fault for the next `count` requests that have none yet.
    package mutating func add(_ fault: RequestFault, count: Int = 1) {
        requestFaults += repeatElement(fault, count: max(0, count))
    }

    /// Plans the fault for the next `count` webhooks (`shuffle`: batches).
    package mutating func add(_ fault: WebhookFault, count: Int = 1) {
        webhookFaults[fault, default: 0] += max(0, count)
    }

    /// Delays the answers of the next `count` requests.
    package mutating func addDelay(milliseconds: Int64, count: Int = 1) {
        delays += repeatElement(max(0, milliseconds), count: max(0, count))
    }

    package mutating func clear() {
        requestFaults = []
        delays = []
        webhookFaults = [:]
    }

    mutating func takeRequestFault() -> RequestFault? { requestFaults.isEmpty ? nil : requestFaults.removeFirst() }
    mutating func takeDelay() -> Int64 { delays.isEmpty ? 0 : delays.removeFirst() }

    /// Spoils, repeats and reorders webhooks as planned.
    package mutating func apply(to webhooks: [SignedWebhook], signatureHeader: String) -> [SignedWebhook] {
        guard !webhooks.isEmpty else { return [] }
        var sent: [SignedWebhook] = []
        for webhook in webhooks {
            let outgoing = take(.wrongSignature) ? webhook.forged(signatureHeader: signatureHeader) : webhook
            sent += take(.duplicate) ? [outgoing, outgoing] : [outgoing]
        }
        if take(.shuffle) { sent.shuffle(using: &numbers) }
        return sent
    }

    private mutating func take(_ fault: WebhookFault) -> Bool {
        guard let left = webhookFaults[fault], left > 0 else { return false }
        webhookFaults[fault] = left - 1
        return true
    }
}
