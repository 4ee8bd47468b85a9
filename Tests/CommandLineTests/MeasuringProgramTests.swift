import Foundation
import Testing

/// The programs that measure: what they are asked for is what they do.
@Suite("bench and worlds from outside") struct MeasuringProgramTests {
    @Test("a group that the bench does not have is refused with the names of those that it has")
    func benchNames() async throws {
        let found = try await run(Programs.bench, ["--only", "typo"])
        #expect(found.code == 2 && found.output.isEmpty, "\(found.output)")
        #expect(found.errors.contains("'typo'") && found.errors.contains("reconciliation"), "\(found.errors)")
        let many = try await run(Programs.bench, ["--only", "whole", "--lines", "2000000"])
        #expect(many.code == 2 && many.errors.contains("10 to 1000000"), "\(many.errors)")
    }

    private func world(_ more: [String]) async throws -> String {
        let plan = ["--receipts", "300", "--mode", "easy_amounts", "--seed", "4", "--rate", "foreign_currency=8000"]
        let found = try await run(Programs.world, plan + more)
        #expect(found.code == 0, "\(found.output)\(found.errors)")
        return found.output.split(separator: "\n").filter { !$0.contains("processor time") }.joined(separator: "\n")
    }

    @Test("the exchange tolerance of a rules file counts, unless the option says another one")
    func tolerance() async throws {
        let folder = try TemporaryFolder()
        let rules = ["--rules", try folder.write("r.yaml", "settings: {exchange_tolerance_basis_points: 200}\n").path]
        let (none, given) = (try await world(["--brief"]), try await world(["--brief", "--exchange-tolerance", "200"]))
        #expect(none != given)
        #expect(try await world(["--brief"] + rules) == given)
        #expect(try await world(["--brief", "--exchange-tolerance", "0"] + rules) == none)
    }

    @Test("the table of passes has the policy and the passes that were asked for")
    func ablations() async throws {
        let plain = try await world(["--ablations"])
        #expect(try await world(["--ablations", "--exchange-tolerance", "200"]) != plain)
        let less = try await world(["--ablations", "--without", "sum"])
        #expect(!less.contains("sum") && less.contains("| without references |"), "\(less)")
        func rate(_ table: String, _ row: String) -> Substring? {
            table.split(separator: "\n").first { $0.hasPrefix("| \(row) |") }?.dropFirst(row.count + 4)
        }
        #expect(rate(less, "all") == rate(plain, "without sum") && rate(less, "all") != nil)
    }
}
