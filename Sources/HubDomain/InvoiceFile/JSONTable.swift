/// Reads a JSON array of flat objects against a schema (RFC 8259), with the position of every value.
///
/// Known keys hold strings (amounts too, so that no reader rounds them) or `null`; values of other keys are kept as
/// written. A syntax error ends the reading, because nothing after it can be trusted; the rows before it stay.
struct JSONTable {
    static let depthMax = 64

    let schema: TableSchema
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    /// Up to where columns have been counted, so that a file of one line costs one count.
    private var counted = (index: 0, column: 1)
    private var state = State.beforeArray
    /// A syntax error ended the reading.
    private(set) var isBroken = false

    private enum State {
        case beforeArray
        case inArray(isFirst: Bool)
        case ended
    }

    init(_ bytes: [UInt8], schema: TableSchema) {
        self.bytes = bytes
        self.schema = schema
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            index = 3
            counted.index = 3
        }
    }

    mutating func next() -> Result<TableRow, TableProblem>? {
        do throws(TableProblem) {
            guard let row = try nextRow() else { return nil }
            return row
        } catch {
            state = .ended
            isBroken = true
            return .failure(error)
        }
    }

    /// - Throws: a syntax error, which ends the reading; a row that is merely wrong is returned as a failure.
    private mutating func nextRow() throws(TableProblem) -> Result<TableRow, TableProblem>? {
        switch state {
        case .ended: return nil
        case .beforeArray:
            skipBlanks()
            try expect("[", "an array of objects with the keys \(schema.expected)")
            state = .inArray(isFirst: true)
            return try nextRow()
        case .inArray(let isFirst):
            skipBlanks()
            if peek == UInt8(ascii: "]") {
                index += 1
                skipBlanks()
                guard index == bytes.count else { throw problem("text after the end of the array") }
                state = .ended
                return nil
            }
            if !isFirst { try expect(",", "a comma or the end of the array") }
            state = .inArray(isFirst: false)
            skipBlanks()
            return try object()
        }
    }

    private mutating func object() throws(TableProblem) -> Result<TableRow, TableProblem> {
        let start = position()
        var cells: [(name: String, cell: TableCell)] = []
        var seen: Set<String> = []
        var wrong: TableProblem?
        try expect("{", "an object")
        skipBlanks()
        var isFirst = true
        while peek != UInt8(ascii: "}") {
            if !isFirst {
                try expect(",", "a comma or the end of the object")
                skipBlanks()
            }
            isFirst = false
            let keyPosition = position()
            let key = try string()
            skipBlanks()
            try expect(":", "a colon after the key")
            skipBlanks()
            let valuePosition = position()
            let value = try self.value()
            if !seen.insert(key).inserted {
                wrong = wrong ?? TableProblem("the key appears twice", at: keyPosition, field: key)
            }
            switch value {
            case .string(let text):
                cells.append((key, TableCell(text: text, position: valuePosition)))
            case .null: break
            case .other(let text):
                if schema.columns.contains(key) {
                    wrong = wrong ?? TableProblem("has to be a string", at: valuePosition, field: key)
                }
                cells.append((key, TableCell(text: text, position: valuePosition)))
            }
            skipBlanks()
        }
        index += 1
        if let wrong { return .failure(wrong) }
        return .success(TableRow(position: start, cells: cells, schema: schema))
    }

    private enum Value {
        case string(String)
        case null
        /// A number, a truth value or something nested, as written.
        case other(String)
    }

    private mutating func value() throws(TableProblem) -> Value {
        if peek == UInt8(ascii: "\"") { return .string(try string()) }
        let start = index
        try skipValue(depth: 1)
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return text == "null" ? .null : .other(text)
    }

    private mutating func skipValue(depth: Int) throws(TableProblem) {
        guard depth <= Self.depthMax else { throw problem("nested deeper than \(Self.depthMax)") }
        switch peek {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let isObject = peek == UInt8(ascii: "{")
            let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            index += 1
            skipBlanks()
            var isFirst = true
            while peek != close {
                if !isFirst { try expect(",", "a comma or the closing bracket") }
                isFirst = false
                skipBlanks()
                if isObject {
                    _ = try string()
                    skipBlanks()
                    try expect(":", "a colon after the key")
                    skipBlanks()
                }
                try skipValue(depth: depth + 1)
                skipBlanks()
            }
            index += 1
        default: try skipWord()
        }
    }

    private mutating func skipWord() throws(TableProblem) {
        let start = index
        while let byte = peek, byte.isWordByte { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        let isNumber = word.utf8.first.map { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") } ?? false
        guard
            isNumber && word.utf8.contains(where: { (0x30...0x39).contains($0) })
                || ["true", "false", "null"].contains(word)
        else {
            index = start
            throw problem(start == bytes.count ? "the file ends in the middle" : "not a JSON value")
        }
    }

    private mutating func string() throws(TableProblem) -> String {
        let start = position()
        try expect("\"", "a string")
        var content: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw problem("a control character inside a string") }
            index += 1
            if byte == UInt8(ascii: "\\") {
                content.append(contentsOf: try escape())
            } else {
                content.append(byte)
            }
        }
        try expect("\"", "the end of the string")
        guard let text = String(validating: content, as: UTF8.self) else {
            throw TableProblem("bytes that are not UTF-8", at: start)
        }
        return text
    }

    private mutating func escape() throws(TableProblem) -> [UInt8] {
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
                try expect("\\", "the second half of a surrogate pair")
                try expect("u", "the second half of a surrogate pair")
                let low = try hexadecimal()
                guard (0xDC00...0xDFFF).contains(low) else { throw problem("half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code), code >= 0x20 else { throw problem("an escape for no character") }
            return Array(String(scalar).utf8)
        default:
            index -= 1
            throw problem("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(TableProblem) -> UInt32 {
        guard index + 4 <= bytes.count,
            bytes[index..<index + 4].allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw problem("not four hexadecimal digits") }
        index += 4
        return code
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func position() -> TextPosition {
        let column = bytes[counted.index..<index].reduce(counted.column) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        counted = (index, column)
        return TextPosition(line: line, column: column)
    }

    private mutating func problem(_ text: String) -> TableProblem { TableProblem(text, at: position()) }

    private mutating func expect(_ character: Unicode.Scalar, _ wanted: String) throws(TableProblem) {
        guard let byte = peek else { throw problem("the file ends where \(wanted) should be") }
        guard UInt32(byte) == character.value else { throw problem("expected \(wanted)") }
        index += 1
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D {
            index += 1
            if byte == 0x0A {
                line += 1
                counted = (index, 1)
            }
        }
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }
}
