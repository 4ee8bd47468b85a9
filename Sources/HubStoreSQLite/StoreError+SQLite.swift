internal import GRDB
internal import GRDBSQLite
internal import HubStore

extension StoreError {
    /// The meaning of the connection's last failure.
    ///
    /// SQLite's messages name tables and columns, never values.
    init(code: CInt, connection: OpaquePointer?, statement: String) {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        self.init(extendedCode: code, message: message, statement: statement)
    }

    init(_ error: DatabaseError, statement: String) {
        self.init(
            extendedCode: error.extendedResultCode.rawValue,
            message: error.message ?? "",
            statement: statement
        )
    }

    init(extendedCode: CInt, message: String, statement: String) {
        switch extendedCode & 0xff {
        case SQLITE_CONSTRAINT:
            self = .constraint(ConstraintViolation(extendedCode: extendedCode, message: message))
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full
        case SQLITE_IOERR: self = .io(code: extendedCode)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(detail: message)
        case SQLITE_READONLY: self = .readOnly(statement: statement)
        case SQLITE_NOMEM, SQLITE_INTERRUPT: self = .interrupted
        case SQLITE_CANTOPEN: self = .cannotOpen(detail: message)
        case SQLITE_ERROR, SQLITE_MISUSE, SQLITE_RANGE, SQLITE_MISMATCH, SQLITE_TOOBIG:
            self = .invalidStatement(statement: statement, detail: message)
        default: self = .other(code: extendedCode, detail: message)
        }
    }
}

extension ConstraintViolation {
    /// Reads messages such as `UNIQUE constraint failed: inbox.merchant_id, inbox.event_id`.
    init(extendedCode: CInt, message: String) {
        let kind: Kind =
            switch ResultCode(rawValue: extendedCode) {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: .unique
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKey
            case .SQLITE_CONSTRAINT_CHECK: .check
            case .SQLITE_CONSTRAINT_NOTNULL: .notNull
            default: .other
            }
        guard let colon = message.firstIndex(of: ":") else {
            self.init(kind: kind)
            return
        }
        let place = message[message.index(after: colon)...].drop(while: \.isWhitespace)
        let qualified = place.split(separator: ",").map { $0.drop(while: \.isWhitespace).split(separator: ".") }
        if kind == .check || qualified.contains(where: { $0.count != 2 }) {
            self.init(kind: kind, name: String(place))
        } else {
            self.init(
                kind: kind,
                table: qualified.first.map { String($0[0]) },
                columns: qualified.map { String($0[1]) }
            )
        }
    }
}
