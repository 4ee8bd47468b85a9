/// The first place where a text stops being JSON; for messages only, found after the parser has refused it.
///
/// Source: RFC 8259.
struct JSONFault: Hashable, CustomStringConvertible {
    /// From 1, in bytes.
    let line: Int
    let column: Int

    var description: String { "line \(line), column \(column): no JSON from here on" }

    /// - Returns: `nil` when nothing is wrong with the grammar.
    init?(in bytes: [UInt8]) {
        var scanner = Scanner(bytes: bytes)
        guard let index = scanner.fault() else { return nil }
        let before = bytes[..<index]
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = index - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
    }

    private struct Scanner {
        struct Fault: Error {}

        let bytes: [UInt8]
        var index = 0
        var depth = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func fault() -> Int? {
            do {
                try value()
                blanks()
                return index < bytes.count ? index : nil
            } catch { return min(index, bytes.count) }
        }

        private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

        private mutating func blanks() {
            while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
        }

        private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: scalar) else { return false }
            index += 1
            return true
        }

        private mutating func demand(_ word: StaticString) throws {
            for byte in word.withUTF8Buffer(Array.init) {
                guard peek == byte else { throw Fault() }
                index += 1
            }
        }

        private mutating func value() throws {
            blanks()
            switch peek {
            case UInt8(ascii: "{"): try container(until: "}") { try $0.member() }
            case UInt8(ascii: "["): try container(until: "]") { try $0.value() }
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "t"): try demand("true")
            case UInt8(ascii: "f"): try demand("false")
            case UInt8(ascii: "n"): try demand("null")
            default: try number()
            }
        }

        private mutating func container(until end: Unicode.Scalar, _ item: (inout Scanner) throws -> Void) throws {
            depth += 1
            guard depth < 100 else { throw Fault() }
            index += 1
            blanks()
            if !take(end) {
                repeat {
                    try item(&self)
                    blanks()
                } while take(",")
                guard take(end) else { throw Fault() }
            }
            depth -= 1
        }

        private mutating func member() throws {
            blanks()
            try string()
            blanks()
            guard take(":") else { throw Fault() }
            try value()
        }

        private mutating func string() throws {
            guard take("\"") else { throw Fault() }
            while let byte = peek, byte >= 0x20 {
                index += 1
                if byte == UInt8(ascii: "\"") { return }
                if byte == UInt8(ascii: "\\") { index += 1 }
            }
            throw Fault()
        }

        private mutating func number() throws {
            _ = take("-")
            if !take("0") { try digits() }
            if take(".") { try digits() }
            if take("e") || take("E") {
                if !take("+") { _ = take("-") }
                try digits()
            }
        }

        private mutating func digits() throws {
            guard let first = peek, (48...57).contains(first) else { throw Fault() }
            while let byte = peek, (48...57).contains(byte) { index += 1 }
        }
    }
}
