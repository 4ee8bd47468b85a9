/// What a unit of work may do while it runs: SQL, nothing else.
///
/// It must not be kept beyond the unit.
package protocol Transaction {
    /// - Returns: the number of rows inserted, updated or deleted.
    @discardableResult
    func execute(_ statement: Statement, _ arguments: [SQLValue]) throws(StoreError) -> Int

    /// Hands over the rows of the answer, also of `INSERT … RETURNING` and its kin, one at a time.
    ///
    /// - Parameter body: must not use the transaction; it returns whether it wants the next row.
    func forEachRow(
        of statement: Statement,
        _ arguments: [SQLValue],
        _ body: (SQLRow) -> Bool
    ) throws(StoreError)

    /// Runs a text of several statements without arguments; for migrations.
    func executeScript(_ sql: String, name: String) throws(StoreError)
}

extension Transaction {
    @discardableResult
    package func execute(_ statement: Statement) throws(StoreError) -> Int { try execute(statement, []) }

    /// All rows of the answer.
    package func rows(_ statement: Statement, _ arguments: [SQLValue] = []) throws(StoreError) -> [SQLRow] {
        var rows: [SQLRow] = []
        try forEachRow(of: statement, arguments) { row in
            rows.append(row)
            return true
        }
        return rows
    }

    /// What is read of each row, `nil` left out; a long answer is never held as rows.
    ///
    /// - Parameter read: must not use the transaction; what it throws ends the statement.
    package func compactMap<Output>(
        _ statement: Statement,
        _ arguments: [SQLValue],
        _ read: (SQLRow) throws -> Output?
    ) throws -> [Output] {
        var (outputs, failure): ([Output], (any Error)?) = ([], nil)
        try forEachRow(of: statement, arguments) { row in
            do {
                if let output = try read(row) { outputs.append(output) }
            } catch {
                failure = error
            }
            return failure == nil
        }
        if let failure { throw failure }
        return outputs
    }

    /// The first row, if any.
    ///
    /// The statement runs to its end all the same.
    package func row(_ statement: Statement, _ arguments: [SQLValue] = []) throws(StoreError) -> SQLRow? {
        try rows(statement, arguments).first
    }
}

/// One database with one writer and any number of readers.
package protocol Store: Sendable {
    /// Runs one unit of work in a transaction and returns once it is durable.
    ///
    /// The unit may run more than once before its last result counts, so it does nothing but SQL and keeps nothing
    /// from an earlier attempt. Whatever it throws rolls back all it did, and nothing of any other unit.
    func run<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output
    ) async throws -> Output

    /// The same without a task that waits: for callers on an event loop, where a task costs more than the unit.
    ///
    /// - Parameter done: called once with what `run` would return or throw, perhaps on a thread of the store and
    ///   before this returns; it must not block.
    func submit<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output,
        done: @escaping @Sendable (Result<Output, any Error>) -> Void
    )

    /// Runs a unit that only reads, on a snapshot, while the writer goes on.
    /// - Throws: `StoreError.readOnly` when the unit tries to write.
    func read<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output
    ) async throws -> Output

    /// Tells the database after a change of the schema how its keys are filled, where it does not find out by itself.
    func describeKeys() async throws
}

extension Store {
    package func describeKeys() async throws {}
}
