import Synchronization

/// Runs tasks one at a time on the calling thread; which of the ready ones goes next is drawn by a seed.
///
/// Child tasks, task groups and resumed continuations inherit it from the task that `spawn` makes.
final class SimulationExecutor: TaskExecutor, Sendable {
    private struct State {
        var ready: [UnownedJob] = []
        var random: SeededGenerator
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededGenerator(seed: seed))) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    /// Starts a task of this executor.
    ///
    /// Nothing runs before the caller calls `runNext`.
    @discardableResult
    func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: self, operation: body)
    }

    /// Runs one ready job up to its next suspension.
    ///
    /// - Returns: `false` when none is ready.
    func runNext() -> Bool {
        let next = state.withLock { state -> UnownedJob? in
            guard !state.ready.isEmpty else { return nil }
            let index = Int.random(in: 0..<state.ready.count, using: &state.random)
            state.ready.swapAt(index, state.ready.count - 1)
            return state.ready.removeLast()
        }
        guard let next else { return false }
        next.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }
}
