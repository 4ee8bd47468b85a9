import AdapterHost
import AdapterKit
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import StripeAdapter
import Synchronization

/// One life of the hub: from its start on the database as it is, to a crash or a stop.
final class HubProcess: Sendable {
    let hub: Hub
    let store: InlineSQLiteStore
    let end: Signal
    private let workers: Mutex<[Task<Void, Never>]>

    var isAlive: Bool { !end.hasHappened }

    private init(hub: Hub, store: InlineSQLiteStore, end: Signal, workers: [Task<Void, Never>]) {
        self.hub = hub
        self.store = store
        self.end = end
        self.workers = Mutex(workers)
    }

    /// Nothing of it acts any more: its tasks are cancelled, its store refuses, its network sends nothing.
    func die() {
        end.happen()
        store.close()
        stopWorkers()
    }

    func stopWorkers() {
        for worker in workers.withLock({ $0 }) { worker.cancel() }
    }

    struct Surroundings: Sendable {
        let executor: SimulationExecutor
        let clock: VirtualClock
        /// The way to a host.
        let network: @Sendable (_ host: String) -> LossyNetwork?
        let accounts: AdapterRegistry
        let idleMillisecondsMax: Int64
        let crashes: CrashPlan
        let log: @Sendable (HubLogLine) -> Void
    }

    /// Starts on the database that the last process left.
    static func start(after last: InlineSQLiteStore, seed: UInt64, _ around: Surroundings) -> HubProcess {
        let end = Signal()
        let store = last.restarted(hooks: hooks(around.crashes, end))
        let network = around.network
        let adapters = AdapterHost { hosts, deadline in
            SimulatedExchange(network: hosts.first.flatMap(network), deadline: deadline) { !end.hasHappened }
        }
        let environment = HubEnvironment(
            store: store,
            accounts: around.accounts,
            adapters: adapters,
            clock: around.clock,
            identifiers: IdentifierSource(clock: around.clock, random: SeededGenerator(seed: seed)),
            log: around.log
        )
        var settings = HubSettings()
        settings.idleMillisecondsMax = around.idleMillisecondsMax
        let hub = Hub(environment: environment, settings: settings)
        let workers = [
            around.executor.spawn { await hub.workInbox() },
            around.executor.spawn { await hub.workDue() },
        ]
        return HubProcess(hub: hub, store: store, end: end, workers: workers)
    }

    private static func hooks(_ crashes: CrashPlan, _ end: Signal) -> InlineSQLiteStore.CommitHooks {
        @Sendable func crash(_ commit: Int, _ side: CrashPlan.Side) throws {
            // Whatever is left of a dead process commits nothing.
            guard end.hasHappened || crashes.contains(commit, side) else { return }
            end.happen()
            throw SimulatedCrash()
        }
        return InlineSQLiteStore.CommitHooks(
            beforeCommit: { try crash($0, .before) },
            afterCommit: { try crash($0, .after) }
        )
    }
}
