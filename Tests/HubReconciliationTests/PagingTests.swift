import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

extension ReconciliationResult {
    /// The same result with each line in the place that it has in `whole`, which has every bank reference once.
    fileprivate func relocated(to whole: [StatementLine]) -> ReconciliationResult {
        let homes = Dictionary(uniqueKeysWithValues: whole.map { ($0.bankReference, $0) })
        func home(_ line: StatementLine) -> StatementLine { homes[line.bankReference] ?? line }
        let lines = matches.map(\.line) + exceptions.map(\.line)
        let places = Dictionary(uniqueKeysWithValues: lines.map { ($0.placeText, home($0)) })
        func words(_ text: String) -> String {
            text.replacing(/the line p\d\.xml:\d+/) { found in
                places[String(found.output)]?.placeText ?? String(found.output)
            }
        }
        let matches = matches.map {
            Match(
                line: home($0.line),
                allocations: $0.allocations,
                rule: $0.rule,
                score: $0.score,
                explanation: words($0.explanation),
                rival: $0.rival
            )
        }
        let exceptions = exceptions.map {
            LineException(
                line: home($0.line),
                reason: $0.reason,
                explanation: words($0.explanation),
                suggestions: $0.suggestions,
                documents: $0.documents,
                margin: $0.margin,
                isRankedGreedily: $0.isRankedGreedily
            )
        }
        var result = ReconciliationResult(
            asOf: asOf,
            summary: summary,
            matches: matches.sorted { $0.line.index < $1.line.index },
            exceptions: exceptions.sorted { $0.line.index < $1.line.index },
            debits: debits,
            pending: pending,
            repeats: repeats,
            openItems: openItems,
            items: items
        )
        result.weights = weights
        return result
    }
}

@Suite("however the input comes in files")
struct PagingTests {
    /// The lines of a trade dealt out to so many files, each file in a drawn order, places of three digits.
    private func dealt(_ lines: [StatementLine], into pages: Int, seed: UInt64) -> [StatementLine] {
        var random = SeededGenerator(seed: seed)
        var counts = [Int](repeating: 100, count: pages)
        var placed: [StatementLine] = []
        for line in lines.shuffled(using: &random) {
            let page = Int.random(in: 0..<pages, using: &random)
            placed.append(line.placed(file: "p\(page).xml", index: counts[page]))
            counts[page] += 1
        }
        return placed.shuffled(using: &random)
    }

    @Test("any paging of the statement gives the same bytes, but for the places", arguments: UInt64(0)..<60)
    func ignoresPaging(seed: UInt64) {
        var trade = Trade(seed: seed)
        trade.lines = dealt(trade.lines, into: 1, seed: seed)
        let one = trade.result()
        let whole = trade.lines
        trade.lines = dealt(whole, into: 2 + Int(seed % 7), seed: seed &+ 1)
        trade.items.reverse()
        let many = trade.result().relocated(to: whole)
        let sources = ReportSources(statements: ["p.xml"], invoices: ["i.csv"])
        #expect(many.json == one.json)
        #expect(many.csv == one.csv)
        #expect(many.text == one.text)
        #expect(many.html(sources) == one.html(sources))
    }

    @Test("statements that overlap, in any cut and any order, add nothing", arguments: UInt64(0)..<40)
    func ignoresOverlap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let trade = Trade(seed: seed)
        let ordered = dealt(trade.lines, into: 1, seed: seed).sorted { $0.index < $1.index }
        let before = run(ordered, trade.items, payments: trade.payments)
        var pages: [StatementLine] = []
        for page in 1...4 {
            let first = Int.random(in: 0..<ordered.count, using: &random)
            let last = Int.random(in: first..<ordered.count, using: &random)
            pages += ordered[first...last].map { $0.placed(file: "p\(page).xml", index: $0.index) }
        }
        let after = run((ordered + pages).shuffled(using: &random), trade.items, payments: trade.payments)
        #expect(after.matches == before.matches && after.exceptions == before.exceptions)
        #expect(after.summary == before.summary && after.openItems == before.openItems)
        #expect(after.repeats.count == pages.count)
    }

    @Test("every receipt is posted in balance: cleared less credit notes is money in", arguments: UInt64(0)..<60)
    func balances(seed: UInt64) {
        for match in Trade(seed: seed).result().matches {
            var (cleared, given, money) = (Int64(0), Int64(0), match.line.amount.minorUnits)
            for allocation in match.allocations {
                if allocation.kind == .creditNote {
                    money += -allocation.amount.minorUnits
                } else if allocation.kind.isMoney {
                    cleared += allocation.amount.minorUnits
                } else {
                    given += allocation.amount.minorUnits
                }
            }
            #expect(cleared == money && given >= 0, "\(match.explanation)")
        }
    }
}
