import GRDB
import HubStore
import HubStoreSQLite
import Testing

struct GroupCommitTests {
    @Test func manyUnitsShareFewCommits() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let before = store.statistics
        let (acknowledged, errors) = try await store.insertTogether(Array(0..<500))
        #expect(acknowledged == Array(0..<500) && errors.isEmpty)
        // The one that holds the writer back, and two batches of at most 256.
        #expect(store.statistics.commits - before.commits == 3)
        #expect(store.statistics.units - before.units == 501)
        #expect(try database.itemsOnDisk() == Array(0..<500))
        await store.close()
        #expect(try database.itemsOnDisk() == Array(0..<500))
    }

    @Test func withoutBatchingEveryUnitCommitsAlone() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { $0.batching = false }
        let before = store.statistics
        _ = try await store.insertTogether(Array(0..<20))
        #expect(store.statistics.commits - before.commits == 21)
        #expect(try database.itemsOnDisk() == Array(0..<20))
        await database.close(store)
    }

    @Test func nobodyResumesBeforeTheCommit() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let outsider = try database.outsider()
        let unseen = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for producer in Int64(0)..<32 {
                group.addTask {
                    for step in Int64(0)..<30 {
                        let id = try await store.run(insertUnit(step * 32 + producer))
                        let isSeen = try outsider.inDatabase {
                            try Bool.fetchOne($0, sql: "SELECT count(*) FROM item WHERE id = ?", arguments: [id])
                        }
                        if isSeen != true { return id }
                    }
                    return nil
                }
            }
            return try await group.reduce(into: [Int64]()) { if let id = $1 { $0.append(id) } }
        }
        #expect(unseen == [])
        await database.close(store)
    }

    @Test func aThrowingUnitLeavesItsNeighboursAlone() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let before = store.statistics
        let units = (Int64(0)..<30).map { id -> @Sendable (any Transaction) throws -> Int64 in
            { transaction in
                _ = try insertUnit(id)(transaction)
                if id % 3 == 1 { throw Refusal() }
                return id
            }
        }
        let outcomes = try await store.together(units)
        for (id, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let value): #expect(value == Int64(id) && id % 3 != 1)
            case .failure(let error): #expect(error as? Refusal == Refusal() && id % 3 == 1)
            }
        }
        #expect(try database.itemsOnDisk() == (0..<30).filter { $0 % 3 != 1 })
        #expect(store.statistics.commits - before.commits == 2, "the neighbours still share one commit")
        #expect(store.statistics.retries == 0)
        await database.close(store)
    }

    @Test func aUniqueViolationRollsBackOnlyItsUnit() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let units: [@Sendable (any Transaction) throws -> Int64] = [
            insertUnit(1),
            { transaction in
                _ = try insertUnit(100)(transaction)
                return try insertUnit(1)(transaction)
            },
            insertUnit(2),
        ]
        let outcomes = try await store.together(units)
        let violation = ConstraintViolation(kind: .unique, table: "item", columns: ["id"])
        #expect(throws: StoreError.constraint(violation)) { try outcomes[1].get() }
        #expect(try outcomes[0].get() == 1 && outcomes[2].get() == 2)
        #expect(try database.itemsOnDisk() == [1, 2])
        await database.close(store)
    }

    @Test func aUnitThatCatchesItsViolationGoesOn() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let units: [@Sendable (any Transaction) throws -> Int64] = [
            insertUnit(1),
            { transaction in
                do {
                    return try insertUnit(1)(transaction)
                } catch StoreError.constraint(let violation) where violation.kind == .unique {
                    return try insertUnit(2)(transaction)
                }
            },
        ]
        let outcomes = try await store.together(units)
        #expect(try outcomes.map { try $0.get() } == [1, 2])
        #expect(try database.itemsOnDisk() == [1, 2])
        await database.close(store)
    }

    @Test func aTransactionIsDeadOnceItsUnitEnds() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        nonisolated(unsafe) var leaked: (any Transaction)?
        try await store.run { leaked = $0 }
        #expect(throws: StoreError.closed) { try leaked?.execute(insertItem, [1, nil]) }
        #expect(throws: StoreError.closed) { try leaked?.rows(countItems) }
        #expect(throws: StoreError.closed) { try leaked?.executeScript("DROP TABLE item", name: "drop") }
        await database.close(store)
    }
}
