/// Finds the cells of one row.
struct RowCutter {
    /// Where a row ends.
    struct End {
        /// Behind the last byte of the last cell.
        var content: Int
        /// Where the next row begins.
        var next: Int
        /// Line ends in and behind the row.
        var lines = 1
        /// The row ended with a line's end, and not just with the file.
        var hasLineEnd = false
        /// The row ended with CR at the end of the window.
        var mayHaveLineFeed = false
        /// Where a quote stands that never closes.
        var openQuote: Int?
    }

    private enum Quoted {
        /// The cell ended; the offset is that of the delimiter or line end behind it.
        case closed(DelimitedRow.Cell, next: Int, lines: Int)
        case open
        /// The window ends before it can be told.
        case undecided
    }

    let delimiter: UInt8
    /// Whether a byte above 0x7F makes the next one part of its character, whatever it looks like.
    let skipsPairs: Bool
    var cells: [DelimitedRow.Cell] = []

    init(delimiter: UInt8, skipsPairs: Bool) {
        self.delimiter = delimiter
        self.skipsPairs = skipsPairs
    }

    /// Cuts the row that begins at an offset.
    ///
    /// - Returns: `nil` when the window ends before the row does, which cannot be when it is the last.
    mutating func cut(_ window: Span<UInt8>, from begin: Int, isLast: Bool) -> End? {
        cells.removeAll(keepingCapacity: true)
        var openQuote: Int?
        var lines = 0
        var cellBegin = begin
        while true {
            var index = cellBegin
            while index < window.count, isBlank(window[index]) { index &+= 1 }
            var hasCell = false
            if index < window.count, window[index] == Ascii.quote, openQuote == nil {
                switch quoted(window, open: index, isLast: isLast) {
                case .closed(let cell, let next, let breaks):
                    cells.append(cell)
                    lines += breaks
                    index = next
                    hasCell = true
                case .open: openQuote = index
                case .undecided: return nil
                }
            }
            if !hasCell {
                index = cellEnd(window, from: index)
                if index >= window.count, !isLast { return nil }
                cells.append(DelimitedRow.Cell(begin: cellBegin, end: index))
            }
            if index < window.count, window[index] == delimiter {
                cellBegin = index + 1
                continue
            }
            return end(window, at: index, lines: lines, openQuote: openQuote)
        }
    }

    /// Whether the row that was cut is a blank line.
    func isBlank(_ window: Span<UInt8>) -> Bool {
        guard cells.count == 1, let only = cells.first, !only.wasQuoted else { return false }
        for index in only.begin..<only.end where !DelimitedRow.isBlank(window[index]) { return false }
        return true
    }

    private func end(_ window: Span<UInt8>, at index: Int, lines: Int, openQuote: Int?) -> End {
        var end = End(content: index, next: min(index + 1, window.count), lines: lines, openQuote: openQuote)
        guard index < window.count else { return end }
        end.hasLineEnd = true
        end.lines += 1
        if window[index] == 0x0D {
            if index + 1 == window.count {
                end.mayHaveLineFeed = true
            } else if window[index + 1] == 0x0A {
                end.next += 1
            }
        }
        return end
    }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool { (byte == 0x20 || byte == 0x09) && byte != delimiter }

    /// The offset of the next delimiter, CR or LF, or the end of the window.
    @inline(__always)
    private func cellEnd(_ window: Span<UInt8>, from start: Int) -> Int {
        var index = start
        if skipsPairs {
            while index < window.count {
                let byte = window[index]
                if byte == delimiter || byte == 0x0A || byte == 0x0D { return index }
                index &+= byte > 0x80 ? 2 : 1
            }
            return min(index, window.count)
        }
        while index &+ 16 <= window.count {
            let place = SixteenBytes(window, index).firstLineEnd(or: delimiter)
            if place < 16 { return index &+ place }
            index &+= 16
        }
        while index < window.count {
            let byte = window[index]
            if byte == delimiter || byte == 0x0A || byte == 0x0D { return index }
            index &+= 1
        }
        return index
    }

    /// Looks for the quote that closes: one with a delimiter, a line's end or the file's end behind it.
    ///
    /// A quote with something else behind it is text as long as its line is the one where the cell began; behind a
    /// line's end it shows that the quote was never closed, and that what was passed are other rows.
    private func quoted(_ window: Span<UInt8>, open: Int, isLast: Bool) -> Quoted {
        var index = open + 1
        var lines = 0
        var isEscaped = false
        while true {
            index = quoteOrBreak(window, from: index)
            guard index < window.count else {
                if isLast || index - open > DelimitedReader.rowBytesMax { return .open }
                return .undecided
            }
            guard index - open <= DelimitedReader.quotedBytesMax else { return .open }
            let byte = window[index]
            index += 1
            guard byte == Ascii.quote else {
                if byte == 0x0D, index == window.count, !isLast { return .undecided }
                if byte == 0x0D, index < window.count, window[index] == 0x0A { index += 1 }
                lines += 1
                guard lines <= DelimitedReader.quotedLinesMax else { return .open }
                continue
            }
            if index < window.count, window[index] == Ascii.quote {
                isEscaped = true
                index += 1
                continue
            }
            var next = index
            while next < window.count, isBlank(window[next]) { next += 1 }
            if next == window.count, !isLast { return .undecided }
            if next == window.count || window[next] == delimiter || window[next] == 0x0A || window[next] == 0x0D {
                let range = isEscaped ? open..<index : (open + 1)..<(index - 1)
                let cell = DelimitedRow.Cell(
                    begin: range.lowerBound,
                    end: range.upperBound,
                    wasQuoted: true,
                    isEscaped: isEscaped
                )
                return .closed(cell, next: next, lines: lines)
            }
            guard lines == 0 else { return .open }
            isEscaped = true
        }
    }

    /// The offset of the next quote, CR or LF, or the end of the window.
    private func quoteOrBreak(_ window: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index &+ 16 <= window.count {
            let place = SixteenBytes(window, index).firstLineEnd(or: Ascii.quote)
            if place < 16 { return index &+ place }
            index &+= 16
        }
        while index < window.count, window[index] != Ascii.quote, window[index] != 0x0A, window[index] != 0x0D {
            index += 1
        }
        return index
    }
}
