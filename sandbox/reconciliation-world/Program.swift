internal import CMalloc
internal import Foundation
internal import HubReconciliation
internal import ReconciliationWorld
internal import RulesFile

/// Makes a labelled world, writes it as files, and judges the matcher on it.
@main
struct Program {
    static func main() {
        do {
            let options = try WorldOptions(Array(CommandLine.arguments.dropFirst()))
            guard !options.isHelp else { return print(WorldOptions.help) }
            cmalloc_begin_with_huge_pages(CommandLine.unsafeArgv)
            try run(options)
        } catch let error as WorldOptions.Problem {
            FileHandle.standardError.write(Data("reconciliation-world: \(error.text)\n".utf8))
            exit(2)
        } catch {
            FileHandle.standardError.write(Data("reconciliation-world: \(error)\n".utf8))
            exit(5)
        }
    }

    private static func run(_ options: WorldOptions) throws {
        var policy = try options.rules.map(read) ?? MatchingPolicy()
        if let tolerance = options.exchangeTolerance { policy.exchangeToleranceBasisPoints = tolerance }
        policy.holdsChangedAccounts = options.holdsChangedAccounts
        var hasFalse = false
        for seed in options.seeds {
            for mode in options.modes {
                var plan = WorldPlan(seed: seed, receipts: options.receipts, customers: options.customers, mode: mode)
                plan.rates = options.rates
                plan.numbers = options.numbers
                plan.graceDays = policy.discountGraceDays
                let world = World(plan)
                if let folder = options.folder { try write(world, folder) }
                guard options.isJudged else { continue }
                if options.isAblation {
                    let table = AblationTable(world, policy, passes: options.passes)
                    hasFalse = hasFalse || table.hasFalse
                    print(
                        "\n## \(mode.rawValue), seed \(seed), \(options.receipts) receipts\n\n\(table.text)",
                        terminator: ""
                    )
                    continue
                }
                let begin = processorSeconds
                let result = world.reconciled(policy, passes: options.passes)
                let seconds = processorSeconds - begin
                let judge = Judge(world, result, examplesMax: options.examples)
                hasFalse = hasFalse || judge.total.count(.postedWrong) > 0
                print("\n## \(mode.rawValue), seed \(seed), \(plan.customers) customers\n")
                print(options.isBrief ? judge.headline : judge.report)
                print("reconciled in \(Int(seconds * 1_000)) ms of processor time")
            }
        }
        if hasFalse { exit(1) }
    }

    private static func read(_ path: String) throws -> MatchingPolicy {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WorldOptions.Problem("--rules \(path): cannot be read")
        }
        do throws(RulesFileError) {
            return try RulesFile(yaml: String(decoding: data, as: UTF8.self), file: path).policy
        } catch {
            throw WorldOptions.Problem("--rules \(error)")
        }
    }

    private static func write(_ world: World, _ folder: String) throws {
        let place = URL(fileURLWithPath: folder)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for file in WorldFile.allCases {
            let path = place.appendingPathComponent(file.rawValue)
            guard FileManager.default.createFile(atPath: path.path, contents: nil) else {
                throw WorldOptions.Problem("\(path.path) cannot be written")
            }
            let handle = try FileHandle(forWritingTo: path)
            var kept = Data()
            try world.write(file) { piece in
                kept.append(contentsOf: piece.utf8)
                guard kept.count > 1 << 20 else { return }
                try handle.write(contentsOf: kept)
                kept.removeAll(keepingCapacity: true)
            }
            try handle.write(contentsOf: kept)
            try handle.close()
        }
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
