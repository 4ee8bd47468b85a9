/// Everything a store may say instead of an answer.
///
/// Details name tables, columns and statements, never values.
package enum StoreError: Error, Hashable, Sendable {
    /// A rule that the database keeps said no; only this unit failed.
    case constraint(ConstraintViolation)
    /// Another process held the database longer than the busy limit.
    case busy
    /// More units wait than the store is willing to queue: refuse the request and let the client come back.
    case overloaded(queued: Int)
    /// The disk, or the size the database is allowed, is full.
    case full
    /// Reading or writing the disk failed. After a failed flush the unit may still turn up once the process restarts.
    case io(code: Int32)
    /// The file is no database, or a damaged one.
    case corrupt(detail: String)
    /// A write inside `read`, or on a database that cannot be written.
    case readOnly(statement: String)
    /// The transaction ended before its unit did, so nothing of the unit was kept.
    case transactionLost
    /// The database ran out of memory or was interrupted: nothing of the unit was kept.
    case interrupted
    /// The SQL itself, or the number of its arguments, is wrong.
    case invalidStatement(statement: String, detail: String)
    /// A row does not have the shape its reader expects.
    case unexpectedColumn(name: String, expected: String, found: String)
    /// `close()` was called before, or the transaction was kept beyond its unit.
    case closed
    case cannotOpen(detail: String)
    case migration(MigrationError)
    /// A code with no case of its own.
    case other(code: Int32, detail: String)
}

/// Which rule of the schema refused a row.
package struct ConstraintViolation: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case unique, foreignKey, check, notNull, other }

    package let kind: Kind
    /// The table, where the database tells it (SQLite is silent about foreign keys).
    package let table: String?
    /// Columns in the order of the key (SQLite), or else empty.
    package let columns: [String]
    /// The name of the constraint or index, where the database tells it.
    package let name: String?

    package init(kind: Kind, table: String? = nil, columns: [String] = [], name: String? = nil) {
        self.kind = kind
        self.table = table
        self.columns = columns
        self.name = name
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .constraint(let violation): "\(violation)"
        case .busy: "the database is locked by another process"
        case .overloaded(let queued): "the database is overloaded: \(queued) units of work wait"
        case .full: "the disk or the database is full"
        case .io(let code): "reading or writing the database failed (code \(code))"
        case .corrupt(let detail): "the database is damaged: \(detail)"
        case .readOnly(let statement): "\(statement) writes, but the database is read only here"
        case .transactionLost: "the transaction was rolled back by the database"
        case .interrupted: "the database ran out of memory or was interrupted"
        case .invalidStatement(let statement, let detail): "statement \(statement): \(detail)"
        case .unexpectedColumn(let name, let expected, let found):
            "column \(name): expected \(expected), found \(found)"
        case .closed: "the database is closed"
        case .cannotOpen(let detail): "the database cannot be opened: \(detail)"
        case .migration(let error): "\(error)"
        case .other(let code, let detail): "database error \(code): \(detail)"
        }
    }
}

extension ConstraintViolation: CustomStringConvertible {
    package var description: String {
        let place = [table, columns.isEmpty ? nil : "(\(columns.joined(separator: ", ")))", name].compactMap(\.self)
        return (["\(kind.rawValue) constraint violated"] + place).joined(separator: " ")
    }
}
