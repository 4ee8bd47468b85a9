import PaymentVocabulary

extension StatementInspection {
    /// The same for people: a head line, a table of groups with totals, and the findings; ends with a line end.
    public var text: String {
        var lines = [Self.printable(file) + ": " + headline]
        if !groups.isEmpty { lines += Self.layOut(table).map { "  " + $0 } }
        if !returns.isEmpty {
            lines.append(
                "  returns: " + returns.map { "\(Self.printable($0.code)) \($0.count)" }.joined(separator: ", ")
            )
        }
        for warning in warnings { lines.append("  warning: \(Self.printable(warning.description))") }
        if let error { lines.append("  error: \(Self.printable(error.description))") }
        return lines.map { $0 + "\n" }.joined()
    }

    private var headline: String {
        guard let format else { return "not recognised" }
        let name = version ?? format.title
        let counts = "\(Self.count(groups.count, "group", "groups")), \(Self.count(entries, "entry", "entries"))"
        return "\(name), \(counts), \(completeness)"
    }

    private var completeness: String {
        switch isComplete {
        case true?: "complete"
        case false?: "not complete"
        case nil: "no mark of its end"
        }
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// Rows of cells: a line a group and currency, then the totals by currency.
    private var table: [[String]] {
        var rows = [["kind", "id", "account", "entries", "ccy", "credit", "debit", "opening", "closing", "balanced"]]
        for group in groups {
            let balanced = group.isBalanced.map { $0 ? "yes" : "NO" } ?? "-"
            let head = [group.kind, group.id ?? "-", group.account ?? "-", String(group.entries)]
            let tail = [Self.cell(group.opening, group.currency), Self.cell(group.closing, group.currency), balanced]
            for (index, sums) in Self.cells(group.sums, group.currency).enumerated() {
                rows.append((index == 0 ? head : ["", "", "", ""]) + sums + (index == 0 ? tail : ["", "", ""]))
            }
        }
        for (index, cells) in Self.cells(sums, nil).enumerated() where groups.count > 1 {
            let head = index == 0 ? ["total", "", "", String(entries)] : ["", "", "", ""]
            rows.append(head + cells + ["", "", ""])
        }
        return rows
    }

    private static func cells(_ sums: CurrencySums, _ currency: Currency?) -> [[String]] {
        guard !sums.all.isEmpty else {
            let zero = currency.map { decimal(0, $0) } ?? "0"
            return [[currency?.code ?? "-", zero, zero]]
        }
        return sums.all.map {
            [$0.currency.code, decimal($0.credit, $0.currency), decimal($0.debit, $0.currency)]
        }
    }

    private static func cell(_ balance: Balance?, _ currency: Currency?) -> String {
        guard let balance else { return "-" }
        let amount = balance.amount.currency == currency ? balance.amount.decimal : balance.amount.description
        return balance.date.map { "\($0) \(amount)" } ?? amount
    }

    /// Columns with two blanks between them; numbers to the right.
    private static func layOut(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map(printable) }
        guard let columns = rows.first?.count else { return [] }
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let right: Set<Int> = [3, 5, 6, 7, 8]
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return right.contains(column) ? blanks + row[column] : row[column] + blanks
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Without control characters, so that a file cannot move the cursor of the terminal that shows it.
    package static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "?" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
