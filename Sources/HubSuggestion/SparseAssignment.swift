/// Gives each row at most one column and each column to at most one row so that the sum of the weights is largest.
///
/// Exact: one shortest augmenting path a row, found by Dijkstra's algorithm on reduced costs; a row may stay without a
/// column. Sources: R. Jonker, A. Volgenant, A Shortest Augmenting Path Algorithm for Dense and Sparse Linear
/// Assignment Problems, Computing 38 (1987). Ties fall to the lower column of the earlier row.
package struct SparseAssignment: Sendable {
    package struct Edge: Hashable, Sendable {
        package let column: Int
        /// Positive.
        package let weight: Int

        package init(column: Int, weight: Int) {
            self.column = column
            self.weight = weight
        }
    }

    private let edges: [[Edge]]
    private let columns: Int
    /// Dual variables: cost - row - column is never negative, and zero along the assignment.
    private var rowPotential: [Int]
    private var columnPotential: [Int]
    private var rowOfColumn: [Int?]
    private var columnOfRow: [Int?]

    /// The column of each row; `nil` for none.
    package static func solve(_ edges: [[Edge]], columns: Int) -> [Int?] {
        var solver = SparseAssignment(edges, columns: columns)
        for row in edges.indices { solver.assign(row) }
        return solver.columnOfRow.map { $0.flatMap { $0 < columns ? $0 : nil } }
    }

    private init(_ edges: [[Edge]], columns: Int) {
        self.edges = edges
        self.columns = columns
        rowPotential = edges.map { 0 - ($0.map(\.weight).max() ?? 0) }
        // Behind the true columns each row has one of its own that costs nothing: to stay without.
        columnPotential = Array(repeating: 0, count: columns + edges.count)
        rowOfColumn = Array(repeating: nil, count: columns + edges.count)
        columnOfRow = Array(repeating: nil, count: edges.count)
    }

    private mutating func assign(_ first: Int) {
        var distance: [Int: Int] = [:]
        var reachedFrom: [Int: Int] = [:]
        var settled: [(column: Int, distance: Int)] = []
        var isSettled: Set<Int> = []
        var queue = MinimumHeap()
        var row = first
        var base = 0
        while true {
            for edge in edges[row] + [Edge(column: columns + row, weight: 0)] where !isSettled.contains(edge.column) {
                let reduced = base - edge.weight - rowPotential[row] - columnPotential[edge.column]
                guard reduced < distance[edge.column] ?? .max else { continue }
                distance[edge.column] = reduced
                reachedFrom[edge.column] = row
                queue.insert(MinimumHeap.Entry(key: reduced, value: edge.column))
            }
            guard let next = queue.popMinimum(where: { !isSettled.contains($0) }) else { return }
            isSettled.insert(next.value)
            base = next.key
            settled.append((next.value, next.key))
            guard let holder = rowOfColumn[next.value] else { break }
            row = holder
        }
        rowPotential[first] += base
        for (column, reached) in settled {
            columnPotential[column] -= base - reached
            if let holder = rowOfColumn[column] { rowPotential[holder] += base - reached }
        }
        augment(from: first, to: settled[settled.count - 1].column, reachedFrom)
    }

    private mutating func augment(from first: Int, to last: Int, _ reachedFrom: [Int: Int]) {
        var column = last
        while let row = reachedFrom[column] {
            let before = columnOfRow[row]
            columnOfRow[row] = column
            rowOfColumn[column] = row
            guard row != first, let before else { return }
            column = before
        }
    }
}

/// A binary heap of keys with values; equal keys come in the order of their values.
struct MinimumHeap {
    struct Entry: Comparable {
        let key: Int
        let value: Int
        static func < (left: Entry, right: Entry) -> Bool { (left.key, left.value) < (right.key, right.value) }
    }

    private var entries: [Entry] = []

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var place = entries.count - 1
        while place > 0, entries[place] < entries[(place - 1) / 2] {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Leaves out the entries whose value is not wanted any more.
    mutating func popMinimum(where isWanted: (Int) -> Bool) -> Entry? {
        while let first = entries.first {
            let last = entries.removeLast()
            if !entries.isEmpty {
                entries[0] = last
                sink()
            }
            if isWanted(first.value) { return first }
        }
        return nil
    }

    private mutating func sink() {
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            var least = place
            if left < entries.count, entries[left] < entries[least] { least = left }
            if right < entries.count, entries[right] < entries[least] { least = right }
            guard least != place else { return }
            entries.swapAt(place, least)
            place = least
        }
    }
}
