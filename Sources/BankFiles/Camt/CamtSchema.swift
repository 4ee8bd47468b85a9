/// The paths of a message as a tree in two flat arrays, walked one element at a time.
struct CamtSchema: Sendable {
    struct Node: Sendable {
        var field = CamtField.none
        var isLeaf = false
        var isAmount = false
        /// Whether its value can be wrong, so that its place must be known.
        var isChecked = false
        /// Where the node's children are in `slots`: a name's hash tells its slot, and no two of them share one.
        fileprivate var firstSlot = 0
        fileprivate var multiplier: UInt64 = 0
        fileprivate var shift: UInt64 = 0
    }

    private struct Slot: Sendable {
        var name = XMLName()
        var target = 0
    }

    let nodes: [Node]
    /// The first one is nobody's: nodes without children look there.
    private let slots: [Slot]

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
        var slots = [Slot()]
        for (node, list) in children.enumerated() where !list.isEmpty {
            let (multiplier, shift, own) = Self.slots(list)
            nodes[node].firstSlot = slots.count
            nodes[node].multiplier = multiplier
            nodes[node].shift = shift
            slots += own
        }
        self.nodes = nodes
        self.slots = slots
    }

    @inline(__always)
    private static func hash(_ name: XMLName, _ multiplier: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: ((name.first ^ name.second &* 0xD6E8_FEB8_6659_FD93) &* multiplier) &>> shift)
    }

    /// Looks for a hash by which each name has a slot of its own; more slots make it easier to find.
    private static func slots(
        _ children: [(name: XMLName, target: Int)]
    ) -> (multiplier: UInt64, shift: UInt64, [Slot]) {
        var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
        for bits in 1...16 where 1 << bits >= children.count {
            let shift = UInt64(64 - bits)
            for _ in 0..<200 {
                var found = [Slot](repeating: Slot(), count: 1 << bits)
                let isFree = children.allSatisfy { child in
                    let place = hash(child.name, multiplier, shift)
                    guard found[place].name.length == 0 else { return false }
                    found[place] = Slot(name: child.name, target: child.target)
                    return true
                }
                if isFree { return (multiplier, shift, found) }
                multiplier = multiplier &* 0x5851_F42D_4C95_7F2D &+ 2
            }
        }
        preconditionFailure("names of the schema that are the same in their first sixteen letters")
    }

    /// - Returns: `nil` for an element that nothing is wanted of.
    @inline(__always)
    func child(of node: Int, _ name: XMLName) -> Int? {
        let parent = nodes[node]
        let slot = slots[parent.firstSlot &+ Self.hash(name, parent.multiplier, parent.shift)]
        return slot.name == name && name.length > 0 ? slot.target : nil
    }
}
