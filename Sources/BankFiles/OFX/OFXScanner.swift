/// One tag with the text behind it, as ranges of the window in which it stands.
struct OFXToken: Sendable {
    enum Kind: Sendable {
        /// No tag: what stands before the first one.
        case text
        case start
        /// `<NAME/>`
        case selfClosing
        case end
    }

    var kind = Kind.text
    var name = OFXName()
    /// The bytes of the name.
    var nameRange = 0..<0
    /// Where the tag begins and ends.
    var tagRange = 0..<0
    /// The text without white space at its ends.
    var text = 0..<0
    /// Whether the text has no reference, no CDATA section and no comment.
    var isPlain = true
    /// Whether the text has a byte above 0x7F.
    var hasHighBytes = false
    /// Whether the file ends in the text, so that it may be cut.
    var endsFile = false
    var end = 0
}

/// Cuts OFX into tags with their texts, the SGML of version 1 and the XML of version 2 alike.
///
/// A tag is `<`, perhaps a slash, a name that begins with a letter, and `>`, with attributes between them at most; every
/// other `<` is text, because banks write what their customers typed. Comments, declarations and processing
/// instructions are part of the text and taken out where it is decoded.
struct OFXScanner: Sendable {
    /// A tag with its text.
    static let tokenBytesMax = 1_048_576
    private static let nameBytesMax = 128
    private static let attributeBytesMax = 4_096

    /// How far the text of the token at hand was looked at, and what was found in it.
    private struct Progress: Sendable {
        var offset = 0
        var isPlain = true
        var hasHighBytes = false
    }

    private enum TagScan {
        case tag(OFXToken)
        case noTag
        case incomplete
    }

    private var progress: Progress?

    /// The next token from `start` on, where a tag begins or the file does.
    ///
    /// - Returns: `nil` when the window ends before the token does.
    /// - Throws: a token that is longer than the limit, as the offset where it begins.
    mutating func next(_ window: Span<UInt8>, from start: Int, isLast: Bool) throws(OFXTokenTooLong) -> OFXToken? {
        var token = OFXToken()
        token.end = start
        if start < window.count, window[start] == Ascii.less {
            switch Self.tag(window, at: start, isLast: isLast) {
            case .tag(let tag): token = tag
            case .noTag: break
            case .incomplete: return nil
            }
        }
        var progress = self.progress ?? Progress(offset: token.end)
        let isWhole = try scanText(window, &progress, tokenStart: start, isLast: isLast)
        guard isWhole else {
            self.progress = progress
            return nil
        }
        self.progress = nil
        guard progress.offset - start <= Self.tokenBytesMax else { throw OFXTokenTooLong(offset: start) }
        token.text = Self.trim(token.end..<progress.offset, window)
        token.isPlain = progress.isPlain
        token.hasHighBytes = progress.hasHighBytes
        token.endsFile = isLast && progress.offset == window.count
        token.end = progress.offset
        return token
    }

    /// Says that the bytes before an offset were taken out of the window.
    mutating func shift(by count: Int) { progress?.offset -= count }

    /// Looks for the tag behind the text.
    ///
    /// - Returns: whether it was found, or the file's end.
    private func scanText(
        _ window: Span<UInt8>,
        _ progress: inout Progress,
        tokenStart: Int,
        isLast: Bool
    ) throws(OFXTokenTooLong) -> Bool {
        while true {
            Self.skipText(window, &progress)
            guard progress.offset - tokenStart <= Self.tokenBytesMax else { throw OFXTokenTooLong(offset: tokenStart) }
            let offset = progress.offset
            guard offset < window.count else { return isLast }
            guard offset + 1 < window.count || isLast else { return false }
            let next = offset + 1 < window.count ? window[offset + 1] : 0
            if next == Ascii.exclamation || next == Ascii.question {
                guard let end = Self.declarationEnd(window, at: offset, isLast: isLast) else {
                    guard window.count - offset <= Self.tokenBytesMax else { throw OFXTokenTooLong(offset: tokenStart) }
                    return false
                }
                progress.isPlain = false
                for index in offset..<end where window[index] >= 0x80 { progress.hasHighBytes = true }
                progress.offset = end
                continue
            }
            switch Self.tag(window, at: offset, isLast: isLast) {
            case .tag: return true
            case .incomplete: return false
            case .noTag: progress.offset += 1
            }
        }
    }

    /// Goes to the next `<` or the window's end.
    @inline(__always)
    private static func skipText(_ window: Span<UInt8>, _ progress: inout Progress) {
        var index = progress.offset
        var high: UInt64 = 0
        scan: while index < window.count {
            if index &+ 8 <= window.count {
                let bytes = EightBytes(window, index)
                if bytes.firstPlace(of: Ascii.less) == 8, bytes.firstPlace(of: Ascii.ampersand) == 8 {
                    high |= bytes.word
                    index &+= 8
                    continue
                }
            }
            let stop = min(index &+ 8, window.count)
            while index < stop {
                let byte = window[index]
                if byte == Ascii.less { break scan }
                if byte == Ascii.ampersand { progress.isPlain = false }
                high |= UInt64(byte)
                index &+= 1
            }
        }
        if high & 0x8080_8080_8080_8080 != 0 { progress.hasHighBytes = true }
        progress.offset = index
    }

    /// The end of a comment, CDATA section, declaration or processing instruction.
    ///
    /// - Returns: `nil` when the window ends before; at the end of the file that is its end.
    private static func declarationEnd(_ window: Span<UInt8>, at offset: Int, isLast: Bool) -> Int? {
        let rest = window.extracting(offset..<window.count)
        if !isLast, isPrefix(rest, of: "<![CDATA[") || isPrefix(rest, of: "<!--") { return nil }
        let found: Int?
        if begins(rest, with: "<![CDATA[") {
            found = end(of: "]]>", in: window, from: offset + 9)
        } else if begins(rest, with: "<!--") {
            found = end(of: "-->", in: window, from: offset + 4)
        } else {
            found = end(of: ">", in: window, from: offset + 2)
        }
        return found ?? (isLast ? window.count : nil)
    }

    private static func begins(_ bytes: Span<UInt8>, with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        return text.withUTF8Buffer { expected in (0..<count).allSatisfy { bytes[$0] == expected[$0] } }
    }

    /// Whether more bytes are needed to tell that they begin with a text.
    private static func isPrefix(_ bytes: Span<UInt8>, of text: StaticString) -> Bool {
        guard bytes.count < text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in (0..<bytes.count).allSatisfy { bytes[$0] == expected[$0] } }
    }

    private static func end(of text: StaticString, in window: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < window.count {
            if begins(window.extracting(index..<window.count), with: text) { return index + text.utf8CodeUnitCount }
            index += 1
        }
        return nil
    }

    /// Reads the tag at an offset where there is a `<`.
    @inline(__always)
    private static func tag(_ window: Span<UInt8>, at offset: Int, isLast: Bool) -> TagScan {
        var index = offset &+ 1
        var token = OFXToken()
        token.kind = .start
        if index < window.count, window[index] == Ascii.slash {
            token.kind = .end
            index &+= 1
        }
        guard index < window.count else { return isLast ? .noTag : .incomplete }
        guard Ascii.isLetter(window[index]) else { return .noTag }
        let nameStart = index
        while index < window.count, Ascii.isNameByte(window[index]) {
            token.name.append(window[index])
            index &+= 1
        }
        guard index &- nameStart <= nameBytesMax else { return .noTag }
        guard index < window.count else { return isLast ? .noTag : .incomplete }
        token.nameRange = nameStart..<index
        if window[index] != Ascii.greater {
            guard let end = attributesEnd(window, from: index, &token) else { return .noTag }
            guard end < window.count else { return isLast ? .noTag : .incomplete }
            index = end
        }
        token.end = index &+ 1
        token.tagRange = offset..<token.end
        return .tag(token)
    }

    /// Reads what stands between a name and `>`: blanks, a slash, attributes.
    ///
    /// - Returns: the offset of `>`, or of the window's end; `nil` when it is no tag, as in `<JOHN SMITH>`.
    private static func attributesEnd(_ window: Span<UInt8>, from start: Int, _ token: inout OFXToken) -> Int? {
        guard Ascii.isSpace(window[start]) || window[start] == Ascii.slash else { return nil }
        var index = start
        var isBlank = true
        var hasValue = false
        while index < window.count, window[index] != Ascii.greater {
            let byte = window[index]
            guard byte != Ascii.less, index - start <= attributeBytesMax else { return nil }
            if byte == Ascii.equals { hasValue = true }
            if !Ascii.isSpace(byte), byte != Ascii.slash { isBlank = false }
            index += 1
        }
        guard index < window.count else { return index }
        let isSelfClosing = window[index - 1] == Ascii.slash
        if token.kind == .end { return isBlank && !isSelfClosing ? index : nil }
        guard isBlank || hasValue else { return nil }
        if isSelfClosing { token.kind = .selfClosing }
        return index
    }

    /// Takes white space, NUL and the end mark of DOS off both ends.
    @inline(__always)
    private static func trim(_ range: Range<Int>, _ window: Span<UInt8>) -> Range<Int> {
        var (begin, end) = (range.lowerBound, range.upperBound)
        while begin < end, isBlank(window[begin]) { begin &+= 1 }
        while end > begin, isBlank(window[end &- 1]) { end &-= 1 }
        return begin..<end
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool {
        Ascii.isSpace(byte) || byte == 0 || byte == 0x1A || byte == 0x0C
    }
}

/// A tag with its text is longer than the reader accepts.
struct OFXTokenTooLong: Error {
    let offset: Int
}
