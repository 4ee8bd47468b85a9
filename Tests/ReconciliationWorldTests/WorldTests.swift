import HubDomain
import HubReconciliation
import PaymentVocabulary
import ReconciliationWorld
import Testing

@Suite("labelled worlds")
struct WorldTests {
    static func plan(_ seed: UInt64, _ mode: WorldPlan.Mode, receipts: Int = 600) -> WorldPlan {
        WorldPlan(seed: seed, receipts: receipts, mode: mode)
    }

    static func bytes(_ world: World) -> String {
        var text = ""
        for file in WorldFile.allCases { world.write(file) { text += $0 } }
        return text
    }

    @Test("the same plan gives the same bytes, another seed others", arguments: WorldPlan.Mode.allCases)
    func repeats(mode: WorldPlan.Mode) {
        let first = Self.bytes(World(Self.plan(7, mode)))
        #expect(first == Self.bytes(World(Self.plan(7, mode))))
        #expect(first != Self.bytes(World(Self.plan(8, mode))))
    }

    @Test("truth never exceeds a receipt or what is open", arguments: UInt64(0)..<10)
    func isConsistent(seed: UInt64) throws {
        for mode in WorldPlan.Mode.allCases {
            let world = World(Self.plan(seed, mode))
            let open = Dictionary(uniqueKeysWithValues: world.items.map { ($0.invoice.number, $0.invoice) })
            var cleared: [InvoiceNumber: Int64] = [:]
            for labelled in world.lines {
                let truth = labelled.truth
                var sum = truth.unapplied
                for part in truth.parts {
                    let document = try #require(open[part.document])
                    #expect(part.isCreditNote == (document.kind == .creditNote))
                    #expect(part.cleared > 0 && part.discount >= 0 && part.tolerated >= 0)
                    #expect(part.cleared + part.discount + part.tolerated <= document.open.minorUnits)
                    sum += part.isCreditNote ? -part.cleared : part.cleared
                    // A receipt that was taken back pays nothing in the end; its second payment does.
                    if labelled.shape != .paidAgain {
                        cleared[part.document, default: 0] += part.cleared + part.discount
                    }
                }
                // A payout is its payments less what the provider keeps, and payments for nothing of ours.
                let others: [Shape] = [.corrupted(.foreignCurrency), .corrupted(.reportedPayout)]
                guard truth.hasDocuments, !others.contains(labelled.shape) else { continue }
                #expect(sum == labelled.line.amount.minorUnits, "\(labelled.line)")
            }
            for (number, units) in cleared {
                #expect(units <= open[number]?.open.minorUnits ?? 0, "\(number) of seed \(seed)")
            }
        }
    }

    @Test("every corruption occurs, and a rate of nothing leaves plain receipts")
    func hasEveryCorruption() {
        var all = Self.plan(3, .listPrices, receipts: 10_000)
        all.rates[.severalShort] = 100
        all.rates[.namedElsewhere] = 100
        let world = World(all)
        var seen: Set<Corruption> = []
        for labelled in world.lines {
            seen.formUnion([labelled.writing, labelled.nameWriting, labelled.accountKind].compactMap(\.self))
            switch labelled.shape {
            case .corrupted(let corruption): seen.insert(corruption)
            case .paidTwice: seen.insert(.paidTwice)
            case .shownTwice: seen.insert(.shownTwice)
            case .returnDebit: seen.insert(.returned)
            case .full, .rest, .paidAgain: break
            }
        }
        #expect(seen == Set(Corruption.allCases).subtracting([.otherNumber]))
        var plan = Self.plan(3, .easyAmounts)
        for corruption in Corruption.allCases { plan.rates[corruption] = 0 }
        let plain = World(plan)
        #expect(plain.lines.count == plan.receipts)
        #expect(plain.lines.allSatisfy { $0.shape == .full && $0.writing == nil && $0.truth.label == .postable })
        let judge = Judge(plain, plain.reconciled())
        #expect(judge.total.rate == 1_000_000 && judge.total.precision == 1_000_000)
    }

    @Test("receipts for several documents that are short leave all others as they are", arguments: UInt64(0)..<3)
    func addsSeveralShort(seed: UInt64) throws {
        var plan = Self.plan(seed, .listPrices)
        let without = World(plan)
        #expect(without.lines.allSatisfy { $0.shape != .corrupted(.severalShort) })
        plan.rates[.severalShort] = 2_000
        let world = World(plan)
        let (short, others) = world.lines.reduce(into: ([LabelledLine](), [LabelledLine]())) { parts, line in
            if line.shape == .corrupted(.severalShort) { parts.0.append(line) } else { parts.1.append(line) }
        }
        func said(_ lines: [LabelledLine]) -> [String] {
            lines.map { "\($0.line.bankReference) \($0.line.amount) \($0.line.remittance) \($0.truth.parts)" }
        }
        #expect(short.count == plan.receipts / 5 && said(others) == said(without.lines))
        #expect(short.allSatisfy { $0.truth.label != .postable && $0.truth.parts.count > 1 })
        #expect(short.allSatisfy { $0.truth.parts.count { $0.tolerated > 0 } == 1 })
    }

    @Test("receipts for several documents that are short are left, or cleared by what the policy tolerates")
    func judgesSeveralShort() throws {
        for mode in WorldPlan.Mode.allCases {
            var plan = Self.plan(31, mode, receipts: 2_000)
            plan.rates[.severalShort] = 3_000
            let world = World(plan)
            func judged(_ policy: MatchingPolicy) -> JudgedClass {
                let judge = Judge(world, world.reconciled(policy))
                #expect(judge.total.count(.postedWrong) == 0, "\(judge.examples)")
                return judge.byShape["several_short"] ?? JudgedClass()
            }
            #expect(judged(MatchingPolicy()).count(.postedRight) == 0)
            var policy = MatchingPolicy()
            policy.tolerances.spans[.rounding] = Tolerances.Span(to: 5).map { [.eur: $0] }
            policy.tolerances.spans[.bankCharge] = Tolerances.Span(from: 100, to: 2_500).map { [.eur: $0] }
            #expect(judged(policy).count(.postedRight) > 300)
        }
    }

    @Test("receipts that name a document not at hand are left, whatever has their amount", arguments: UInt64(40)..<43)
    func judgesNamedElsewhere(seed: UInt64) {
        for (mode, numbers) in [(WorldPlan.Mode.easyAmounts, WorldPlan.Numbers.prefixed), (.listPrices, .digits)] {
            var plan = Self.plan(seed, mode)
            plan.numbers = numbers
            let without = World(plan)
            plan.rates[.namedElsewhere] = 2_000
            let world = World(plan)
            let elsewhere = world.lines.filter { $0.shape == .corrupted(.namedElsewhere) }
            #expect(elsewhere.count == plan.receipts / 5 && world.lines.count - elsewhere.count == without.lines.count)
            let judge = Judge(world, world.reconciled())
            #expect(judge.total.count(.postedWrong) == 0, "\(judge.examples)")
            let judged = judge.byShape["named_elsewhere"] ?? JudgedClass()
            #expect(judged.count(.leftRightly) == elsewhere.count)
        }
    }

    @Test("payouts with their report are exploded, and only with it", arguments: UInt64(40)..<43)
    func judgesReportedPayouts(seed: UInt64) throws {
        for mode in WorldPlan.Mode.allCases {
            var plan = Self.plan(seed, mode)
            plan.rates[.reportedPayout] = 300
            let world = World(plan)
            let payouts = world.lines.filter { $0.shape == .corrupted(.reportedPayout) }
            #expect(payouts.count == plan.receipts * 3 / 100)
            #expect(
                payouts.map { $0.line.amount.minorUnits }.reduce(0, +)
                    == world.settlements.map(\.net.minorUnits).reduce(0, +)
            )
            func judged(_ passes: Set<MatchingPass>) throws -> JudgedClass {
                let judge = Judge(world, world.reconciled(passes: passes))
                #expect(judge.total.count(.postedWrong) == 0, "\(judge.examples)")
                return try #require(judge.byShape["reported_payout"])
            }
            #expect(try judged(.all).count(.postedRight) == payouts.count)
            #expect(try judged(Set.all.subtracting([.groupKey])).posted == 0)
        }
    }

    @Test("a mistyped number that is another document of the payer's with that amount is undecidable")
    func labelsUndecidable() {
        // One customer and one price in sixty: a changed digit hits a document of the same amount now and then.
        var plan = WorldPlan(seed: 11, receipts: 4_000, customers: 1, mode: .listPrices)
        plan.rates[.digitChanged] = 5_000
        let world = World(plan)
        let open = Dictionary(uniqueKeysWithValues: world.items.map { ($0.invoice.number.text, $0.invoice) })
        var undecidable = 0
        for labelled in world.lines where labelled.writing == .digitChanged && labelled.shape == .full {
            let words = labelled.line.remittance.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
            let own = labelled.truth.parts.map(\.document.text)
            let hits = words.compactMap { open[$0] }.filter { !own.contains($0.number.text) }
            guard hits.contains(where: { $0.kind == .invoice && $0.open == labelled.line.amount }) else { continue }
            guard labelled.accountKind != .paidByStranger else { continue }
            undecidable += 1
            #expect(labelled.truth.label == .undecidable)
        }
        #expect(undecidable > 0)
    }
}
