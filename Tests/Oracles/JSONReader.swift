/// Where a file is no JSON.
struct JSONError: Error, CustomStringConvertible {
    let detail: String
    let line: Int
    let column: Int

    var description: String { "line \(line), column \(column): \(detail)" }
}

/// Reads one JSON document (RFC 8259) and says where it is wrong.
struct JSONReader {
    private static let depthMax = 200

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    static func read(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.index == bytes.count else { throw reader.error("more text behind the document") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func value() throws(JSONError) -> JSON {
        skipBlanks()
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw error("nested deeper than \(Self.depthMax) levels") }
        switch current {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw error("the file ends where a value belongs")
        default: return try number()
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members: [String: JSON] = [:]
        index += 1
        skipBlanks()
        if accept("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { throw error("a key in quotes belongs here") }
            let start = index
            let key = try string()
            skipBlanks()
            try expect(":")
            let value = try value()
            guard members.updateValue(value, forKey: key) == nil else { throw error("key \"\(key)\" twice", at: start) }
            skipBlanks()
        } while accept(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        index += 1
        skipBlanks()
        if accept("]") { return .array(elements) }
        repeat {
            elements.append(try value())
            skipBlanks()
        } while accept(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = index
        _ = accept("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else {
            throw error("no JSON value", at: start)
        }
        if accept("."), digits() == 0 { throw error("no digit behind the point") }
        if accept("e") || accept("E") {
            _ = accept("+") || accept("-")
            guard digits() > 0 else { throw error("no digit in the exponent") }
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = current, (0x30...0x39).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func string() throws(JSONError) -> String {
        var text: [UInt8] = []
        index += 1
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw error("no UTF-8 in the text") }
                return string
            case UInt8(ascii: "\\"): text += try escaped().utf8
            case 0..<0x20: throw error("a control character in the text")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw error("the file ends inside a text")
    }

    private mutating func escaped() throws(JSONError) -> String {
        index += 1
        guard let byte = current else { throw error("the file ends inside a text") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw error("no such escape", at: index - 1)
        }
    }

    private mutating func unicode() throws(JSONError) -> String {
        let first = try hex()
        guard (0xD800..<0xDC00).contains(first) else {
            guard let scalar = UnicodeScalar(first) else { throw error("half a surrogate pair") }
            return String(scalar)
        }
        try expect("\\")
        try expect("u")
        let second = try hex()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half a surrogate pair") }
        return String(scalar)
    }

    private mutating func hex() throws(JSONError) -> UInt32 {
        guard index + 4 <= bytes.count else { throw error("the file ends inside a text") }
        let text = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        guard !text.hasPrefix("+"), let value = UInt32(text, radix: 16) else {
            throw error("no four hexadecimal digits")
        }
        index += 4
        return value
    }

    private mutating func literal(_ text: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[index...].starts(with: text.utf8) else { throw error("no JSON value") }
        index += text.utf8.count
        return value
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard accept(character) else { throw error("\"\(character)\" belongs here") }
    }

    private mutating func skipBlanks() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private func error(_ detail: String, at position: Int? = nil) -> JSONError {
        let before = bytes[..<(position ?? index)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.count { $0 == 0x0A } + 1
        return JSONError(detail: detail, line: line, column: before.count - lineStart + 1)
    }
}
