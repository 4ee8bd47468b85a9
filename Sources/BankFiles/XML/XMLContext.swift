/// Where the scanner is: the open elements, and how lines map to bytes.
struct XMLContext: Sendable {
    /// The file's offset of the first byte of the window.
    private(set) var base = 0
    private var lines = LineCounter()
    private(set) var depth = 0
    /// The open elements; what is behind `depth` is left over.
    private var frames: [Frame] = []
    /// The names that their keys do not tell, one after the other.
    private var names: [UInt8] = []

    private struct Frame: Sendable {
        var name = XMLName()
        /// Where the name is in `names`; empty when the key tells it.
        var bytes = 0..<0
        /// The number among its siblings, 0 where nobody counts.
        var number = 0
    }

    init() {}

    @inline(__always)
    mutating func push(_ name: XMLName, _ window: Span<UInt8>, _ range: Range<Int>) {
        var frame = Frame(name: name)
        if !name.isExact || name.length != range.count {
            for index in range { names.append(window[index]) }
            frame.bytes = names.count - range.count..<names.count
        }
        if depth < frames.count { frames[depth] = frame } else { frames.append(frame) }
        depth += 1
    }

    @inline(__always)
    mutating func pop() {
        guard depth > 0 else { return }
        depth -= 1
        let long = frames[depth].bytes
        if !long.isEmpty { names.removeSubrange(long.lowerBound...) }
    }

    /// How the innermost element's name compares with the bytes at an offset.
    enum NameMatch {
        case equal(end: Int)
        case different
        /// The window ends before the name does.
        case incomplete
    }

    /// Where the innermost element's name ends when the bytes at an offset are that name, whole and short.
    ///
    /// - Returns: `nil` for any other name, which `matchInnermost` looks at.
    /// - Precondition: an element is open.
    @inline(__always)
    func endOfShortInnermost(_ window: Span<UInt8>, at offset: Int) -> Int? {
        let frame = frames[depth - 1]
        let length = frame.name.length
        guard length > 0, length <= 16, offset &+ 17 <= window.count, frame.bytes.isEmpty,
            frame.name.isWhole(window, at: offset)
        else { return nil }
        return offset &+ length
    }

    /// Where the end tag ends that begins with the innermost element's name at an offset, when the name is short and `>`
    /// is behind it.
    ///
    /// - Returns: `nil` for anything else.
    /// - Precondition: an element is open, and seventeen bytes are in the window from the offset on.
    @inline(__always)
    func endOfPlainEndTag(_ window: Span<UInt8>, at offset: Int) -> Int? {
        let frame = frames[depth &- 1]
        let length = frame.name.length
        guard length > 0, length <= 16, frame.bytes.isEmpty, frame.name.begins(window, at: offset),
            window[offset &+ length] == Ascii.greater
        else { return nil }
        return offset &+ length &+ 1
    }

    /// - Precondition: an element is open.
    func matchInnermost(_ window: Span<UInt8>, at offset: Int) -> NameMatch {
        let long = frames[depth - 1].bytes
        guard long.isEmpty else { return match(long, window, at: offset) }
        var name = XMLName()
        let end = scanAsciiName(window, offset, &name)
        if name == frames[depth - 1].name, end - offset == name.length { return .equal(end: end) }
        return end < window.count ? .different : .incomplete
    }

    private func match(_ long: Range<Int>, _ window: Span<UInt8>, at offset: Int) -> NameMatch {
        for distance in 0..<min(long.count, window.count - offset)
        where window[offset + distance] != names[long.lowerBound + distance] {
            return .different
        }
        return offset + long.count <= window.count ? .equal(end: offset + long.count) : .incomplete
    }

    /// The name of the innermost open element; empty outside the document element.
    var innermostName: String { depth > 0 ? name(depth - 1) : "" }

    private func name(_ index: Int) -> String {
        let frame = frames[index]
        return frame.bytes.isEmpty ? frame.name.text : String(decoding: names[frame.bytes], as: UTF8.self)
    }

    /// Gives the innermost element its number among its siblings, from 1, for the paths of findings.
    mutating func numberInnermost(_ number: Int) {
        if depth > 0 { frames[depth - 1].number = number }
    }

    /// The place of a byte of the window.
    ///
    /// - Precondition: calls come with rising offsets; earlier lines are no longer known.
    mutating func place(at offset: Int, window: Span<UInt8>) -> XMLPlace {
        let byte = base + offset
        lines.absorb(window, base: base, upTo: byte)
        return XMLPlace(line: lines.line, column: max(1, byte - lines.lineStart + 1), byte: byte)
    }

    /// The same with the path of the open elements.
    mutating func position(at offset: Int, window: Span<UInt8>) -> BankFilePosition {
        place(at: offset, window: window).position(path: path)
    }

    var path: String {
        var text = ""
        for index in 0..<depth {
            text += "/" + name(index)
            if frames[index].number > 0 { text += "[\(frames[index].number)]" }
        }
        return text
    }

    /// Forgets the first `count` bytes of the window.
    mutating func discard(_ count: Int, of window: Span<UInt8>) {
        lines.absorb(window, base: base, upTo: base + count)
        base += count
    }
}

/// A place of the file in three numbers.
struct XMLPlace: Hashable, Sendable {
    var line = 1
    var column = 1
    var byte = 0

    func position(path: String?) -> BankFilePosition {
        BankFilePosition(line: line, column: column, byte: byte, path: path)
    }
}

/// Counts line ends up to a byte, each byte once, so that the scanner need not look for them.
struct LineCounter: Sendable {
    private(set) var line = 1
    /// The file's offset of the first byte of the current line.
    private(set) var lineStart = 0
    private var absorbed = 0
    private var lastWasReturn = false

    mutating func absorb(_ window: Span<UInt8>, base: Int, upTo end: Int) {
        guard end > absorbed else { return }
        let part = window.extracting(max(0, absorbed - base)..<min(window.count, end - base))
        let partStart = max(base, absorbed)
        absorbed = end
        guard !part.isEmpty else { return }
        let (feeds, hasReturns) = Self.count(part)
        if hasReturns || lastWasReturn {
            absorbWithReturns(part, startingAt: partStart)
        } else if feeds > 0 {
            line += feeds
            var last = part.count - 1
            while part[last] != 0x0A { last -= 1 }
            lineStart = partStart + last + 1
        }
    }

    /// - Returns: how many line feeds there are, and whether there is a carriage return.
    private static func count(_ part: Span<UInt8>) -> (feeds: Int, hasReturns: Bool) {
        var feeds = 0
        var returns = SIMD16<UInt8>()
        var index = 0
        while index &+ 16 <= part.count {
            var found = SIMD16<UInt8>()
            // Each lane counts its own place, which can be done 255 times.
            let end = min(part.count &- 15, index &+ 16 &* 255)
            while index < end {
                let bytes = SixteenBytes(part, index)
                found &+= bytes.lineFeeds
                returns |= bytes.carriageReturns
                index &+= 16
            }
            feeds &+= SixteenBytes.sum(found)
        }
        var hasReturns = SixteenBytes.hasTop(returns)
        while index < part.count {
            feeds &+= part[index] == 0x0A ? 1 : 0
            if part[index] == 0x0D { hasReturns = true }
            index &+= 1
        }
        return (feeds, hasReturns)
    }

    private mutating func absorbWithReturns(_ part: Span<UInt8>, startingAt start: Int) {
        for index in part.indices {
            let byte = part[index]
            if byte == 0x0D || byte == 0x0A {
                if !(byte == 0x0A && lastWasReturn) { line += 1 }
                lineStart = start + index + 1
            }
            lastWasReturn = byte == 0x0D
        }
    }
}
