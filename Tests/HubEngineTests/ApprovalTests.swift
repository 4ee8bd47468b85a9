import HubDomain
import HubEngine
import HubStore
import PaymentVocabulary
import Testing

/// Sentence 4: what nobody can tell about may be left by a signed decision of two people.
struct ApprovalTests {
    /// A payment whose only request was lost, and the name of its operation.
    private func lost(
        _ world: World,
        _ fault: FakeProvider.Fault = .requestLost
    ) async throws -> (PaymentID, OperationID) {
        world.provider.next(fault)
        world.provider.isDown = true
        let view = try await world.create(10_000, key: "lost").payment
        world.clock.advance(seconds: 30)
        return (PaymentID(view.id), OperationID(try #require(view.operations.first?.id)))
    }

    private func propose(
        _ world: World,
        _ target: (PaymentID, OperationID),
        _ outcome: ResolutionOutcome,
        by principal: Principal = World.alice,
        key: String = "p"
    ) async throws -> ApprovalView {
        let stored = try await world.hub.proposeResolution(
            target.0,
            operation: target.1,
            outcome: outcome,
            note: "seen in their portal",
            by: principal,
            key: World.key(key)
        )
        return try HubJSON.decode(ApprovalView.self, from: stored.body)
    }

    private func decide(
        _ world: World,
        _ approval: String,
        _ approve: Bool,
        by principal: Principal = World.bob,
        key: String = "d"
    ) async throws -> ApprovalView {
        let stored = try await world.hub.decideApproval(approval, approve: approve, by: principal, key: World.key(key))
        return try HubJSON.decode(ApprovalView.self, from: stored.body)
    }

    @Test(arguments: StoreKind.allCases, [(ResolutionOutcome.succeeded, "authorised"), (.declined, "declined")])
    func twoPeopleResolve(kind: StoreKind, expected: (ResolutionOutcome, String)) async throws {
        let world = try await World.make(kind)
        let target = try await lost(world)
        let proposal = try await propose(world, target, expected.0)
        #expect(proposal.state == "open")
        #expect(try await world.payment(target.0.text).status == "indeterminate", "a proposal changes nothing")
        let decided = try await decide(world, proposal.id, true)
        #expect([decided.state, decided.proposedBy, decided.decidedBy] == ["approved", "alice", "bob"])
        #expect(decided.decidedAt == "\(world.clock.now())")
        #expect(try await world.payment(target.0.text).status == expected.1)
        #expect(try await world.due() == [], "nobody has to be asked any more")
        let timeline = try #require(try await world.hub.timeline(target.0, of: World.merchant.id))
        #expect(timeline.map(\.source).contains("decision:\(proposal.id)"))
        let audit = try await world.books { try $0.auditRows() }.suffix(2)
        #expect(audit.map(\.principal) == ["alice", "bob"])
        #expect(audit.map(\.action) == ["approval.propose", "approval.decide"])
        #expect(audit.allSatisfy { $0.detail.contains(proposal.id) && $0.subject == target.0.text })
        try await world.verify()
    }

    @Test(arguments: [true, false])
    func nobodyDecidesTheirOwnProposal(approve: Bool) async throws {
        let world = try await World.make()
        let target = try await lost(world)
        let proposal = try await propose(world, target, .declined)
        let refusal = try await problem { _ = try await decide(world, proposal.id, approve, by: World.alice) }
        #expect(refusal == .conflict)
        #expect(try await world.payment(target.0.text).status == "indeterminate")
        #expect(try await decide(world, proposal.id, true).state == "approved")
    }

    @Test func aRejectionChangesNothingAndIsFinal() async throws {
        let world = try await World.make()
        let target = try await lost(world)
        let proposal = try await propose(world, target, .declined)
        #expect(try await decide(world, proposal.id, false).state == "rejected")
        #expect(try await world.payment(target.0.text).status == "indeterminate")
        #expect(try await problem { _ = try await decide(world, proposal.id, true, key: "d2") } == .conflict)
        world.clock.advance(seconds: 1)
        #expect(try await propose(world, target, .succeeded, by: World.bob, key: "p2").state == "open")
        let page = try await world.hub.approvals(PageRequest(after: "", limit: 1), of: World.merchant.id)
        #expect(page.data.map(\.state) == ["rejected"])
        let rest = try await world.hub.approvals(
            PageRequest(after: try #require(page.next), limit: 10),
            of: World.merchant.id
        )
        #expect(rest.data.map(\.state) == ["open"])
    }

    @Test func repeatsGetTheSameAnswer() async throws {
        let world = try await World.make()
        let target = try await lost(world)
        let proposal = try await propose(world, target, .declined)
        #expect(try await propose(world, target, .declined) == proposal)
        let decided = try await decide(world, proposal.id, true)
        #expect(try await decide(world, proposal.id, true) == decided)
        let page = try await world.hub.approvals(PageRequest(after: "", limit: 10), of: World.merchant.id)
        #expect(page.data == [decided])
    }

    @Test func onlyWhatNobodyCanTellIsOpenToDecisions() async throws {
        let world = try await World.make()
        let known = try await world.create(10_000, key: "k1").payment
        let operation = OperationID(try #require(known.operations.first?.id))
        world.clock.advance(seconds: 100)
        let id = PaymentID(known.id)
        #expect(try await problem { _ = try await propose(world, (id, operation), .declined) } == .conflict)
        let stranger = OperationID("op_x")
        #expect(try await problem { _ = try await propose(world, (id, stranger), .declined) } == .notFound)
        let nobody = PaymentID("pay_x")
        #expect(try await problem { _ = try await propose(world, (nobody, operation), .declined) } == .notFound)
        #expect(try await problem { _ = try await decide(world, "apr_x", true) } == .notFound)
    }

    /// The request may still be on its way: nobody can know that it was not executed.
    @Test func whatMayBeUnderWayWaits() async throws {
        let world = try await World.make()
        let target = try await lost(world)
        world.clock.advance(milliseconds: -1)
        #expect(try await problem { _ = try await propose(world, target, .declined) } == .conflict)
        world.clock.advance(milliseconds: 1)
        #expect(try await propose(world, target, .declined).state == "open")
    }

    /// Evidence that comes between proposal and decision wins; the proposal can only be rejected.
    @Test func evidenceWinsOverADecision() async throws {
        let world = try await World.make()
        let target = try await lost(world, .answerLost)
        let proposal = try await propose(world, target, .declined)
        try await world.deliver(world.provider.facts(of: target.0), event: "evt_1")
        #expect(try await problem { _ = try await decide(world, proposal.id, true) } == .conflict)
        #expect(try await world.payment(target.0.text).status == "captured")
        #expect(try await decide(world, proposal.id, false).state == "rejected")
        try await world.verify()
    }

    /// The provider's word after a wrong decision: money that moved outranks a decision that it did not.
    @Test func laterEvidenceOutranksAWrongDecision() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let target = try await lost(world, .answerLost)
        let proposal = try await propose(world, target, .declined)
        _ = try await decide(world, proposal.id, true)
        try await world.deliver(world.provider.facts(of: target.0), event: "evt_1")
        let view = try await world.payment(target.0.text)
        #expect(view.status == "captured")
        #expect(view.operations.count { $0.kind == "authorisation" } == 1)
        try await world.verify()
    }

    /// A decided capture has no name of the provider's; its webhook joins it and books nothing twice.
    @Test func aDecidedCaptureAndItsWebhookAreOne() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let id = try await world.create(10_000, for: ["INV-1"], automatic: false, key: "k1").payment.id
        world.provider.next(.answerLost)
        let captured = try await world.follow(id, .capture(nil), key: "k2").payment
        let operation = try #require(captured.operations.first { $0.kind == "capture" }?.id)
        world.clock.advance(seconds: 30)
        let proposal = try await propose(world, (PaymentID(id), OperationID(operation)), .succeeded)
        _ = try await decide(world, proposal.id, true)
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        try await world.verify()
        try await world.deliver(world.provider.facts(of: PaymentID(id)), event: "evt_1")
        #expect(try await world.payment(id).captured == "100.00")
        #expect(try await world.digest().contains("provider_clearing:card 10000"))
        try await world.verify()
    }
}
