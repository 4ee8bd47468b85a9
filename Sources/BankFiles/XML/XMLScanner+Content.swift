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
        var start = offset
        var end = commonTextEnd(window, start)
        // A tag of sixteen letters and what is behind it is in the window: then no load below can leave it.
        while end >= 0, end &+ 20 <= window.count {
            if window[end &+ 1] == Ascii.slash {
                guard context.depth > max(skippedDepth, 1),
                    let nameEnd = context.endOfShortInnermost(window, at: end &+ 2), window[nameEnd] == Ascii.greater
                else { return start }
                if skippedDepth == 0 {
                    if end > start, sink.wantsText { sink.text(window.extracting(start..<end)) }
                    try sink.end(at: end, window: window, context: &context)
                }
                context.pop()
                start = nameEnd &+ 1
                end = commonTextEnd(window, start)
                continue
            }
            var name = XMLName()
            let nameEnd = scanShortName(window, end &+ 1, &name)
            guard nameEnd > end &+ 1, context.depth < limits.depthMax else { return start }
            var hasAttribute = false
            var contentStart = nameEnd &+ 1
            if window[nameEnd] != Ascii.greater {
                contentStart = commonAttributeEnd(window, nameEnd)
                guard contentStart > nameEnd else { return start }
                hasAttribute = true
            }
            let contentEnd = commonTextEnd(window, contentStart)
            if skippedDepth > 0 {
                if contentEnd >= 0, contentEnd &+ 20 <= window.count, window[contentEnd &+ 1] == Ascii.slash {
                    let after = contentEnd &+ 2 &+ name.length
                    if name.isWhole(window, at: contentEnd &+ 2), window[after] == Ascii.greater {
                        start = after &+ 1
                        end = commonTextEnd(window, start)
                        continue
                    }
                }
                context.push(name, window, end &+ 1..<nameEnd)
            } else {
                if end > start, sink.wantsText { sink.text(window.extracting(start..<end)) }
                context.push(name, window, end &+ 1..<nameEnd)
                try sink.start(
                    name,
                    attributes: hasAttribute ? attributes : [],
                    at: end,
                    window: window,
                    context: &context
                )
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
    private func commonTextEnd(_ window: Span<UInt8>, _ offset: Int) -> Int {
        var index = offset
        if index &+ 17 <= window.count, window[index] == 0x0A {
            // Indentation, mostly of more than eight blanks.
            index &+= 1
            var blanks = EightBytes(window, index).leadingBlanks
            if blanks == 8 { blanks &+= EightBytes(window, index &+ 8).leadingBlanks }
            index &+= blanks
            if index < window.count, window[index] == Ascii.less { return index }
        }
        while index &+ 8 <= window.count {
            let common = EightBytes(window, index).leadingCommonText
            index &+= common
            if common == 8 { continue }
            if window[index] == Ascii.less { return index &- offset <= Self.commonTextBytesMax ? index : -1 }
            if window[index] == Ascii.ampersand, skippedDepth > 0 {
                // Only looked at: its fault is told once the element that it stands in is on the path.
                let (value, next) = referenceValue(window, index)
                guard value != nil, next &- index <= Self.commonReferenceBytesMax else { return -1 }
                index = next
            } else {
                guard let next = otherTextEnd(window, index) else { return -1 }
                index = next
            }
        }
        return -1
    }

    /// Reads one attribute of letters with a value of at most seven letters, and the end of the tag.
    ///
    /// - Returns: where the tag ends, or `offset` when something else is there.
    @inline(__always)
    private mutating func commonAttributeEnd(_ window: Span<UInt8>, _ offset: Int) -> Int {
        guard window[offset] == 0x20 else { return offset }
        var name = XMLName()
        let nameEnd = scanShortName(window, offset &+ 1, &name)
        guard nameEnd > offset &+ 1, nameEnd &+ 12 <= window.count, window[nameEnd] == Ascii.equals,
            window[nameEnd &+ 1] == Ascii.quote
        else { return offset }
        let valueStart = nameEnd &+ 2
        let valueEnd = valueStart &+ EightBytes(window, valueStart).leadingLetters
        guard window[valueEnd] == Ascii.quote, window[valueEnd &+ 1] == Ascii.greater else { return offset }
        if skippedDepth == 0 {
            attributes.removeAll(keepingCapacity: true)
            let (nameRange, valueRange) = (offset &+ 1..<nameEnd, valueStart..<valueEnd)
            attributes.append(XMLAttribute(name: name, nameRange: nameRange, valueRange: valueRange))
        }
        return valueEnd &+ 2
    }

    /// Where a character beyond ASCII ends; `nil` for all that must be looked at more closely.
    private func otherTextEnd(_ window: Span<UInt8>, _ offset: Int) -> Int? {
        if window[offset] == 0x09 { return offset + 1 }
        guard window[offset] >= 0x80, encoding == .utf8 else { return nil }
        switch checkUTF8(window, at: offset) {
        case .character(let length): return offset + length
        case .incomplete, .invalid: return nil
        }
    }
}
