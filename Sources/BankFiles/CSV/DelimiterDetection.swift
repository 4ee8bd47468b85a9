/// Tells the delimiter of a file from its begin.
enum DelimiterDetection {
    static let candidates = [UInt8(ascii: ","), Ascii.semicolon, 0x09, UInt8(ascii: "|")]
    /// Rows that are looked at.
    private static let rowsMax = 200

    /// The candidate that cuts most rows into equally many cells; rows before and behind the table do not count.
    ///
    /// - Parameter start: the first bytes without a byte order mark, UTF-8 where the file is UTF-16.
    /// - Returns: `nil` when none of them cuts two rows alike, nor the only row.
    static func delimiter(of start: [UInt8], _ encoding: FileEncoding) -> UInt8? {
        let line = start.prefix { $0 != 0x0A && $0 != 0x0D }
        if line.count == 5, line.starts(with: "sep=".utf8), let last = line.last, candidates.contains(last) {
            return last
        }
        if line.elementsEqual("sep=\\t".utf8) { return 0x09 }
        var best: (delimiter: UInt8, score: Int)?
        for candidate in candidates {
            let score = score(of: candidate, start, encoding)
            if score > best?.score ?? 0 { best = (candidate, score) }
        }
        return best?.delimiter
    }

    private static func score(of delimiter: UInt8, _ start: [UInt8], _ encoding: FileEncoding) -> Int {
        let widths = widths(start, delimiter, encoding)
        var counts: [Int: Int] = [:]
        for width in widths where width > 1 { counts[width, default: 0] += 1 }
        guard let usual = counts.max(by: { ($0.value * $0.key, $0.key) < ($1.value * $1.key, $1.key) })?.key else {
            return 0
        }
        // A header without the delimiter at the end of its rows is one cell shorter.
        let rows = widths.count { abs($0 - usual) <= 1 && $0 > 1 }
        return rows * rows * 1_000 / max(widths.count, 1) * (usual - 1)
    }

    private static func widths(_ start: [UInt8], _ delimiter: UInt8, _ encoding: FileEncoding) -> [Int] {
        var cutter = RowCutter(delimiter: delimiter, skipsPairs: delimiter >= 0x30 && encoding.hasTrailingASCII)
        var widths: [Int] = []
        var begin = 0
        let window = start.span
        // A row that the begin of the file cuts off tells nothing, unless it is the only one.
        let isWhole = start.count < DelimitedReader.startBytes - 3
        while begin < start.count, widths.count < rowsMax {
            guard let end = cutter.cut(window, from: begin, isLast: isWhole || widths.isEmpty) else { break }
            begin = end.next
            if !cutter.isBlank(window) { widths.append(width(of: cutter.cells, window, delimiter)) }
        }
        return widths
    }

    /// How many cells a row has, 1 when most of them begin with another delimiter: blanks or tabs hidden in cells.
    private static func width(of cells: [DelimitedRow.Cell], _ window: Span<UInt8>, _ delimiter: UInt8) -> Int {
        let others = cells.dropFirst().count { cell in
            cell.begin < cell.end && window[cell.begin] != delimiter && candidates.contains(window[cell.begin])
        }
        return others * 2 > cells.count ? 1 : cells.count
    }
}
