/// The candidate graph cut into the parts that do not touch each other, each assigned for itself.
struct AssignmentComponents {
    struct Link {
        let receipt: Int
        let document: Int
        /// Positive.
        let weight: Int
    }

    /// Rows, which is receipts as often as they pay documents, of one part; beyond it the greedy order counts.
    static let rowsMax = 300

    private(set) var documentsOf: [Int: Set<Int>] = [:]
    private(set) var greedyReceipts: Set<Int> = []

    /// - Parameter capacity: how many documents a receipt may have.
    init(_ links: [Link], capacity: [Int: Int]) {
        var union = DisjointSets()
        for link in links { union.join(2 * link.receipt, 2 * link.document + 1) }
        var parts: [Int: [Link]] = [:]
        for link in links { parts[union.root(2 * link.receipt), default: []].append(link) }
        for part in parts.values {
            let receipts = Set(part.map(\.receipt)).sorted()
            let rows = receipts.flatMap { Array(repeating: $0, count: max(1, capacity[$0] ?? 1)) }
            if rows.count > Self.rowsMax {
                greedyReceipts.formUnion(receipts)
                assignGreedily(part, capacity)
            } else {
                assign(part, rows)
            }
        }
    }

    private mutating func assign(_ part: [Link], _ rows: [Int]) {
        let columns = Set(part.map(\.document)).sorted()
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        var edges: [Int: [SparseAssignment.Edge]] = [:]
        for link in part {
            guard let column = places[link.document] else { continue }
            edges[link.receipt, default: []].append(SparseAssignment.Edge(column: column, weight: link.weight))
        }
        let solution = SparseAssignment.solve(rows.map { edges[$0] ?? [] }, columns: columns.count)
        for (row, column) in zip(rows, solution) {
            if let column { documentsOf[row, default: []].insert(columns[column]) }
        }
    }

    private mutating func assignGreedily(_ part: [Link], _ capacity: [Int: Int]) {
        var taken: Set<Int> = []
        let ordered = part.sorted { ($1.weight, $0.receipt, $0.document) < ($0.weight, $1.receipt, $1.document) }
        for link in ordered where !taken.contains(link.document) {
            guard documentsOf[link.receipt]?.count ?? 0 < max(1, capacity[link.receipt] ?? 1) else { continue }
            documentsOf[link.receipt, default: []].insert(link.document)
            taken.insert(link.document)
        }
    }
}

/// Union-find with the smallest member as the name of a set.
struct DisjointSets {
    private var parents: [Int: Int] = [:]

    mutating func root(_ member: Int) -> Int {
        var top = member
        while let parent = parents[top], parent != top { top = parent }
        var place = member
        while place != top {
            let next = parents[place] ?? top
            parents[place] = top
            place = next
        }
        return top
    }

    mutating func join(_ one: Int, _ other: Int) {
        let (left, right) = (root(one), root(other))
        if left != right { parents[max(left, right)] = min(left, right) }
    }
}
