package import PaymentVocabulary

extension PeriodPage {
    /// How many exceptions and late entries one page names; the rest is counted.
    private static let namedMax = 20

    /// One page for people: accounts that exist once for each customer are added up.
    package var text: String {
        var lines = ["\(merchant), period \(period) (\(from) to \(to))", ""]
        lines += Self.table(
            [["account", "ccy", "opening", "debits", "credits", "closing"]]
                + controls.map { [$0.account, $0.currency, $0.opening, $0.debits, $0.credits, $0.closing] },
            amounts: 2..<6
        )
        lines += ["", "compared with"]
        lines += Self.table(
            [["account", "ccy", "books", "other side", "difference", "with"]]
                + comparisons.map { row in
                    [row.account, row.currency, row.books, row.other ?? "-", row.difference ?? "not told", row.words]
                },
            amounts: 2..<5
        )
        lines += ["", exceptions.isEmpty ? "no open exceptions" : "open exceptions: \(exceptions.count)"]
        lines += exceptions.prefix(Self.namedMax).map {
            "  \($0.booked)  \($0.amount) \($0.currency)  \($0.reason), \($0.ageDays) days: \($0.line)"
        }
        lines += Self.rest(exceptions.count)
        if !late.isEmpty { lines += ["", "posted in another period than their own: \(late.count)"] }
        lines += late.prefix(Self.namedMax).map(Self.line) + Self.rest(late.count)
        return lines.joined(separator: "\n")
    }

    package static func line(_ entry: LateEntry) -> String {
        let days = "counts from \(entry.valueDate), posted on \(entry.accountingDate)"
        return "  \(entry.entry)  \(entry.amount) \(entry.currency)  \(days)"
    }

    /// The accounts, those with an owner (`receivables:C1`) added up by their class, but for banks and providers.
    package var controls: [Account] {
        var sums: [(account: String, currency: Currency, units: [Int128])] = []
        for row in accounts {
            let name =
                row.account.hasPrefix("bank:") || row.account.hasPrefix("provider_clearing:")
                ? row.account : String(row.account.prefix { $0 != ":" })
            guard let currency = Currency(activeOrWithdrawn: row.currency) else { continue }
            let units = [row.opening, row.debits, row.credits, row.closing].map {
                Int128((try? Money(parsing: $0, currency: currency))?.minorUnits ?? 0)
            }
            if let place = sums.firstIndex(where: { $0.account == name && $0.currency == currency }) {
                sums[place].units = zip(sums[place].units, units).map { $0 + $1 }
            } else {
                sums.append((name, currency, units))
            }
        }
        return sums.map { sum in
            let units = sum.units.map { Int64(clamping: $0) }
            return Account(
                code: sum.account,
                currency: sum.currency,
                opening: units[0],
                debits: units[1],
                credits: units[2],
                closing: units[3]
            )
        }
    }

    private static func rest(_ count: Int) -> [String] {
        count > namedMax ? ["  and \(count - namedMax) more"] : []
    }

    /// Columns as wide as their cells; the ones in `amounts` to the right.
    private static func table(_ rows: [[String]], amounts: Range<Int>) -> [String] {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return amounts.contains(column) ? blanks + cell : cell + blanks
            }
            return ("  " + cells.joined(separator: "  ")).trimmedAtEnd
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var rest = Substring(self)
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
