import Dispatch
import Foundation
import HubStore
import HubStoreSQLite
import Testing

struct ReadTests {
    @Test func readsWhileAUnitIsBeingWritten() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        _ = try await store.run(insertUnit(1))
        let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let writing: Void = store.run { transaction in
            _ = try insertUnit(2)(transaction)
            entered.signal()
            gate.wait()
        }
        while entered.wait(timeout: .now()) == .timedOut { await Task.yield() }
        #expect(try await store.read { try $0.row(countItems)?.int64(0) } == 1)
        gate.signal()
        try await writing
        #expect(try await store.read { try $0.row(countItems)?.int64(0) } == 2)
        await database.close(store)
    }

    @Test func aReadIsOneSnapshot() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let counts: [Int64?] = store.read { transaction in
            let before = try transaction.row(countItems)?.int64(0)
            entered.signal()
            gate.wait()
            return [before, try transaction.row(countItems)?.int64(0)]
        }
        while entered.wait(timeout: .now()) == .timedOut { await Task.yield() }
        _ = try await store.run(insertUnit(1))
        gate.signal()
        #expect(try await counts == [0, 0])
        await database.close(store)
    }

    @Test func aReadCannotWrite() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        await #expect(throws: StoreError.readOnly(statement: "insertItem")) { try await store.read(insertUnit(1)) }
        await #expect(throws: StoreError.readOnly(statement: "drop")) {
            try await store.read { try $0.executeScript("DROP TABLE item", name: "drop") }
        }
        let inline = try InlineSQLiteStore()
        try await inline.run { try $0.executeScript(createItem, name: "create") }
        await #expect(throws: StoreError.readOnly(statement: "insertItem")) { try await inline.read(insertUnit(1)) }
        await database.close(store)
    }

    @Test func theLogIsRestartedBeyondItsLimit() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { options in
            options.logBytesLimit = 1 << 20
            options.checkpointIntervalMilliseconds = 1
        }
        let body = [UInt8](repeating: 1, count: 100_000)
        var id: Int64 = 0
        while store.statistics.restarts == 0 && id < 5_000 {
            _ = try await store.run(insertUnit(id, body: body))
            id += 1
        }
        #expect(store.statistics.restarts > 0 && store.statistics.checkpoints > 0)
        #expect(try database.itemsOnDisk() == Array(0..<id))
        await store.close()
        #expect(try database.itemsOnDisk() == Array(0..<id))
    }
}
