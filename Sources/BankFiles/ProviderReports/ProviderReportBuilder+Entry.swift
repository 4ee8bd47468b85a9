import PaymentVocabulary

extension ProviderReportBuilder {
    /// Whether the row moved the balance: its status, its impact, and where its money came from.
    func status(_ row: DelimitedRow, _ amounts: ReportAmounts, _ columns: ReportColumns) -> BankFileStatus {
        let report = columns.report
        let word = text(row, .status, columns) ?? ""
        let known = word.lowercased()
        if !known.isEmpty {
            if report.pendingWords.contains(known) { return .pending }
            if !report.bookedWords.isEmpty, !report.bookedWords.contains(known) { return .other(word) }
            if report.unbookedParts.contains(where: known.contains) { return .other(word) }
        }
        if let impact = text(row, .impact, columns) {
            let known = impact.lowercased()
            if known.hasPrefix("memo") || known.hasPrefix("mémo") { return .information }
            if known.hasPrefix("待") { return .pending }
        }
        if let funding = text(row, .funding, columns), !funding.lowercased().contains("balance") { return .information }
        return amounts.isNeutral ? .information : .booked
    }

    /// Whether a row that has no direction is money that came back.
    func isRefund(_ row: DelimitedRow, _ columns: ReportColumns) -> Bool {
        [ProviderReport.Role.type, .status, .description].contains { role in
            text(row, role, columns)?.contains("退款") ?? false
        }
    }

    mutating func setDates(_ entry: inout BankFileEntry, _ row: DelimitedRow, _ columns: ReportColumns) {
        entry.bookingDate = date(row, .date, columns)
        entry.valueDate = date(row, .settled, columns)
    }

    private mutating func date(
        _ row: DelimitedRow,
        _ role: ProviderReport.Role,
        _ columns: ReportColumns
    ) -> CalendarDate? {
        guard let index = columns[role].first(where: { !row.content($0).isEmpty }) else { return nil }
        if let date = reportDate(reportCell(row, index), order: dateOrder) { return date }
        let name = columns.name(index)
        ledger.warn(.date, "\(name) is no date", at: row.position(index, path: name))
        return nil
    }

    /// Fills in the texts of an entry.
    func describe(
        _ entry: inout BankFileEntry,
        _ row: DelimitedRow,
        _ amounts: ReportAmounts,
        _ columns: ReportColumns
    ) {
        entry.servicerReference = text(row, .id, columns)
        entry.reference = text(row, .reference, columns)
        entry.payoutId = text(row, .payout, columns)
        entry.transactionCode.proprietary = text(row, .type, columns)
        entry.transactionCode.issuer = columns.report.issuer
        entry.additionalInformation = text(row, .status, columns)
        var detail = BankFileDetail()
        detail.amount = entry.amount
        detail.side = entry.side
        detail.transactionAmount = amounts.gross.flatMap {
            try? reportMoney(Int128($0.magnitude), amounts.grossCurrency)
        }
        detail.charges =
            amounts.fee.flatMap { $0 == 0 ? nil : try? reportMoney($0, amounts.currency) }.map { [$0] } ?? []
        detail.transactionId = text(row, .source, columns)
        detail.endToEndId = entry.reference
        detail.exchangeRate = text(row, .rate, columns)
        detail.unstructured = text(row, .description, columns).map { [$0] } ?? []
        var party = BankFileParty()
        party.name = counterparty(row, entry, columns)
        party.otherAccount = text(row, .counterpartyAccount, columns)
        if entry.side == .credit { detail.debtor = party } else { detail.creditor = party }
        entry.details = [detail]
        entry.fields = fields(row, columns)
    }

    /// The other side; of a sender and a receiver, the one who is not the account's owner.
    ///
    /// Venmo writes who asked and who was asked: in a charge money goes the other way.
    private func counterparty(_ row: DelimitedRow, _ entry: BankFileEntry, _ columns: ReportColumns) -> String? {
        let places = columns[.counterparty]
        guard places.count == 2, columns.report.name == ProviderReport.venmo.name else {
            return text(row, .counterparty, columns)
        }
        let isCharge = text(row, .type, columns)?.lowercased() == "charge"
        let isSender = (entry.side == .credit) != isCharge
        let name = reportCell(row, places[isSender ? 0 : 1])
        return name.isEmpty ? nil : name
    }

    /// The first column of a role that says something.
    func text(_ row: DelimitedRow, _ role: ProviderReport.Role, _ columns: ReportColumns) -> String? {
        for index in columns[role] where !row.content(index).isEmpty {
            let text = reportCell(row, index)
            if text.isEmpty || text == "/" || text == "0" { continue }
            return text
        }
        return nil
    }

    private func fields(_ row: DelimitedRow, _ columns: ReportColumns) -> [BankFileField] {
        row.cells.indices.compactMap { index in
            let text = reportCell(row, index)
            return text.isEmpty ? nil : BankFileField(columns.name(index), text)
        }
    }
}
