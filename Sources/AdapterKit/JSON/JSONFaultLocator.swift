/// Finds where a text that the parser refused stops being JSON.
///
/// The parser is fast because it does not keep count; this walk runs only after it said no, and only to tell a person
/// where to look. It decides nothing: when it finds no fault, the error has no position.
struct JSONFaultLocator {
    private let bytes: [UInt8]
    private var position = 0
    /// The closing bracket of each container that is open.
    private var open: [UInt8] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The position of the first byte that no JSON text could have there; the text's length when it ends too early.
    mutating func firstFault() -> Int? {
        var needsValue = true
        while true {
            skipWhiteSpace()
            guard needsValue else {
                guard let closing = open.last else { return position == bytes.count ? nil : position }
                if current == closing {
                    close()
                } else if current == UInt8(ascii: ",") {
                    position += 1
                    if closing == UInt8(ascii: "}"), !passKey() { return position }
                    needsValue = true
                } else {
                    return position
                }
                continue
            }
            switch passValue() {
            case .whole: needsValue = false
            case .opened: needsValue = true
            case .faulty: return position
            }
        }
    }

    private enum Passage {
        case whole
        case opened
        case faulty
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func close() {
        open.removeLast()
        position += 1
    }

    private mutating func skipWhiteSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func passValue() -> Passage {
        switch current {
        case UInt8(ascii: "{"): passOpening("}")
        case UInt8(ascii: "["): passOpening("]")
        case UInt8(ascii: "\""): passString() ? .whole : .faulty
        case UInt8(ascii: "t"): passWord("true")
        case UInt8(ascii: "f"): passWord("false")
        case UInt8(ascii: "n"): passWord("null")
        default: passNumber()
        }
    }

    private mutating func passOpening(_ closing: Unicode.Scalar) -> Passage {
        position += 1
        skipWhiteSpace()
        open.append(UInt8(ascii: closing))
        if current == UInt8(ascii: closing) {
            close()
            return .whole
        }
        return closing == "]" || passKey() ? .opened : .faulty
    }

    private mutating func passKey() -> Bool {
        skipWhiteSpace()
        guard current == UInt8(ascii: "\""), passString() else { return false }
        skipWhiteSpace()
        guard current == UInt8(ascii: ":") else { return false }
        position += 1
        return true
    }

    private mutating func passString() -> Bool {
        position += 1
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { return false }
            if byte == UInt8(ascii: "\\"), !passEscape() { return false }
            if byte != UInt8(ascii: "\\") { position += 1 }
        }
        guard current != nil else { return false }
        position += 1
        return true
    }

    /// Leaves the position at the backslash of an escape that is wrong.
    private mutating func passEscape() -> Bool {
        let rest = bytes[position...].prefix(12)
        guard let kind = rest.dropFirst().first else { return false }
        guard kind == UInt8(ascii: "u") else {
            position += "\"\\/bfnrt".utf8.contains(kind) ? 2 : 0
            return "\"\\/bfnrt".utf8.contains(kind)
        }
        guard let unit = Self.codeUnit(rest.prefix(6)), !(0xDC00...0xDFFF).contains(unit) else { return false }
        guard (0xD800...0xDBFF).contains(unit) else {
            position += 6
            return true
        }
        guard let second = Self.codeUnit(rest.dropFirst(6)), (0xDC00...0xDFFF).contains(second) else { return false }
        position += 12
        return true
    }

    private static func codeUnit(_ escape: ArraySlice<UInt8>) -> UInt16? {
        guard escape.count == 6, escape.starts(with: "\\u".utf8) else { return nil }
        let digits = escape.dropFirst(2)
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func passWord(_ word: StaticString) -> Passage {
        word.withUTF8Buffer { word in
            for byte in word {
                guard current == byte else { return .faulty }
                position += 1
            }
            return .whole
        }
    }

    private mutating func passNumber() -> Passage {
        let start = position
        while let byte = current, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
        if JSONNode.Decimal(String(decoding: bytes[start..<position], as: UTF8.self)) != nil { return .whole }
        position = start
        return .faulty
    }
}
