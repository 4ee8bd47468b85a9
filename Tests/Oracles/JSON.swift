/// A JSON value that keeps numbers as they were written, so that `80.0` and `37.24` are compared exactly.
indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as in the file.
    case number(String)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The names of an object's members, sorted; empty for anything else.
    var keys: [String] {
        guard case .object(let members) = self else { return [] }
        return members.keys.sorted()
    }

    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    var int: Int? { integer.flatMap { Int(exactly: $0) } }

    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var isNull: Bool { self == .null }

    static func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
}

extension JSON: CustomStringConvertible {
    /// Compact JSON with sorted keys.
    var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .number(let text): text
        case .string(let text): Self.quoted(text)
        case .array(let elements): "[" + elements.map(\.description).joined(separator: ",") + "]"
        case .object(let members):
            "{" + keys.map { Self.quoted($0) + ":" + (members[$0]?.description ?? "") }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\n": return "\\n"
            default:
                guard scalar.value < 0x20 else { return String(scalar) }
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
