internal import GRDB
internal import HubStore

/// Commits several units in one transaction, each in a savepoint of its own.
///
/// No outcome of a unit, success or failure, is told before COMMIT has returned: a failure too may rest on what a
/// neighbour wrote. When the transaction is lost on the way, every unit is run again alone.
struct GroupCommit {
    private let control: TransactionControl
    private let faults: FaultSeam?
    private let counters: StoreCounters

    init(_ database: Database, faults: FaultSeam?, counters: StoreCounters) {
        control = TransactionControl(database: database)
        self.faults = faults
        self.counters = counters
    }

    func commit(_ units: [UnitOfWork]) {
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
    private func run(_ units: [UnitOfWork]) -> [UnitOfWork.Attempt]? {
        var outcomes: [UnitOfWork.Attempt] = []
        outcomes.reserveCapacity(units.count)
        for unit in units {
            do {
                try control.savepoint()
                let outcome = attempt(unit)
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
        switch attempt(unit) {
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

    private func attempt(_ unit: UnitOfWork) -> UnitOfWork.Attempt {
        let transaction = SQLiteTransaction(control.database, access: .readWrite, faults: faults)
        defer { transaction.end() }
        return unit.attempt(transaction)
    }

    private func commitOrFault() throws(StoreError) {
        if let fault = faults?.nextCommit() { throw fault.error }
        try control.commit()
        counters.addCommit()
    }
}
