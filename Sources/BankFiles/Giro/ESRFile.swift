import PaymentVocabulary

/// Swiss payment slips with reference number (ESR/BESR, "v11"), records of type 3.
///
/// A group is what a total record closes, an entry each other record. The last digit of the transaction code says what
/// it is: 2 a credit, 5 a cancellation (debit), 8 a correction (credit); codes of 200 and above are slips in euro.
///
/// Source: PostFinance, Recordstrukturen Elektronische Dienstleistungen, sections 2.1 and 2.2.
struct ESRFile: FixedRecordFile {
    private static let franc = Currency(activeOrWithdrawn: "CHF") ?? .unstated

    private var totals = GiroTotals()
    /// In rappen; the total record has its own sum of them.
    private var isOpen = false
    private var hasTotal = false

    var version: String { "ESR type 3" }
    var recordLength: Int { 100 }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if record.starts(with: "999") || record.starts(with: "995") { return try total(record, &ledger) }
        guard let code = record.number(0..<3), (code < 300), record.count >= 49 else {
            return ledger.fault(.notRecognised, "a line that is no ESR record of type 3", at: record.position())
        }
        let currency = code >= 200 ? Currency.eur : Self.franc
        try openIfNeeded(record, currency, &ledger)
        totals.entries += 1
        let side: CreditDebit
        switch code % 10 {
        case 2, 8: side = .credit
        case 5: side = .debit
        default:
            let message = "transaction code \(record.text(0..<3)) is no credit, cancellation or correction"
            return ledger.refuse(BankFileFinding(.direction, message, at: record.position()))
        }
        let money: Money
        do throws(AmountFault) {
            money = try record.money(39..<49, decimals: 2, currency)
        } catch {
            return ledger.refuse(BankFileFinding(.amount, "the amount \(error.message)", at: record.position(39)))
        }
        totals.add(money, side)
        checkReference(record, &ledger)
        let given = ledger.date(record, 59, .yearMonthDay, "date of payment")
        let processed = ledger.date(record, 65, .yearMonthDay, "date of processing")
        let credited = ledger.date(record, 71, .yearMonthDay, "date of credit")
        ledger.take(money, side, at: record.position())
        ledger.edit { entry in
            entry.bookingDate = processed ?? given
            entry.valueDate = credited
            entry.isReversal = side == .debit
            entry.reference = record.text(77..<86)
            entry.transactionCode.proprietary = record.text(0..<3)
            entry.transactionCode.issuer = "ESR"
            entry.details[0].servicerReference = record.text(49..<59)
            entry.details[0].structured = [
                BankFileRemittance(creditorReference: record.text(12..<39), type: "ISR Reference")
            ]
            if let fee = try? record.money(96..<100, decimals: 2, currency), fee.minorUnits > 0 {
                entry.charges = [fee]
            }
        }
        ledger.fields(
            "",
            record,
            [
                ("transaction code", 0..<3), ("customer number", 3..<12), ("reference", 12..<39), ("amount", 39..<49),
                ("order reference", 49..<59), ("date of payment", 59..<65), ("date of processing", 65..<71),
                ("date of credit", 71..<77), ("microfilm number", 77..<86), ("reject code", 86..<87),
                ("reserve", 87..<96), ("fee", 96..<100),
            ]
        )
    }

    private mutating func openIfNeeded(
        _ record: FixedRecord,
        _ currency: Currency,
        _ ledger: inout GroupLedger
    ) throws(BankFileFinding) {
        guard !isOpen else { return }
        isOpen = true
        hasTotal = false
        totals = GiroTotals()
        try ledger.open("total", at: record.position())
        ledger.describe {
            $0.account.other = record.text(3..<12)
            $0.account.currency = currency
        }
    }

    /// References of the old customer numbers of five digits are shorter and have no such check digit.
    private func checkReference(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        if record.isEmpty(12..<23) { return }
        let digits = (12..<39).map { record[$0] }
        if GiroCheckDigit.holdsRecursive10(digits) != true {
            ledger.warn(.controlTotal, "the check digit of the reference does not hold", at: record.position(38))
        }
    }

    private mutating func total(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if !isOpen, hasTotal, record.number(51..<63) != 0 {
            ledger.warn(.controlTotal, "a total record without records before it", at: record.position())
        }
        try openIfNeeded(record, Self.franc, &ledger)
        isOpen = false
        // The record counts whole or not at all: behind the sum and the count there is more.
        hasTotal = record.count >= 63
        let isDebit = record.starts(with: "995")
        let net = isDebit ? totals.debit - totals.credit : totals.credit - totals.debit
        let gross = isDebit ? totals.debit : totals.credit
        let stated = record.number(39..<51)
        if stated != gross {
            ledger.compare("total record, amount", stated: stated, read: net, at: record.position(39))
        }
        ledger.compare(
            "total record, transactions",
            stated: record.number(51..<63),
            read: Int128(totals.entries),
            at: record.position(51)
        )
        ledger.notes(
            "total ",
            record,
            [
                ("transaction code", 0..<3), ("customer number", 3..<12), ("sort key", 12..<39), ("amount", 39..<51),
                ("transactions", 51..<63), ("date", 63..<69), ("fees", 69..<78), ("rework fees", 78..<87),
            ]
        )
        ledger.close(isComplete: hasTotal)
    }

    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool {
        if isOpen { ledger.warn(.truncated, "the file ends without its total record (999 or 995)", at: end) }
        return hasTotal && !isOpen
    }
}
