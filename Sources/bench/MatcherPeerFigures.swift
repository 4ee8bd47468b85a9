internal import Foundation
internal import HubDomain
internal import HubReconciliation
internal import PaymentVocabulary
internal import ReconciliationWorld

/// The matcher beside matchers of PyPI, on the same labelled worlds: how fast, how much and how often wrong.
///
/// Times are processor time of matching alone, without reading files and, for Python, without its start. A peer's match
/// counts as right when it has the documents of the truth, whatever it would post on each; ours has to have the amounts
/// and discounts too.
struct MatcherPeerFigures {
    let world: BenchWorld

    func measure(into report: inout FigureReport) throws {
        if let missing = MatcherPeer.isMissing {
            return report.notes.append("skipped: splink and reconcile-mcp (PyPI), since \(missing)")
        }
        for mode in WorldPlan.Mode.allCases {
            let world = World(WorldPlan(seed: 2_026, receipts: Self.splinkReceipts, mode: mode))
            try compare(world, with: .splink, "", times: 20, into: &report)
        }
        for mode in WorldPlan.Mode.allCases {
            let world = World(WorldPlan(seed: 2_026, receipts: Self.mcpReceipts, mode: mode))
            try compare(world, with: .reconcileMCP, "one-to-one", times: 100, into: &report)
        }
        // Its default tries every sum of six, so that it ends for few documents only.
        let few = World(WorldPlan(seed: 2_026, receipts: Self.fewReceipts, mode: .easyAmounts))
        try compare(few, with: .reconcileMCP, "default", times: 100, into: &report)
    }

    /// So many receipts give about 10,000, 1,000 and 60 documents.
    private static let (splinkReceipts, mcpReceipts, fewReceipts) = (7_550, 755, 45)

    private func compare(
        _ labelled: World,
        with peer: MatcherPeer,
        _ mode: String,
        times: Double,
        into report: inout FigureReport
    ) throws {
        let paths = (invoices: "\(world.folder)/peer-invoices.csv", receipts: "\(world.folder)/peer-receipts.csv")
        try write(labelled, paths.invoices, paths.receipts)
        let printed = try peer.run([paths.invoices, paths.receipts] + (mode.isEmpty ? [] : [mode]))
        guard let seconds = printed.first.flatMap({ Double($0) }), seconds > 0 else {
            throw BenchError("\(peer.package) (PyPI) told no time")
        }
        let theirs = try PeerJudgement(labelled, printed.dropFirst(), of: peer)
        let (result, own) = Self.reconciled(labelled)
        let judge = Judge(labelled, result)
        let title =
            "\(peer.package)\(mode.isEmpty ? "" : " (\(mode))"), \(labelled.items.count) documents, "
            + labelled.plan.mode.rawValue.replacing("_", with: " ")
        let receipts = Double(labelled.lines.count)
        report.figures.append(
            Figure(
                name: "\(title), receipts a second, ours / theirs",
                value: seconds / own,
                limit: .atLeast(times),
                unit: "",
                detail: "\(Figure.shown(receipts / own)) / \(Figure.shown(receipts / seconds)); of what can be known "
                    + "\(Judge.percent(judge.total.rate)) / \(Judge.percent(theirs.rate))"
            )
        )
        let wrong = judge.total.count(.postedWrong)
        report.figures.append(
            Figure(
                name: "\(title), wrong, ours - theirs",
                value: Double(wrong - theirs.wrong),
                limit: .atMost(0),
                unit: "",
                detail: "\(wrong) of \(judge.total.posted) / \(theirs.wrong) of \(theirs.matched)"
            )
        )
    }

    /// The fastest of three, for times this short.
    private static func reconciled(_ world: World) -> (ReconciliationResult, seconds: Double) {
        var best = Double.infinity
        var result = world.reconciled()
        for _ in 0..<3 {
            let begin = ProcessorTime.seconds
            result = world.reconciled()
            best = min(best, ProcessorTime.seconds - begin)
        }
        return (result, max(1e-9, best))
    }

    private func write(_ labelled: World, _ invoices: String, _ receipts: String) throws {
        var text = ""
        labelled.write(.invoices) { text += $0 }
        try Data(text.utf8).write(to: URL(fileURLWithPath: invoices))
        text = "id,amount,currency,booked,text,name,account\n"
        for (number, labelled) in labelled.lines.enumerated() where labelled.line.direction == .credit {
            let line = labelled.line
            let said = line.creditorReferences + line.documentNumbers + [line.endToEndID ?? "", line.remittance]
            let cells = [
                PeerJudgement.receipt(number), line.amount.decimal, line.amount.currency.code,
                line.bookingDate.description, said.filter { !$0.isEmpty }.joined(separator: " "),
                line.counterpartyName ?? "", line.counterpartyAccount ?? "",
            ]
            text += cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: receipts))
    }
}

/// What a peer's matches are worth.
private struct PeerJudgement {
    private(set) var matched = 0
    private(set) var right = 0
    private(set) var wrong = 0
    private var postable = 0

    /// Receipts matched with all their documents and no other, of those that a careful person would post, in millionths.
    var rate: Int? { postable > 0 ? right * 1_000_000 / postable : nil }

    static func receipt(_ number: Int) -> String { "receipt-\(number)" }

    /// - Throws: `BenchError` for a line that names no receipt of the world.
    init(_ world: World, _ printed: ArraySlice<Substring>, of peer: MatcherPeer) throws {
        postable = world.lines.count { $0.truth.label == .postable }
        for line in printed {
            let sides = line.split(separator: "\t").map { $0.split(separator: " ") }
            let numbers = sides.first?.map { Int($0.dropFirst(Self.receipt(0).count - 1)) } ?? []
            guard sides.count == 2, numbers.allSatisfy({ $0.map(world.lines.indices.contains) == true }) else {
                throw BenchError("\(peer.package) (PyPI) printed \(line)")
            }
            for number in numbers.compactMap(\.self) {
                judge(world.lines[number].truth, Set(sides[1].map(String.init)))
            }
        }
    }

    private mutating func judge(_ truth: Truth, _ documents: Set<String>) {
        guard truth.label != .undecidable, truth.label != .isRepeat else { return }
        let meant = Set(truth.parts.map(\.document.text))
        matched += 1
        if !documents.isSubset(of: meant) { wrong += 1 }
        if documents == meant, truth.label == .postable { right += 1 }
    }
}
