/// Reads a table with one payment a row into the same tree that JSON gives.
///
/// The header names fields: `order.` and what belongs to the whole, `group.` and what belongs to a group (a batch of a
/// NACHA file), and the rest what belongs to the payment; parts are joined by full stops, list elements numbered from 1
/// (`creditor.address.lines.1`). Fields of the order stand in the first row; a row whose `group.` fields are empty or
/// as before belongs to the group before it. The separator is the comma, or the semicolon where the header has no comma.
struct OrderCSV {
    /// The member names of groups and payments: `groups` and `transactions`, or `batches` and `entries`.
    let groups: String
    let payments: String

    private struct Cell {
        let text: String
        let position: BankFilePosition
    }

    func parse(_ bytes: [UInt8]) throws(OrderFileProblem) -> OrderTree {
        let rows = try Self.rows(bytes)
        guard let header = rows.first else {
            throw OrderFileProblem("the file is empty", at: BankFilePosition(line: 1, column: 1, byte: 0))
        }
        let start = header.first?.position ?? BankFilePosition(line: 1, column: 1, byte: 0)
        var order = OrderTree(value: .object([]), position: start)
        var built: [(tree: OrderTree, cells: [String: String], payments: [OrderTree])] = []
        var orderCells: [String: String] = [:]
        try Self.check(header)
        for row in rows.dropFirst() {
            guard row.count == header.count else {
                let found = "\(row.count) fields where the header has \(header.count)"
                throw OrderFileProblem(found, at: row.first?.position ?? start)
            }
            guard let first = row.first, row.contains(where: { !$0.text.isEmpty }) else { continue }
            var (group, groupCells) = (OrderTree(value: .object([]), position: first.position), [String: String]())
            var payment = OrderTree(value: .object([]), position: first.position)
            for (name, cell) in zip(header.map(\.text), row) where !cell.text.isEmpty {
                let steps = name.split(separator: ".").map(String.init)
                let leaf = OrderTree(value: .text(cell.text), position: cell.position)
                if steps.count > 1, steps[0] == "order" {
                    if let before = orderCells[name] {
                        guard before == cell.text else {
                            throw OrderFileProblem("differs from the rows before", at: cell.position, path: name)
                        }
                    } else {
                        orderCells[name] = cell.text
                        Self.put(leaf, steps.dropFirst(), into: &order)
                    }
                } else if steps.count > 1, steps[0] == "group" {
                    groupCells[name] = cell.text
                    Self.put(leaf, steps.dropFirst(), into: &group)
                } else {
                    Self.put(leaf, steps[...], into: &payment)
                }
            }
            if built.isEmpty || groupCells.contains(where: { built[built.count - 1].cells[$0.key] != $0.value }) {
                built.append((group, groupCells, []))
            }
            built[built.count - 1].payments.append(payment)
        }
        let trees = built.map { part in
            var tree = part.tree
            Self.set(OrderTree(value: .list(part.payments), position: tree.position), payments, in: &tree)
            return tree
        }
        Self.set(OrderTree(value: .list(trees), position: start), groups, in: &order)
        return order
    }

    /// Refuses names that are empty or there twice.
    private static func check(_ header: [Cell]) throws(OrderFileProblem) {
        var seen: Set<String> = []
        for cell in header {
            guard !cell.text.isEmpty else { throw OrderFileProblem("a column without name", at: cell.position) }
            guard seen.insert(cell.text).inserted else {
                throw OrderFileProblem("the column \(cell.text) is there twice", at: cell.position)
            }
        }
    }

    private static func put(_ leaf: OrderTree, _ steps: ArraySlice<String>, into tree: inout OrderTree) {
        guard let step = steps.first else {
            tree = leaf
            return
        }
        let rest = steps.dropFirst()
        if Int(step) != nil {
            var list: [OrderTree] = []
            if case .list(let found) = tree.value { list = found }
            list.append(leaf)
            tree.value = .list(list)
            return
        }
        var next = tree[step] ?? OrderTree(value: .object([]), position: leaf.position)
        put(leaf, rest, into: &next)
        set(next, step, in: &tree)
    }

    private static func set(_ tree: OrderTree, _ key: String, in object: inout OrderTree) {
        var members: [OrderTree.Member] = []
        if case .object(let found) = object.value { members = found }
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].tree = tree
        } else {
            members.append(OrderTree.Member(key: key, position: tree.position, tree: tree))
        }
        object.value = .object(members)
    }

    // MARK: Rows (RFC 4180)

    private static func rows(_ bytes: [UInt8]) throws(OrderFileProblem) -> [[Cell]] {
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let header = bytes[index...].prefix { $0 != 0x0A && $0 != 0x0D }
        let separator = header.contains(UInt8(ascii: ",")) ? UInt8(ascii: ",") : UInt8(ascii: ";")
        var (line, lineStart) = (1, index)
        var rows: [[Cell]] = []
        var row: [Cell] = []
        while index < bytes.count {
            let place = BankFilePosition(line: line, column: index - lineStart + 1, byte: index)
            var content: [UInt8] = []
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                while true {
                    guard index < bytes.count else { throw OrderFileProblem("a quote that is never closed", at: place) }
                    let byte = bytes[index]
                    index += 1
                    if byte == UInt8(ascii: "\"") {
                        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { break }
                        index += 1
                    }
                    if byte == 0x0A { (line, lineStart) = (line + 1, index) }
                    content.append(byte)
                }
            } else {
                while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
                    content.append(bytes[index])
                    index += 1
                }
            }
            guard let text = String(validating: content, as: UTF8.self) else {
                throw OrderFileProblem("bytes that are not UTF-8", at: place)
            }
            row.append(Cell(text: trimmed(text), position: place))
            if index < bytes.count, bytes[index] == separator {
                index += 1
                // A separator at the very end leaves an empty field behind it.
                if index < bytes.count { continue }
                row.append(Cell(text: "", position: place))
            } else if index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
                throw OrderFileProblem("text after the closing quote of a field", at: place)
            }
            if index < bytes.count, bytes[index] == 0x0D { index += 1 }
            if index < bytes.count, bytes[index] == 0x0A { index += 1 }
            (line, lineStart) = (line + 1, index)
            if row.count > 1 || row.contains(where: { !$0.text.isEmpty }) { rows.append(row) }
            row = []
        }
        return rows
    }

    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}
