import HubStore
import HubStoreSQLite
import Testing

private struct Crash: Error, Hashable { let commit: Int }

struct InlineStoreTests {
    private func prepared(hooks: InlineSQLiteStore.CommitHooks) throws -> InlineSQLiteStore {
        let store = try InlineSQLiteStore()
        try store.runNow { try $0.executeScript(createItem, name: "create") }
        return store.restarted(hooks: hooks)
    }

    private func items(_ store: InlineSQLiteStore) async throws -> [Int64] {
        try await store.read { try $0.rows(listItems).map { row throws in try row.int64(0) } }
    }

    /// Commit 1 created the table.
    @Test(arguments: 2...6, [true, false])
    func crashesAtTheNthCommit(n: Int, isBefore: Bool) async throws {
        let crash: @Sendable (Int) throws -> Void = { if $0 == n { throw Crash(commit: $0) } }
        let store = try prepared(hooks: isBefore ? .init(beforeCommit: crash) : .init(afterCommit: crash))
        var acknowledged: [Int64] = []
        for id in Int64(2)...6 {
            do {
                acknowledged.append(try await store.run(insertUnit(id)))
            } catch {
                #expect(error as? Crash == Crash(commit: n) && id == Int64(n))
                break
            }
        }
        #expect(acknowledged == Array(2..<Int64(n)))

        let successor = store.restarted()
        await #expect(throws: StoreError.closed) { try await store.run(insertUnit(100)) }
        await #expect(throws: StoreError.closed) { try await store.read { try $0.row(countItems) } }
        #expect(try await items(successor) == acknowledged + (isBefore ? [] : [Int64(n)]))
        #expect(successor.commitCount == n)
        #expect(try await successor.run(insertUnit(50)) == 50)
    }

    @Test func aThrowingUnitIsRolledBackAndIsNoCommit() async throws {
        let store = try prepared(hooks: .init())
        await #expect(throws: Refusal()) {
            try await store.run { transaction in
                _ = try insertUnit(1)(transaction)
                throw Refusal()
            }
        }
        #expect(try await items(store) == [] && store.commitCount == 1)
    }

    @Test(arguments: 2...5)
    func theNthWriteFails(n: Int) async throws {
        let store = try InlineSQLiteStore(faultInjector: { $0 == .write(n) ? InjectedFault(.full) : nil })
        try await store.run { try $0.executeScript(createItem, name: "create") }
        var failed: [Int64] = []
        for id in Int64(2)...5 {
            do { _ = try await store.run(insertUnit(id)) } catch { failed.append(id) }
        }
        #expect(failed == [Int64(n)])
        #expect(try await items(store) == (2...5).filter { $0 != Int64(n) })
    }
}
