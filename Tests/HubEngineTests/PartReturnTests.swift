import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

@testable import HubEngine

/// Debits that take a part of a receipt.
@Suite("parts of receipts that come back") struct PartReturnTests {
    private static func receipt(_ units: Int64, _ text: String, _ reference: String) -> BankStatement.Receipt {
        BankStatement.Receipt(units: units, text: text, reference: reference)
    }

    private static func back(
        _ units: Int64,
        _ reference: String,
        of receipt: String = "REF1",
        text: String = "recall of",
        date: String = "2026-03-06"
    ) -> BankStatement.Receipt {
        BankStatement.Receipt(
            units: units,
            text: "\(text) \(receipt)",
            reference: reference,
            date: date,
            returned: "AC04"
        )
    }

    /// 100.00 that paid one invoice.
    private func paid(_ invoice: Int64 = 10_000, terms: String = "net 30") async throws -> World {
        let world = try await World.make()
        try await world.issue("INV-1001", invoice, terms: terms)
        try await world.bring([Self.receipt(10_000, "INV-1001", "REF1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        return world
    }

    /// A person says what the receipt pays.
    private func post(_ world: World, _ parts: [HandAllocation]) async throws {
        let request = ChangeRequest(by: World.alice)
        let line = try await world.line("REF1")
        _ = try await world.hub.proposeMatch(of: line, allocations: parts, reason: "r", posts: true, request)
    }

    private func name(
        _ world: World,
        _ receipt: String = "REF1",
        of debit: String = "B1",
        amount: Int64? = nil,
        rest: [HandAllocation] = []
    ) async throws -> ReturnView {
        let stored = try await world.hub.nameReturned(
            world.line(debit),
            receipt: world.line(receipt),
            amount: amount.map(eur),
            rest: rest,
            reason: "the bank's letter",
            ChangeRequest(by: World.alice)
        )
        return try HubJSON.decode(ReturnView.self, from: stored.body)
    }

    @discardableResult
    private func undo(_ world: World, _ debit: String) async throws -> ReturnUndoing {
        let request = ChangeRequest(by: World.bob)
        let stored = try await world.hub.undoReturn(world.line(debit), reason: "the bank's error", request)
        return try HubJSON.decode(ReturnUndoing.self, from: stored.body)
    }

    private func open(_ world: World, _ number: String = "INV-1001") async throws -> Money {
        try await world.invoice(number).invoice.open
    }

    private func account(_ world: World) async throws -> (open: Int64, unapplied: Int64) {
        let all = try await world.books { try $0.creditAccounts() }
        let row = try #require(all.first { $0.customer == World.customer })
        return (row.open, row.unapplied)
    }

    private func explanation(_ world: World, _ reference: String) async throws -> String {
        let line = try await world.line(reference)
        return try await world.books { try $0.statementLine(line)?.explanation ?? "" }
    }

    @Test("what is said of the rest later counts from the debit's day, and so does taking it back")
    func keepsTheDay() async throws {
        let world = try await paid()
        let april = try date("2026-04-01")
        try await world.bring([Self.back(4_000, "B1", of: "nothing", text: "sorry", date: "2026-04-06")], "S2")
        _ = try await name(
            world,
            amount: 4_000,
            rest: [.init(kind: .unapplied, invoice: nil, customer: World.customer, amount: nil)]
        )
        let before = try await world.books { try $0.balances(before: april) }
        let pay = HandAllocation(kind: .invoice, invoice: InvoiceNumber("INV-1001"), customer: nil, amount: nil)
        let request = ChangeRequest(by: World.alice)
        _ = try await world.hub.supersedeMatch(2, allocations: [pay], reason: "by phone", request)
        #expect(try await open(world) == eur(4_000))
        #expect(try await world.books { try $0.balances(before: april) } == before)
        _ = try await world.hub.undoMatch(3, reason: "no", request)
        _ = try await world.hub.redoMatch(3, reason: "yes", request)
        #expect(try await world.books { try $0.balances(before: april) } == before)
        #expect(try await open(world) == eur(4_000))
        try await world.verify()
    }

    @Test("the invoice is open again by the part, the rest stays paid, and the match's versions tell it")
    func takesAPart() async throws {
        let world = try await paid()
        #expect(try await account(world).open == 0)
        try await world.bring([Self.back(4_000, "B1")], "S2")
        #expect(try await world.states() == ["B1 returned", "REF1 matched"])
        #expect(try await open(world) == eur(4_000))
        #expect(try await account(world).open == 4_000)
        let (old, new) = try await (
            world.hub.match(1, of: World.merchant.id), world.hub.match(2, of: World.merchant.id)
        )
        #expect(old.versions.map(\.step) == [.posted, .superseded] && old.versions.last?.cause == "2")
        #expect(new.replaces == 1 && new.versions.map(\.step) == [.posted])
        #expect(new.versions.last?.cause == (try await world.line("B1")))
        #expect(new.allocations.map { "\($0.kind) \($0.amount)" } == ["invoice 60.00", "returned 40.00"])
        #expect(new.allocations.last?.line == (try await world.line("B1")))
        #expect(try await explanation(world, "B1").contains("took 40.00 EUR of"))
        try await world.verify()
    }

    @Test("several parts add up, the last one ends the match, and each undoing gives the books before it")
    func addsUp() async throws {
        let world = try await paid()
        var before: [[String]] = []
        for (units, debit, left) in [(Int64(4_000), "B1", Int64(4_000)), (3_500, "B2", 7_500), (2_500, "B3", 10_000)] {
            try await world.bring([Self.back(units, debit)], "S-\(debit)")
            #expect(try await open(world) == eur(left))
            try await world.verify()
            before.append(try await world.dump())
        }
        #expect(try await world.states() == ["B1 returned", "B2 returned", "B3 returned", "REF1 returned"])
        #expect(try await world.hub.match(3, of: World.merchant.id).state == .undone)
        #expect(try await problem { try await undo(world, "B1") } == .conflict, "two others came after it")
        try await undo(world, "B3")
        #expect(try await open(world) == eur(7_500))
        try await world.verify()
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.states() == ["B1 returned", "B2 returned", "B3 exception", "REF1 matched"])
        #expect(try await explanation(world, "B3").contains("bob has said that it was not of"))
        _ = try await name(world, of: "B3")
        try await world.verify()
        try await undo(world, "B3")
        try await undo(world, "B2")
        try await undo(world, "B1")
        #expect(try await open(world) == eur(0))
        #expect(try await world.hub.match(1, of: World.merchant.id).state == .posted)
        try await world.verify()
    }

    @Test("an end-to-end id tells the receipt however short, and a filler tells none", arguments: ["7", "NOTPROVIDED"])
    func isToldByShortID(_ id: String) async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        var receipt = Self.receipt(10_000, "INV-1001", "REF1")
        receipt.endToEnd = id
        try await world.bring([receipt], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        var debit = Self.back(4_000, "B1", of: "a part", text: "recall of")
        debit.endToEnd = id
        try await world.bring([debit], "S2")
        #expect(try await open(world) == eur(id == "7" ? 4_000 : 0))
    }

    @Test("a part that is undone leaves the books as they were", arguments: [4_000, 10_000])
    func restores(units: Int64) async throws {
        let world = try await paid()
        // The first import brings the debit without pairing it, for it names nothing.
        try await world.bring([Self.back(units, "B1", of: "nothing", text: "sorry")], "S2")
        if units == 10_000 { try await undo(world, "B1") }
        _ = try await world.hub.reconcile(by: World.alice)
        let before = try await world.dump()
        #expect(try await name(world, amount: units).instead == (units == 4_000 ? 2 : nil))
        #expect(try await world.dump() != before)
        try await world.verify()
        try await undo(world, "B1")
        #expect(try await world.dump() == before)
        try await world.verify()
    }

    @Test("only a match that is posted again is told, where a person has undone what came instead of it")
    func tellsWhatIsPosted() async throws {
        for undoesFirst in [false, true] {
            let world = try await paid()
            try await world.bring([Self.back(4_000, "B1", of: "nothing", text: "sorry")], "S2")
            #expect(try await name(world, amount: 4_000).instead == 2)
            if undoesFirst { _ = try await world.hub.undoMatch(2, reason: "r", ChangeRequest(by: World.alice)) }
            #expect(try await undo(world, "B1").match == (undoesFirst ? nil : 1))
            #expect(try await open(world) == eur(undoesFirst ? 10_000 : 0))
            try await world.verify()
        }
    }

    @Test("a debit whose only receipt is taken back already says so")
    func nothingLeft() async throws {
        let world = try await paid()
        try await world.bring([Self.back(10_000, "B1"), Self.back(10_000, "B2")], "S2")
        let text = try await explanation(world, "B2")
        #expect(text.contains("each receipt of this amount that was booked before is taken back already"), "\(text)")
        #expect(text.contains(try await world.line("REF1")), "\(text)")
        try await world.bring([Self.back(9_000, "B3", of: "none", date: "2026-03-07")], "S3")
        #expect(try await explanation(world, "B3").contains("no receipt of this amount was booked before"))
    }

    @Test("never more than the receipt")
    func neverMore() async throws {
        let world = try await paid()
        try await world.bring([Self.back(7_000, "B1")], "S2")
        try await world.bring([Self.back(7_000, "B2", date: "2026-03-07")], "S3")
        #expect(try await world.states() == ["B1 returned", "B2 exception", "REF1 matched"])
        #expect(try await explanation(world, "B2").contains("match return --amount"))
        #expect(try await problem { _ = try await name(world, of: "B2", amount: 3_001) } == .invalidRequest)
        #expect(try await problem { _ = try await name(world, of: "B2") } == .invalidRequest)
        try await world.verify()
    }

    @Test("what pays no document goes first")
    func takesUnappliedFirst() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 8_000)
        try await world.bring([Self.receipt(10_000, "INV-1001", "REF1")], "S1")
        let parts = [part(.invoice, "INV-1001", nil), part(.unapplied, nil, nil)]
        try await post(world, parts)
        try await world.bring([Self.back(1_500, "B1")], "S2")
        #expect(try await open(world) == eur(0))
        #expect(try await account(world).unapplied == 500)
        try await world.bring([Self.back(1_500, "B2", date: "2026-03-07")], "S3")
        #expect(try await open(world) == eur(1_000))
        #expect(try await account(world).unapplied == 0)
        try await world.verify()
    }

    @Test("a discount does not stand on a payment that did not stay")
    func reopensTheDiscount() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_200)
        try await world.bring([Self.receipt(10_000, "INV-1001", "REF1")], "S1")
        let parts = [part(.invoice, "INV-1001", nil), part(.discount, "INV-1001", 200)]
        try await post(world, parts)
        #expect(try await open(world) == eur(0))
        try await world.bring([Self.back(4_000, "B1")], "S2")
        #expect(try await open(world) == eur(4_200))
        try await world.verify()
        try await undo(world, "B1")
        #expect(try await open(world) == eur(0))
        try await world.verify()
    }

    @Test("of several documents a person says which are paid no more")
    func asksForTheDocument() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 6_000)
        try await world.issue("INV-1002", 4_000)
        try await world.bring([Self.receipt(10_000, "INV-1001 INV-1002", "REF1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await open(world) == eur(0))
        try await world.bring([Self.back(4_000, "B1")], "S2")
        #expect(try await world.states() == ["B1 exception", "REF1 matched"])
        #expect(try await explanation(world, "B1").contains("more than one document"))
        #expect(try await problem { _ = try await name(world, amount: 4_000) } == .conflict)
        let before = try await world.dump()
        let rest = [part(.invoice, "INV-1001", nil)]
        _ = try await name(world, amount: 4_000, rest: rest)
        #expect(try await open(world) == eur(0))
        #expect(try await open(world, "INV-1002") == eur(4_000))
        try await world.verify()
        try await undo(world, "B1")
        #expect(try await world.dump() == before)
        let both = [part(.invoice, "INV-1001", 2_000), part(.invoice, "INV-1002", nil)]
        _ = try await name(world, amount: 4_000, rest: both)
        #expect(try await open(world) == eur(4_000))
        try await world.verify()
    }

    @Test("the order of receipt, run and return does not matter", arguments: [false, true])
    func anyOrder(isReturnFirst: Bool) async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let lines = [Self.receipt(10_000, "INV-1001", "REF1"), Self.back(4_000, "B1")]
        if isReturnFirst {
            try await world.bring([lines[1]], "S1")
            try await world.bring([lines[0]], "S2")
        } else {
            try await world.bring(lines, "S1")
        }
        #expect(try await world.states() == ["B1 returned", "REF1 unmatched"])
        try await world.verify()
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.map(\.takenBack) == [eur(4_000)])
        #expect(result.debits.map { $0.takesPartOf?.bankReference } == ["REF1"] && result.debits[0].waiting == nil)
        #expect(result.openItems.map(\.open) == [eur(4_000)])
        #expect(try await world.states() == ["B1 returned", "REF1 matched"])
        #expect(try await open(world) == eur(4_000))
        #expect(try await problem { try await undo(world, "B1") } == .conflict, "the match counts on it")
        _ = try await world.hub.undoMatch(1, reason: "r", ChangeRequest(by: World.alice))
        try await undo(world, "B1")
        #expect(try await open(world) == eur(10_000))
        try await world.verify()
    }

    @Test("what a person has said of the rest since has to be undone before the part")
    func keepsWhatAPersonSaid() async throws {
        let world = try await paid()
        try await world.bring([Self.back(4_000, "B1")], "S2")
        let rest = [HandAllocation(kind: .unapplied, invoice: nil, customer: World.customer, amount: nil)]
        _ = try await world.hub.supersedeMatch(2, allocations: rest, reason: "r", ChangeRequest(by: World.alice))
        #expect(try await account(world).unapplied == 6_000)
        let before = try await world.dump()
        #expect(try await problem { try await undo(world, "B1") } == .conflict)
        #expect(try await world.dump() == before)
        _ = try await world.hub.undoMatch(3, reason: "r", ChangeRequest(by: World.alice))
        try await undo(world, "B1")
        #expect(try await world.states() == ["B1 exception", "REF1 unmatched"])
        #expect(try await account(world).unapplied == 0)
        try await world.verify()
    }

    @Test("a run leaves the debits of receipts alone that it does not decide")
    func leavesOthersAlone() async throws {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        let lines = [Self.receipt(10_000, "thanks", "REF1"), Self.back(4_000, "B1")]
        try await world.bring(lines + [Self.receipt(10_000, "INV-1002", "REF2")], "S1")
        _ = try await world.hub.proposeMatch(
            of: world.line("REF1"),
            allocations: [part(.invoice, "INV-1001", nil)],
            reason: "r",
            posts: false,
            ChangeRequest(by: World.alice)
        )
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.debits.isEmpty && result.matches.map(\.line.bankReference) == ["REF2"])
        #expect(result.exceptions.map(\.line.bankReference) == ["REF1"])
        try await world.verify()
    }

    @Test("what is held of a changed account is only what is left of the receipt")
    func holdsTheRest() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        var (receipt, debit) = (Self.receipt(10_000, "INV-1001", "REF1"), Self.back(4_000, "B1"))
        receipt.payer = "DE02120300000000202051"
        debit.payer = receipt.payer
        try await world.bring([receipt, debit], "S1")
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.exceptions.map(\.reason) == [.changedAccount] && result.openItems.map(\.open) == [eur(10_000)])
        _ = try await world.hub.postMatch(1, reason: "they wrote", ChangeRequest(by: World.bob))
        #expect(try await open(world) == eur(4_000))
        try await world.verify()
    }

    @Test("a receipt of which a debit may have taken a part is not posted, where the books know another one")
    func holdsWhatMayBeShort() async throws {
        let world = try await paid()
        try await world.issue("INV-1002", 9_000)
        var twin = Self.receipt(9_000, "INV-1002", "REF1")
        twin.date = "2026-03-04"
        try await world.bring([twin], "S2")
        try await world.bring([Self.back(4_000, "B1")], "S3")
        #expect(try await explanation(world, "B1").contains("it is not certain of which receipt"))
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.isEmpty && result.exceptions.map(\.reason) == [.returned])
        #expect(result.exceptions.map(\.line.amount) == [eur(9_000)])
        #expect(try await open(world, "INV-1002") == eur(9_000))
        try await world.verify()
    }

    @Test("a run counts no debit against the receipt that a person has said it did not take")
    func countsNoRefusal() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([Self.receipt(10_000, "INV-1001", "REF1"), Self.back(10_000, "B1")], "S1")
        try await undo(world, "B1")
        #expect(try await world.states() == ["B1 exception", "REF1 unmatched"])
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.map(\.line.bankReference) == ["REF1"] && result.openItems.isEmpty)
        #expect(result.debits.map { $0.takesBack == nil } == [true])
        #expect(try await open(world) == eur(0))
        try await world.verify()
    }

    @Test("a person gives to documents what is left of a receipt that waits, and no more")
    func allocatesTheRest() async throws {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        try await world.bring([Self.receipt(10_000, "thanks", "REF1"), Self.back(4_000, "B1")], "S1")
        let tooMuch = [part(.invoice, "INV-1001", 10_000)]
        #expect(try await problem { try await post(world, tooMuch) } == .amountNotAvailable)
        try await post(world, [part(.invoice, "INV-1001", nil)])
        #expect(try await open(world) == eur(4_000))
        let other = [part(.invoice, "INV-1002", nil)]
        _ = try await world.hub.supersedeMatch(1, allocations: other, reason: "r", ChangeRequest(by: World.alice))
        #expect(try await open(world, "INV-1002") == eur(4_000))
        try await world.verify()
    }

    @Test("an undone match is posted again only if as much of its receipt is there as then")
    func redo() async throws {
        let world = try await paid()
        let alone = ChangeRequest(by: World.alice)
        func undo(_ match: Int64) async throws {
            _ = try await world.hub.undoMatch(match, reason: "r", alone)
        }
        func redo(_ match: Int64) async throws { _ = try await world.hub.redoMatch(match, reason: "r", alone) }
        try await undo(1)
        try await redo(1)
        #expect(try await open(world) == eur(0))
        try await undo(2)
        try await world.bring([Self.back(4_000, "B1")], "S2")
        #expect(try await problem { try await redo(2) } == .conflict, "40.00 of it are gone")
        #expect(try await open(world) == eur(10_000))
        try await post(world, [part(.invoice, "INV-1001", 6_000)])
        try await undo(3)
        try await redo(3)
        #expect(try await open(world) == eur(4_000))
        try await undo(4)
        try await self.undo(world, "B1")
        #expect(try await problem { try await redo(4) } == .conflict, "nothing is gone any more")
        try await redo(2)
        #expect(try await open(world) == eur(0))
        try await world.verify()
    }

    @Test("the bank's charge in a return is cost and no part of the receipt")
    func leavesTheChargeOut() async throws {
        let world = try await paid()
        let text = "recall, fee 3.00, of"
        try await world.bring([Self.back(10_300, "B1"), Self.back(4_300, "B2", text: text)], "S2")
        #expect(try await world.states() == ["B1 exception", "B2 exception", "REF1 matched"])
        #expect(try await explanation(world, "B1").contains("the bank's charge may be in it"))
        #expect(try await explanation(world, "B2").contains("the bank's charge may be in it"))
        let before = try await world.dump()
        #expect(try await name(world, amount: 10_000).instead == nil)
        #expect(try await open(world) == eur(10_000))
        let charges = { try await world.books { try $0.balances() }.first { $0.account == "bank_charges" }?.minorUnits }
        #expect(try await charges() == 300)
        try await world.verify()
        try await undo(world, "B1")
        #expect(try await world.dump() == before)
        #expect(try await name(world, of: "B2", amount: 4_000).instead != nil)
        #expect(try await charges() == 300)
        #expect(try await open(world) == eur(4_000))
        try await world.verify()
    }

    @Test(
        "a debit is no more than what came back and what a bank asks for",
        arguments: [
            (1, 1_001, nil, true), (1, 1_002, nil, false), (1, 5_000_000, nil, false), (4_000, 8_000, nil, true),
            (4_000, 8_001, nil, false), (10_000, 20_000, nil, true), (10_000, 20_001, nil, false),
            (1, 50_001, 50_000, true), (1, 50_002, 50_000, false), (1, 1_001, 100, true),
        ] as [(Int64, Int64, Int64?, Bool)]
    )
    func boundsTheCharge(_ taken: Int64, _ debit: Int64, _ tolerance: Int64?, _ isCharge: Bool) async throws {
        let world = try await paid()
        try await world.bring([Self.back(debit, "B1", of: "nothing", text: "sorry")], "S2")
        #expect(try await world.states() == ["B1 exception", "REF1 matched"])
        var settings = HubSettings()
        let span = tolerance.flatMap { Tolerances.Span(to: $0) }
        settings.matchingPolicy.tolerances.spans[.bankCharge] = span.map { [.eur: $0] }
        let hub = Hub(environment: world.hub.environment, settings: settings)
        let before = try await world.dump()
        func name() async throws {
            _ = try await hub.nameReturned(
                world.line("B1"),
                receipt: world.line("REF1"),
                amount: eur(taken),
                reason: "the bank's letter",
                ChangeRequest(by: World.alice)
            )
        }
        if isCharge {
            try await name()
            let charges = try await world.books { try $0.balances() }.first { $0.account == "bank_charges" }?.minorUnits
            #expect(charges == debit - taken)
        } else {
            #expect(try await problem { try await name() } == .invalidRequest)
            #expect(try await world.dump() == before)
        }
        try await world.verify()
    }

    @Test(
        "a debit above the limit waits for a second person",
        arguments: ["said twice", "approved", "rejected", "withdrawn"]
    )
    func needsTwo(way: String) async throws {
        let world = try await paid()
        try await world.bring([Self.back(12_000, "B1", of: "nothing", text: "sorry")], "S2")
        let limited = world.hub(fourEyesAbove: 11_000)
        let (before, debit, receipt) = try await (world.dump(), world.line("B1"), world.line("REF1"))
        func name(_ person: Principal, _ units: Int64 = 10_000) async throws -> ReturnView {
            let request = ChangeRequest(by: person)
            let stored = try await limited.nameReturned(
                debit,
                receipt: receipt,
                amount: eur(units),
                reason: "a letter",
                request
            )
            return try HubJSON.decode(ReturnView.self, from: stored.body)
        }
        let approval = try #require(try await name(World.alice).approval)
        #expect(try await world.dump() == before, "nothing is done yet")
        #expect(try await problem { _ = try await name(World.alice) } == .conflict, "the same person")
        #expect(try await problem { _ = try await name(World.bob, 9_000) } == .conflict, "something else")
        let shown = try #require(
            try await limited.approvals(PageRequest(after: "", limit: 9), of: World.merchant.id).data.first
        )
        #expect(shown.kind == "return" && shown.line == debit && shown.receipt == receipt && shown.amount == "100.00")
        switch way {
        case "said twice": #expect(try await name(World.bob).approval == nil)
        case "withdrawn": _ = try await limited.undoReturn(debit, reason: "no", ChangeRequest(by: World.alice))
        default:
            let approves = way == "approved"
            _ = try await limited.decideApproval(approval, approve: approves, by: World.bob, key: World.key("d"))
        }
        let isDone = way == "said twice" || way == "approved"
        let states = isDone ? ["B1 returned", "REF1 returned"] : ["B1 exception", "REF1 matched"]
        #expect(try await world.states() == states)
        #expect(try await world.approvals() == [isDone ? "approved" : "rejected"])
        #expect(try await open(world) == eur(isDone ? 10_000 : 0))
        if !isDone { #expect(try await world.dump() == before) }
        try await world.verify()
    }

    @Test("what waits for a second person ends once the debit has found its receipt otherwise")
    func endsTheWaiting() async throws {
        let world = try await paid()
        try await world.bring([Self.back(12_000, "B1", of: "nothing", text: "sorry")], "S2")
        _ = try await world.hub(fourEyesAbove: 11_000).nameReturned(
            world.line("B1"),
            receipt: world.line("REF1"),
            amount: eur(10_000),
            reason: "a letter",
            ChangeRequest(by: World.alice)
        )
        // Raising the limit does not do without the second person.
        #expect(try await problem { _ = try await name(world, amount: 10_000) } == .conflict)
        let request = ChangeRequest(by: World.bob)
        _ = try await world.hub.undoReturn(world.line("B1"), reason: "no", request)
        _ = try await name(world, amount: 10_000)
        #expect(try await world.approvals() == ["rejected"])
        try await world.verify()
    }

    @Test(
        "money that went back from another account of ours is named by a person, whole or in part",
        arguments: [4_000, 10_000]
    )
    func fromAnotherAccount(units: Int64) async throws {
        let world = try await paid()
        let other = "DE02500105170137075030"
        let debit = Self.back(units, "B1", of: "nothing", text: "sorry")
        let bytes = BankStatement(id: "T1", account: other, receipts: [debit]).bytes
        #expect(try await world.hub.importStatement(bytes, name: "T1", by: World.alice).errors == [])
        let before = try await world.dump()
        #expect(try await name(world, amount: units).instead == (units == 4_000 ? 2 : nil))
        #expect(try await open(world) == eur(units))
        let balances = try await world.books { try $0.balances() }
        #expect(balances.first { $0.account == "bank:\(other)" }?.minorUnits == -units)
        #expect(balances.filter { $0.account == "unidentified_receipts" }.allSatisfy { $0.minorUnits == 0 })
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.verify()
        try await undo(world, "B1")
        #expect(try await world.dump() == before)
        try await world.verify()
    }

    @Test("what the match had taught of its payer stays, and goes with the last part")
    func keepsAliases() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        var stranger = Self.receipt(10_000, "hello", "REF1")
        (stranger.name, stranger.payer) = ("Stranger Ltd", "DE02120300000000202051")
        try await world.bring([stranger], "S1")
        _ = try await world.hub.proposeMatch(
            of: world.line("REF1"),
            allocations: [part(.invoice, "INV-1001", nil)],
            reason: "by phone",
            posts: true,
            ChangeRequest(by: World.alice)
        )
        func back(_ units: Int64, _ reference: String) -> BankStatement.Receipt {
            var debit = Self.back(units, reference)
            (debit.name, debit.payer) = (stranger.name, stranger.payer)
            return debit
        }
        let known = { try await world.books { try $0.aliases() }.map(\.confirmations) }
        #expect(try await known() == [1])
        try await world.bring([back(4_000, "B1")], "S2")
        #expect(try await known() == [1])
        try await world.verify()
        try await world.bring([back(6_000, "B2")], "S3")
        #expect(try await known().isEmpty)
        try await undo(world, "B2")
        try await undo(world, "B1")
        #expect(try await known() == [1])
        try await world.verify()
    }

    @Test("a return that the lines told is taken back by a person, and no run takes it again")
    func refusesWhatLinesTell() async throws {
        let world = try await paid()
        let back = BankStatement.Receipt(
            units: 10_000,
            text: "sorry",
            reference: "B1",
            date: "2026-03-06",
            returned: "AC04"
        )
        try await world.bring([back], "S2")
        #expect(try await world.states() == ["B1 returned", "REF1 returned"])
        try await undo(world, "B1")
        #expect(try await open(world) == eur(0))
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.states() == ["B1 exception", "REF1 matched"])
        #expect(result.debits.first?.waiting?.contains("a person has to name its receipt") == true)
        try await world.verify()
        // Undone, the receipt waits; what the person has said of the debit still holds.
        _ = try await world.hub.undoMatch(1, reason: "r", ChangeRequest(by: World.alice))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.states() == ["B1 exception", "REF1 unmatched"])
        // Another receipt of the payer may be the one, so it is not posted.
        try await world.issue("INV-1002", 10_000)
        try await world.bring([Self.receipt(10_000, "INV-1002", "REF2")], "S3")
        let next = try await world.hub.reconcile(by: World.alice)
        #expect(next.exceptions.contains { $0.line.bankReference == "REF2" && $0.reason == .returned })
        _ = try await name(world, "REF2")
        #expect(try await world.states() == ["B1 returned", "REF1 unmatched", "REF2 returned"])
        try await world.verify()
    }

    @Test(
        "what somebody changes behind the books' back is found",
        arguments: [
            ("UPDATE receipt_returns SET amount_minor = 3000", "does not leave out what it took"),
            ("UPDATE receipt_returns SET amount_minor = 20000", "more than its receipt was taken back"),
            ("UPDATE statement_lines SET state = 'returned' WHERE signed_minor > 0", "is returned"),
        ]
    )
    func verifies(sql: String, difference: String) async throws {
        let world = try await paid()
        try await world.bring([Self.back(4_000, "B1")], "S2")
        try await world.verify()
        try await world.store.run { try $0.executeScript(sql, name: "tamper") }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.first { $0.name == "what the bank took back pays nothing" }?.differences ?? []
        #expect(found.contains { $0.contains(difference) }, "\(found)")
    }
}

/// Parts of receipts come back and are taken back again, in any order.
@Suite("random parts of receipts") struct PartReturnSequenceTests {
    @Test("the books hold, and what is open is what was not paid for good", arguments: UInt64(0)..<16)
    func holds(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let world = try await World.make()
        let receipts = Int64(3)
        for number in 1...receipts {
            try await world.issue("INV-100\(number)", 10_000)
            let text = "INV-100\(number)"
            try await world.bring([BankStatement.Receipt(units: 10_000, text: text, reference: "REF\(number)")], text)
        }
        _ = try await world.hub.reconcile(by: World.alice)
        for step in 0..<20 {
            let number = Int64.random(in: 1...receipts, using: &random)
            let place = "seed \(seed), step \(step)"
            let taken = try await Self.returns(of: "REF\(number)", in: world)
            if let last = taken.last, Bool.random(using: &random) {
                let request = ChangeRequest(by: World.bob)
                let open = try await world.invoice("INV-100\(number)").invoice.open
                _ = try await world.hub.undoReturn(last.debit, reason: "r", request)
                let left = try await world.invoice("INV-100\(number)").invoice.open
                #expect(left.minorUnits == open.minorUnits - last.units, "\(place)")
            } else {
                // One that would take more than is left waits, and finds its receipt when others are taken back.
                let back = BankStatement.Receipt(
                    units: Int64.random(in: 1...50, using: &random) * 100,
                    text: "recall REF\(number)",
                    reference: "BACK\(step)",
                    date: "2026-03-06",
                    returned: "AC04"
                )
                try await world.bring([back], "BACK\(step)")
            }
            if Bool.random(using: &random) { _ = try await world.hub.reconcile(by: World.alice) }
            let report = try await world.hub.verifyLedger(of: World.merchant.id)
            #expect(report.holds, "\(place): \(report.checks.flatMap(\.differences))")
            for number in 1...receipts {
                let sum = try await Self.returns(of: "REF\(number)", in: world).reduce(0) { $0 + $1.units }
                #expect(sum <= 10_000, "\(place)")
                #expect(try await world.invoice("INV-100\(number)").invoice.open == eur(sum), "\(place)")
            }
            guard report.holds else { return }
        }
    }

    private static func returns(of reference: String, in world: World) async throws -> [ReturnRow] {
        let line = try await world.line(reference)
        return try await world.books { try $0.returns(of: line) }
    }
}
