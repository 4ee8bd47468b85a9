internal import GRDB
internal import GRDBSQLite
internal import HubStore

/// One unit's view of a connection.
///
/// Statements are prepared once a connection and stepped through SQLite directly:
/// that is a third faster than binding and fetching through GRDB's rows.
final class SQLiteTransaction {
    enum Access { case readOnly, readWrite }

    private let database: Database
    private let statements: PreparedStatements
    private let access: Access
    private let faults: FaultSeam?
    private var isOpen = true
    /// Whether a statement that writes was begun, even if it failed.
    private(set) var hasWritten = false

    init(_ database: Database, _ statements: PreparedStatements, access: Access, faults: FaultSeam?) {
        self.database = database
        self.statements = statements
        self.access = access
        self.faults = faults
    }

    /// Called when the unit ends: a unit that kept its transaction gets `StoreError.closed` from then on.
    func end() { isOpen = false }

    /// A unit that hides an error which cost it its transaction must not go on writing without one.
    private func requireTransaction() throws(StoreError) {
        guard isOpen else { throw .closed }
        guard TransactionControl(database: database).isInTransaction else { throw .transactionLost }
    }

    private func prepare(_ statement: HubStore.Statement) throws(StoreError) -> PreparedStatement {
        try requireTransaction()
        let prepared = try statements.prepared(statement)
        guard !prepared.isReadOnly else { return prepared }
        guard access == .readWrite else { throw .readOnly(statement: statement.name) }
        hasWritten = true
        try injectFault()
        return prepared
    }

    private func injectFault() throws(StoreError) {
        guard let fault = faults?.nextWrite() else { return }
        if fault.losesTransaction { sqlite3_exec(database.sqliteConnection, "ROLLBACK", nil, nil, nil) }
        throw fault.error
    }

    private func failure(_ code: CInt, _ statement: HubStore.Statement) -> StoreError {
        StoreError(code: code, connection: database.sqliteConnection, statement: statement.name)
    }
}

extension SQLiteTransaction: Transaction {
    func execute(_ statement: HubStore.Statement, _ arguments: [SQLValue]) throws(StoreError) -> Int {
        let prepared = try prepare(statement)
        let handle = prepared.handle
        defer { release(handle) }
        try bind(arguments, to: prepared, of: statement)
        var code = sqlite3_step(handle)
        while code == SQLITE_ROW { code = sqlite3_step(handle) }
        guard code == SQLITE_DONE else { throw failure(code, statement) }
        return prepared.isReadOnly ? 0 : Int(sqlite3_changes(database.sqliteConnection))
    }

    func forEachRow(
        of statement: HubStore.Statement,
        _ arguments: [SQLValue],
        _ body: (SQLRow) -> Bool
    ) throws(StoreError) {
        let prepared = try prepare(statement)
        let handle = prepared.handle
        defer { release(handle) }
        try bind(arguments, to: prepared, of: statement)
        var columns: [String]?
        while true {
            let code = sqlite3_step(handle)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { throw failure(code, statement) }
                return
            }
            let names = columns ?? prepared.columns()
            columns = names
            guard body(SQLRow(columns: names, values: try values(of: handle, columns: names))) else { return }
        }
    }

    func executeScript(_ sql: String, name: String) throws(StoreError) {
        try requireTransaction()
        guard access == .readWrite else { throw .readOnly(statement: name) }
        hasWritten = true
        try injectFault()
        let code = sqlite3_exec(database.sqliteConnection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, HubStore.Statement(name: name, sql: sql)) }
    }
}

// MARK: - Values in and out

/// Tells SQLite to copy the bytes before the call returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension SQLiteTransaction {
    /// Lets go of what the statement holds, so that it can be used again and no value outlives its use.
    private func release(_ handle: OpaquePointer) {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func bind(
        _ arguments: [SQLValue],
        to prepared: PreparedStatement,
        of statement: HubStore.Statement
    ) throws(StoreError) {
        guard let parameters = prepared.parameters else {
            throw .invalidStatement(statement: statement.name, detail: "a parameter is not of the form $1")
        }
        guard prepared.parameterMax == arguments.count else {
            throw .invalidStatement(
                statement: statement.name,
                detail: "has parameters up to $\(prepared.parameterMax), but \(arguments.count) arguments were given"
            )
        }
        for (position, number) in parameters.enumerated() {
            let code = bind(arguments[number - 1], to: prepared.handle, at: CInt(position + 1))
            guard code == SQLITE_OK else { throw failure(code, statement) }
        }
    }

    private func bind(_ value: SQLValue, to handle: OpaquePointer, at index: CInt) -> CInt {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { chars in
                    guard let start = chars.baseAddress else {
                        return sqlite3_bind_text(handle, index, "", 0, transient)
                    }
                    return sqlite3_bind_text(handle, index, start, CInt(clamping: chars.count), transient)
                }
            }
        case .blob(let bytes):
            // A null pointer would bind NULL instead of no bytes.
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(handle, index, $0.baseAddress, CInt(clamping: $0.count), transient)
            }
        }
    }

    private func values(of handle: OpaquePointer, columns: [String]) throws(StoreError) -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.count)
        for (position, name) in columns.enumerated() {
            let index = CInt(position)
            switch sqlite3_column_type(handle, index) {
            case SQLITE_NULL: values.append(.null)
            case SQLITE_INTEGER: values.append(.integer(sqlite3_column_int64(handle, index)))
            case SQLITE_TEXT:
                let start = sqlite3_column_text(handle, index)
                let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
                values.append(.text(String(decoding: bytes, as: UTF8.self)))
            case SQLITE_BLOB:
                let start = sqlite3_column_blob(handle, index)
                let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
                values.append(.blob(Array(bytes)))
            default:
                throw .unexpectedColumn(name: name, expected: "no floating point", found: "floating point")
            }
        }
        return values
    }
}
