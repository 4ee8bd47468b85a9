/// Reads JSON (RFC 8259) into a tree that knows the place of every value.
struct OrderJSON {
    static let depthMax = 32

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    static func parse(_ bytes: [UInt8]) throws(OrderFileProblem) -> OrderTree {
        var parser = OrderJSON(bytes)
        parser.skipBlanks()
        let tree = try parser.value(depth: 1)
        parser.skipBlanks()
        guard parser.index == bytes.count else { throw parser.problem("text after the end of the order") }
        return tree
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (index, lineStart) = (3, 3) }
    }

    private var position: BankFilePosition {
        BankFilePosition(line: line, column: index - lineStart + 1, byte: index)
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func problem(_ text: String) -> OrderFileProblem { OrderFileProblem(text, at: position) }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            index += 1
            if byte == 0x0A { (line, lineStart) = (line + 1, index) }
        }
    }

    private mutating func expect(_ byte: UInt8, _ wanted: String) throws(OrderFileProblem) {
        guard let found = peek else { throw problem("the file ends where \(wanted) should be") }
        guard found == byte else { throw problem("expected \(wanted)") }
        index += 1
    }

    private mutating func value(depth: Int) throws(OrderFileProblem) -> OrderTree {
        guard depth <= Self.depthMax else { throw problem("nested deeper than \(Self.depthMax)") }
        let place = position
        switch peek {
        case UInt8(ascii: "{"): return OrderTree(value: .object(try members(depth: depth)), position: place)
        case UInt8(ascii: "["): return OrderTree(value: .list(try elements(depth: depth)), position: place)
        case UInt8(ascii: "\""): return OrderTree(value: .text(try string()), position: place)
        default: return OrderTree(value: try word(), position: place)
        }
    }

    private mutating func members(depth: Int) throws(OrderFileProblem) -> [OrderTree.Member] {
        var members: [OrderTree.Member] = []
        var keys: Set<String> = []
        index += 1
        skipBlanks()
        while peek != UInt8(ascii: "}") {
            if !members.isEmpty {
                try expect(UInt8(ascii: ","), "a comma or the end of the object")
                skipBlanks()
            }
            let place = position
            let key = try string()
            guard keys.insert(key).inserted else { throw OrderFileProblem("the key \(key) is there twice", at: place) }
            skipBlanks()
            try expect(UInt8(ascii: ":"), "a colon after the key")
            skipBlanks()
            members.append(OrderTree.Member(key: key, position: place, tree: try value(depth: depth + 1)))
            skipBlanks()
        }
        index += 1
        return members
    }

    private mutating func elements(depth: Int) throws(OrderFileProblem) -> [OrderTree] {
        var elements: [OrderTree] = []
        index += 1
        skipBlanks()
        while peek != UInt8(ascii: "]") {
            if !elements.isEmpty {
                try expect(UInt8(ascii: ","), "a comma or the end of the array")
                skipBlanks()
            }
            elements.append(try value(depth: depth + 1))
            skipBlanks()
        }
        index += 1
        return elements
    }

    private mutating func word() throws(OrderFileProblem) -> OrderTree.Value {
        let place = position
        let start = index
        while let byte = peek, Self.isWordByte(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "": throw problem(peek == nil ? "the file ends in the middle" : "no JSON value")
        default:
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            guard let first = digits.first, Ascii.isDigit(first),
                digits.allSatisfy({ Ascii.isDigit($0) || $0 == UInt8(ascii: ".") })
            else { throw OrderFileProblem("no JSON value, or a number with an exponent", at: place) }
            return .number(text)
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private mutating func string() throws(OrderFileProblem) -> String {
        let place = position
        try expect(UInt8(ascii: "\""), "a string")
        var content: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw problem("a control character inside a string") }
            index += 1
            if byte == UInt8(ascii: "\\") {
                try content.append(contentsOf: escape())
            } else {
                content.append(byte)
            }
        }
        try expect(UInt8(ascii: "\""), "the end of the string")
        guard let text = String(validating: content, as: UTF8.self) else {
            throw OrderFileProblem("bytes that are not UTF-8", at: place)
        }
        return text
    }

    private mutating func escape() throws(OrderFileProblem) -> [UInt8] {
        guard let byte = peek else { throw problem("the file ends in the middle") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800...0xDBFF).contains(code) {
                try expect(UInt8(ascii: "\\"), "the second half of a surrogate pair")
                try expect(UInt8(ascii: "u"), "the second half of a surrogate pair")
                let low = try hexadecimal()
                guard (0xDC00...0xDFFF).contains(low) else { throw problem("half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code), code >= 0x20 else { throw problem("an escape for no character") }
            return Array(String(scalar).utf8)
        default: throw problem("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(OrderFileProblem) -> UInt32 {
        guard index + 4 <= bytes.count else { throw problem("the file ends in the middle") }
        var code: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: throw problem("not four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
        }
        index += 4
        return code
    }
}
