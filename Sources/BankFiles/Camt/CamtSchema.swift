/// The paths of a message as a tree in two flat arrays, walked one element at a time.
struct CamtSchema: Sendable {
    struct Node: Sendable {
        var field = CamtField.none
        var isLeaf = false
        var isAmount = false
        /// Whether its value can be wrong, so that its place must be known.
        var isChecked = false
        /// The node's children in `names` and `targets`.
        var children = 0..<0
    }

    let nodes: [Node]
    private let names: [XMLName]
    /// The first word of each name, which nearly always decides.
    private let firsts: [UInt64]
    private let targets: [Int]

    private static let report = CamtSchema(CamtPaths.all(for: .report))
    private static let statement = CamtSchema(CamtPaths.all(for: .statement))
    private static let notification = CamtSchema(CamtPaths.all(for: .notification))
    // Without the mere texts of entries whole branches are not in the tree, and the scanner passes over them.
    private static let reportSums = CamtSchema(CamtPaths.withoutTexts(for: .report))
    static let statementSums = CamtSchema(CamtPaths.withoutTexts(for: .statement))
    private static let notificationSums = CamtSchema(CamtPaths.withoutTexts(for: .notification))

    static func schema(for kind: CamtKind, keepsDetails: Bool) -> CamtSchema {
        switch kind {
        case .report: keepsDetails ? report : reportSums
        case .statement: keepsDetails ? statement : statementSums
        case .notification: keepsDetails ? notification : notificationSums
        }
    }

    /// The node of the message element.
    static let root = 0

    init(_ paths: [(path: String, field: CamtField)]) {
        var nodes = [Node()]
        var children: [[(name: XMLName, target: Int)]] = [[]]
        for (path, field) in paths {
            var node = Self.root
            for part in path.split(separator: "/") {
                let name = XMLName(String(part))
                if let known = children[node].first(where: { $0.name == name }) {
                    node = known.target
                } else {
                    nodes.append(Node())
                    children.append([])
                    children[node].append((name, nodes.count - 1))
                    node = nodes.count - 1
                }
            }
            nodes[node].field = field
            nodes[node].isLeaf = field.isLeaf
            nodes[node].isAmount = field.isAmount
            nodes[node].isChecked = field.isChecked
        }
        var names: [XMLName] = []
        var targets: [Int] = []
        for (node, list) in children.enumerated() {
            nodes[node].children = names.count..<names.count + list.count
            names += list.map(\.name)
            targets += list.map(\.target)
        }
        self.nodes = nodes
        self.names = names
        firsts = names.map(\.first)
        self.targets = targets
    }

    /// - Returns: `nil` for an element that nothing is wanted of.
    @inline(__always)
    func child(of node: Int, _ name: XMLName) -> Int? {
        for index in nodes[node].children where firsts[index] == name.first && names[index] == name {
            return targets[index]
        }
        return nil
    }
}
