extension JSONDocument {
    /// How each number that is not whole is spelled in the text, by its position on the tape.
    ///
    /// The parser keeps only a binary approximation, which must never become money. Both the tape and the text hold
    /// the numbers in the same order, so they are paired by walking both.
    func decimalTexts() -> [Int: String] {
        var scanner = JSONNumberScanner(bytes: bytes)
        var texts: [Int: String] = [:]
        collect(from: JSONTape.firstValue, &scanner, into: &texts)
        return texts
    }

    private func collect(from position: Int, _ scanner: inout JSONNumberScanner, into texts: inout [Int: String]) {
        let kind = tape.kind(at: position)
        switch kind {
        case .integer:
            _ = scanner.next()
        case .decimal:
            texts[position] = scanner.next()
        case .object, .array:
            var child = position + 1
            while !tape.isEnd(at: child) {
                let value = kind == .object ? child + 1 : child
                collect(from: value, &scanner, into: &texts)
                child = tape.next(after: value)
            }
        case .string, .boolean, .null:
            break
        }
    }
}

/// Finds the numbers of a well-formed JSON text, one after the other.
private struct JSONNumberScanner {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> String? {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                skipString()
            } else if byte == UInt8(ascii: "-") || (48...57).contains(byte) {
                let start = position
                while position < bytes.count, Self.belongsToNumber(bytes[position]) { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            } else {
                position += 1
            }
        }
        return nil
    }

    private mutating func skipString() {
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
    }

    private static func belongsToNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
