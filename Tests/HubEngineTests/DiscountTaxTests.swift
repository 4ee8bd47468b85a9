import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

/// A discount makes the price smaller, and the tax that is in it.
@Suite("net and tax of discounts") struct DiscountTaxTests {
    private static let taxes = "S19:100.00+19.00 S7:50.00+3.50"

    private func world(taxes: String = Self.taxes) async throws -> (World, line: String) {
        let world = try await World.make(.inline)
        try await world.issue("INV-1", 17_250, terms: "2/10 net 30", taxes: taxes)
        try await world.bring([.init(units: 16_905, text: "thanks", reference: "R1")], "s.xml")
        return (world, try await world.line("R1"))
    }

    private func propose(_ world: World, _ line: String, discount: Int64, paid: Int64) async throws -> MatchView {
        let answer = try await world.hub.proposeMatch(
            of: line,
            allocations: [part(.discount, "INV-1", discount), part(.invoice, "INV-1", paid)]
                + (paid < 16_905 ? [HandAllocation(kind: .unapplied, invoice: nil, customer: nil, amount: nil)] : []),
            reason: "phone",
            posts: true,
            ChangeRequest(by: World.alice)
        )
        return try HubJSON.decode(MatchView.self, from: answer.body)
    }

    private func balances(_ world: World) async throws -> [String: Int64] {
        let rows = try await world.books { try $0.balances() }
        return rows.reduce(into: [:]) { $0["\($1.account)", default: 0] += $1.minorUnits }
    }

    @Test("by hand: the split is shown, posted, and taken back to the same books")
    func byHand() async throws {
        let (world, line) = try await world()
        let before = try await world.dump()
        let match = try await propose(world, line, discount: 345, paid: 16_905)
        let discount = try #require(match.allocations.first)
        #expect(discount.amount == "3.45" && discount.net == "3.00" && discount.tax == "0.45")
        let rates = discount.taxes?.map { "\($0.category ?? "") \($0.rate) \($0.net) \($0.tax)" }
        #expect(rates == ["S 19 2.00 0.38", "S 7 1.00 0.07"])
        #expect(match.allocations.last?.net == nil && match.allocations.last?.taxes == nil)
        let posted = try await balances(world)
        #expect(posted["discounts_allowed"] == 300)
        #expect(posted["output_tax:19"] == 38 && posted["output_tax:7"] == 7)
        try await world.verify()
        _ = try await world.hub.undoMatch(1, reason: "wrong", ChangeRequest(by: World.alice))
        #expect(try await world.dump() == before)
        try await world.verify()
    }

    @Test("another match instead has its own split, and nothing of the first is left")
    func superseded() async throws {
        let (world, line) = try await world()
        _ = try await propose(world, line, discount: 345, paid: 16_905)
        _ = try await world.hub.supersedeMatch(
            1,
            allocations: [part(.discount, "INV-1", 100), part(.invoice, "INV-1", 16_905)],
            reason: "less",
            ChangeRequest(by: World.alice)
        )
        let posted = try await balances(world)
        // 1.00 is 0.69 at 19 %, 0.58 net, and 0.31 at 7 %, 0.29 net.
        #expect(posted["discounts_allowed"] == 87)
        #expect(posted["output_tax:19"] == 11 && posted["output_tax:7"] == 2)
        try await world.verify()
    }

    @Test(
        "a receipt that comes back, or a part of it, takes net and tax of the discount along",
        arguments: [(units: Int64(16_905), open: Int64(17_250)), (5_000, 5_345)]
    )
    func returned(units: Int64, open: Int64) async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1", 17_250, terms: "2/10 net 30", taxes: Self.taxes)
        // A reference of four characters names a receipt.
        try await world.bring([.init(units: 16_905, text: "thanks", reference: "REF1")], "s.xml")
        _ = try await propose(world, world.line("REF1"), discount: 345, paid: 16_905)
        func discounted() async throws -> [Int64] {
            let all = try await balances(world)
            return ["discounts_allowed", "output_tax:19", "output_tax:7"].map { all[$0] ?? 0 }
        }
        #expect(try await discounted() == [300, 38, 7])
        let back = BankStatement.Receipt(
            units: units,
            text: "recall of REF1",
            reference: "B1",
            date: "2026-03-06",
            returned: "AC04"
        )
        try await world.bring([back], "back.xml")
        #expect(try await world.invoice("INV-1").invoice.open == eur(open))
        #expect(try await discounted() == [0, 0, 0])
        try await world.verify()
        let request = ChangeRequest(by: World.bob)
        _ = try await world.hub.undoReturn(world.line("B1"), reason: "the bank's error", request)
        #expect(try await discounted() == [300, 38, 7])
        try await world.verify()
    }

    @Test("a discount that was granted after its last day is split on an account of its own")
    func late() async throws {
        var settings = HubSettings()
        settings.matchingPolicy.discountGraceDays = 10
        let world = try await World.make(.inline).restarted(settings: settings)
        try await world.issue("INV-1", 17_250, terms: "2/7 net 30", taxes: Self.taxes)
        try await world.bring([.init(units: 16_905, text: "INV-1", reference: "R1")], "s.xml")
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        let posted = try await balances(world)
        #expect(posted["late_discounts"] == 300 && posted["discounts_allowed"] == nil, "\(posted)")
        #expect(posted["output_tax:19"] == 38 && posted["output_tax:7"] == 7)
        try await world.verify()
    }

    @Test("where the tax of the full price is owed, nothing is split, by a run or by hand", arguments: [true, false])
    func kept(isRun: Bool) async throws {
        var settings = HubSettings()
        settings.matchingPolicy.discountTax = .kept
        let world = try await World.make(.inline).restarted(settings: settings)
        try await world.issue("INV-1", 17_250, terms: "2/10 net 30", taxes: Self.taxes)
        try await world.bring([.init(units: 16_905, text: isRun ? "INV-1" : "thanks", reference: "R1")], "s.xml")
        if isRun {
            _ = try await world.hub.reconcile(by: World.alice)
        } else {
            _ = try await propose(world, world.line("R1"), discount: 345, paid: 16_905)
        }
        let posted = try await balances(world)
        #expect(posted["discounts_allowed"] == 345 && !posted.keys.contains { $0.hasPrefix("output_tax") }, "\(posted)")
        try await world.verify()
    }

    @Test("what only looks like a discount is not split", arguments: ["bank_charges", "write_offs"])
    func otherDifferences(account: String) async throws {
        var settings = HubSettings()
        let kind: Tolerances.Kind = account == "bank_charges" ? .bankCharge : .writeOff
        settings.matchingPolicy.tolerances.spans[kind] = [.eur: try #require(Tolerances.Span(from: 1, to: 500))]
        let world = try await World.make(.inline).restarted(settings: settings)
        try await world.issue("INV-1", 17_250, taxes: Self.taxes)
        try await world.bring([.init(units: 16_905, text: "INV-1", reference: "R1")], "s.xml")
        _ = try await world.hub.reconcile(by: World.alice)
        let posted = try await balances(world)
        #expect(posted[account] == 345 && !posted.keys.contains { $0.hasPrefix("output_tax") }, "\(posted)")
        try await world.verify()
    }

    @Test("where the taxes are not known, all of the discount is cost, as ever")
    func unknown() async throws {
        let (world, line) = try await world(taxes: "")
        let match = try await propose(world, line, discount: 345, paid: 16_905)
        #expect(match.allocations.first?.net == nil && match.allocations.first?.taxes == nil)
        let posted = try await balances(world)
        #expect(posted["discounts_allowed"] == 345 && !posted.keys.contains { $0.hasPrefix("output_tax") })
        try await world.verify()
    }

    @Test("a rate of nothing has no account of tax")
    func exempt() async throws {
        let (world, line) = try await world(taxes: "E0:172.50+0.00")
        let match = try await propose(world, line, discount: 345, paid: 16_905)
        #expect(match.allocations.first?.net == "3.45" && match.allocations.first?.tax == "0.00")
        let posted = try await balances(world)
        #expect(posted["discounts_allowed"] == 345 && !posted.keys.contains { $0.hasPrefix("output_tax") })
        try await world.verify()
    }

    @Test("a document that is issued anew keeps its taxes, unless its amount is another one")
    func corrected() async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1", 17_250, taxes: Self.taxes)
        func correct(_ number: String, as next: String, _ change: (inout InvoiceReplacement) -> Void) async throws {
            var replacement = InvoiceReplacement(number: InvoiceNumber(next))
            change(&replacement)
            let cancellation = InvoiceCancellation(
                InvoiceNumber(number),
                reason: "wrong",
                replacement: replacement
            )
            _ = try await world.hub.cancel(cancellation, ChangeRequest(by: World.alice))
        }
        func taxes(_ number: String) async throws -> String { try await world.invoice(number).invoice.taxes.text }
        try await correct("INV-1", as: "INV-2") { $0.terms = "2/10 net 30" }
        #expect(try await taxes("INV-2") == Self.taxes)
        #expect(try await taxes("INV-1-CANCELLED") == Self.taxes)
        try await correct("INV-2", as: "INV-3") { $0.amount = eur(11_900) }
        #expect(try await taxes("INV-3") == "")
        await #expect(throws: HubProblem.self) {
            try await correct("INV-3", as: "INV-4") { $0.taxes = "19:100.00+19.01" }
        }
        try await correct("INV-3", as: "INV-4") { $0.taxes = "19:100.00+19.00" }
        #expect(try await taxes("INV-4") == "19:100.00+19.00")
        try await world.verify()
    }
}
