extension PeriodPage {
    /// The page as one file for a browser or a printer, without scripts.
    ///
    /// - Parameter signatures: lines under the page that say who signed it and when.
    package func html(signatures: [String]) -> String {
        let title = "\(merchant), period \(period)"
        let accounts = controls.map { [$0.account, $0.currency, $0.opening, $0.debits, $0.credits, $0.closing] }
        let compared = comparisons.map { row in
            [row.account, row.currency, row.books, row.other ?? "", row.difference ?? "not told", row.words]
        }
        let open = exceptions.map { [$0.booked, $0.line, $0.currency, $0.amount, "\($0.ageDays)", $0.reason] }
        let moved = late.map { [$0.valueDate, $0.accountingDate, $0.entry, $0.currency, $0.amount] }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(Self.escaped(title))</title><style>\(Self.style)</style></head><body>
            <h1>\(Self.escaped(title))</h1><p>\(from) to \(to)</p>
            \(Self.table("Accounts", ["account", "currency", "opening", "debits", "credits", "closing"], accounts))
            \(Self.table("Compared with", ["account", "currency", "books", "other side", "difference", "with"], compared))
            \(Self.table("Open exceptions", ["booked", "line", "currency", "amount", "age in days", "reason"], open))
            \(Self.table("Posted in another period", ["counts from", "posted on", "entry", "currency", "amount"], moved))
            <h2>Signed off</h2>\(signatures.map { "<p>\(Self.escaped($0))</p>" }.joined())
            </body></html>

            """
    }

    private static let style = """
        body{font:14px/1.4 system-ui,sans-serif;margin:2em;color-scheme:light dark}table{border-collapse:collapse}\
        td,th{padding:.2em .8em;border-bottom:1px solid #8886;text-align:left}\
        td:nth-child(n+3):nth-child(-n+5){text-align:right;font-variant-numeric:tabular-nums}
        """

    private static func table(_ title: String, _ heads: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "<h2>\(title)</h2><p>none</p>" }
        let head = heads.map { "<th>\($0)</th>" }.joined()
        let body = rows.map { row in "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>" }
        return "<h2>\(title)</h2><table><tr>\(head)</tr>\n\(body.joined(separator: "\n"))</table>"
    }

    /// Names and references come from outside, so that nothing of them may be taken for markup.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
