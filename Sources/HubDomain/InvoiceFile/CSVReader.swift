/// One field of a row and the place where it begins.
struct TableCell: Hashable, Sendable {
    let text: String
    let position: TextPosition
}

/// Reads comma-separated values as bytes arrive (RFC 4180: quotes, doubled quotes, line breaks inside quotes; a byte
/// order mark and LF, CRLF or CR line ends are accepted).
///
/// A broken row costs only itself: reading goes on with the line after the one on which the row began, so that one
/// forgotten quote does not swallow the file. Memory is bounded by `rowBytesMax` and one chunk.
struct CSVReader {
    enum Row {
        case cells([TableCell], position: TextPosition)
        case broken(TableProblem)
    }

    static let rowBytesMax = 1 << 20
    static let cellsMax = 1_000

    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 1
    private var isFirst = true

    mutating func feed(_ chunk: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: chunk)
    }

    /// The next row that is not empty, or `nil` when more bytes are needed (`isComplete` false) or none are left.
    mutating func next(isComplete: Bool) -> Row? {
        if isFirst {
            guard buffer.count >= 3 || isComplete else { return nil }
            if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
            isFirst = false
        }
        while start < buffer.count {
            var scanner = RowScanner(bytes: buffer[start...], line: line, isComplete: isComplete)
            do throws(TableProblem) {
                guard let end = try scanner.scan() else { return nil }
                let position = TextPosition(line: line, column: 1)
                start = end
                line = scanner.line
                if scanner.cells.count == 1, scanner.cells[0].text.isEmpty, !scanner.wasQuoted { continue }
                return .cells(scanner.cells, position: position)
            } catch {
                skipLine()
                return .broken(error)
            }
        }
        return nil
    }

    private mutating func skipLine() {
        while start < buffer.count, !buffer[start].isLineBreak { start += 1 }
        if start + 1 < buffer.count, buffer[start] == .carriageReturn, buffer[start + 1] == .lineFeed { start += 1 }
        if start < buffer.count { start += 1 }
        line += 1
    }
}

/// One attempt at one row; a row that is not complete yet is tried again from its start when more bytes have come.
private struct RowScanner {
    let bytes: ArraySlice<UInt8>
    let isComplete: Bool
    var line: Int
    var cells: [TableCell] = []
    var wasQuoted = false
    private var index: Int
    /// Up to where columns have been counted, so that a row costs one count however many fields it has.
    private var counted: (index: Int, column: Int)

    init(bytes: ArraySlice<UInt8>, line: Int, isComplete: Bool) {
        self.bytes = bytes
        self.line = line
        self.isComplete = isComplete
        index = bytes.startIndex
        counted = (bytes.startIndex, 1)
    }

    /// - Returns: the index behind the row's line end, `nil` when the row may go on in bytes that have not come.
    mutating func scan() throws(TableProblem) -> Int? {
        while true {
            let position = self.position(of: index)
            guard let content = try isAtQuote ? quoted(from: position) : plain() else {
                guard bytes.count <= CSVReader.rowBytesMax else { throw tooLong(at: position) }
                return nil
            }
            guard index - bytes.startIndex <= CSVReader.rowBytesMax else { throw tooLong(at: position) }
            guard cells.count < CSVReader.cellsMax else {
                throw TableProblem("more than \(CSVReader.cellsMax) fields", at: position)
            }
            cells.append(TableCell(text: try text(content, at: position), position: position))
            guard index < bytes.endIndex else { return isComplete ? index : nil }
            if bytes[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            // A carriage return at the very end may be half of a CRLF.
            if bytes[index] == .carriageReturn {
                guard index + 1 < bytes.endIndex || isComplete else { return nil }
                if index + 1 < bytes.endIndex, bytes[index + 1] == .lineFeed { index += 1 }
            }
            line += 1
            return index + 1
        }
    }

    private var isAtQuote: Bool { index < bytes.endIndex && bytes[index] == .quote }

    private mutating func plain() throws(TableProblem) -> [UInt8]? {
        let from = index
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: ","), !bytes[index].isLineBreak {
            guard bytes[index] != .quote else {
                throw TableProblem("a quote inside a field that is not quoted", at: position(of: index))
            }
            index += 1
        }
        guard index < bytes.endIndex || isComplete else { return nil }
        return Array(bytes[from..<index])
    }

    private mutating func quoted(from opening: TextPosition) throws(TableProblem) -> [UInt8]? {
        var content: [UInt8] = []
        wasQuoted = true
        index += 1
        while index < bytes.endIndex {
            let byte = bytes[index]
            guard index - bytes.startIndex <= CSVReader.rowBytesMax else { throw tooLong(at: opening) }
            guard byte == .quote else {
                let isSecondHalf = byte == .lineFeed && bytes[index - 1] == .carriageReturn
                if byte.isLineBreak, !isSecondHalf { line += 1 }
                if byte.isLineBreak { counted = (index + 1, 1) }
                content.append(byte)
                index += 1
                continue
            }
            guard index + 1 < bytes.endIndex else {
                guard isComplete else { return nil }
                index += 1
                return content
            }
            let following = bytes[index + 1]
            guard following == .quote else {
                index += 1
                guard following == UInt8(ascii: ",") || following.isLineBreak else {
                    throw TableProblem("text after the closing quote of a field", at: position(of: index))
                }
                return content
            }
            content.append(.quote)
            index += 2
        }
        guard !isComplete else { throw TableProblem("a quote that is never closed", at: opening) }
        return nil
    }

    private func tooLong(at position: TextPosition) -> TableProblem {
        TableProblem("a row longer than \(CSVReader.rowBytesMax) bytes", at: position)
    }

    private func text(_ content: [UInt8], at position: TextPosition) throws(TableProblem) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw TableProblem("bytes that are not UTF-8", at: position)
        }
        guard !content.contains(where: { $0 < 0x20 && $0 != 0x09 && !$0.isLineBreak || $0 == 0x7F }) else {
            throw TableProblem("a control character", at: position)
        }
        return text
    }

    /// Columns count scalars, so continuation bytes do not count.
    private mutating func position(of index: Int) -> TextPosition {
        let column = bytes[counted.index..<index].reduce(counted.column) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        counted = (index, column)
        return TextPosition(line: line, column: column)
    }
}

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate var isLineBreak: Bool { self == .lineFeed || self == .carriageReturn }
}
