/// Where the scanner is: the open elements, and how lines map to bytes.
struct XMLContext: Sendable {
    /// The file's offset of the first byte of the window.
    private(set) var base = 0
    private var lines = LineCounter()
    /// The names of the open elements as written, one after the other.
    private var names: [UInt8] = []
    private var nameStarts: [Int] = []
    /// The sibling number of each open element, 0 where nobody counts.
    private var numbers: [Int] = []

    init() {}

    var depth: Int { nameStarts.count }

    mutating func push(_ window: Span<UInt8>, _ range: Range<Int>) {
        nameStarts.append(names.count)
        numbers.append(0)
        for index in range { names.append(window[index]) }
    }

    mutating func pop() {
        guard let start = nameStarts.popLast() else { return }
        names.removeSubrange(start...)
        numbers.removeLast()
    }

    /// The name of the innermost open element; empty outside the document element.
    var innermostName: ArraySlice<UInt8> { names[(nameStarts.last ?? names.count)...] }

    /// Gives the innermost element its number among its siblings, from 1, for the paths of findings.
    mutating func numberInnermost(_ number: Int) {
        guard !numbers.isEmpty else { return }
        numbers[numbers.count - 1] = number
    }

    /// The place of a byte of the window, without a path.
    ///
    /// - Precondition: calls come with rising offsets; earlier lines are no longer known.
    mutating func place(at offset: Int, window: Span<UInt8>) -> BankFilePosition {
        let byte = base + offset
        lines.absorb(window, base: base, upTo: byte)
        return BankFilePosition(line: lines.line, column: max(1, byte - lines.lineStart + 1), byte: byte)
    }

    /// The place of a byte of the window with the path of the open elements.
    mutating func position(at offset: Int, window: Span<UInt8>) -> BankFilePosition {
        var position = place(at: offset, window: window)
        position.path = path
        return position
    }

    var path: String {
        var text = ""
        for (index, start) in nameStarts.enumerated() {
            let end = index + 1 < nameStarts.count ? nameStarts[index + 1] : names.count
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
        var feeds = 0
        var returns = 0
        for index in part.indices {
            let byte = part[index]
            feeds &+= byte == 0x0A ? 1 : 0
            returns &+= byte == 0x0D ? 1 : 0
        }
        if returns > 0 || lastWasReturn {
            absorbWithReturns(part, startingAt: partStart)
        } else if feeds > 0 {
            line += feeds
            var last = part.count - 1
            while part[last] != 0x0A { last -= 1 }
            lineStart = partStart + last + 1
        }
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
