import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary
import Testing

@testable import HubEngine

/// A return that a person has named wrongly is taken back, and nothing is left of it.
@Suite("taking a named return back") struct ReturnUndoingTests {
    private static func receipt(
        _ text: String,
        _ reference: String,
        date: String = "2026-03-02",
        returned: String? = nil
    ) -> BankStatement.Receipt {
        BankStatement.Receipt(units: 10_000, text: text, reference: reference, date: date, returned: returned)
    }

    /// One receipt of the payer is posted, another one waits: the return may be of either.
    private func doubtful() async throws -> World {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        try await world.bring([Self.receipt("INV-1001", "R1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        let back = Self.receipt("sorry", "BACK", date: "2026-03-06", returned: "AC04")
        try await world.bring([Self.receipt("INV-1002", "R2", date: "2026-03-04"), back], "S2")
        return world
    }

    private func name(_ world: World, _ receipt: String, by hub: Hub? = nil) async throws {
        _ = try await (hub ?? world.hub).nameReturned(
            world.line("BACK"),
            receipt: world.line(receipt),
            reason: "the bank's letter",
            ChangeRequest(by: World.alice)
        )
    }

    @discardableResult
    private func undo(_ world: World, by hub: Hub? = nil) async throws -> ReturnUndoing {
        let request = ChangeRequest(by: World.bob)
        let stored = try await (hub ?? world.hub).undoReturn(world.line("BACK"), reason: "the other one", request)
        return try HubJSON.decode(ReturnUndoing.self, from: stored.body)
    }

    private func versions(_ world: World, _ match: Int64) async throws -> [String] {
        try await world.hub.match(match, of: World.merchant.id).versions.map { "\($0.step.rawValue) \($0.by)" }
    }

    @Test("the books are as before, for a receipt that was posted and for one that waited", arguments: ["R1", "R2"])
    func restores(receipt: String) async throws {
        let world = try await doubtful()
        let before = try await world.dump()
        try await name(world, receipt)
        #expect(try await world.dump() != before)
        let undone = try await undo(world)
        #expect(undone.match == (receipt == "R1" ? 1 : nil))
        #expect(try await world.dump() == before)
        try await world.verify()
        let steps = receipt == "R1" ? ["posted automatic", "undone alice", "posted bob"] : ["posted automatic"]
        #expect(try await versions(world, 1) == steps)
        #expect(try await problem { try await undo(world) } == .conflict, "there is nothing to take back any more")
        // The right one can be named now, and what it paid is posted and taken back as if nothing had been.
        try await name(world, receipt == "R1" ? "R2" : "R1")
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.verify()
    }

    @Test("a run after it says what it said before")
    func runsAsBefore() async throws {
        let world = try await doubtful()
        _ = try await world.hub.reconcile(by: World.alice)
        let before = try await world.dump()
        try await name(world, "R1")
        try await undo(world)
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.dump() == before)
        try await world.verify()
    }

    @Test("what was proposed for the receipt, and the approval that it waited for, wait again")
    func restoresProposals() async throws {
        let world = try await doubtful()
        let limited = world.hub(fourEyesAbove: 5_000)
        let invoice = [part(.invoice, "INV-1002", nil)]
        _ = try await limited.proposeMatch(
            of: world.line("R2"),
            allocations: invoice,
            reason: "by phone",
            posts: true,
            ChangeRequest(by: World.alice)
        )
        let before = try await (world.dump(), world.approvals())
        #expect(before.1 == ["open"])
        try await name(world, "R2")
        #expect(try await world.approvals() == ["rejected"])
        try await undo(world, by: limited)
        #expect(try await world.dump() == before.0)
        #expect(try await world.approvals() == before.1)
        #expect(try await versions(world, 2) == ["proposed alice", "rejected alice", "proposed bob"])
        // It still needs somebody else than the one who asked.
        let again = ChangeRequest(by: World.alice)
        #expect(try await problem { _ = try await limited.postMatch(2, reason: "ok", again) } == .conflict)
        _ = try await limited.postMatch(2, reason: "ok", ChangeRequest(by: World.bob))
        #expect(try await world.invoice("INV-1002").invoice.open == eur(0))
        try await world.verify()
    }

    @Test("what the match had taught of its payer is known again, unless somebody has forgotten it")
    func restoresAliases() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let stranger = { (reference: String) in
            var receipt = Self.receipt("hello", reference)
            (receipt.name, receipt.payer) = ("Stranger Ltd", "DE02120300000000202051")
            return receipt
        }
        try await world.bring([stranger("R1"), stranger("R2")], "S1")
        _ = try await world.hub.proposeMatch(
            of: world.line("R1"),
            allocations: [part(.invoice, "INV-1001", nil)],
            reason: "by phone",
            posts: true,
            ChangeRequest(by: World.alice)
        )
        var back = stranger("BACK")
        (back.date, back.returned, back.text) = ("2026-03-06", "AC04", "sorry")
        try await world.bring([back], "S2")
        let aliases = { try await world.books { try $0.aliases() } }
        let before = try await aliases()
        #expect(before.map(\.confirmations) == [1])
        try await name(world, "R1")
        #expect(try await aliases().isEmpty)
        try await undo(world)
        #expect(try await aliases() == before, "and once, though it was said twice")
        try await world.verify()
        try await name(world, "R1")
        let alias = try #require(before.first)
        let forgotten = AliasEvent(
            kind: alias.kind,
            key: alias.key,
            customer: alias.customer,
            step: .forgotten,
            source: "",
            written: alias.written,
            usedOn: alias.lastUsed,
            principal: "carl",
            reason: "it is another customer's"
        )
        try await world.store.run { try Books($0, merchant: World.merchant.id).insert(forgotten, at: World.start) }
        try await undo(world)
        #expect(try await aliases().isEmpty)
        try await world.verify()
    }

    @Test("in a closed month neither the return nor its undoing changes anything: it is undone in the first open one")
    func undoesAfterClosing() async throws {
        let world = try await doubtful()
        try await name(world, "R1")
        let march = try #require(AccountingPeriod("2026-03"))
        world.clock.advance(seconds: 40 * 86_400)
        let stored = try await world.hub.propose(
            .close,
            of: march,
            note: "no balances",
            by: World.alice,
            key: World.key("c")
        )
        let approval = try HubJSON.decode(ApprovalView.self, from: stored.body).id
        _ = try await world.hub.decideApproval(approval, approve: true, by: World.bob, key: World.key("d"))
        let before = try await world.books { try $0.balances(before: march.next.first) }
        try await undo(world)
        #expect(try await world.books { try $0.balances(before: march.next.first) } == before)
        let moved = try await world.books { try $0.movements(in: march.next) }
        #expect(
            moved.map { "\($0.account) \($0.debits) \($0.credits)" } == [
                "receivables:cus_1 0 10000", "unidentified_receipts 10000 0",
            ]
        )
        try await world.verify()
    }

    @Test(
        "above the limit two people take it back",
        arguments: ["asked twice", "approved", "rejected", "limit raised"]
    )
    func needsTwo(way: String) async throws {
        let world = try await doubtful()
        let (limited, before) = (world.hub(fourEyesAbove: 5_000), try await world.books { try $0.balances() })
        try await name(world, "R1")
        let returned = try await world.books { try $0.balances() }
        let asked = try await undo(world, by: limited)
        let approval = try #require(asked.approval)
        let receipt = try await world.line("R1")
        #expect(asked.match == 1 && asked.receipt == receipt)
        #expect(try await world.books { try $0.balances() } == returned, "nothing is done yet")
        #expect(try await problem { try await undo(world, by: limited) } == .conflict, "the same person again")
        switch way {
        case "asked twice":
            let request = ChangeRequest(by: World.alice)
            let stored = try await limited.undoReturn(world.line("BACK"), reason: "so it is", request)
            #expect(try HubJSON.decode(ReturnUndoing.self, from: stored.body).approval == nil)
        case "limit raised":
            #expect(try await problem { try await undo(world) } == .conflict, "what was asked stays asked")
            let stored = try await world.hub.undoReturn(
                world.line("BACK"),
                reason: "so",
                ChangeRequest(by: World.alice)
            )
            #expect(try HubJSON.decode(ReturnUndoing.self, from: stored.body).approval == nil)
        default:
            let approves = way == "approved"
            _ = try await limited.decideApproval(approval, approve: approves, by: World.alice, key: World.key("d"))
        }
        let isDone = way != "rejected"
        #expect(try await world.books { try $0.balances() } == (isDone ? before : returned))
        #expect(try await versions(world, 1).last?.hasPrefix(isDone ? "posted" : "undone") == true)
        #expect(try await world.books { try $0.openApproval(about: "match/1") } == nil)
        try await world.verify()
    }

    @Test("refused: what nobody has named, and what is paid otherwise by now")
    func refuses() async throws {
        let world = try await doubtful()
        #expect(try await problem { try await undo(world) } == .conflict, "waits")
        #expect(
            try await problem {
                _ = try await world.hub.undoReturn("nowhere", reason: "r", ChangeRequest(by: World.bob))
            } == .notFound
        )
        try await name(world, "R1")
        try await world.bring([Self.receipt("INV-1001 again", "R9", date: "2026-03-09")], "S3")
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        let before = try await world.dump()
        #expect(try await problem { try await undo(world) } == .conflict, "R9 has paid what R1 had")
        #expect(try await world.dump() == before)
        try await world.verify()

        let sure = try await World.make()
        try await sure.issue("INV-1001", 10_000)
        let back = Self.receipt("sorry", "BACK", date: "2026-03-06", returned: "AC04")
        try await sure.bring([Self.receipt("INV-1001", "R1"), back], "S1")
        #expect(try await sure.states() == ["BACK returned", "R1 returned"])
        try await undo(sure)
        #expect(try await sure.states() == ["BACK exception", "R1 unmatched"], "a person may say so too")
        _ = try await sure.hub.reconcile(by: World.alice)
        #expect(try await sure.states() == ["BACK exception", "R1 matched"])
        try await sure.verify()
    }
}
