internal import GRDB
internal import GRDBSQLite
internal import HubStore

/// The statements of one connection: each is prepared once, and asked once for what never changes of it.
final class PreparedStatements {
    private let database: Database
    private var byName: [String: PreparedStatement] = [:]

    init(_ database: Database) { self.database = database }

    func prepared(_ statement: HubStore.Statement) throws(StoreError) -> PreparedStatement {
        // A name stands for one text, but for the pragmas and tests that make theirs up.
        if let known = byName[statement.name], known.sql == statement.sql { return known }
        let prepared: PreparedStatement
        do {
            prepared = PreparedStatement(try database.cachedStatement(sql: statement.sql), sql: statement.sql)
        } catch let error as DatabaseError {
            throw StoreError(error, statement: statement.name)
        } catch {
            throw .invalidStatement(statement: statement.name, detail: "\(error)")
        }
        byName[statement.name] = prepared
        return prepared
    }
}

/// One statement, with what SQLite need not be asked for at each use.
final class PreparedStatement {
    let sql: String
    let handle: OpaquePointer
    let isReadOnly: Bool
    /// The number behind the `$` of each parameter, in SQLite's order; `nil` when one has another form.
    let parameters: [Int]?
    let parameterMax: Int
    /// The names in answers, as far as they are known.
    private var columnNames: [String] = []
    /// Owns the handle.
    private let statement: GRDB.Statement

    init(_ statement: GRDB.Statement, sql: String) {
        (self.statement, self.sql) = (statement, sql)
        handle = statement.sqliteStatement
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
        var numbers: [Int]? = []
        for index in 0..<sqlite3_bind_parameter_count(handle) {
            guard let number = Self.parameterNumber(handle, index + 1) else {
                numbers = nil
                break
            }
            numbers?.append(number)
        }
        parameters = numbers
        parameterMax = numbers?.max() ?? 0
    }

    /// To be asked for behind the first step: SQLite may have prepared the statement anew for a changed schema.
    func columns() -> [String] {
        let count = sqlite3_column_count(handle)
        if columnNames.count != Int(count) {
            columnNames = (0..<count).map { index in
                sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
            }
        }
        return columnNames
    }

    /// SQLite numbers `$2`, `$1` in the order in which it meets them; the shared SQL means the written number.
    private static func parameterNumber(_ handle: OpaquePointer, _ index: CInt) -> Int? {
        guard let name = sqlite3_bind_parameter_name(handle, index) else { return nil }
        guard name[0] == CChar(UInt8(ascii: "$")) else { return nil }
        var number = 0
        var position = 1
        while name[position] != 0 {
            let digit = Int(name[position]) - 48
            guard 0...9 ~= digit, number < 100_000 else { return nil }
            number = number * 10 + digit
            position += 1
        }
        return number > 0 ? number : nil
    }
}
