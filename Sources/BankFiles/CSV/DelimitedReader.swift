/// Cuts a delimited file that is fed in pieces into rows and cells.
///
/// Quoting is that of RFC 4180 with what exports do beside it: blanks around quotes, quotes inside cells that are not
/// quoted, quotes that are not doubled, a quote that never closes (the row has a fault, and the next row begins at the
/// line's end), CR, LF and CRLF, a byte order mark, UTF-16, a first line `sep=;`. Blank lines are no rows. A row beyond
/// the limits has a fault and no cells, and the next one begins at the line's end.
///
/// Rows are cut from the file's own bytes, so that places are true; only UTF-16 is converted in front. What is kept
/// between two pieces is at most one row. Source: RFC 4180, section 2.
struct DelimitedReader: Sendable {
    static let startBytes = 16_384
    static let rowBytesMax = 262_144
    static let cellsMax = 1_000
    /// What may stand between a quote and the one that closes it.
    static let quotedBytesMax = 65_536
    static let quotedLinesMax = 100

    /// Known once the file's begin was read.
    private(set) var delimiter: UInt8
    /// Known once the file's begin was read.
    private(set) var encoding: FileEncoding
    private let isDelimiterGiven: Bool
    private let isEncodingGiven: Bool
    /// The begin of the file, until there is enough to tell the delimiter and the encoding.
    private var start: [UInt8]? = []
    private var decoder: UTF16Stream?
    /// The begin of a row whose end has not come yet.
    private var pending: [UInt8] = []
    /// The last row ended with CR at the end of a piece; an LF that follows belongs to it.
    private var skipsLineFeed = false
    /// The rest of a row that is too long.
    private var excess: ExcessRow?
    private var isFirstRow = true
    private var row = DelimitedRow()

    /// - Parameters:
    ///   - delimiter: `nil` tells it from the begin of the file: comma, semicolon, tab or bar.
    ///   - encoding: `nil` tells it from the begin of the file.
    init(delimiter: UInt8? = nil, encoding: FileEncoding? = nil) {
        self.delimiter = delimiter ?? UInt8(ascii: ",")
        self.encoding = encoding ?? .utf8
        isDelimiterGiven = delimiter != nil
        isEncodingGiven = encoding != nil
    }

    /// The place behind the last row that was handed over.
    var place: BankFilePosition {
        // The last row need not have a line's end, and its length is not kept.
        var position = row.position()
        position.column = nil
        return position
    }

    /// Reads the next piece and hands over each row that it completes.
    ///
    /// - Throws: what `body` throws; the reader must not be fed after it.
    mutating func feed(
        _ bytes: [UInt8],
        _ body: (DelimitedRow) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        guard start != nil else { return try take(bytes, isLast: false, body) }
        start?.append(contentsOf: bytes)
        if let start, start.count >= Self.startBytes { try begin(start, isLast: false, body) }
    }

    /// Says that the file ends here, and hands over the last rows.
    ///
    /// - Throws: what `body` throws.
    mutating func finish(_ body: (DelimitedRow) throws(BankFileFinding) -> Void) throws(BankFileFinding) {
        if let start { return try begin(start, isLast: true, body) }
        try take([], isLast: true, body)
    }

    private mutating func begin(
        _ bytes: [UInt8],
        isLast: Bool,
        _ body: (DelimitedRow) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        start = nil
        let head = Array(bytes.prefix(Self.startBytes))
        if !isEncodingGiven { encoding = .detect(head) }
        if encoding.isUTF16 { decoder = UTF16Stream(isBigEndian: encoding == .utf16BigEndian) }
        let mark = Self.byteOrderMark(of: head, encoding)
        row.encoding = encoding
        row.byte = mark
        if !isDelimiterGiven {
            var decoder = decoder
            let text = Array(head.dropFirst(mark))
            delimiter = DelimiterDetection.delimiter(of: decoder?.feed(text) ?? text, encoding) ?? UInt8(ascii: ",")
        }
        try take(mark > 0 ? Array(bytes.dropFirst(mark)) : bytes, isLast: isLast, body)
    }

    private static func byteOrderMark(of start: [UInt8], _ encoding: FileEncoding) -> Int {
        switch encoding {
        case .utf16LittleEndian: start.starts(with: [0xFF, 0xFE]) ? 2 : 0
        case .utf16BigEndian: start.starts(with: [0xFE, 0xFF]) ? 2 : 0
        default: start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        }
    }

    private mutating func take(
        _ bytes: [UInt8],
        isLast: Bool,
        _ body: (DelimitedRow) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        guard decoder != nil else { return try run(bytes, isLast: isLast, body) }
        var text = decoder?.feed(bytes) ?? []
        if isLast { text += decoder?.finish() ?? [] }
        try run(text, isLast: isLast, body)
    }

    /// Cuts rows from what was kept and the next piece.
    private mutating func run(
        _ piece: [UInt8],
        isLast: Bool,
        _ body: (DelimitedRow) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        var window = piece
        if !pending.isEmpty {
            // Without a line's end no row ends, so that looking again can wait.
            let mayEnd = isLast || piece.contains { $0 == 0x0A || $0 == 0x0D }
            if !mayEnd, pending.count + piece.count <= Self.rowBytesMax {
                pending.append(contentsOf: piece)
                return
            }
            window = pending + piece
            pending = []
        }
        var begin = 0
        if skipsLineFeed, !window.isEmpty {
            if window[0] == 0x0A {
                begin = 1
                row.byte += encoding.isUTF16 ? 2 : 1
            }
            skipsLineFeed = false
        }
        // Taken out, so that it can be handed over without a copy.
        var row = DelimitedRow()
        swap(&row, &self.row)
        defer { swap(&row, &self.row) }
        row.buffer = window
        row.delimiter = delimiter
        var cutter = RowCutter(delimiter: delimiter, skipsPairs: delimiter >= 0x30 && encoding.hasTrailingASCII)
        swap(&cutter.cells, &row.cells)
        while begin < window.count {
            if excess != nil {
                begin = skipExcess(window, from: begin, &row)
                continue
            }
            let end = cutter.cut(window.span, from: begin, isLast: isLast)
            row.begin = begin
            guard (end?.content ?? window.count) - begin <= Self.rowBytesMax else {
                try body(row.beyond("\(Self.rowBytesMax) bytes"))
                excess = ExcessRow(bytesLeft: Self.rowBytesMax)
                isFirstRow = false
                continue
            }
            guard let end else { break }
            if cutter.cells.count > Self.cellsMax {
                try body(row.beyond("\(Self.cellsMax) cells"))
                isFirstRow = false
            } else if !cutter.isBlank(window.span) {
                swap(&cutter.cells, &row.cells)
                if !isSeparatorLine(row) {
                    row.openQuote = end.openQuote
                    row.hasLineEnd = end.hasLineEnd
                    try body(row)
                }
                isFirstRow = false
                swap(&cutter.cells, &row.cells)
            }
            row.line += end.lines
            row.byte += DelimitedRow.bytes(of: window.span, in: begin..<end.next, encoding)
            begin = end.next
            skipsLineFeed = end.mayHaveLineFeed
        }
        swap(&cutter.cells, &row.cells)
        row.buffer = []
        if begin < window.count { pending = Array(window[begin...]) }
    }

    /// Excel's own hint of the delimiter, which is no row.
    private func isSeparatorLine(_ row: DelimitedRow) -> Bool {
        guard isFirstRow, row.count <= 2, row.begin == 0 else { return false }
        let line = row.buffer.prefix { $0 != 0x0A && $0 != 0x0D }
        guard line.count == 5 || line.count == 6, line.starts(with: "sep=".utf8) else { return false }
        return line.count == 5 ? line.last == delimiter : line.elementsEqual("sep=\\t".utf8)
    }

    /// Passes over what is left of a row that is too long.
    ///
    /// - Returns: where the next row begins, or the end of the window.
    private mutating func skipExcess(_ window: [UInt8], from begin: Int, _ row: inout DelimitedRow) -> Int {
        var index = begin
        while index < window.count, var rest = excess {
            let isEnd = rest.ends(with: window[index])
            excess = isEnd ? nil : rest
            index += 1
            guard isEnd else { continue }
            row.line += rest.lines
            guard window[index - 1] == 0x0D else { continue }
            if index == window.count {
                skipsLineFeed = true
            } else if window[index] == 0x0A {
                index += 1
            }
        }
        row.byte += DelimitedRow.bytes(of: window.span, in: begin..<index, encoding)
        return index
    }
}

/// What is left of a row beyond the limits: it ends with the first line's end behind them.
private struct ExcessRow {
    private var bytesLeft: Int
    private(set) var lines = 0
    private var isBehindReturn = false

    init(bytesLeft: Int) {
        self.bytesLeft = bytesLeft
    }

    mutating func ends(with byte: UInt8) -> Bool {
        let isBreak = byte == 0x0A || byte == 0x0D
        if isBreak, byte == 0x0D || !isBehindReturn { lines += 1 }
        isBehindReturn = byte == 0x0D
        bytesLeft -= 1
        return isBreak && bytesLeft < 0
    }
}
