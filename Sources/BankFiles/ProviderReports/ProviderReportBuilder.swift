import PaymentVocabulary

/// Makes entries of the rows of a report with column heads.
struct ProviderReportBuilder: Sendable {
    /// Payouts whose sums and places in the file are kept.
    static let payoutsMax = 10_000
    static let notesMax = 200

    /// What a payout came to in one currency.
    struct Batch: Hashable, Sendable {
        let payout: String
        let currency: Currency
    }

    var ledger: ReportLedger
    private let survey: ReportSurvey
    let dateOrder: DateOrder
    private(set) var columns: ReportColumns?
    var reader: ReportAmountReader?
    private var preamble: [BankFileField] = []
    /// Rows before the column heads, whether or not they are kept.
    private var rowsBefore = 0
    private var account: String?
    private var period: (from: String, to: String)?
    private var openings: [BankFileBalance] = []
    private var tallies: ReportTallies?
    private var totals: ReportTotals?
    private var rows = 0
    private var payout: String?
    private var payouts: Set<String> = []
    private var mixesPayouts = false
    private var batches: [Batch: (sum: Int128, place: BankFilePosition)] = [:]
    private var isBatchLost = false
    private var statedTotal: (units: Int128, place: BankFilePosition)?
    private var currency: Currency?
    /// What a profile says of reports that name no currency.
    private let given: Currency?
    private var saidUnknownCurrency = false
    private var saidExport = false
    private var end = ReportCut()
    private var isCut = false
    /// The last row has as many cells as there are heads.
    private var isLastRowWhole = true
    private(set) var isComplete: Bool?

    init(_ survey: ReportSurvey, _ options: BankFileOptions) {
        self.survey = survey
        given = options.csvProfile?.currency
        dateOrder = survey.dateOrder
        ledger = ReportLedger(keepsDetails: options.keepsDetails)
    }

    var version: String? { columns?.report.name }

    // MARK: Rows

    mutating func take(_ row: DelimitedRow) throws(BankFileFinding) {
        guard let columns, let reader else { return try begin(row) }
        if let totals, takeTotals(row, totals) { return }
        if isNote(row, columns) { return note(row) }
        if isRepeatedHead(row, columns) { return }
        if columns.report.currency != nil || columns.report.groupsByPayout, takeFrame(row, columns) { return }
        entry(row, columns, reader)
    }

    /// A row in front of the heads, or the heads.
    private mutating func begin(_ row: DelimitedRow) throws(BankFileFinding) {
        if row.count >= 3 {
            let names = row.cells.indices.map { reportCell(row, $0) }
            if let report = ProviderReport.matching(Set(names.map(ProviderReport.head))) {
                let columns = ReportColumns(report, names: names)
                self.columns = columns
                reader = ReportAmountReader(columns: columns, mark: survey.decimalMark)
                switch report.frame {
                case .none: tallies = nil
                case .tallies: tallies = tallies ?? ReportTallies()
                case .totals(let wanted): totals = ReportTotals(wanted, heads: columns.heads)
                }
                if survey.isDateOrderGuessed {
                    let message = "the dates do not show whether the day or the month comes first"
                    ledger.warn(.date, message, at: row.position(columns[.date].first))
                }
                return
            }
        }
        guard rowsBefore < ReportSurvey.preambleMax else {
            throw BankFileFinding(.notRecognised, "no column heads of a report that is known", at: row.position())
        }
        rowsBefore += 1
        if tallies == nil { tallies = ReportTallies() }
        note(row)
    }

    private func isNote(_ row: DelimitedRow, _ columns: ReportColumns) -> Bool {
        let first = reportCell(row, 0)
        if first.hasPrefix("#") || first.hasPrefix("----") || first.hasPrefix("====") { return true }
        guard case .tallies = columns.report.frame, row.limit == nil else { return row.isEmpty }
        return row.cells.indices.count { !row.content($0).isEmpty } < 3
    }

    private func isRepeatedHead(_ row: DelimitedRow, _ columns: ReportColumns) -> Bool {
        guard row.count == columns.names.count, reportCell(row, 0) == columns.names[0] else { return false }
        return row.cells.indices.allSatisfy { reportCell(row, $0) == columns.names[$0] }
    }

    /// A line around the rows: counts and sums, the account, the period, the promise of an end.
    private mutating func note(_ row: DelimitedRow) {
        let cells = row.cells.indices.map { reportCell(row, $0) }.filter { !$0.isEmpty }
        let text = cells.joined(separator: ",")
        guard !text.isEmpty else { return }
        _ = tallies?.take(text, at: row.position())
        if columns != nil, text.contains("导出时间") { saidExport = true }
        if text.contains("起始") {
            let values = bracketed(text)
            if values.count >= 2 { period = (values[0], values[1]) }
        } else if account == nil, text.contains("账户：") || text.contains("账号:") || text.contains("账号：") {
            account = bracketed(text).first ?? text.split { $0 == "：" || $0 == ":" }.last.map(String.init)
        } else if account == nil, let handle = text.split(separator: "(@").dropFirst().first {
            account = "@" + handle.prefix { $0 != ")" }
        }
        guard ledger.keepsDetails else { return }
        if ledger.summary != nil {
            if let count = ledger.summary?.group.fields.count, count < Self.notesMax { ledger.addField("note", text) }
        } else if preamble.count < Self.notesMax {
            preamble.append(BankFileField("note", text))
        }
    }

    private func bracketed(_ text: String) -> [String] {
        text.split(separator: "[").dropFirst().compactMap { part in
            part.contains("]") ? String(part.prefix { $0 != "]" }) : nil
        }
    }

    // MARK: Frames

    /// - Returns: whether the row belongs to the block of totals.
    private mutating func takeTotals(_ row: DelimitedRow, _ current: ReportTotals) -> Bool {
        var totals = current
        defer { self.totals = totals }
        guard totals.names.isEmpty else {
            if !totals.isStated {
                for finding in totals.compare(row) {
                    ledger.warn(finding.code, finding.message, at: finding.position)
                    isComplete = false
                }
                if row.count < totals.names.count { isComplete = false }
            }
            beginGroup(row)
            for (index, name) in totals.names.enumerated() { ledger.addField(name, reportCell(row, index)) }
            return true
        }
        guard totals.begins(with: reportCell(row, 0)) else { return false }
        totals.begin(row.cells.indices.map { reportCell(row, $0) })
        return true
    }

    /// A row that has a balance or the total of the report and no movement.
    private mutating func takeFrame(_ row: DelimitedRow, _ columns: ReportColumns) -> Bool {
        let isMovement = [ProviderReport.Role.net, .netCredit, .netDebit, .amount, .gross, .grossCredit]
            .contains { role in columns[role].contains { !row.content($0).isEmpty } }
        guard !isMovement else { return false }
        if let index = columns[.total].first, !row.content(index).isEmpty {
            takeTotal(row, index, columns)
            return true
        }
        guard let from = columns[.openingBalance].first, let to = columns[.closingBalance].first,
            columns[.id].allSatisfy({ row.content($0).isEmpty })
        else { return false }
        if !row.content(from).isEmpty { takeBalance("OPBD", row, from, columns) }
        if !row.content(to).isEmpty { takeBalance("CLBD", row, to, columns) }
        if account == nil, let index = columns[.account].first, !row.content(index).isEmpty {
            account = reportCell(row, index)
        }
        return true
    }

    private mutating func takeBalance(_ type: String, _ row: DelimitedRow, _ index: Int, _ columns: ReportColumns) {
        let place = row.position(index, path: columns.name(index))
        let currency = columns.report.currency ?? .unstated
        guard let number = try? ReportNumber(reportCell(row, index), mark: survey.decimalMark),
            let units = try? number.minorUnits(exponent: Int(currency.exponent)),
            let money = try? reportMoney(units, currency)
        else { return ledger.fault(BankFileFinding(.amount, "\(columns.name(index)) is no amount", at: place)) }
        let balance = BankFileBalance(type: type, amount: money, date: nil, position: place)
        if type == "OPBD", ledger.summary == nil {
            openings.append(balance)
        } else {
            beginGroup(row)
            ledger.add(balance)
        }
    }

    /// The head of an Amazon settlement: its total and the currency of its rows.
    private mutating func takeTotal(_ row: DelimitedRow, _ index: Int, _ columns: ReportColumns) {
        let currency = readCurrency(row, columns)
        switchPayout(row, columns)
        beginGroup(row)
        let place = row.position(index, path: columns.name(index))
        guard let number = try? ReportNumber(reportCell(row, index), mark: survey.decimalMark),
            let units = try? number.minorUnits(exponent: Int(currency.exponent))
        else { return ledger.fault(BankFileFinding(.amount, "\(columns.name(index)) is no amount", at: place)) }
        statedTotal = (units, place)
        for (column, name) in columns.names.enumerated() where !row.content(column).isEmpty {
            ledger.addField(name, reportCell(row, column))
        }
    }

    // MARK: Groups

    /// Opens the group of the report before what is first said of it.
    private mutating func beginGroup(_ row: DelimitedRow?) {
        guard ledger.summary == nil else { return }
        let isBatch = columns?.report.groupsByPayout ?? false
        let start = BankFilePosition(line: 1, column: 1, byte: 0)
        let place = ledger.groups == 0 && !isBatch ? start : row?.position() ?? start
        var head = ledger.newGroup(isBatch ? "batch" : "report", at: place)
        head.id = mixesPayouts ? nil : isBatch ? payout : nil
        head.account.other = account
        head.account.currency = columns?.report.currency
        head.from = period?.from
        head.to = period?.to
        head.balances = openings
        openings = []
        head.fields = ledger.groups == 0 ? preamble : []
        ledger.open(head)
    }

    /// Begins a group with each payout, as long as none comes back: then the rest of the file is one group.
    private mutating func switchPayout(_ row: DelimitedRow, _ columns: ReportColumns) {
        guard columns.report.groupsByPayout, let index = columns[.payout].first, !row.content(index).isEmpty else {
            return
        }
        let next = reportCell(row, index)
        guard next != payout else { return }
        defer { payout = next }
        guard !mixesPayouts else { return }
        if payouts.contains(next) || payouts.count >= Self.payoutsMax { mixesPayouts = true }
        payouts.insert(next)
        closeTotal()
        ledger.close()
    }

    // MARK: Entries

    private mutating func entry(_ row: DelimitedRow, _ columns: ReportColumns, _ reader: ReportAmountReader) {
        let currency = readCurrency(row, columns)
        if account == nil, let index = columns[.account].first, !row.content(index).isEmpty {
            account = reportCell(row, index)
        }
        switchPayout(row, columns)
        beginGroup(row)
        rows += 1
        isLastRowWhole = row.count >= columns.names.count
        totals?.add(row)
        tallies?.add("共", 0)
        do throws(BankFileFinding) {
            if let cut = end.finding(row, name: columns.name) { throw cut }
            if let fault = row.fault { throw fault }
            end.note(row)
            let amounts = try reader.amounts(of: row, in: currency)
            let net = try money(amounts.net, currency, row)
            count(row, amounts, columns)
            if let difference = amounts.difference { warn(difference, row, amounts, columns) }
            var entry = ledger.newEntry(net, at: row.position())
            entry.status = status(row, amounts, columns)
            if amounts.isNeutral, isRefund(row, columns) { entry.side = .credit }
            setDates(&entry, row, columns)
            if ledger.keepsDetails { describe(&entry, row, amounts, columns) }
            ledger.add(entry, isSummed: !amounts.isNeutral)
        } catch {
            if error.code == .truncated { isCut = true }
            ledger.addUnreadable([error])
        }
    }

    private func money(_ units: Int128, _ currency: Currency, _ row: DelimitedRow) throws(BankFileFinding) -> Money {
        do throws(AmountFault) {
            return try reportMoney(units, currency)
        } catch {
            throw BankFileFinding(.amount, "the amount \(error.message)", at: row.position())
        }
    }

    private mutating func warn(
        _ difference: Int128,
        _ row: DelimitedRow,
        _ amounts: ReportAmounts,
        _ columns: ReportColumns
    ) {
        let index = columns[.net].first ?? columns[.netCredit].first
        let text = decimal(difference, amounts.currency)
        let place = row.position(index, path: index.map(columns.name))
        ledger.warn(.detailSum, "gross less fees differs from net by \(text)", at: place)
    }

    /// Adds the row to what the frame of the report states.
    private mutating func count(_ row: DelimitedRow, _ amounts: ReportAmounts, _ columns: ReportColumns) {
        let scaled = Self.scaled(amounts.net, amounts.currency)
        totals?.add(credit: amounts.net >= 0, Int128(scaled.magnitude))
        if columns.report.sumsToZero {
            let batch = Batch(payout: payout ?? "", currency: amounts.currency)
            if batches[batch] == nil, batches.count >= Self.payoutsMax {
                isBatchLost = true
            } else {
                batches[batch, default: (0, row.position())].sum += amounts.net
            }
        } else if statedTotal != nil {
            batches[Batch(payout: "", currency: amounts.currency), default: (0, row.position())].sum += amounts.net
        }
        guard tallies != nil else { return }
        if amounts.isNeutral {
            tallies?.add("不计收支", scaled)
            tallies?.add("中性交易", scaled)
        } else if amounts.net != 0 || columns[.netCredit].isEmpty {
            tallies?.add(amounts.net < 0 ? "支出" : "收入", Int128(scaled.magnitude))
        }
        if let index = columns[.impact].first { tallies?.add(reportCell(row, index), scaled) }
        if columns.report.fee == .reducing, let index = columns[.type].first {
            tallies?.add(reportCell(row, index), Self.scaled(amounts.gross ?? 0, amounts.currency))
        }
    }

    private static func scaled(_ units: Int128, _ currency: Currency) -> Int128 {
        var scaled = units
        for _ in Int(currency.exponent)..<ReportNumber.decimalsMax { scaled *= 10 }
        return scaled
    }

    /// The currency of a row, else of the report, else of the rows before, else what a profile says.
    private mutating func readCurrency(_ row: DelimitedRow, _ columns: ReportColumns) -> Currency {
        if let index = columns[.currency].first(where: { !row.content($0).isEmpty }) {
            let code = reportCell(row, index)
            if let known = Currency(activeOrWithdrawn: code.uppercased()) ?? Self.words[code] {
                currency = known
                return known
            }
            let message = "\(code.prefix(8)) is no currency code"
            ledger.warn(.amount, message, at: row.position(index, path: columns.name(index)))
            return .unstated
        }
        if let fixed = columns.report.currency { return fixed }
        if let signed = signedCurrency(row, columns) { return signed }
        if let currency, columns[.total].first != nil { return currency }
        if let given { return given }
        if !saidUnknownCurrency {
            saidUnknownCurrency = true
            let message =
                "no currency is named; amounts are read with two decimals, and no payout is found by them; say "
                + "`currency USD` or the like in a profile (--csv-profile)"
            ledger.warn(.amount, message, at: row.position())
        }
        return .unstated
    }

    private static let words: [String: Currency] = ["人民币": Currency("CNY") ?? .unstated]

    /// The currency of a sign that only one currency has.
    private func signedCurrency(_ row: DelimitedRow, _ columns: ReportColumns) -> Currency? {
        guard columns[.currency].isEmpty, let index = columns[.net].first else { return nil }
        let text = row.text(index)
        return text.contains("€") ? .eur : text.contains("£") ? .gbp : nil
    }

    // MARK: The end

    mutating func finish(at place: BankFilePosition) throws(BankFileFinding) {
        guard let columns else {
            throw BankFileFinding(.notRecognised, "no column heads of a report that is known", at: place)
        }
        beginGroup(nil)
        closeTotal()
        closeBatches()
        closeFrame(columns.report, at: place)
        if isCut { isComplete = false }
        ledger.close()
    }

    /// Compares the rows of a settlement with its total.
    private mutating func closeTotal() {
        guard let stated = statedTotal else { return }
        statedTotal = nil
        let sum = batches.values.reduce(Int128(0)) { $0 + $1.sum }
        batches = [:]
        let agrees = sum == stated.units
        if !agrees {
            ledger.warn(.controlTotal, "the total of the settlement is not what its rows make", at: stated.place)
        }
        isComplete = (isComplete ?? true) && agrees
    }

    private mutating func closeBatches() {
        guard columns?.report.sumsToZero == true, rows > 0, !isBatchLost else { return }
        var isZero = true
        for (batch, total) in batches.sorted(by: { $0.value.place.byte ?? 0 < $1.value.place.byte ?? 0 })
        where total.sum != 0 {
            isZero = false
            let rest = "\(decimal(total.sum, batch.currency)) \(batch.currency)"
            let message = "batch \(batch.payout.prefix(32)) does not sum to zero with its payout; \(rest) are left"
            ledger.warn(.controlTotal, message, at: total.place)
        }
        isComplete = isZero && isLastRowWhole
    }

    private mutating func closeFrame(_ report: ProviderReport, at place: BankFilePosition) {
        switch report.frame {
        case .none: return
        case .totals:
            if totals?.isStated == true {
                isComplete = isComplete ?? true
                return
            }
            ledger.warn(.truncated, "the file ends before its totals", at: place)
            isComplete = false
        case .tallies(let isBehind):
            guard let tallies else { return }
            for difference in tallies.differences {
                ledger.warn(.controlTotal, difference.message, at: difference.place)
            }
            if isBehind, !saidExport {
                ledger.warn(.truncated, "the file ends before its totals", at: place)
                isComplete = false
            } else if tallies.isStated {
                isComplete = tallies.isWhole && isLastRowWhole
            }
        }
    }

    /// Says of the group that is open that it was not read to its end.
    mutating func abandon() {
        ledger.close(isComplete: false)
    }
}
