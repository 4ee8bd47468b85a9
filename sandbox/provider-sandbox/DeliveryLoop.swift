import Dispatch
import Foundation
import PaymentVocabulary
import ProviderModels
import Synchronization

/// What became of one attempt to deliver.
struct DeliveryAttempt: Codable, Sendable {
    let event: String
    let type: String
    let attempt: Int
    let forged: Bool
    /// The answer's status; absent when none came.
    let status: Int?
    let error: String?
    let delivered: Bool
}

/// Posts webhooks from a thread of its own, again and again until the hub takes them.
final class DeliveryLoop: Sendable {
    private struct Pending: Sendable {
        let webhook: SignedWebhook
        var attempt = 1
        var isRetried = true
        var due: ContinuousClock.Instant
    }

    private struct State: Sendable {
        var pending: [Pending] = []
        var log: [DeliveryAttempt] = []
        var isStopped = false
    }

    private static let attemptsMax = 8
    private static let logCountMax = 10_000
    private let sandbox: StripeSandbox
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(sandbox: StripeSandbox) { self.sandbox = sandbox }

    func start() {
        let thread = Thread { [self] in
            while !state.withLock(\.isStopped) {
                pass()
                _ = wake.wait(timeout: .now() + .milliseconds(100))
            }
        }
        thread.name = "deliveries"
        thread.start()
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        wake.signal()
    }

    /// Looks at once for something to send.
    func poke() { wake.signal() }

    /// Sends a webhook out of turn, and only once when nobody is expected to take it.
    func enqueue(_ webhook: SignedWebhook, isRetried: Bool) {
        state.withLock { $0.pending.append(Pending(webhook: webhook, isRetried: isRetried, due: .now)) }
        wake.signal()
    }

    var log: [DeliveryAttempt] { state.withLock(\.log) }
    var pendingCount: Int { state.withLock(\.pending.count) }

    private func pass() {
        for webhook in sandbox.takeDeliveries() where webhook.url != nil {
            state.withLock { $0.pending.append(Pending(webhook: webhook, due: .now)) }
        }
        let due = state.withLock { state in
            let now = ContinuousClock.now
            let due = state.pending.filter { $0.due <= now }
            state.pending.removeAll { $0.due <= now }
            return due
        }
        for item in due { send(item) }
    }

    private func send(_ item: Pending) {
        // A repeat is signed anew, as Stripe does; so the true webhook follows a forged one.
        let webhook = item.attempt == 1 ? item.webhook : sandbox.webhook(forEvent: item.webhook.eventID) ?? item.webhook
        guard let address = webhook.url.flatMap({ LoopbackAddress($0) }) else { return }
        var status: Int?
        var failure: String?
        do throws(LoopbackClient.Failure) {
            status = try LoopbackClient.post(webhook.body, headers: webhook.headers, to: address)
        } catch {
            failure = error.detail
        }
        let delivered = status.map { (200..<300).contains($0) } ?? false
        let attempt = DeliveryAttempt(
            event: webhook.eventID,
            type: webhook.eventType,
            attempt: item.attempt,
            forged: webhook.isForged,
            status: status,
            error: failure,
            delivered: delivered
        )
        state.withLock { state in
            if state.log.count >= Self.logCountMax { state.log.removeFirst(Self.logCountMax / 10) }
            state.log.append(attempt)
            guard !delivered, item.isRetried, item.attempt < Self.attemptsMax else { return }
            var next = item
            next.attempt += 1
            next.due = .now + .milliseconds(250 << item.attempt)
            state.pending.append(next)
        }
    }
}
