import HubStore
import HubStoreSQLite

/// Books that an earlier version has written, brought to the schema of this one.
enum OldBooks {
    /// - Parameters:
    ///   - number: of the first migration that the earlier version did not have.
    ///   - rows: what it has stored.
    static func store(before number: Int64, _ rows: String) async throws -> InlineSQLiteStore {
        let store = try InlineSQLiteStore()
        let migrations = try HubSQL.migrations
        try await Migrator(migrations.filter { $0.number < number }).migrate(store, at: 0)
        try store.runNow { try $0.executeScript(rows, name: "old rows") }
        try await Migrator(migrations).migrate(store, at: 1)
        return store
    }
}
