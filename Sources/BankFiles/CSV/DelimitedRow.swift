/// One row of a delimited file, cut into cells.
///
/// The cells are places in the bytes that were read, so that a row costs no string: text is made only of the cells
/// that are asked for.
struct DelimitedRow: Sendable {
    /// Where a cell's content lies.
    struct Cell: Hashable, Sendable {
        var begin: Int
        var end: Int
        var wasQuoted = false
        /// The content still has its outer quotes and doubled ones, because it is not just what stands between them.
        var isEscaped = false
    }

    /// The bytes that the row is a part of; in a UTF-16 file they are UTF-8.
    var buffer: [UInt8] = []
    var cells: [Cell] = []
    /// Where the row begins in the buffer.
    var begin = 0
    /// From 1, the line on which the row begins.
    var line = 1
    /// From 0, in bytes of the file.
    var byte = 0
    var encoding = FileEncoding.utf8
    /// What stands between the cells.
    var delimiter = UInt8(ascii: ",")
    /// Where a quote stands that never closes: its cell was cut at the delimiters and at the line's end, as if the quote
    /// were text.
    var openQuote: Int?
    /// Whether a line's end stands behind the row; the last one of a file may have none.
    var hasLineEnd = true
    /// The limit that the row is beyond, such as `1000 cells`; nothing of it is kept then.
    private(set) var limit: String?

    /// What is wrong with the row.
    var fault: BankFileFinding? {
        if let limit { return BankFileFinding(.limit, "a row of more than \(limit); it was left out", at: position()) }
        return openQuote.map {
            let message = "a quote that never closes; the row was read to the end of its line"
            return BankFileFinding(.notWellFormed, message, at: position(offset: $0))
        }
    }

    /// A row in the same place, of which nothing is kept but that it is beyond a limit.
    func beyond(_ limit: String) -> DelimitedRow {
        var row = self
        row.cells = [Cell(begin: begin, end: begin)]
        (row.openQuote, row.hasLineEnd, row.limit) = (nil, true, limit)
        return row
    }

    var count: Int { cells.count }

    /// The cells with their texts.
    var fields: [DelimitedField] { cells.map { DelimitedField(row: self, cell: $0) } }

    /// - Returns: `nil` when the row has no such cell.
    subscript(index: Int) -> DelimitedField? {
        cells.indices.contains(index) ? DelimitedField(row: self, cell: cells[index]) : nil
    }

    /// The text of a cell without the blanks around it, empty when the row has no such cell.
    func text(_ index: Int) -> String { plainText(index) ?? self[index]?.text ?? "" }

    /// The same where it is just what stands there: visible ASCII without quotes of its own, alike in every encoding.
    private func plainText(_ index: Int) -> String? {
        guard index >= 0, index < cells.count, !cells[index].isEscaped else { return nil }
        let range = content(index)
        let window = buffer.span
        for place in range where !(0x20..<0x7F).contains(window[place]) { return nil }
        return fileText(window.extracting(range))
    }

    /// Where the content of a cell lies in the buffer, without the blanks around it.
    ///
    /// - Returns: an empty range when the row has no such cell; quotes inside are still as the file has them.
    @inline(__always)
    func content(_ index: Int) -> Range<Int> {
        guard index < cells.count else { return 0..<0 }
        let cell = cells[index]
        var (begin, end) = (cell.begin, cell.end)
        let window = buffer.span
        while begin < end, Self.isBlank(window[begin]) { begin &+= 1 }
        while end > begin, Self.isBlank(window[end &- 1]) { end &-= 1 }
        return begin..<end
    }

    /// Whether every cell is empty.
    var isEmpty: Bool { limit == nil && cells.indices.allSatisfy { content($0).isEmpty } }

    /// Where the row begins, or one of its cells.
    func position(_ index: Int? = nil, path: String? = nil) -> BankFilePosition {
        guard let index, cells.indices.contains(index) else {
            return BankFilePosition(line: line, column: 1, byte: byte, path: path)
        }
        return position(offset: content(index).lowerBound, path: path)
    }

    /// Where a byte of the buffer stands in the file.
    func position(offset: Int, path: String? = nil) -> BankFilePosition {
        var lines = 0
        var lineBegin = begin
        var index = begin
        while index < offset {
            // CRLF is one line end.
            let isPaired = buffer[index] == 0x0D && index + 1 < buffer.count && buffer[index + 1] == 0x0A
            if buffer[index] == 0x0A || (buffer[index] == 0x0D && !isPaired) {
                lines += 1
                lineBegin = index + 1
            }
            index += 1
        }
        return BankFilePosition(
            line: line + lines,
            column: DelimitedRow.bytes(of: buffer.span, in: lineBegin..<offset, encoding) + 1,
            byte: byte + DelimitedRow.bytes(of: buffer.span, in: begin..<offset, encoding),
            path: path
        )
    }

    /// How many bytes of the file a part of the buffer stands for.
    static func bytes(of window: Span<UInt8>, in range: Range<Int>, _ encoding: FileEncoding) -> Int {
        guard encoding.isUTF16 else { return range.count }
        var count = 0
        for index in range {
            switch window[index] {
            case 0x80...0xBF: break
            case 0xF0...0xFF: count += 4
            default: count += 2
            }
        }
        return count
    }

    /// Blanks, and the tabs and zeros that exports hide in cells.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0x00
    }
}

/// One cell of a row.
struct DelimitedField: Sendable {
    let row: DelimitedRow
    let cell: DelimitedRow.Cell

    var wasQuoted: Bool { cell.wasQuoted }

    /// Where the content begins.
    var position: BankFilePosition { row.position(offset: cell.begin) }

    /// The content without its quotes, with the blanks around it, in the encoding of the file.
    var bytes: [UInt8] {
        let raw = row.buffer[cell.begin..<cell.end]
        guard cell.isEscaped else { return Array(raw) }
        var content: [UInt8] = []
        content.reserveCapacity(raw.count)
        var isPaired = false
        // Of two quotes one stays; so does a single one inside, which the writer forgot to double.
        let inner = raw.drop { DelimitedRow.isBlank($0) }.dropFirst()
        let end = inner.lastIndex(of: Ascii.quote).map { last in
            inner[(last + 1)...].allSatisfy(DelimitedRow.isBlank) ? last : inner.endIndex
        }
        for byte in inner[..<(end ?? inner.endIndex)] {
            if byte == Ascii.quote, isPaired {
                isPaired = false
                continue
            }
            isPaired = byte == Ascii.quote
            content.append(byte)
        }
        return content
    }

    /// The content without its quotes, decoded, with the blanks around it.
    var rawText: String { row.encoding.text(bytes) }

    /// The content without its quotes and the blanks around it, decoded.
    var text: String {
        let text = rawText
        let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0 == "\u{0}" || $0 == "\u{FEFF}" }
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, isBlank(first) || isBlank(last) else { return text }
        guard let begin = scalars.firstIndex(where: { !isBlank($0) }),
            let end = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[begin...end])
    }
}
