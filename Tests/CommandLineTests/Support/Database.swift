import Foundation
import GRDBSQLite

/// A hub's database, looked into and tampered with from outside.
final class Database {
    struct Failed: Error {
        let message: String
    }

    private let connection: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let opened else {
            throw Failed(message: "\(path) cannot be opened")
        }
        connection = opened
        sqlite3_busy_timeout(connection, 5_000)
    }

    deinit { sqlite3_close_v2(connection) }

    /// The rows of a query, every value as text, `NULL` as nothing.
    func rows(_ sql: String) throws -> [[String]] {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &prepared, nil) == SQLITE_OK, let statement = prepared else {
            throw failure()
        }
        defer { sqlite3_finalize(statement) }
        var rows: [[String]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                rows.append(
                    (0..<sqlite3_column_count(statement)).map { column in
                        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
                    }
                )
            case SQLITE_DONE: return rows
            default: throw failure()
            }
        }
    }

    func number(_ sql: String) throws -> Int { try rows(sql).first?.first.flatMap { Int($0) } ?? -1 }

    /// Changes rows, and tells how many.
    @discardableResult
    func change(_ sql: String) throws -> Int {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
        return Int(sqlite3_changes(connection))
    }

    private func failure() -> Failed { Failed(message: String(cString: sqlite3_errmsg(connection))) }
}
