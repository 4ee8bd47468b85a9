import PaymentVocabulary

/// Takes typed values out of a tree and remembers every problem with its place.
struct OrderFields {
    /// Problems that are kept; a file with more is no less refused.
    static let problemsMax = 1_000

    private(set) var problems: [OrderFileProblem] = []

    /// An object of the tree and its path.
    struct Part {
        let tree: OrderTree
        let path: String

        func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    }

    mutating func report(_ problem: String, at position: BankFilePosition, path: String) {
        if problems.count < Self.problemsMax { problems.append(OrderFileProblem(problem, at: position, path: path)) }
    }

    /// Refuses anything but an object whose keys are all known, because a misspelt key would be lost.
    mutating func object(_ tree: OrderTree, _ path: String, keys: String) -> Part? {
        guard case .object(let members) = tree.value else {
            report("has to be an object with the keys \(keys)", at: tree.position, path: path)
            return nil
        }
        let known = keys.split(separator: " ")
        for member in members where !known.contains(member.key[...]) {
            let part = Part(tree: tree, path: path)
            report("is no field here; known are \(keys)", at: member.position, path: part.path(member.key))
        }
        return Part(tree: tree, path: path)
    }

    mutating func object(_ part: Part, _ key: String, keys: String) -> Part? {
        guard let tree = part.tree[key] else {
            missing(part, key)
            return nil
        }
        return object(tree, part.path(key), keys: keys)
    }

    mutating func optionalObject(_ part: Part, _ key: String, keys: String) -> Part? {
        part.tree[key].flatMap { object($0, part.path(key), keys: keys) }
    }

    mutating func list(_ part: Part, _ key: String) -> [(tree: OrderTree, path: String)] {
        guard let tree = part.tree[key] else {
            missing(part, key)
            return []
        }
        guard case .list(let trees) = tree.value else {
            report("has to be an array", at: tree.position, path: part.path(key))
            return []
        }
        return trees.enumerated().map { ($1, "\(part.path(key))[\($0)]") }
    }

    mutating func text(_ part: Part, _ key: String) -> String? {
        guard let tree = part.tree[key] else {
            missing(part, key)
            return nil
        }
        guard case .text(let text) = tree.value else {
            report("has to be a string", at: tree.position, path: part.path(key))
            return nil
        }
        return text
    }

    mutating func optionalText(_ part: Part, _ key: String) -> String? {
        part.tree[key] == nil ? nil : text(part, key)
    }

    /// A value that is made of a text.
    mutating func value<Value>(_ part: Part, _ key: String, _ what: String, _ make: (String) -> Value?) -> Value? {
        guard let text = text(part, key) else { return nil }
        guard let value = make(text) else {
            report("is \(what)", at: part.tree[key]?.position ?? part.tree.position, path: part.path(key))
            return nil
        }
        return value
    }

    mutating func optionalValue<Value>(
        _ part: Part,
        _ key: String,
        _ what: String,
        _ make: (String) -> Value?
    ) -> Value? {
        part.tree[key] == nil ? nil : value(part, key, what, make)
    }

    /// One of the raw values of an enumeration.
    mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ part: Part,
        _ key: String,
        _ type: Value.Type = Value.self
    ) -> Value? where Value.RawValue == String {
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return optionalValue(part, key, "none of \(known)") { Value(rawValue: $0) }
    }

    /// `true` or `false`, in CSV as text.
    mutating func bool(_ part: Part, _ key: String) -> Bool? {
        guard let tree = part.tree[key] else { return nil }
        switch tree.value {
        case .bool(let value): return value
        case .text("true"): return true
        case .text("false"): return false
        case .text, .number, .null, .list, .object:
            report("is neither true nor false", at: tree.position, path: part.path(key))
            return nil
        }
    }

    mutating func number(_ part: Part, _ key: String) -> Int? {
        guard let tree = part.tree[key] else { return nil }
        switch tree.value {
        case .number(let text), .text(let text):
            if let number = Int(text) { return number }
        case .bool, .null, .list, .object: break
        }
        report("is no whole number", at: tree.position, path: part.path(key))
        return nil
    }

    mutating func date(_ part: Part, _ key: String) -> CalendarDate? {
        value(part, key, "no existing date; write it as 2026-03-31") { CalendarDate($0) }
    }

    /// An amount as a decimal string, or as a number whose digits are taken as they stand.
    mutating func money(_ part: Part, _ key: String, in currency: Currency?) -> Money? {
        guard let tree = part.tree[key] else {
            missing(part, key)
            return nil
        }
        guard let currency else { return nil }
        let problem: String
        switch tree.value {
        case .text(let text), .number(let text):
            do throws(MoneyError) {
                return try Money(parsing: text, currency: currency)
            } catch {
                problem = "is no amount of \(currency): \(error)"
            }
        case .bool, .null, .list, .object: problem = "has to be a decimal string"
        }
        report(problem, at: tree.position, path: part.path(key))
        return nil
    }

    mutating func iban(_ part: Part, _ key: String) -> IBAN? {
        guard let text = text(part, key) else { return nil }
        do throws(IBANError) {
            return try IBAN(parsing: text)
        } catch {
            report("is no IBAN: \(error)", at: part.tree[key]?.position ?? part.tree.position, path: part.path(key))
            return nil
        }
    }

    private mutating func missing(_ part: Part, _ key: String) {
        report("is missing", at: part.tree.position, path: part.path(key))
    }
}
