/// What a JSON text is made of.
enum JSONToken: Hashable, Sendable {
    case beginObject
    case endObject
    case beginArray
    case endArray
    case key(String)
    case string(String)
    /// As written, since no number type holds it exactly.
    case number(String)
    case bool(Bool)
    case null
}

/// Reads one JSON text that is fed in pieces, strictly; memory does not grow with it.
///
/// Source: RFC 8259.
struct JSONScanner: Sendable {
    static let depthMax = 64
    static let tokenBytesMax = 1_048_576

    private enum Expectation: Hashable, Sendable {
        case value
        case valueOrEnd
        case key
        case keyOrEnd
        case colon
        case commaOrEnd
        case nothing
    }

    private enum Lexeme: Hashable, Sendable {
        case none
        case string(isEscape: Bool, hasEscapes: Bool)
        case number
        case word
    }

    /// Of the byte that is read next.
    private(set) var place = LinePlace()
    private var lineBegin = 0
    private var expects = Expectation.value
    private var lexeme = Lexeme.none
    private var token: [UInt8] = []
    private var tokenPosition = BankFilePosition()
    /// What is open, `true` for an object.
    private var open: [Bool] = []
    private var endsWithReturn = false
    private var mark = 0

    /// Whether the text was read to its end.
    var isDone: Bool { expects == .nothing && lexeme == .none }

    /// - Throws: what `body` throws, and what is wrong with the text; the scanner must not be fed after it.
    mutating func feed(
        _ bytes: [UInt8],
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        for byte in bytes {
            if mark < 3, place.byte == mark, byte == Self.byteOrderMark[mark] {
                mark += 1
                place.byte += 1
                lineBegin = place.byte
                continue
            }
            try take(byte, body)
            advance(byte)
        }
    }

    /// - Throws: `truncated` when the text is not whole, and what `body` throws.
    mutating func finish(
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        if lexeme == .number || lexeme == .word { try endToken(body) }
        guard isDone else { throw BankFileFinding(.truncated, "the text ends before its last bracket", at: position) }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var position: BankFilePosition {
        BankFilePosition(line: place.line, column: place.byte - lineBegin + 1, byte: place.byte)
    }

    private mutating func advance(_ byte: UInt8) {
        place.byte += 1
        if byte == 0x0A || byte == 0x0D {
            if !(byte == 0x0A && endsWithReturn) { place.line += 1 }
            lineBegin = place.byte
        }
        endsWithReturn = byte == 0x0D
    }

    private mutating func take(
        _ byte: UInt8,
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        switch lexeme {
        case .string(let isEscape, let hasEscapes):
            if !isEscape, byte == Ascii.quote { return try endToken(body) }
            guard byte >= 0x20 else { throw fault("a control character in a string") }
            let begins = !isEscape && byte == UInt8(ascii: "\\")
            lexeme = .string(isEscape: begins, hasEscapes: hasEscapes || begins)
            try append(byte)
        case .number, .word:
            if Ascii.isLetter(byte) || Ascii.isDigit(byte) || byte == Ascii.dash || byte == 0x2B || byte == 0x2E {
                return try append(byte)
            }
            try endToken(body)
            try punctuation(byte, body)
        case .none: try punctuation(byte, body)
        }
    }

    private mutating func append(_ byte: UInt8) throws(BankFileFinding) {
        token.append(byte)
        guard token.count <= Self.tokenBytesMax else {
            throw BankFileFinding(.limit, "a text of more than \(Self.tokenBytesMax) bytes", at: tokenPosition)
        }
    }

    private mutating func punctuation(
        _ byte: UInt8,
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        if Ascii.isSpace(byte) { return }
        switch (byte, expects) {
        case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrEnd): try begin(isObject: true, body)
        case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrEnd): try begin(isObject: false, body)
        case (UInt8(ascii: "}"), .keyOrEnd): try end(body)
        case (UInt8(ascii: "]"), .valueOrEnd): try end(body)
        case (UInt8(ascii: "}"), .commaOrEnd) where open.last == true: try end(body)
        case (UInt8(ascii: "]"), .commaOrEnd) where open.last == false: try end(body)
        case (UInt8(ascii: ","), .commaOrEnd): expects = open.last == true ? .key : .value
        case (Ascii.colon, .colon): expects = .value
        case (Ascii.quote, .key), (Ascii.quote, .keyOrEnd), (Ascii.quote, .value), (Ascii.quote, .valueOrEnd):
            lexeme = .string(isEscape: false, hasEscapes: false)
            tokenPosition = position
        default: try beginWord(byte)
        }
    }

    private mutating func beginWord(_ byte: UInt8) throws(BankFileFinding) {
        guard expects == .value || expects == .valueOrEnd,
            Ascii.isLetter(byte) || Ascii.isDigit(byte) || byte == Ascii.dash
        else { throw fault("a character that JSON does not have here") }
        lexeme = Ascii.isLetter(byte) ? .word : .number
        tokenPosition = position
        try append(byte)
    }

    private mutating func begin(
        isObject: Bool,
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        guard open.count < Self.depthMax else {
            throw BankFileFinding(.limit, "more than \(Self.depthMax) levels", at: position)
        }
        open.append(isObject)
        expects = isObject ? .keyOrEnd : .valueOrEnd
        try body(isObject ? .beginObject : .beginArray, position)
    }

    private mutating func end(
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        let isObject = open.popLast() == true
        expects = open.isEmpty ? .nothing : .commaOrEnd
        try body(isObject ? .endObject : .endArray, position)
    }

    private mutating func endToken(
        _ body: (JSONToken, BankFilePosition) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        let kind = lexeme
        lexeme = .none
        defer { token.removeAll(keepingCapacity: true) }
        let isKey = expects == .key || expects == .keyOrEnd
        switch kind {
        case .none: return
        case .string(_, let hasEscapes):
            let bytes = hasEscapes ? JSONEscapes.resolved(token) : token
            guard let bytes, let text = String(validating: bytes, as: UTF8.self) else {
                throw BankFileFinding(.badCharacter, "a string that is no Unicode text", at: tokenPosition)
            }
            expects = isKey ? .colon : open.isEmpty ? .nothing : .commaOrEnd
            return try body(isKey ? .key(text) : .string(text), tokenPosition)
        case .number:
            guard Self.isNumber(token) else { throw BankFileFinding(.notWellFormed, "no number", at: tokenPosition) }
            expects = open.isEmpty ? .nothing : .commaOrEnd
            try body(.number(String(decoding: token, as: UTF8.self)), tokenPosition)
        case .word:
            expects = open.isEmpty ? .nothing : .commaOrEnd
            switch String(decoding: token, as: UTF8.self) {
            case "true": try body(.bool(true), tokenPosition)
            case "false": try body(.bool(false), tokenPosition)
            case "null": try body(.null, tokenPosition)
            default: throw BankFileFinding(.notWellFormed, "a word that JSON does not have", at: tokenPosition)
            }
        }
    }

    private func fault(_ message: String) -> BankFileFinding { BankFileFinding(.notWellFormed, message, at: position) }

    /// Source: RFC 8259, section 6.
    private static func isNumber(_ token: [UInt8]) -> Bool {
        var rest = token[...]
        if rest.first == Ascii.dash { rest.removeFirst() }
        let whole = rest.prefix { Ascii.isDigit($0) }
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
        rest = rest.dropFirst(whole.count)
        if rest.first == 0x2E {
            let decimals = rest.dropFirst().prefix { Ascii.isDigit($0) }
            guard !decimals.isEmpty else { return false }
            rest = rest.dropFirst(decimals.count + 1)
        }
        guard let exponent = rest.first else { return true }
        guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
        rest.removeFirst()
        if rest.first == 0x2B || rest.first == Ascii.dash { rest.removeFirst() }
        return !rest.isEmpty && rest.allSatisfy { Ascii.isDigit($0) }
    }
}

/// The escapes in a JSON string.
enum JSONEscapes {
    /// - Returns: the bytes with escapes replaced, `nil` for an escape that JSON does not have and for half of a
    ///   surrogate pair.
    static func resolved(_ raw: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                bytes.append(raw[index])
                index += 1
                continue
            }
            guard index + 1 < raw.count else { return nil }
            let letter = raw[index + 1]
            index += 2
            switch letter {
            case Ascii.quote, UInt8(ascii: "\\"), Ascii.slash: bytes.append(letter)
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(raw, &index) else { return nil }
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default: return nil
            }
        }
        return bytes
    }

    private static func scalar(_ raw: [UInt8], _ index: inout Int) -> Unicode.Scalar? {
        guard let unit = unit(raw, &index) else { return nil }
        guard 0xD800...0xDBFF ~= unit else { return Unicode.Scalar(unit) }
        guard index + 1 < raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        index += 2
        guard let low = self.unit(raw, &index), 0xDC00...0xDFFF ~= low else { return nil }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    }

    private static func unit(_ raw: [UInt8], _ index: inout Int) -> UInt32? {
        guard index + 4 <= raw.count else { return nil }
        var value: UInt32 = 0
        for byte in raw[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
