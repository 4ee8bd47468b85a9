import Dispatch
import Foundation
import GRDB
import HubStore
import HubStoreSQLite

typealias SQL = HubStore.Statement

let createItem = "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, body BYTEA)"
let insertItem = SQL(name: "insertItem", sql: "INSERT INTO item (id, body) VALUES ($1, $2)")
let countItems = SQL(name: "countItems", sql: "SELECT count(*) FROM item")
let listItems = SQL(name: "listItems", sql: "SELECT id FROM item ORDER BY id")

struct Refusal: Error, Hashable { var reason = "refused" }

/// A database file in a folder of its own that goes away with the value.
final class TemporaryDatabase {
    let path: String
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("hub.db").path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func open(_ change: (inout SQLiteStore.Options) -> Void = { _ in }) async throws -> SQLiteStore {
        var options = SQLiteStore.Options()
        change(&options)
        let store = try SQLiteStore(path: path, options: options)
        try await store.run { try $0.executeScript(createItem, name: "createItem") }
        return store
    }

    /// Closes the store while the folder is still there.
    func close(_ store: SQLiteStore) async { await store.close() }

    /// A connection that shares nothing with the store.
    func outsider() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    func itemsOnDisk() throws -> [Int64] {
        try outsider().inDatabase { try Int64.fetchAll($0, sql: "SELECT id FROM item ORDER BY id") }
    }
}

extension SQLiteStore {
    /// Runs the units in one batch and in this order, by holding the writer back until all of them wait.
    func together<Output: Sendable>(
        _ units: [@Sendable (any Transaction) throws -> Output]
    ) async throws -> [Result<Output, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        let entered = DispatchSemaphore(value: 0)
        return try await withThrowingTaskGroup(of: (Int, Result<Output, any Error>)?.self) { group in
            group.addTask {
                try await self.run { _ in
                    entered.signal()
                    gate.wait()
                }
                return nil
            }
            while entered.wait(timeout: .now()) == .timedOut { await Task.yield() }
            for (position, unit) in units.enumerated() {
                group.addTask {
                    do {
                        return (position, .success(try await self.run(unit)))
                    } catch {
                        return (position, .failure(error))
                    }
                }
                while statistics.queued <= position { await Task.yield() }
            }
            gate.signal()
            var results: [Int: Result<Output, any Error>] = [:]
            for try await result in group {
                if let (position, outcome) = result { results[position] = outcome }
            }
            return units.indices.compactMap { results[$0] }
        }
    }

    /// One batch of inserts.
    /// - Returns: the ids that were acknowledged, and the errors of the others.
    func insertTogether(_ ids: [Int64]) async throws -> (acknowledged: [Int64], errors: [StoreError]) {
        let outcomes = try await together(ids.map { id in insertUnit(id) })
        var acknowledged: [Int64] = []
        var errors: [StoreError] = []
        for outcome in outcomes {
            switch outcome {
            case .success(let id): acknowledged.append(id)
            case .failure(let error): if let error = error as? StoreError { errors.append(error) }
            }
        }
        return (acknowledged, errors)
    }
}

func insertUnit(_ id: Int64, body: [UInt8] = []) -> @Sendable (any Transaction) throws -> Int64 {
    { transaction in
        try transaction.execute(insertItem, [.integer(id), .blob(body)])
        return id
    }
}
