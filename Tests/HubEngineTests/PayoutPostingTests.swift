import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

/// The payout of a payment that the hub has captured itself.
@Suite("payouts of our own payments") struct PayoutPostingTests {
    private static let payout = "po_10000001"

    private static func report(_ payment: PaymentView, gross: Int64, fee: Int64) -> GroupSources {
        var line = SettlementLine(
            file: "fake.csv",
            row: 0,
            provider: "Fake",
            kind: .payment,
            net: eur(gross - fee),
            fee: eur(fee)
        )
        line.id = "txn_1"
        line.payment = payment.operations.compactMap(\.providerObject).first
        line.names = payment.operations.compactMap(\.providerObject)
        line.reference = "INV-1"
        line.payout = payout
        var groups = GroupSources()
        groups.settlements = SettlementLedger([line])
        return groups
    }

    @Test("what it pays of an invoice may be taken back by the provider, until the match is undone")
    func isReversible() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        try await world.bring([.init(units: 9_900, text: Self.payout, reference: "B1", payer: "")], "a.xml")
        var line = SettlementLine(
            file: "f.csv",
            row: 0,
            provider: "Fake",
            kind: .payment,
            net: eur(9_900),
            fee: eur(100)
        )
        (line.id, line.payment, line.reference, line.payout) = ("txn_1", "ch_1", "INV-1", Self.payout)
        var groups = GroupSources()
        groups.settlements = SettlementLedger([line])
        let before = try await world.dump()
        _ = try await world.hub.reconcile(groups: groups, by: World.alice)
        let books = try await world.digest()
        #expect(books.contains("INV-1 open 0 reversible 10000"), "\(books)")
        #expect(books.contains("\(World.customer) open 0 reversible 10000 reserved 0 unapplied 0"), "\(books)")
        try await world.verify()
        _ = try await world.hub.undoMatch(1, reason: "r", ChangeRequest(by: World.bob))
        #expect(try await world.dump() == before)
        try await world.verify()
    }

    @Test("it clears what the capture has put on the provider's account, and pays no invoice again")
    func clears() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let payment = try await world.create(10_000, for: [], key: "k1").payment
        let statement = BankStatement(receipts: [.init(units: 9_825, text: Self.payout, reference: "B1", payer: "")])
        _ = try await world.hub.importStatement(statement.bytes, name: "a.xml", by: World.alice)
        let groups = Self.report(payment, gross: 10_000, fee: 175)
        let result = try await world.hub.reconcile(groups: groups, by: World.alice)
        #expect(result.matches.map(\.rule) == [.payout] && result.settlements.entries.map(\.ledger) == [.present])
        #expect(try await world.invoice("INV-1").invoice.open == eur(10_000))
        let books = try await world.digest()
        #expect(
            books.contains("provider_fees 175") && !books.contains { $0.hasPrefix("provider_clearing") },
            "\(books)"
        )
        try await world.verify()
    }

    @Test(
        "a capture that the provider's report of its days does not have is missing; one of its last week is told, and may be in the next report"
    )
    func missesCaptures() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let payment = try await world.create(10_000, for: [], key: "k1").payment
        let page = try await world.hub.payments(PageRequest(after: "", limit: 10), of: World.merchant.id)
        let captured = try #require(page.data.first?.capturedOn)
        #expect(try await world.payment(payment.id).capturedOn == captured)
        func expectations(_ days: ClosedRange<Int>, has: Bool) async throws -> [String] {
            var groups = Self.report(payment, gross: 10_000, fee: 175)
            let lines = [days.lowerBound, days.upperBound].map { day in
                var line = SettlementLine(
                    file: "f.csv",
                    row: day,
                    provider: "Fake",
                    kind: .payment,
                    net: eur(1),
                    fee: eur(0)
                )
                (line.id, line.payment, line.date) = ("txn_\(day)", "ch_\(day)", captured.adding(days: day))
                return line
            }
            groups.settlements = SettlementLedger((has ? groups.settlements.payouts.flatMap(\.lines) : []) + lines)
            let bytes = BankStatement(receipts: [.init(units: 1, text: "later", reference: "B9", payer: "")]).bytes
            _ = try await world.hub.importStatement(bytes, name: "a.xml", by: World.alice)
            let result = try await world.hub.reconcile(asOf: captured.adding(days: 60), groups: groups, by: World.alice)
            return result.settlements.expectations.filter { $0.kind == .payment }.map {
                "\($0.name == payment.id ? "it" : $0.name) \($0.state.rawValue)"
            }
        }
        #expect(try await expectations(-1...20, has: false) == ["it missing"])
        #expect(try await expectations(-1...20, has: true) == [])
        #expect(try await expectations(-1...3, has: false) == ["it unreported"], "the next report may have it")
        #expect(try await expectations(1...20, has: false) == [], "the report before may have it")
    }
}
