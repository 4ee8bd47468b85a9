import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// Customers who pay without a reference, some a natural sum of what they owe, some something else.
///
/// The truth is known.
private struct SumWorld {
    var items: [OpenItem] = []
    var lines: [StatementLine] = []
    /// By index of the line; empty where the receipt pays nothing that is open.
    var truth: [Set<InvoiceNumber>] = []

    /// - Parameter prices: amounts in minor units; empty for any up to 10,000.00.
    init(seed: UInt64, customers: Int = 40, prices: [Int64] = []) {
        var random = SeededGenerator(seed: seed)
        for customer in 0..<customers {
            let name = "Payer \(["Ash", "Birch", "Cedar", "Elm"][customer % 4])\(customer)"
            func price() -> Int64 {
                prices.randomElement(using: &random) ?? Int64.random(in: 1_000...1_000_000, using: &random)
            }
            let owed = (0..<Int.random(in: 2...8, using: &random)).map { number in
                item(
                    "INV-\(customer)-\(1_000 + number)",
                    Money(minorUnits: price(), currency: .eur).decimal,
                    customer: "C\(customer)",
                    name: name,
                    due: "2026-03-\(10 + Int.random(in: 0..<20, using: &random))"
                )
            }
            items += owed
            let sorted = owed.sorted { ($0.invoice.due, $0.invoice.number) < ($1.invoice.due, $1.invoice.number) }
            let oldest = Array(sorted.prefix(Int.random(in: 1...sorted.count, using: &random)))
            var amount = oldest.reduce(0) { $0 + $1.invoice.open.minorUnits }
            var paid = Set(oldest.map(\.invoice.number))
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1: break
            case 2:
                // Invoices that were not given, at the same prices.
                amount = (0..<Int.random(in: 1...4, using: &random)).reduce(0) { sum, _ in sum + price() }
                paid = []
            default:
                // A part on account, or a sum short of charges.
                amount = Bool.random(using: &random) ? Int64.random(in: 1...40, using: &random) * 10_000 : amount - 100
                paid = []
            }
            lines.append(
                line(
                    Money(minorUnits: max(1, amount), currency: .eur).decimal,
                    index: lines.count,
                    name: name,
                    on: "2026-03-25"
                )
            )
            truth.append(paid)
        }
    }
}

@Suite("what holds for sums in every world")
struct SumWorldTests {
    @Test("no sum is posted that was not paid", arguments: UInt64(0)..<60)
    func postsNoOther(seed: UInt64) {
        let list: [Int64] = [1_990, 2_990, 4_990, 4_999, 9_900, 14_995, 19_900, 24_950, 49_900, 99_900]
        for world in [SumWorld(seed: seed), SumWorld(seed: seed, prices: list)] {
            let result = run(world.lines, world.items)
            for match in result.matches where match.rule == .openItemsSum {
                #expect(
                    Set(match.allocations.compactMap(\.invoice)) == world.truth[match.line.index],
                    "\(match.explanation)"
                )
            }
        }
        let free = SumWorld(seed: seed)
        #expect(run(free.lines, free.items).matches.contains { $0.rule == .openItemsSum })
    }

    @Test("any order of items and lines gives the same bytes", arguments: UInt64(0)..<30)
    func ignoresOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let world = SumWorld(seed: seed, customers: 12, prices: seed.isMultiple(of: 2) ? [] : [100, 250, 333, 999])
        let json = run(world.lines, world.items).json
        #expect(run(world.lines.shuffled(using: &random), world.items.shuffled(using: &random)).json == json)
    }

    @Test("what another customer owes changes nothing but that its prices hold sums back", arguments: UInt64(0)..<30)
    func ignoresStrangers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let trade = Trade(seed: seed)
        let world = SumWorld(seed: seed, customers: 12, prices: seed.isMultiple(of: 2) ? [] : [100, 250, 333, 999])
        func strangers(_ amount: (Int) -> String) -> [OpenItem] {
            (0..<20).map { number in
                let customer = number % 3
                return item(
                    "ZZ/\(70_000 + number)X",
                    amount(number),
                    customer: "Z\(customer)",
                    name: "Zebra\(customer) Quarries"
                )
            }
        }
        let alike = strangers { Bool.random(using: &random) ? world.items[$0].invoice.open.decimal : "100.00" }
        let before = run(world.lines, world.items)
        let held = run(world.lines, world.items + alike)
        for (old, new) in zip(outcome(before), outcome(held)) where old != new {
            #expect(old.contains("open_items_sum") && new.hasSuffix("!no_match"))
        }
        let reasons = ["prices are from a list", "other documents too", "may well be such a sum by chance"]
        for exception in held.exceptions where before.matches.contains(where: { $0.line == exception.line }) {
            #expect(reasons.contains { exception.explanation.contains($0) }, "\(exception.explanation)")
        }
        // One amount more that nobody has tells nothing of prices.
        let other = strangers { "\(7_000_000 + 7 * $0).\(10 + $0)" }
        #expect(outcome(run(world.lines, world.items + other)) == outcome(before))
        let traded = run(trade.lines, trade.items, payments: trade.payments)
        let together = run(trade.lines, trade.items + alike, payments: trade.payments)
        #expect(traded.matches == together.matches)
        #expect(traded.exceptions.map(\.line) == together.exceptions.map(\.line))
        #expect(traded.exceptions.map(\.reason) == together.exceptions.map(\.reason))
    }

    @Test("a receipt is posted once, and never beyond itself or what is open", arguments: UInt64(0)..<60)
    func postsOnce(seed: UInt64) {
        let world = SumWorld(seed: seed, prices: seed.isMultiple(of: 2) ? [] : [100_01, 250_07, 333_13])
        var policy = MatchingPolicy()
        policy.sumCoincidenceOneIn = 1
        let result = run(world.lines, world.items, policy: policy)
        let decided = result.matches.map(\.line.index) + result.exceptions.map(\.line.index)
        #expect(decided.sorted() == Array(world.lines.indices))
        var used: [InvoiceNumber: Int64] = [:]
        for match in result.matches {
            #expect(match.allocations.map(\.amount.minorUnits).reduce(0, +) == match.line.amount.minorUnits)
            for allocation in match.allocations {
                if let invoice = allocation.invoice { used[invoice, default: 0] += allocation.amount.minorUnits }
            }
        }
        for item in world.items { #expect(used[item.invoice.number] ?? 0 <= item.invoice.open.minorUnits) }
    }
}
