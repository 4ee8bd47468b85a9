internal import Dispatch
internal import GRDB
internal import HubStore
internal import Synchronization

/// Moves the write-ahead log into the database file, on a thread of its own, so that no unit waits for it.
///
/// A PASSIVE checkpoint never blocks the writer, and therefore never catches up with a writer that never rests: the log
/// would grow without bound. Past the limit the writer is asked to restart the log itself, between two transactions,
/// when next to nothing is left to copy.
final class Checkpointer: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let commitsSeen = Atomic(0)
    private let isAsleep = Atomic(false)
    private let isClosed = Atomic(false)
    private let restartWanted = Atomic(false)
    private let restartFailed = Atomic(false)
    private let intervalMilliseconds: Int
    private let logPagesLimit: Int
    private let counters: StoreCounters

    init(intervalMilliseconds: Int, logPagesLimit: Int, counters: StoreCounters) {
        self.intervalMilliseconds = intervalMilliseconds
        self.logPagesLimit = logPagesLimit
        self.counters = counters
    }

    /// Called by the writer after each batch.
    func noteCommit() {
        commitsSeen.add(1, ordering: .sequentiallyConsistent)
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { wake.signal() }
    }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wake.signal()
    }

    /// The body of the checkpointer's thread.
    func run(_ database: Database) {
        var done = 0
        var roundsUntilRestart = 0
        var roundsYielded = 0
        while true {
            sleepWhileNothingIsWritten(since: done)
            _ = wake.wait(timeout: .now() + .milliseconds(intervalMilliseconds))
            guard !isClosed.load(ordering: .sequentiallyConsistent) else { return }
            if restartWanted.load(ordering: .relaxed) && roundsYielded < Self.roundsToYield {
                // Two checkpoints exclude each other: let the writer do its one, unless it fell asleep.
                roundsYielded += 1
                continue
            }
            roundsYielded = 0
            done = commitsSeen.load(ordering: .sequentiallyConsistent)
            // A failure costs nothing but a longer log, and the next round tries again.
            guard let log = try? database.checkpoint(.passive) else { continue }
            counters.addCheckpoint(logPages: log.walFrameCount)
            // A long reader makes a restart fail after a wait: do not ask for it again at once.
            let hasFailed = restartFailed.exchange(false, ordering: .relaxed)
            roundsUntilRestart = hasFailed ? Self.roundsAfterFailure : max(0, roundsUntilRestart - 1)
            if log.walFrameCount > logPagesLimit && roundsUntilRestart == 0 {
                restartWanted.store(true, ordering: .relaxed)
            }
        }
    }

    /// Called by the writer between two transactions.
    func restartLogIfWanted(_ database: Database) {
        guard restartWanted.load(ordering: .relaxed) else { return }
        defer { restartWanted.store(false, ordering: .relaxed) }
        // Readers of older pages are waited for, but not long: units are queueing.
        try? database.execute(sql: "PRAGMA busy_timeout = \(Self.restartWaitMilliseconds)")
        if (try? database.checkpoint(.restart)) != nil {
            counters.addRestart()
        } else {
            restartFailed.store(true, ordering: .relaxed)
        }
        try? database.execute(sql: "PRAGMA busy_timeout = \(SQLiteConnections.busyMilliseconds)")
    }

    private func sleepWhileNothingIsWritten(since done: Int) {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        guard commitsSeen.load(ordering: .sequentiallyConsistent) == done else {
            isAsleep.store(false, ordering: .sequentiallyConsistent)
            return
        }
        if !isClosed.load(ordering: .sequentiallyConsistent) { wake.wait() }
    }

    private static let roundsAfterFailure = 25
    private static let roundsToYield = 5
    private static let restartWaitMilliseconds = 20
}
