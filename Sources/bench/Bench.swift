internal import ArgumentParser
internal import CMalloc
internal import Foundation

/// How much is measured.
struct BenchPlan {
    let rounds: Int
    /// Of one measurement in one round.
    let seconds: Double
}

/// Measures the built hub from outside, as ratios within one run, and holds them to their floors.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the release build of `quittance`: the hub on loopback, readers of bank files, the matcher.",
        discussion: """
            Figures are ratios within one run and medians over rounds, so that a slow machine is no miss; a busy one may \
            be, since the load shares the processor with the hub. Exit code 1 if one misses.
            """
    )

    @Option(help: "Rounds to take the median of.")
    var rounds = 5

    @Option(help: "Seconds of one measurement in one round.")
    var seconds = 2.0

    /// What is measured together.
    enum Group: String, CaseIterable, ExpressibleByArgument {
        case ingest, credit, start, files, reconciliation, matchers, whole
    }

    @Option(help: ArgumentHelp("Only these.", valueName: "group"))
    var only: [Group] = []

    @Option(help: "Receipts of the largest labelled world that is reconciled, up to 1000000.")
    var receipts = 100_000

    @Option(help: "Lines of the statement of `whole`, up to 1000000, which is the full figure.")
    var lines = 10_000

    @Flag(help: "Print the figures as JSON.")
    var json = false

    /// Wrong usage ends with 2, as of all our programs: the parser's own code is another.
    static func main() async {
        do {
            let command = try parse()
            // As `quittance reconcile` does for as much.
            if command.receipts >= 100_000 { cmalloc_begin_with_huge_pages(CommandLine.unsafeArgv) }
            try await command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data("\(fullMessage(for: error))\n".utf8))
            Foundation.exit(2)
        }
    }

    func run() async throws {
        guard (1...9).contains(rounds), (0.1...5).contains(seconds) else {
            throw ValidationError("rounds are 1 to 9, seconds 0.1 to 5")
        }
        guard (10...1_000_000).contains(receipts), (10...1_000_000).contains(lines) else {
            throw ValidationError("receipts and lines are 10 to 1000000")
        }
        signal(SIGPIPE, SIG_IGN)
        let world = try BenchWorld()
        defer { world.remove() }
        let plan = BenchPlan(rounds: rounds, seconds: seconds)
        var report = FigureReport()
        if isWanted(.ingest) { try await IngestFigures(world: world, plan: plan).measure(into: &report) }
        if isWanted(.credit) { try CreditFigure(world: world, plan: plan).measure(into: &report) }
        if isWanted(.start) { try StartFigures(world: world).measure(into: &report) }
        if isWanted(.files) { try FileFigures(world: world, plan: plan).measure(into: &report) }
        if isWanted(.reconciliation) { ReconciliationFigures(receipts: receipts).measure(into: &report) }
        if isWanted(.matchers) {
            try ExactMatchFigure(world: world, plan: plan, rows: 1_000_000).measure(into: &report)
            try MatcherPeerFigures(world: world).measure(into: &report)
        }
        if isWanted(.whole) { try WholeRunFigures(world: world, lines: lines).measure(into: &report) }
        report.notes.append(Self.machine)
        print(json ? try report.json() : report.table)
        if !report.holds { throw ExitCode(1) }
    }

    private func isWanted(_ group: Group) -> Bool { only.isEmpty || only.contains(group) }

    /// How busy the machine was: a reader has to know before believing a ratio.
    private static var machine: String {
        var loads = [0.0, 0.0, 0.0]
        let count = Int(getloadavg(&loads, 3))
        let shown = loads.prefix(max(0, count)).map(Figure.shown).joined(separator: " ")
        return "\(ProcessInfo.processInfo.activeProcessorCount) processors, load averages at the end \(shown)"
    }
}
