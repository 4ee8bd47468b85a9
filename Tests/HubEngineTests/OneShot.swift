import HubStore
import HubStoreSQLite
import Synchronization

/// Something that happens once, at the n-th time after it was armed.
final class OneShot: Sendable {
    struct Struck: Error {}

    private struct State {
        var left: Int?
        var passed = 0
    }

    private let state = Mutex(State())

    /// - Parameter count: how many times pass before it strikes.
    func arm(after count: Int) { state.withLock { $0 = State(left: count) } }

    /// How many times it was asked since it was armed.
    var passed: Int { state.withLock(\.passed) }
    var isArmed: Bool { state.withLock { $0.left != nil } }

    /// Whether this is the one time.
    var isStruck: Bool {
        state.withLock { state in
            guard let left = state.left else { return false }
            state.passed += 1
            state.left = left == 0 ? nil : left - 1
            return left == 0
        }
    }

    func strike() throws { if isStruck { throw Struck() } }
}
