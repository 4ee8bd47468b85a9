import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

struct PaymentFoldTests {
    /// One life of a payment, with every message that could tell of it.
    struct Life: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let requests: [RequestedOperation]
        let facts: [PaymentFact]
        var intent = Sample.intent()
    }

    static let lives: [Life] = [
        Life(
            testDescription: "captured, then refunded in part, then the refund failed",
            requests: [
                Sample.request(.authorisation, "op_a", 10_000), Sample.request(.capture, "op_c", 10_000),
                Sample.request(.refund, "op_r", 3_000),
            ],
            facts: [
                Sample.fact(.authorisation, .done(10_000), op: "op_a", object: "pi_1"),
                Sample.fact(.capture, .unknown, op: "op_c"),
                Sample.fact(.capture, .done(10_000), object: "ch_1"),
                Sample.fact(.refund, .pending, op: "op_r", object: "re_1"),
                Sample.fact(.refund, .done(3_000), object: "re_1"),
                Sample.fact(.refund, .undone(3_000), object: "re_1"),
            ]
        ),
        Life(
            testDescription: "an operation that is not among the requests, known by both names and by each alone",
            requests: [],
            facts: [
                Sample.fact(.refund, .pending, op: "op_x"), Sample.fact(.refund, .done(500), object: "re_9"),
                Sample.fact(.refund, .done(500), op: "op_x", object: "re_9"),
                Sample.fact(.refund, .pending, op: "op_x", object: "re_8"),
            ]
        ),
        Life(
            testDescription: "two operations that claim one object",
            requests: [Sample.request(.refund, "op_1", 100), Sample.request(.refund, "op_2", 100)],
            facts: [
                Sample.fact(.refund, .done(100), op: "op_1", object: "re_1"),
                Sample.fact(.refund, .done(100), op: "op_2", object: "re_1"),
                Sample.fact(.refund, .pending, object: "re_1"),
            ]
        ),
        Life(
            testDescription: "amounts that disagree, and one in another currency",
            requests: [Sample.request(.capture, "op_c", 10_000)],
            facts: [
                Sample.fact(.capture, .done(10_000), op: "op_c", object: "ch_1"),
                Sample.fact(.capture, .done(9_000), object: "ch_1"),
                Sample.fact(.capture, .succeeded(Money(minorUnits: 5, currency: .usd)), object: "ch_1"),
            ]
        ),
        Life(
            testDescription: "disputed and won",
            requests: [Sample.request(.authorisation, "op_a", 10_000)],
            facts: [
                Sample.fact(.authorisation, .done(10_000), op: "op_a", object: "pi_1"),
                Sample.fact(.capture, .done(10_000), object: "ch_1"),
                Sample.fact(.chargeback, .pending, object: "dp_1"),
                Sample.fact(.chargeback, .done(10_000), object: "dp_1"),
                Sample.fact(.chargeback, .undone(10_000), object: "dp_1"),
            ]
        ),
        Life(
            testDescription: "a refused capture, then one that a second request made",
            requests: [
                Sample.request(.authorisation, "op_a", 10_000), Sample.request(.capture, "op_c1", 10_000),
                Sample.request(.capture, "op_c2", 4_000),
            ],
            facts: [
                Sample.fact(.authorisation, .done(10_000), op: "op_a", object: "pi_1"),
                Sample.fact(.capture, .refused, op: "op_c1"), Sample.fact(.capture, .unknown, op: "op_c2"),
                Sample.fact(.capture, .done(4_000), object: "ch_1"),
            ]
        ),
    ]

    /// Sentence 3: a set of facts has one meaning, however it came.
    @Test(arguments: lives)
    func orderAndRepeatsDoNotMatter(life: Life) {
        let whole = Sample.fold(life.intent, life.requests, life.facts)
        for order in permutations(life.facts) {
            #expect(Sample.fold(life.intent, life.requests.reversed(), order) == whole)
            #expect(Sample.fold(life.intent, life.requests, order + order.reversed()) == whole)
        }
    }

    /// Many facts from a small world, so that names collide and amounts disagree.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func orderDoesNotMatterForSeeds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kinds = OperationKind.allCases
        let requests = (0..<Int.random(in: 0...4, using: &random)).map {
            Sample.request(kinds[$0 % kinds.count], "op_\($0)", 1_000)
        }
        let outcomes: [Outcome] = [.unknown, .pending, .refused, .done(1_000), .done(900), .undone(1_000)]
        let facts = (0..<Int.random(in: 1...10, using: &random)).map { _ in
            Sample.fact(
                kinds.randomElement(using: &random) ?? .refund,
                outcomes.randomElement(using: &random) ?? .unknown,
                op: Bool.random(using: &random) ? "op_\(Int.random(in: 0...5, using: &random))" : nil,
                object: Bool.random(using: &random) ? "ob_\(Int.random(in: 0...2, using: &random))" : nil
            )
        }
        let whole = Sample.fold(Sample.intent(), requests, facts)
        for _ in 0..<20 {
            let shuffled = (facts + facts.prefix(3)).shuffled(using: &random)
            #expect(Sample.fold(Sample.intent(), requests.shuffled(using: &random), shuffled) == whole)
        }
    }

    // MARK: - Names

    @Test func oneFactWithBothNamesTiesAllOthers() throws {
        let payment = Sample.fold(
            [Sample.request(.refund, "op_r", 500)],
            [
                Sample.fact(.refund, .unknown, op: "op_r"), Sample.fact(.refund, .done(500), object: "re_1"),
                Sample.fact(.refund, .pending, op: "op_r", object: "re_1"),
            ]
        )
        let refund = try #require(payment.operations.first { $0.kind == .refund })
        #expect(payment.operations.count == 1)
        #expect(refund.operation == OperationID("op_r"))
        #expect(refund.providerObject == "re_1")
        #expect(payment.refunded == 500)
    }

    @Test func anUntiedRefundIsSomebodyElses() {
        let payment = Sample.fold(
            [Sample.request(.refund, "op_r", 500)],
            [Sample.fact(.refund, .unknown, op: "op_r"), Sample.fact(.refund, .done(500), object: "re_1")]
        )
        #expect(payment.operations.count == 2)
        // Ours may still go through, so both are held.
        #expect(payment.refundsHeld == 1_000)
        #expect(payment.refunded == 500)
    }

    @Test(arguments: [OperationKind.authorisation, .capture, .void])
    func anUntiedObjectIsOurSingleOpenRequest(kind: OperationKind) {
        let (own, other) = (Sample.request(kind, "op_1", 500), Sample.request(kind, "op_2", 500))
        let untied = Sample.fact(kind, .done(500), object: "ob_1")
        #expect(Sample.fold([own], [untied]).operations.map(\.key) == ["op_1"])
        #expect(Sample.fold([own, other], [untied]).operations.map(\.key) == ["ob_1", "op_1", "op_2"])
        let refusal = Sample.fact(kind, .refused, op: "op_1")
        #expect(Sample.fold([own, other], [untied, refusal]).operations.map(\.key) == ["op_1", "op_2"])
    }

    /// The authorisation's name on facts of another kind claims nothing there.
    @Test func namesOfAnotherKindTieNothing() {
        let payment = Sample.fold(
            [Sample.request(.authorisation, "op_a", 10_000)],
            [
                Sample.fact(.capture, .done(10_000), op: "op_a", object: "ch_1"),
                Sample.fact(.authorisation, .done(10_000), object: "pi_1"),
            ]
        )
        #expect(payment.operations.first { $0.kind == .authorisation }?.operation == OperationID("op_a"))
        #expect(payment.authorised == 10_000)
    }

    @Test func aFactsKeyHasNoTwin() {
        let facts = [
            Sample.fact(.refund, .pending, op: "a|b", object: "c"),
            Sample.fact(.refund, .pending, op: "a", object: "b|c"),
            Sample.fact(.refund, .pending, op: "a%7Cb", object: "c"),
            Sample.fact(.refund, .declined(reason: "r", providerCode: "x|y"), op: "a"),
            Sample.fact(.capture, .done(5), op: "a"), Sample.fact(.capture, .done(6), op: "a"),
            Sample.fact(.capture, .succeeded(Money(minorUnits: 5, currency: .usd)), op: "a"),
        ]
        #expect(Set(facts.map(\.key)).count == facts.count)
    }

    // MARK: - Amounts

    static let captured = [
        Sample.fact(.authorisation, .done(10_000), op: "op_a", object: "pi_1"),
        Sample.fact(.capture, .done(10_000), object: "ch_1"),
    ]

    @Test func disagreeingAmountsCountAtTheirWorst() {
        let captures = Sample.fold([], Self.captured + [Sample.fact(.capture, .done(9_000), object: "ch_1")])
        #expect(captures.captured == 9_000)
        #expect(captures.status == .conflict)
        let refunds = [
            Sample.fact(.refund, .done(100), object: "re_1"), Sample.fact(.refund, .done(200), object: "re_1"),
        ]
        let refunded = Sample.fold([], Self.captured + refunds)
        #expect(refunded.refunded == 200)
        #expect(refunded.status == .conflict)
    }

    @Test(arguments: [Money(minorUnits: 10_000, currency: .usd), eur(-1), eur(.max), eur(.min)])
    func evidenceThatCannotBeMoneyOfThePaymentNeverCounts(amount: Money) {
        let payment = Sample.fold([], [Sample.fact(.capture, .succeeded(amount), object: "ch_1")])
        #expect(payment.captured == 0)
        #expect(payment.net == 0)
        #expect(payment.status == .conflict)
        let refund = Sample.fold(
            [Sample.request(.refund, "op_r", 500)],
            Self.captured + [Sample.fact(.refund, .succeeded(amount), op: "op_r")]
        )
        #expect(refund.refunded == 0)
        #expect(refund.refundsHeld == 500, "what was asked for stays held until somebody has looked")
        #expect(refund.status == .conflict)
    }

    /// A provider that claims too much ends in a conflict or a clamp, never in a trap.
    @Test func hugeAmountsDoNotOverflow() {
        let facts = (0..<2_000).map { Sample.fact(.refund, .done(Money.movementMax), object: "re_\($0)") }
        let payment = Sample.fold([], Self.captured + facts)
        #expect(payment.refunded == .max)
        #expect(payment.net == 0)
    }

    @Test func aRefundThatFailedGivesTheMoneyBackToUs() {
        let facts = Self.captured + [Sample.fact(.refund, .done(3_000), object: "re_1")]
        #expect(Sample.fold([], facts).net == 7_000)
        let failed = Sample.fold([], facts + [Sample.fact(.refund, .undone(3_000), object: "re_1")])
        #expect(failed.net == 10_000)
        #expect(failed.refundsHeld == 0)
        #expect(failed.returned == 3_000)
        #expect(failed.status == .captured)
    }

    @Test func aReturnOfAnotherAmountIsAConflict() {
        let facts =
            Self.captured + [
                Sample.fact(.chargeback, .done(10_000), object: "dp_1"),
                Sample.fact(.chargeback, .undone(4_000), object: "dp_1"),
            ]
        #expect(Sample.fold([], facts).status == .conflict)
    }

    @Test func chargebacksTakeAndGiveBack() {
        let lost = Self.captured + [Sample.fact(.chargeback, .done(10_000), object: "dp_1")]
        #expect(Sample.fold([], lost).status == .disputed)
        #expect(Sample.fold([], lost).net == 0)
        let won = Sample.fold([], lost + [Sample.fact(.chargeback, .undone(10_000), object: "dp_1")])
        #expect(won.status == .captured)
        #expect(won.net == 10_000)
        #expect(Sample.fold([], Self.captured + [Sample.fact(.chargeback, .pending, object: "dp_1")]).net == 10_000)
    }

    @Test func voidsUseUpTheAuthorisationAsSoonAsTheyAreAskedFor() {
        let requests = [Sample.request(.authorisation, "op_a", 10_000), Sample.request(.void, "op_v", 10_000)]
        let authorised = [Sample.fact(.authorisation, .done(10_000), op: "op_a", object: "pi_1")]
        let asked = Sample.fold(requests, authorised)
        #expect(asked.capturesHeld == 10_000)
        #expect(asked.status == .authorised)
        let done = Sample.fold(requests, authorised + [Sample.fact(.void, .done(10_000), op: "op_v")])
        #expect(done.status == .voided)
        let refused = Sample.fold(requests, authorised + [Sample.fact(.void, .refused, op: "op_v")])
        #expect(refused.capturesHeld == 0)
    }

    /// Outcome of a refund of 500 → what is held back for it.
    @Test(
        arguments: [
            (nil, 500), (.unknown, 500), (.pending, 500), (.requiresAction(url: ""), 500), (.refused, 0),
            (.done(500), 500),
            (.undone(500), 0),
        ] as [(Outcome?, Int64)]
    )
    func whatIsHeld(outcome: Outcome?, held: Int64) {
        let facts = outcome.map { [Sample.fact(.refund, $0, op: "op_r")] } ?? []
        #expect(Sample.fold([Sample.request(.refund, "op_r", 500)], facts).refundsHeld == held)
    }

    @Test func allocationsAreFilledInTheirOrder() {
        let intent = Sample.intent(allocations: [("INV-2", 6_000), ("INV-1", 3_000)])
        func allocated(_ captured: Int64, refunded: Int64 = 0) -> [Int64] {
            let facts = [
                Sample.fact(.capture, .done(captured), object: "ch_1"),
                Sample.fact(.refund, .done(refunded), object: "re_1"),
            ]
            return Sample.fold(intent, [], facts).allocated.map(\.minorUnits)
        }
        #expect(allocated(10_000) == [6_000, 3_000])
        #expect(allocated(7_000) == [6_000, 1_000])
        #expect(allocated(5_000) == [5_000, 0])
        #expect(allocated(10_000, refunded: 8_000) == [2_000, 0])
        #expect(allocated(5_000, refunded: 9_000) == [0, 0])
    }

    /// What may still come in holds the place of its invoices.
    @Test func whatIsOutstanding() {
        let request = [Sample.request(.authorisation, "op_a", 10_000)]
        func outstanding(_ facts: [PaymentFact]) -> Int64 { Sample.fold(request, facts).outstanding }
        #expect(outstanding([]) == 10_000)
        #expect(outstanding([Sample.fact(.authorisation, .unknown, op: "op_a")]) == 10_000)
        #expect(outstanding([Sample.fact(.authorisation, .refused, op: "op_a")]) == 0)
        #expect(outstanding([Sample.fact(.authorisation, .done(10_000), op: "op_a")]) == 10_000)
        #expect(outstanding(Self.captured) == 0)
        #expect(outstanding(Self.captured + [Sample.fact(.refund, .done(10_000), object: "re_1")]) == 0)
    }

    @Test(
        arguments: [
            ([], .created), ([Sample.fact(.authorisation, .unknown, op: "op_a")], .indeterminate),
            ([Sample.fact(.authorisation, .pending, op: "op_a")], .pending),
            ([Sample.fact(.authorisation, .requiresAction(url: "u"), op: "op_a")], .requiresAction),
            ([Sample.fact(.authorisation, .refused, op: "op_a")], .declined),
            ([Sample.fact(.authorisation, .done(10_000), op: "op_a")], .authorised), (captured, .captured),
            (captured + [Sample.fact(.refund, .unknown, op: "op_r")], .indeterminate),
            (captured + [Sample.fact(.refund, .done(1), object: "re_1")], .partlyRefunded),
            (captured + [Sample.fact(.refund, .done(10_000), object: "re_1")], .refunded),
            ([Sample.fact(.capture, .done(1), object: "ch_1")], .partlyCaptured),
        ] as [([PaymentFact], Payment.Status)]
    )
    func oneWordForPeople(facts: [PaymentFact], status: Payment.Status) {
        #expect(Sample.fold([Sample.request(.authorisation, "op_a", 10_000)], facts).status == status)
    }
}
