internal import Foundation
internal import HubReconciliation
internal import ReconciliationWorld

/// The matcher on labelled worlds: what it posts that is not true, what it posts at all, and how its time grows.
///
/// Needs no server and no files. Times are processor time, of `reconcile` alone.
struct ReconciliationFigures {
    /// How many receipts the largest world has.
    let receipts: Int

    func measure(into report: inout FigureReport) {
        for mode in WorldPlan.Mode.allCases {
            let floor = mode == .easyAmounts ? 99.5 : 98
            let small = run(mode, receipts: min(10_000, max(1, receipts / 10)))
            let large = run(mode, receipts: receipts)
            addPrecision(mode, large.judge, into: &report)
            addRate(mode, large.judge, floor: floor, into: &report)
            let title = "\(Self.name(mode)), \(large.judge.total.lines) receipts"
            report.classes.append(ClassTable(large.judge, world: title))
            addGrowth(mode, small, large, into: &report)
            guard receipts >= Self.mixed else { continue }
            addTime(mode, receipts == Self.mixed ? large : run(mode, receipts: Self.mixed), into: &report)
        }
    }

    /// Receipts, and about as many documents, of all kinds.
    private static let mixed = 100_000

    private struct Run {
        let judge: Judge
        let lines: Int
        let documents: Int
        let seconds: Double
    }

    /// The best of a few times for small worlds, whose times are short.
    private func run(_ mode: WorldPlan.Mode, receipts: Int) -> Run {
        let world = World(WorldPlan(seed: 2_026, receipts: receipts, mode: mode))
        var best = Double.infinity
        var result = world.reconciled()
        for _ in 0..<(receipts > 50_000 ? 1 : 3) {
            let begin = ProcessorTime.seconds
            result = world.reconciled()
            best = min(best, ProcessorTime.seconds - begin)
        }
        return Run(
            judge: Judge(world, result),
            lines: world.lines.count,
            documents: world.items.count,
            seconds: max(1e-9, best)
        )
    }

    private func addPrecision(_ mode: WorldPlan.Mode, _ judge: Judge, into report: inout FigureReport) {
        let total = judge.total
        report.figures.append(
            Figure(
                name: "\(Self.name(mode)), false automatic postings",
                value: Double(total.count(.postedWrong)),
                limit: .atMost(0),
                unit: "",
                detail:
                    "of \(total.posted) postings for \(total.lines) receipts, \(total.count(.undecidable)) undecidable "
                    + "besides"
            )
        )
        if let example = judge.examples.first {
            report.notes.append("false posting, \(example.shape): \(example.text)")
        }
    }

    private func addRate(_ mode: WorldPlan.Mode, _ judge: Judge, floor: Double, into report: inout FigureReport) {
        let total = judge.total
        report.figures.append(
            Figure(
                name: "\(Self.name(mode)), posted right of what can be known",
                value: Double(total.rate ?? 0) / 10_000,
                limit: .atLeast(floor),
                unit: " %",
                detail: "of \(total.postable) receipts; by value \(Judge.percent(total.rateByValue)), precision "
                    + "\(Judge.percent(total.precision)), recall \(Judge.percent(total.recall))"
            )
        )
    }

    private func addTime(_ mode: WorldPlan.Mode, _ run: Run, into report: inout FigureReport) {
        report.figures.append(
            Figure(
                name: "\(Self.name(mode)), \(Self.mixed) mixed receipts",
                value: run.seconds,
                limit: .atMost(5),
                unit: " s",
                detail: "\(run.lines) receipts with \(run.documents) documents, in memory, on one thread"
            )
        )
    }

    private func addGrowth(_ mode: WorldPlan.Mode, _ small: Run, _ large: Run, into report: inout FigureReport) {
        let each = (small: small.seconds / Double(small.lines), large: large.seconds / Double(large.lines))
        report.figures.append(
            Figure(
                name:
                    "\(Self.name(mode)), time a receipt, \(large.judge.total.lines) / \(small.judge.total.lines) of them",
                value: each.large / each.small,
                limit: .atMost(1.3),
                unit: "",
                detail: "\(large.lines) receipts in \(Figure.shown(large.seconds)) s, \(small.lines) in "
                    + "\(Figure.shown(small.seconds)) s"
            )
        )
    }

    private static func name(_ mode: WorldPlan.Mode) -> String {
        mode == .easyAmounts ? "reconciliation, easy amounts" : "reconciliation, list prices"
    }
}
