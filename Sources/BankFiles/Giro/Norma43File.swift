import PaymentVocabulary

/// Spanish account statements of Cuaderno 43 (Norma 43, "N43").
///
/// A group is an account (record 11 to 33), an entry a movement (record 22) with its complementary concepts (23) and
/// its equivalence in another currency (24). Amounts have two implied decimals; key 1 is a debit, 2 a credit.
///
/// Source: AEB, Información normalizada de cuenta corriente (Cuaderno 43), records 11, 22, 23, 24, 33 and 88.
struct Norma43File: FixedRecordFile {
    static let conceptsMax = 5

    private var currency = Currency.unstated
    private var totals = GiroTotals()
    private var debits = 0
    private var concepts = 0
    private var records = 0
    private var isOpen = false
    private var isEnded = false

    var version: String { "Cuaderno 43" }
    var recordLength: Int { 80 }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        guard let type = record.number(0..<2) else { return unknown(record, &ledger) }
        if isEnded, type != 88 {
            ledger.warn(.notRecognised, "a record behind the end of the file (record 88)", at: record.position())
            isEnded = false
        }
        records += 1
        switch type {
        case 11: try begin(record, &ledger)
        case 22: try movement(record, &ledger)
        case 23: concept(record, &ledger)
        case 24: equivalence(record, &ledger)
        case 33: end(record, &ledger)
        case 88: endFile(record, &ledger)
        // The bank's own header and end of a transmission carry no account.
        case 0, 99: break
        default: unknown(record, &ledger)
        }
    }

    private func unknown(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        let message = "a line that is no record of Cuaderno 43 (11, 22, 23, 24, 33, 88)"
        ledger.fault(.notRecognised, message, at: record.position())
    }

    private mutating func begin(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        leave(at: record.position(), &ledger)
        isOpen = true
        totals = GiroTotals()
        debits = 0
        try ledger.open("account", at: record.position())
        let code = record.text(47..<50)
        currency = Norma43Currency.currency(code) ?? .unstated
        if currency == .unstated {
            ledger.warn(.amount, "\(code) is no currency code that is known", at: record.position(47))
        }
        let from = ledger.date(record, 20, .yearMonthDay, "first date")
        let to = ledger.date(record, 26, .yearMonthDay, "last date")
        let number = record.text(2..<20)
        ledger.describe {
            $0.account.other = number
            $0.account.currency = currency
            $0.from = from?.description
            $0.to = to?.description
        }
        ledger.notes(
            "",
            record,
            [
                ("bank", 2..<6), ("branch", 6..<10), ("account", 10..<20), ("first date", 20..<26),
                ("last date", 26..<32), ("opening balance key", 32..<33), ("opening balance", 33..<47),
                ("currency", 47..<50), ("information mode", 50..<51), ("short name", 51..<77),
            ]
        )
        balance("OPBD", record, key: 32, 33..<47, from, &ledger)
    }

    /// Adds a balance with its key; one of zero needs none.
    private func balance(
        _ type: String,
        _ record: FixedRecord,
        key: Int,
        _ columns: Range<Int>,
        _ date: CalendarDate?,
        _ ledger: inout GroupLedger
    ) {
        let name = type == "OPBD" ? "opening" : "closing"
        do throws(AmountFault) {
            let money = try record.money(columns, decimals: 2, currency)
            let side = side(record, key)
            if side == nil, money.minorUnits != 0 {
                let message = "the key of the \(name) balance is neither 1 nor 2; it is taken for a credit"
                ledger.warn(.direction, message, at: record.position(key))
            }
            let signed = (side ?? .credit).signed(money)
            ledger.add(
                BankFileBalance(type: type, amount: signed, date: date, position: record.position(columns.lowerBound))
            )
        } catch {
            ledger.fault(
                .amount,
                "the \(name) balance \(error.message)",
                at: record.position(columns.lowerBound)
            )
        }
    }

    private func side(_ record: FixedRecord, _ column: Int) -> CreditDebit? {
        switch record.digit(column) {
        case 1?: .debit
        case 2?: .credit
        default: nil
        }
    }

    private mutating func leave(at position: BankFilePosition, _ ledger: inout GroupLedger) {
        guard isOpen else { return }
        isOpen = false
        ledger.warn(.truncated, "the account before has no end record (33)", at: position)
        ledger.close(isComplete: false)
    }

    private mutating func movement(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if !isOpen {
            ledger.warn(.truncated, "a movement without its account header (record 11)", at: record.position())
            isOpen = true
            currency = .unstated
            try ledger.open("account", at: record.position())
        }
        concepts = 0
        totals.entries += 1
        guard let side = side(record, 27) else {
            let message = "the key is neither 1 (debit) nor 2 (credit)"
            return ledger.refuse(BankFileFinding(.direction, message, at: record.position(27)))
        }
        let money: Money
        do throws(AmountFault) {
            money = try record.money(28..<42, decimals: 2, currency)
        } catch {
            return ledger.refuse(BankFileFinding(.amount, "the amount \(error.message)", at: record.position(28)))
        }
        if side == .debit { debits += 1 }
        totals.add(money, side)
        let booked = ledger.date(record, 10, .yearMonthDay, "date of operation")
        let value = ledger.date(record, 16, .yearMonthDay, "value date")
        ledger.take(money, side, at: record.position())
        ledger.edit { entry in
            entry.bookingDate = booked
            entry.valueDate = value
            entry.transactionCode.proprietary = record.text(22..<27)
            entry.transactionCode.issuer = "AEB"
            if !record.isEmpty(42..<52) { entry.servicerReference = record.text(42..<52) }
            if !record.isEmpty(52..<64) { entry.reference = record.text(52..<64) }
            let second = record.text(64..<80)
            if !second.isEmpty, !record.isEmpty(64..<80) { entry.details[0].endToEndId = second }
        }
        ledger.fields(
            "",
            record,
            [
                ("branch of origin", 6..<10), ("date of operation", 10..<16), ("value date", 16..<22),
                ("common concept", 22..<24), ("own concept", 24..<27), ("key", 27..<28), ("amount", 28..<42),
                ("document number", 42..<52), ("reference 1", 52..<64), ("reference 2", 64..<80),
            ]
        )
    }

    private mutating func concept(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard isOpen, totals.entries > 0 else {
            return ledger.warn(.notRecognised, "a concept (record 23) without a movement", at: record.position())
        }
        concepts += 1
        if concepts == Self.conceptsMax + 1 {
            ledger.warn(.limit, "more than \(Self.conceptsMax) concepts of one movement", at: record.position())
        }
        for columns in [4..<42, 42..<80] {
            let text = record.text(columns)
            guard !text.isEmpty else { continue }
            ledger.field("concept \(record.text(2..<4))", text)
            if concepts <= Self.conceptsMax { ledger.edit { $0.details[0].unstructured.append(text) } }
        }
    }

    private func equivalence(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard isOpen, totals.entries > 0 else {
            return ledger.warn(.notRecognised, "an equivalence (record 24) without a movement", at: record.position())
        }
        ledger.fields(
            "equivalence ",
            record,
            [("data code", 2..<4), ("currency", 4..<7), ("amount", 7..<21), ("text", 21..<80)]
        )
        guard let other = Norma43Currency.currency(record.text(4..<7)),
            let money = try? record.money(7..<21, decimals: 2, other)
        else { return }
        ledger.edit { $0.details[0].instructedAmount = money }
    }

    private mutating func end(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard isOpen else {
            return ledger.warn(.controlTotal, "an account end (record 33) without an account", at: record.position())
        }
        isOpen = false
        func compare(_ what: String, _ columns: Range<Int>, _ read: Int128) {
            ledger.compare(
                "account end, \(what)",
                stated: record.number(columns),
                read: read,
                at: record.position(columns.lowerBound)
            )
        }
        compare("debits", 20..<25, Int128(debits))
        compare("sum of debits", 25..<39, inHundredths(totals.debit))
        compare("credits", 39..<44, Int128(totals.entries - debits))
        compare("sum of credits", 44..<58, inHundredths(totals.credit))
        let code = record.text(73..<76)
        if let stated = Norma43Currency.currency(code), stated != currency {
            ledger.warn(.controlTotal, "the account ends in another currency than it began", at: record.position(73))
        }
        balance("CLBD", record, key: 58, 59..<73, nil, &ledger)
        ledger.close(isComplete: record.number(59..<73) != nil)
    }

    /// The file writes every amount with two decimals, whatever the currency has.
    private func inHundredths(_ units: Int128) -> Int128 {
        switch currency.exponent {
        case 0: units * 100
        case 1: units * 10
        case 3: units / 10
        case 4: units / 100
        default: units
        }
    }

    private mutating func endFile(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        leave(at: record.position(), &ledger)
        // Banks count the record itself or not.
        let stated = record.number(20..<26)
        if stated != Int128(records) {
            ledger.compare(
                "file end, records",
                stated: stated,
                read: Int128(records - 1),
                at: record.position(20)
            )
        }
        records = 0
        isEnded = stated != nil
    }

    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool {
        leave(at: end, &ledger)
        if !isEnded { ledger.warn(.truncated, "the file ends without its end record (88)", at: end) }
        return isEnded
    }
}

/// Currencies by their number, of which Cuaderno 43 writes those that Spanish banks keep accounts in.
///
/// Source: ISO 4217, numeric codes.
enum Norma43Currency {
    private static let codes: [String: String] = [
        "008": "ALL", "012": "DZD", "032": "ARS", "036": "AUD", "051": "AMD", "068": "BOB", "124": "CAD", "152": "CLP",
        "156": "CNY", "170": "COP", "188": "CRC", "192": "CUP", "203": "CZK", "208": "DKK", "214": "DOP", "344": "HKD",
        "348": "HUF", "352": "ISK", "356": "INR", "376": "ILS", "392": "JPY", "400": "JOD", "410": "KRW", "414": "KWD",
        "484": "MXN", "504": "MAD", "554": "NZD", "578": "NOK", "600": "PYG", "604": "PEN", "634": "QAR", "643": "RUB",
        "682": "SAR", "702": "SGD", "710": "ZAR", "752": "SEK", "756": "CHF", "764": "THB", "784": "AED", "788": "TND",
        "818": "EGP", "826": "GBP", "840": "USD", "858": "UYU", "946": "RON", "949": "TRY", "975": "BGN", "978": "EUR",
        "980": "UAH", "985": "PLN", "986": "BRL", "724": "ESP", "280": "DEM", "250": "FRF", "380": "ITL", "620": "PTE",
    ]

    /// - Returns: `nil` for a number or code that is not known.
    static func currency(_ code: String) -> Currency? {
        Currency(activeOrWithdrawn: codes[code] ?? code)
    }
}
