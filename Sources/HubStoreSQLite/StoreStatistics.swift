internal import Synchronization

/// What a store did since it was opened.
///
/// Units by commits is the gain of group commit.
package struct StoreStatistics: Hashable, Sendable {
    /// Units handed to the writer, failed ones included.
    package var units = 0
    /// Units that wait for the writer now.
    package var queued = 0
    package var commits = 0
    /// Units run again alone because their shared transaction was lost.
    package var retries = 0
    package var checkpoints = 0
    /// Times the writer itself restarted a write-ahead log that had grown past its limit.
    package var restarts = 0
    /// The longest write-ahead log seen, in pages.
    package var logPagesMax = 0
}

/// The living numbers behind `StoreStatistics`.
final class StoreCounters: Sendable {
    private let units = Atomic(0)
    private let commits = Atomic(0)
    private let retries = Atomic(0)
    private let checkpoints = Atomic(0)
    private let restarts = Atomic(0)
    private let logPagesMax = Atomic(0)

    func add(units count: Int) { units.add(count, ordering: .relaxed) }
    func addCommit() { commits.add(1, ordering: .relaxed) }
    func add(retries count: Int) { retries.add(count, ordering: .relaxed) }
    func addRestart() { restarts.add(1, ordering: .relaxed) }
    func addCheckpoint(logPages: Int) {
        checkpoints.add(1, ordering: .relaxed)
        logPagesMax.max(logPages, ordering: .relaxed)
    }

    func statistics(queued: Int) -> StoreStatistics {
        StoreStatistics(
            units: units.load(ordering: .relaxed),
            queued: queued,
            commits: commits.load(ordering: .relaxed),
            retries: retries.load(ordering: .relaxed),
            checkpoints: checkpoints.load(ordering: .relaxed),
            restarts: restarts.load(ordering: .relaxed),
            logPagesMax: logPagesMax.load(ordering: .relaxed)
        )
    }
}
