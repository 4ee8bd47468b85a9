import PaymentVocabulary

/// A table as RFC 4180 writes it: a header row, CRLF after every row, UTF-8 without a byte order mark.
struct CSVTable {
    let columns: [String]
    private let places: [String: Int]
    private var cells: [String]
    private(set) var text: String

    /// - Precondition: no column twice.
    init(_ columns: [String]) {
        self.columns = columns
        places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
        cells = Array(repeating: "", count: columns.count)
        text = columns.joined(separator: ",") + "\r\n"
    }

    /// Adds a row of the cells that `fill` sets; the others stay empty.
    mutating func row(_ fill: (inout CSVTable) -> Void) {
        for place in cells.indices { cells[place] = "" }
        fill(&self)
        text += cells.joined(separator: ",")
        text += "\r\n"
    }

    mutating func number(_ column: String, _ value: Int) { plain(column, String(value)) }

    /// What we write ourselves: numbers, dates and words of ours, none of which is a formula.
    mutating func plain(_ column: String, _ value: String?) {
        guard let place = places[column] else { preconditionFailure("no column \(column)") }
        cells[place] = value ?? ""
    }

    /// What somebody else wrote.
    ///
    /// `'` is put before a cell that a spreadsheet would take for a formula, and before one that begins with `'`: taking
    /// one off gives the original back. Control characters, which steer terminals and end cells, become U+FFFD, but for
    /// tabs and line ends.
    mutating func text(_ column: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        let shown = value.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? value : Self.withoutControls(value)
        plain(column, SpreadsheetCell.quoted(SpreadsheetCell.guarded(shown)))
    }

    private static func withoutControls(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            let isLayout = scalar == "\t" || scalar == "\n" || scalar == "\r"
            let isControl = scalar.properties.generalCategory == .control && !isLayout
            result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return result
    }
}
