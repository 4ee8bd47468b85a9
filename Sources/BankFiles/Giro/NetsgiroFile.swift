import PaymentVocabulary

/// Norwegian OCR giro (incoming payments, service 09) and AvtaleGiro (payment claims, service 21).
///
/// A group is an assignment, an entry a transaction: amount item 1 (record type 30) with its items 2 and 3. Amounts are
/// Norwegian kroner and øre; money for the payee is a credit, and one with a minus sign a debit.
///
/// Source: Nets, System Specification OCR giro, chapter 2; System Specification AvtaleGiro, chapters 2 and 4.
struct NetsgiroFile: FixedRecordFile {
    private static let currency = Currency(activeOrWithdrawn: "NOK") ?? .unstated

    private var assignment = GiroTotals()
    private var transmission = GiroTotals()
    private var service = 0
    private var isOpen = false
    private var isEnded = false

    var version: String { service == 21 ? "Netsgiro AvtaleGiro" : "Netsgiro OCR giro" }
    var recordLength: Int { 80 }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        guard record.starts(with: "NY"), let type = record.number(6..<8) else {
            return ledger.fault(.notRecognised, "a line that is no record of Netsgiro", at: record.position())
        }
        if isEnded { return ledger.fault(.notRecognised, "a record behind the end record", at: record.position()) }
        transmission.records += 1
        if isOpen || type == 20 { assignment.records += 1 }
        switch type {
        case 10: transmission = GiroTotals(records: 1)
        case 20: try begin(record, ledger: &ledger)
        case 30: try payment(record, &ledger)
        case 31, 32, 49: complete(record, type, &ledger)
        case 70:
            // Mandates carry no money, and their assignments count them as transactions.
            assignment.entries += 1
            ledger.note("mandate", record.text(8..<80))
        case 78, 79: ledger.field("record \(type)", record.text(8..<80))
        case 88: end(record, &ledger)
        case 89: endTransmission(record, &ledger)
        default:
            ledger.warn(.notRecognised, "a record of type \(type), which is not known", at: record.position(6))
        }
    }

    private mutating func begin(_ record: FixedRecord, ledger: inout GroupLedger) throws(BankFileFinding) {
        leave(at: record.position(), &ledger)
        assignment = GiroTotals(records: 1)
        service = Int(record.number(2..<4) ?? 0)
        isOpen = true
        try ledger.open("assignment", at: record.position())
        ledger.describe {
            $0.id = record.text(17..<24)
            $0.account.other = record.text(24..<35)
            $0.account.currency = Self.currency
        }
        ledger.notes(
            "",
            record,
            [
                ("service code", 2..<4), ("assignment type", 4..<6), ("agreement", 8..<17),
                ("assignment number", 17..<24), ("assignment account", 24..<35),
            ]
        )
    }

    private mutating func leave(at position: BankFilePosition, _ ledger: inout GroupLedger) {
        guard isOpen else { return }
        isOpen = false
        ledger.warn(.truncated, "the assignment before has no end record (type 88)", at: position)
        transmission.add(assignment)
        ledger.close(isComplete: false)
    }

    private mutating func payment(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        if !isOpen {
            ledger.warn(.truncated, "a transaction without the start record (type 20)", at: record.position())
            isOpen = true
            assignment = GiroTotals(records: 1)
            try ledger.open("assignment", at: record.position())
            ledger.describe { $0.account.currency = Self.currency }
        }
        assignment.entries += 1
        let isClaim = record.number(2..<4) == 21
        let isNegative = !isClaim && record[31] == UInt8(ascii: "-")
        let money: Money
        do throws(AmountFault) {
            money = try record.money(32..<49, decimals: 2, Self.currency)
        } catch {
            return ledger.refuse(
                BankFileFinding(.amount, "the amount \(error.message)", at: record.position(32))
            )
        }
        if !isClaim, !isNegative, record[31] != 0x30, record[31] != 0x20 {
            return ledger.refuse(
                BankFileFinding(.direction, "the sign is neither 0 nor a minus", at: record.position(31))
            )
        }
        assignment.add(money, isNegative ? .debit : .credit)
        let date = ledger.date(record, 15, .dayMonthYear, isClaim ? "due date" : "clearing date")
        ledger.take(money, isNegative ? .debit : .credit, status: isClaim ? .pending : .booked, at: record.position())
        ledger.edit { entry in
            if isClaim { entry.valueDate = date } else { entry.bookingDate = date }
            entry.isReversal = ["18", "20"].contains(record.text(4..<6)) && !isClaim
            entry.transactionCode.proprietary = record.text(4..<6)
            entry.transactionCode.issuer = "Nets"
            entry.reference = record.text(8..<15)
            let reference = record.text(49..<74)
            if !reference.isEmpty {
                entry.details[0].structured = [BankFileRemittance(creditorReference: reference, type: "KID")]
            }
        }
        ledger.fields(
            "",
            record,
            [("transaction type", 4..<6), ("transaction number", 8..<15), (isClaim ? "due date" : "date", 15..<21)]
                + (isClaim
                    ? [("mobile number", 21..<32)]
                    : [
                        ("center", 21..<23), ("day code", 23..<25), ("partial settlement number", 25..<26),
                        ("partial settlement serial number", 26..<31), ("sign", 31..<32),
                    ]) + [("amount", 32..<49), ("KID", 49..<74), ("card issuer", 74..<76)]
        )
    }

    private func complete(_ record: FixedRecord, _ type: Int128, _ ledger: inout GroupLedger) {
        let isClaim = record.number(2..<4) == 21
        switch type {
        case 31 where isClaim:
            ledger.edit { entry in
                entry.details[0].debtor.name = record.text(15..<25)
                let text = record.text(50..<75)
                if !text.isEmpty { entry.details[0].unstructured.append(text) }
            }
            ledger.fields("", record, [("short name", 15..<25), ("external reference", 50..<75)])
        case 31:
            let date = ledger.date(record, 41, .dayMonthYear, "order date")
            ledger.edit { entry in
                entry.valueDate = date
                entry.servicerReference = record.text(25..<34)
                if !record.isEmpty(47..<58) { entry.details[0].debtor.otherAccount = record.text(47..<58) }
            }
            ledger.fields(
                "",
                record,
                [
                    ("form number", 15..<25), ("archive reference", 25..<34), ("order date", 41..<47),
                    ("debit account", 47..<58),
                ]
            )
        case 32:
            let text = record.text(15..<55)
            ledger.edit { if !text.isEmpty { $0.details[0].unstructured.append(text) } }
            ledger.field("free text", text)
        default:
            // A line of the claim's specification may hold two columns of text.
            let text = record.text(20..<80)
            ledger.edit { if !text.isEmpty { $0.details[0].unstructured.append(text) } }
            ledger.field("specification", record.text(15..<80))
        }
    }

    private mutating func end(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard isOpen else {
            return ledger.warn(.controlTotal, "an end record (type 88) without an assignment", at: record.position())
        }
        isOpen = false
        compare("assignment", record, assignment, &ledger)
        transmission.add(assignment)
        ledger.close(isComplete: true)
    }

    private mutating func endTransmission(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        leave(at: record.position(), &ledger)
        compare("transmission", record, transmission, &ledger)
        isEnded = record.number(24..<41) != nil
    }

    private func compare(
        _ level: String,
        _ record: FixedRecord,
        _ totals: GiroTotals,
        _ ledger: inout GroupLedger
    ) {
        let counts = (record.number(8..<16), record.number(16..<24), record.number(24..<41))
        ledger.compare(
            "\(level) end, transactions",
            stated: counts.0,
            read: Int128(totals.entries),
            at: record.position(8)
        )
        ledger.compare("\(level) end, records", stated: counts.1, read: Int128(totals.records), at: record.position(16))
        // Reversals are taken off the sum, which has no sign of its own.
        let net = totals.credit - totals.debit
        if counts.2 == net || counts.2 == -net { return }
        ledger.compare("\(level) end, amount in øre", stated: counts.2, read: net, at: record.position(24))
    }

    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool {
        leave(at: end, &ledger)
        if !isEnded { ledger.warn(.truncated, "the file ends without its end record (type 89)", at: end) }
        return isEnded
    }
}
