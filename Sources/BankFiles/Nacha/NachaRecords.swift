/// Cuts a NACHA file into records of 94 characters, each on its own line or all on one.
///
/// Trailing blanks of a line may be missing, and a line may have something behind its 94 characters; a line that is
/// long enough for two records holds as many as fit.
///
/// Source: Nacha Operating Rules, appendix three, section 3.1; the variants are those that banks send.
struct NachaRecords: Sendable {
    static let recordBytes = 94

    private(set) var place = LinePlace()
    /// The begin of a line whose rest has not come yet.
    private var pending: [UInt8] = []
    /// Where `pending` begins in its line.
    private var column = 0
    /// The line at hand holds several records.
    private var isCutting = false
    private var skipsLineFeed = false
    private var isStart = true

    init() {}

    mutating func feed(
        _ bytes: [UInt8],
        _ body: (Span<UInt8>, LinePlace, Int) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        if isStart {
            pending.append(contentsOf: bytes)
            guard pending.count >= 3 else { return }
            isStart = false
            let whole = pending
            pending = []
            let hasMark = whole.starts(with: [0xEF, 0xBB, 0xBF])
            if hasMark { place.byte = 3 }
            return try run(whole.span, from: hasMark ? 3 : 0, body)
        }
        try run(bytes.span, from: 0, body)
    }

    mutating func finish(
        _ body: (Span<UInt8>, LinePlace, Int) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        if isStart {
            isStart = false
            let whole = pending
            pending = []
            try run(whole.span, from: 0, body)
        }
        try endLine(body)
    }

    private mutating func run(
        _ window: Span<UInt8>,
        from start: Int,
        _ body: (Span<UInt8>, LinePlace, Int) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        var begin = start
        while begin < window.count {
            if skipsLineFeed {
                skipsLineFeed = false
                if window[begin] == 0x0A {
                    begin += 1
                    place.byte += 1
                    continue
                }
            }
            // Most lines are whole and in one piece.
            let end = Self.lineEnd(window, from: begin, atMost: Self.recordBytes + 1)
            if end < window.count, end - begin <= Self.recordBytes, pending.isEmpty, !isCutting {
                try body(window.extracting(begin..<end), place, 0)
                begin = next(window, end, lineBytes: end - begin)
                continue
            }
            if end < window.count, end - begin <= Self.recordBytes {
                for index in begin..<end { pending.append(window[index]) }
                let length = column + pending.count
                try endLine(body)
                begin = next(window, end, lineBytes: length)
                continue
            }
            for index in begin..<end { pending.append(window[index]) }
            begin = end
            if pending.count >= 2 * Self.recordBytes || isCutting { try cut(body) }
        }
    }

    /// Hands over the records of a long line that are complete.
    private mutating func cut(
        _ body: (Span<UInt8>, LinePlace, Int) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        isCutting = true
        var used = 0
        while pending.count - used >= Self.recordBytes {
            try body(pending.span.extracting(used..<used + Self.recordBytes), place, column + used)
            used += Self.recordBytes
        }
        pending.removeFirst(used)
        column += used
    }

    private mutating func endLine(
        _ body: (Span<UInt8>, LinePlace, Int) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        defer {
            pending.removeAll(keepingCapacity: true)
            column = 0
            isCutting = false
        }
        if isCutting || pending.count >= 2 * Self.recordBytes { try cut(body) }
        if !pending.isEmpty { try body(pending.span, place, column) }
    }

    private mutating func next(_ window: Span<UInt8>, _ end: Int, lineBytes: Int) -> Int {
        var next = end + 1
        if window[end] == 0x0D {
            if next == window.count { skipsLineFeed = true } else if window[next] == 0x0A { next += 1 }
        }
        place.line += 1
        place.byte += lineBytes + (next - end)
        return next
    }

    /// The offset of the next CR or LF, but no further than `limit` bytes on and than the end of the window.
    private static func lineEnd(_ window: Span<UInt8>, from start: Int, atMost limit: Int) -> Int {
        let last = min(window.count, start + limit)
        var index = start
        while index &+ 16 <= last {
            let place = SixteenBytes(window, index).firstLineEnd
            if place < 16 { return index &+ place }
            index &+= 16
        }
        if last &- start >= 16 {
            // The rest with some bytes before it, of which none ends a line.
            return last &- 16 &+ SixteenBytes(window, last &- 16).firstLineEnd
        }
        while index < last {
            if window[index] == 0x0A || window[index] == 0x0D { return index }
            index &+= 1
        }
        return index
    }
}
