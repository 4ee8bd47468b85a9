internal import GRDB
internal import HubStore

/// Commits several units in one transaction.
///
/// Savepoints cost as much as a small unit, because SQLite keeps a copy of every page that one touches. So a batch runs
/// without them, until a unit throws after it wrote: then the batch is undone and run again with a savepoint for each
/// unit, and so are the next ones.
///
/// No outcome of a unit, success or failure, is told before COMMIT has returned: a failure too may rest on what a
/// neighbour wrote. When the transaction is lost on the way, every unit is run again alone.
struct GroupCommit {
    private let control: TransactionControl
    private let statements: PreparedStatements
    private let faults: FaultSeam?
    private let counters: StoreCounters
    /// How many batches to come take savepoints.
    private var batchesWithSavepoints = 0

    private static let batchesAfterThrow = 32

    init(_ database: Database, faults: FaultSeam?, counters: StoreCounters) {
        control = TransactionControl(database: database)
        statements = PreparedStatements(database)
        self.faults = faults
        self.counters = counters
    }

    mutating func commit(_ units: [UnitOfWork]) {
        counters.add(units: units.count)
        guard units.count > 1 else {
            for unit in units { commitAlone(unit) }
            return
        }
        do {
            try control.begin()
        } catch {
            // Nobody got the lock within the busy limit: trying once more for each would only take that long again.
            for unit in units { unit.fail(error) }
            return
        }
        guard let outcomes = run(units), commitTransaction() else {
            control.rollback()
            counters.add(retries: units.count)
            for unit in units { commitAlone(unit) }
            return
        }
        for (unit, outcome) in zip(units, outcomes) {
            switch outcome {
            case .returned(let resume): resume()
            case .threw(let error): unit.fail(error)
            }
        }
    }

    /// - Returns: nil when the transaction was lost.
    private mutating func run(_ units: [UnitOfWork]) -> [UnitOfWork.Attempt]? {
        if batchesWithSavepoints > 0 {
            batchesWithSavepoints -= 1
            return runWithSavepoints(units)
        }
        var outcomes: [UnitOfWork.Attempt] = []
        outcomes.reserveCapacity(units.count)
        for unit in units {
            let (outcome, hasWritten) = attempt(unit)
            guard control.isInTransaction else { return nil }
            if case .threw = outcome, hasWritten {
                batchesWithSavepoints = Self.batchesAfterThrow
                control.rollback()
                guard (try? control.begin()) != nil else { return nil }
                return runWithSavepoints(units)
            }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private func runWithSavepoints(_ units: [UnitOfWork]) -> [UnitOfWork.Attempt]? {
        var outcomes: [UnitOfWork.Attempt] = []
        outcomes.reserveCapacity(units.count)
        for unit in units {
            do {
                try control.savepoint()
                let outcome = attempt(unit).outcome
                // Disk full, input/output errors, lack of memory and interrupts may roll back everything, whether the
                // unit saw the error, hid it or failed for a reason of its own.
                guard control.isInTransaction else { return nil }
                switch outcome {
                case .returned: try control.releaseSavepoint()
                case .threw: try control.rollbackToSavepoint()
                }
                outcomes.append(outcome)
            } catch {
                return nil
            }
        }
        return outcomes
    }

    private func commitTransaction() -> Bool {
        do {
            try commitOrFault()
            return true
        } catch {
            return false
        }
    }

    private func commitAlone(_ unit: UnitOfWork) {
        do {
            try control.begin()
        } catch {
            unit.fail(error)
            return
        }
        switch attempt(unit).outcome {
        case .threw(let error):
            control.rollback()
            unit.fail(error)
        case .returned(let resume):
            do {
                guard control.isInTransaction else { throw StoreError.transactionLost }
                try commitOrFault()
                resume()
            } catch {
                control.rollback()
                unit.fail(error)
            }
        }
    }

    private func attempt(_ unit: UnitOfWork) -> (outcome: UnitOfWork.Attempt, hasWritten: Bool) {
        let transaction = SQLiteTransaction(control.database, statements, access: .readWrite, faults: faults)
        defer { transaction.end() }
        return (unit.attempt(transaction), transaction.hasWritten)
    }

    private func commitOrFault() throws(StoreError) {
        if let fault = faults?.nextCommit() { throw fault.error }
        try control.commit()
        counters.addCommit()
    }
}
