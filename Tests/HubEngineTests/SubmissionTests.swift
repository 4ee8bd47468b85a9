import AdapterKit
import HubDomain
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

struct SubmissionTests {
    @Test(arguments: StoreKind.allCases)
    func aPaymentLives(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1", 10_000)
        let created = try await world.create(10_000, for: ["INV-1"], automatic: false, key: "k1")
        #expect(created.status == 201)
        #expect(created.payment.status == "authorised")
        #expect(try await world.invoice("INV-1").invoice.open == eur(10_000))
        let id = created.payment.id
        let captured = try await world.follow(id, .capture(eur(6_000)), key: "k2")
        #expect(captured.payment.status == "partly_captured")
        #expect(try await world.invoice("INV-1").invoice.open == eur(4_000))
        let refunded = try await world.follow(id, .refund(nil), key: "k3")
        #expect(refunded.payment.status == "refunded")
        #expect(try await world.invoice("INV-1").invoice.open == eur(10_000))
        #expect(world.provider.calls == ["authorise", "capture", "refund"])
        #expect(try await world.due() == [])
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func anAuthorisationIsReleased(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        let id = try await world.create(10_000, automatic: false, key: "k1").payment.id
        #expect(try await world.follow(id, .void, key: "k2").payment.status == "voided")
        #expect(try await problem { try await world.follow(id, .capture(nil), key: "k3") } == .amountNotAvailable)
        #expect(try await problem { try await world.follow(id, .void, key: "k4") } == .amountNotAvailable)
        #expect(world.provider.calls == ["authorise", "void"])
        try await world.verify()
    }

    @Test func aDeclineIsAnAnswer() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        world.provider.next(.declined)
        let answer = try await world.create(10_000, for: ["INV-1"], key: "k1")
        #expect(answer.status == 402)
        #expect(answer.payment.operations.map(\.providerCode) == ["nsf"])
        // Nothing holds the invoice now.
        #expect(try await world.create(10_000, for: ["INV-1"], key: "k2").status == 201)
        try await world.verify()
    }

    // MARK: - The same request again

    @Test(arguments: StoreKind.allCases)
    func aRepeatGetsTheStoredAnswer(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        let first = try await world.create(10_000, key: "k1")
        world.clock.advance(seconds: 1_000)
        let again = try await world.create(10_000, key: "k1")
        #expect(again.isReplay && !first.isReplay)
        #expect(again.body == first.body)
        #expect(again.status == first.status)
        #expect(try await problem { try await world.create(10_000, key: "k1", body: "other") } == .idempotencyKeyReused)
        #expect(HubProblem.Kind.idempotencyKeyReused.status == 422)
        let id = first.payment.id
        try await world.follow(id, .refund(eur(100)), key: "k2")
        #expect(try await world.follow(id, .refund(eur(100)), key: "k2").isReplay)
        #expect(world.provider.calls == ["authorise", "refund"])
        #expect(world.provider.total(.refund, of: PaymentID(id)) == 100)
    }

    /// A refusal did nothing, so its key is free for the same request once it fits.
    @Test func aRefusalKeepsNoKey() async throws {
        let world = try await World.make()
        #expect(try await problem { try await world.create(10_000, for: ["INV-1"], key: "k1") } == .invalidRequest)
        try await world.issue("INV-1", 10_000)
        #expect(try await world.create(10_000, for: ["INV-1"], key: "k1").status == 201)
    }

    /// The process dies after the provider acted and before the answer is durable.
    @Test func aRequestThatDiedIsRecovered() async throws {
        let crash = OneShot()
        let store = try InlineSQLiteStore(hooks: .init(beforeCommit: { _ in try crash.strike() }))
        let before = try await World.make(on: store)
        crash.arm(after: 1)
        await #expect(throws: OneShot.Struck.self) { try await before.create(10_000, key: "k1") }
        let world = try before.restarted(on: store.restarted())
        #expect(try await problem { try await world.create(10_000, key: "k1") } == .stillRunning)
        #expect(HubProblem.Kind.stillRunning.status == 409)
        #expect(try await problem { try await world.create(9_999, key: "k1", body: "x") } == .idempotencyKeyReused)
        world.clock.advance(seconds: 60)
        let recovered = try await world.create(10_000, key: "k1")
        #expect(recovered.isReplay)
        #expect(recovered.status == 202)
        #expect(try await world.work() == 1)
        let known = try await world.create(10_000, key: "k1")
        #expect(known.payment.status == "captured")
        #expect(known.status == 201)
        #expect(world.provider.calls == ["authorise", "inquire"])
        try await world.verify()
    }

    // MARK: - Unknown is not failed

    @Test(arguments: StoreKind.allCases)
    func aLostAnswerIsFoundByInquiry(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1", 10_000)
        world.provider.next(.answerLost)
        let answer = try await world.create(10_000, for: ["INV-1"], key: "k1")
        #expect(answer.status == 202)
        #expect(answer.payment.status == "indeterminate")
        #expect(try await world.due() == ["inquiry after 60 s, 0 attempts"])
        world.clock.advance(seconds: 60)
        #expect(try await world.work() == 1)
        let found = try await world.payment(answer.payment.id)
        #expect(found.status == "captured")
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        #expect(try await world.due() == [])
        try await world.verify()
    }

    /// Quick at first, then every hour; and never a timer that decides.
    @Test func inquiriesGoOnWhileNobodyAnswers() async throws {
        let world = try await World.make()
        world.provider.next(.requestLost)
        world.provider.isDown = true
        let id = try await world.create(10_000, key: "k1").payment.id
        var waits: [Int64] = []
        for _ in 0..<9 {
            let before = try await world.books { try $0.pendingWork() }.first?.dueAt
            world.clock.set(try #require(before))
            #expect(try await world.work() == 1)
            let after = try #require(try await world.books { try $0.pendingWork() }.first?.dueAt)
            waits.append((after.milliseconds - world.clock.now().milliseconds) / 1_000)
        }
        #expect(waits == [15, 60, 300, 900, 1_800, 3_600, 3_600, 3_600, 3_600])
        #expect(try await world.payment(id).status == "indeterminate")
        world.provider.isDown = false
        world.clock.advance(seconds: 3_600)
        _ = try await world.work()
        #expect(try await world.payment(id).status == "declined")
    }

    /// Last possible send (30 s after it became durable) plus the provider's delay (60 s): one millisecond decides.
    @Test(arguments: [(89_999, "indeterminate"), (90_000, "declined")] as [(Int64, String)])
    func notFoundIsEvidenceOnlyWhenAskedLateEnough(milliseconds: Int64, status: String) async throws {
        let world = try await World.make()
        world.provider.next(.requestLost)
        let id = try await world.create(10_000, key: "k1").payment.id
        world.clock.advance(milliseconds: milliseconds)
        #expect(try await world.hub.inquire(PaymentID(id), of: World.merchant.id)?.status == status)
        if status == "declined" {
            let operation = try #require(try await world.payment(id).operations.first)
            #expect(operation.reason == "notExecuted")
            #expect(try await world.due() == [])
        }
        try await world.verify()
    }

    /// The same for a capture whose payment the provider knows.
    @Test(arguments: [(89_999, 10_000), (90_000, 0)] as [(Int64, Int64)])
    func aLostCaptureIsHeldUntilItIsCertain(milliseconds: Int64, held: Int64) async throws {
        let world = try await World.make()
        let id = try await world.create(10_000, automatic: false, key: "k1").payment.id
        world.provider.next(.requestLost)
        #expect(try await world.follow(id, .capture(nil), key: "k2").status == 202)
        #expect(try await problem { try await world.follow(id, .capture(eur(1)), key: "k3") } == .amountNotAvailable)
        world.clock.advance(milliseconds: milliseconds)
        try await world.hub.inquire(PaymentID(id), of: World.merchant.id)
        #expect(try await world.books { try $0.payment(PaymentID(id))?.folded.capturesHeld } == held)
    }

    /// A provider that names nothing of ours shows a refund of the amount that was lost: it may be ours.
    @Test func anObjectThatMayBeOursKeepsTheOutcomeUnknown() async throws {
        let world = try await World.make()
        let id = try await world.create(10_000, key: "k1").payment.id
        world.provider.namesOurs = false
        world.provider.next(.answerLost)
        try await world.follow(id, .refund(eur(500)), key: "k2")
        world.clock.advance(seconds: 3_600)
        #expect(try await world.hub.inquire(PaymentID(id), of: World.merchant.id)?.status == "indeterminate")
        #expect(try await world.books { try $0.payment(PaymentID(id))?.folded.refundsHeld } == 1_000)
        try await world.verify()
    }

    @Test func whatNeverLeftIsDeclinedAtOnce() async throws {
        let world = try await World.make()
        world.provider.next(.notSent)
        let answer = try await world.create(10_000, key: "k1")
        #expect(answer.status == 402)
        #expect(answer.payment.operations.map(\.reason) == ["unavailable"])
        #expect(try await world.due() == [])
    }

    @Test func aRefusalByTheProviderFreesWhatWasHeld() async throws {
        let world = try await World.make()
        let id = try await world.create(10_000, key: "k1").payment.id
        world.provider.next(.refused)
        let refused = try await world.follow(id, .refund(nil), key: "k2")
        #expect(refused.payment.operations.first { $0.kind == "refund" }?.providerCode == "no")
        #expect(try await world.follow(id, .refund(nil), key: "k3").payment.status == "refunded")
        try await world.verify()
    }

    /// A commit that took longer than a call may: an inquiry may have concluded already, so nothing leaves.
    @Test(arguments: [(29_999, 201), (30_000, 402)] as [(Int64, Int)])
    func nothingLeavesAfterTheLastPossibleSend(milliseconds: Int64, status: Int) async throws {
        let clock = ManualClock(World.start)
        let slow = OneShot()
        let hook: @Sendable (Int) throws -> Void = { _ in
            if slow.isStruck { clock.advance(milliseconds: milliseconds) }
        }
        let world = try await World.make(on: InlineSQLiteStore(hooks: .init(afterCommit: hook)), clock: clock)
        slow.arm(after: 0)
        #expect(try await world.create(10_000, key: "k1").status == status)
        #expect(world.provider.calls == (status == 201 ? ["authorise"] : []))
    }

    /// Refused before anything is durable: nobody could ever inquire.
    @Test func anAccountThatIsGoneTakesNoFollowUps() async throws {
        let before = try await World.make()
        let id = try await before.create(10_000, key: "k1").payment.id
        let world = try before.restarted(accounts: false)
        #expect(try await problem { try await world.follow(id, .refund(nil), key: "k2") } == .unavailable)
        #expect(try await world.books { try $0.payment(PaymentID(id))?.operations.count } == 1)
        #expect(try await world.due() == [])
    }

    @Test(arguments: [0, -1, Money.movementMax + 1, .max] as [Int64])
    func amountsHaveBounds(units: Int64) async throws {
        let world = try await World.make()
        #expect(try await problem { try await world.create(units, key: "k1") } == .invalidRequest)
    }

    @Test func anInvoiceIsNamedOnce() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        #expect(
            try await problem { try await world.create(100, for: ["INV-1", "INV-1"], key: "k1") } == .invalidRequest
        )
    }
}
