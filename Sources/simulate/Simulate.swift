import ArgumentParser
import Foundation
import HubSimulation
import Synchronization

/// Runs the hub on virtual time under seeds and faults, and holds it to its invariants.
@main
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the whole hub on virtual time under faults, and check what must be true afterwards."
    )

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 100

    @Option(help: "The most payments that a merchant makes in one seed.")
    var payments = 8

    @Option(help: "The first seed.")
    var seed: UInt64 = 0

    @Option(help: "How many seeds run at a time.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Run each seed once for every commit in it, with a crash before and after that commit.")
    var crashEveryCommit = false

    @Flag(help: "Print what each seed came to.")
    var verbose = false

    func run() async throws {
        try Self.hashDeterministically()
        guard seeds > 0, payments > 0, threads > 0 else { throw ValidationError("numbers must be positive") }
        let plans = (0..<seeds).map { SimulationPlan(seed: seed &+ $0, paymentsMax: payments) }
        let tally = Tally(total: plans.count, isVerbose: verbose)
        if crashEveryCommit {
            for plan in plans { await runCrashes(plan, tally) }
        } else {
            await SimulationRunner.run(plans, threads: threads) { [payments] report in
                tally.add(report, replay: "./dev simulate --seed \(report.seed) --seeds 1 --payments \(payments)")
            }
        }
        if !tally.close() { throw ExitCode(1) }
    }

    /// The seed without crashes first, to learn how many commits it has.
    private func runCrashes(_ plan: SimulationPlan, _ tally: Tally) async {
        var calm = plan
        calm.crashes = .planned(CrashPlan())
        let first = Simulation.run(calm)
        let points = CrashPlan.everyPoint(commits: first.commits)
        let crashing = points.map { point in
            var crashing = plan
            crashing.crashes = .planned(CrashPlan([point]))
            return crashing
        }
        tally.expect(crashing.count)
        let replay = "./dev simulate --seed \(plan.seed) --seeds 1 --payments \(payments) --crash-every-commit"
        tally.add(first, replay: replay)
        await SimulationRunner.run(crashing, threads: threads) { tally.add($0, replay: replay) }
    }

    /// Starts this program again with hashing that is the same in every run.
    private static func hashDeterministically() throws {
        let name = "SWIFT_DETERMINISTIC_HASHING"
        guard ProcessInfo.processInfo.environment[name] == nil else { return }
        setenv(name, "1", 1)
        let arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", arguments)
        throw ValidationError("cannot start again with \(name)=1; set it and try again")
    }
}

/// Counts what passed and what failed, and shows how far things are when somebody watches.
private final class Tally: Sendable {
    private struct State {
        var total: Int
        var passed = 0
        var failed = 0
        var payments = 0
        var commits = 0
        var crashes = 0
    }

    private let state: Mutex<State>
    private let isVerbose: Bool
    private let isWatched = isatty(2) == 1

    init(total: Int, isVerbose: Bool) {
        state = Mutex(State(total: total))
        self.isVerbose = isVerbose
    }

    func expect(_ more: Int) { state.withLock { $0.total += more } }

    func add(_ report: SimulationReport, replay: String) {
        let line = state.withLock { state in
            if report.failures.isEmpty { state.passed += 1 } else { state.failed += 1 }
            state.payments += report.payments
            state.commits += report.commits
            state.crashes += report.crashes
            return "\r\(state.passed + state.failed) of \(state.total), \(state.failed) failed"
        }
        if isVerbose {
            print("seed \(report.seed): \(report.commits) commits, \(report.crashes) crashes, \(report.digest)")
        }
        if !report.failures.isEmpty {
            print("seed \(report.seed) failed\(report.crashPoint.map { " (crash \($0))" } ?? ""); replay: \(replay)")
            for failure in report.failures.prefix(20) { print("    \(failure)") }
        }
        if isWatched { FileHandle.standardError.write(Data(line.utf8)) }
    }

    /// - Returns: whether everything passed.
    func close() -> Bool {
        let state = state.withLock { $0 }
        if isWatched { FileHandle.standardError.write(Data("\n".utf8)) }
        print("\(state.payments) requests, \(state.commits) commits, \(state.crashes) crashes")
        print("\(state.passed) seeds passed, \(state.failed) failed")
        return state.failed == 0
    }
}
