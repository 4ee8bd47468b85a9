import HubDomain
import HubEngine
import HubStore
import PaymentVocabulary
import Testing

@Suite("the life of a match")
struct MatchLifeTests {
    /// Everything that a match moves: balances, open amounts, exposure, the lines and their claims.
    private func dump(_ world: World) async throws -> [String] {
        let digest = try await world.digest()
        let lines = try await world.books { books in
            try books.statementLines(after: "", limit: 1_000).map { row in
                let claims = try books.applications(of: row.identity).map { "\($0.kind) \($0.number) \($0.amount)" }
                return "\(row.identity) \(row.state) \(row.rule) \(row.explanation) \(claims)"
            }
        }
        let accounts = try await world.books { books in
            try books.creditAccounts().map {
                "\($0.customer) \($0.open) \($0.unapplied) \($0.creditNotes) \(String(describing: $0.oldestUnsecuredDue))"
            }
        }
        return ["\(digest)"] + lines + accounts
    }

    private func world(_ receipts: [BankStatement.Receipt], invoices: [(String, Int64)]) async throws -> World {
        let world = try await World.make()
        for (number, units) in invoices { try await world.issue(number, units) }
        try await bring(world, receipts, "S1")
        return world
    }

    private func bring(_ world: World, _ receipts: [BankStatement.Receipt], _ name: String) async throws {
        let bytes = BankStatement(id: name, receipts: receipts).bytes
        let report = try await world.hub.importStatement(bytes, name: name, by: World.alice)
        #expect(report.errors == [])
    }

    private func line(_ world: World, _ reference: String) async throws -> String {
        let rows = try await world.books { try $0.statementLines(after: "", limit: 100) }
        return try #require(rows.first { $0.line.bankReference == reference }?.identity)
    }

    private func view(_ stored: StoredAnswer) throws -> MatchView {
        try HubJSON.decode(MatchView.self, from: stored.body)
    }

    private let receipt = BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "REF1")

    @Test("after undo everything is as before the post, and no later run posts it again")
    func undoRestores() async throws {
        let world = try await world([receipt], invoices: [("INV-1001", 10_000), ("INV-1002", 7_000)])
        let before = try await dump(world)
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await dump(world) != before)
        let undone = try view(await world.hub.undoMatch(1, reason: "wrong", ChangeRequest(by: World.alice)))
        #expect(undone.versions.map(\.step) == [.posted, .undone] && undone.state == .undone)
        #expect(try await dump(world) == before)
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
        let before = try await dump(world)
        let shown = try await world.hub.undoMatch(1, reason: "w", ChangeRequest(by: World.alice, isRehearsal: true))
        #expect(try view(shown).state == .undone)
        #expect(try await dump(world) == before)
        #expect(try await world.hub.match(1, of: World.merchant.id).state == .posted)
    }

    @Test("by hand: several invoices, a credit note, a discount and a rest; then superseded")
    func byHand() async throws {
        let receipt = BankStatement.Receipt(units: 10_000, text: "thanks", reference: "REF1")
        let world = try await world([receipt], invoices: [("A", 6_000), ("B", 5_000)])
        try await world.issue("C", 1_000, kind: .creditNote)
        let line = try await line(world, "REF1")
        func part(_ kind: HandAllocation.Kind, _ number: String?, _ units: Int64?) -> HandAllocation {
            HandAllocation(
                kind: kind,
                invoice: number.map { InvoiceNumber($0) },
                customer: nil,
                amount: units.map(eur)
            )
        }
        let wrong: [[HandAllocation]] = [
            [], [part(.invoice, "A", 6_000)], [part(.invoice, "A", 6_001), part(.unapplied, nil, nil)],
            [part(.invoice, "X", nil)], [part(.creditNote, "A", 100)],
            [part(.invoice, "A", nil), part(.discount, "A", 6_001)],
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
            try await bring(world, isEarly ? [receipt] : [returned], "S2")
            try await bring(world, [receipt, returned], "S3")
            let lines = try await world.books { try $0.statementLines(after: "", limit: 10) }
            #expect(lines.map(\.state) == ["returned", "returned"] && lines.map(\.rule) == ["AC04", "AC04"])
            #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
            try await world.verify()
            try await bring(world, [again], "S4")
            _ = try await world.hub.reconcile(by: World.alice)
            #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
            try await world.verify()
        }
    }
}
