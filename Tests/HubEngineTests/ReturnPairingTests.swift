import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

@testable import HubEngine

/// Debits that take receipts back, in the books.
@Suite("returns in the books") struct ReturnPairingTests {
    private static func receipt(
        _ text: String,
        _ reference: String,
        date: String = "2026-03-02"
    ) -> BankStatement.Receipt {
        BankStatement.Receipt(units: 10_000, text: text, reference: reference, date: date)
    }

    private static let back = BankStatement.Receipt(
        units: 10_000,
        text: "sorry",
        reference: "BACK",
        date: "2026-03-06",
        returned: "AC04"
    )

    private func name(
        _ world: World,
        _ receipt: String,
        of debit: String = "BACK",
        by hub: Hub? = nil
    ) async throws -> ReturnView {
        let stored = try await (hub ?? world.hub).nameReturned(
            world.line(debit),
            receipt: world.line(receipt),
            reason: "the bank's letter",
            ChangeRequest(by: World.alice)
        )
        return try HubJSON.decode(ReturnView.self, from: stored.body)
    }

    @Test("amount and payer find the receipt, and what it paid is open again")
    func pairsByPayer() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([Self.receipt("INV-1001", "R1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.bring([Self.back], "S2")
        #expect(try await world.states() == ["BACK returned", "R1 returned"])
        let row = try await world.books { try $0.returns(after: "", limit: 10) }
        #expect(row.map(\.basis) == ["found by amount and payer"] && row.map(\.match) == [1])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        try await world.verify()
    }

    /// One receipt of the payer is posted, another one waits: the return may be of either.
    private func doubtful() async throws -> World {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        try await world.bring([Self.receipt("INV-1001", "R1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.bring([Self.receipt("INV-1002", "R2", date: "2026-03-04"), Self.back], "S2")
        return world
    }

    @Test("a receipt that a return may have taken back is not posted before a person has said so")
    func holdsBack() async throws {
        let world = try await doubtful()
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.debits.map { $0.takesBack?.line.bankReference } == [nil], "nothing is open again yet")
        #expect(result.debits.first?.waiting?.contains("a person has to name it") == true)
        #expect(result.matches.isEmpty && result.exceptions.map(\.reason) == [.returned])
        #expect(result.openItems.map(\.open) == [eur(10_000)] && result.summary.matched == 0)
        #expect(try await world.states() == ["BACK exception", "R1 matched", "R2 exception"])
        #expect(try await world.invoice("INV-1002").invoice.open == eur(10_000))
        let rows = try await world.books { try $0.statementLines(after: "", limit: 10) }
        #expect(rows.first { $0.line.bankReference == "R2" }?.explanation.contains("may have taken it back") == true)
        try await world.verify()
        #expect(try await name(world, "R1").match == 1)
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.states() == ["BACK returned", "R1 returned", "R2 matched"])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        #expect(try await world.invoice("INV-1002").invoice.open == eur(0))
        try await world.verify()
    }

    @Test("of two receipts that wait, and of which one was taken back, none is posted")
    func holdsBoth() async throws {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        try await world.bring([Self.receipt("INV-1001", "R1"), Self.receipt("INV-1002", "R2"), Self.back], "S1")
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.isEmpty && result.debits.allSatisfy { $0.takesBack == nil })
        #expect(result.exceptions.map(\.reason) == [.returned, .returned] && result.openItems.count == 2)
        #expect(try await world.states() == ["BACK exception", "R1 exception", "R2 exception"])
        _ = try await name(world, "R2")
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.states() == ["BACK returned", "R1 matched", "R2 returned"])
        try await world.verify()
    }

    @Test("a person names the receipt once, and only one that the debit can have taken back")
    func names() async throws {
        let world = try await doubtful()
        try await world.bring([BankStatement.Receipt(units: 9_000, text: "x", reference: "R3")], "S3")
        try await world.bring([Self.receipt("x", "R4", date: "2026-03-09")], "S4")
        for wrong in ["R3", "R4", "BACK"] {
            #expect(try await problem { _ = try await name(world, wrong) } == .invalidRequest, "\(wrong)")
        }
        let limited = world.hub(fourEyesAbove: 5_000)
        #expect(try await problem { _ = try await name(world, "R1", by: limited) } == .conflict, "needs two")
        #expect(try await name(world, "R2").match == nil)
        #expect(try await problem { _ = try await name(world, "R1") } == .conflict)
        #expect(try await world.states().prefix(3) == ["BACK returned", "R1 matched", "R2 returned"])
        try await world.verify()
    }

    @Test("a run looks again for the receipts of returns that wait")
    func settlesInARun() async throws {
        let world = try await doubtful()
        var second = Self.back
        second.reference = "BACK2"
        try await world.bring([second], "S3")
        #expect(try await world.states().prefix(2) == ["BACK exception", "BACK2 exception"])
        #expect(try await name(world, "R2", of: "BACK2").match == nil)
        #expect(try await world.states().first == "BACK exception")
        // Only one is left that it can have been.
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await world.states() == ["BACK returned", "BACK2 returned", "R1 returned", "R2 returned"])
        try await world.verify()
    }

    @Test("money of ours that came back is no debit, and takes nothing back")
    func keepsOurMoneyApart() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([Self.receipt("INV-1001", "R1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        let ours = BankStatement.Receipt(units: 10_000, text: "", reference: "OURS", date: "2026-03-05", reason: "AC01")
        try await world.bring([ours], "S2")
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.bring([Self.receipt("x", "R9", date: "2026-03-07")], "S3")
        #expect(try await world.states().prefix(2) == ["OURS exception", "R1 matched"])
        try await world.verify()
    }

    @Test("a return ends what was proposed for its receipt, with the approval")
    func endsProposals() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([Self.receipt("INV-1001", "R1")], "S1")
        let limited = world.hub(fourEyesAbove: 5_000)
        _ = try await limited.reconcile(by: World.alice)
        #expect(try await world.approvals() == ["open"])
        try await world.bring([Self.back], "S2")
        #expect(try await world.states() == ["BACK returned", "R1 returned"])
        #expect(try await world.hub.match(1, of: World.merchant.id).state == .rejected)
        #expect(try await world.approvals() == ["rejected"])
        try await world.verify()
    }

    @Test(
        "what somebody changes behind the books' back is found",
        arguments: [
            ("DELETE FROM receipt_returns", "is returned, but no return names it"),
            ("UPDATE statement_lines SET state = 'noted' WHERE signed_minor < 0", "is noted"),
            ("UPDATE match_versions SET step = 'superseded' WHERE step = 'undone'", "match 1 is not undone"),
            ("UPDATE receipt_returns SET receipt_identity = 'nowhere'", "nowhere is no statement line"),
        ]
    )
    func verifies(sql: String, difference: String) async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([Self.receipt("INV-1001", "R1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.bring([Self.back], "S2")
        try await world.verify()
        try await world.store.run { try $0.executeScript(sql, name: "tamper") }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.first { $0.name == "what the bank took back pays nothing" }?.differences ?? []
        #expect(found.contains { $0.contains(difference) }, "\(found)")
    }

    @Test("a deposit of the amount may be what a debit took back: a person has to name it", arguments: [true, false])
    func asksBesideDeposits(hasReceipt: Bool) async throws {
        let world = try await World.make()
        let deposit = OpeningDeposit(
            number: "D-1",
            customer: World.customer,
            customerName: "Müller GmbH",
            amount: eur(10_000),
            received: try date("2026-02-20")
        )
        let day = try date("2026-02-28")
        let cutOver = CutOver(date: day, invoices: [], deposits: [deposit], limits: [], proof: [eur(-10_000)])
        #expect(try await world.hub.cutOver(cutOver, isDryRun: false, by: World.alice).isStored)
        try await world.issue("INV-1001", 10_000)
        if hasReceipt { try await world.bring([Self.receipt("INV-1001", "R1")], "S1") }
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.bring([Self.back], "S2")
        let identity = try await world.line("BACK")
        let debit = try #require(try await world.books { try $0.statementLine(identity) })
        #expect(debit.state == "exception" && debit.explanation.contains("deposit/D-1"), "\(debit.explanation)")
        _ = try await world.hub.nameReturned(
            identity,
            receipt: deposit.identity,
            reason: "their letter",
            ChangeRequest(by: World.alice)
        )
        #expect(try await world.invoice("INV-1001").invoice.open == eur(hasReceipt ? 0 : 10_000))
        try await world.verify()
    }

    @Test("a debit with a match that is only proposed takes nothing back before somebody has decided")
    func refusesProposedDebits() async throws {
        let world = try await doubtful()
        let identity = try await world.line("BACK")
        try await world.store.run { transaction in
            let books = Books(transaction, merchant: World.merchant.id)
            let match = try books.insertMatch(
                of: identity,
                amount: eur(10_000),
                rule: "payout",
                explanation: "",
                replaces: nil,
                parts: []
            )
            try books.append(.proposed, to: match, by: "automatic", reason: "", at: World.start)
        }
        let before = try await world.dump()
        #expect(try await problem { _ = try await name(world, "R1") } == .conflict)
        #expect(try await world.dump() == before)
        _ = try await world.hub.undoMatch(2, reason: "no", ChangeRequest(by: World.alice))
        _ = try await name(world, "R1")
    }

    @Test(
        "a debit that is decided already takes nothing back",
        arguments: [StatementLineState.matched, .detailed, .returned]
    )
    func refusesSpentDebits(state: StatementLineState) async throws {
        let world = try await doubtful()
        let identity = try await world.line("BACK")
        try await world.store.run { transaction in
            let spent = StatementLineDecision(state: state.rawValue, rule: "", explanation: "is something else")
            try Books(transaction, merchant: World.merchant.id).restore(identity, spent)
        }
        let before = try await world.dump()
        #expect(try await problem { _ = try await name(world, "R1") } == .conflict)
        #expect(try await world.dump() == before)
    }
}
