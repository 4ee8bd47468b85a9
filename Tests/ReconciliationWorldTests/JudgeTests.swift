import HubDomain
import HubReconciliation
import PaymentVocabulary
import ReconciliationWorld
import Testing

@Suite("judging a result against the truth")
struct JudgeTests {
    /// One plain receipt and what the matcher says of it.
    private func plain() throws -> (LabelledLine, Answer) {
        var plan = WorldPlan(seed: 5, receipts: 20, mode: .easyAmounts)
        for corruption in Corruption.allCases { plan.rates[corruption] = 0 }
        let world = World(plan)
        let labelled = try #require(world.lines.first)
        return (labelled, try #require(Answer.answers(of: world.reconciled())[Answer.Place(labelled.line)]))
    }

    private func allocation(_ kind: Answer.Allocation.Kind, _ document: String?, _ units: Int64) -> Answer.Allocation {
        Answer.Allocation(kind: kind, document: document.map { InvoiceNumber($0) }, minorUnits: units, name: "made")
    }

    @Test("what the truth says is right; another document, more money or a discount is wrong; less is less")
    func judgesPostings() throws {
        let (labelled, answer) = try plain()
        let part = try #require(labelled.truth.parts.first)
        let (number, units) = (part.document.text, part.cleared)
        let other = "RE-2026-9999999"
        let cases: [(Verdict, [Answer.Allocation])] = [
            (.postedRight, [allocation(.money, number, units)]),
            (.postedWrong, [allocation(.money, other, units)]),
            (.postedWrong, [allocation(.money, number, units - 1), allocation(.money, other, 1)]),
            (.postedWrong, [allocation(.money, number, units + 1)]),
            (.postedWrong, [allocation(.money, number, units), allocation(.discount, number, 1)]),
            (.postedWrong, [allocation(.money, number, units), allocation(.discount, other, 1)]),
            (.postedWrong, [allocation(.money, number, units), allocation(.other, number, 1)]),
            (.postedWrong, [allocation(.money, number, -units)]),
            (.postedLess, [allocation(.money, number, units - 1), allocation(.money, nil, 1)]),
            (.postedLess, [allocation(.money, nil, units)]),
        ]
        #expect(Judge.verdict(labelled, answer) == .postedRight)
        for (verdict, allocations) in cases {
            let made = Answer.posted(allocations, rule: "made", explanation: "made")
            #expect(Judge.verdict(labelled, made) == verdict, "\(allocations)")
        }
    }

    @Test("an exception is as good as its suggestions")
    func judgesExceptions() throws {
        let (labelled, _) = try plain()
        let part = try #require(labelled.truth.parts.first)
        let other = InvoiceNumber("RE-2026-9999999")
        let cases: [(Verdict, [InvoiceNumber])] = [
            (.suggestedRight, [other, part.document]), (.suggestedWrong, [other]), (.missed, []),
        ]
        for (verdict, suggestions) in cases {
            #expect(Judge.verdict(labelled, .left(reason: "ambiguous", suggestions: suggestions)) == verdict)
        }
        #expect(Judge.verdict(labelled, Answer.none) == .missed)
    }

    @Test("answers that are given to the next line are found out, in numbers and in words")
    func findsShiftedPostings() throws {
        let world = World(WorldPlan(seed: 2, receipts: 300, mode: .easyAmounts))
        let right = Answer.answers(of: world.reconciled())
        var shifted: [Answer.Place: Answer] = [:]
        for (labelled, next) in zip(world.lines, world.lines.dropFirst()) {
            shifted[Answer.Place(labelled.line)] = right[Answer.Place(next.line)]
        }
        let judge = Judge(world, shifted)
        #expect(judge.total.count(.postedWrong) > 200)
        #expect(judge.total.count(.postedRight) == 0)
        let example = try #require(judge.examples.first)
        #expect(example.text.contains("truth") && example.text.contains("posted by"))
        #expect(judge.report.contains("\(judge.total.count(.postedWrong)) false postings"))
    }

    @Test("every receipt is counted once, whatever became of it", arguments: WorldPlan.Mode.allCases)
    func countsAll(mode: WorldPlan.Mode) {
        let world = World(WorldPlan(seed: 9, receipts: 500, mode: mode))
        let judge = Judge(world, world.reconciled())
        let receipts = world.lines.count { $0.truth.label != .debit }
        #expect(judge.total.lines == receipts)
        #expect(Verdict.allCases.map(judge.total.count).reduce(0, +) == receipts)
        #expect(judge.byShape.values.map(\.lines).reduce(0, +) == receipts)
        #expect(judge.byRule.values.map(\.lines).reduce(0, +) == receipts)
    }

    @Test("precision and recall are told for every kind of receipt and for all", arguments: WorldPlan.Mode.allCases)
    func tellsClasses(mode: WorldPlan.Mode) throws {
        let world = World(WorldPlan(seed: 9, receipts: 500, mode: mode))
        let judge = Judge(world, world.reconciled())
        let classes = judge.classes
        let all = try #require(classes.last)
        #expect(all.name == "all" && all.judged == judge.total && classes.count == judge.byShape.count + 1)
        let kinds = classes.dropLast()
        #expect(kinds.map(\.judged.posted).reduce(0, +) == all.judged.posted)
        #expect(kinds.map(\.suggested.suggestedTrue).reduce(0, +) == all.suggested.suggestedTrue)
        #expect(kinds.map(\.suggested.withDocuments).reduce(0, +) == all.suggested.withDocuments)
        for figures in classes where figures.judged.posted > 0 {
            #expect(figures.judged.precision == 1_000_000, "\(figures.name)")
        }
        #expect(judge.classReport.contains("| full | ") && judge.report.contains(judge.classReport))
    }

    @Test("nothing is posted that is not true", arguments: UInt64(0)..<20)
    func postsNothingFalse(seed: UInt64) {
        for mode in WorldPlan.Mode.allCases {
            for numbers in WorldPlan.Numbers.allCases {
                var plan = WorldPlan(seed: seed, receipts: 250, mode: mode)
                plan.numbers = numbers
                let world = World(plan)
                let judge = Judge(world, world.reconciled())
                #expect(judge.total.count(.postedWrong) == 0, "\(judge.examples.map(\.text))")
                #expect(judge.total.posted > 150)
            }
        }
    }

    @Test(
        "nothing is posted that is not true with tolerances, and they find what they are for",
        arguments: UInt64(0)..<8
    )
    func toleratesNothingFalse(seed: UInt64) {
        var policy = MatchingPolicy()
        policy.discountGraceDays = 20
        let spans: [(Tolerances.Kind, from: Int64, to: Int64)] = [
            (.rounding, 1, 5), (.writeOff, 6, 499), (.bankCharge, 500, 2_500), (.overPayment, 1, 500),
        ]
        for (kind, from, to) in spans {
            policy.tolerances.spans[kind] = Tolerances.Span(from: from, to: to).map { [.eur: $0] } ?? [:]
        }
        policy.tolerances.percentOfOpenMax = 10
        for mode in WorldPlan.Mode.allCases {
            var plan = WorldPlan(seed: seed, receipts: 800, mode: mode)
            plan.graceDays = policy.discountGraceDays
            plan.rates = [
                .chargesDeducted: 600, .discountLate: 600, .partPayment: 600, .shortWithoutReason: 300,
                .overPayment: 300,
                .digitChanged: 600,
            ]
            let world = World(plan)
            let result = world.reconciled(policy)
            let judge = Judge(world, result)
            #expect(judge.total.count(.postedWrong) == 0, "\(judge.examples.map(\.text))")
            let reasons = result.matches.flatMap(\.allocations).map(\.reason)
            #expect(reasons.contains(.bankChargeDeducted) && reasons.contains(.discountLate))
        }
    }
}
