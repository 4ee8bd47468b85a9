extension XMLScanner {
    /// Reads a comment or a CDATA section, and refuses every other declaration.
    mutating func commentOrSection(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ isLast: Bool,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        if let known = begins(window, offset, "<!--") { return known ? try comment(window, offset) : offset }
        if let known = begins(window, offset, "<![CDATA[") {
            return known ? try section(window, offset, &sink) : offset
        }
        if let known = begins(window, offset, "<!DOCTYPE") {
            guard known || isLast else { return offset }
            throw fault(.doctype, "a document type declaration, which is not accepted", window, offset)
        }
        throw fault(.notWellFormed, "a declaration that is not known", window, offset)
    }

    /// - Returns: `nil` when the text is not there, `false` when the window ends inside it.
    private func begins(_ window: Span<UInt8>, _ offset: Int, _ text: StaticString) -> Bool? {
        text.withUTF8Buffer { expected in
            for (distance, byte) in expected.enumerated() {
                guard offset + distance < window.count else { return false }
                guard window[offset + distance] == byte else { return nil }
            }
            return true
        }
    }

    private mutating func comment(_ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) -> Int {
        var index = offset + 4
        while index < window.count {
            if window[index] == Ascii.dash {
                guard index + 2 < window.count else { return try incomplete("comment", window, offset) }
                if window[index + 1] == Ascii.dash {
                    guard window[index + 2] == Ascii.greater else {
                        throw fault(.notWellFormed, "'--' in a comment", window, index)
                    }
                    return index + 3
                }
            }
            guard let end = try character(window, index) else { break }
            index = end
        }
        return try incomplete("comment", window, offset)
    }

    private mutating func section(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        guard phase == .content else {
            throw fault(.notWellFormed, "a CDATA section outside the document element", window, offset)
        }
        let start = offset + 9
        var index = start
        var isPlain = true
        var blemishes = XMLBlemishes()
        while index < window.count {
            let byte = window[index]
            if byte == Ascii.bracket {
                guard index + 2 < window.count else { break }
                if window[index + 1] == Ascii.bracket, window[index + 2] == Ascii.greater {
                    try countText(index - start, window, offset)
                    tell(blemishes, window, &sink)
                    if skippedDepth == 0, sink.wantsText {
                        hand(window, start..<index, isPlain: isPlain, references: false, to: &sink)
                    }
                    return index + 3
                }
            }
            if byte == 0x0D || (byte >= 0x80 && encoding != .utf8) { isPlain = false }
            switch characterPiece(window, index) {
            case .whole(let end):
                index = end
            case .incomplete:
                return try incomplete("CDATA section", window, offset)
            case .wrong:
                isPlain = false
                blemishes.add(index)
                index += 1
            }
        }
        return try incomplete("CDATA section", window, offset)
    }

    /// Skips a processing instruction.
    mutating func processingInstruction(_ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) -> Int {
        var name = XMLName()
        let nameEnd = try scanName(window, offset + 2, &name)
        guard nameEnd < window.count else { return offset }
        if nameEnd - offset == 5, [0x78, 0x58].contains(window[offset + 2]), window[offset + 3] | 0x20 == 0x6D,
            window[offset + 4] | 0x20 == 0x6C
        {
            throw fault(.notWellFormed, "an XML declaration that is not at the start", window, offset)
        }
        var index = nameEnd
        guard Ascii.isSpace(window[index]) || window[index] == Ascii.question else {
            throw fault(.notWellFormed, "a processing instruction with a bad name", window, index)
        }
        while index < window.count {
            if window[index] == Ascii.question {
                guard index + 1 < window.count else { break }
                if window[index + 1] == Ascii.greater { return index + 2 }
                guard index > nameEnd else {
                    throw fault(.notWellFormed, "a processing instruction with a bad name", window, index)
                }
            }
            guard let end = try character(window, index) else { break }
            index = end
        }
        return try incomplete("processing instruction", window, offset)
    }

    private mutating func incomplete(
        _ what: String,
        _ window: Span<UInt8>,
        _ offset: Int
    ) throws(BankFileFinding) -> Int {
        guard window.count - offset <= limits.textBytesMax else {
            throw fault(.limit, "a \(what) longer than \(limits.textBytesMax) bytes", window, offset)
        }
        return offset
    }
}
