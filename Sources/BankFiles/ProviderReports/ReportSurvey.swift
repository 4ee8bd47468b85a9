/// What the begin of a delimited report tells: which one it is, and how it writes dates and decimals.
struct ReportSurvey: Sendable {
    /// Bytes that are looked at; a report says how it writes dates within its first hundreds of rows.
    static let bytesMax = 65_536
    /// Rows in front of the column heads.
    static let preambleMax = 100

    private(set) var columns: ReportColumns?
    /// A report whose rows are told apart by their first field.
    private(set) var isSettlement = false
    private var dates = DateEvidence()
    private var decimals = DecimalEvidence()
    private var isAmerican = false
    private var rows = 0

    init(_ start: [UInt8]) {
        var reader = DelimitedReader()
        // Nothing is thrown here but what the closures throw, which is nothing.
        try? reader.feed(start) { row throws(BankFileFinding) in take(row) }
        try? reader.finish { row throws(BankFileFinding) in take(row) }
    }

    private mutating func take(_ row: DelimitedRow) {
        rows += 1
        guard let columns else { return begin(row) }
        for index in columns[.date].prefix(1) {
            dates.add(reportCell(row, index))
        }
        for role in [ProviderReport.Role.net, .gross, .fee, .amount, .netDebit, .netCredit] {
            for index in columns[role] { decimals.add(reportCell(row, index)) }
        }
        if !isAmerican, let index = columns[.timeZone].first { isAmerican = Self.isAmerican(row.text(index)) }
    }

    private mutating func begin(_ row: DelimitedRow) {
        guard rows <= Self.preambleMax, !isSettlement else { return }
        if rows == 1, PayPalSettlement.begins(with: row) {
            isSettlement = true
            return
        }
        guard row.count >= 3 else { return }
        let names = row.cells.indices.map { reportCell(row, $0) }
        guard let report = ProviderReport.matching(Set(names.map(ProviderReport.head))) else { return }
        columns = ReportColumns(report, names: names)
    }

    /// Zones of countries that write the month first.
    private static func isAmerican(_ zone: String) -> Bool {
        let zones: Set<String> = ["PST", "PDT", "MST", "MDT", "CST", "CDT", "EST", "EDT", "AKST", "AKDT", "HST"]
        return zones.contains(zone.uppercased()) || zone.hasPrefix("America/") || zone.hasPrefix("US/")
            || zone.contains("(US")
    }

    private var isEnglish: Bool {
        guard let columns, columns.report.isLocalised else { return true }
        return columns.report.name != ProviderReport.payPal.name
            || columns.heads.contains(ProviderReport.englishTime)
    }

    var decimalMark: DecimalMark { decimals.mark(otherwise: isEnglish ? .point : .comma) }

    /// What the dates show, else the custom of the language and the zone.
    var dateOrder: DateOrder {
        if let order = dates.order { return order }
        let hasZone = columns.map { !$0[.timeZone].isEmpty } ?? false
        return isEnglish && (isAmerican || !hasZone) ? .monthFirst : .dayFirst
    }

    /// Whether neither dates nor zone nor language tell what comes first, and it matters.
    var isDateOrderGuessed: Bool { dates.order == nil && dates.isAmbiguous && isEnglish && !isAmerican }
}

/// The text of a cell without what exports put around it so that spreadsheets leave it alone: a back-tick or an
/// apostrophe in front, `="…"`, tabs.
func reportCell(_ row: DelimitedRow, _ index: Int) -> String {
    let text = row.text(index)
    switch text.utf8.first {
    case UInt8(ascii: "`"):
        return String(text.dropFirst())
    case Ascii.equals:
        guard text.hasPrefix("=\""), text.hasSuffix("\""), text.utf8.count >= 3 else { return text }
        return String(text.dropFirst(2).dropLast())
    default: return text
    }
}
