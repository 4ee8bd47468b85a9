internal import Foundation
internal import GRDBSQLite

/// As many rows as a statement has lines, written to SQLite in one transaction with one index: what a store cannot beat.
struct StoreFloor {
    let path: String
    let rows: Int

    private static let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"  // lint:allow sql a floor
    private static let table = "CREATE TABLE line ("  // lint:allow sql a floor is SQLite without our store
    private static let columns = "identity TEXT, text TEXT, name TEXT, account TEXT, amount INT, day INT, state INT)"
    private static let insertion = "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)"  // lint:allow sql a floor
    private static let index = "CREATE UNIQUE INDEX line_identity ON line (identity)"  // lint:allow sql a floor

    func elapsedSeconds() throws -> Double {
        var database: OpaquePointer?
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw BenchError("SQLite does not open \(path)") }
        defer { sqlite3_close(database) }
        func run(_ statement: String) throws {
            guard sqlite3_exec(database, statement, nil, nil, nil) == SQLITE_OK else {
                throw BenchError("SQLite refused \(statement)")
            }
        }
        try run(Self.settings)
        try run(Self.table + Self.columns)
        var insert: OpaquePointer?
        sqlite3_prepare_v2(database, Self.insertion, -1, &insert, nil)
        defer { sqlite3_finalize(insert) }
        return try Loopback.elapsed {
            try run("BEGIN")
            for number in 0..<rows { try add(number, insert) }
            try run("COMMIT")
            try run(Self.index)
        }
    }

    private func add(_ number: Int, _ insert: OpaquePointer?) throws {
        let texts = [
            "DE5150010517\(number)2026-03-20\(number)", "RE-2026-\(1_000_000 + number)",
            "Schulz Labortechnik Halle GmbH", "DE78500105170124861847",
        ]
        // -1: SQLite copies the text before the call returns.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (place, text) in texts.enumerated() { sqlite3_bind_text(insert, Int32(place + 1), text, -1, copies) }
        for place in 5...7 { sqlite3_bind_int64(insert, Int32(place), Int64(number &* place)) }
        guard sqlite3_step(insert) == SQLITE_DONE else { throw BenchError("SQLite refused a row") }
        sqlite3_reset(insert)
    }
}
