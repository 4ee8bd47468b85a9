import PaymentVocabulary

/// The amounts of one row in minor units, signed as the balance sees them.
struct ReportAmounts: Sendable {
    var currency: Currency
    var net: Int128 = 0
    /// Before fees, in its own currency.
    var gross: Int128?
    var grossCurrency: Currency
    /// Positive when it is taken from the gross; `nil` when there is none or when it is finer than the currency.
    var fee: Int128?
    /// The report says that it neither came nor went.
    var isNeutral = false
    /// How far gross and fees are from net, `nil` when they agree or cannot be compared.
    var difference: Int128?
}

/// Reads the amounts of rows by the rules of a report.
struct ReportAmountReader: Sendable {
    let columns: ReportColumns
    let mark: DecimalMark

    private var report: ProviderReport { columns.report }

    /// - Throws: what is wrong with the row's amounts, at the cell.
    func amounts(of row: DelimitedRow, in currency: Currency) throws(BankFileFinding) -> ReportAmounts {
        var amounts = ReportAmounts(currency: currency, grossCurrency: grossCurrency(of: row) ?? currency)
        let isDebit = try isDebit(row, &amounts)
        amounts.gross = try gross(row, amounts.grossCurrency).map { isDebit == true ? -$0 : $0 }
        let fees = try fees(row)
        let sign: Int128 = report.fee == .added ? -1 : 1
        let exponent = Int(currency.exponent)
        amounts.fee = fees.flatMap { Self.minorUnits($0, exponent) }.map { sign * $0 }
        if let net = try statedNet(row, currency, isDebit: isDebit) {
            amounts.net = net
            amounts.difference = difference(amounts, fees)
        } else if let gross = amounts.gross, amounts.grossCurrency == currency {
            guard fees == nil || amounts.fee != nil else { throw feeFault(row) }
            amounts.net = gross - reduction(amounts.fee ?? 0, of: gross)
        } else {
            throw missing(row)
        }
        if report.isNegated {
            amounts.net = -amounts.net
            amounts.gross = amounts.gross.map { -$0 }
        }
        return amounts
    }

    private func reduction(_ fee: Int128, of gross: Int128) -> Int128 {
        switch report.fee {
        case .deducted, .added: fee
        case .reducing: gross < 0 ? -Int128(fee.magnitude) : Int128(fee.magnitude)
        case .aside: 0
        }
    }

    /// What the direction column says, `nil` when there is none.
    private func isDebit(_ row: DelimitedRow, _ amounts: inout ReportAmounts) throws(BankFileFinding) -> Bool? {
        guard let index = columns[.direction].first else { return nil }
        let word = reportCell(row, index).lowercased()
        if report.debitWords.contains(word) { return true }
        if report.neutralWords.contains(word) {
            amounts.isNeutral = true
            return false
        }
        guard columns[.amount].isEmpty || word == "收入" else {
            let message = "\(columns.name(index)) says neither income nor expense"
            throw BankFileFinding(.direction, message, at: row.position(index, path: columns.name(index)))
        }
        return false
    }

    private func statedNet(
        _ row: DelimitedRow,
        _ currency: Currency,
        isDebit: Bool?
    ) throws(BankFileFinding) -> Int128? {
        if let net = try value(row, .net, currency) { return net }
        let credit = try value(row, .netCredit, currency)
        var debit = try value(row, .netDebit, currency)
        if report.hasNegativeDebits, let units = debit { debit = Int128(units.magnitude) }
        if credit != nil || debit != nil { return (credit ?? 0) - (debit ?? 0) }
        guard let index = firstFilled(row, .amount) else { return nil }
        guard let amount = try value(row, .amount, currency) else { return nil }
        guard amount >= 0 else { throw fault(.negative, row, index) }
        return isDebit == true ? -amount : amount
    }

    private func gross(_ row: DelimitedRow, _ currency: Currency) throws(BankFileFinding) -> Int128? {
        if let gross = try value(row, .gross, currency) { return gross }
        let credit = try value(row, .grossCredit, currency)
        let debit = try value(row, .grossDebit, currency)
        return credit == nil && debit == nil ? nil : (credit ?? 0) - (debit ?? 0)
    }

    /// The sum of the fee columns in units of the eighth decimal, `nil` when all are empty.
    private func fees(_ row: DelimitedRow) throws(BankFileFinding) -> Int128? {
        var sum: Int128?
        for index in columns[.fee] {
            guard let number = try number(row, index) else { continue }
            sum = (sum ?? 0) + number.scaled
        }
        return sum
    }

    private static func minorUnits(_ scaled: Int128, _ exponent: Int) -> Int128? {
        var unit: Int128 = 1
        for _ in exponent..<ReportNumber.decimalsMax { unit *= 10 }
        let (units, rest) = scaled.quotientAndRemainder(dividingBy: unit)
        return rest == 0 ? units : nil
    }

    /// Gross less fees less net; fees that are finer than the currency may be off by what rounding takes.
    private func difference(_ amounts: ReportAmounts, _ fees: Int128?) -> Int128? {
        guard report.fee == .deducted || report.fee == .added, let gross = amounts.gross,
            amounts.grossCurrency == amounts.currency
        else { return nil }
        if let fees, amounts.fee == nil {
            var unit: Int128 = 1
            for _ in Int(amounts.currency.exponent)..<ReportNumber.decimalsMax { unit *= 10 }
            let exact = (gross - amounts.net) * unit - (report.fee == .added ? -fees : fees)
            return exact.magnitude < unit.magnitude ? nil : exact / unit
        }
        let difference = gross - (amounts.fee ?? 0) - amounts.net
        return difference == 0 ? nil : difference
    }

    // MARK: Cells

    private func firstFilled(_ row: DelimitedRow, _ role: ProviderReport.Role) -> Int? {
        columns[role].first { !row.content($0).isEmpty }
    }

    private func grossCurrency(of row: DelimitedRow) -> Currency? {
        firstFilled(row, .grossCurrency).flatMap { Currency(activeOrWithdrawn: reportCell(row, $0).uppercased()) }
    }

    private func value(
        _ row: DelimitedRow,
        _ role: ProviderReport.Role,
        _ currency: Currency
    ) throws(BankFileFinding) -> Int128? {
        for index in columns[role] {
            guard let number = try number(row, index) else { continue }
            do throws(AmountFault) {
                return try number.minorUnits(exponent: Int(currency.exponent))
            } catch {
                throw fault(error, row, index)
            }
        }
        return nil
    }

    /// - Returns: `nil` for a cell that is empty or has only a dash.
    private func number(_ row: DelimitedRow, _ index: Int) throws(BankFileFinding) -> ReportNumber? {
        guard !row.content(index).isEmpty else { return nil }
        var text = Substring(reportCell(row, index))
        if text.isEmpty || text == "-" || text == "--" || text == "/" { return nil }
        if report.hasRemarks, text.first != "(" { text = text.prefix { $0 != "(" && $0 != "（" } }
        do throws(AmountFault) {
            return try ReportNumber(text, mark: mark)
        } catch {
            throw fault(error, row, index)
        }
    }

    private func fault(_ fault: AmountFault, _ row: DelimitedRow, _ index: Int) -> BankFileFinding {
        let name = columns.name(index)
        return BankFileFinding(.amount, "\(name) \(fault.message)", at: row.position(index, path: name))
    }

    private func feeFault(_ row: DelimitedRow) -> BankFileFinding {
        let index = firstFilled(row, .fee) ?? 0
        return fault(.tooManyDecimals(allowed: 2), row, index)
    }

    /// The amount columns are empty, or the row ends before them.
    private func missing(_ row: DelimitedRow) -> BankFileFinding {
        let roles: [ProviderReport.Role] = [.net, .netCredit, .netDebit, .amount, .gross, .grossCredit]
        let index = roles.lazy.compactMap { columns[$0].first }.first
        guard let index else { return BankFileFinding(.amount, "no amount", at: row.position()) }
        let name = columns.name(index)
        return BankFileFinding(.amount, "\(name) is empty", at: row.position(index, path: name))
    }
}
