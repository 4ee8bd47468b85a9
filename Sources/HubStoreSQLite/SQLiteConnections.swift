internal import Foundation
internal import GRDB
internal import HubStore

/// Opens the connections of one database file with the settings that the store's promises rest on.
struct SQLiteConnections {
    let path: String
    let options: SQLiteStore.Options

    /// How long a connection waits for a lock that another process holds.
    static let busyMilliseconds = 5_000

    func writer() throws(StoreError) -> DatabaseQueue {
        try createFile()
        return try open(readonly: false) { database throws in
            // Only a new file takes the page size, and only before it turns to write-ahead logging.
            try database.execute(sql: "PRAGMA page_size = \(options.pageSize)")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA journal_size_limit = \(options.logBytesLimit)")
            try database.execute(sql: "PRAGMA cache_size = -\(options.writerCacheKilobytes)")
            if let pages = options.pageCountMax { try database.execute(sql: "PRAGMA max_page_count = \(pages)") }
            try Self.requireDurability(database)
        }
    }

    func reader() throws(StoreError) -> DatabaseQueue {
        try open(readonly: true) { database throws in
            try database.execute(sql: "PRAGMA cache_size = -\(options.readerCacheKilobytes)")
        }
    }

    func checkpointer() throws(StoreError) -> DatabaseQueue {
        try open(readonly: false) { database throws in
            // A checkpoint flushes the log before it copies and the file after: this connection's setting decides.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA cache_size = -64")
            try Self.requireDurability(database)
        }
    }

    /// A pragma that cannot be obeyed is ignored in silence, so the values are read back.
    private static func requireDurability(_ database: Database) throws {
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
            throw StoreError.cannotOpen(
                detail: "synchronous is \(synchronous ?? -1), not 2, or the journal is \(journal ?? "none"), not wal"
            )
        }
    }

    /// The settings are made in `writeWithoutTransaction`, after whatever GRDB does on opening.
    ///
    /// Memory-mapped reading stays off: with it a failing disk kills the process instead of returning an error.
    private func open(readonly: Bool, settings: (Database) throws -> Void) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(Self.busyMilliseconds) / 1_000)
        do {
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            try connection.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
                try database.execute(sql: "PRAGMA mmap_size = 0")
                try settings(database)
            }
            return connection
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw StoreError(error, statement: "open")
        } catch {
            throw .cannotOpen(detail: "\(error)")
        }
    }

    /// Only the owner may read the file; SQLite gives the log beside it the same rights.
    ///
    /// An existing file is not opened here: closing it would drop the locks that this process already holds on it.
    private func createFile() throws(StoreError) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw .cannotOpen(detail: "\(path): \(String(cString: strerror(errno)))")
        } else if chmod(path, 0o600) != 0 {
            throw .cannotOpen(detail: "\(path): its mode cannot be set to 0600")
        }
    }
}
