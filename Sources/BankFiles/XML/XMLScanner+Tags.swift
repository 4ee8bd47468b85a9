extension XMLScanner {
    /// Reads a start tag or an empty-element tag.
    mutating func startTag(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        var name = XMLName()
        var nameEnd = scanShortName(window, offset &+ 1, &name)
        if nameEnd == offset &+ 1 {
            nameEnd = try scanName(window, offset + 1, &name)
        } else if window[nameEnd] == Ascii.greater {
            // Nearly all tags are no more than a short name.
            try open(name, offset + 1..<nameEnd, offset, window, &sink, hasAttributes: false)
            phase = .content
            return nameEnd + 1
        }
        var index = nameEnd
        if !attributes.isEmpty { attributes.removeAll(keepingCapacity: true) }
        while true {
            let space = index
            index = skipSpace(window, index)
            guard index < window.count else { return try incompleteTag(window, offset) }
            let byte = window[index]
            if byte == Ascii.greater {
                try open(name, offset + 1..<nameEnd, offset, window, &sink, hasAttributes: true)
                phase = .content
                return index + 1
            }
            if byte == Ascii.slash {
                guard index + 1 < window.count else { return try incompleteTag(window, offset) }
                guard window[index + 1] == Ascii.greater else {
                    throw fault(.notWellFormed, "'/' that does not end a tag", window, index)
                }
                try open(name, offset + 1..<nameEnd, offset, window, &sink, hasAttributes: true)
                try close(offset, window, &sink)
                return index + 2
            }
            guard index > space else {
                throw fault(.notWellFormed, "no white space before an attribute, or a bad name", window, index)
            }
            guard let end = try attribute(window, index) else { return try incompleteTag(window, offset) }
            index = end
        }
    }

    mutating func endTag(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        guard context.depth > 0 else {
            throw fault(.notWellFormed, "an end tag without a start tag", window, offset)
        }
        if let end = context.endOfShortInnermost(window, at: offset &+ 2), window[end] == Ascii.greater {
            try close(offset, window, &sink)
            return end &+ 1
        }
        let afterName: Int
        switch context.matchInnermost(window, at: offset + 2) {
        case .equal(let end): afterName = end
        case .different: throw mismatch(window, offset)
        case .incomplete: return offset
        }
        let index = skipSpace(window, afterName)
        guard index < window.count else { return try incompleteTag(window, offset) }
        guard window[index] == Ascii.greater else {
            guard index == afterName else {
                throw fault(.notWellFormed, "an end tag with more than a name", window, index)
            }
            throw mismatch(window, offset)
        }
        try close(offset, window, &sink)
        return index + 1
    }

    private mutating func mismatch(_ window: Span<UInt8>, _ offset: Int) -> BankFileFinding {
        fault(.notWellFormed, "an end tag that does not match <\(context.innermostName)>", window, offset)
    }

    @inline(__always)
    private mutating func open(
        _ name: XMLName,
        _ nameRange: Range<Int>,
        _ offset: Int,
        _ window: Span<UInt8>,
        _ sink: inout some XMLSink,
        hasAttributes: Bool
    ) throws(BankFileFinding) {
        guard context.depth < limits.depthMax else {
            throw fault(.limit, "elements nested deeper than \(limits.depthMax)", window, offset)
        }
        textBytes = 0
        context.push(name, window, nameRange)
        guard skippedDepth == 0 else { return }
        try sink.start(name, attributes: hasAttributes ? attributes : [], at: offset, window: window, context: &context)
        if sink.skipsContent { skippedDepth = context.depth }
    }

    @inline(__always)
    private mutating func close(
        _ offset: Int,
        _ window: Span<UInt8>,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) {
        textBytes = 0
        if context.depth <= skippedDepth { skippedDepth = 0 }
        if skippedDepth == 0 { try sink.end(at: offset, window: window, context: &context) }
        context.pop()
        phase = context.depth == 0 ? .epilog : .content
    }

    /// Reads one attribute and adds it to `attributes`.
    ///
    /// - Returns: where it ends, or `nil` when the window ends inside it.
    private mutating func attribute(_ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) -> Int? {
        var name = XMLName()
        let nameEnd = try scanName(window, offset, &name)
        var index = skipSpace(window, nameEnd)
        guard index < window.count else { return nil }
        guard window[index] == Ascii.equals else {
            throw fault(.notWellFormed, "an attribute without a value", window, index)
        }
        index = skipSpace(window, index + 1)
        guard index < window.count else { return nil }
        let quote = window[index]
        guard quote == Ascii.quote || quote == Ascii.apostrophe else {
            throw fault(.notWellFormed, "an attribute value without quotes", window, index)
        }
        let valueStart = index + 1
        guard let valueEnd = try attributeValueEnd(window, valueStart, quote) else { return nil }
        let nameRange = offset..<nameEnd
        for other in attributes where isSame(window, other.nameRange, nameRange) {
            throw fault(.notWellFormed, "an attribute that is given twice", window, offset)
        }
        guard attributes.count < limits.attributesMax else {
            throw fault(.limit, "more than \(limits.attributesMax) attributes", window, offset)
        }
        attributes.append(XMLAttribute(name: name, nameRange: nameRange, valueRange: valueStart..<valueEnd))
        return valueEnd + 1
    }

    /// - Returns: where the closing quote is, or `nil` when it is not in the window.
    private mutating func attributeValueEnd(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ quote: UInt8
    ) throws(BankFileFinding) -> Int? {
        var index = offset
        while index < window.count {
            let byte = window[index]
            if byte == quote { return index }
            if byte == Ascii.less { throw fault(.notWellFormed, "'<' in an attribute value", window, index) }
            if byte == Ascii.ampersand {
                guard let end = try reference(window, index) else { return nil }
                index = end
            } else {
                guard let end = try character(window, index) else { return nil }
                index = end
            }
        }
        return nil
    }

    private func isSame(_ window: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for distance in 0..<left.count
        where window[left.lowerBound + distance] != window[right.lowerBound + distance] {
            return false
        }
        return true
    }

    /// - Throws: `notWellFormed` when no name begins here, `limit` when it is too long.
    mutating func scanName(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ name: inout XMLName
    ) throws(BankFileFinding) -> Int {
        guard offset < window.count else { return offset }
        let first = window[offset]
        guard Ascii.isLetter(first) || first == 0x5F || first == Ascii.colon || first >= 0x80 else {
            throw fault(.notWellFormed, "a name expected", window, offset)
        }
        var index = scanAsciiName(window, offset, &name)
        while index < window.count, window[index] >= 0x80, index - offset <= limits.nameBytesMax {
            // A character that the window's end cuts in two: the name goes on in the next one.
            guard let (scalar, length) = try scalar(window, index) else { return window.count }
            guard scalar.isXMLName(first: index == offset) else {
                throw fault(.notWellFormed, "a character that names may not have", window, index)
            }
            for byte in index..<index + length { name.append(window[byte]) }
            index = scanAsciiName(window, index + length, &name)
        }
        guard index - offset <= limits.nameBytesMax else {
            throw fault(.limit, "a name longer than \(limits.nameBytesMax) bytes", window, offset)
        }
        return index
    }

    /// The tag is not in the window as a whole: more bytes are needed, unless it is too long already.
    private mutating func incompleteTag(_ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) -> Int {
        guard window.count - offset <= limits.tagBytesMax else {
            throw fault(.limit, "a tag longer than \(limits.tagBytesMax) bytes", window, offset)
        }
        return offset
    }
}

extension Unicode.Scalar {
    /// Whether XML names may begin with this character beyond ASCII, or have it.
    ///
    /// Source: XML 1.0 fifth edition, productions 4 and 4a.
    func isXMLName(first: Bool) -> Bool {
        switch value {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        case 0xB7, 0x300...0x36F, 0x203F...0x2040:
            !first
        default:
            false
        }
    }
}

/// Reads the ASCII part of a name into its key, which starts anew after a colon.
///
/// - Returns: where the name ends; at the window's end it may go on.
func scanAsciiName(_ window: Span<UInt8>, _ offset: Int, _ name: inout XMLName) -> Int {
    var index = offset
    if name.length == 0 {
        let end = scanShortName(window, offset, &name)
        if end > offset { return end }
    }
    while index < window.count {
        let byte = window[index]
        if Ascii.isNameByte(byte) {
            name.append(byte)
        } else if byte == Ascii.colon {
            name = XMLName()
        } else {
            break
        }
        index &+= 1
    }
    return index
}

/// Reads a whole name of at most sixteen ASCII letters.
///
/// - Returns: where the name ends, inside the window; `offset` when it is any other name, or when the window is short.
@inline(__always)
func scanShortName(_ window: Span<UInt8>, _ offset: Int, _ name: inout XMLName) -> Int {
    guard offset &+ 9 <= window.count else { return offset }
    let bytes = EightBytes(window, offset)
    let letters = bytes.leadingLetters
    guard letters > 0 else { return offset }
    let next = window[offset &+ letters]
    if next == Ascii.greater || !Ascii.mayContinueName(next) {
        name = XMLName(packed: bytes.packed(letters), length: letters)
        return offset &+ letters
    }
    guard letters == 8, offset &+ 17 <= window.count else { return offset }
    let more = EightBytes(window, offset &+ 8)
    let count = more.leadingLetters
    guard count > 0, !Ascii.mayContinueName(window[offset &+ 8 &+ count]) else { return offset }
    name = XMLName(packed: bytes.packed(8), more.packed(count), length: 8 &+ count)
    return offset &+ 8 &+ count
}
