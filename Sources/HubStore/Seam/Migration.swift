/// One step of the schema: applied once, in the order of the numbers, never changed once released.
package struct Migration: Hashable, Sendable {
    /// Counted from one, without gaps.
    package let number: Int64
    /// The file's name without its ending: `m0001_inbox`.
    package let name: String
    package let sql: String

    /// - Parameters:
    ///   - name: `m` with four digits, an underscore and a word, as in `m0001_inbox`.
    ///   - sql: one or several statements.
    /// - Throws: `MigrationError.invalidName`.
    package init(name: String, sql: String) throws(MigrationError) {
        let bytes = Array(name.utf8)
        guard bytes.count > 6, bytes[0] == UInt8(ascii: "m"), bytes[5] == UInt8(ascii: "_") else {
            throw .invalidName(name)
        }
        guard bytes[1...4].allSatisfy({ (48...57).contains($0) }) else { throw .invalidName(name) }
        number = bytes[1...4].reduce(0) { $0 * 10 + Int64($1 - 48) }
        self.name = name
        self.sql = sql
    }

    /// FNV-1a, 64 bits, over the text: finds an edited file, and does not protect against a forger.
    package var checksum: Int64 {
        let hash = sql.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }
}

/// Why the schema of a database and the migrations of this binary do not go together.
package enum MigrationError: Error, Hashable, Sendable {
    case invalidName(String)
    /// Numbers run 1, 2, 3 …; this one is missing or there twice.
    case notConsecutive(expected: Int64, found: String)
    /// The text of an applied migration is not the one that was applied.
    case changed(name: String)
    /// The database has a migration of this number under another name.
    case renamed(applied: String, known: String)
    /// The record of applied migrations has a gap, so somebody edited it.
    case missing(name: String)
    /// The database was migrated by a newer binary.
    case newerDatabase(applied: String, latestKnown: Int64)
}

extension MigrationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name): "\(name) is no migration's name; an example: m0001_inbox"
        case .notConsecutive(let expected, let found): "expected migration number \(expected), found \(found)"
        case .changed(let name): "migration \(name) was changed after it was applied to this database"
        case .renamed(let applied, let known): "migration \(applied) of this database is called \(known) here"
        case .missing(let name): "migration \(name) is not recorded, but a later one is"
        case .newerDatabase(let applied, let latest):
            "the database has migration \(applied), this binary knows \(latest): install the newer version"
        }
    }
}
