import Dispatch
import Foundation
import HubStore
import HubStoreSQLite
import Testing

struct OpeningTests {
    @Test(arguments: [
        ("synchronous", SQLValue.integer(2)), ("journal_mode", "wal"), ("foreign_keys", 1), ("wal_autocheckpoint", 0),
        ("page_size", 16_384), ("busy_timeout", 5_000),
    ])
    func writerKeepsItsPromises(pragma: String, value: SQLValue) async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let row = try await store.run { try $0.row(SQL(name: pragma, sql: "PRAGMA \(pragma)")) }
        #expect(row?.values == [value])
        await database.close(store)
    }

    @Test func onlyTheOwnerMayReadTheFiles() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: database.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
        await store.close()
        #expect(!FileManager.default.fileExists(atPath: database.path + "-wal"), "closing copies the log back")
    }

    @Test func narrowsTheModeOfAnExistingFile() async throws {
        let database = try TemporaryDatabase()
        #expect(FileManager.default.createFile(atPath: database.path, contents: nil))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: database.path)
        let store = try await database.open()
        let attributes = try FileManager.default.attributesOfItem(atPath: database.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        await database.close(store)
    }

    @Test func refusesAFileThatIsNoDatabase() throws {
        let database = try TemporaryDatabase()
        try Data(repeating: 65, count: 8_192).write(to: URL(fileURLWithPath: database.path))
        #expect {
            _ = try SQLiteStore(path: database.path)
        } throws: { error in
            guard case .corrupt = error as? StoreError else { return false }
            return true
        }
    }

    @Test func refusesAFolderThatIsNotThere() throws {
        let database = try TemporaryDatabase()
        let path = database.path + ".folder/hub.db"
        #expect {
            _ = try SQLiteStore(path: path)
        } throws: { error in
            guard case .cannotOpen(let detail) = error as? StoreError else { return false }
            return detail.contains(path)
        }
    }

    @Test func closingFinishesWhatWaitsAndRefusesTheRest() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open()
        let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let holding: Void = store.run { _ in
            entered.signal()
            gate.wait()
        }
        while entered.wait(timeout: .now()) == .timedOut { await Task.yield() }
        async let waiting = withThrowingTaskGroup(of: Int64.self) { group in
            for id in Int64(0)..<50 { group.addTask { try await store.run(insertUnit(id)) } }
            return try await group.reduce(into: [Int64]()) { $0.append($1) }
        }
        while store.statistics.queued < 50 { await Task.yield() }
        async let closing: Void = store.close()
        while (try? await store.read { try $0.row(countItems) }) != nil { await Task.yield() }
        await #expect(throws: StoreError.closed) { try await store.run(insertUnit(1_000)) }
        gate.signal()
        try await holding
        #expect(try await waiting.sorted() == Array(0..<50))
        await closing
        #expect(try database.itemsOnDisk() == Array(0..<50))
        await #expect(throws: StoreError.closed) { try await store.read { try $0.row(countItems) } }
        await database.close(store)
    }

    @Test func refusesMoreUnitsThanItQueues() async throws {
        let database = try TemporaryDatabase()
        let store = try await database.open { $0.queueCapacity = 5 }
        let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let holding: Void = store.run { _ in
            entered.signal()
            gate.wait()
        }
        while entered.wait(timeout: .now()) == .timedOut { await Task.yield() }
        let refused = await withTaskGroup(of: StoreError?.self) { group in
            for id in Int64(0)..<8 {
                group.addTask {
                    do {
                        _ = try await store.run(insertUnit(id))
                        return nil
                    } catch {
                        return error as? StoreError
                    }
                }
            }
            // Only the refused can return while the writer is held back.
            var refused: [StoreError?] = []
            for _ in 0..<3 { refused.append(await group.next().flatMap(\.self)) }
            gate.signal()
            for await error in group where error != nil { refused.append(error) }
            return refused
        }
        try await holding
        #expect(refused == Array(repeating: .overloaded(queued: 5), count: 3))
        #expect(try database.itemsOnDisk().count == 5)
        await database.close(store)
    }
}
