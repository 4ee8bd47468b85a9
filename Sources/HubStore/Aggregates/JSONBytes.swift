/// JSON written key by key: the bytes of `JSONEncoder` with sorted keys and plain slashes, at a small part of its cost.
///
/// For what is stored by the thousand. The caller gives the keys in their order, and leaves out what is absent.
package struct JSONBytes {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    package mutating func object(_ key: StaticString? = nil, _ body: (inout JSONBytes) -> Void) {
        enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), key, body)
    }

    package mutating func array<Element>(
        _ key: StaticString,
        _ elements: [Element],
        _ body: (inout JSONBytes, Element) -> Void
    ) {
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), key) { for element in elements { body(&$0, element) } }
    }

    package mutating func string(_ key: StaticString? = nil, _ value: String) {
        begin(key)
        append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { utf8 in
            if utf8.contains(where: Self.needsEscape) {
                for byte in utf8 { escape(byte) }
            } else {
                bytes.append(contentsOf: utf8)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Writes nothing for an absent value.
    package mutating func string(_ key: StaticString, optional value: String?) {
        if let value { string(key, value) }
    }

    package mutating func integer(_ key: StaticString, _ value: Int64) {
        begin(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    package mutating func bool(_ key: StaticString, _ value: Bool) {
        begin(key)
        append(value ? "true" : "false")
    }

    private mutating func enclosed(
        _ opening: UInt8,
        _ closing: UInt8,
        _ key: StaticString?,
        _ body: (inout JSONBytes) -> Void
    ) {
        begin(key)
        append(opening)
        needsComma = false
        body(&self)
        append(closing)
        needsComma = true
    }

    private mutating func begin(_ key: StaticString?) {
        if needsComma { append(UInt8(ascii: ",")) }
        needsComma = true
        guard let key else { return }
        append(UInt8(ascii: "\""))
        append(key)
        append(UInt8(ascii: "\""))
        append(UInt8(ascii: ":"))
    }

    private mutating func append(_ byte: UInt8) { bytes.append(byte) }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(#"\""#)
        case UInt8(ascii: "\\"): append(#"\\"#)
        case 0x08: append(#"\b"#)
        case 0x0C: append(#"\f"#)
        case UInt8(ascii: "\n"): append(#"\n"#)
        case UInt8(ascii: "\r"): append(#"\r"#)
        case UInt8(ascii: "\t"): append(#"\t"#)
        case 0..<0x20:
            append(byte < 0x10 ? #"\u000"# : #"\u001"#)
            append(Self.hexDigit(byte & 0x0F))
        default: append(byte)
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
