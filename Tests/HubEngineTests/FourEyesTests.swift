import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary
import Testing

@testable import HubEngine
@testable import HubReconciliation

/// One pair of eyes is not enough for what a match settles, however little its receipt is.
@Suite("four eyes about matches") struct FourEyesTests {
    private static let cents: Int64 = 50_000

    /// A receipt of 1.00, an invoice over 10,000.00 and a credit note over 9,999.00.
    private func world() async throws -> (world: World, hub: Hub, line: String) {
        let world = try await World.make()
        try await world.issue("BIG", 1_000_000)
        try await world.issue("NOTE", 999_900, kind: .creditNote)
        try await world.issue("SMALL", 100)
        try await world.bring([.init(units: 100, text: "hello", reference: "R1")], "S1")
        return (world, world.hub(fourEyesAbove: Self.cents), try await world.line("R1"))
    }

    private func propose(
        _ hub: Hub,
        _ line: String,
        _ parts: [HandAllocation],
        by principal: Principal = World.alice,
        posts: Bool = true
    ) async throws -> MatchView {
        let request = ChangeRequest(by: principal)
        let stored = try await hub.proposeMatch(
            of: line,
            allocations: parts,
            reason: "phone",
            posts: posts,
            request
        )
        return try HubJSON.decode(MatchView.self, from: stored.body)
    }

    @Test(
        "the gross of the parts counts",
        arguments: [
            [part(.invoice, "BIG", 100), part(.discount, "BIG", 999_900)],
            [part(.invoice, "BIG", nil), part(.creditNote, "NOTE", nil)],
        ]
    )
    func countsGross(_ parts: [HandAllocation]) async throws {
        let (world, hub, line) = try await world()
        let asked = try await propose(hub, line, parts)
        #expect(asked.state == .proposed && asked.approval != nil)
        let alone = ChangeRequest(by: World.alice)
        #expect(try await problem { _ = try await hub.postMatch(1, reason: "me", alone) } == .conflict)
        #expect(try await world.invoice("BIG").invoice.open == eur(1_000_000))
        let other = ChangeRequest(by: World.bob)
        _ = try await hub.postMatch(1, reason: "I saw it", other)
        #expect(try await world.approvals() == ["approved"])
        #expect(try await world.invoice("BIG").invoice.open == eur(0))
        // Undoing it, and replacing it by a small one, frees as much.
        _ = try await hub.undoMatch(1, reason: "no", alone)
        #expect(try await hub.match(1, of: World.merchant.id).state == .posted)
        let small = [part(.invoice, "SMALL", nil)]
        let next = try await hub.supersedeMatch(1, allocations: small, reason: "no", alone)
        #expect(try HubJSON.decode(MatchView.self, from: next.body).state == .proposed)
        #expect(try await problem { _ = try await hub.postMatch(2, reason: "me", alone) } == .conflict)
        _ = try await hub.postMatch(2, reason: "yes", other)
        #expect(try await world.invoice("BIG").invoice.open == eur(1_000_000))
        // Approvals of one moment are in no order; the undoing has nothing left to decide.
        #expect(try await world.approvals().sorted() == ["approved", "approved", "rejected"])
        try await world.verify()
    }

    @Test("what a receipt pays by itself is judged by the receipt")
    func countsTheReceipt() async throws {
        let (world, hub, line) = try await world()
        #expect(try await propose(hub, line, [part(.invoice, "SMALL", nil)]).state == .posted)
        try await world.verify()
    }

    @Test("a run asks for a second person by the gross as well")
    func asksInARun() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000, issued: "2026-02-25", due: "2026-03-27", terms: "2/10 net 30")
        try await world.bring([.init(units: 9_800, text: "INV-1001", reference: "R1")], "S1")
        _ = try await world.hub(fourEyesAbove: 9_900).reconcile(by: World.alice)
        #expect(try await world.approvals() == ["open"])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
    }

    @Test("an approval ends with its match", arguments: [World.alice, World.bob])
    func endsApprovals(principal: Principal) async throws {
        let (world, hub, line) = try await world()
        let parts = [part(.invoice, "BIG", 100), part(.discount, "BIG", 999_900)]
        _ = try await propose(hub, line, parts)
        _ = try await hub.undoMatch(1, reason: "wrong", ChangeRequest(by: principal))
        #expect(try await hub.match(1, of: World.merchant.id).state == .rejected)
        #expect(try await world.approvals() == ["rejected"])
        let id = try #require(
            try await hub.approvals(PageRequest(after: "", limit: 1), of: World.merchant.id).data.first?.id
        )
        let again = try await problem {
            _ = try await hub.decideApproval(id, approve: true, by: World.bob, key: World.key("late"))
        }
        #expect(again == .conflict)
        try await world.verify()
    }

    @Test(
        "who asked for a second person needs one, however the limit is raised or gone",
        arguments: [2_000_000, nil] as [Int64?]
    )
    func keepsWhatWasAsked(limit: Int64?) async throws {
        let (world, hub, line) = try await world()
        let raised = limit.map { world.hub(fourEyesAbove: $0) } ?? world.hub
        let (alice, bob) = (ChangeRequest(by: World.alice), ChangeRequest(by: World.bob))
        _ = try await propose(hub, line, [part(.invoice, "BIG", 100), part(.discount, "BIG", 999_900)])
        #expect(try await problem { _ = try await raised.postMatch(1, reason: "yes", alice) } == .conflict)
        #expect(try await world.approvals() == ["open"])
        _ = try await raised.postMatch(1, reason: "yes", bob)
        #expect(try await world.approvals() == ["approved"])
        // So is an undoing that somebody has asked for, and what is to replace the match meanwhile.
        _ = try await hub.undoMatch(1, reason: "no", alice)
        #expect(try await problem { _ = try await raised.undoMatch(1, reason: "no", alice) } == .conflict)
        let small = [part(.invoice, "SMALL", nil)]
        let next = try await raised.supersedeMatch(1, allocations: small, reason: "no", alice)
        #expect(try HubJSON.decode(MatchView.self, from: next.body).state == .proposed)
        _ = try await raised.undoMatch(1, reason: "no", bob)
        #expect(try await hub.match(1, of: World.merchant.id).state == .undone)
        #expect(try await hub.match(2, of: World.merchant.id).state == .rejected)
        // What nobody waits for is judged by the limit of now.
        #expect(try await propose(raised, line, small).state == .posted)
        try await world.verify()
    }

    @Test("what people close of one document without money adds up")
    func addsUpDiscounts() async throws {
        let world = try await World.make()
        try await world.issue("BIG", 1_000_000)
        try await world.issue("OTHER", 1_000_000)
        try await world.bring((1...4).map { .init(units: 100, text: "hello", reference: "R\($0)") }, "S1")
        let hub = world.hub(fourEyesAbove: Self.cents)
        func discount(_ reference: String, _ number: String, _ units: Int64) async throws -> MatchView {
            try await propose(
                hub,
                world.line(reference),
                [part(.invoice, number, 100), part(.discount, number, units)]
            )
        }
        #expect(try await discount("R1", "BIG", 30_000).state == .posted)
        #expect(try await discount("R2", "OTHER", 30_000).state == .posted, "another document")
        #expect(try await discount("R3", "BIG", 20_001).state == .proposed)
        #expect(try await discount("R4", "BIG", 20_000).state == .posted)
        let (alone, other) = (ChangeRequest(by: World.alice), ChangeRequest(by: World.bob))
        #expect(try await problem { _ = try await hub.postMatch(3, reason: "me", alone) } == .conflict)
        _ = try await hub.postMatch(3, reason: "yes", other)
        #expect(try await world.invoice("BIG").invoice.open == eur(1_000_000 - 70_001 - 300))
        // Taken back, it counts no more.
        for match: Int64 in [3, 4] {
            for request in [alone, other] where try await hub.match(match, of: World.merchant.id).state == .posted {
                _ = try await hub.undoMatch(match, reason: "no", request)
            }
        }
        #expect(try await discount("R4", "BIG", 19_999).state == .posted)
        try await world.verify()
    }

    @Test("discounts that the terms offer and runs take are not added to those of people")
    func countsPeopleOnly() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 100_000, issued: "2026-02-25", due: "2026-03-27", terms: "2/10 net 30")
        try await world.bring([.init(units: 49_000, text: "INV-1001", reference: "R1")], "S1")
        try await world.bring([.init(units: 100, text: "hello", reference: "R2")], "S2")
        _ = try await world.hub.reconcile(by: World.alice)
        let hub = world.hub(fourEyesAbove: Self.cents)
        let parts = [part(.invoice, "INV-1001", 100), part(.discount, "INV-1001", 49_900)]
        #expect(try await propose(hub, world.line("R2"), parts).state == .posted)
        try await world.verify()
    }

    @Test("a proposal to replace a match ends when that one is undone")
    func endsReplacements() async throws {
        let (world, hub, line) = try await world()
        _ = try await propose(world.hub, line, [part(.invoice, "BIG", 100)])
        let big = [part(.invoice, "BIG", 100), part(.discount, "BIG", 999_900)]
        _ = try await hub.supersedeMatch(1, allocations: big, reason: "r", ChangeRequest(by: World.alice))
        #expect(try await world.approvals() == ["open"])
        _ = try await hub.undoMatch(1, reason: "wrong", ChangeRequest(by: World.bob))
        #expect(try await hub.match(2, of: World.merchant.id).state == .rejected)
        #expect(try await world.approvals() == ["rejected"])
        try await world.verify()
    }

    @Test("a run does not overtake what a person proposed, and posts it no sooner than it is decided")
    func waitsForPeople() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.issue("OTHER", 10_000)
        try await world.bring([.init(units: 10_000, text: "INV-1001", reference: "R1")], "S1")
        let row = try #require(try await world.books { try $0.statementLines(after: "", limit: 1) }.first)
        // The run has read the line; before it posts, a person proposes something else.
        let paid = Allocation(
            kind: .invoice,
            invoice: InvoiceNumber("INV-1001"),
            amount: eur(10_000),
            reason: .paidInFull
        )
        let match = Match(line: row.line, allocations: [paid], rule: .ownReference, score: 98, explanation: "")
        let applications = match.applications { $0.text == "INV-1001" ? World.customer : nil }
        let posting = MatchPosting(match: match, applications: applications, identity: row.identity, approval: nil)
        let proposed = try await propose(world.hub, row.identity, [part(.invoice, "OTHER", nil)], posts: false)
        #expect(proposed.state == .proposed)
        try await world.hub.post([posting][...], of: World.merchant.id, at: World.start)
        #expect(try await world.states() == ["R1 unmatched"])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        _ = try await world.hub.postMatch(1, reason: "yes", ChangeRequest(by: World.alice))
        #expect(try await world.invoice("OTHER").invoice.open == eur(0))
        try await world.verify()
    }

    @Test("what a proposal would pay no later run gives away, as no later receipt of one run gets it")
    func reservesAcrossRuns() async throws {
        func told(runs: Int) async throws -> [String] {
            let world = try await World.make()
            let hub = world.hub(fourEyesAbove: 20_000)
            try await world.issue("INV-1001", 30_000)
            try await world.issue("INV-1002", 15_000)
            let receipts: [BankStatement.Receipt] = [
                .init(units: 30_000, text: "INV-1001", reference: "R1"),
                .init(units: 30_000, text: "INV-1001", reference: "R2"),
                .init(units: 15_000, text: "INV-1002", reference: "R3"),
            ]
            if runs == 1 {
                try await world.bring(receipts, "S1")
                _ = try await hub.reconcile(by: World.alice)
            }
            for (number, receipt) in receipts.enumerated() where runs > 1 {
                try await world.bring([receipt], "S\(number)")
                _ = try await hub.reconcile(by: World.alice)
            }
            let rows = try await world.books { try $0.statementLines(after: "", limit: 1_000) }
            let states = rows.map { "\($0.line.bankReference) \($0.state) \($0.rule)" }.sorted()
            // Rejected, it gives its document back.
            let line = try await world.line("R1")
            let proposed = try #require(try await world.books { try $0.matches(of: line) }.first)
            _ = try await hub.undoMatch(proposed.number, reason: "not theirs", ChangeRequest(by: World.bob))
            _ = try await world.hub(fourEyesAbove: 50_000).reconcile(by: World.alice)
            #expect(try await world.states() == ["R1 exception", "R2 matched", "R3 matched"])
            #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
            try await world.verify()
            return states
        }
        let once = try await told(runs: 1)
        #expect(once == ["R1 exception proposed", "R2 exception duplicate", "R3 matched own_reference"])
        #expect(try await told(runs: 3) == once)
    }

    @Test("an exception names the receipt that waits for a second person")
    func namesWhatWaits() async throws {
        let world = try await World.make()
        let hub = world.hub(fourEyesAbove: 20_000)
        try await world.issue("INV-1001", 30_000)
        try await world.bring([.init(units: 30_000, text: "INV-1001", reference: "R1")], "S1")
        _ = try await hub.reconcile(by: World.alice)
        try await world.bring([.init(units: 30_000, text: "INV-1001", reference: "R2")], "S2")
        let result = try await hub.reconcile(by: World.alice)
        let second = try #require(result.exceptions.first { $0.reason == .duplicate })
        #expect(second.explanation.contains("INV-1001"), "\(second.explanation)")
        #expect(second.explanation.contains("pays once somebody agrees"), "\(second.explanation)")
        #expect(result.openItems.map(\.open) == [eur(30_000)], "it is open all the same")
    }

    @Test("of a match that is to be replaced only the documents are kept of which the new one takes more")
    func reservesReplacements() async throws {
        let world = try await World.make()
        let hub = world.hub(fourEyesAbove: 20_000)
        try await world.issue("INV-1001", 30_000)
        try await world.issue("INV-1002", 30_000)
        try await world.bring([.init(units: 30_000, text: "hello", reference: "R1")], "S1")
        let line = try await world.line("R1")
        _ = try await propose(
            world.hub,
            line,
            [part(.invoice, "INV-1001", 20_000), part(.invoice, "INV-1002", 10_000)]
        )
        _ = try await hub.supersedeMatch(
            1,
            allocations: [part(.invoice, "INV-1001", 5_000), part(.invoice, "INV-1002", 25_000)],
            reason: "phone",
            ChangeRequest(by: World.alice)
        )
        #expect(try await world.approvals() == ["open"])
        let held = try await world.books { try $0.linesHeldByPeople() }
        #expect(held.isEmpty)
        let kept = try await world.books { try $0.reservations(of: $0.proposedMatches()) }
        #expect(kept.map(\.document.text) == ["INV-1002"])
        // 200.00 are open of it, and the match that waits takes 150.00 of them.
        try await world.bring([.init(units: 20_000, text: "INV-1002", reference: "R2")], "S2")
        let result = try await hub.reconcile(by: World.alice)
        #expect(result.exceptions.map(\.reason) == [.duplicate])
        let words = try #require(result.exceptions.first?.explanation)
        #expect(
            words.contains("names INV-1002, which the line") && words.contains("pays once somebody agrees"),
            "\(words)"
        )
        _ = try await hub.postMatch(2, reason: "yes", ChangeRequest(by: World.bob))
        try await world.verify()
    }

    @Test("of several proposals for one receipt the others end with the one that is posted, and none is made twice")
    func endsOtherProposals() async throws {
        let (world, hub, line) = try await world()
        let big = [part(.invoice, "BIG", 100), part(.discount, "BIG", 999_900)]
        _ = try await propose(hub, line, big)
        #expect(try await problem { _ = try await propose(hub, line, big) } == .conflict)
        #expect(try await propose(hub, line, [part(.invoice, "BIG", nil), part(.creditNote, "NOTE", nil)]).match == 2)
        _ = try await hub.postMatch(2, reason: "yes", ChangeRequest(by: World.bob))
        #expect(try await hub.match(1, of: World.merchant.id).state == .rejected)
        #expect(try await world.approvals().sorted() == ["approved", "rejected"])
        try await world.verify()
    }

    @Test("a proposal ends when a document of it is cancelled, and its receipt is a run's again once somebody posts")
    func endsWithItsDocument() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 30_000)
        try await world.bring([.init(units: 30_000, text: "INV-1001", reference: "R1")], "S1")
        let result = try await world.hub(fourEyesAbove: 20_000).reconcile(by: World.alice)
        #expect(result.exceptions.map(\.isProposed) == [true])
        let cancellation = InvoiceCancellation(InvoiceNumber("INV-1001"), reason: "wrong customer")
        _ = try await world.hub.cancel(cancellation, ChangeRequest(by: World.alice))
        let match = try await world.hub.match(1, of: World.merchant.id)
        #expect(match.state == .rejected)
        #expect(match.versions.last?.reason == "INV-1001 is cancelled by INV-1001-CANCELLED: wrong customer")
        #expect(try await world.approvals() == ["rejected"])
        let period = try #require(AccountingPeriod("2026-03"))
        let page = try await world.hub.period(period, of: World.merchant.id).page
        #expect(page.exceptions.map(\.reason) == ["undone"], "a person has to say what it pays")
        try await world.verify()
    }

    @Test("capitals and blanks make no second person", arguments: [" Alice", "ALICE", "alice  "])
    func samePerson(name: String) async throws {
        let (_, hub, line) = try await world()
        _ = try await propose(hub, line, [part(.invoice, "BIG", 100), part(.discount, "BIG", 999_900)])
        let again = Principal(merchant: World.merchant.id, name: name)
        #expect(World.alice.name.lowercased() == "alice" && name != World.alice.name)
        #expect(
            try await problem { _ = try await hub.postMatch(1, reason: "me", ChangeRequest(by: again)) } == .conflict
        )
        #expect(
            try await problem { _ = try await hub.rejectMatch(1, reason: "me", ChangeRequest(by: again)) } == .conflict
        )
        _ = try await hub.postMatch(1, reason: "yes", ChangeRequest(by: World.bob))
        _ = try await hub.undoMatch(1, reason: "no", ChangeRequest(by: World.alice))
        #expect(
            try await problem { _ = try await hub.undoMatch(1, reason: "no", ChangeRequest(by: again)) } == .conflict
        )
        #expect(Hub.isAutomatic("Automatic ") && !Hub.isAutomatic("automatica"))
    }

    @Test("what a proposal leaves of a document is no amount to go by, in one run and in two", arguments: [1, 2])
    func keepsTheRest(runs: Int) async throws {
        let world = try await World.make()
        let hub = world.hub(fourEyesAbove: 9_000)
        try await world.issue("INV-1001", 13_719)
        try await world.issue("INV-1002", 50_000)
        try await world.issue("NOTE-9001", 4_123, kind: .creditNote)
        try await world.issue("INV-1004", 6_000)
        let receipts: [BankStatement.Receipt] = [
            .init(units: 9_700, text: "INV-1001", reference: "R1"),
            // The rest, named and by its amount alone.
            .init(units: 4_019, text: "INV-1001", reference: "R2"), .init(units: 4_019, text: "hello", reference: "R3"),
            // The credit note is used by the first one, which waits.
            .init(units: 45_877, text: "INV-1002 NOTE-9001", reference: "R4"),
            .init(units: 1_877, text: "INV-1004 NOTE-9001", reference: "R5"),
        ]
        for (number, part) in (runs == 1 ? [receipts] : receipts.map { [$0] }).enumerated() {
            try await world.bring(part, "S\(number)")
            _ = try await hub.reconcile(by: World.alice)
        }
        let expected = ["R1 exception", "R2 exception", "R3 exception", "R4 exception", "R5 exception"]
        #expect(try await world.states() == expected)
        for number in ["INV-1001", "INV-1002", "INV-1004"] {
            let invoice = try await world.invoice(number).invoice
            #expect(invoice.open == invoice.amount, "\(number)")
        }
        try await world.verify()
    }

    @Test("a run is as of its last receipt, also where that waits for people")
    func countsHeldReceipts() async throws {
        let (world, hub, line) = try await world()
        _ = try await propose(hub, line, [part(.invoice, "SMALL", nil)], posts: false)
        let held = try #require(try await world.books { try $0.statementLine(line) }).line.bookingDate
        let earlier = "\(held.adding(days: -5))"
        try await world.bring([.init(units: 777, text: "thanks", reference: "EARLY", date: earlier)], "EARLY")
        #expect(try await hub.reconcile(by: World.alice).asOf == held)
    }

    @Test("what nobody has to second is told as that")
    func saysWhoPosts() async throws {
        let (world, hub, line) = try await world()
        _ = try await propose(hub, line, [part(.invoice, "SMALL", nil)], posts: false)
        let told = try #require(try await hub.reconcile(by: World.alice).exceptions.first?.explanation)
        #expect(told.contains("only proposed, somebody has to post it"), "\(told)")
        try await world.verify()
    }

    @Test("a part payment that is exact with a document of a proposal waits for its decision")
    func waitsForWhatMakesItExact() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 13_719)
        try await world.issue("INV-1004", 31_147)
        // Too short a number to be read in a text.
        try await world.issue("CN1", 4_123, kind: .creditNote)
        try await world.bring([.init(units: 9_596, text: "thanks", reference: "R1")], "S1")
        let parts = [part(.invoice, "INV-1001", nil), part(.creditNote, "CN1", nil)]
        _ = try await propose(world.hub, world.line("R1"), parts, posts: false)
        try await world.bring([.init(units: 27_024, text: "INV-1004 CN1", reference: "R2")], "S2")
        let result = try await world.hub.reconcile(by: World.alice)
        let words = try #require(result.exceptions.first { $0.reason == .ambiguous }?.explanation)
        #expect(words.contains("the amount is exact with CN1, which the line") && result.matches.isEmpty, "\(words)")
        _ = try await world.hub.undoMatch(1, reason: "no", ChangeRequest(by: World.alice))
        #expect(try await world.hub.reconcile(by: World.alice).matches.count == 1)
        #expect(try await world.invoice("INV-1004").invoice.open == eur(0))
        try await world.verify()
    }

    @Test("a receipt that names a document of a proposal waits, though another named one has just its amount")
    func waitsBesideAnother() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 13_719)
        try await world.issue("INV-1004", 31_147)
        try await world.bring([.init(units: 13_719, text: "thanks", reference: "R1")], "S1")
        _ = try await propose(world.hub, world.line("R1"), [part(.invoice, "INV-1001", nil)], posts: false)
        try await world.bring([.init(units: 31_147, text: "INV-1001 INV-1004", reference: "R2")], "S2")
        let result = try await world.hub.reconcile(by: World.alice)
        let words = try #require(result.exceptions.first { $0.reason == .duplicate }?.explanation)
        #expect(words.contains("(INV-1001), which the line") && result.matches.isEmpty, "\(words)")
    }

    @Test("of two proposals for one receipt both keep their documents, and each ends with its own")
    func keepsAllProposals() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.issue("INV-1004", 10_000)
        try await world.bring([.init(units: 10_000, text: "thanks", reference: "R1")], "S1")
        for number in ["INV-1001", "INV-1004"] {
            _ = try await propose(world.hub, world.line("R1"), [part(.invoice, number, nil)], posts: false)
        }
        try await world.bring([.init(units: 10_000, text: "INV-1001", reference: "R2")], "S2")
        #expect(try await world.hub.reconcile(by: World.alice).matches.isEmpty)
        let cancellation = InvoiceCancellation(InvoiceNumber("INV-1001"), reason: "twice")
        _ = try await world.hub.cancel(cancellation, ChangeRequest(by: World.alice))
        #expect(try await world.hub.match(1, of: World.merchant.id).state == .rejected)
        #expect(try await world.hub.match(2, of: World.merchant.id).state == .proposed)
        try await world.verify()
    }
}

@Suite("names of persons") struct PersonNameTests {
    @Test(
        "are one person's whatever nobody sees of them",
        arguments: [
            ("Anna", "anna", true), ("Anna  Adler ", "Anna Adler", true), ("An\u{200B}na", "Anna", true),
            ("\u{FEFF}Anna", "Anna", true), ("Ａｎｎａ", "Anna", true), ("An\u{AD}na\u{202E}", "Anna", true),
            ("Zoe\u{308}", "Zoë", true), ("Anna\tAdler", "Anna\u{A0}Adler", true), ("Anna", "Ann", false),
            ("An\u{2800}na", "Anna", true), ("Grosse", "GROẞE", true),
            ("große", "GROSSE", true), ("Anna Adler", "AnnaAdler", false), ("Zoë", "Zoe", false),
            ("Анна", "Anna", false),
        ]
    )
    func areOne(_ one: String, _ other: String, _ areOne: Bool) {
        #expect(one.isSamePerson(as: other) == areOne)
        #expect(other.isSamePerson(as: one) == areOne)
    }

    @Test(
        "can be told apart by who reads them",
        arguments: [
            ("anna", nil), ("Anna Adler-Ünal", nil), ("Анна Петрова", nil), ("Άννα", nil), ("山田 太郎", nil),
            ("O'Neill 2", nil),
            ("Anna Петрова", nil), ("Łukasz Żak", nil), ("Đỗ Ngân", nil), ("", "required"), (" \u{A0}", "required"),
            ("\u{200B}", "required"), ("an\u{200B}na", "U+200B"), ("an\u{AD}na", "U+00AD"), ("anna\u{2800}", "U+2800"),
            ("anna\u{3164}", "U+3164"), ("anna\u{34F}", "U+034F"), ("anna\u{FE0F}", "U+FE0F"),
            ("anna\u{202E}", "U+202E"), ("anna\u{E0061}", "U+E0061"), ("anna\tadler", "U+0009"),
            ("\u{430}nna", "scripts"),
            ("a\u{3B7}na", "scripts"), ("Eva \u{430}\u{301}nna", "scripts"), ("\u{FF41}\u{43D}", "scripts"),
            ("automatic", "under which runs post"), ("Auto\u{FF4D}atic", "under which runs post"),
        ] as [(String, String?)]
    )
    func areSeen(_ name: String, _ problem: String?) {
        let found = name.problemAsPersonName
        #expect((found == nil) == (problem == nil), "\(found ?? "nothing")")
        if let problem { #expect(found?.contains(problem) == true, "\(found ?? "nothing")") }
    }
}
