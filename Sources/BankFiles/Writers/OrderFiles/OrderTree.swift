/// A value of an order file and where it begins.
package struct OrderTree: Sendable {
    indirect enum Value: Sendable {
        case text(String)
        /// As written, so that no digit is lost.
        case number(String)
        case bool(Bool)
        case null
        case list([OrderTree])
        case object([Member])
    }

    struct Member: Sendable {
        let key: String
        let position: BankFilePosition
        var tree: OrderTree
    }

    var value: Value
    let position: BankFilePosition

    /// - Throws: `OrderFileProblem` with the place where the text is no JSON.
    package init(json bytes: [UInt8]) throws(OrderFileProblem) { self = try OrderJSON.parse(bytes) }

    init(value: Value, position: BankFilePosition) { (self.value, self.position) = (value, position) }

    /// The member of an object; `nil` where there is none or it is `null`.
    subscript(key: String) -> OrderTree? {
        guard case .object(let members) = value, let found = members.first(where: { $0.key == key })?.tree else {
            return nil
        }
        if case .null = found.value { return nil }
        return found
    }

    /// Where the value of a path such as `groups[0].transactions[3].amount` is, or the innermost part that is there.
    package func position(of path: String) -> BankFilePosition {
        var tree = self
        for step in path.split(whereSeparator: { ".[]".contains($0) }) {
            if case .list(let trees) = tree.value, let index = Int(step), trees.indices.contains(index) {
                tree = trees[index]
            } else if let next = tree[String(step)] {
                tree = next
            } else {
                break
            }
        }
        return tree.position
    }
}

/// What is wrong with an order file before it is an order.
package struct OrderFileProblem: Error, Hashable, Sendable {
    package let position: BankFilePosition
    /// The field, such as `groups[0].execution_date`; empty where the text itself is no JSON or CSV.
    package let path: String
    package let problem: String

    package init(_ problem: String, at position: BankFilePosition, path: String = "") {
        self.problem = problem
        self.position = position
        self.path = path
    }
}
