import Foundation
import HubStore
import HubStoreSQLite
import Testing

struct StatementTests {
    private func value(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLValue]? {
        try InlineSQLiteStore().runNow { try $0.row(SQL(name: "test", sql: sql), arguments)?.values }
    }

    @Test(arguments: [
        SQLValue.null, .integer(.min), .integer(.max), .text(""), .text("Zürich\u{1F3E6}"), .blob([]),
        .blob([0, 255, 0]), .text(String(repeating: "x", count: 100_000)),
    ])
    func valuesComeBackAsTheyWere(value: SQLValue) throws {
        let store = try InlineSQLiteStore()
        let stored = try store.runNow { transaction in
            try transaction.executeScript("CREATE TABLE any (value)", name: "create")
            try transaction.execute(SQL(name: "insert", sql: "INSERT INTO any VALUES ($1)"), [value])
            return try transaction.row(SQL(name: "select", sql: "SELECT value FROM any"))
        }
        #expect(stored?.values == [value])
    }

    @Test func parametersMeanTheirNumber() throws {
        #expect(try value("SELECT $2, $1, $2 || '!'", ["one", "two"]) == ["two", "one", "two!"])
    }

    @Test(arguments: [("SELECT $1", 2), ("SELECT $1", 0), ("SELECT $1, $3", 2), ("SELECT 1", 1)])
    func countsItsArguments(sql: String, count: Int) {
        #expect {
            _ = try value(sql, Array(repeating: 1, count: count))
        } throws: { error in
            guard case .invalidStatement(statement: "test", _) = error as? StoreError else { return false }
            return true
        }
    }

    @Test(arguments: ["SELECT :name", "SELECT ?", "SELECT nothing FROM nowhere", "SELEC 1", "SELECT 1; SELECT 2", ""])
    func namesTheStatementThatIsWrong(sql: String) {
        #expect {
            _ = try value(sql, sql.contains("?") || sql.contains(":") ? [1] : [])
        } throws: { error in
            guard case .invalidStatement(statement: "test", _) = error as? StoreError else { return false }
            return true
        }
    }

    @Test func refusesFloatingPoint() {
        #expect(throws: StoreError.self) { try value("SELECT 0.5", []) }
    }

    @Test func returningYieldsRowsAndChangesAreCounted() throws {
        let store = try InlineSQLiteStore()
        try store.runNow { transaction in
            try transaction.executeScript(createItem, name: "create")
            let insert = SQL(name: "insert", sql: "INSERT INTO item (id) VALUES ($1), ($2) RETURNING id, body")
            let rows = try transaction.rows(insert, [4, 5])
            #expect(rows.map(\.values) == [[4, nil], [5, nil]] && rows.first?.columns == ["id", "body"])
            let update = SQL(name: "update", sql: "UPDATE item SET body = $2 WHERE id >= $1")
            #expect(try transaction.execute(update, [5, .blob([1])]) == 1)
            #expect(try transaction.execute(update, [0, nil]) == 2)
            #expect(try transaction.execute(update, [9, nil]) == 0)
            #expect(try transaction.execute(countItems) == 0)
        }
    }

    @Test(arguments: [
        (
            "INSERT INTO child (merchant_id, event_id, parent) VALUES (1, 'e', 1), (1, 'e', 1)",
            ConstraintViolation(kind: .unique, table: "child", columns: ["merchant_id", "event_id"])
        ),
        (
            "INSERT INTO child (merchant_id, event_id) VALUES (1, NULL)",
            ConstraintViolation(kind: .notNull, table: "child", columns: ["event_id"])
        ),
        (
            "INSERT INTO child (merchant_id, event_id, parent) VALUES (1, 'e', 77)",
            ConstraintViolation(kind: .foreignKey)
        ),
        (
            "INSERT INTO child (merchant_id, event_id, amount) VALUES (1, 'e', -1)",
            ConstraintViolation(kind: .check, name: "amount_positive")
        ),
    ])
    func tellsWhichRuleRefused(sql: String, violation: ConstraintViolation) throws {
        let store = try InlineSQLiteStore()
        try store.runNow { transaction in
            try transaction.executeScript(
                """
                CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY);
                INSERT INTO parent VALUES (1);
                CREATE TABLE child (
                    merchant_id BIGINT NOT NULL, event_id TEXT NOT NULL, parent BIGINT REFERENCES parent (id),
                    amount BIGINT CONSTRAINT amount_positive CHECK (amount > 0),
                    UNIQUE (merchant_id, event_id)
                );
                """,
                name: "create"
            )
        }
        #expect(throws: StoreError.constraint(violation)) {
            try store.runNow { _ = try $0.execute(SQL(name: "insert", sql: sql)) }
        }
    }
}
