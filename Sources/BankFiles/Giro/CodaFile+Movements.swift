import PaymentVocabulary

extension CodaFile {
    mutating func takeMovement(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        records += 1
        movement = record.text(2..<10)
        let isDetail = !record.isEmpty(6..<10)
        if !isDetail { endGlobalisation(&ledger) }
        guard let side = codaSide(record, 31) else {
            let message = "the sign of the movement is neither 0 (credit) nor 1 (debit)"
            return ledger.refuse(BankFileFinding(.direction, message, at: record.position(31)))
        }
        let money: Money
        do throws(AmountFault) {
            money = try record.money(32..<47, decimals: 3, currency)
        } catch {
            return ledger.refuse(BankFileFinding(.amount, "the amount \(error.message)", at: record.position(32)))
        }
        if isDetail {
            globalisation?.add(money, side, record)
        } else {
            let thousandths = record.number(32..<47) ?? 0
            if side == .credit { credit += thousandths } else { debit += thousandths }
            globalisation = CodaGlobalisation(money, side, record)
        }
        let value = ledger.date(record, 47, .dayMonthYear, "value date")
        let booked = ledger.date(record, 115, .dayMonthYear, "entry date")
        checkReference(record, &ledger)
        ledger.take(money, side, status: isDetail ? .information : .booked, at: record.position())
        guard ledger.keepsDetails else { return }
        describe(record, value, booked, &ledger)
    }

    private mutating func describe(
        _ record: FixedRecord,
        _ value: CalendarDate?,
        _ booked: CalendarDate?,
        _ ledger: inout GroupLedger
    ) {
        ledger.edit { entry in
            entry.valueDate = value
            entry.bookingDate = booked
            entry.partLevel = partLevel(record)
            entry.reference = record.text(2..<10)
            entry.servicerReference = record.text(10..<31)
            entry.transactionCode.proprietary = record.text(53..<61)
            entry.transactionCode.issuer = "Febelfin"
            // Operations 49 and 99 of a family correct or cancel an earlier one.
            entry.isReversal = ["49", "99"].contains(record.text(56..<58))
        }
        ledger.fields(
            "",
            record,
            [
                ("sequence number", 2..<6), ("detail number", 6..<10), ("bank reference", 10..<31), ("sign", 31..<32),
                ("amount", 32..<47), ("value date", 47..<53), ("transaction code", 53..<61),
                ("communication structure", 61..<62), ("communication", 62..<115), ("entry date", 115..<121),
                ("statement number", 121..<124), ("globalisation code", 124..<125),
            ]
        )
        communication = CodaCommunication(
            type: record.digit(61) == 1 ? record.text(62..<65) : nil,
            text: record.paddedText(record.digit(61) == 1 ? 65..<115 : 62..<115)
        )
        ledger.edit { communication.describe(&$0) }
    }

    /// Types 5 to 7 are what a globalised movement is made of; 8 explains a movement, and 9 a detail.
    private func partLevel(_ record: FixedRecord) -> Int {
        guard !record.isEmpty(6..<10) else { return 0 }
        return globalisation?.isMade(of: record) == true ? 1 : 2
    }

    /// The bank checks the reference when it is paid; a wrong one points to a damaged file.
    private func checkReference(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        guard record.digit(61) == 1, record[62] == UInt8(ascii: "1"), record[63] == UInt8(ascii: "0") else { return }
        guard record.digit(64) == 1 || record.digit(64) == 2 else { return }
        if !GiroCheckDigit.holdsBelgian97(record.text(65..<77)) {
            let message = "the check digits of the structured communication do not hold"
            ledger.warn(.controlTotal, message, at: record.position(65))
        }
    }

    mutating func continueMovement(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        records += 1
        guard movement == record.text(2..<10) else {
            let message = "a record 2.2 or 2.3 that continues no movement of its numbers"
            return ledger.warn(.notRecognised, message, at: record.position(2))
        }
        if record.digit(1) == 2 {
            let kind = record.digit(112) ?? 0
            let reason = record.text(113..<117)
            // The kind of a movement that came back: rejected, returned, refunded, reversed or cancelled.
            if kind > 0 { ledger.countReturn(reason) }
            guard ledger.keepsDetails else { return }
            continueCommunication(record, 10..<63)
            ledger.edit { entry in
                let reference = record.text(63..<98)
                if !reference.isEmpty { entry.details[0].endToEndId = reference }
                let bic = record.text(98..<109)
                if !bic.isEmpty { entry.setCounterparty { $0.bic = bic } }
                if kind > 0 {
                    entry.details[0].isReturn = true
                    entry.details[0].returnReason = reason
                }
                let purpose = record.text(121..<125)
                if !purpose.isEmpty { entry.details[0].purpose = purpose }
                communication.describe(&entry)
            }
            ledger.fields(
                "",
                record,
                [
                    ("communication", 10..<63), ("customer reference", 63..<98), ("counterparty BIC", 98..<109),
                    ("R-transaction", 112..<113), ("ISO reason", 113..<117), ("category purpose", 117..<121),
                    ("purpose", 121..<125),
                ]
            )
            return
        }
        guard ledger.keepsDetails else { return }
        let isFirstVersion = versionCode == 1
        if !isFirstVersion { continueCommunication(record, 82..<125) }
        ledger.edit { entry in
            // A Belgian number of twelve digits is followed by a blank, an IBAN by more.
            let number = record.text(isFirstVersion || record[22] == 0x20 ? 10..<22 : 10..<44)
            let name = record.text(isFirstVersion ? 47..<73 : 47..<82)
            entry.setCounterparty { party in
                if !name.isEmpty { party.name = name }
                guard !number.isEmpty else { return }
                if number.utf8.count > 14, number.utf8.prefix(2).allSatisfy({ (0x41...0x5A).contains($0) }) {
                    party.iban = number
                } else {
                    party.otherAccount = number
                }
            }
            communication.describe(&entry)
        }
        ledger.fields(
            "counterparty ",
            record,
            isFirstVersion
                ? [("account and currency", 10..<47), ("name", 47..<73), ("address", 73..<125)]
                : [("account and currency", 10..<47), ("name", 47..<82), ("communication", 82..<125)]
        )
    }

    /// A movement has one record 2.2 and one 2.3; a file that repeats them without end shall not fill the memory.
    private mutating func continueCommunication(_ record: FixedRecord, _ columns: Range<Int>) {
        guard communication.text.utf8.count < Self.communicationMax else { return }
        communication.text += record.paddedText(columns)
    }

    private static let communicationMax = 4_096

    mutating func takeInformation(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        records += 1
        guard ledger.keepsDetails else { return }
        let text = record.text(record.digit(1) == 1 ? 40..<113 : record.digit(1) == 2 ? 10..<115 : 10..<100)
        ledger.field("information \(record.text(2..<10))", text)
        // Type 001 names the counterparty; the record before it has the name already.
        ledger.edit { entry in
            let isName = record.digit(1) == 1 && record.digit(39) == 1
            if !isName, !text.isEmpty, entry.details[0].unstructured.count < 100 {
                entry.details[0].unstructured.append(text)
            }
        }
    }

    // MARK: Globalisation

    mutating func endGlobalisation(_ ledger: inout GroupLedger) {
        guard let parent = globalisation else { return }
        globalisation = nil
        guard parent.level > 0 else { return }
        if !parent.isEnded {
            let message =
                parent.hasDetails
                ? "the globalisation of level \(parent.level) that begins here is not ended"
                : "the globalisation of level \(parent.level) that begins here has no details and is not ended"
            return ledger.warn(.detailSum, message, at: parent.position)
        }
        if let sum = parent.sum, sum != parent.total {
            let message = "the details make \(sum) and the movement is \(parent.total) in minor units"
            ledger.warn(.detailSum, message, at: parent.position)
        }
    }
}

/// A movement that stands for several, whose details follow it with the same sequence number.
///
/// Source: Febelfin, Coded statement of account, sections 3.1 (type), 5.4 (globalisation code) and 6.
struct CodaGlobalisation: Sendable {
    let position: BankFilePosition
    /// 0 when nothing is globalised.
    let level: Int
    /// Signed minor units.
    let total: Int128
    private let sequence: String
    private let type: Int
    private(set) var isEnded = false
    private(set) var hasDetails = false
    private var details: Int128 = 0

    init(_ money: Money, _ side: CreditDebit, _ record: FixedRecord) {
        position = record.position(124)
        level = record.digit(124) ?? 0
        total = Int128(side.signed(money).minorUnits)
        sequence = record.text(2..<6)
        type = record.digit(53) ?? 0
    }

    mutating func add(_ money: Money, _ side: CreditDebit, _ record: FixedRecord) {
        guard record.text(2..<6) == sequence else { return }
        hasDetails = true
        if record.digit(124) == level, level > 0 { isEnded = true }
        // Types 5 to 8 are details of the first level, 9 those of a detail of type 7.
        if let type = record.digit(53), (5...8).contains(type) { details += Int128(side.signed(money).minorUnits) }
    }

    /// Whether the record is a detail that this movement is the sum of.
    func isMade(of record: FixedRecord) -> Bool {
        guard sum != nil, record.text(2..<6) == sequence, let type = record.digit(53) else { return false }
        return (5...7).contains(type)
    }

    /// What the details of the first level make; `nil` for movements whose details explain an amount and do not add up.
    var sum: Int128? { type == 1 || type == 2 ? details : nil }
}

extension BankFileEntry {
    /// Changes the other side's party: who pays a credit, or whom a debit pays.
    mutating func setCounterparty(_ change: (inout BankFileParty) -> Void) {
        guard !details.isEmpty else { return }
        switch side {
        case .credit: change(&details[0].debtor)
        case .debit: change(&details[0].creditor)
        }
    }
}
