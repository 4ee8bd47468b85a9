import HubStore
import HubStoreSQLite
import Testing

struct MigratorTests {
    private func migration(_ name: String, _ sql: String) throws -> Migration { try Migration(name: name, sql: sql) }

    private func inbox() throws -> Migration {
        try migration("m0001_inbox", "CREATE TABLE inbox (id BIGINT NOT NULL); CREATE INDEX inbox_id ON inbox (id);")
    }

    private func outbox() throws -> Migration { try migration("m0002_outbox", "CREATE TABLE outbox (id BIGINT)") }

    private let listTables = SQL(
        name: "listTables",
        sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )

    private func tables(_ store: some Store) async throws -> [String] {
        try await store.read { try $0.rows(listTables).map { row throws in try row.text(0) } }
    }

    @Test func appliesEachOnceAndRecordsIt() async throws {
        let store = try InlineSQLiteStore()
        #expect(try await Migrator([inbox()]).migrate(store, at: 5) == ["m0001_inbox"])
        #expect(try await Migrator([inbox(), outbox()]).migrate(store, at: 6) == ["m0002_outbox"])
        #expect(try await Migrator([inbox(), outbox()]).migrate(store, at: 7) == [])
        #expect(try await tables(store) == ["inbox", "outbox", "schema_migrations"])
        let list = SQL(name: "list", sql: "SELECT name, checksum, applied_at FROM schema_migrations ORDER BY number")
        let rows = try await store.read { try $0.rows(list) }
        let (first, second) = (try inbox(), try outbox())
        #expect(
            rows.map(\.values) == [
                [.text("m0001_inbox"), .integer(first.checksum), 5],
                [.text("m0002_outbox"), .integer(second.checksum), 6],
            ]
        )
    }

    @Test func refusesAChangedMigration() async throws {
        let store = try InlineSQLiteStore()
        try await Migrator([inbox()]).migrate(store, at: 0)
        let edited = try Migrator([migration("m0001_inbox", "CREATE TABLE inbox (id TEXT)"), outbox()])
        await #expect(throws: StoreError.migration(.changed(name: "m0001_inbox"))) {
            try await edited.migrate(store, at: 0)
        }
        let renamed = try Migrator([migration("m0001_intake", inbox().sql), outbox()])
        await #expect(throws: StoreError.migration(.renamed(applied: "m0001_inbox", known: "m0001_intake"))) {
            try await renamed.migrate(store, at: 0)
        }
        #expect(try await tables(store) == ["inbox", "schema_migrations"], "a refusal changes nothing")
    }

    @Test func refusesADatabaseOfANewerBinary() async throws {
        let store = try InlineSQLiteStore()
        try await Migrator([inbox(), outbox()]).migrate(store, at: 0)
        await #expect(throws: StoreError.migration(.newerDatabase(applied: "m0002_outbox", latestKnown: 1))) {
            try await Migrator([inbox()]).migrate(store, at: 0)
        }
    }

    @Test func refusesARecordWithAGap() async throws {
        let store = try InlineSQLiteStore()
        let migrator = try Migrator([inbox(), outbox()])
        try await migrator.migrate(store, at: 0)
        try await store.run { try $0.executeScript("DELETE FROM schema_migrations WHERE number = 1", name: "delete") }
        await #expect(throws: StoreError.migration(.missing(name: "m0001_inbox"))) {
            try await migrator.migrate(store, at: 0)
        }
    }

    @Test func aFailingMigrationLeavesNothing() async throws {
        let store = try InlineSQLiteStore()
        let broken = try migration("m0002_outbox", "CREATE TABLE outbox (id BIGINT); CREATE TABLE inbox (id BIGINT);")
        await #expect {
            try await Migrator([inbox(), broken]).migrate(store, at: 0)
        } throws: { error in
            guard case .invalidStatement(statement: "m0002_outbox", _) = error as? StoreError else { return false }
            return true
        }
        #expect(try await tables(store) == ["inbox", "schema_migrations"])
        #expect(try await Migrator([inbox(), outbox()]).migrate(store, at: 0) == ["m0002_outbox"])
    }

    @Test func twoProcessesMayStartAtOnce() async throws {
        let database = try TemporaryDatabase()
        let migrator = try Migrator([inbox(), outbox()])
        let stores = try (0..<4).map { _ in try SQLiteStore(path: database.path) }
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for store in stores { group.addTask { try await migrator.migrate(store, at: 0) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == ["m0001_inbox", "m0002_outbox"])
        for store in stores { await database.close(store) }
    }
}
