import PaymentVocabulary

/// Reads the cells of a row by the roles of their columns.
///
/// Only what rows need of the layout, which is large, so that asking for it in each of them moves little.
struct CSVCells: Sendable {
    let columns: CSVColumns
    let currency: Currency
    let balanceFactor: Int128
    private let sign: CSVLayout.Sign
    private let signDoubt: String
    private let hasNegativeDebits: Bool
    private let hasPositiveDebits: Bool
    private let mark: UInt8
    private let hasBothMarks: Bool
    let hasFeeBeside: Bool?
    private let dateOrder: CSVDateOrder
    private let period: (year: Int, month: Int)?
    private let profileName: String
    private let creditWords: [String]
    private let debitWords: [String]
    private let heads: [String]
    /// Cells that were looked up before: their bytes and what they mean.
    private var currencies = CellCache<Currency?>()
    private var sides = CellCache<CreditDebit?>()
    private var statuses = CellCache<BankFileStatus>()
    private var lastDate: (key: TenBytes, date: CalendarDate)?

    init(_ layout: CSVLayout) {
        (columns, currency, balanceFactor) = (layout.columns, layout.currency, layout.balanceFactor)
        (sign, signDoubt, mark) = (layout.sign, layout.signDoubt, layout.mark)
        (hasBothMarks, hasFeeBeside) = (layout.hasBothMarks, layout.hasFeeBeside)
        (hasNegativeDebits, hasPositiveDebits) = (layout.hasNegativeDebits, layout.hasPositiveDebits)
        (dateOrder, period) = (layout.dateOrder, layout.period)
        (profileName, heads) = (layout.profileName, layout.heads)
        (creditWords, debitWords) = (layout.profile.creditWords, layout.profile.debitWords)
    }

    /// The row's date, and whether anything is written where it belongs.

    mutating func date(_ row: DelimitedRow, _ window: Span<UInt8>) -> (date: CalendarDate?, isWritten: Bool) {
        guard let range = written(row, window, .date) ?? written(row, window, .valueDate) else { return (nil, false) }
        // Neighbours mostly have the same date, and its usual length is ten bytes.
        let key = range.count == 10 ? TenBytes(window, range.lowerBound) : nil
        if let key, key == lastDate?.key { return (lastDate?.date, true) }
        guard let parts = CSVDateParts(window, range) else { return (nil, true) }
        let date = parts.date(dateOrder, period: period)
        if let key, let date { lastDate = (key, date) }
        // Without a year in the rows and above them there is no date to have.
        return (date, date != nil || parts.count != 2 || period != nil)
    }

    /// Where something stands in the column of a role, `nil` when nothing does.
    @inline(__always)
    private func written(_ row: DelimitedRow, _ window: Span<UInt8>, _ role: CSVRole) -> Range<Int>? {
        guard let column = columns[role] else { return nil }
        let range = row.content(column)
        return Self.isBlank(window, range) ? nil : range
    }

    /// The currency of the row, `nil` when it has one that is not known.
    mutating func currency(_ row: DelimitedRow) -> Currency? {
        guard let column = columns[.currency], column < row.count else { return currency }
        let range = row.content(column)
        if range.isEmpty { return currency }
        let fallback = currency
        return currencies.value(row, column, range) { $0 == "-" || $0 == "--" ? fallback : CSVWords.currency($0) }
    }

    mutating func status(_ row: DelimitedRow) -> BankFileStatus? {
        guard let column = columns[.status], column < row.count else { return nil }
        let range = row.content(column)
        return range.isEmpty ? nil : statuses.value(row, column, range) { CSVWords.status($0) }
    }

    /// The status that stands where the date should.
    mutating func statusInDate(_ row: DelimitedRow) -> BankFileStatus? {
        guard let column = columns[.date], column < row.count else { return nil }
        return statuses.value(row, column, row.content(column)) { CSVWords.status($0) }
    }

    /// The amount and its side.
    ///
    /// - Throws: why the row has no exact amount, or no side.
    mutating func amount(
        _ row: DelimitedRow,
        _ window: Span<UInt8>,
        _ currency: Currency
    ) throws(BankFileFinding) -> (Money, CreditDebit) {
        guard sign == .columns else {
            var amount = try required(row, window, .amount, currency)
            if hasFeeBeside == true, let fee = try optional(row, window, .fee, currency) { amount.units -= fee.units }
            let side = try side(row, amount)
            return (try money(amount, amount.currency ?? currency, row, .amount), side)
        }
        let credit = try optional(row, window, .credit, currency)
        var debit = try optional(row, window, .debit, currency)
        if hasNegativeDebits, let written = debit { debit?.units = -written.units }
        let (credited, debited) = (credit?.units ?? 0, debit?.units ?? 0)
        guard credit != nil || debit != nil else {
            throw BankFileFinding(.amount, "there is neither a credit nor a debit", at: place(row, .debit))
        }
        guard credited == 0 || debited == 0 else {
            throw BankFileFinding(.direction, "both a credit and a debit", at: place(row, .debit))
        }
        guard credited >= 0, debited >= 0 else {
            let role = credited < 0 ? CSVRole.credit : .debit
            throw BankFileFinding(.direction, "a negative amount in the column of one side", at: place(row, role))
        }
        if debited > 0, let debit { return (try money(debit, debit.currency ?? currency, row, .debit), .debit) }
        let role = credit == nil ? CSVRole.debit : .credit
        let written = credit ?? CSVAmount(units: 0)
        return (try money(written, written.currency ?? currency, row, role), credit == nil ? .debit : .credit)
    }

    private mutating func side(_ row: DelimitedRow, _ amount: CSVAmount) throws(BankFileFinding) -> CreditDebit {
        switch sign {
        case .inverted: return amount.side ?? (amount.units > 0 ? .debit : .credit)
        case .signed, .columns:
            if let side = amount.side { return side }
            return amount.units < 0 ? .debit : .credit
        case .mark:
            let column = columns[.mark] ?? row.count
            let range = row.content(column)
            guard let side = sides.value(row, column, range, CSVWords.side(ofMark:)) else {
                throw BankFileFinding(.direction, "no mark that says credit or debit", at: place(row, .mark))
            }
            if amount.units < 0, side == .credit {
                throw BankFileFinding(.direction, "a negative amount marked as a credit", at: place(row, .mark))
            }
            if amount.units < 0, hasPositiveDebits {
                let message = "a negative amount marked as a debit, where other debits have no sign"
                throw BankFileFinding(.direction, message, at: place(row, .mark))
            }
            return side
        case .unknown: throw BankFileFinding(.direction, signDoubt, at: place(row, .amount))
        case .words:
            let texts = [CSVRole.description, .type].compactMap { columns[$0] }.map { row.text($0).lowercased() }
            if texts.contains(where: { text in creditWords.contains { text.contains($0) } }) {
                return .credit
            }
            if texts.contains(where: { text in debitWords.contains { text.contains($0) } }) {
                return .debit
            }
            let message = "no word that the profile \(profileName) takes for a credit or a debit"
            throw BankFileFinding(.direction, message, at: place(row, .description))
        }
    }

    private func money(
        _ amount: CSVAmount,
        _ currency: Currency,
        _ row: DelimitedRow,
        _ role: CSVRole
    ) throws(BankFileFinding) -> Money {
        guard let units = Int64(exactly: amount.units < 0 ? -amount.units : amount.units) else {
            throw BankFileFinding(.amount, "the amount is too large", at: place(row, role))
        }
        return Money(minorUnits: units, currency: currency)
    }

    private func required(
        _ row: DelimitedRow,
        _ window: Span<UInt8>,
        _ role: CSVRole,
        _ currency: Currency
    ) throws(BankFileFinding) -> CSVAmount {
        guard let amount = try optional(row, window, role, currency) else {
            throw BankFileFinding(.amount, "the amount is missing", at: place(row, role))
        }
        return amount
    }

    /// An amount as written, `nil` when the cell is empty or just a dash.
    func optional(
        _ row: DelimitedRow,
        _ window: Span<UInt8>,
        _ role: CSVRole,
        _ currency: Currency
    ) throws(BankFileFinding) -> CSVAmount? {
        guard let column = columns[role], column < row.count else { return nil }
        let range = row.content(column)
        if range.isEmpty { return nil }
        let exponent = Int(currency.exponent)
        if let units = CSVAmount.plainUnits(window, range, mark: mark, exponent: exponent) {
            return CSVAmount(units: Int128(units))
        }
        if let units = try? CSVAmount.units(window, range, mark: mark, exponent: exponent) {
            return CSVAmount(units: units)
        }
        let text = row.text(column)
        if Self.isBlank(text) { return nil }
        do throws(AmountFault) {
            return try CSVAmount.parse(text, mark: mark, hasBothMarks: hasBothMarks, currency: currency)
        } catch {
            throw BankFileFinding(.amount, "the amount \(error.message)", at: place(row, role))
        }
    }

    func cell(_ row: DelimitedRow, _ window: Span<UInt8>, _ role: CSVRole, _ currency: Currency) -> CSVAmount? {
        guard let read = try? optional(row, window, role, currency) else { return nil }
        return read
    }

    func place(_ row: DelimitedRow, _ role: CSVRole) -> BankFilePosition {
        guard let column = columns[role] else { return row.position() }
        return row.position(column, path: CSVLayout.head(column, of: heads))
    }

    /// Whether a cell stands for nothing: empty, or dashes.
    static func isBlank(_ text: String) -> Bool {
        text.allSatisfy { $0 == "-" || $0.isWhitespace } || text == "N/A" || text == "n/a"
    }

    /// Whether there are only dashes, or nothing.
    private static func isBlank(_ window: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where window[index] != 0x2D { return false }
        return true
    }
}

/// The bytes of a date, to be compared at once.
private struct TenBytes: Hashable {
    private let begin: UInt64
    private let end: UInt64

    @inline(__always)
    init(_ window: Span<UInt8>, _ offset: Int) {
        (begin, end) = (EightBytes(window, offset).word, EightBytes(window, offset &+ 2).word)
    }
}

/// Remembers what the few different texts of a column mean, by their bytes, so that no text is made of them again.
private struct CellCache<Value: Sendable>: Sendable {
    private static var countMax: Int { 16 }
    private var known: [(bytes: [UInt8], value: Value)] = []

    mutating func value(_ row: DelimitedRow, _ column: Int, _ range: Range<Int>, _ read: (String) -> Value) -> Value {
        let window = row.buffer.span
        for item in known where item.bytes.count == range.count {
            var isSame = true
            for index in 0..<range.count where item.bytes[index] != window[range.lowerBound + index] {
                isSame = false
                break
            }
            if isSame { return item.value }
        }
        let value = read(row.text(column))
        if known.count < Self.countMax { known.append((Array(row.buffer[range]), value)) }
        return value
    }
}
