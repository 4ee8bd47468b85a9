/// Columns for a terminal or a mail: widths from the contents, amounts to the right, long words cut.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    private let columns: [(title: String, alignment: Alignment, widthMax: Int)]
    private var rows: [[String]] = []

    init(_ columns: [(title: String, alignment: Alignment, widthMax: Int)]) { self.columns = columns }

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count)
        rows.append(zip(cells, columns).map { Self.cut(Self.printable($0), to: $1.widthMax) })
    }

    var lines: [String] {
        let titles = columns.map(\.title)
        let widths = columns.indices.map { index in
            rows.reduce(titles[index].count) { max($0, $1[index].count) }
        }
        return ([titles] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - cell.count)
                let padded = columns[index].alignment == .right ? padding + cell : cell + padding
                line += (index == 0 ? "" : "  ") + padded
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Text from outside must not move the cursor or hide anything.
    static func printable(_ text: String) -> String {
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

    private static func cut(_ text: String, to width: Int) -> String {
        text.count > width ? text.prefix(width - 1) + "…" : text
    }
}
