/// Where the scanner is: the open elements, and how lines map to bytes.
struct XMLContext: Sendable {
    /// The file's offset of the first byte of the window.
    private(set) var base = 0
    private var lines = LineCounter()
    /// The names of the open elements as written, one after the other; what is behind `namesEnd` is left over.
    private var names: [UInt8] = []
    private var namesEnd = 0
    private var nameStarts: [Int] = []
    /// The sibling number of each open element, 0 where nobody counts.
    private var numbers: [Int] = []

    init() {}

    var depth: Int { nameStarts.count }

    mutating func push(_ window: Span<UInt8>, _ range: Range<Int>) {
        nameStarts.append(namesEnd)
        numbers.append(0)
        let end = namesEnd + range.count
        while names.count < end { names.append(0) }
        for distance in 0..<range.count { names[namesEnd + distance] = window[range.lowerBound + distance] }
        namesEnd = end
    }

    mutating func pop() {
        guard let start = nameStarts.last else { return }
        namesEnd = start
        nameStarts.removeLast()
        numbers.removeLast()
    }

    /// How the innermost element's name compares with the bytes at an offset.
    enum NameMatch {
        case equal(end: Int)
        case different
        /// The window ends before the name does.
        case incomplete
    }

    func matchInnermost(_ window: Span<UInt8>, at offset: Int) -> NameMatch {
        guard let start = nameStarts.last else { return .different }
        let count = namesEnd - start
        for distance in 0..<min(count, window.count - offset)
        where window[offset + distance] != names[start + distance] {
            return .different
        }
        return offset + count <= window.count ? .equal(end: offset + count) : .incomplete
    }

    /// The name of the innermost open element; empty outside the document element.
    var innermostName: String {
        nameStarts.last.map { String(decoding: names[$0..<namesEnd], as: UTF8.self) } ?? ""
    }

    /// Gives the innermost element its number among its siblings, from 1, for the paths of findings.
    mutating func numberInnermost(_ number: Int) {
        guard !numbers.isEmpty else { return }
        numbers[numbers.count - 1] = number
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
        for (index, start) in nameStarts.enumerated() {
            let end = index + 1 < nameStarts.count ? nameStarts[index + 1] : namesEnd
            text += "/" + String(decoding: names[start..<end], as: UTF8.self)
            if numbers[index] > 0 { text += "[\(numbers[index])]" }
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
        let (feeds, returns) = Self.count(part)
        if returns > 0 || lastWasReturn {
            absorbWithReturns(part, startingAt: partStart)
        } else if feeds > 0 {
            line += feeds
            var last = part.count - 1
            while part[last] != 0x0A { last -= 1 }
            lineStart = partStart + last + 1
        }
    }

    /// Counts in blocks of at most 255 bytes, whose counts fit into bytes, so that the compiler can use wide registers.
    private static func count(_ part: Span<UInt8>) -> (feeds: Int, returns: Int) {
        var (feeds, returns) = (0, 0)
        var start = 0
        while start < part.count {
            let block = part.extracting(start..<min(start + 128, part.count))
            var (blockFeeds, blockReturns) = (UInt8(0), UInt8(0))
            for index in block.indices {
                blockFeeds &+= block[index] == 0x0A ? 1 : 0
                blockReturns &+= block[index] == 0x0D ? 1 : 0
            }
            feeds += Int(blockFeeds)
            returns += Int(blockReturns)
            start += 128
        }
        return (feeds, returns)
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
