/// A value of a PDF file.
///
/// Source: ISO 32000-1, section 7.3.
indirect enum PDFValue: Hashable, Sendable {
    case integer(Int)
    /// Without the slash, `#xx` replaced.
    case name(String)
    case string([UInt8])
    case array([PDFValue])
    case dictionary([String: PDFValue])
    case reference(Int)
    /// Numbers with a point, booleans, null and words that are not known.
    case other

    var dictionary: [String: PDFValue]? {
        if case .dictionary(let entries) = self { entries } else { nil }
    }

    var name: String? {
        if case .name(let name) = self { name } else { nil }
    }

    subscript(key: String) -> PDFValue? { dictionary?[key] }
}

/// Reads values from a place of the bytes on; whatever is no value ends the reading and never the program.
struct PDFValueReader {
    /// Deeper values are given up; files nest a handful.
    static let depthMax = 32

    let bytes: [UInt8]
    private(set) var index: Int
    private let end: Int

    /// - Parameter end: where the bytes end that may be looked at; at most their number.
    init(_ bytes: [UInt8], at index: Int, end: Int? = nil) {
        self.bytes = bytes
        self.index = index
        self.end = min(end ?? bytes.count, bytes.count)
    }

    private var peek: UInt8? { index < end ? bytes[index] : nil }

    /// - Returns: `nil` where no value begins or the bytes end inside it.
    mutating func value(depth: Int = 0) -> PDFValue? {
        skipBlanks()
        guard depth < Self.depthMax, let byte = peek else { return nil }
        switch byte {
        case UInt8(ascii: "/"): return name().map(PDFValue.name)
        case UInt8(ascii: "("): return literal().map(PDFValue.string)
        case UInt8(ascii: "["): return array(depth)
        case UInt8(ascii: "<"):
            return index + 1 < end && bytes[index + 1] == byte ? dictionary(depth) : hexadecimal().map(PDFValue.string)
        case UInt8(ascii: "]"), UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"): return nil
        default: return word()
        }
    }

    /// Whether the word stands here; it is passed then.
    mutating func accepts(_ word: StaticString) -> Bool {
        skipBlanks()
        let count = word.utf8CodeUnitCount
        guard index + count <= end else { return false }
        let matches = word.withUTF8Buffer { expected in
            expected.indices.allSatisfy { bytes[index + $0] == expected[$0] }
        }
        if matches { index += count }
        return matches
    }

    /// Blanks and comments.
    mutating func skipBlanks() {
        while let byte = peek {
            if byte == UInt8(ascii: "%") {
                while let inside = peek, inside != 0x0A, inside != 0x0D { index += 1 }
            } else if Self.isBlank(byte) {
                index += 1
            } else {
                return
            }
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B || byte == 0
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool { "()<>[]{}/%".utf8.contains(byte) }

    private mutating func regular() -> ArraySlice<UInt8> {
        let start = index
        while let byte = peek, !Self.isBlank(byte), !Self.isDelimiter(byte) { index += 1 }
        return bytes[start..<index]
    }

    /// A number, a reference or a word.
    private mutating func word() -> PDFValue? {
        guard let number = integer() else { return regular().isEmpty ? nil : .other }
        let after = index
        skipBlanks()
        if number >= 0, integer() != nil, accepts("R") { return .reference(number) }
        index = after
        return .integer(number)
    }

    /// An integer that stands here as a whole word.
    mutating func integer() -> Int? {
        let start = index
        guard let number = Int(String(decoding: regular(), as: UTF8.self)) else {
            index = start
            return nil
        }
        return number
    }

    private mutating func name() -> String? {
        index += 1
        let written = Array(regular())
        var decoded: [UInt8] = []
        var place = 0
        while place < written.count {
            if written[place] == UInt8(ascii: "#"), place + 2 < written.count,
                let high = Self.digit(written[place + 1]), let low = Self.digit(written[place + 2])
            {
                decoded.append(high << 4 | low)
                place += 3
            } else {
                decoded.append(written[place])
                place += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
        default: nil
        }
    }

    private mutating func array(_ depth: Int) -> PDFValue? {
        index += 1
        var items: [PDFValue] = []
        while !accepts("]") {
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
        }
        return .array(items)
    }

    private mutating func dictionary(_ depth: Int) -> PDFValue? {
        index += 2
        var entries: [String: PDFValue] = [:]
        while !accepts(">>") {
            guard peek == UInt8(ascii: "/"), let key = name(), let item = value(depth: depth + 1) else { return nil }
            entries[key] = item
        }
        return .dictionary(entries)
    }

    private mutating func hexadecimal() -> [UInt8]? {
        index += 1
        var digits: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: ">") {
            index += 1
            guard !Self.isBlank(byte) else { continue }
            guard let digit = Self.digit(byte) else { return nil }
            digits.append(digit)
        }
        guard peek != nil else { return nil }
        index += 1
        if !digits.count.isMultiple(of: 2) { digits.append(0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// A string in parentheses; of the escapes octal ones and single characters, which is all that names need.
    private mutating func literal() -> [UInt8]? {
        index += 1
        var content: [UInt8] = []
        var open = 1
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"):
                open -= 1
                if open == 0 { return content }
            case UInt8(ascii: "\\"):
                guard let escaped = peek else { return nil }
                if (0x30...0x37).contains(escaped) {
                    content.append(octal())
                } else {
                    index += 1
                    content.append(escaped)
                }
                continue
            default: break
            }
            content.append(byte)
        }
        return nil
    }

    private mutating func octal() -> UInt8 {
        var value = 0
        var count = 0
        while count < 3, let byte = peek, (0x30...0x37).contains(byte) {
            value = value * 8 + Int(byte - 0x30)
            index += 1
            count += 1
        }
        return UInt8(truncatingIfNeeded: value)
    }
}
