import PaymentVocabulary

/// Takes the rates out of a table with a column a currency: `Date,USD,JPY,…` and rows such as `2026-03-31,1.0815,161.6,…`.
///
/// The history writes `YYYY-MM-DD`, the daily file `31 March 2026`. `N/A` and an empty cell mean that nothing was
/// published. Both files end each line with a delimiter.
struct RateCSVBuilder: Sendable {
    private var events: [ReferenceRateEvent] = []
    /// The code of each column from the second on; `nil` for those that are left out.
    private var columns: [Currency?]?
    private var rows = 0

    /// - Throws: `notRecognised` for a first row that is no head of such a table.
    mutating func take(_ row: DelimitedRow) throws(BankFileFinding) {
        guard let columns else { return try takeHead(row) }
        rows += 1
        if let fault = row.fault { return events.append(.error(fault)) }
        let text = row.text(0)
        guard let date = Self.date(text) else {
            let message =
                "Date \"\(text.prefix(24))\" is no date such as 2026-03-31 or 31 March 2026; the row is left out"
            return events.append(.error(BankFileFinding(.date, message, at: row.position(0, path: "Date"))))
        }
        for (place, currency) in columns.enumerated() {
            guard let currency else { continue }
            let text = row.text(place + 1)
            guard !text.isEmpty, text != "N/A" else { continue }
            let code = currency.code
            events.append(.rate(code, text, on: date, at: row.position(place + 1, path: code)))
        }
        for place in (columns.count + 1)..<max(row.count, columns.count + 1) where !row.text(place).isEmpty {
            let message = "a value behind the last column"
            events.append(.error(BankFileFinding(.missing, message, at: row.position(place))))
        }
    }

    private mutating func takeHead(_ row: DelimitedRow) throws(BankFileFinding) {
        guard row.text(0).lowercased() == "date", row.count > 1 else {
            let message =
                "the first row does not begin with Date; expected the ECB's eurofxref.csv or eurofxref-hist.csv"
            throw BankFileFinding(.notRecognised, message, at: row.position(0))
        }
        var columns: [Currency?] = []
        // The lines end with a delimiter, so the last head is empty.
        let last = (1..<row.count).last { !row.text($0).isEmpty } ?? 0
        for place in 1..<last + 1 {
            let code = row.text(place)
            guard !code.isEmpty else {
                columns.append(nil)
                continue
            }
            let currency = Currency(activeOrWithdrawn: code)
            let isNew = currency != .eur && !columns.contains(currency)
            columns.append(isNew ? currency : nil)
            guard currency == nil || !isNew else { continue }
            let what = currency == nil ? "is no ISO 4217 currency" : "is there twice, or is the euro itself"
            let message = "column \"\(code.prefix(10))\" \(what); it is left out"
            let position = row.position(place, path: String(code.prefix(10)))
            events.append(.error(BankFileFinding(.code, message, at: position)))
        }
        self.columns = columns
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    private static func date(_ text: String) -> CalendarDate? {
        if let date = CalendarDate(text) { return date }
        let parts = text.lowercased().split(separator: " ")
        guard parts.count == 3, parts[0].utf8.count <= 2, parts[2].utf8.count == 4,
            parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let day = Int(parts[0]), let year = Int(parts[2]),
            let month = months.firstIndex(of: String(parts[1]))
        else { return nil }
        return CalendarDate(year: year, month: month + 1, day: day)
    }

    mutating func takeEvents() -> [ReferenceRateEvent] {
        defer { events = [] }
        return events
    }

    /// What is to be said at the end of the file.
    func last() -> [ReferenceRateEvent] {
        guard columns == nil || rows == 0 else { return [] }
        let message = "no row of rates; expected the ECB's eurofxref.csv or eurofxref-hist.csv"
        return [.failed(BankFileFinding(.missing, message, at: BankFilePosition(line: 1, column: 1, byte: 0)))]
    }
}
