import PaymentVocabulary

/// Belgian coded statements of account (CODA), versions 1 and 2.
///
/// A group is a statement (record 0 to 9), an entry a movement (record 2.1). A movement whose detail number is not 0000
/// repeats a part of a globalised one: it is counted as an entry for information and is in no sum, because the old
/// balance and the movements 0000 alone make the new balance, and the trailer's turnovers are theirs too. Amounts have
/// three implied decimals.
///
/// Source: Febelfin, Coded statement of account, version 2.3, sections 5 and 6 and annex I.
struct CodaFile: FixedRecordFile {
    var versionCode = 0
    var currency = Currency.unstated
    var records = 0
    var freeTexts = 0
    /// In thousandths of the currency.
    var debit: Int128 = 0
    var credit: Int128 = 0
    var isOpen = false
    var hasOldBalance = false
    private var isEnded = false
    private var announcesMore = false
    /// Sequence and detail number of the movement and of the information that further records continue.
    var movement: String?
    var communication = CodaCommunication()
    var globalisation: CodaGlobalisation?

    var version: String { versionCode == 0 ? "CODA" : "CODA \(versionCode)" }
    var recordLength: Int { 128 }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        guard let type = record.digit(0) else { return unknown(record, &ledger) }
        if type == 0 { return try begin(record, &ledger) }
        if !isOpen {
            ledger.warn(.truncated, "a record without the header (0) of its statement", at: record.position())
            try open(record, &ledger)
        }
        switch (type, record.digit(1)) {
        case (1, _): beginBalance(record, &ledger)
        case (2, 1?): takeMovement(record, &ledger)
        case (2, 2?), (2, 3?): continueMovement(record, &ledger)
        case (3, 1?), (3, 2?), (3, 3?): takeInformation(record, &ledger)
        case (4, _):
            freeTexts += 1
            ledger.note("free communication", record.text(32..<112))
        case (8, _): endBalance(record, &ledger)
        case (9, _): end(record, &ledger)
        default: unknown(record, &ledger)
        }
    }

    private func unknown(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        let message = "a line that is no record of CODA (0, 1, 21, 22, 23, 31, 32, 33, 4, 8, 9)"
        ledger.fault(.notRecognised, message, at: record.position())
    }

    // MARK: Begin and end

    private mutating func begin(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        leave(at: record.position(), &ledger)
        let code = record[127]
        switch code {
        case UInt8(ascii: "1"): versionCode = 1
        case UInt8(ascii: "2"): versionCode = 2
        case 0x20:
            versionCode = 2
            ledger.warn(.version, "the header has no version; it is read as version 2", at: record.position(127))
        default:
            // The places of later fields are those of the version, so that nothing else can be trusted.
            let message = "CODA version \(record.text(127..<128)) is not known; versions 1 and 2 are"
            throw BankFileFinding(.version, message, at: record.position(127))
        }
        try open(record, &ledger)
        if ledger.date(record, 5, .dayMonthYear, "creation date") == nil {
            ledger.warn(.date, "the header has no creation date", at: record.position(5))
        }
        ledger.describe { $0.created = record.text(5..<11) }
        ledger.notes(
            "",
            record,
            [
                ("creation date", 5..<11), ("bank identification", 11..<14), ("application", 14..<16),
                ("duplicate", 16..<17), ("file reference", 24..<34), ("addressee", 34..<60), ("BIC", 60..<71),
                ("company number", 71..<82), ("separate application", 83..<88), ("transaction reference", 88..<104),
                ("related reference", 104..<120), ("version", 127..<128),
            ]
        )
    }

    private mutating func open(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding) {
        try ledger.open("statement", at: record.position())
        (records, freeTexts, debit, credit) = (0, 0, 0, 0)
        (isOpen, hasOldBalance, isEnded) = (true, false, false)
        currency = .unstated
        (movement, globalisation) = (nil, nil)
    }

    private mutating func leave(at position: BankFilePosition, _ ledger: inout GroupLedger) {
        guard isOpen else { return }
        endGlobalisation(&ledger)
        isOpen = false
        ledger.warn(.truncated, "the statement before has no trailer (record 9)", at: position)
        ledger.close(isComplete: false)
    }

    private mutating func end(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        endGlobalisation(&ledger)
        isOpen = false
        let stated = record.number(16..<22)
        // Free communications are no part of the count, though some banks count them.
        if stated != Int128(records) + Int128(freeTexts) {
            ledger.compare("trailer, records", stated: stated, read: Int128(records), at: record.position(16))
        }
        let (debits, credits) = (record.number(22..<37), record.number(37..<52))
        ledger.compare(
            "trailer, debits in thousandths",
            stated: debits,
            read: debit,
            at: record.position(22)
        )
        ledger.compare(
            "trailer, credits in thousandths",
            stated: credits,
            read: credit,
            at: record.position(37)
        )
        isEnded = stated != nil && debits != nil && credits != nil
        announcesMore = record[127] == UInt8(ascii: "1")
        ledger.close(isComplete: isEnded)
    }

    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool {
        leave(at: end, &ledger)
        if announcesMore, isEnded {
            ledger.warn(.pages, "the last trailer says that another statement follows, and none does", at: end)
        }
        return isEnded
    }
}
