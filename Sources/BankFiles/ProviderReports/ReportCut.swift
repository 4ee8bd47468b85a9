/// Tells whether a report was cut inside its last row, as `CSVCut` does for statements: many exports have no line's end
/// behind the last row, so only what all rows before have can tell.
struct ReportCut: Sendable {
    /// The least that a row had.
    private var cells = Int.max
    private var hasEmptyEnd = false
    /// Of the last cells; `nil` where one of them is no figure.
    private var decimals: Int? = Int.max

    mutating func note(_ row: DelimitedRow) {
        guard row.hasLineEnd, row.count > 0 else { return }
        cells = min(cells, row.count)
        let text = reportCell(row, row.count - 1)
        if text.isEmpty { hasEmptyEnd = true }
        decimals = Self.decimals(of: text).flatMap { count in decimals.map { min($0, count) } }
    }

    /// Why the row is cut.
    ///
    /// - Parameter name: of a column.
    func finding(_ row: DelimitedRow, name: (Int) -> String) -> BankFileFinding? {
        guard !row.hasLineEnd, row.count > 0, cells < .max else { return nil }
        let last = row.count - 1
        let text = reportCell(row, last)
        let message: String
        if row.openQuote != nil {
            message = "the file ends inside the quotes of its last row, which is cut"
        } else if row.count < cells {
            message = "the file ends inside its last row, which has \(row.count) cells and no line's end, not \(cells)"
        } else if text.isEmpty, !hasEmptyEnd {
            message = "the file ends before the last cell of its last row, which all others have"
        } else if let decimals, decimals > 0, let count = Self.decimals(of: text), count < decimals {
            message =
                "the file ends without a line's end behind a figure of \(count) decimals, where all others have "
                + "\(decimals): it is cut"
        } else {
            return nil
        }
        return BankFileFinding(.truncated, message, at: row.position(last, path: name(last)))
    }

    private static func decimals(of text: String) -> Int? {
        guard text.utf8.contains(where: Ascii.isDigit),
            text.utf8.allSatisfy({ Ascii.isDigit($0) || [0x2B, 0x2C, 0x2D, 0x2E].contains($0) })
        else { return nil }
        guard let mark = text.utf8.lastIndex(where: { $0 == 0x2C || $0 == 0x2E }) else { return 0 }
        return text.utf8.distance(from: mark, to: text.utf8.endIndex) - 1
    }
}
