internal import Foundation
internal import HubReconciliation
internal import PaymentVocabulary

/// As many receipts as invoices, every reference twice: joined by `ReferenceTable` and by DuckDB on one thread.
///
/// Both begin with references, amounts and currencies in columns in memory, and end with the number and the sum of the
/// pairs that agree in all three. One receipt in ten is of another amount, one in ten of no reference that is known.
struct ExactMatchFigure {
    let world: BenchWorld
    let plan: BenchPlan
    let rows: Int

    func measure(into report: inout FigureReport) throws {
        let (invoices, receipts) = sides()
        let (own, found) = times(of: invoices, receipts)
        if let missing = MatcherPeer.isMissing {
            return report.notes.append("skipped: duckdb (PyPI), since \(missing)")
        }
        let peer = try peerTimes(of: invoices, receipts, found: found)
        report.figures.append(
            Figure(
                name: "exact match, \(rows) x \(rows), DuckDB on one thread / ours",
                value: Figure.median(peer) / Figure.median(own),
                limit: .atLeast(1),
                unit: "",
                detail: "reference, amount and currency, \(found.pairs) pairs of \(found.units) minor units from both; "
                    + "\(Figure.spread(peer)) s / \(Figure.spread(own)) s"
            )
        )
    }

    /// The median time of our join by the clock, as a floor for what does more.
    func elapsedSeconds() -> Double {
        let (invoices, receipts) = sides()
        return Figure.median(times(of: invoices, receipts, by: Loopback.seconds).seconds)
    }

    private func sides() -> (invoices: Side, receipts: Side) {
        let (invoices, receipts) = (Side(), Side())
        for number in 0..<rows { invoices.add(Self.reference(number * 7_919), Self.units(number)) }
        for place in 0..<rows {
            // A prime that divides no number of rows up to a million: every invoice once, in an order like none.
            let number = place * 611_953 % rows
            let reference = place % 10 == 3 ? number * 7_919 + 1 : number * 7_919
            receipts.add(Self.reference(reference), Self.units(number) + (place % 10 == 7 ? 1 : 0))
        }
        return (invoices, receipts)
    }

    private func times(
        of invoices: Side,
        _ receipts: Side,
        by clock: @autoclosure () -> Double = ProcessorTime.seconds
    ) -> (seconds: [Double], found: Found) {
        let (owed, paid) = (invoices.column, receipts.column)
        var (seconds, found): ([Double], Found) = ([], Found())
        for _ in 0..<plan.rounds {
            let begin = clock()
            found = Self.join(owed, invoices.amounts, paid, receipts.amounts)
            seconds.append(max(1e-9, clock() - begin))
        }
        return (seconds, found)
    }

    private final class Side {
        var references: [String] = []
        var amounts: [Money] = []

        func add(_ reference: String, _ units: Int64) {
            references.append(reference)
            amounts.append(Money(minorUnits: units, currency: .eur))
        }

        var column: ReferenceColumn {
            var column = ReferenceColumn()
            for reference in references { column.append(reference) }
            return column
        }

        func write(to path: String) throws {
            var text = ""
            for (reference, amount) in zip(references, amounts) { text += "\(reference),\(amount.minorUnits),EUR\n" }
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }
    }

    private struct Found: Equatable {
        var pairs = 0
        var units: Int64 = 0
    }

    private static func join(
        _ invoices: ReferenceColumn,
        _ owed: [Money],
        _ receipts: ReferenceColumn,
        _ paid: [Money]
    ) -> Found {
        let table = ReferenceTable(invoices)
        var found = Found()
        for (receipt, first) in table.firstRows(equalTo: receipts).enumerated() {
            var next = first < 0 ? nil : Int(first)
            while let invoice = next {
                if owed[invoice] == paid[receipt] {
                    found.pairs += 1
                    found.units += paid[receipt].minorUnits
                }
                next = table.row(after: invoice)
            }
        }
        return found
    }

    /// - Throws: `BenchError` when DuckDB finds another number of pairs, or another sum.
    private func peerTimes(of invoices: Side, _ receipts: Side, found: Found) throws -> [Double] {
        let paths = (invoices: "\(world.folder)/exact-invoices.csv", receipts: "\(world.folder)/exact-receipts.csv")
        try invoices.write(to: paths.invoices)
        try receipts.write(to: paths.receipts)
        let printed = try MatcherPeer.duckDB.run([paths.invoices, paths.receipts, String(plan.rounds)])
        return try printed.map { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let pairs = Int(words[0]), let units = Int64(words[1]),
                let seconds = Double(words[2]), Found(pairs: pairs, units: units) == found
            else { throw BenchError("DuckDB found \(line), and we \(found.pairs) pairs of \(found.units)") }
            return seconds
        }
    }

    private static func reference(_ number: Int) -> String {
        let digits = String(number)
        return "RF" + String(repeating: "0", count: max(0, 18 - digits.count)) + digits
    }

    private static func units(_ number: Int) -> Int64 { Int64(number * 37 % 250_000 + 5_000) }
}
