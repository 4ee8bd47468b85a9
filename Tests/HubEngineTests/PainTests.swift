import HubCredit
import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

/// What users of other reconciliation programs complain about, as far as the books decide it, each with the project where
/// it was reported.
@Suite("pains of other programs, in the books")
struct PainTests {
    private static func receipts(_ invoices: [(number: String, units: Int64)]) -> [BankStatement.Receipt] {
        invoices.map { BankStatement.Receipt(units: $0.units, text: $0.number, reference: "REF\($0.number.suffix(5))") }
    }

    private static func bring(
        _ world: World,
        _ receipts: [BankStatement.Receipt],
        _ name: String = "s.xml"
    ) async throws {
        let bytes = BankStatement(id: name, receipts: receipts).bytes
        #expect(try await world.hub.importStatement(bytes, name: name, by: World.alice).errors == [])
    }

    private static func balance(_ world: World, _ account: String) async throws -> Int64 {
        try await world.books { try $0.balances() }.filter { $0.account.description == account }
            .reduce(0) { $0 + $1.minorUnits }
    }

    private static func states(_ world: World) async throws -> [MatchStep] {
        try await world.hub.matches(PageRequest(after: "", limit: 100), of: World.merchant.id).data.map(\.state)
    }

    @Test("8, OCA/account-reconcile#734: a run that dies on its way keeps what it has posted, and the next one ends it")
    func resumes() async throws {
        func told(_ world: World) async throws -> [String] {
            let rows = try await world.books { try $0.statementLines(after: "", limit: 1_000) }
            return try await world.digest() + rows.map { "\($0.identity) \($0.state) \($0.rule)" }
        }
        func matched(_ world: World) async throws -> Int {
            try await world.books { try $0.statementLines(after: "", limit: 1_000) }.count { $0.state == "matched" }
        }
        func start(_ store: InlineSQLiteStore) async throws -> World {
            let world = try await World.make(on: store)
            let invoices = (0..<600).map { (number: "INV-\(10_000 + $0)", units: Int64(1_000 + $0)) }
            for (number, units) in invoices { try await world.issue(number, units) }
            try await Self.bring(world, Self.receipts(invoices))
            return world
        }
        let whole = try await start(try InlineSQLiteStore())
        _ = try await whole.hub.reconcile(by: World.alice)
        #expect(try await matched(whole) == 600)

        let crash = OneShot()
        let hooks = InlineSQLiteStore.CommitHooks(beforeCommit: { _ in try crash.strike() }, afterCommit: nil)
        let store = try InlineSQLiteStore(hooks: hooks)
        let dying = try await start(store)
        // The first commit looks for returns, the second posts.
        crash.arm(after: 2)
        await #expect(throws: (any Error).self) { try await dying.hub.reconcile(by: World.alice) }
        let next = try dying.restarted(on: store.restarted())
        let kept = try await matched(next)
        #expect(kept > 0 && kept < 600, "\(kept)")
        _ = try await next.hub.reconcile(by: World.alice)
        #expect(try await told(next) == told(whole))
        try await next.verify()
    }

    @Test("16, alyf-de/banking#270: a discount in its window closes invoice, debt and books in one step")
    func takesDiscounts() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000, terms: "2/10 net 30")
        try await Self.bring(world, Self.receipts([("INV-1001", 9_800)]))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        #expect(try await world.position().openInvoices == 0)
        #expect(try await Self.balance(world, "discounts_allowed") == 200)
        try await world.verify()
    }

    @Test("16 and 17, odoo PR 182656, erpnext PR 34287: the same step takes the tax out of the discount, to the cent")
    func splitsDiscounts() async throws {
        let world = try await World.make()
        // 2 % of 172.50 is 3.45; of an odd invoice 0.67, whose parts do not come out even.
        try await world.issue(
            "INV-1001",
            17_250,
            terms: "2/10 net 30",
            taxes: "S19:100.00+19.00 S7:50.00+3.50"
        )
        try await world.issue("INV-1002", 3_333, terms: "2/10 net 30", taxes: "19:20.00+3.80 7:8.91+0.62")
        try await Self.bring(world, Self.receipts([("INV-1001", 16_905), ("INV-1002", 3_266)]))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        #expect(try await world.invoice("INV-1002").invoice.open == eur(0))
        // 3.00 and 0.58 are net; 0.38 and 0.08 tax at 19 %, 0.07 and 0.01 at 7 %.
        #expect(try await Self.balance(world, "discounts_allowed") == 358)
        #expect(try await Self.balance(world, "output_tax:19") == 46)
        #expect(try await Self.balance(world, "output_tax:7") == 8)
        try await world.verify()
    }

    @Test(
        "17 and 18, erpnext PR 34287, OCA/account-reconcile PR 711: what a tolerance clears has an entry on its account",
        arguments: [("rounding", 9_999), ("bank_charges", 9_900), ("over_payment_gains", 10_040)] as [(String, Int64)]
    )
    func countersDifferences(account: String, paid: Int64) async throws {
        var settings = HubSettings()
        let spans: [(Tolerances.Kind, from: Int64, to: Int64)] = [
            (.rounding, 1, 5), (.bankCharge, 50, 500), (.overPayment, 1, 50),
        ]
        for (kind, from, to) in spans {
            settings.matchingPolicy.tolerances.spans[kind] = [
                .eur: try #require(Tolerances.Span(from: from, to: to))
            ]
        }
        let world = try await World.make().restarted(settings: settings)
        try await world.issue("INV-1001", 10_000)
        try await Self.bring(world, Self.receipts([("INV-1001", paid)]))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        #expect(try await Self.balance(world, account) == 10_000 - paid)
        try await world.verify()
    }

    @Test(
        "19, OCA/account-reconcile PR 495, odoo PR 6968: one match is undone; a statement that comes again undoes none"
    )
    func undoesOne() async throws {
        let world = try await World.make()
        for (number, units) in [("INV-1001", Int64(10_000)), ("INV-1002", 7_000)] {
            try await world.issue(number, units)
        }
        let receipts = Self.receipts([("INV-1001", 10_000), ("INV-1002", 7_000)])
        try await Self.bring(world, receipts)
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await Self.states(world) == [.posted, .posted])
        let undone = try await world.hub.undoMatch(1, reason: "wrong", ChangeRequest(by: World.alice))
        #expect(try HubJSON.decode(MatchView.self, from: undone.body).versions.map(\.step) == [.posted, .undone])
        try await Self.bring(world, receipts, "again.xml")
        #expect(try await Self.states(world) == [.undone, .posted])
        let open = (try await world.invoice("INV-1001"), try await world.invoice("INV-1002"))
        #expect(open.0.invoice.open == eur(10_000) && open.1.invoice.open == eur(0))
        try await world.verify()
    }

    @Test("20, odoo PR 282411: above the limit nobody undoes a match alone, and below it whoever may")
    func needsTwoToUndo() async throws {
        var settings = HubSettings()
        settings.fourEyesAbove = [.eur: 8_000]
        let world = try await World.make().restarted(settings: settings)
        for (number, units) in [("INV-1001", Int64(10_000)), ("INV-1002", 7_000)] {
            try await world.issue(number, units)
        }
        try await Self.bring(world, Self.receipts([("INV-1001", 10_000), ("INV-1002", 7_000)]))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await Self.states(world) == [.proposed, .posted])
        let (alice, bob) = (ChangeRequest(by: World.alice), ChangeRequest(by: World.bob))
        _ = try await world.hub.postMatch(1, reason: "right", alice)
        _ = try await world.hub.undoMatch(2, reason: "small", alice)
        _ = try await world.hub.undoMatch(1, reason: "wrong", alice)
        #expect(try await problem { _ = try await world.hub.undoMatch(1, reason: "again", alice) } == .conflict)
        #expect(try await Self.states(world) == [.posted, .undone])
        let last = try await world.hub.undoMatch(1, reason: "wrong", bob)
        let versions = try HubJSON.decode(MatchView.self, from: last.body).versions
        #expect(versions.map(\.by) == ["automatic", "alice", "bob"] && versions.last?.step == .undone)
        try await world.verify()
    }

    @Test(
        "27, moov-io/paygate#579: a return opens the invoice and the debt again, and tells its reason",
        arguments: ["R05", "AC04"]
    )
    func returnsDriveCredit(reason: String) async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let owed = try await world.position().openInvoices
        try await Self.bring(world, Self.receipts([("INV-1001", 10_000)]))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.position().openInvoices == 0)
        let returned = BankStatement.Receipt(
            units: 10_000,
            text: "no funds REF-1001",
            reference: "RET1",
            date: "2026-03-05",
            returned: reason
        )
        try await Self.bring(world, [returned], "returns.xml")
        let position = try await world.position()
        let due = try date("2026-03-22")
        #expect(position.openInvoices == owed && position.oldestUnsecuredDue == due)
        let events = try await world.hub.events(after: 0, limit: 100, of: World.merchant.id).data
        for type in ["receipt.returned", "match.undone"] {
            let payload = events.last { $0.type == type }.map { String(decoding: $0.payload, as: UTF8.self) }
            #expect(payload?.contains(reason) == true, "\(type): \(payload ?? "none")")
        }
        // 15 days overdue: the customer orders nothing more.
        world.clock.set(Timestamp(seconds: Int64(try date("2026-04-06").dayNumber) * 86_400 + 50_000))
        let request = CreditRequest(customer: World.customer, amount: eur(100))
        let answer = try await world.hub.decide(request, of: World.merchant, by: World.alice)
        #expect(answer.decision.outcome == .reject, "\(answer.decision)")
        try await world.verify()
    }
}
