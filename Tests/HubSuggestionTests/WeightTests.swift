import Foundation
import HubSuggestion
import TestSupport
import Testing

@Suite("weights")
struct WeightTests {
    /// Thousandths of a bit, worked out by hand: log2(m / u), u = (count - 1/2 + 100 * published u) / (documents + 100).
    @Test(arguments: [
        (LinkageLevel.amountExact, 1, 7_866), (.amountExact, 40, 1_822), (.accountUnknown, 0, -1_614),
        (.dateInTime, 0, 1_087), (.nameMissing, 0, 0), (.referenceNamed, 1, 7_293), (.nameSame, 3, 5_696),
    ])
    func followsFromTheTable(_ level: LinkageLevel, _ count: Int, _ weight: Int) {
        #expect(WeightTable(documents: 100).weight(level, sharedBy: count) == weight)
    }

    @Test("the more documents share a value, the less it earns", arguments: LinkageLevel.allCases)
    func frequentValuesEarnLess(_ level: LinkageLevel) {
        let table = WeightTable(documents: 10_000)
        let weights = [1, 2, 10, 100, 1_000].map { table.weight(level, sharedBy: $0) }
        if level.isFrequencyAdjusted {
            #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 > $1 })
        } else {
            #expect(Set(weights).count == 1)
        }
    }

    @Test("the page shows the table that is built in")
    func pageShowsThePublishedTable() throws {
        let table = WeightTable(documents: 1)
        let rows = try Self.rows().filter { $0.count == 5 && $0[2].hasPrefix("0.") }
        #expect(rows.count == LinkageLevel.allCases.count { !$0.isMissing })
        for row in rows {
            let level = try #require(LinkageLevel(rawValue: row[1]))
            let entry = table.entry(level)
            #expect(level.field.rawValue == row[0])
            #expect(Self.millionths(row[2]) == entry.m && Self.millionths(row[3]) == entry.u, "\(row)")
            #expect(Self.thousandths(row[4]) == entry.weight, "\(row)")
        }
    }

    @Test("the worked example of the page holds")
    func pageExampleHolds() throws {
        let table = WeightTable(documents: 1_000)
        let rows = try Self.rows().filter { $0.count == 4 && LinkageLevel(rawValue: $0[1]) != nil }
        #expect(rows.count == 5)
        var sum = 0
        for row in rows {
            let level = try #require(LinkageLevel(rawValue: row[1]))
            let weight = table.weight(level, sharedBy: Int(row[2]) ?? 0)
            #expect(Self.thousandths(row[3]) == weight, "\(row)")
            sum += weight
        }
        let text = try Self.page()
        #expect(text.contains("sum of \(Self.decimal(sum)) bits"))
        #expect(text.contains("none of them has \(Self.decimal(table.noneWeight)) bits"))
        let (yes, no) = (exp2(Double(sum) / 1_000), exp2(Double(table.noneWeight) / 1_000))
        #expect(text.contains("posterior of \(Self.decimal(Int((yes / (yes + no) * 1_000).rounded(.down))))"))
    }

    private static func page() throws -> String {
        try String(
            contentsOf: SharedData.repository.appendingPathComponent("docs/matching-weights.md"),
            encoding: .utf8
        )
    }

    private static func rows() throws -> [[String]] {
        try page().split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }

    private static func millionths(_ text: String) -> Int { Int(((Double(text) ?? 0) * 1_000_000).rounded()) }
    private static func thousandths(_ text: String) -> Int { Int(((Double(text) ?? 0) * 1_000).rounded()) }

    private static func decimal(_ thousandths: Int) -> String {
        "\(thousandths / 1_000)." + String(String(1_000 + thousandths % 1_000).dropFirst())
    }
}
