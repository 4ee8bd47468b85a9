internal import GRDB
internal import HubStore

/// Runs units that only read, each on the snapshot of its first statement.
enum SnapshotRead {
    static func run(_ unit: UnitOfWork, on database: Database, _ statements: PreparedStatements) {
        let control = TransactionControl(database: database)
        do {
            try control.beginRead()
        } catch {
            unit.fail(error)
            return
        }
        let transaction = SQLiteTransaction(database, statements, access: .readOnly, faults: nil)
        let outcome = unit.attempt(transaction)
        transaction.end()
        control.rollback()
        switch outcome {
        case .returned(let resume): resume()
        case .threw(let error): unit.fail(error)
        }
    }
}
