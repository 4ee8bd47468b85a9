extension XMLScanner {
    /// Reads the text up to the next tag; only whole texts are handed on, so that no character is cut in two.
    ///
    /// What may not stand in a text does not end the document: the sink is told of it, a byte that is no UTF-8 is read
    /// as Windows-1252, as in other files, a control character as U+FFFD, an ampersand and `]]>` as they are written.
    mutating func text(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ isLast: Bool,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        var index = offset
        var isPlain = true
        var blemishes = XMLBlemishes()
        while index < window.count {
            if index &+ 16 <= window.count {
                let plain = SixteenBytes(window, index).leadingCommonText
                index &+= plain
                if plain == 16 { continue }
            }
            let byte = window[index]
            if byte == Ascii.less { break }
            if byte >= 0x20, byte < 0x80, byte != Ascii.ampersand, byte != Ascii.bracket {
                index &+= 1
            } else if byte == 0x0A || byte == 0x09 {
                index &+= 1
            } else {
                if byte != Ascii.bracket, byte < 0x80 || encoding != .utf8 { isPlain = false }
                let piece =
                    switch byte {
                    case Ascii.ampersand: referencePiece(window, index)
                    case Ascii.bracket: bracketPiece(window, index, isLast)
                    default: characterPiece(window, index)
                    }
                switch piece {
                case .whole(let end):
                    index = end
                case .incomplete:
                    return try incompleteText(window, offset)
                case .wrong:
                    if byte != Ascii.bracket { isPlain = false }
                    blemishes.add(index)
                    index += 1
                }
            }
        }
        guard index < window.count else { return try incompleteText(window, offset) }
        try countText(index - offset, window, offset)
        tell(blemishes, window, &sink)
        if skippedDepth == 0, sink.wantsText {
            hand(window, offset..<index, isPlain: isPlain, references: true, to: &sink)
        }
        return index
    }

    /// `]]>` may not be in text.
    private func bracketPiece(_ window: Span<UInt8>, _ index: Int, _ isLast: Bool) -> XMLPiece {
        guard index + 2 < window.count else { return isLast ? .whole(end: index + 1) : .incomplete }
        let isSectionEnd = window[index + 1] == Ascii.bracket && window[index + 2] == Ascii.greater
        return isSectionEnd ? .wrong : .whole(end: index + 1)
    }

    /// Tells the sink of the first thing in a text that may not be there, and how many more there are.
    mutating func tell(_ blemishes: XMLBlemishes, _ window: Span<UInt8>, _ sink: inout some XMLSink) {
        guard let first = blemishes.first else { return }
        let more = blemishes.count > 1 ? ", and \(blemishes.count - 1) more in this text" : ""
        let (code, message): (BankFileFinding.Code, String) =
            switch window[first] {
            case Ascii.bracket: (.notWellFormed, "']]>' in text, read as it stands")
            case Ascii.ampersand: (.notWellFormed, "\(wrongReference(window, first)), read as '&'")
            case let byte: (.badCharacter, "\(wrongCharacter(byte)), read as '\(substitute(byte))'")
            }
        sink.found(fault(code, message + more, window, first))
    }

    @inline(__always)
    mutating func countText(_ count: Int, _ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) {
        textBytes += count
        guard textBytes <= limits.textBytesMax else { throw longText(window, offset) }
    }

    private mutating func longText(_ window: Span<UInt8>, _ offset: Int) -> BankFileFinding {
        fault(.limit, "a text longer than \(limits.textBytesMax) bytes", window, offset)
    }

    private mutating func incompleteText(_ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) -> Int {
        guard window.count - offset <= limits.textBytesMax else { throw longText(window, offset) }
        return offset
    }

    @inline(__always)
    mutating func hand(
        _ window: Span<UInt8>,
        _ range: Range<Int>,
        isPlain: Bool,
        references: Bool,
        to sink: inout some XMLSink
    ) {
        if isPlain {
            sink.text(window.extracting(range))
        } else {
            scratch.removeAll(keepingCapacity: true)
            decode(window, range, references: references)
            sink.text(scratch.span)
        }
    }

    /// Appends bytes to `scratch` as UTF-8, with references replaced and every line end as LF.
    private mutating func decode(_ window: Span<UInt8>, _ range: Range<Int>, references: Bool) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = window[index]
            if byte == Ascii.ampersand, references {
                if case .whole(let end) = referencePiece(window, index),
                    let value = Self.referenceValue(window, index).0
                {
                    scratch.append(contentsOf: String(Character(value)).utf8)
                    index = end
                } else {
                    scratch.append(byte)
                    index += 1
                }
            } else if byte == 0x0D {
                scratch.append(0x0A)
                index += index + 1 < range.upperBound && window[index + 1] == 0x0A ? 2 : 1
            } else if byte >= 0x20, byte < 0x80 {
                scratch.append(byte)
                index += 1
            } else if case .whole(let end) = characterPiece(window, index) {
                if encoding != .utf8, let scalar = encoding.scalar(of: byte) {
                    scratch.append(contentsOf: String(Character(scalar)).utf8)
                } else {
                    scratch.append(window.extracting(index..<end))
                }
                index = end
            } else {
                scratch.append(contentsOf: String(Character(substitute(byte))).utf8)
                index += 1
            }
        }
    }

    /// What is read for a byte that is no character.
    private func substitute(_ byte: UInt8) -> Unicode.Scalar {
        guard byte >= 0x80, encoding == .utf8 else { return "\u{FFFD}" }
        return TextEncoding.windows1252.scalar(of: byte) ?? "\u{FFFD}"
    }

    /// Checks the character at a place in the file's encoding.
    ///
    /// - Returns: where it ends, or `nil` when the window ends inside it.
    /// - Throws: `badCharacter`.
    @inline(__always)
    mutating func character(_ window: Span<UInt8>, _ index: Int) throws(BankFileFinding) -> Int? {
        let byte = window[index]
        if byte >= 0x20, byte < 0x80 { return index + 1 }
        switch characterPiece(window, index) {
        case .whole(let end): return end
        case .incomplete: return nil
        case .wrong: throw fault(.badCharacter, wrongCharacter(byte), window, index)
        }
    }

    /// The character at a place in the file's encoding.
    func characterPiece(_ window: Span<UInt8>, _ index: Int) -> XMLPiece {
        let byte = window[index]
        if byte < 0x80 {
            return byte >= 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 ? .whole(end: index + 1) : .wrong
        }
        guard encoding == .utf8 else { return encoding.scalar(of: byte) == nil ? .wrong : .whole(end: index + 1) }
        return switch checkUTF8(window, at: index) {
        case .incomplete: .incomplete
        case .invalid: .wrong
        case .character(let length): .whole(end: index + length)
        }
    }

    private func wrongCharacter(_ byte: UInt8) -> String {
        if byte < 0x80 { return "control character \(byte)" }
        return encoding == .utf8
            ? "byte \(byte) is no valid UTF-8 here" : "byte \(byte) is no character of the encoding"
    }

    /// The character that begins with a byte from 0x80 on, and its length in bytes.
    ///
    /// - Returns: `nil` when the window ends inside it.
    mutating func scalar(
        _ window: Span<UInt8>,
        _ index: Int
    ) throws(BankFileFinding) -> (Unicode.Scalar, length: Int)? {
        guard let end = try character(window, index) else { return nil }
        guard encoding == .utf8 else { return (encoding.scalar(of: window[index]) ?? "\u{FFFD}", 1) }
        let length = end - index
        var value = UInt32(window[index]) & (0xFF >> UInt32(length + 1))
        for next in 1..<length { value = value << 6 | UInt32(window[index + next] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}

/// What stands at a place of a window.
enum XMLPiece {
    case whole(end: Int)
    /// The window ends inside it.
    case incomplete
    case wrong
}

/// What may not stand in a text, and stands there all the same.
struct XMLBlemishes {
    private(set) var first: Int?
    private(set) var count = 0

    mutating func add(_ index: Int) {
        first = first ?? index
        count += 1
    }
}
