/// Discounts in the machine-readable text of an XRechnung's payment terms (BT-20).
///
/// Lines `#SKONTO#TAGE=n#PROZENT=n.nn#[BASISBETRAG=n.nn#]`, each closed by a line break, between free text lines.
/// Source: XRechnung, business rule BR-DE-18.
package struct SkontoText: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        /// Days of the window.
        package let days: Int
        package let percent: Percentage
        /// What the percentage is counted on where it is not the whole amount.
        ///
        /// Hundredths of the currency unit, whatever the currency, and below zero on some documents.
        package let baseHundredths: Int64?
    }

    package let lines: [Line]

    /// - Throws: `TermsError` with the column of the line that breaks the rule.
    package init(parsing text: String) throws(TermsError) {
        var found: [Line] = []
        var column = 1
        let rows = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, row) in rows.enumerated() {
            let line = Self.trimmed(row)
            if line.first == "#" {
                guard let read = Self.read(line) else { throw Self.error(String(line), column, "is no SKONTO line") }
                guard index < rows.count - 1 else { throw Self.error(String(line), column, "lacks its line break") }
                found.append(read)
            }
            column += row.count + 1
        }
        lines = found
    }

    private static func read(_ line: Substring) -> Line? {
        let fields = line.split(separator: "#", omittingEmptySubsequences: false)
        guard fields.count == 5 || fields.count == 6, fields.first == "", fields.last == "" else { return nil }
        guard fields[1] == "SKONTO", let days = digits(value(fields[2], "TAGE")) else { return nil }
        guard let percent = hundredths(value(fields[3], "PROZENT")), percent.sign.isEmpty else { return nil }
        guard let exact = Percentage(percent.text) else { return nil }
        guard fields.count == 6 else { return Line(days: days, percent: exact, baseHundredths: nil) }
        guard let base = hundredths(value(fields[4], "BASISBETRAG")) else { return nil }
        let units = Int64(base.sign + base.text.filter { $0 != "." })
        return units.map { Line(days: days, percent: exact, baseHundredths: $0) }
    }

    private static func value(_ field: Substring, _ name: String) -> Substring? {
        field.hasPrefix(name + "=") ? field.dropFirst(name.count + 1) : nil
    }

    private static func digits(_ text: Substring?) -> Int? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Exactly two decimals, a minus sign or none.
    private static func hundredths(_ text: Substring?) -> (sign: String, text: Substring)? {
        guard let text else { return nil }
        let sign = text.hasPrefix("-") ? "-" : ""
        let number = text.dropFirst(sign.count)
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, digits(parts[0]) != nil, digits(parts[1]) != nil else {
            return nil
        }
        return (sign, number)
    }

    private static func trimmed(_ row: Substring) -> Substring {
        var row = row.drop { $0.isWhitespace }
        while row.last?.isWhitespace == true { row = row.dropLast() }
        return row
    }

    private static func error(_ line: String, _ column: Int, _ detail: String) -> TermsError {
        TermsError(
            reason: .unreadable,
            place: .text(line, column: column),
            detail: "the line \(detail)",
            wayOut: "write #SKONTO#TAGE=14#PROZENT=2.00# or ...#BASISBETRAG=100.00#, closed by a line break"
        )
    }
}
