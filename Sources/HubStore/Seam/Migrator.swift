/// Brings a database to the schema of this binary, forwards only, or refuses.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    /// - Throws: `MigrationError.notConsecutive` unless the numbers are 1, 2, 3 …, in any order.
    package init(_ migrations: [Migration]) throws(MigrationError) {
        self.migrations = migrations.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
        var expected: Int64 = 1
        for migration in self.migrations {
            guard migration.number == expected else {
                throw .notConsecutive(expected: expected, found: migration.name)
            }
            expected += 1
        }
    }

    /// Applies what is missing, each migration in a transaction of its own together with its record.
    ///
    /// - Parameters:
    ///   - store: the database, empty or of an earlier schema.
    ///   - milliseconds: the present moment since 1970, for the record.
    /// - Returns: the names of the migrations applied now.
    /// - Throws: `StoreError.migration` when the database does not fit this binary; nothing is changed then.
    @discardableResult
    package func migrate(_ store: some Store, at milliseconds: Int64) async throws -> [String] {
        try await store.run { transaction in
            try transaction.executeScript(Self.createTable, name: "createSchemaMigrations")
        }
        try await check(store)
        var applied: [String] = []
        for migration in migrations {
            let isNew = try await store.run { transaction in
                // Another process may have migrated since the check.
                guard try transaction.row(Self.findApplied, [.integer(migration.number)]) == nil else { return false }
                try transaction.executeScript(migration.sql, name: migration.name)
                try transaction.execute(
                    Self.recordApplied,
                    [
                        .integer(migration.number), .text(migration.name), .integer(migration.checksum),
                        .integer(milliseconds),
                    ]
                )
                return true
            }
            if isNew { applied.append(migration.name) }
        }
        if !applied.isEmpty { try await store.describeKeys() }
        // What another process applied meanwhile must be what this binary would have applied.
        try await check(store)
        return applied
    }

    private func check(_ store: some Store) async throws {
        let rows = try await store.run { try $0.rows(Self.listApplied) }
        for (position, row) in rows.enumerated() {
            let (number, name, checksum) = (try row.int64(0), try row.text(1), try row.int64(2))
            guard number <= Int64(migrations.count) else {
                throw StoreError.migration(.newerDatabase(applied: name, latestKnown: Int64(migrations.count)))
            }
            let known = migrations[position]
            guard known.number == number else { throw StoreError.migration(.missing(name: known.name)) }
            guard known.name == name else { throw StoreError.migration(.renamed(applied: name, known: known.name)) }
            guard known.checksum == checksum else { throw StoreError.migration(.changed(name: name)) }
        }
    }

    private static let createTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            checksum BIGINT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """
    private static let listApplied = Statement(
        name: "listAppliedMigrations",
        sql: "SELECT number, name, checksum FROM schema_migrations ORDER BY number"
    )
    private static let findApplied = Statement(
        name: "findAppliedMigration",
        sql: "SELECT number FROM schema_migrations WHERE number = $1"
    )
    private static let recordApplied = Statement(
        name: "recordAppliedMigration",
        sql: "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"
    )
}
