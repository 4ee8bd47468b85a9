internal import GRDB
package import HubStore
internal import Synchronization

/// An in-memory database that does everything on the calling thread, one unit a commit, for deterministic simulation.
///
/// No thread and no dispatch queue takes part: GRDB's asynchronous calls would leave the simulation's executor, its
/// synchronous ones only block.
package final class InlineSQLiteStore: Store {
    /// Called with the number of the commit, counted from one over the life of the database; a hook that throws is a
    /// crash, and its error is what the caller of `run` gets.
    package struct CommitHooks: Sendable {
        /// The transaction is rolled back when this throws.
        package var beforeCommit: (@Sendable (Int) throws -> Void)?
        /// The transaction stays committed when this throws.
        package var afterCommit: (@Sendable (Int) throws -> Void)?

        package init(
            beforeCommit: (@Sendable (Int) throws -> Void)? = nil,
            afterCommit: (@Sendable (Int) throws -> Void)? = nil
        ) {
            self.beforeCommit = beforeCommit
            self.afterCommit = afterCommit
        }
    }

    private let connection: DatabaseQueue
    private let faults: FaultSeam?
    private let hooks: CommitHooks
    private let commits: Atomic<Int>
    private let isClosed = Atomic(false)

    package init(hooks: CommitHooks = CommitHooks(), faultInjector: FaultInjector? = nil) throws(StoreError) {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        do {
            connection = try DatabaseQueue(configuration: configuration)
        } catch {
            throw .cannotOpen(detail: "\(error)")
        }
        faults = faultInjector.map(FaultSeam.init)
        self.hooks = hooks
        commits = Atomic(0)
    }

    private init(successorOf store: InlineSQLiteStore, hooks: CommitHooks) {
        connection = store.connection
        faults = store.faults
        self.hooks = hooks
        commits = Atomic(store.commitCount)
    }

    /// The database as the next process finds it after a crash: same content, while this store throws
    /// `StoreError.closed` from now on, so that nothing left over from the crashed engine can write.
    package func restarted(hooks: CommitHooks = CommitHooks()) -> InlineSQLiteStore {
        close()
        return InlineSQLiteStore(successorOf: self, hooks: hooks)
    }

    /// Commits tried so far, over all restarts; the number that the hooks are called with.
    package var commitCount: Int { commits.load(ordering: .sequentiallyConsistent) }

    package func close() { isClosed.store(true, ordering: .sequentiallyConsistent) }

    package func run<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output
    ) async throws -> Output {
        try runNow(unit)
    }

    package func submit<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output,
        done: @escaping @Sendable (Result<Output, any Error>) -> Void
    ) {
        done(Result { try runNow(unit) })
    }

    package func read<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output
    ) async throws -> Output {
        try readNow(unit)
    }

    /// The synchronous form of `run`.
    ///
    /// `inDatabase` has no asynchronous twin that the compiler could prefer.
    package func runNow<Output>(_ unit: (any Transaction) throws -> Output) throws -> Output {
        try requireOpen()
        return try connection.inDatabase { database in
            let control = TransactionControl(database: database)
            try control.begin()
            let output: Output
            let number: Int
            do {
                let transaction = SQLiteTransaction(
                    database,
                    PreparedStatements(database),
                    access: .readWrite,
                    faults: faults
                )
                defer { transaction.end() }
                output = try unit(transaction)
                guard control.isInTransaction else { throw StoreError.transactionLost }
                number = commits.add(1, ordering: .sequentiallyConsistent).newValue
                try hooks.beforeCommit?(number)
                if let fault = faults?.nextCommit() { throw fault.error }
                try control.commit()
            } catch {
                control.rollback()
                throw error
            }
            try hooks.afterCommit?(number)
            return output
        }
    }

    package func readNow<Output>(_ unit: (any Transaction) throws -> Output) throws -> Output {
        try requireOpen()
        return try connection.inDatabase { database in
            let control = TransactionControl(database: database)
            try control.beginRead()
            defer { control.rollback() }
            let transaction = SQLiteTransaction(database, PreparedStatements(database), access: .readOnly, faults: nil)
            defer { transaction.end() }
            return try unit(transaction)
        }
    }

    private func requireOpen() throws(StoreError) {
        guard !isClosed.load(ordering: .sequentiallyConsistent) else { throw .closed }
    }
}
