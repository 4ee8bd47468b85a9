import PaymentVocabulary

/// Tells whether a file was cut inside its last row.
///
/// Many exports have no line's end behind the last row, so that this alone says nothing. A row without one is cut when it
/// has fewer cells than the others, or when its last cell is a figure that has fewer decimals than all others have. What
/// cannot be told, such as a whole number where others have decimals or not, is said without losing the row.
struct CSVCut: Sendable {
    enum Verdict {
        /// Nothing speaks against the row.
        case whole
        /// The last figure may lack digits.
        case open(BankFileFinding)
        case cut(BankFileFinding)
    }

    /// The least cells that an entry had, or else those that the heads want.
    private var cells: Int
    /// By column, what is in it as far as its length matters.
    private let roles: [CSVRole?]
    private let dateColumn: Int?
    private let mark: UInt8
    private let exponent: Int
    private let heads: [String]
    private var rows = 0
    private var decimals: ClosedRange<Int>?
    /// Bytes of the shortest last cell.
    private var length = Int.max
    /// The first cell of the first entry.
    private var first: [UInt8] = []

    init(_ layout: CSVLayout) {
        let figures: [CSVRole] = [.amount, .credit, .debit, .balance, .currency, .mark, .date, .valueDate]
        let places = figures.compactMap { role in layout.column(role).map { (role, $0) } }
        var roles = [CSVRole?](repeating: nil, count: (places.map(\.1).max() ?? -1) + 1)
        for (role, column) in places { roles[column] = role }
        let lastHead = layout.heads.lastIndex { !CSVWords.key($0).isEmpty }.map { $0 + 1 } ?? layout.width
        cells = max(lastHead, roles.count)
        self.roles = roles
        (dateColumn, mark, heads) = (layout.column(.date), layout.mark, layout.heads)
        exponent = Int(layout.currency.exponent)
    }

    /// Takes note of a row that became an entry.
    @inline(__always)
    mutating func note(_ row: DelimitedRow, _ window: Span<UInt8>) {
        let count = row.count
        guard row.hasLineEnd, count > 0 else { return }
        if rows == 0 {
            cells = count
            first = Array(row.buffer[row.content(0)])
        } else if count < cells {
            cells = count
        }
        rows &+= 1
        if let role = role(of: row) { note(role, row.content(count - 1), window) }
    }

    private mutating func note(_ role: CSVRole, _ range: Range<Int>, _ window: Span<UInt8>) {
        if range.count < length { length = range.count }
        guard Self.isMoney(role), !range.isEmpty else { return }
        let count = decimals(window, range)
        if decimals?.contains(count) == true { return }
        decimals = decimals.map { min($0.lowerBound, count)...max($0.upperBound, count) } ?? count...count
    }

    /// - Parameter row: the last one of the file, without a line's end, and no line outside the table.
    func verdict(on row: DelimitedRow, _ window: Span<UInt8>) -> Verdict {
        guard let last = row.cells.last else { return .whole }
        if let quote = row.openQuote, quote >= last.begin || row.count < cells {
            return .cut(finding("the file ends inside the quotes of its last row, which is cut", row))
        }
        if row.count < cells {
            guard isOfTable(row, window) else { return .whole }
            let message =
                "the file ends inside its last row, which has \(row.count) cells and no line's end, not \(cells)"
            return .cut(finding(message, row))
        }
        guard let role = role(of: row), !last.wasQuoted else { return .whole }
        let range = row.content(row.count - 1)
        if Self.isMoney(role), !range.isEmpty { return verdict(on: row, decimals(window, range)) }
        if role == .date || role == .valueDate, rows > 0, !range.isEmpty, range.count < length {
            return .cut(finding("the file ends inside the last row's date", row))
        }
        // Debits leave the place of a credit empty; the others are in every row or in none.
        let isOptional = role == .credit || role == .debit || role == .balance || role == .valueDate
        guard range.isEmpty, rows > 0, length > 0, !isOptional else { return .whole }
        return .cut(finding("the file ends before the last cell of its last row, which all others have", row))
    }

    /// What the last cell of a row is.
    private func role(of row: DelimitedRow) -> CSVRole? { row.count <= roles.count ? roles[row.count - 1] : nil }

    /// What the decimals of a last figure say, beside those of all others.
    private func verdict(on row: DelimitedRow, _ count: Int) -> Verdict {
        let all = decimals ?? exponent...exponent
        if count >= all.upperBound, count > 0 { return .whole }
        let message = "the file ends without a line's end behind a figure of \(count) decimals"
        guard rows > 0, count < all.lowerBound else { return .open(finding("\(message), which may be cut", row)) }
        return .cut(finding("\(message), where all others have \(all.lowerBound): it is cut", row))
    }

    private static func isMoney(_ role: CSVRole) -> Bool {
        role == .amount || role == .credit || role == .debit || role == .balance
    }

    private func finding(_ message: String, _ row: DelimitedRow) -> BankFileFinding {
        let column = row.count - 1
        return BankFileFinding(
            .truncated,
            message,
            at: row.position(column, path: CSVLayout.head(column, of: heads))
        )
    }

    /// Whether a row that is too short begins as an entry does, and not as a line of text below the table.
    private func isOfTable(_ row: DelimitedRow, _ window: Span<UInt8>) -> Bool {
        if let dateColumn, dateColumn < row.count {
            let range = row.content(dateColumn)
            if dateColumn < row.count - 1 || !range.isEmpty {
                for index in range where !Ascii.isDigit(window[index]) {
                    // The begin of a date, or a whole one that has words.
                    let byte = window[index]
                    let isBetween = byte == 0x2D || byte == 0x2E || byte == 0x2F || byte == 0x20
                    if !isBetween || index == range.lowerBound { return row.dateParts(dateColumn) != nil }
                }
                return !range.isEmpty
            }
        }
        // Before the date, which account it is mostly is alike in all of them.
        let range = row.content(0)
        guard rows > 0 else { return row.count > 1 }
        guard !range.isEmpty, range.count <= first.count else { return false }
        return zip(range, first).allSatisfy { window[$0] == $1 }
    }

    private func decimals(_ window: Span<UInt8>, _ range: Range<Int>) -> Int {
        var index = range.upperBound
        // A sign or a currency may stand behind the digits.
        while index > range.lowerBound, !Ascii.isDigit(window[index - 1]), window[index - 1] != mark { index -= 1 }
        let end = index
        while index > range.lowerBound, Ascii.isDigit(window[index - 1]) { index -= 1 }
        return index > range.lowerBound && window[index - 1] == mark ? end - index : 0
    }
}
