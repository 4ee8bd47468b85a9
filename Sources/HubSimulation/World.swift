import AdapterHost
import AdapterKit
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Synchronization

/// The whole hub on virtual time under one seed: merchants, a provider, a network between them, and crashes.
///
/// Everything runs on the thread that calls, one job at a time.
final class World: Sendable {
    static let start = Timestamp(seconds: 1_790_000_000)

    let plan: SimulationPlan
    let chance: Chance
    let clock = VirtualClock(start: World.start)
    let executor: SimulationExecutor
    let merchants: [SimulatedMerchant]
    let accounts: AdapterRegistry
    let crashes: CrashPlan
    private let idleMillisecondsMax: Int64
    private let state: Mutex<State>
    private let log = Mutex<[String]>([])

    private struct State {
        var store: InlineSQLiteStore
        var process: HubProcess?
        var crashes = 0
        var living = 0
        var failures: [String] = []
    }

    init(_ plan: SimulationPlan) throws {
        self.plan = plan
        let chance = Chance(seed: plan.seed)
        self.chance = chance
        executor = SimulationExecutor(seed: chance.seed())
        let level = chance.number(in: 0...3)
        var faults = Faults(level: level, chance: chance)
        faults.lostAfterEffect = plan.lostAnswers ?? faults.lostAfterEffect
        idleMillisecondsMax = chance.pick([5_000, 30_000, 120_000]) ?? 30_000
        crashes =
            switch plan.crashes {
            case .planned(let crashes): crashes
            case .seeded: CrashPlan.seeded(level: level, payments: plan.paymentsMax, chance: chance)
            }
        let store = try InlineSQLiteStore()
        state = Mutex(State(store: store))
        let current = CurrentProcess()
        self.current = current
        let count = chance.happens(percent: 25) ? 2 : 1
        var merchants: [SimulatedMerchant] = []
        for number in 0..<count {
            merchants.append(
                Self.merchant(number, faults, plan, chance: chance, clock: clock, executor: executor, current: current)
            )
        }
        self.merchants = merchants
        accounts = try AdapterRegistry(merchants.enumerated().map { $1.adapterAccount(number: $0) })
    }

    private let current: CurrentProcess

    /// The process that callers reach at this moment, if any.
    final class CurrentProcess: Sendable {
        private let process = Mutex<HubProcess?>(nil)

        var value: HubProcess? {
            get { process.withLock { $0 } }
            set { process.withLock { $0 = newValue } }
        }
    }

    private static func merchant(
        _ number: Int,
        _ faults: Faults,
        _ plan: SimulationPlan,
        chance: Chance,
        clock: VirtualClock,
        executor: SimulationExecutor,
        current: CurrentProcess
    ) -> SimulatedMerchant {
        let currency = chance.pick(Opening.currencies) ?? .eur
        let opening = Opening(merchant: number, currency: currency, today: start.date(), chance: chance)
        let id = MerchantID("merchant-\(number)")
        let address = "account-\(number)"
        let mailbox = Mailbox()
        let provider = SimulatedProvider(
            seed: chance.seed(),
            apiKey: SimulatedMerchant.apiKey(number),
            clock: clock
        ) { mailbox.post?.accept($0, address: address) }
        let post = WebhookPost(
            WebhookPost.Surroundings(
                executor: executor,
                clock: clock,
                chance: chance,
                hub: { current.value },
                webhook: { [weak provider] in provider?.webhook(forEvent: $0) },
                sabotage: plan.sabotage
            ),
            faults: faults
        )
        mailbox.post = post
        return SimulatedMerchant(
            merchant: Merchant(id: id, name: "Merchant \(number)", baseCurrency: currency, timeZone: "UTC"),
            principal: Principal(merchant: id, name: "till"),
            account: AdapterAccountID(address),
            currency: currency,
            customers: opening.customers,
            invoices: opening.invoices,
            provider: provider,
            network: LossyNetwork(
                provider: provider,
                clock: clock,
                chance: chance,
                faults: faults,
                sabotage: plan.sabotage
            ),
            post: post,
            client: MerchantClient(clock: clock, chance: chance) { current.value }
        )
    }

    /// Ties the provider to the post that is made after it.
    private final class Mailbox: Sendable {
        private let content = Mutex<WebhookPost?>(nil)

        var post: WebhookPost? {
            get { content.withLock { $0 } }
            set { content.withLock { $0 = newValue } }
        }
    }
}

extension World {
    var store: InlineSQLiteStore { state.withLock(\.store) }
    var process: HubProcess? { current.value }
    var failures: [String] { state.withLock(\.failures) }
    var crashCount: Int { state.withLock(\.crashes) }

    func fail(_ text: String) { state.withLock { $0.failures.append(text) } }

    func logged(_ line: HubLogLine) {
        guard line.level == .error else { return }
        log.withLock { $0.append("\(line.message) \(line.metadata)") }
    }

    /// Runs everything until the condition holds while nothing can run, or nobody waits for a moment up to `limit`.
    ///
    /// - Returns: whether the condition holds.
    func run(until isDone: () -> Bool, limit: Timestamp) -> Bool {
        while true {
            while executor.runNext() {}
            if isDone() { return true }
            guard clock.advance(limit: limit) else { return false }
        }
    }

    /// Runs one piece of work to its end, with everything else beside it.
    func perform<Output: Sendable>(_ work: @escaping @Sendable () async throws -> Output) throws -> Output {
        let result = Mutex<Result<Output, any Error>?>(nil)
        let end = clock.now().adding(seconds: 86_400)
        executor.spawn {
            do {
                let output = try await work()
                result.withLock { $0 = .success(output) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
        _ = run(until: { result.withLock { $0 != nil } }, limit: end)
        guard let result = result.withLock({ $0 }) else { throw SimulationStuck() }
        return try result.get()
    }

    /// A task of the world's own; `areTasksDone` waits for it.
    func begin(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.living += 1 }
        executor.spawn { [self] in
            await body()
            state.withLock { $0.living -= 1 }
        }
    }

    var areTasksDone: Bool { state.withLock { $0.living == 0 } }
}

/// Something that was to end did not within a day.
struct SimulationStuck: Error {}

extension World {
    /// Starts the hub, and starts it again some time after each crash.
    func startHub() {
        let store = state.withLock(\.store)
        let surroundings = HubProcess.Surroundings(
            executor: executor,
            clock: clock,
            network: { [networks] in networks[$0] },
            accounts: accounts,
            idleMillisecondsMax: idleMillisecondsMax,
            crashes: crashes,
            log: { [weak self] in self?.logged($0) }
        )
        let process = HubProcess.start(after: store, seed: chance.seed(), surroundings)
        state.withLock { $0.store = process.store }
        current.value = process
        executor.spawn { [self] in
            await process.end.wait()
            process.die()
            guard current.value === process else { return }
            current.value = nil
            state.withLock { $0.crashes += 1 }
            await clock.wait(milliseconds: chance.number(in: 0...30_000))
            startHub()
        }
    }

    /// Stops the hub as an operator does; nothing restarts it.
    func stopHub() {
        let process = current.value
        current.value = nil
        process?.die()
        while executor.runNext() {}
    }

    private var networks: [String: LossyNetwork] {
        Dictionary(
            uniqueKeysWithValues: merchants.enumerated().map { (SimulatedMerchant.host($0), $1.network) }
        )
    }
}
