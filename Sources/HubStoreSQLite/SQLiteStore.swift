internal import GRDB
package import HubStore

/// The embedded database: one file, one writer thread with group commit, a few reader threads, one that checkpoints.
///
/// A unit returns once its transaction is flushed to disk (`synchronous = FULL`). Units that arrive while one commits
/// share the next transaction. Cancelling a task does not stop its unit.
package final class SQLiteStore: Store {
    package struct Options: Sendable {
        /// Off, every unit is committed by itself; for comparison.
        package var batching = true
        /// Units in one transaction: bounds how long the first of them waits for the last.
        package var batchSizeMax = 256
        /// Units that may wait; past it `run` and `read` throw `StoreError.overloaded`.
        package var queueCapacity = 20_000
        package var readerCount = 2
        /// For new files, in bytes: four webhooks of usual size fill a page, where one would waste a smaller one.
        package var pageSize = 16_384
        package var writerCacheKilobytes = 32_768
        package var readerCacheKilobytes = 8_192
        package var checkpointIntervalMilliseconds = 100
        /// The write-ahead log is restarted by force once it is longer than this.
        package var logBytesLimit = 64 << 20
        /// The size that the database may grow to, in pages; nil for the disk's.
        package var pageCountMax: Int?
        /// For tests only.
        package var faultInjector: FaultInjector?

        package init() {}
    }

    private let writes: UnitQueue
    private let reads: UnitQueue
    private let checkpointer: Checkpointer
    private let counters = StoreCounters()
    private let writerThread: DatabaseThread

    /// Opens the file, or creates it with mode 0600.
    /// - Throws: `StoreError.cannotOpen` also when the file system does not allow write-ahead logging.
    package init(path: String, options: Options = Options()) throws(StoreError) {
        let connections = SQLiteConnections(path: path, options: options)
        let writer = try connections.writer()
        let checkpoints = try connections.checkpointer()
        var readers: [DatabaseQueue] = []
        for _ in 0..<max(1, options.readerCount) { readers.append(try connections.reader()) }

        let (writes, reads) = (UnitQueue(capacity: options.queueCapacity), UnitQueue(capacity: options.queueCapacity))
        let checkpointer = Checkpointer(
            intervalMilliseconds: options.checkpointIntervalMilliseconds,
            logPagesLimit: options.logBytesLimit / options.pageSize,
            counters: counters
        )
        (self.writes, self.reads, self.checkpointer) = (writes, reads, checkpointer)
        let counters = counters
        let faults = options.faultInjector.map(FaultSeam.init)
        let batchSize = options.batching ? max(1, options.batchSizeMax) : 1
        let checkpointThread = DatabaseThread(name: "store-checkpoint", connection: checkpoints) {
            checkpointer.run($0)
        }
        let readerThreads = readers.map { reader in
            DatabaseThread(name: "store-reader", connection: reader) { database in
                let statements = PreparedStatements(database)
                while let units = reads.take(atMost: 1) {
                    for unit in units { SnapshotRead.run(unit, on: database, statements) }
                }
            }
        }
        let others = readerThreads + [checkpointThread]
        writerThread = DatabaseThread(name: "store-writer", connection: writer) { database in
            var group = GroupCommit(database, faults: faults, counters: counters)
            while let units = writes.take(atMost: batchSize) {
                checkpointer.restartLogIfWanted(database)
                group.commit(units)
                checkpointer.noteCommit()
            }
            // The last connection to close copies the log into the file and removes it; readers may not.
            for thread in others { thread.wait() }
        }
    }

    deinit { stop() }

    package var statistics: StoreStatistics { counters.statistics(queued: writes.count) }

    package func run<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output
    ) async throws -> Output {
        try await wait(for: unit, in: writes)
    }

    package func submit<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output,
        done: @escaping @Sendable (Result<Output, any Error>) -> Void
    ) {
        if let refusal = writes.append(UnitOfWork(unit, done)) { done(.failure(refusal)) }
    }

    package func read<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output
    ) async throws -> Output {
        try await wait(for: unit, in: reads)
    }

    /// Refuses new units, finishes those that wait, and closes the file.
    ///
    /// May be called again.
    package func close() async {
        stop()
        await writerThread.join()
    }

    private func stop() {
        writes.close()
        reads.close()
        checkpointer.close()
    }

    private func wait<Output: Sendable>(
        for unit: @escaping @Sendable (any Transaction) throws -> Output,
        in queue: UnitQueue
    ) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let refusal = queue.append(UnitOfWork(unit) { continuation.resume(with: $0) })
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }
}
