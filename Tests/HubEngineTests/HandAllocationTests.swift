import HubDomain
import HubStore
import PaymentVocabulary
import Testing

@testable import HubEngine

/// What people say that a receipt pays.
@Suite("allocations by hand") struct HandAllocationTests {
    private static let other = CustomerID("cus_2")

    /// A receipt of 300.00 of a parent company, 100.00 and a credit note of 50.00 of one customer, 250.00 of another.
    private func world() async throws -> (world: World, line: String) {
        let world = try await World.make()
        try await world.issue("ONE", 10_000)
        try await world.issue("NOTE", 5_000, kind: .creditNote)
        try await world.issue("TWO", 25_000, customer: Self.other)
        try await world.bring(
            [
                .init(
                    units: 30_000,
                    text: "for both",
                    reference: "R1",
                    payer: "DE02500105170137075030",
                    name: "Holding SE"
                )
            ],
            "S1"
        )
        return (world, try await world.line("R1"))
    }

    private func rest(_ customer: CustomerID?, _ units: Int64? = nil) -> HandAllocation {
        HandAllocation(kind: .unapplied, invoice: nil, customer: customer, amount: units.map(eur))
    }

    private func propose(_ world: World, _ line: String, _ parts: [HandAllocation]) async throws -> MatchView {
        let request = ChangeRequest(by: World.alice)
        let stored = try await world.hub.proposeMatch(of: line, allocations: parts, reason: "r", posts: true, request)
        return try HubJSON.decode(MatchView.self, from: stored.body)
    }

    @Test("one receipt pays for two customers, teaches nothing of its payer, and is undone without a trace")
    func paysForTwo() async throws {
        let (world, line) = try await world()
        let before = try await world.dump()
        let parts = [part(.invoice, "ONE", nil), part(.invoice, "TWO", 18_000), rest(Self.other)]
        let match = try await propose(world, line, parts)
        #expect(match.state == .posted)
        #expect(
            match.allocations.map { "\($0.kind) \($0.customer) \($0.amount)" } == [
                "invoice cus_1 100.00", "invoice cus_2 180.00", "unapplied cus_2 20.00",
            ]
        )
        let accounts = try await world.books { try $0.creditAccounts() }
        let shown = accounts.map { "\($0.customer) \($0.open) \($0.unapplied)" }
        #expect(shown == ["cus_1 0 0", "cus_2 7000 2000"], "\(shown)")
        #expect(try await world.hub.aliases(PageRequest(after: "", limit: 10), of: World.merchant.id).data.isEmpty)
        try await world.verify()
        _ = try await world.hub.undoMatch(1, reason: "no", ChangeRequest(by: World.alice))
        #expect(try await world.dump() == before)
        try await world.verify()
    }

    @Test(
        "what is nobody's, and what would pay for another customer, is refused",
        arguments: [
            (["ONE", "TWO=180"], [nil], "whose money is it"), (["ONE", "TWO=180"], ["cus_9"], "no customer cus_9"),
            (["TWO", "-NOTE=40"], ["cus_2"], "the credit notes of cus_1 are more than what its invoices get"),
            (["ONE", "TWO"], [], "50.00 EUR more than 300.00 EUR"),
        ]
    )
    func refuses(_ documents: [String], _ rests: [String?], _ told: String) async throws {
        let (world, line) = try await world()
        let parts = documents.map { text in
            let sides = text.drop { $0 == "-" }.split(separator: "=")
            let units = sides.count > 1 ? Int64(sides[1]).map { $0 * 100 } : text == "TWO" ? 25_000 : 10_000
            return part(text.hasPrefix("-") ? .creditNote : .invoice, String(sides[0]), units)
        }
        let before = try await world.dump()
        do {
            _ = try await propose(world, line, parts + rests.map { rest($0.map { CustomerID($0) }) })
            Issue.record("it was taken")
        } catch let problem as HubProblem {
            #expect(problem.detail.contains(told), "\(problem.detail)")
        }
        #expect(try await world.dump() == before)
    }

    @Test("a customer's credit note helps to pay its own invoice beside another customer's")
    func credits() async throws {
        let (world, line) = try await world()
        _ = try await propose(
            world,
            line,
            [part(.invoice, "ONE", nil), part(.creditNote, "NOTE", nil), part(.invoice, "TWO", nil)]
        )
        let open = try await world.books { try $0.creditAccounts() }.map {
            "\($0.customer) \($0.open) \($0.creditNotes)"
        }
        #expect(open == ["cus_1 0 0", "cus_2 0 0"], "\(open)")
        try await world.verify()
    }

    @Test("no discount is due of an invoice of a customer of whom nothing is paid")
    func discounts() async throws {
        let (world, line) = try await world()
        let parts = [part(.invoice, "TWO", nil), part(.discount, "ONE", 1_000), rest(Self.other)]
        #expect(try await problem { _ = try await propose(world, line, parts) } == .invalidRequest)
        let both = [part(.invoice, "TWO", 21_000), part(.invoice, "ONE", 9_000), part(.discount, "ONE", 1_000)]
        #expect(try await propose(world, line, both).state == .posted)
        try await world.verify()
    }
}
