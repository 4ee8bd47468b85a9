package import HubStore

/// What SQLite's planner is told of the keys.
///
/// Every key begins with the merchant. Without statistics SQLite takes one column for so selective that it walks through
/// all rows of a merchant only to have them in the order of an index. These figures say that the merchant alone selects
/// nothing, and every column behind it much; a partial index has few rows.
enum KeyStatistics {
    static let script = """
        ANALYZE sqlite_schema;
        DELETE FROM sqlite_stat1;
        INSERT INTO sqlite_stat1 (tbl, idx, stat)
        SELECT tbl, idx, size || ' ' || size || replace(hex(zeroblob(columns - 2)), '00', few)
            || CASE is_unique WHEN 1 THEN ' 1' ELSE few END
        FROM (
            SELECT t.name AS tbl, i.name AS idx, i."unique" AS is_unique, COUNT(*) AS columns,
                CASE i.partial WHEN 1 THEN 8 ELSE 1000000 END AS size,
                CASE i.partial WHEN 1 THEN ' 2' ELSE ' 10' END AS few
            FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
            WHERE t.type = 'table'
            GROUP BY t.name, i.name
            HAVING COUNT(*) > 1 AND MAX(CASE WHEN c.seqno = 0 AND c.name = 'merchant_id' THEN 1 ELSE 0 END) = 1
        );
        ANALYZE sqlite_schema;
        """
}

extension SQLiteStore {
    package func describeKeys() async throws {
        try await run { try $0.executeScript(KeyStatistics.script, name: "describeKeys") }
    }
}

extension InlineSQLiteStore {
    package func describeKeys() async throws {
        try await run { try $0.executeScript(KeyStatistics.script, name: "describeKeys") }
    }
}
