import HubEngine
import PaymentVocabulary
import Synchronization

/// A clock that stands still while anything can run, and then jumps to the next moment that somebody waits for.
final class VirtualClock: HubClock {
    private enum Waiter {
        case sleeper(CheckedContinuation<Void, any Error>)
        case patient(CheckedContinuation<Void, Never>)
        case action(@Sendable () -> Void)
    }

    private struct Timer {
        let moment: Timestamp
        let number: Int
        let waiter: Waiter
    }

    private struct State {
        var now: Timestamp
        var issued = 0
        /// The latest first.
        var timers: [Timer] = []

        mutating func number() -> Int {
            issued += 1
            return issued
        }

        mutating func add(_ waiter: Waiter, at moment: Timestamp, number: Int) {
            let timer = Timer(moment: moment, number: number, waiter: waiter)
            let position =
                timers.lastIndex { ($0.moment, $0.number) > (moment, number) }.map { $0 + 1 } ?? timers.startIndex
            timers.insert(timer, at: position)
        }

        mutating func remove(_ number: Int) -> Waiter? {
            guard let position = timers.firstIndex(where: { $0.number == number }) else { return nil }
            return timers.remove(at: position).waiter
        }
    }

    private let state: Mutex<State>

    init(start: Timestamp) { state = Mutex(State(now: start)) }

    func now() -> Timestamp { state.withLock(\.now) }

    func sleep(until moment: Timestamp) async throws {
        let number = state.withLock { $0.number() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isWaiting = state.withLock { state in
                    guard !Task.isCancelled, moment > state.now else { return false }
                    state.add(.sleeper(continuation), at: moment, number: number)
                    return true
                }
                guard !isWaiting else { return }
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    continuation.resume()
                }
            }
        } onCancel: {
            if case .sleeper(let continuation) = state.withLock({ $0.remove(number) }) {
                continuation.resume(throwing: CancellationError())
            }
        }
    }

    /// Waits whether or not the task is cancelled: the world does not stop because somebody lost interest.
    func wait(until moment: Timestamp) async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard moment > state.now else { return false }
                state.add(.patient(continuation), at: moment, number: state.number())
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    func wait(milliseconds: Int64) async { await wait(until: now().adding(milliseconds: milliseconds)) }

    /// Does something at the moment, between two jobs.
    func at(_ moment: Timestamp, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.add(.action(action), at: max(moment, $0.now), number: $0.number()) }
    }

    /// Jumps to the next moment that somebody waits for, if it is not after `limit`, and wakes who waits for it.
    ///
    /// - Returns: `false` when nobody waits for a moment up to `limit`.
    func advance(limit: Timestamp) -> Bool {
        let waiter = state.withLock { state -> Waiter? in
            guard let next = state.timers.last, next.moment <= limit else { return nil }
            state.timers.removeLast()
            state.now = max(state.now, next.moment)
            return next.waiter
        }
        switch waiter {
        case nil: return false
        case .sleeper(let continuation): continuation.resume()
        case .patient(let continuation): continuation.resume()
        case .action(let action): action()
        }
        return true
    }

    /// Sets the clock to a later moment that nobody waits before.
    func jump(to moment: Timestamp) { state.withLock { $0.now = max($0.now, moment) } }
}
