import HubSuggestion
import TestSupport
import Testing

@Suite("sparse assignment")
struct SparseAssignmentTests {
    @Test("it is as good as the best of all assignments", arguments: UInt64(0)..<300)
    func equalsBruteForce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let columns = Int.random(in: 1...5, using: &random)
        let rows = Int.random(in: 1...5, using: &random)
        let edges = (0..<rows).map { _ in
            (0..<columns).compactMap { column -> SparseAssignment.Edge? in
                guard Bool.random(using: &random) else { return nil }
                return SparseAssignment.Edge(column: column, weight: Int.random(in: 1...20, using: &random))
            }
        }
        let found = SparseAssignment.solve(edges, columns: columns)
        let taken = found.compactMap(\.self)
        #expect(Set(taken).count == taken.count, "replay with seed \(seed)")
        #expect(Self.weight(found, edges) == Self.best(edges[...], free: Set(0..<columns)), "replay with seed \(seed)")
    }

    @Test("a row gives way when another column is nearly as good for it")
    func givesWay() {
        let edges: [[SparseAssignment.Edge]] = [
            [.init(column: 0, weight: 10), .init(column: 1, weight: 9)], [.init(column: 0, weight: 8)],
        ]
        #expect(SparseAssignment.solve(edges, columns: 2) == [1, 0])
    }

    private static func weight(_ found: [Int?], _ edges: [[SparseAssignment.Edge]]) -> Int {
        zip(found, edges).reduce(0) { sum, pair in
            sum + (pair.0.flatMap { column in pair.1.first { $0.column == column }?.weight } ?? 0)
        }
    }

    private static func best(_ edges: ArraySlice<[SparseAssignment.Edge]>, free: Set<Int>) -> Int {
        guard let row = edges.first else { return 0 }
        let without = best(edges.dropFirst(), free: free)
        return row.filter { free.contains($0.column) }.reduce(without) { most, edge in
            max(most, edge.weight + best(edges.dropFirst(), free: free.subtracting([edge.column])))
        }
    }
}
