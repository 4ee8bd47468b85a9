import PaymentVocabulary

/// Makes entries of PayPal's settlement report (STL) and transaction detail report (TRR), whose rows say by their first
/// field what they are: RH, FH, SH, CH, SB, SF, SC, RF, RC, FF.
///
/// A group is a section, which is one account and period. Amounts have no sign and no decimal mark: they count
/// hundredths in every currency, 10000 for 100 yen as for 100 dollars, and a column beside says which way.
///
/// Source: PayPal Settlement Report Specification, version 9; Transaction Detail Report Specification.
struct PayPalSettlement: Sendable {
    private struct Sums: Sendable {
        var credit: Int128 = 0
        var debit: Int128 = 0
    }

    /// What a section states of one currency.
    private struct Footer: Sendable {
        let currency: Currency
        let place: BankFilePosition
        var opening: Int128?
        var closing: Int128?
    }

    static let currenciesMax = 200

    var ledger: ReportLedger
    private var heads: [String: Int] = defaultHeads
    private var names: [String] = []
    private var preamble: [BankFileField] = []
    private var gross: [Currency: Sums] = [:]
    private var fees: [Currency: Sums] = [:]
    private var footers: [Footer] = []
    /// Bodies and rows of all kinds, in the section and in the file.
    private var section = (bodies: 0, rows: 0)
    private var file = (bodies: 0, rows: 0)
    private var agrees = true
    private(set) var version: String? = "PayPal settlement"
    private(set) var isComplete: Bool? = false

    init(keepsDetails: Bool) {
        ledger = ReportLedger(keepsDetails: keepsDetails)
    }

    /// Whether a row begins a report of this kind.
    static func begins(with row: DelimitedRow) -> Bool {
        (row.text(0) == "RH" && row.count >= 4) || (row.text(0) == "SH" && row.count >= 4)
    }

    mutating func take(_ row: DelimitedRow) {
        file.rows += 1
        section.rows += 1
        switch row.text(0) {
        case "RH": header(row)
        case "FH": keep("FH", row)
        case "SH": begin(row)
        case "CH": columns(row)
        case "SB": body(row)
        case "SF": footer(row)
        case "SC": compareCount(row, section.bodies, section.rows)
        case "RF": keep("RF", row)
        case "RC": compareCount(row, file.bodies, file.rows)
        case "FF": end(row)
        // Of a row that is too long nothing is known; nearly all are bodies.
        case _ where row.limit != nil: body(row)
        default:
            let message = "a row that is none of RH, FH, SH, CH, SB, SF, SC, RF, RC and FF"
            ledger.fault(BankFileFinding(.notRecognised, message, at: row.position(0)))
            agrees = false
        }
    }

    // MARK: Heads

    /// Generation date, reporting window, account and version.
    private mutating func header(_ row: DelimitedRow) {
        closeSection()
        isComplete = false
        if !row.text(4).isEmpty { version = "PayPal settlement \(row.text(4).prefix(8))" }
        preamble = []
        keep("RH", row)
    }

    private mutating func keep(_ kind: String, _ row: DelimitedRow) {
        guard ledger.keepsDetails else { return }
        let text = (1..<max(row.count, 1)).map { row.text($0) }.joined(separator: ",")
        if ledger.summary != nil {
            ledger.addField(kind, text)
        } else if preamble.count < 20 {
            preamble.append(BankFileField(kind, text))
        }
    }

    /// Begin and end of the period, account, and partner.
    private mutating func begin(_ row: DelimitedRow) {
        closeSection()
        var head = ledger.newGroup("section", at: row.position())
        head.from = row.text(1).isEmpty ? nil : row.text(1)
        head.to = row.text(2).isEmpty ? nil : row.text(2)
        head.account.other = row.text(3).isEmpty ? nil : row.text(3)
        head.fields = preamble
        ledger.open(head)
        section = (0, 1)
        keep("SH", row)
    }

    private mutating func columns(_ row: DelimitedRow) {
        names = (0..<row.count).map { row.text($0) }
        heads = [:]
        for (index, name) in names.enumerated() where heads[ProviderReport.head(name)] == nil {
            heads[ProviderReport.head(name)] = index
        }
    }

    /// Where the fields are when no row of heads says otherwise.
    private static let defaultHeads: [String: Int] = Dictionary(
        uniqueKeysWithValues: [
            "ch", "transaction id", "invoice id", "paypal reference id", "paypal reference id type",
            "transaction event code", "transaction initiation date", "transaction completion date",
            "transaction debit or credit", "gross transaction amount", "gross transaction currency",
            "fee debit or credit", "fee amount", "fee currency", "custom field", "consumer id",
        ].enumerated().map { ($1, $0) }
    )

    // MARK: Bodies

    private mutating func body(_ row: DelimitedRow) {
        if ledger.summary == nil {
            ledger.warn(.truncated, "a body (SB) outside of a section (SH)", at: row.position())
            ledger.open(ledger.newGroup("section", at: row.position()))
        }
        section.bodies += 1
        file.bodies += 1
        do throws(BankFileFinding) {
            if let fault = row.fault { throw fault }
            try entry(row)
        } catch {
            agrees = false
            ledger.addUnreadable([error])
        }
    }

    private mutating func entry(_ row: DelimitedRow) throws(BankFileFinding) {
        let currency = try currency(row, "gross transaction currency")
        let amount = try signed(row, "gross transaction amount", "transaction debit or credit", currency)
        var net = amount
        var fee: Money?
        if !text(row, "fee amount").isEmpty {
            let feeCurrency = text(row, "fee currency").isEmpty ? currency : try self.currency(row, "fee currency")
            let cost = try signed(row, "fee amount", "fee debit or credit", feeCurrency)
            add(cost, feeCurrency, to: \.fees)
            fee = try money(-cost, feeCurrency, row)
            if feeCurrency == currency {
                net += cost
            } else if cost != 0 {
                ledger.warn(
                    .detailSum,
                    "the fee is in another currency than the amount",
                    at: place(row, "fee currency")
                )
            }
        }
        add(amount, currency, to: \.gross)
        var entry = ledger.newEntry(try money(net, currency, row), at: row.position())
        entry.status = status(row)
        entry.bookingDate = date(row, "transaction completion date") ?? date(row, "transaction initiation date")
        if ledger.keepsDetails { describe(&entry, row, try money(Int128(amount.magnitude), currency, row), fee) }
        ledger.add(entry)
    }

    private mutating func add(_ amount: Int128, _ currency: Currency, to sums: WritableKeyPath<Self, [Currency: Sums]>)
    {
        if amount < 0 {
            self[keyPath: sums][currency, default: Sums()].debit -= amount
        } else {
            self[keyPath: sums][currency, default: Sums()].credit += amount
        }
    }

    /// Success, pending, denied or reversed; only the transaction detail report has it.
    private func status(_ row: DelimitedRow) -> BankFileStatus {
        let word =
            text(row, "transactional status").isEmpty
            ? text(row, "transaction status") : text(row, "transactional status")
        switch word {
        case "P": return .pending
        case "D", "F": return .other(word)
        default: return .booked
        }
    }

    private mutating func date(_ row: DelimitedRow, _ head: String) -> CalendarDate? {
        let text = text(row, head)
        guard !text.isEmpty else { return nil }
        if let date = reportDate(text, order: .monthFirst) { return date }
        ledger.warn(.date, "\(head) is no date", at: place(row, head))
        return nil
    }

    private func describe(_ entry: inout BankFileEntry, _ row: DelimitedRow, _ gross: Money, _ fee: Money?) {
        func filled(_ head: String) -> String? {
            let text = text(row, head)
            return text.isEmpty ? nil : text
        }
        entry.servicerReference = filled("transaction id")
        entry.reference = filled("invoice id") ?? filled("custom field")
        entry.transactionCode.proprietary = filled("transaction event code")
        entry.transactionCode.issuer = "PayPal"
        var detail = BankFileDetail()
        detail.amount = entry.amount
        detail.side = entry.side
        detail.transactionAmount = gross
        detail.charges = fee.flatMap { $0.minorUnits == 0 ? nil : [$0] } ?? []
        detail.transactionId = filled("paypal reference id")
        detail.clearingReference = filled("bank reference id")
        detail.endToEndId = filled("invoice id")
        detail.unstructured = [filled("transaction subject"), filled("transaction note")].compactMap { $0 }
        var party = BankFileParty()
        party.name = [filled("first name"), filled("last name")].compactMap { $0 }.joined(separator: " ")
        if party.name?.isEmpty == true { party.name = nil }
        party.otherAccount = filled("payer's account id") ?? filled("consumer id")
        if entry.side == .credit { detail.debtor = party } else { detail.creditor = party }
        entry.details = [detail]
        entry.fields = (1..<max(row.count, 1)).compactMap { index in
            let text = row.text(index)
            guard !text.isEmpty else { return nil }
            return BankFileField(names.indices.contains(index) ? names[index] : "field \(index + 1)", text)
        }
    }

    // MARK: Footers

    /// Totals and balances of one currency.
    private mutating func footer(_ row: DelimitedRow) {
        keep("SF", row)
        guard footers.count < Self.currenciesMax else { return }
        guard let currency = Currency(activeOrWithdrawn: row.text(1).uppercased()) else {
            agrees = false
            return ledger.warn(.controlTotal, "a footer without a currency", at: row.position(1))
        }
        let (gross, fees) = (gross[currency] ?? Sums(), fees[currency] ?? Sums())
        compare(row, 2, gross.credit, currency, "gross credits")
        compare(row, 3, gross.debit, currency, "gross debits")
        compare(row, 4, fees.credit, currency, "fee credits")
        compare(row, 5, fees.debit, currency, "fee debits")
        var footer = Footer(currency: currency, place: row.position())
        footer.opening = balance(row, 6, currency)
        footer.closing = balance(row, 8, currency)
        if let opening = footer.opening, let closing = footer.closing {
            let net = gross.credit - gross.debit + fees.credit - fees.debit
            if opening + net != closing {
                agrees = false
                let message = "beginning balance and rows in \(currency) do not make the ending balance"
                ledger.warn(.balance, message, at: row.position(9))
            }
        }
        footers.append(footer)
    }

    private mutating func compare(
        _ row: DelimitedRow,
        _ index: Int,
        _ sum: Int128,
        _ currency: Currency,
        _ what: String
    ) {
        guard let stated = units(row, index, currency) else {
            agrees = false
            return ledger.warn(.controlTotal, "the total of \(what) is no amount", at: row.position(index))
        }
        // Some versions write totals of debits with a minus.
        guard stated.magnitude != sum.magnitude else { return }
        agrees = false
        let (said, made) = (decimal(stated, currency), decimal(sum, currency))
        let message = "the total of \(what) in \(currency) is stated as \(said), and the rows make \(made)"
        ledger.warn(.controlTotal, message, at: row.position(index))
    }

    /// A balance with its side in front.
    private func balance(_ row: DelimitedRow, _ index: Int, _ currency: Currency) -> Int128? {
        guard let units = units(row, index + 1, currency) else { return nil }
        switch row.text(index).uppercased() {
        case "CR": return units
        case "DR": return -units
        default: return nil
        }
    }

    private func units(_ row: DelimitedRow, _ index: Int, _ currency: Currency) -> Int128? {
        guard let number = try? Self.number(row.text(index)) else { return nil }
        return try? number.minorUnits(exponent: Int(currency.exponent))
    }

    /// A count of bodies; some reports count every row.
    private mutating func compareCount(_ row: DelimitedRow, _ bodies: Int, _ rows: Int) {
        keep(row.text(0), row)
        guard let stated = Int(row.text(1)), stated != bodies, stated != rows else {
            if Int(row.text(1)) == nil { agrees = false }
            return
        }
        agrees = false
        let message = "the report states \(stated) rows and has \(bodies)"
        ledger.warn(.controlTotal, message, at: row.position(1))
    }

    private mutating func end(_ row: DelimitedRow) {
        compareCount(row, file.bodies, file.rows)
        closeSection()
        isComplete = agrees
    }

    private mutating func closeSection() {
        let isOnly = footers.count == 1
        for footer in footers {
            let (begin, end) = isOnly ? ("OPBD", "CLBD") : ("OPAV", "CLAV")
            for (type, units) in [(begin, footer.opening), (end, footer.closing)] {
                guard let units, let amount = try? reportMoney(units, footer.currency) else { continue }
                ledger.add(BankFileBalance(type: type, amount: amount, date: nil, position: footer.place))
            }
        }
        footers = []
        gross = [:]
        fees = [:]
        ledger.close()
    }

    mutating func finish(at place: BankFilePosition) {
        if isComplete != true, ledger.summary != nil || ledger.groups == 0 {
            ledger.warn(.truncated, "the file ends before its footer (FF)", at: place)
            isComplete = false
        }
        closeSection()
    }

    mutating func abandon() {
        ledger.close(isComplete: false)
    }

    // MARK: Fields

    private func text(_ row: DelimitedRow, _ head: String) -> String { heads[head].map { row.text($0) } ?? "" }

    private func place(_ row: DelimitedRow, _ head: String) -> BankFilePosition {
        row.position(heads[head], path: head)
    }

    private func currency(_ row: DelimitedRow, _ head: String) throws(BankFileFinding) -> Currency {
        let code = text(row, head)
        if let currency = Currency(activeOrWithdrawn: code.uppercased()) { return currency }
        throw BankFileFinding(.amount, "\(head) is no currency code", at: place(row, head))
    }

    /// Hundredths, or a decimal where a report writes one.
    private static func number(_ text: String) throws(AmountFault) -> ReportNumber {
        if text.contains(".") { return try ReportNumber(text, mark: .point) }
        return try ReportNumber(counting: text, decimals: 2)
    }

    private func signed(
        _ row: DelimitedRow,
        _ head: String,
        _ sideHead: String,
        _ currency: Currency
    ) throws(BankFileFinding) -> Int128 {
        let units: Int128
        do throws(AmountFault) {
            units = try Self.number(text(row, head)).minorUnits(exponent: Int(currency.exponent))
            guard units >= 0 else { throw .negative }
        } catch {
            throw BankFileFinding(.amount, "\(head) \(error.message)", at: place(row, head))
        }
        switch text(row, sideHead).uppercased() {
        case "CR": return units
        case "DR": return -units
        case "" where units == 0: return 0
        default: throw BankFileFinding(.direction, "\(sideHead) is neither CR nor DR", at: place(row, sideHead))
        }
    }

    private func money(_ units: Int128, _ currency: Currency, _ row: DelimitedRow) throws(BankFileFinding) -> Money {
        do throws(AmountFault) {
            return try reportMoney(units, currency)
        } catch {
            let head = "gross transaction amount"
            throw BankFileFinding(.amount, "\(head) \(error.message)", at: place(row, head))
        }
    }
}
