extension XMLScanner {
    /// Longer texts are left to `text`, which knows what to do about the limit.
    private static let commonTextBytesMax = 4_096

    /// Reads what nearly all files consist of: tags that are no more than a short name, and the text between them.
    ///
    /// Whatever is not that, or not in the window as a whole, is left to the token's own function.
    ///
    /// - Returns: where the first token begins that was not read.
    /// - Precondition: the phase is `content`.
    @inline(__always)
    mutating func commonContent(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        guard textBytes == 0 else { return offset }
        let isUTF8 = encoding == .utf8
        var start = offset
        var end = Self.commonTextEnd(window, start, isSkipped: skippedDepth > 0, isUTF8: isUTF8)
        // A tag of sixteen letters and what is behind it is in the window: then no load below can leave it.
        while end >= 0, end &+ 20 <= window.count {
            let isSkipped = skippedDepth > 0
            if window[end &+ 1] == Ascii.slash {
                guard context.depth > max(skippedDepth, 1),
                    let after = context.endOfPlainEndTag(window, at: end &+ 2)
                else { return start }
                if !isSkipped {
                    if end > start, sink.wantsText { sink.text(window.extracting(start..<end)) }
                    try sink.end(at: end, window: window, context: &context)
                }
                context.pop()
                start = after
                end = Self.commonTextEnd(window, start, isSkipped: isSkipped, isUTF8: isUTF8)
                continue
            }
            var name = XMLName()
            let nameEnd = scanShortName(window, end &+ 1, &name)
            guard nameEnd > end &+ 1, context.depth < limits.depthMax else { return start }
            var attribute: XMLAttribute?
            var contentStart = nameEnd &+ 1
            if window[nameEnd] != Ascii.greater {
                attribute = Self.commonAttribute(window, nameEnd)
                guard let attribute else { return start }
                contentStart = attribute.valueRange.upperBound &+ 2
            }
            let contentEnd = Self.commonTextEnd(window, contentStart, isSkipped: isSkipped, isUTF8: isUTF8)
            if !isSkipped, end > start, sink.wantsText { sink.text(window.extracting(start..<end)) }
            if contentEnd >= 0, contentEnd &+ 20 <= window.count, window[contentEnd &+ 1] == Ascii.slash,
                Self.isSame(window, end &+ 1, contentEnd &+ 2, name.length)
            {
                let after = contentEnd &+ 2 &+ name.length
                let text = contentStart..<contentEnd
                if window[after] == Ascii.greater,
                    isSkipped || sink.takesLeaf(name, attribute: attribute, text: text, window: window)
                {
                    start = after &+ 1
                    end = Self.commonTextEnd(window, start, isSkipped: isSkipped, isUTF8: isUTF8)
                    continue
                }
            }
            context.push(name, window, end &+ 1..<nameEnd)
            if !isSkipped {
                if !attributes.isEmpty { attributes.removeAll(keepingCapacity: true) }
                if let attribute { attributes.append(attribute) }
                try sink.start(name, attributes: attributes, at: end, window: window, context: &context)
                if sink.skipsContent { skippedDepth = context.depth }
            }
            start = contentStart
            end = contentEnd
        }
        return start
    }

    /// The references that are met, with room for leading zeros.
    private static let commonReferenceBytesMax = 16

    /// Where the text that begins at a place meets the next tag.
    ///
    /// - Returns: -1 when it is not in the window as a whole, is long, or has what must be decoded.
    @inline(__always)
    private static func commonTextEnd(
        _ window: Span<UInt8>,
        _ offset: Int,
        isSkipped: Bool,
        isUTF8: Bool
    ) -> Int {
        guard offset &+ 17 <= window.count else { return -1 }
        var index = offset
        if window[index] == Ascii.less { return index }
        if window[index] == 0x0A {
            // Indentation, mostly of more than eight blanks.
            index &+= 1
            var blanks = EightBytes(window, index).leadingBlanks
            if blanks == 8 { blanks &+= EightBytes(window, index &+ 8).leadingBlanks }
            index &+= blanks
            if index < window.count, window[index] == Ascii.less { return index }
        }
        while index &+ 16 <= window.count {
            let common = SixteenBytes(window, index).leadingCommonText
            index &+= common
            if common == 16 { continue }
            if window[index] == Ascii.less { return index &- offset <= commonTextBytesMax ? index : -1 }
            if window[index] == Ascii.ampersand, isSkipped {
                // Only looked at: its fault is told once the element that it stands in is on the path.
                let (value, next) = referenceValue(window, index)
                guard value != nil, next &- index <= commonReferenceBytesMax else { return -1 }
                index = next
            } else {
                guard let next = otherTextEnd(window, index, isUTF8: isUTF8) else { return -1 }
                index = next
            }
        }
        return -1
    }

    /// Whether the name at one place, of at most sixteen letters, is at another one, too.
    ///
    /// - Precondition: eight bytes are in the window from both places on, sixteen for a name of more than eight.
    @inline(__always)
    private static func isSame(_ window: Span<UInt8>, _ left: Int, _ right: Int, _ length: Int) -> Bool {
        if length <= 8 { return EightBytes(window, left).begins(like: EightBytes(window, right), length) }
        return EightBytes(window, left).word == EightBytes(window, right).word
            && EightBytes(window, left &+ 8).begins(like: EightBytes(window, right &+ 8), length &- 8)
    }

    /// Reads one attribute of letters with a value of at most seven letters, behind which the tag ends.
    ///
    /// - Returns: `nil` when something else is there.
    @inline(__always)
    private static func commonAttribute(_ window: Span<UInt8>, _ offset: Int) -> XMLAttribute? {
        guard window[offset] == 0x20 else { return nil }
        var name = XMLName()
        let nameEnd = scanShortName(window, offset &+ 1, &name)
        guard nameEnd > offset &+ 1, nameEnd &+ 12 <= window.count, window[nameEnd] == Ascii.equals,
            window[nameEnd &+ 1] == Ascii.quote
        else { return nil }
        let valueStart = nameEnd &+ 2
        let valueEnd = valueStart &+ EightBytes(window, valueStart).leadingLetters
        guard window[valueEnd] == Ascii.quote, window[valueEnd &+ 1] == Ascii.greater else { return nil }
        return XMLAttribute(name: name, nameRange: offset &+ 1..<nameEnd, valueRange: valueStart..<valueEnd)
    }

    /// Where a character beyond ASCII ends; `nil` for all that must be looked at more closely.
    private static func otherTextEnd(_ window: Span<UInt8>, _ offset: Int, isUTF8: Bool) -> Int? {
        if window[offset] == 0x09 { return offset + 1 }
        guard window[offset] >= 0x80, isUTF8 else { return nil }
        switch checkUTF8(window, at: offset) {
        case .character(let length): return offset + length
        case .incomplete, .invalid: return nil
        }
    }
}
