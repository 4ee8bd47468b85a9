internal import Dispatch
internal import HubStore
internal import Synchronization

/// Units that wait for a thread, in order of arrival and bounded.
final class UnitQueue: Sendable {
    private struct State {
        var units: [UnitOfWork] = []
        /// Units before this index were taken already; they are dropped in bulk, which keeps taking cheap.
        var head = 0
        var sleepers = 0
        var isClosed = false
        var count: Int { units.count - head }
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { state.withLock { $0.count } }

    /// - Returns: why the unit was refused, or nil when it was accepted.
    func append(_ unit: UnitOfWork) -> StoreError? {
        let (refusal, wakes): (StoreError?, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            if state.count >= capacity { return (.overloaded(queued: state.count), false) }
            state.units.append(unit)
            guard state.sleepers > 0 else { return (nil, false) }
            state.sleepers -= 1
            return (nil, true)
        }
        if wakes { wake.signal() }
        return refusal
    }

    /// Waits until there is at least one unit and takes up to `limit`.
    /// - Returns: nil once the queue is closed and empty.
    func take(atMost limit: Int) -> [UnitOfWork]? {
        while true {
            let (units, isOver): ([UnitOfWork], Bool) = state.withLock { state in
                let units = Array(state.units[state.head...].prefix(limit))
                state.head += units.count
                if state.head == state.units.count || state.head > 4_096 {
                    state.units.removeFirst(state.head)
                    state.head = 0
                }
                if units.isEmpty && !state.isClosed { state.sleepers += 1 }
                return (units, units.isEmpty && state.isClosed)
            }
            if !units.isEmpty { return units }
            if isOver { return nil }
            wake.wait()
        }
    }

    /// Refuses further units; those that wait are still handed out.
    func close() {
        let sleepers = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = 0 }
            return state.sleepers
        }
        for _ in 0..<sleepers { wake.signal() }
    }
}
