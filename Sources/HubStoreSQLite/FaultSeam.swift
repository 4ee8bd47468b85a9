package import HubStore
internal import Synchronization

/// Where a test may make the database fail; both are counted from one over the life of the store.
package enum FaultPoint: Hashable, Sendable {
    /// Before the n-th statement that writes.
    case write(Int)
    /// Before the n-th COMMIT.
    case commit(Int)
}

package struct InjectedFault: Sendable {
    package let error: StoreError
    /// Whether the whole transaction is rolled back, as SQLite does by itself on a full disk.
    package let losesTransaction: Bool

    package init(_ error: StoreError, losesTransaction: Bool = false) {
        self.error = error
        self.losesTransaction = losesTransaction
    }
}

package typealias FaultInjector = @Sendable (FaultPoint) -> InjectedFault?

/// Counts the fault points of one store and asks the injector about each.
final class FaultSeam: Sendable {
    private let injector: FaultInjector
    private let writes = Atomic(0)
    private let commits = Atomic(0)

    init(_ injector: @escaping FaultInjector) { self.injector = injector }

    func nextWrite() -> InjectedFault? { injector(.write(writes.add(1, ordering: .relaxed).newValue)) }
    func nextCommit() -> InjectedFault? { injector(.commit(commits.add(1, ordering: .relaxed).newValue)) }
}
