import Foundation
import HubSimulation
import Synchronization
import Testing

@Suite("The hub on virtual time")
struct SeedTests {
    /// Reports of many runs, collected from their threads.
    private final class Reports: Sendable {
        private let list = Mutex<[SimulationReport]>([])

        var all: [SimulationReport] { list.withLock { $0 } }
        func add(_ report: SimulationReport) { list.withLock { $0.append(report) } }
    }

    private func run(_ plans: [SimulationPlan]) async -> [SimulationReport] {
        let reports = Reports()
        await SimulationRunner.run(plans, threads: ProcessInfo.processInfo.activeProcessorCount) { reports.add($0) }
        return reports.all
    }

    @Test("every invariant holds under faults and crashes, a hundred seeds")
    func holdsUnderFaults() async {
        let reports = await run((0..<100).map { SimulationPlan(seed: $0) })
        #expect(reports.count == 100)
        for report in reports where !report.failures.isEmpty {
            let replay = "./dev simulate --seed \(report.seed) --seeds 1 --payments 8"
            Issue.record("seed \(report.seed) failed; replay: \(replay)\n\(report.failures.joined(separator: "\n"))")
        }
        // Seeds that never get into trouble would prove nothing.
        #expect(reports.contains { $0.crashes > 1 })
        #expect(reports.reduce(0) { $0 + $1.payments } > 500)
    }

    @Test("a crash before and after every commit")
    func survivesEveryCrash() async {
        var calm = SimulationPlan(seed: 5, paymentsMax: 1)
        calm.crashes = .planned(CrashPlan())
        let first = await run([calm])
        let commits = first.map(\.commits).max() ?? 0
        #expect(commits > 10)
        let plans = CrashPlan.everyPoint(commits: commits).map { point in
            var plan = calm
            plan.crashes = .planned(CrashPlan([point]))
            return plan
        }
        let reports = await run(plans)
        #expect(reports.contains { $0.crashes == 1 })
        for report in reports where !report.failures.isEmpty {
            let replay = "./dev simulate --seed 5 --seeds 1 --payments 1 --crash-every-commit"
            let place = report.crashPoint ?? "no crash"
            Issue.record("crash \(place) failed; replay: \(replay)\n\(report.failures.joined(separator: "\n"))")
        }
    }

    @Test("an invariant notices each lie", arguments: Sabotage.allCases)
    func noticesSabotage(_ sabotage: Sabotage) async {
        let plans = (0..<8).map { (seed: UInt64) in
            var plan = SimulationPlan(seed: seed, paymentsMax: 4)
            plan.sabotage = sabotage
            return plan
        }
        let failures = await run(plans).flatMap(\.failures)
        let expected =
            switch sabotage {
            case .chargesTwice: "times at the provider"
            case .losesEvents: "is in the inbox 0 times"
            case .tampersWithLedger: "the facts require nothing"
            }
        #expect(failures.contains { $0.contains(expected) }, "\(failures)")
    }

    @Test("the same seed comes to the same end, another seed to another")
    func repeatsItself() async {
        let plan = SimulationPlan(seed: 3)
        let digests = await run([plan, plan, SimulationPlan(seed: 4)]).map { ($0.seed, $0.digest) }
        let third = Set(digests.filter { $0.0 == 3 }.map(\.1))
        let fourth = Set(digests.filter { $0.0 == 4 }.map(\.1))
        #expect(third.count == 1 && fourth.count == 1 && third != fourth)
        #expect(!third.contains(""))
    }
}
