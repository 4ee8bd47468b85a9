import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

@Suite("the life of a match")
struct MatchLifeTests {
    private func world(_ receipts: [BankStatement.Receipt], invoices: [(String, Int64)]) async throws -> World {
        let world = try await World.make()
        for (number, units) in invoices { try await world.issue(number, units) }
        try await world.bring(receipts, "S1")
        return world
    }

    private func view(_ stored: StoredAnswer) throws -> MatchView {
        try HubJSON.decode(MatchView.self, from: stored.body)
    }

    private let receipt = BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "REF1")

    @Test("after undo everything is as before the post, and no later run posts it again")
    func undoRestores() async throws {
        let world = try await world([receipt], invoices: [("INV-1001", 10_000), ("INV-1002", 7_000)])
        let before = try await world.dump()
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.dump() != before)
        let undone = try view(await world.hub.undoMatch(1, reason: "wrong", ChangeRequest(by: World.alice)))
        #expect(undone.versions.map(\.step) == [.posted, .undone] && undone.state == .undone)
        #expect(try await world.dump() == before)
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        try await world.verify()
        await #expect(throws: HubProblem.self) {
            try await world.hub.undoMatch(1, reason: "again", ChangeRequest(by: World.alice))
        }
    }

    @Test("a rehearsal answers as the real thing and keeps nothing")
    func rehearsal() async throws {
        let world = try await world([receipt], invoices: [("INV-1001", 10_000)])
        _ = try await world.hub.reconcile(by: World.alice)
        let before = try await world.dump()
        let shown = try await world.hub.undoMatch(1, reason: "w", ChangeRequest(by: World.alice, isRehearsal: true))
        #expect(try view(shown).state == .undone)
        #expect(try await world.dump() == before)
        #expect(try await world.hub.match(1, of: World.merchant.id).state == .posted)
    }

    @Test("by hand: several invoices, a credit note, a discount and a rest; then superseded")
    func byHand() async throws {
        let receipt = BankStatement.Receipt(units: 10_000, text: "thanks", reference: "REF1")
        let world = try await world([receipt], invoices: [("A", 6_000), ("B", 5_000)])
        try await world.issue("C", 1_000, kind: .creditNote)
        let line = try await world.line("REF1")
        let wrong: [[HandAllocation]] = [
            [], [part(.invoice, "A", 6_000)], [part(.invoice, "A", 6_001), part(.unapplied, nil, nil)],
            [part(.invoice, "X", nil)], [part(.creditNote, "A", 100)],
            [part(.invoice, "A", nil), part(.discount, "A", 6_001)],
            [part(.invoice, "A", nil)] + Array(repeating: part(.unapplied, nil, 10_000), count: 4),
        ]
        for parts in wrong {
            await #expect(throws: HubProblem.self, "\(parts)") {
                try await world.hub.proposeMatch(
                    of: line,
                    allocations: parts,
                    reason: "r",
                    posts: true,
                    ChangeRequest(by: World.alice)
                )
            }
        }
        let parts = [
            part(.invoice, "A", nil), part(.discount, "A", 200), part(.invoice, "B", nil), part(.creditNote, "C", nil),
            part(.unapplied, nil, nil),
        ]
        let request = ChangeRequest(by: World.alice)
        let posted = try view(
            await world.hub.proposeMatch(of: line, allocations: parts, reason: "phone", posts: true, request)
        )
        #expect(posted.state == .posted)
        #expect(posted.allocations.map(\.amount) == ["58.00", "2.00", "50.00", "10.00", "2.00"])
        try await world.verify()
        let other = [part(.invoice, "A", nil), part(.unapplied, nil, nil)]
        let next = try view(await world.hub.supersedeMatch(1, allocations: other, reason: "letter", request))
        #expect(next.replaces == 1 && next.state == .posted && next.allocations.map(\.amount) == ["60.00", "40.00"])
        #expect(try await world.hub.match(1, of: World.merchant.id).state == .superseded)
        #expect(try await world.invoice("B").invoice.open == eur(5_000))
        try await world.verify()
    }

    @Test(
        "a superseded match is posted again once what came instead of it is undone, and not before",
        arguments: [nil, 5_000] as [Int64?]
    )
    func redoesSuperseded(limit: Int64?) async throws {
        let world = try await world([receipt], invoices: [("INV-1001", 10_000), ("INV-1002", 10_000)])
        let (alice, bob) = (ChangeRequest(by: World.alice), ChangeRequest(by: World.bob))
        _ = try await world.hub.reconcile(by: World.alice)
        let posted = try await world.books { try $0.balances() }
        let other = [part(.invoice, "INV-1002", nil)]
        _ = try await world.hub.supersedeMatch(1, allocations: other, reason: "letter", alice)
        #expect(try await problem { _ = try await world.hub.redoMatch(1, reason: "no", alice) } == .conflict)
        _ = try await world.hub.undoMatch(2, reason: "wrong letter", alice)
        let result = try await world.hub.reconcile(by: World.alice)
        let words = try #require(result.exceptions.first?.explanation)
        #expect(words.contains("quittance match redo 1"), "\(words)")
        let hub = limit.map { world.hub(fourEyesAbove: $0) } ?? world.hub
        let again = try view(await hub.redoMatch(1, reason: "it was right", alice))
        #expect(again.state == (limit == nil ? .posted : .proposed) && again.allocations.map(\.invoice) == ["INV-1001"])
        if limit != nil { _ = try await hub.postMatch(again.match, reason: "yes", bob) }
        #expect(try await world.books { try $0.balances() } == posted)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        try await world.verify()
    }

    @Test("a return undoes what its receipt paid, once, and the next payment posts")
    func returnReopens() async throws {
        let returned = BankStatement.Receipt(
            units: 10_000,
            text: "no funds REF1",
            reference: "RET1",
            date: "2026-03-04",
            returned: "AC04"
        )
        let again = BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "REF2", date: "2026-03-06")
        for isEarly in [false, true] {
            let world = try await world(isEarly ? [returned] : [receipt], invoices: [("INV-1001", 10_000)])
            _ = try await world.hub.reconcile(by: World.alice)
            try await world.bring(isEarly ? [receipt] : [returned], "S2")
            try await world.bring([receipt, returned], "S3")
            let lines = try await world.books { try $0.statementLines(after: "", limit: 10) }
            #expect(lines.map(\.state) == ["returned", "returned"] && lines.map(\.rule) == ["AC04", "AC04"])
            #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
            try await world.verify()
            try await world.bring([again], "S4")
            _ = try await world.hub.reconcile(by: World.alice)
            #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
            try await world.verify()
        }
    }
}
