/// Where a line begins.
struct LinePlace: Hashable, Sendable {
    /// From 1.
    var line = 1
    /// The file's offset of its first byte.
    var byte = 0
    /// Bytes of the line that lie before what is looked at, such as the whole last line when it has no end.
    var before = 0

    /// The place of a byte of the line, given its offset in the line from 0.
    func position(_ offset: Int = 0, path: String? = nil) -> BankFilePosition {
        BankFilePosition(line: line, column: before + offset + 1, byte: byte + before + offset, path: path)
    }
}

/// Cuts a file that is fed in pieces into lines that end with LF, CR or CRLF, the last one with or without an end.
///
/// A byte order mark of UTF-8 is no part of the first line. What is kept between two pieces is at most one line.
struct LineReader: Sendable {
    let lineBytesMax: Int
    private(set) var place = LinePlace()
    /// The begin of a line whose end has not come yet.
    private var pending: [UInt8] = []
    /// The last line ended with CR at the end of a piece; an LF that follows belongs to it.
    private var skipsLineFeed = false
    private var isStart = true

    init(lineBytesMax: Int = 65_536) {
        self.lineBytesMax = lineBytesMax
    }

    /// Reads the next piece and hands over each line that it completes, without its end.
    ///
    /// - Throws: what `body` throws, and `limit` for a line that is too long; the reader must not be fed after it.
    mutating func feed(
        _ bytes: [UInt8],
        _ body: (Span<UInt8>, LinePlace) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        guard isStart else { return try run(bytes.span, from: 0, body) }
        // Three bytes tell whether there is a mark; pieces that are smaller are put together first.
        pending.append(contentsOf: bytes)
        if pending.count >= 3 { try begin(body) }
    }

    /// Says that the file ends here, and hands over the last line if it has no end.
    ///
    /// - Throws: what `body` throws.
    mutating func finish(
        _ body: (Span<UInt8>, LinePlace) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        if isStart { try begin(body) }
        guard !pending.isEmpty else { return }
        let last = pending
        pending = []
        try body(last.span, place)
        place.before = last.count
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func begin(
        _ body: (Span<UInt8>, LinePlace) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        isStart = false
        let whole = pending
        pending = []
        let hasMark = whole.starts(with: Self.byteOrderMark)
        if hasMark { place.byte = Self.byteOrderMark.count }
        try run(whole.span, from: hasMark ? Self.byteOrderMark.count : 0, body)
    }

    private mutating func run(
        _ window: Span<UInt8>,
        from start: Int,
        _ body: (Span<UInt8>, LinePlace) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        var begin = start
        if skipsLineFeed, begin < window.count {
            if window[begin] == 0x0A {
                begin += 1
                place.byte += 1
            }
            skipsLineFeed = false
        }
        while begin < window.count {
            let end = Self.lineEnd(window, from: begin)
            guard pending.count + (end - begin) <= lineBytesMax else {
                let message = "a line of more than \(lineBytesMax) bytes"
                throw BankFileFinding(.limit, message, at: place.position())
            }
            guard end < window.count else {
                for index in begin..<end { pending.append(window[index]) }
                return
            }
            let length: Int
            if pending.isEmpty {
                length = end - begin
                try body(window.extracting(begin..<end), place)
            } else {
                for index in begin..<end { pending.append(window[index]) }
                let line = pending
                pending.removeAll(keepingCapacity: true)
                length = line.count
                try body(line.span, place)
            }
            var next = end + 1
            if window[end] == 0x0D {
                if next == window.count { skipsLineFeed = true } else if window[next] == 0x0A { next += 1 }
            }
            place.line += 1
            place.byte += length + (next - end)
            begin = next
        }
    }

    /// The offset of the next CR or LF, or the end of the window.
    private static func lineEnd(_ window: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index &+ 16 <= window.count {
            let place = SixteenBytes(window, index).firstLineEnd
            if place < 16 { return index &+ place }
            index &+= 16
        }
        while index < window.count {
            if window[index] == 0x0A || window[index] == 0x0D { return index }
            index &+= 1
        }
        return index
    }
}
