/// Puts the tokens of a JSON text together to a tree that knows the place of every value.
struct OrderJSON {
    static let depthMax = 32

    /// A list or an object that is not ended.
    private struct Level {
        let position: BankFilePosition
        let isObject: Bool
        var members: [OrderTree.Member] = []
        var keys: Set<String> = []
        /// The key whose value comes next.
        var key: (name: String, position: BankFilePosition)?
        var elements: [OrderTree] = []

        var tree: OrderTree { OrderTree(value: isObject ? .object(members) : .list(elements), position: position) }
    }

    private var levels: [Level] = []
    private var root: OrderTree?

    static func parse(_ bytes: [UInt8]) throws(OrderFileProblem) -> OrderTree {
        var (scanner, builder) = (JSONScanner(), OrderJSON())
        do throws(BankFileFinding) {
            try scanner.feed(bytes) { token, position throws(BankFileFinding) in try builder.take(token, position) }
            try scanner.finish { token, position throws(BankFileFinding) in try builder.take(token, position) }
        } catch {
            throw OrderFileProblem(error.message, at: error.position)
        }
        guard let root = builder.root else { throw OrderFileProblem("no JSON value", at: BankFilePosition(line: 1)) }
        return root
    }

    private mutating func take(_ token: JSONToken, _ position: BankFilePosition) throws(BankFileFinding) {
        switch token {
        case .beginObject: try begin(isObject: true, position)
        case .beginArray: try begin(isObject: false, position)
        case .endObject, .endArray: if let ended = levels.popLast() { add(ended.tree) }
        case .key(let name): try take(key: name, position)
        case .string(let text): try add(.text(Self.printable(text, position)), position)
        case .number(let text):
            guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
                throw BankFileFinding(.notWellFormed, "a number with an exponent", at: position)
            }
            try add(.number(text), position)
        case .bool(let value): try add(.bool(value), position)
        case .null: try add(.null, position)
        }
    }

    private mutating func begin(isObject: Bool, _ position: BankFilePosition) throws(BankFileFinding) {
        try checkDepth(position)
        levels.append(Level(position: position, isObject: isObject))
    }

    private mutating func take(key name: String, _ position: BankFilePosition) throws(BankFileFinding) {
        guard let last = levels.indices.last else { return }
        guard levels[last].keys.insert(try Self.printable(name, position)).inserted else {
            throw BankFileFinding(.notWellFormed, "the key \(name) is there twice", at: position)
        }
        levels[last].key = (name, position)
    }

    private mutating func add(_ value: OrderTree.Value, _ position: BankFilePosition) throws(BankFileFinding) {
        try checkDepth(position)
        add(OrderTree(value: value, position: position))
    }

    private mutating func add(_ tree: OrderTree) {
        guard let last = levels.indices.last else {
            root = tree
            return
        }
        if let key = levels[last].key.take() {
            levels[last].members.append(OrderTree.Member(key: key.name, position: key.position, tree: tree))
        } else {
            levels[last].elements.append(tree)
        }
    }

    private func checkDepth(_ position: BankFilePosition) throws(BankFileFinding) {
        guard levels.count < Self.depthMax else {
            throw BankFileFinding(.limit, "nested deeper than \(Self.depthMax)", at: position)
        }
    }

    /// No bank takes a control character, and an escape must not bring one in; line ends and tabs have names of their own.
    private static func printable(_ text: String, _ position: BankFilePosition) throws(BankFileFinding) -> String {
        guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else {
            throw BankFileFinding(.badCharacter, "an escape for no character", at: position)
        }
        return text
    }
}
