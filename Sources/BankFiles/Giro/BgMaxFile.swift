import PaymentVocabulary

/// Swedish Bankgiro Receivables (BgMax).
///
/// A group is a deposit (record 05 to 15), an entry a payment (20, credit) or a deduction (21, debit); extra reference
/// numbers (22, 23) become documents of the payment before them. The day of a deposit stands in its last record, so that
/// its payments are told once that was read.
///
/// Source: Bankgirot, Bankgiro Inbetalningar Technical Manual, chapter 3.
struct BgMaxFile: FixedRecordFile {
    private static let crown = Currency(activeOrWithdrawn: "SEK") ?? .unstated

    private var currency = Self.crown
    private var deposit = GiroTotals()
    private var payments = 0
    private var deductions = 0
    private var references = 0
    private var deposits = 0
    private var isOpen = false
    private var isEnded = false
    private var layout = ""

    var version: String { layout.isEmpty ? "BgMax" : "BgMax \(layout)" }
    var recordLength: Int { 80 }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if isEnded { return ledger.fault(.notRecognised, "a record behind the end record", at: record.position()) }
        switch record.number(0..<2) {
        case 1: layout = record.text(22..<24)
        case 5: try begin(record, &ledger)
        case 20, 21: try payment(record, &ledger)
        case 22, 23: reference(record, &ledger)
        case 25, 26, 27, 28, 29: complete(record, &ledger)
        case 15: end(record, &ledger)
        case 70: endFile(record, &ledger)
        default: ledger.fault(.notRecognised, "a line that is no record of BgMax", at: record.position())
        }
    }

    private mutating func begin(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        leave(at: record.position(), &ledger)
        isOpen = true
        deposit = GiroTotals()
        try ledger.open("deposit", at: record.position(), isDatedAtEnd: true)
        let code = record.text(22..<25)
        currency = Currency(activeOrWithdrawn: code) ?? .unstated
        if currency == .unstated { ledger.warn(.amount, "\(code) is no currency code", at: record.position(22)) }
        ledger.describe {
            $0.account.other = record.text(2..<12)
            $0.account.currency = currency
        }
        ledger.notes("", record, [("bankgiro number", 2..<12), ("plusgiro number", 12..<22), ("currency", 22..<25)])
    }

    private mutating func leave(at position: BankFilePosition, _ ledger: inout GroupLedger) {
        guard isOpen else { return }
        isOpen = false
        ledger.warn(.truncated, "the deposit before has no end record (15)", at: position)
        ledger.close(isComplete: false)
    }

    private mutating func payment(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if !isOpen {
            ledger.warn(.truncated, "a payment without the record that opens it (05)", at: record.position())
            isOpen = true
            currency = Self.crown
            deposit = GiroTotals()
            try ledger.open("deposit", at: record.position())
        }
        let side: CreditDebit = record.number(0..<2) == 20 ? .credit : .debit
        if side == .credit { payments += 1 } else { deductions += 1 }
        deposit.entries += 1
        let money: Money
        do throws(AmountFault) {
            money = try record.money(37..<55, decimals: 2, currency)
        } catch {
            return ledger.refuse(BankFileFinding(.amount, "the amount \(error.message)", at: record.position(37)))
        }
        deposit.add(money, side)
        ledger.take(money, side, at: record.position())
        ledger.edit { entry in
            entry.reference = record.text(57..<69)
            entry.transactionCode.proprietary = record.text(0..<2)
            entry.transactionCode.issuer = "Bankgirot"
            if !record.isEmpty(2..<12) { entry.details[0].debtor.otherAccount = record.text(2..<12) }
            let reference = record.text(12..<37)
            if !reference.isEmpty {
                // Code 2 says that the bank has checked it.
                let type = record.digit(55) == 2 ? "OCR" : "reference"
                entry.details[0].structured = [BankFileRemittance(creditorReference: reference, type: type)]
            }
        }
        ledger.fields(
            "",
            record,
            [
                ("transaction code", 0..<2), ("sender's bankgiro number", 2..<12), ("reference", 12..<37),
                ("amount", 37..<55), ("reference code", 55..<56), ("payment channel", 56..<57),
                ("serial number", 57..<69), ("image mark", 69..<70), ("deduction code", 70..<71),
            ]
        )
    }

    private mutating func reference(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        references += 1
        let number = record.text(12..<37)
        let amount = try? record.money(37..<55, decimals: 2, currency)
        ledger.edit { entry in
            var document = BankFileDocument()
            document.type = record.number(0..<2) == 23 ? "CREN" : "CINV"
            document.number = number
            document.remitted = amount
            var remittance = BankFileRemittance()
            remittance.documents = [document]
            entry.details[0].structured.append(remittance)
        }
        ledger.fields(
            "extra reference ",
            record,
            [("code", 0..<2), ("number", 12..<37), ("amount", 37..<55), ("kind", 55..<56)]
        )
    }

    private func complete(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard ledger.keepsDetails else { return }
        switch record.number(0..<2) {
        case 25:
            ledger.edit { $0.details[0].unstructured.append(record.text(2..<52)) }
            ledger.field("information", record.text(2..<52))
        case 26:
            ledger.edit { $0.details[0].debtor.name = record.text(2..<37) }
            ledger.fields("", record, [("name", 2..<37), ("extra name", 37..<72)])
        case 27: ledger.fields("", record, [("address", 2..<37), ("postal code", 37..<46)])
        case 28: ledger.fields("", record, [("town", 2..<37), ("country", 37..<72), ("country code", 72..<74)])
        default:
            ledger.edit { $0.details[0].debtor.id = record.text(2..<14) }
            ledger.field("organisation number", record.text(2..<14))
        }
    }

    private mutating func end(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard isOpen else {
            return ledger.warn(.controlTotal, "a deposit (record 15) that nothing opens", at: record.position())
        }
        isOpen = false
        deposits += 1
        let date = record.longDate(37)
        if date == nil { ledger.warn(.date, "the date of the deposit is no date", at: record.position(37)) }
        let stated = record.number(50..<68)
        ledger.compare(
            "deposit, amount",
            stated: stated,
            read: deposit.credit - deposit.debit,
            at: record.position(50)
        )
        ledger.compare(
            "deposit, payments",
            stated: record.number(71..<79),
            read: Int128(deposit.entries),
            at: record.position(71)
        )
        ledger.describe {
            $0.id = record.text(45..<50)
            $0.to = date?.description
        }
        if let date { ledger.dateEntries(date) }
        ledger.notes(
            "deposit ",
            record,
            [
                ("account", 2..<37), ("date", 37..<45), ("number", 45..<50), ("amount", 50..<68), ("currency", 68..<71),
                ("payments", 71..<79), ("kind", 79..<80),
            ]
        )
        ledger.close(isComplete: stated != nil)
    }

    private mutating func endFile(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        leave(at: record.position(), &ledger)
        let counts = [
            ("payments", payments), ("deductions", deductions), ("extra references", references),
            ("deposits", deposits),
        ]
        for (index, count) in counts.enumerated() {
            let column = 2 + index * 8
            ledger.compare(
                "file end, \(count.0)",
                stated: record.number(column..<column + 8),
                read: Int128(count.1),
                at: record.position(column)
            )
        }
        isEnded = record.number(26..<34) != nil
    }

    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool {
        leave(at: end, &ledger)
        if !isEnded { ledger.warn(.truncated, "the file ends without its end record (70)", at: end) }
        return isEnded
    }
}
