import HubSuggestion
import TestSupport
import Testing

@Suite("expectation maximisation")
struct ExpectationMaximisationTests {
    private static let m = [[0.9, 0.1], [0.8, 0.2], [0.7, 0.2, 0.1]]
    private static let u = [[0.05, 0.95], [0.1, 0.9], [0.02, 0.18, 0.8]]

    @Test("the m and u that made a table are found again", arguments: UInt64(1)...5)
    func findsKnownProbabilities(seed: UInt64) {
        var estimation = ExpectationMaximisation(
            m: [[0.7, 0.3], [0.7, 0.3], [0.6, 0.3, 0.1]],
            u: [[0.2, 0.8], [0.2, 0.8], [0.1, 0.3, 0.6]],
            share: 0.5
        )
        estimation.run(Self.table(seed: seed, share: 0.2), rounds: 200)
        #expect(abs(estimation.share - 0.2) < 0.02, "replay with seed \(seed)")
        for (found, known) in zip((estimation.m + estimation.u).joined(), (Self.m + Self.u).joined()) {
            #expect(abs(found - known) < 0.03, "replay with seed \(seed)")
        }
    }

    @Test("the same table gives the same estimate, and a field that is missing everywhere keeps its shape")
    func isRepeatable() {
        var one = ExpectationMaximisation(m: [[0.9, 0.1], [0.5, 0.5]], u: [[0.1, 0.9], [0.5, 0.5]], share: 0.3)
        var two = one
        let table = [
            ExpectationMaximisation.Pattern(levels: [0, nil], count: 30),
            ExpectationMaximisation.Pattern(levels: [1, nil], count: 70),
        ]
        one.run(table)
        two.run(table)
        #expect(one.m == two.m && one.u == two.u && one.share == two.share)
        #expect(abs(one.m[1][0] - 0.5) < 1e-9)
    }

    private static func table(seed: UInt64, share: Double) -> [ExpectationMaximisation.Pattern] {
        var random = SeededGenerator(seed: seed)
        func draw(_ probabilities: [Double]) -> Int {
            var rest = Double.random(in: 0..<1, using: &random)
            for (level, probability) in probabilities.enumerated() {
                rest -= probability
                if rest < 0 { return level }
            }
            return probabilities.count - 1
        }
        var counts: [[Int]: Int] = [:]
        for _ in 0..<40_000 {
            let isMatch = Double.random(in: 0..<1, using: &random) < share
            counts[(isMatch ? m : u).map(draw), default: 0] += 1
        }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { .init(levels: $0.key, count: $0.value) }
    }
}
