package import HubCredit
package import HubReconciliation
import HubStore
package import PaymentVocabulary
import Synchronization

/// The use cases.
///
/// Each decides by a pure function on values and does the rest in one unit of work.
package struct Hub: Sendable {
    package let environment: HubEnvironment
    package let settings: HubSettings
    let bell: Bell
    let ingress = IngressGauge()

    package init(environment: HubEnvironment, settings: HubSettings = HubSettings()) {
        self.environment = environment
        self.settings = settings
        bell = Bell()
    }

    package var now: Timestamp { environment.clock.now() }

    /// Runs a unit on one merchant's tables.
    func run<Output: Sendable>(
        _ merchant: MerchantID,
        _ unit: @escaping @Sendable (Books) throws -> Output
    ) async throws -> Output {
        do {
            return try await environment.store.run { try unit(Books($0, merchant: merchant)) }
        } catch let problem as HubProblem where problem.kind == .forbidden {
            log(.notice, "refused", [("merchant", merchant.text), ("detail", problem.detail)])
            throw problem
        }
    }

    func read<Output: Sendable>(
        _ merchant: MerchantID,
        _ unit: @escaping @Sendable (Books) throws -> Output
    ) async throws -> Output {
        try await environment.store.read { try unit(Books($0, merchant: merchant)) }
    }

    func log(_ level: HubLogLine.Level, _ message: String, _ metadata: [(name: String, value: String)] = []) {
        environment.log(HubLogLine(level, message, metadata))
    }
}

/// Numbers that a merchant may set.
package struct HubSettings: Sendable {
    /// The whole time that a call to a provider may take, milliseconds.
    package var callTimeoutMilliseconds: Int64 = 30_000
    /// How long a worker keeps what it took, milliseconds; longer than a call.
    package var leaseMilliseconds: Int64 = 60_000
    /// The longest wait of a worker that nobody wakes, milliseconds.
    package var idleMillisecondsMax: Int64 = 1_000
    /// How long the inbox worker rests after a batch while the ingress is busy, milliseconds.
    package var ingressPauseMilliseconds: Int64 = 250
    /// How long deliveries may lie in the inbox before the worker rests no more, milliseconds.
    package var inboxLagMillisecondsMax: Int64 = 10_000
    package var creditPolicy: CreditPolicy = .first
    /// What may be posted without a person.
    package var matchingPolicy = MatchingPolicy()
    /// Matches of receipts above this many minor units need two people.
    package var fourEyesAbove: [Currency: Int64] = [:]
    /// Days without use after which a payer alias counts no more.
    package var aliasDays = PayerAlias.daysMax
    /// A receipt from another account than its customer is known to pay from waits for a person.
    package var holdsChangedAccounts = true
    /// Matches of a run that are posted in one unit of work.
    ///
    /// Each unit writes every page that it touches once, so larger ones write less; one of this size takes less than a
    /// tenth of a second, for which others wait.
    package var postingsPerUnit = 500

    package init() {}
}

/// Counts the deliveries that are on their way into the inbox.
final class IngressGauge: Sendable {
    /// From here on they wait for each other, and not only for the disk.
    private static let busy = 8
    private let inFlight = Atomic(0)
    /// A commit answers many at once, so that the number at one moment says little.
    private let highest = Atomic(0)

    func enter() {
        let count = inFlight.add(1, ordering: .relaxed).newValue
        highest.max(count, ordering: .relaxed)
    }

    func leave() { inFlight.subtract(1, ordering: .relaxed) }

    /// Whether there were many at any moment since this was asked last.
    func wasBusy() -> Bool {
        highest.exchange(inFlight.load(ordering: .relaxed), ordering: .relaxed) >= Self.busy
    }
}

/// Wakes the inbox worker as soon as a delivery is durable.
///
/// The rings before anybody listens are kept as one.
final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            guard let waiter = state.waiter else {
                state.hasRung = true
                return nil as CheckedContinuation<Void, Never>?
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, at once if it rang since the last wait, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.hasRung, !Task.isCancelled else {
                        state.hasRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }

    /// Returns at the next ring or at the moment, whichever comes first.
    func wait(orUntil moment: Timestamp, _ clock: any HubClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask { try? await clock.sleep(until: moment) }
            await group.next()
            group.cancelAll()
        }
    }
}
