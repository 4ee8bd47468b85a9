import PaymentVocabulary

/// Reads the rows of a delimited statement as entries of one group, or of one for each run of rows of one account.
struct CSVBuilder: Sendable {
    static let findingsMax = 1_000

    let layout: CSVLayout
    let keepsDetails: Bool
    var events: [BankFileEvent] = []
    private(set) var entries = 0
    private var findings = 0
    /// Entries of which the file says no status.
    private var unstated = 0
    private var summary: BankFileGroupSummary
    private var balances: CSVBalances
    private var hasTotals: Bool?
    private var hasUnreadableBalance = false
    private var stated = CSVStatedBalances()
    private var end: CSVCut
    private var isCut = false
    /// By column, whether it says who, why or how of a movement, and not just when and how much.
    private let isTelling: [Bool]
    /// The columns of the roles that several may have.
    private let textColumns: (description: [Int], remittance: [Int], name: [Int], account: [Int])
    /// The column that tells which of the account's pockets a row and its balance are of.
    private let pocketColumn: Int?
    /// Whether the reference may be what the payer wrote, and is no number of the bank's by its head.
    private let isReferenceText: Bool
    /// Columns without a role in which no text was seen so far.
    private var unusedColumns: [Int]
    private var cells: CSVCells

    init(layout: CSVLayout, rows: [DelimitedRow], keepsDetails: Bool) {
        self.layout = layout
        cells = CSVCells(layout)
        end = CSVCut(layout)
        let figures: [CSVRole] = [
            .date, .valueDate, .amount, .credit, .debit, .mark, .currency, .balance, .ownAccount,
        ]
        let places = Set(figures.compactMap { layout.column($0) })
        isTelling = (0..<DelimitedReader.cellsMax).map { !places.contains($0) }
        textColumns = (
            layout.columns(of: .description), layout.columns(of: .remittance).sorted(), layout.columns(of: .name),
            layout.columns(of: .account)
        )
        // Revolut lists its pockets in one table, each with a balance of its own, and with its fees.
        let pockets: Set = ["product", "produkt", "produit", "producto", "prodotto", "produto"]
        let pocket = layout.heads.firstIndex { pockets.contains(CSVWords.key($0)) }
        pocketColumn = layout.column(.fee) == nil || layout.column(.balance) == nil ? nil : pocket
        isReferenceText =
            layout.column(.reference).map { CSVTextHeads.isPayersReference(layout.head($0)) } ?? false
        unusedColumns = layout.unusedColumns.filter { [pocket] in $0 != pocket }
        self.keepsDetails = keepsDetails
        let place = (layout.headerRow.map { rows[$0] } ?? rows.first)?.position() ?? BankFilePosition(line: 1, byte: 0)
        var group = BankFileGroup(kind: "csv", index: 0, position: place)
        group.fields = layout.fields
        if layout.column(.ownAccount) == nil {
            // Many exports name the account above the table.
            let above = rows[..<min(layout.headerRow ?? layout.dataRow, rows.count, 50)]
            let numbers = Set(above.flatMap(\.fields).map { $0.text.filter { $0 != " " } }.filter { IBAN($0) != nil })
            if numbers.count == 1 { group.account.iban = numbers.first }
        }
        if let column = layout.column(.ownAccount), rows.indices.contains(layout.dataRow) {
            Self.name(&group, Self.number(rows[layout.dataRow].text(column)))
        }
        if group.account.number == nil, let own = layout.profile.ownAccount { Self.name(&group, own) }
        for row in rows[..<min(layout.headerRow ?? layout.dataRow, rows.count, 50)] {
            let text = row.fields.map { $0.text }.filter { !$0.isEmpty }.joined(separator: " ")
            group.fields.append(BankFileField("line \(row.line)", String(text.prefix(500))))
        }
        summary = BankFileGroupSummary(group: group)
        balances = CSVBalances(isNewestFirst: layout.isNewestFirst)
        events.append(.group(group))
        for warning in layout.warnings { events.append(.warning(warning)) }
    }

    private static func name(_ group: inout BankFileGroup, _ number: String) {
        if IBAN(number) != nil {
            group.account.iban = number
        } else if !number.isEmpty {
            group.account.other = number
        }
    }

    /// Begins the next group where the row is of another account than those before it.
    private mutating func turn(to row: DelimitedRow) {
        guard let column = layout.column(.ownAccount) else { return }
        let number = Self.number(row.text(column))
        let known = summary.group.account.number
        guard !number.isEmpty, let known, number != known, IBAN(number) != nil else { return }
        endGroup(isComplete: true)
        var group = BankFileGroup(kind: "csv", index: summary.group.index + 1, position: row.position())
        group.fields = summary.group.fields
        group.account.currency = summary.group.account.currency
        Self.name(&group, number)
        summary = BankFileGroupSummary(group: group)
        balances = CSVBalances(isNewestFirst: layout.isNewestFirst)
        stated = CSVStatedBalances()
        unstated = 0
        events.append(.group(group))
    }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    // MARK: Rows

    /// What one row says, as far as it could be read.
    private struct Reading {
        var amount: Money?
        var side = CreditDebit.credit
        var date: CalendarDate?
        /// What stands in place of the date, as `offen` does.
        var status: BankFileStatus?
        var findings: [BankFileFinding] = []
    }

    mutating func take(_ row: DelimitedRow) {
        let window = row.buffer.span
        if !row.hasLineEnd, isCut(row, window) { return }
        if let fault = row.fault { return refuse(row, Reading(findings: [fault])) }
        let dateCell = cells.date(row, window)
        let currency = cells.currency(row)
        var reading = Reading(date: dateCell.date)
        do throws(BankFileFinding) {
            (reading.amount, reading.side) = try cells.amount(row, window, currency ?? cells.currency)
        } catch {
            let hasDate = dateCell.date != nil || beginsWithDigit(row)
            guard dateCell.date == nil || isBalanceLine(row), isOutside(row, hasDate: hasDate) else {
                return refuse(row, reading, error)
            }
            return compareTotals(row)
        }
        if dateCell.date == nil {
            if isOutside(row, hasDate: beginsWithDigit(row)) { return compareTotals(row) }
            if dateCell.isWritten, cells.statusInDate(row) == .pending {
                reading.status = .pending
            } else if dateCell.isWritten {
                reading.findings.append(
                    BankFileFinding(
                        .date,
                        "a date that does not exist or is not written as the others",
                        at: cells.place(row, .date)
                    )
                )
            } else {
                warn(.date, "an entry without a date", at: cells.place(row, .date))
            }
        }
        if currency == nil {
            let message = "a currency that ISO 4217 does not know"
            return refuse(row, reading, BankFileFinding(.amount, message, at: cells.place(row, .currency)))
        }
        guard reading.findings.isEmpty else { return refuse(row, reading) }
        if let balance = statedBalance(row, window), let amount = reading.amount {
            return stated.add(balance, reading.side.signed(amount), reading.date, at: row.position())
        }
        add(row, window, reading)
    }

    private mutating func refuse(_ row: DelimitedRow, _ reading: Reading, _ more: BankFileFinding? = nil) {
        if row.limit == nil { turn(to: row) }
        var reading = reading
        if let more {
            reading.findings.append(more)
            reading.amount = nil
        }
        if let amount = reading.amount {
            sum(amount, reading.side, status: nil)
        } else {
            summary.unsummed += 1
        }
        _ = balances.add(nil, nil, layout.currency, pocket(row), nil, at: row.position())
        if admits() {
            let group = summary.group.index
            let entry = BankFileUnreadableEntry(index: entries, groupIndex: group, findings: reading.findings)
            events.append(.unreadable(entry))
        }
        entries += 1
        summary.entries += 1
    }

    /// Whether the file was cut inside its last row, which becomes no entry then.
    private mutating func isCut(_ row: DelimitedRow, _ window: Span<UInt8>) -> Bool {
        let texts = row.fields.map(\.text)
        if texts == layout.heads || texts.filter({ !$0.isEmpty }).prefix(2).contains(where: CSVWords.isTotal) {
            return false
        }
        switch end.verdict(on: row, window) {
        case .whole: return false
        case .open(let finding):
            events.append(.warning(finding))
            return false
        case .cut(let finding):
            isCut = true
            events.append(
                .unreadable(
                    BankFileUnreadableEntry(index: entries, groupIndex: summary.group.index, findings: [finding])
                )
            )
            entries += 1
            summary.entries += 1
            summary.unsummed += 1
            return true
        }
    }

    private mutating func add(_ row: DelimitedRow, _ window: Span<UInt8>, _ reading: Reading) {
        guard let amount = reading.amount else { return }
        turn(to: row)
        if !unusedColumns.isEmpty { lookForTexts(row, window) }
        end.note(row, window)
        let status = reading.status ?? cells.status(row)
        sum(amount, reading.side, status: status)
        if status?.isBooked ?? true { follow(row, window, amount, reading) }
        if keepsDetails {
            events.append(.entry(entry(row, amount, reading, status)))
        }
        entries += 1
        summary.entries += 1
        summary.details += 1
    }

    /// Says once of each column without a role that there is text in it.
    private mutating func lookForTexts(_ row: DelimitedRow, _ window: Span<UInt8>) {
        let told = unusedColumns.filter { column in
            guard column < row.count,
                row.content(column).contains(where: { Ascii.isLetter(window[$0]) || window[$0] >= 0x80 })
            else { return false }
            let text = row.text(column)
            return text.contains(where: \.isLetter) && row.dateParts(column) == nil && !CSVLayout.isNumber(text)
                && CSVWords.currency(text) == nil
        }
        guard !told.isEmpty else { return }
        unusedColumns.removeAll(where: told.contains)
        for column in told {
            let head = layout.head(column)
            let message =
                "column \"\(head)\" is not used; say `column remittance \(head)` in a profile (--csv-profile) if payers "
                + "tell there what they pay, or `unused \(head)`"
            warn(.missing, message, at: row.position(column))
        }
    }

    private mutating func sum(_ amount: Money, _ side: CreditDebit, status: BankFileStatus?) {
        summary.sums.add(amount, side)
        if let status { summary.statuses.count(status.code) } else { unstated += 1 }
        if status?.isBooked ?? true { summary.bookedSums.add(amount, side) }
    }

    /// Compares the running balance with the one that follows from the row before.
    private mutating func follow(_ row: DelimitedRow, _ window: Span<UInt8>, _ amount: Money, _ reading: Reading) {
        guard cells.columns[.balance] != nil else { return }
        var net = Int128(reading.side == .credit ? amount.minorUnits : -amount.minorUnits)
        if cells.hasFeeBeside == nil, let fee = cells.cell(row, window, .fee, amount.currency) { net -= fee.units }
        let balance = balance(row, window, amount.currency)
        let expected = balances.add(net, balance, amount.currency, pocket(row), reading.date, at: row.position())
        guard let expected, let balance else { return }
        let message =
            "the balance is \(decimal(balance, amount.currency)), but \(decimal(expected, amount.currency)) follows from the row before"
        warn(.balance, message, at: cells.place(row, .balance))
    }

    private func pocket(_ row: DelimitedRow) -> String { pocketColumn.map { row.text($0) } ?? "" }

    /// The running balance, `nil` when there is none; that it cannot be read is said once.
    private mutating func balance(_ row: DelimitedRow, _ window: Span<UInt8>, _ currency: Currency) -> Int128? {
        do throws(BankFileFinding) {
            return try cells.optional(row, window, .balance, currency).map { $0.units * cells.balanceFactor }
        } catch {
            if !hasUnreadableBalance {
                warn(.balance, "a balance that cannot be read; such rows are not compared", at: error.position)
            }
            hasUnreadableBalance = true
            return nil
        }
    }

    // MARK: Rows that are no entries

    /// Whether a row with a date and a balance but no amount says a balance in words.
    private func isBalanceLine(_ row: DelimitedRow) -> Bool {
        guard layout.column(.balance) != nil, isAmountEmpty(row) else { return false }
        return [CSVRole.description, .type, .name].contains { role in
            layout.column(role).map { CSVWords.isTotal(row.text($0)) } ?? false
        }
    }

    /// The balance that a row of the table names in the only cell that is neither a date nor a figure.
    private func statedBalance(_ row: DelimitedRow, _ window: Span<UInt8>) -> CSVWords.StatedBalance? {
        if let column = cells.columns[.balance], !row.content(column).isEmpty { return nil }
        var only: Int?
        for index in 0..<row.count where isTelling[index] && !row.content(index).isEmpty {
            guard only == nil else { return nil }
            only = index
        }
        guard let only, CSVWords.mayStateBalance(window, row.content(only)) else { return nil }
        return CSVWords.statedBalance(row.text(only))
    }

    private func isAmountEmpty(_ row: DelimitedRow) -> Bool {
        [CSVRole.amount, .credit, .debit].allSatisfy { role in
            layout.column(role).map { CSVCells.isBlank(row.text($0)) } ?? true
        }
    }

    /// Whether a row stands outside the table: the heads again, a line of text, a total or a balance.
    private func isOutside(_ row: DelimitedRow, hasDate: Bool) -> Bool {
        let texts = row.fields.map(\.text)
        let filled = texts.filter { !$0.isEmpty }
        if filled.count <= 1 || texts == layout.heads { return true }
        if filled.prefix(hasDate ? 1 : 2).contains(where: CSVWords.isTotal) || isBalanceText(row) { return true }
        if isAmountEmpty(row) { return !hasDate || texts.count < layout.width / 2 }
        return !hasDate && texts.count < layout.width - 1 && !layout.columns.isEmpty && texts.count <= 3
    }

    /// Whether what stands in place of the date could at least be meant as one.
    private func beginsWithDigit(_ row: DelimitedRow) -> Bool {
        guard let column = layout.column(.date), let first = row.text(column).first else { return false }
        return first.isNumber
    }

    private func isBalanceText(_ row: DelimitedRow) -> Bool {
        guard let column = layout.column(.description) else { return false }
        return isAmountEmpty(row) && CSVWords.isTotal(row.text(column))
    }

    /// Compares the totals of a last line with the sums of the rows, where there is one for each side.
    private mutating func compareTotals(_ row: DelimitedRow) {
        // Totals below several accounts are those of all.
        guard layout.sign == .columns, row.text(0).isTotalWord, summary.group.index == 0 else { return }
        let window = row.buffer.span
        guard let credit = cells.cell(row, window, .credit, layout.currency),
            let debit = cells.cell(row, window, .debit, layout.currency)
        else { return }
        let sums = summary.sums.all.first { $0.currency == layout.currency }
        let isEqual = credit.units == sums?.credit ?? 0 && debit.units == sums?.debit ?? 0
        hasTotals = (hasTotals ?? true) && isEqual
        guard !isEqual else { return }
        let currency = layout.currency
        let said = "\(decimal(credit.units, currency)) and \(decimal(debit.units, currency))"
        let read = "\(decimal(sums?.credit ?? 0, currency)) and \(decimal(sums?.debit ?? 0, currency))"
        warn(.controlTotal, "the totals of credits and debits are \(said), the rows have \(read)", at: row.position())
    }

    // MARK: Entries

    private func entry(
        _ row: DelimitedRow,
        _ amount: Money,
        _ reading: Reading,
        _ status: BankFileStatus?
    ) -> BankFileEntry {
        var entry = BankFileEntry(
            index: entries,
            groupIndex: summary.group.index,
            position: row.position(),
            amount: amount,
            side: reading.side
        )
        entry.bookingDate = reading.date
        entry.status = status
        if let column = layout.column(.valueDate) {
            let parts = row.dateParts(column)
            entry.valueDate = parts?.date(layout.dateOrder, period: layout.period)
        }
        let text: (CSVRole) -> String? = { role in
            guard let column = layout.column(role) else { return nil }
            let text = written(row, column)
            return CSVCells.isBlank(text) ? nil : text
        }
        entry.reference = text(.reference)
        entry.transactionCode.proprietary = text(.type)
        if let fee = cells.cell(row, row.buffer.span, .fee, amount.currency), fee.units != 0,
            let units = Int64(exactly: fee.units)
        {
            entry.charges = [Money(minorUnits: units, currency: amount.currency)]
        }
        var detail = BankFileDetail()
        for text in texts(textColumns.description, row) + texts(textColumns.remittance, row)
        where !detail.unstructured.contains(text) {
            detail.unstructured.append(text)
        }
        if isReferenceText, let reference = entry.reference, !detail.unstructured.contains(reference) {
            detail.unstructured.append(reference)
        }
        detail.endToEndId = text(.endToEnd)
        detail.returnReason = text(.returnReason)
        var party = BankFileParty()
        let isPayerTold = reading.side == .credit || layout.column(.name) == nil
        let names = texts(textColumns.name, row)
        party.name = (isPayerTold ? text(.payer) : nil) ?? (names.isEmpty ? nil : names.joined(separator: " "))
        if let account = texts(textColumns.account, row).map(Self.number).first(where: { !$0.isEmpty }) {
            if IBAN(account) != nil { party.iban = account } else { party.otherAccount = account }
        }
        party.bic = text(.bank)
        switch reading.side {
        case .credit: detail.debtor = party
        case .debit: detail.creditor = party
        }
        entry.details = [detail]
        entry.fields.reserveCapacity(row.count)
        for index in 0..<row.count {
            let value = row.text(index)
            if !value.isEmpty { entry.fields.append(BankFileField(layout.head(index), value)) }
        }
        return entry
    }

    private func texts(_ columns: [Int], _ row: DelimitedRow) -> [String] {
        columns.map { written(row, $0) }.filter { !CSVCells.isBlank($0) }
    }

    /// What was written into a cell, without what the file puts before a text that a spreadsheet would calculate.
    private func written(_ row: DelimitedRow, _ column: Int) -> String {
        layout.profile.isGuarded ? SpreadsheetCell.unguarded(row.text(column)) : row.text(column)
    }

    /// An account number without what keeps spreadsheets from reading it as one.
    private static func number(_ text: String) -> String {
        text.filter { $0 != "'" && $0 != "`" && $0 != "=" && $0 != "\"" }
    }

    // MARK: The end

    /// Says what the group came to.
    ///
    /// - Parameter isRead: whether the file was read to its end.
    mutating func finish(isRead: Bool) { endGroup(isComplete: isRead && !isCut, isRead: isRead) }

    private mutating func endGroup(isComplete: Bool, isRead: Bool = true) {
        summary.isComplete = isComplete
        if unstated > 0 { summary.statuses.count("", times: unstated) }
        if summary.unsummed == 0, isRead {
            let ends = balances.ends
            summary.group.balances = ends.isEmpty ? stated.ends : ends
        }
        events.append(.groupEnd(summary))
    }

    /// Whether the file says itself that it is whole, by totals that agree, or shows that it is not.
    var isComplete: Bool? { isCut ? false : hasTotals == true ? true : nil }

    private mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.warning(BankFileFinding(code, message, at: place))) }
    }

    /// Whether one more finding is listed; the first that is not is replaced by a note.
    private mutating func admits() -> Bool {
        findings += 1
        if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
        return findings < Self.findingsMax
    }
}

extension String {
    fileprivate var isTotalWord: Bool { CSVWords.isTotal(self) }
}
