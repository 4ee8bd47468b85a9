extension XMLScanner {
    /// Reads the text up to the next tag; only whole texts are handed on, so that no character is cut in two.
    mutating func text(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ isLast: Bool,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        var index = offset
        var isPlain = true
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
            } else if byte == Ascii.ampersand {
                isPlain = false
                guard let end = try reference(window, index) else { return try incompleteText(window, offset) }
                index = end
            } else if byte == Ascii.bracket {
                guard let end = try bracket(window, index, isLast) else { return try incompleteText(window, offset) }
                index = end
            } else {
                if byte == 0x0D || encoding != .utf8 { isPlain = false }
                guard let end = try character(window, index) else { return try incompleteText(window, offset) }
                index = end
            }
        }
        guard index < window.count else { return try incompleteText(window, offset) }
        try countText(index - offset, window, offset)
        if skippedDepth == 0, sink.wantsText {
            hand(window, offset..<index, isPlain: isPlain, references: true, to: &sink)
        }
        return index
    }

    /// `]]>` may not be in text.
    private mutating func bracket(_ window: Span<UInt8>, _ index: Int, _ isLast: Bool) throws(BankFileFinding) -> Int? {
        guard index + 2 < window.count else { return isLast ? index + 1 : nil }
        guard window[index + 1] == Ascii.bracket, window[index + 2] == Ascii.greater else { return index + 1 }
        throw fault(.notWellFormed, "']]>' in text", window, index)
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

    /// Appends checked bytes to `scratch` as UTF-8, with references replaced and every line end as LF.
    private mutating func decode(_ window: Span<UInt8>, _ range: Range<Int>, references: Bool) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = window[index]
            if byte == Ascii.ampersand, references {
                let (value, end) = Self.referenceValue(window, index)
                if let value { scratch.append(contentsOf: String(Character(value)).utf8) }
                index = end
            } else if byte == 0x0D {
                scratch.append(0x0A)
                index += index + 1 < range.upperBound && window[index + 1] == 0x0A ? 2 : 1
            } else if byte >= 0x80, let scalar = encoding.scalar(of: byte) {
                scratch.append(contentsOf: String(Character(scalar)).utf8)
                index += 1
            } else {
                scratch.append(byte)
                index += 1
            }
        }
    }

    /// Checks the character at a place in the file's encoding.
    ///
    /// - Returns: where it ends, or `nil` when the window ends inside it.
    /// - Throws: `badCharacter`.
    @inline(__always)
    mutating func character(_ window: Span<UInt8>, _ index: Int) throws(BankFileFinding) -> Int? {
        let byte = window[index]
        if byte >= 0x20, byte < 0x80 { return index + 1 }
        return try otherCharacter(window, index)
    }

    private mutating func otherCharacter(_ window: Span<UInt8>, _ index: Int) throws(BankFileFinding) -> Int? {
        let byte = window[index]
        if byte < 0x20 {
            guard byte == 0x0A || byte == 0x0D || byte == 0x09 else {
                throw fault(.badCharacter, "control character \(byte)", window, index)
            }
            return index + 1
        }
        guard let (_, length) = try scalar(window, index) else { return nil }
        return index + length
    }

    /// The character that begins with a byte from 0x80 on, and its length in bytes.
    ///
    /// - Returns: `nil` when the window ends inside it.
    mutating func scalar(
        _ window: Span<UInt8>,
        _ index: Int
    ) throws(BankFileFinding) -> (Unicode.Scalar, length: Int)? {
        guard encoding == .utf8 else {
            guard let scalar = encoding.scalar(of: window[index]) else {
                throw fault(.badCharacter, "byte \(window[index]) is no character of the encoding", window, index)
            }
            return (scalar, 1)
        }
        switch checkUTF8(window, at: index) {
        case .incomplete:
            return nil
        case .invalid:
            throw fault(.badCharacter, "byte \(window[index]) is no valid UTF-8 here", window, index)
        case .character(let length):
            var value = UInt32(window[index]) & (0xFF >> UInt32(length + 1))
            for next in 1..<length { value = value << 6 | UInt32(window[index + next] & 0x3F) }
            return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
        }
    }
}
