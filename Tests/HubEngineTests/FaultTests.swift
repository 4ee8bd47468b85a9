import AdapterKit
import HubCredit
import HubDomain
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

/// Sections 1 and 8: fail the n-th write and crash at the n-th commit, for every n; repeat what was refused, and the
/// books are as if nothing had happened.
struct FaultTests {
    /// The steps of one story; each may be repeated, as a caller, a provider or a worker would.
    private static let steps: [@Sendable (World) async throws -> Void] = [
        { world in
            let invoice = Invoice(
                number: InvoiceNumber("INV-1001"),
                kind: .invoice,
                customer: World.customer,
                customerName: "Müller GmbH",
                payerAccount: nil,
                amount: eur(10_000),
                open: eur(10_000),
                issued: try date("2026-02-20"),
                due: try date("2026-03-22"),
                terms: "net 30",
                reference: nil
            )
            _ = try await world.hub.issue([invoice], by: World.alice)
        },
        { try await $0.create(6_000, for: ["INV-1001"], key: "k1") },
        { world in
            let page = try await world.hub.payments(PageRequest(after: "", limit: 10), of: World.merchant.id)
            // What never reached the provider has no refund there.
            guard let id = page.data.first?.id, !world.provider.facts(of: PaymentID(id)).isEmpty else { return }
            let refund = fact(.refund, .succeeded(eur(1_000)), "pp_\(id)", "re_1", payment: id)
            _ = try await world.hub.receive(
                FakeProvider.webhook([refund], event: "evt_1"),
                adapter: AdapterID("fake"),
                account: World.account
            )
        },
        { world in
            // Whoever fails to interpret a delivery leaves it to the next lease; the story goes on with it interpreted,
            // since which of two receipts comes first decides what each of them pays.
            _ = try await world.hub.interpretInbox(limit: 10)
            guard try await world.books({ try $0.inboxCount().waiting }) == 0 else { throw Waiting() }
        },
        { world in
            let receipt = BankStatement.Receipt(units: 5_000, text: "INV-1001", reference: "R1")
            _ = try await world.hub.importStatement(
                BankStatement(receipts: [receipt]).bytes,
                name: "a",
                by: World.alice
            )
        },
        { _ = try await $0.hub.reconcile(by: World.alice) },
        { world in
            let request = CreditRequest(customer: World.customer, amount: eur(500))
            let end = World.start.adding(seconds: 86_400)
            _ = try await world.hub.reserve(
                ReservationID("ord"),
                request,
                expiresAt: end,
                of: World.merchant,
                by: World.alice
            )
        },
        { world in
            for _ in 0..<6 {
                world.clock.advance(seconds: 120)
                _ = try await world.work()
            }
        },
    ]

    private struct Waiting: Error {}

    /// Tells the story, repeating each step until it is done; `recover` says what to go on with after a failure.
    private static func tell(_ start: World, recover: (World) throws -> World) async throws -> World {
        var world = start
        for step in steps {
            var attempts = 0
            while true {
                do {
                    try await step(world)
                    break
                } catch {
                    attempts += 1
                    try #require(attempts < 5, "\(error)")
                    world = try recover(world)
                    try await world.verify()
                    // Long enough for every lease and for the first request to be given up.
                    world.clock.advance(seconds: 120)
                }
            }
        }
        #expect(try await world.books { try $0.inboxCount().waiting } == 0)
        #expect(try await world.books { try $0.pendingWork() }.map(\.kind) == ["reservation_expiry"])
        try await world.verify()
        return world
    }

    private static func expected() async throws -> [String] {
        let world = try await tell(World.make()) { $0 }
        let digest = try await world.digest()
        #expect(digest.contains("INV-1001 open 0 reversible 5000"))
        return digest
    }

    /// - Parameter losesTransaction: whether the whole batch is rolled back, as on a full disk.
    @Test(arguments: [false, true])
    func everyWriteMayFail(losesTransaction: Bool) async throws {
        let expected = try await Self.expected()
        for number in 0... {
            let fault = OneShot()
            let store = try InlineSQLiteStore { point in
                guard case .write = point, fault.isStruck else { return nil }
                return InjectedFault(.full, losesTransaction: losesTransaction)
            }
            let start = try await World.make(on: store)
            fault.arm(after: number)
            let world = try await Self.tell(start) { $0 }
            #expect(try await world.digest() == expected, "write \(number)")
            #expect(world.provider.calls.count { $0 == "authorise" } == 1, "write \(number)")
            guard !fault.isArmed else {
                #expect(number > 60, "the story has fewer writes than it should")
                break
            }
        }
    }

    /// On the database of a real hub, some of them.
    @Test func writesMayFailInAFile() async throws {
        let expected = try await Self.expected()
        for number in stride(from: 0, to: 120, by: 5) {
            let (fault, file) = (OneShot(), try TemporaryFile())
            var options = SQLiteStore.Options()
            options.faultInjector = { point in
                guard case .write = point, fault.isStruck else { return nil }
                return InjectedFault(.full, losesTransaction: true)
            }
            let store = try SQLiteStore(path: file.path, options: options)
            let start = try await World.make(on: store, file: file)
            fault.arm(after: number)
            let world = try await Self.tell(start) { $0 }
            #expect(try await world.digest() == expected, "write \(number)")
            await store.close()
        }
    }

    enum Moment: String, CaseIterable, Sendable { case before, after }

    /// The process dies at a commit: before it, what the unit did is gone; after it, only the answer is.
    @Test(arguments: Moment.allCases)
    func theProcessMayDieAtEveryCommit(moment: Moment) async throws {
        let expected = try await Self.expected()
        for number in 0... {
            let crash = OneShot()
            let strike: @Sendable (Int) throws -> Void = { _ in try crash.strike() }
            let hooks = InlineSQLiteStore.CommitHooks(
                beforeCommit: moment == .before ? strike : nil,
                afterCommit: moment == .after ? strike : nil
            )
            let store = try InlineSQLiteStore(hooks: hooks)
            let start = try await World.make(on: store)
            crash.arm(after: number)
            let world = try await Self.tell(start) { world in
                try world.restarted(on: (world.store as? InlineSQLiteStore)?.restarted())
            }
            let calls = world.provider.calls.count { $0 == "authorise" }
            #expect(calls <= 1, "commit \(number)")
            if calls == 1 {
                #expect(try await world.digest() == expected, "commit \(number)")
            } else {
                // It died between the intent and the first byte: an inquiry found that nothing was executed.
                let page = try await world.hub.payments(PageRequest(after: "", limit: 10), of: World.merchant.id)
                #expect(page.data.flatMap(\.operations).contains { $0.reason == "notExecuted" }, "commit \(number)")
            }
            guard !crash.isArmed else {
                #expect(number > 8, "the story has fewer commits than it should")
                break
            }
        }
    }
}
