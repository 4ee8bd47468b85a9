import HubDomain
import HubReconciliation
import PaymentVocabulary
import ReconciliationWorld
import Testing

@Suite("worlds with many receipts in another currency") struct ExchangeWorldTests {
    private static func world(_ seed: UInt64, _ numbers: WorldPlan.Numbers) -> World {
        var plan = WorldPlan(seed: seed, receipts: 300, mode: seed.isMultiple(of: 2) ? .easyAmounts : .listPrices)
        plan.rates[.foreignCurrency] = 8_000
        plan.numbers = numbers
        return World(plan)
    }

    @Test("nothing false is posted, whatever tolerance a policy has", arguments: UInt64(0)..<6, [0, 30, 200])
    func postsNothingFalse(seed: UInt64, tolerance: Int) throws {
        var policy = MatchingPolicy()
        policy.exchangeToleranceBasisPoints = tolerance
        for numbers in WorldPlan.Numbers.allCases {
            let world = Self.world(seed, numbers)
            let judge = Judge(world, world.reconciled(policy))
            #expect(judge.total.count(.postedWrong) == 0, "\(judge.examples.map(\.text))")
            let abroad = try #require(judge.byShape["foreign_currency"])
            #expect(abroad.rate ?? 0 > 900_000 && abroad.postable > 60, "\(abroad)")
            let unasked = abroad.count(.postedRight) - abroad.postable
            if tolerance == 200, numbers == .prefixed { #expect(unasked > 20, "a rate posts too: \(abroad)") }
        }
    }

    @Test("without a tolerance a receipt is posted only because of what the statement tells")
    func postsAsInstructed() {
        let world = Self.world(4, .prefixed)
        let result = world.reconciled()
        let exchanged = result.matches.compactMap(\.exchange)
        #expect(exchanged.count > 60 && exchanged.allSatisfy { $0.evidence == .instructedAmount })
        #expect(exchanged.allSatisfy { $0.reference != nil }, "every day of the world has a rate within its limit")
    }

    @Test("what the files tell is what the world knows: a rate of nothing else, in the order of the ECB")
    func writesRates() {
        let world = Self.world(5, .digits)
        var text = ""
        world.write(.rates) { text += $0 }
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        #expect(rows.count == world.quotes.count && rows.count > 200)
        for (row, quote) in zip(rows, world.quotes.reversed()) {
            #expect(row == ["\(quote.date)", "\(quote.perEuro)"])
        }
    }
}
