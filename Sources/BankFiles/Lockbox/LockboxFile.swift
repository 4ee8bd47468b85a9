import PaymentVocabulary

/// Puts the records of a BAI lockbox file together.
struct LockboxFile: FixedRecordFile {
    /// Documents that are kept of one cheque.
    static let documentsMax = 10_000
    /// The field of an entry that says why its documents do not tell what the cheque pays.
    static let faultField = "overflow fault"

    private var batch = GiroTotals()
    private var lockbox = GiroTotals()
    private var records = 0
    private var number = ""
    private var depositDate: CalendarDate?
    private var isOpen = false
    private var isBatchOpen = false
    private var isEnded = false
    /// The cheque whose overflow records may follow.
    private var cheque: Cheque?

    private struct Cheque: Sendable {
        let amount: Money
        let item: String
        let position: BankFilePosition
        var documents = 0
        /// Cents that the overflow records apply.
        var applied: Int128 = 0
        var isDamaged = false
    }

    var version: String { "BAI lockbox" }
    var recordLength: Int { 80 }

    /// - Returns: `nil` when the line is no address header and no lockbox header.
    init?(firstLine line: [UInt8]) {
        func digits(_ range: Range<Int>) -> Bool {
            range.upperBound <= line.count && line[range].allSatisfy { $0 &- 0x30 < 10 }
        }
        func number(_ range: Range<Int>) -> Int { line[range].reduce(0) { $0 * 10 + Int($1 &- 0x30) } }
        guard line.count <= 200 else { return nil }
        switch line.first {
        case UInt8(ascii: "1")?:
            guard digits(1..<3), digits(23..<33), (1...12).contains(number(25..<27)),
                (1...31).contains(number(27..<29)),
                number(29..<31) < 25, number(31..<33) < 60
            else { return nil }
        case UInt8(ascii: "5")?:
            guard digits(1..<20), (1...12).contains(number(16..<18)), (1...31).contains(number(18..<20)) else {
                return nil
            }
        default: return nil
        }
    }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if isEnded { return ledger.fault(.notRecognised, "a record behind the trailer", at: record.position()) }
        records += 1
        switch record.digit(0) {
        case 1?, 2?: break
        case 5?: try begin(record, &ledger)
        case 6?: try takeCheque(record, &ledger)
        case 4?: overflow(record, &ledger)
        case 7?: endBatch(record, &ledger)
        case 8?: end(record, &ledger)
        case 9?: endFile(record, &ledger)
        default:
            let message = "a record of type \(record.text(0..<1)), which is none of 1, 2, 4, 5, 6, 7, 8, 9"
            ledger.fault(.notRecognised, message, at: record.position())
        }
    }

    // MARK: Lockboxes and batches

    private mutating func begin(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        finishCheque(&ledger)
        let next = record.text(7..<14)
        // Some banks write the header again before every batch of the same lockbox.
        if isOpen, !isBatchOpen, next == number { return }
        leave(at: record.position(), &ledger)
        number = next
        try open(record, &ledger)
        depositDate = ledger.date(record, 14, .yearMonthDay, "deposit date")
        ledger.describe {
            $0.id = number
            $0.account.other = number
            $0.to = depositDate?.description
        }
        ledger.notes(
            "",
            record,
            [
                ("batch number", 1..<4), ("reference code", 4..<7), ("lockbox number", 7..<14),
                ("deposit date", 14..<20),
                ("destination and origin", 20..<40),
            ]
        )
    }

    private mutating func open(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        isOpen = true
        (batch, lockbox) = (GiroTotals(), GiroTotals())
        try ledger.open("lockbox", at: record.position())
        ledger.describe { $0.account.currency = .usd }
    }

    private mutating func leave(at position: BankFilePosition, _ ledger: inout GroupLedger) {
        finishCheque(&ledger)
        guard isOpen else { return }
        isOpen = false
        isBatchOpen = false
        ledger.warn(.truncated, "the lockbox before has no total record (type 8)", at: position)
        ledger.close(isComplete: false)
    }

    private mutating func endBatch(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        finishCheque(&ledger)
        isBatchOpen = false
        compare("batch total", record, count: 20..<23, sum: 23..<33, batch, &ledger)
        batch = GiroTotals()
    }

    private mutating func end(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        finishCheque(&ledger)
        guard isOpen else {
            // A lockbox without cheques may have no header.
            if record.number(20..<24) != 0 {
                ledger.warn(.controlTotal, "a lockbox total (type 8) without a lockbox", at: record.position())
            }
            return
        }
        isOpen = false
        isBatchOpen = false
        compare("lockbox total", record, count: 20..<24, sum: 24..<34, lockbox, &ledger)
        ledger.close(isComplete: record.number(24..<34) != nil)
    }

    private func compare(
        _ level: String,
        _ record: FixedRecord,
        count: Range<Int>,
        sum: Range<Int>,
        _ totals: GiroTotals,
        _ ledger: inout GroupLedger
    ) {
        ledger.compare(
            "\(level), cheques",
            stated: record.number(count),
            read: Int128(totals.entries),
            at: record.position(count.lowerBound)
        )
        ledger.compare(
            "\(level), cents",
            stated: record.number(sum),
            read: totals.credit,
            at: record.position(sum.lowerBound)
        )
    }

    private mutating func endFile(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        leave(at: record.position(), &ledger)
        let stated = record.number(1..<7)
        ledger.compare("trailer, records", stated: stated, read: Int128(records), at: record.position(1))
        isEnded = stated != nil
    }

    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool {
        leave(at: end, &ledger)
        if !isEnded { ledger.warn(.truncated, "the file ends without its trailer (type 9)", at: end) }
        return isEnded
    }

    // MARK: Cheques

    private mutating func takeCheque(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        finishCheque(&ledger)
        if !isOpen {
            ledger.warn(.truncated, "a cheque without the header of its lockbox (type 5)", at: record.position())
            depositDate = nil
            try open(record, &ledger)
        }
        isBatchOpen = true
        batch.entries += 1
        lockbox.entries += 1
        let money: Money
        do throws(AmountFault) {
            money = try record.money(7..<17, decimals: 2, .usd)
        } catch {
            return ledger.refuse(BankFileFinding(.amount, "the amount \(error.message)", at: record.position(7)))
        }
        batch.add(money, .credit)
        lockbox.add(money, .credit)
        ledger.take(money, .credit, at: record.position())
        cheque = Cheque(amount: money, item: record.text(1..<7), position: record.position(7))
        guard ledger.keepsDetails else { return }
        let layout = LockboxLayout(cheque: record)
        ledger.edit { entry in
            entry.bookingDate = depositDate
            entry.servicerReference = record.text(1..<7)
            guard layout == .standard else { return }
            entry.reference = record.text(36..<46)
            entry.details[0].chequeNumber = record.text(36..<46)
            entry.details[0].debtor.bankNumber = record.text(17..<26)
            entry.details[0].debtor.otherAccount = record.text(26..<36)
            if !record.isEmpty(52..<82) { entry.details[0].debtor.name = record.text(52..<82) }
            if !record.isEmpty(82..<102) { entry.details[0].creditor.name = record.text(82..<102) }
        }
        ledger.fields(
            "",
            record,
            [("batch number", 1..<4), ("item number", 4..<7), ("amount", 7..<17)] + layout.chequeFields
        )
    }

    private mutating func overflow(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard var cheque else {
            return ledger.warn(.notRecognised, "an overflow record without a cheque", at: record.position())
        }
        if record.text(1..<7) != cheque.item {
            let message = "an overflow record of another batch or item than the cheque before it"
            ledger.warn(.notRecognised, message, at: record.position(1))
        }
        var documents: [BankFileDocument] = []
        switch LockboxOverflow(record) {
        case .invoices(let invoices):
            for invoice in invoices {
                cheque.applied += Int128(invoice.amount)
                var document = BankFileDocument()
                document.type = "CINV"
                document.number = invoice.number
                document.remitted = Money(minorUnits: invoice.amount, currency: .usd)
                documents.append(document)
            }
        case .damaged(let column):
            cheque.isDamaged = true
            let message = "the amount of an invoice is no number, so the cheque is left to a person"
            ledger.warn(.amount, message, at: record.position(column))
        case .memo(let text) where text.isEmpty: break
        case .memo(let text) where text.contains(" "):
            ledger.edit {
                if $0.details[0].unstructured.count < Self.documentsMax { $0.details[0].unstructured.append(text) }
            }
        case .memo(let text):
            // One word is the number that the payer has written on the cheque.
            var document = BankFileDocument()
            document.number = text
            documents.append(document)
        }
        if !documents.isEmpty, cheque.documents < Self.documentsMax {
            ledger.edit { entry in
                if entry.details[0].structured.isEmpty { entry.details[0].structured = [BankFileRemittance()] }
                entry.details[0].structured[0].documents += documents
            }
        }
        cheque.documents += documents.count
        self.cheque = cheque
        ledger.field("overflow", record.text(1..<max(1, record.count)))
    }

    private mutating func finishCheque(_ ledger: inout GroupLedger) {
        guard let cheque else { return }
        self.cheque = nil
        if cheque.isDamaged {
            ledger.field(Self.faultField, "names an amount of an invoice that cannot be read")
        } else if cheque.applied != 0, cheque.applied != Int128(cheque.amount.minorUnits) {
            let message = "the invoices make \(cheque.applied) cents and the cheque is \(cheque.amount.description)"
            ledger.warn(.detailSum, message, at: cheque.position)
            let made = Int64(exactly: cheque.applied).map { Money(minorUnits: $0, currency: .usd).description }
            ledger.field(
                Self.faultField,
                "names invoices of \(made ?? "another amount") for a cheque of \(cheque.amount)"
            )
        }
    }
}

extension BankFileEntry {
    /// Why what the overflow records of a lockbox cheque name does not tell what the cheque pays; `nil` for any other entry.
    public var remittanceFault: String? { fields.first { $0.name == LockboxFile.faultField }?.value }
}
