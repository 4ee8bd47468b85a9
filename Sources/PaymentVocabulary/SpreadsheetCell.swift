/// Texts as cells of CSV that people open in spreadsheets.
///
/// Source: RFC 4180 for the quotes; OWASP, CSV injection, for what a spreadsheet calculates.
package enum SpreadsheetCell {
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    /// The text with `'` before it where a spreadsheet would take it for a formula, blanks in front or not, and where it
    /// begins with `'`: taking one off gives the original back.
    package static func guarded(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let start = scalars.first { $0 != " " && $0 != "\u{A0}" }
        return start.map(formulaStarts.contains) ?? false || scalars.first == "'" ? "'" + text : text
    }

    /// The original of a text that may be guarded.
    package static func unguarded(_ text: String) -> String { text.hasPrefix("'") ? String(text.dropFirst()) : text }

    /// The text in quotes where it needs them.
    package static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes || text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
