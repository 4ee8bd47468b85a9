internal import GRDB
internal import GRDBSQLite
internal import HubStore

/// Begins and ends transactions on one connection.
struct TransactionControl {
    let database: Database

    /// SQLite is in autocommit mode exactly when no transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(database.sqliteConnection) == 0 }

    func begin() throws(StoreError) { try run("BEGIN IMMEDIATE") }
    /// A snapshot that never waits for the writer.
    func beginRead() throws(StoreError) { try run("BEGIN DEFERRED") }
    func commit() throws(StoreError) { try run("COMMIT") }
    func savepoint() throws(StoreError) { try run("SAVEPOINT unit") }
    func releaseSavepoint() throws(StoreError) { try run("RELEASE unit") }
    func rollbackToSavepoint() throws(StoreError) {
        try run("ROLLBACK TO unit")
        try run("RELEASE unit")
    }

    /// Ends the transaction if there still is one.
    ///
    /// ROLLBACK does no writing of its own, so its code says nothing new.
    func rollback() {
        if isInTransaction { sqlite3_exec(database.sqliteConnection, "ROLLBACK", nil, nil, nil) }
    }

    private func run(_ sql: String) throws(StoreError) {
        let handle: OpaquePointer
        do {
            handle = try database.cachedStatement(sql: sql).sqliteStatement
        } catch let error as DatabaseError {
            throw StoreError(error, statement: sql)
        } catch {
            throw .invalidStatement(statement: sql, detail: "\(error)")
        }
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE else {
            throw StoreError(code: code, connection: database.sqliteConnection, statement: sql)
        }
    }
}
