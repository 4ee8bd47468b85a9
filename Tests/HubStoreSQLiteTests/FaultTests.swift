import HubStore
import HubStoreSQLite
import Testing

/// The one promise under every fault: what was acknowledged is there, what failed is not.
///
/// One case after another: each has a store of nine open files.
@Suite(.serialized) struct FaultTests {
    /// Write 1 creates the table, eight inserts follow in one batch, and up to eight more when they are retried.
    @Test(arguments: 2...18, [true, false])
    func theNthWriteFails(n: Int, losesTransaction: Bool) async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            options.faultInjector = { point in
                point == .write(n) ? InjectedFault(.io(code: 10), losesTransaction: losesTransaction) : nil
            }
        }
        let (acknowledged, errors) = try await store.insertTogether(Array(0..<8))
        #expect(try database.itemsOnDisk() == acknowledged)
        #expect(acknowledged.count == 8, "everyone is retried, alone or in a savepoint")
        #expect(errors == [])
        let isInBatch = n <= 9
        #expect(store.statistics.retries == (losesTransaction && isInBatch ? 8 : 0))
        await database.close(store)
    }

    /// The batch is undone for its last write, and then one of the units fails in its savepoint for good.
    @Test(arguments: 10...17)
    func aUnitThatFailsInItsSavepointFailsAlone(n: Int) async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            options.faultInjector = { point in
                point == .write(9) || point == .write(n) ? InjectedFault(.io(code: 10)) : nil
            }
        }
        let (acknowledged, errors) = try await store.insertTogether(Array(0..<8))
        #expect(acknowledged == (0..<8).filter { $0 != Int64(n - 10) })
        #expect(errors == [.io(code: 10)])
        #expect(store.statistics.retries == 0)
        #expect(try database.itemsOnDisk() == acknowledged)
        await database.close(store)
    }

    /// The batch is lost at its last write, and then one of the retried units fails for good.
    @Test(arguments: 10...17)
    func aRetriedUnitFailsToo(n: Int) async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            options.faultInjector = { point in
                point == .write(9) || point == .write(n) ? InjectedFault(.full, losesTransaction: true) : nil
            }
        }
        let (acknowledged, errors) = try await store.insertTogether(Array(0..<8))
        #expect(acknowledged == (0..<8).filter { $0 != Int64(n - 10) })
        #expect(errors == [.full])
        #expect(try database.itemsOnDisk() == acknowledged)
        await database.close(store)
    }

    /// Commit 1 creates the table, commit 2 is the unit that holds the writer back, commit 3 is the batch.
    @Test func aFailingCommitIsRetriedUnitByUnit() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            options.faultInjector = { $0 == .commit(3) || $0 == .commit(6) ? InjectedFault(.io(code: 1_034)) : nil }
        }
        let (acknowledged, errors) = try await store.insertTogether(Array(0..<8))
        #expect(acknowledged == [0, 1, 3, 4, 5, 6, 7] && errors == [.io(code: 1_034)])
        #expect(try database.itemsOnDisk() == acknowledged)
        await database.close(store)
    }

    /// A failure may rest on a neighbour's row that is never committed, so it is not told before the commit either.
    @Test func aFailureInALostBatchIsForgotten() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            // The batch: 2 inserts, 3 violates, 4 loses everything. Retried: 5 (the first) fails for good.
            options.faultInjector = { point in
                switch point {
                case .write(4): InjectedFault(.full, losesTransaction: true)
                case .write(5): InjectedFault(.full)
                default: nil
                }
            }
        }
        let outcomes = try await store.together([insertUnit(1), insertUnit(1), insertUnit(2)])
        #expect(throws: StoreError.full) { try outcomes[0].get() }
        #expect(try outcomes[1].get() == 1 && outcomes[2].get() == 2)
        #expect(try database.itemsOnDisk() == [1, 2])
        await database.close(store)
    }

    @Test func aUnitThatHidesTheLossOfItsTransactionIsNotAcknowledged() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            options.faultInjector = { $0 == .write(2) ? InjectedFault(.full, losesTransaction: true) : nil }
        }
        await #expect(throws: StoreError.transactionLost) {
            try await store.run { transaction in
                _ = try? transaction.execute(insertItem, [1, nil])
                // Without its transaction this would be committed at once.
                _ = try? transaction.execute(insertItem, [3, nil])
                try? transaction.executeScript("INSERT INTO item (id) VALUES (4)", name: "script")
            }
        }
        #expect(try await store.run(insertUnit(2)) == 2)
        #expect(try database.itemsOnDisk() == [2])
        await database.close(store)
    }

    @Test func aFullDiskFailsUnitsAndLosesNone() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { $0.pageCountMax = 16 }
        let units = (Int64(0)..<200).map { insertUnit($0, body: Array(repeating: 7, count: 2_000)) }
        let outcomes = try await store.together(units)
        var acknowledged: [Int64] = []
        for outcome in outcomes {
            switch outcome {
            case .success(let id): acknowledged.append(id)
            case .failure(let error): #expect(error as? StoreError == .full)
            }
        }
        #expect(acknowledged.count > 50 && acknowledged.count < 200)
        #expect(store.statistics.retries > 0, "SQLite rolled the whole batch back")
        #expect(try database.itemsOnDisk() == acknowledged)
        // Still usable: room is made, and the next unit finds it.
        try await store.run { try $0.executeScript("DELETE FROM item", name: "deleteItems") }
        #expect(try await store.run(insertUnit(999)) == 999)
        await database.close(store)
    }
}
