/// How a report for people looks: how wide, and whether colours help.
package struct TextStyle: Hashable, Sendable {
    /// Columns of the terminal, or of the mail that the report goes into.
    package let width: Int
    package let isColoured: Bool

    package static let widthMin = 40

    /// - Parameter width: at least `widthMin` is taken.
    package init(width: Int = 100, isColoured: Bool = false) {
        self.width = max(width, Self.widthMin)
        self.isColoured = isColoured
    }

    /// Ways to set off a text; the numbers are those of ECMA-48 (SGR).
    enum Paint: String {
        case title = "1"
        case problem = "1;31"
        case warning = "33"
        case good = "1;32"
        case quiet = "2"
    }

    func painted(_ text: String, _ paint: Paint?) -> String {
        guard isColoured, let paint, !text.isEmpty else { return text }
        return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
    }
}

/// Columns for a terminal or a mail: widths from the contents, amounts to the right, and long texts cut so that a row
/// fits.
struct TextTable {
    struct Column {
        enum Alignment {
            case left
            case right
        }

        let title: String
        var alignment = Alignment.left
        /// A text may be cut down to this width; `nil` shows every cell in full.
        var widthMin: Int?
        var paint: TextStyle.Paint?
        /// The last word stands when the text is cut: it is the amount.
        var keepsLastWord = false
        /// It is cut only when all others are as narrow as they may be.
        var isKept = false
        /// Left out where a row does not fit otherwise.
        var mayBeLeftOut = false

        static func text(
            _ title: String,
            widthMin: Int? = nil,
            paint: TextStyle.Paint? = nil,
            mayBeLeftOut: Bool = false
        ) -> Column {
            Column(title: title, widthMin: widthMin, paint: paint, mayBeLeftOut: mayBeLeftOut)
        }

        static func number(_ title: String, mayBeLeftOut: Bool = false) -> Column {
            Column(title: title, alignment: .right, mayBeLeftOut: mayBeLeftOut)
        }
    }

    private static let gap = "  "

    private let columns: [Column]
    private var rows: [(cells: [String], details: [String])] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// - Parameter details: texts below the row over its whole width.
    mutating func add(_ cells: [String], details: [String] = []) {
        precondition(cells.count == columns.count)
        rows.append((cells.map(Self.printable), details.map(Self.printable)))
    }

    func lines(_ style: TextStyle) -> [String] {
        guard let narrower = leavingOut(style.width) else { return all(style) }
        return narrower.lines(style)
    }

    /// The table without its last column that may be left out, if it does not fit with it.
    private func leavingOut(_ total: Int) -> TextTable? {
        let natural = naturalWidths
        let least = columns.indices.reduce(Self.gap.count * (columns.count - 1)) { sum, index in
            let column = columns[index]
            return sum
                + min(natural[index], column.widthMin.map { max($0, displayWidth(column.title)) } ?? natural[index])
        }
        guard least > total, let last = columns.lastIndex(where: \.mayBeLeftOut) else { return nil }
        func without<Element>(_ elements: [Element]) -> [Element] {
            elements.indices.filter { $0 != last }.map { elements[$0] }
        }
        var table = TextTable(without(columns))
        table.rows = rows.map { (without($0.cells), $0.details) }
        return table
    }

    private func all(_ style: TextStyle) -> [String] {
        let widths = fitting(style.width)
        var lines = [line(columns.map(\.title), widths, style, isTitle: true)]
        for (cells, details) in rows {
            lines.append(line(cells, widths, style, isTitle: false))
            for detail in details {
                lines += wrapped(detail, toWidth: style.width - 5).enumerated().map { number, text in
                    (number == 0 ? "   " : "     ") + style.painted(text, .quiet)
                }
            }
        }
        return lines
    }

    private func line(_ cells: [String], _ widths: [Int], _ style: TextStyle, isTitle: Bool) -> String {
        var line = ""
        var blanks = ""
        for (index, cell) in cells.enumerated() {
            let shown =
                columns[index].keepsLastWord
                ? cutBeforeLastWord(cell, toWidth: widths[index]) : cut(cell, toWidth: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - displayWidth(shown)))
            let painted = style.painted(shown, isTitle ? .quiet : columns[index].paint)
            if index > 0 { blanks += Self.gap }
            switch columns[index].alignment {
            case .left:
                line += shown.isEmpty ? "" : blanks + painted
                blanks = shown.isEmpty ? blanks + padding : padding
            case .right:
                line += blanks + padding + painted
                blanks = ""
            }
        }
        return line
    }

    /// `INV-2026-0… 2450.00`.
    private func cutBeforeLastWord(_ text: String, toWidth width: Int) -> String {
        guard let blank = text.lastIndex(of: " "), displayWidth(text) > width else { return cut(text, toWidth: width) }
        let last = String(text[blank...])
        let room = width - displayWidth(last)
        return room >= 2 ? cut(String(text[..<blank]), toWidth: room) + last : cut(text, toWidth: width)
    }

    private var naturalWidths: [Int] {
        columns.indices.map { index in
            rows.reduce(displayWidth(columns[index].title)) { max($0, displayWidth($1.cells[index])) }
        }
    }

    /// Natural widths, or the largest common limit for the texts that may be cut with which a row fits.
    private func fitting(_ total: Int) -> [Int] {
        let natural = naturalWidths
        let room = total - Self.gap.count * (columns.count - 1)
        func widths(limit: Int, cutsKept: Bool) -> [Int] {
            columns.indices.map { index in
                let column = columns[index]
                guard let widthMin = column.widthMin, cutsKept || !column.isKept else { return natural[index] }
                return min(natural[index], max(limit, widthMin, displayWidth(column.title)))
            }
        }
        let cutsKept = widths(limit: 1, cutsKept: false).reduce(0, +) > room
        var (low, high) = (1, max(natural.max() ?? 1, 1))
        while low < high {
            let middle = (low + high + 1) / 2
            if widths(limit: middle, cutsKept: cutsKept).reduce(0, +) <= room {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return widths(limit: low, cutsKept: cutsKept)
    }

    /// Text from outside must not move the cursor or hide anything.
    static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
