internal import Foundation
internal import HubEngine
internal import HubHTTP
internal import PaymentVocabulary
internal import Synchronization

/// The computer's clock.
struct SystemClock: HubClock {
    func now() -> Timestamp { Self.moment }

    func sleep(until moment: Timestamp) async throws {
        let left = moment.milliseconds - now().milliseconds
        guard left > 0 else { return try Task.checkCancellation() }
        try await Task.sleep(for: .milliseconds(left))
    }

    static var moment: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// A clock for trying things out: runs like the computer's, from another moment, and can be moved forward.
final class SandboxClock: MovableClock {
    private let offset: Mutex<Int64>

    /// - Parameter start: what the clock shows now.
    init(start: Timestamp) {
        offset = Mutex(start.milliseconds - SystemClock.moment.milliseconds)
    }

    func now() -> Timestamp { Timestamp(milliseconds: SystemClock.moment.milliseconds + offset.withLock(\.self)) }

    func move(to moment: Timestamp) {
        offset.withLock { $0 = max($0, moment.milliseconds - SystemClock.moment.milliseconds) }
    }

    /// Looks at the clock every 20 milliseconds, since it may have been moved.
    func sleep(until moment: Timestamp) async throws {
        try Task.checkCancellation()
        while true {
            let left = moment.milliseconds - now().milliseconds
            guard left > 0 else { return }
            try await Task.sleep(for: .milliseconds(min(left, 20)))
        }
    }
}
