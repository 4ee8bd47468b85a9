/// An object of a list, with its values by their paths.
struct JSONRecord: Sendable {
    struct Value: Hashable, Sendable {
        let text: String
        let isText: Bool
        let position: BankFilePosition
    }

    let position: BankFilePosition
    /// In the order of the text; `source.billing_details.name`, `refunds.data[0].id`.
    fileprivate(set) var fields: [(path: String, value: Value)] = []
    fileprivate var bytes = 0
    /// More values than are kept.
    fileprivate(set) var isTooLarge = false

    init(position: BankFilePosition) {
        self.position = position
    }

    subscript(path: String) -> Value? { fields.first { $0.path == path }?.value }

    /// The text of a value; `nil` for one that is missing, `null` or empty.
    func text(_ path: String) -> String? {
        guard let value = self[path], !value.text.isEmpty else { return nil }
        return value.isText || value.text != "null" ? value.text : nil
    }
}

/// Puts the tokens of a JSON text together to the objects of its outermost lists, one at a time.
struct JSONObjects: Sendable {
    static let fieldsMax = 4_000
    static let bytesMax = 1_048_576

    private struct Level: Sendable {
        let isObject: Bool
        var key = ""
        var index = -1
    }

    private var levels: [Level] = []
    private var record: JSONRecord?
    /// How many levels lie around the record.
    private var base = 0
    /// What the text says outside of lists.
    private(set) var root = JSONRecord(position: BankFilePosition(line: 1, column: 1, byte: 0))

    /// - Returns: the record that the token ends.
    mutating func take(_ token: JSONToken, at position: BankFilePosition) -> JSONRecord? {
        switch token {
        case .key(let name):
            if let last = levels.indices.last { levels[last].key = name }
            return nil
        case .beginObject: begin(isObject: true, at: position)
        case .beginArray: begin(isObject: false, at: position)
        case .endObject, .endArray: return end()
        case .string(let text): add(JSONRecord.Value(text: text, isText: true, position: position))
        case .number(let text): add(JSONRecord.Value(text: text, isText: false, position: position))
        case .bool(let value):
            add(JSONRecord.Value(text: value ? "true" : "false", isText: false, position: position))
        case .null: add(JSONRecord.Value(text: "null", isText: false, position: position))
        }
        return nil
    }

    private mutating func begin(isObject: Bool, at position: BankFilePosition) {
        count()
        let isItem = levels.last.map { !$0.isObject } ?? false
        if record == nil, isObject, isItem {
            record = JSONRecord(position: position)
            base = levels.count
        } else if record != nil, !isObject, levels.count == base + 1, levels.last?.key == "data" {
            // A page of a list in a list of pages.
            record = nil
        }
        levels.append(Level(isObject: isObject))
    }

    private mutating func end() -> JSONRecord? {
        _ = levels.popLast()
        guard levels.count == base, let ended = record else { return nil }
        record = nil
        return ended
    }

    private mutating func count() {
        if let last = levels.indices.last, !levels[last].isObject { levels[last].index += 1 }
    }

    private mutating func add(_ value: JSONRecord.Value) {
        count()
        if record != nil {
            let path = path(from: base + 1)
            Self.add(path, value, to: &record)
        } else if levels.allSatisfy(\.isObject) {
            let path = path(from: 1)
            var copy: JSONRecord? = root
            root.fields = []
            Self.add(path, value, to: &copy)
            if let copy { root = copy }
        }
    }

    private static func add(_ path: String, _ value: JSONRecord.Value, to record: inout JSONRecord?) {
        guard let count = record?.fields.count, let bytes = record?.bytes else { return }
        guard count < fieldsMax, bytes + value.text.utf8.count <= bytesMax else {
            record?.isTooLarge = true
            return
        }
        record?.bytes += value.text.utf8.count
        record?.fields.append((path, value))
    }

    /// The path below a level, `source.id` or `lines[2].amount`.
    private func path(from level: Int) -> String {
        var path = ""
        for item in levels.dropFirst(level - 1) {
            if item.isObject {
                path += path.isEmpty ? item.key : "." + item.key
            } else {
                path += "[\(item.index)]"
            }
        }
        return path
    }
}
