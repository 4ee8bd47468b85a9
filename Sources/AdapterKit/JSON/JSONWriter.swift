/// Writes JSON without white space: the same value always gives the same bytes.
///
/// Escaped are the quotation mark, the backslash and the characters below U+0020, and nothing else.
/// Source: RFC 8259, section 7.
public struct JSONWriter: Sendable {
    /// In which order the members of an object are written.
    public enum KeyOrder: Sendable {
        /// As the value lists them.
        case asGiven
        /// By the UTF-8 bytes of the keys, at every level.
        case sorted
    }

    /// What was written so far.
    private(set) var bytes: [UInt8] = []

    /// The UTF-8 bytes of the value.
    public static func encode(_ node: JSONNode, keys: KeyOrder = .asGiven) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(node, keys: keys)
        return writer.bytes
    }

    private mutating func write(_ node: JSONNode, keys: KeyOrder) {
        switch node {
        case .object(let members):
            let ordered = keys == .sorted ? members.sorted { Self.precedes($0.key, $1.key) } : members
            write(ordered, between: "{", "}") { writer, member in
                writer.write(string: member.key)
                writer.bytes.append(UInt8(ascii: ":"))
                writer.write(member.value, keys: keys)
            }
        case .array(let elements):
            write(elements, between: "[", "]") { writer, element in writer.write(element, keys: keys) }
        case .string(let text): write(string: text)
        case .integer(let integer): write(literal: String(integer))
        case .number(let decimal): write(literal: decimal.text)
        case .boolean(let value): write(literal: value ? "true" : "false")
        case .null: write(literal: "null")
        }
    }

    mutating func write<Item>(
        _ items: [Item],
        between open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        _ body: (inout JSONWriter, Item) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(&self, item)
        }
        bytes.append(UInt8(ascii: close))
    }

    mutating func write(literal: String) { bytes.append(contentsOf: literal.utf8) }

    mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        // Most text needs no escape: it is copied in the longest pieces that need none.
        var rest = Array(string.utf8)[...]
        while let place = rest.firstIndex(where: Self.needsEscape) {
            bytes += rest[..<place]
            write(escaped: rest[place])
            rest = rest[(place + 1)...]
        }
        bytes += rest
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func write(escaped character: UInt8) {
        switch character {
        case 0x0A: write(literal: "\\n")
        case 0x0D: write(literal: "\\r")
        case 0x09: write(literal: "\\t")
        case 0..<0x20:
            write(literal: "\\u00")
            bytes += [Self.digit(character >> 4), Self.digit(character & 15)]
        default: bytes += [UInt8(ascii: "\\"), character]
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
