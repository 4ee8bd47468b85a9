import PaymentVocabulary

/// Turns the records of a NACHA file into batches and entries, one at a time.
struct NachaBuilder: Sendable {
    static let groupsMax = 1_000_000
    static let entryClassesMax = 20
    /// Far above the 9,999 addenda that an entry may have.
    static let addendaMax = 20_000

    let keepsDetails: Bool
    private(set) var entryClasses: [String] = []
    /// Whether the file's control record came.
    private(set) var isComplete = false
    /// Whether that record is cut, or states more than was read before it.
    private(set) var lacksRecords = false

    private var events: [BankFileEvent] = []
    private var summary: BankFileGroupSummary?
    private var isAdvice = false
    /// Of the batch, such as `CTX`.
    private var entryClass = ""
    /// The batch is of a class whose addenda may carry an X12 820.
    private var carriesRemittance = false
    private var international: NachaInternational?
    /// Types of addenda that the entry has, a bit for each from type 10 on.
    private var addendaTypes: UInt16 = 0
    private var entryPlace = BankFilePosition()
    private var batch = NachaTotals()
    private var file = NachaTotals()
    private var batches = 0
    private var entries = 0
    private var lines = 0
    private var hasFileHeader = false
    /// Whether `summary` is there: asked for every record, and the whole is large.
    private var isInBatch = false
    private var hasEntry = false
    /// Addenda of the entry.
    private var addenda = 0
    /// The entry itself, where details are kept and it could be read.
    private var entry: BankFileEntry?
    /// The advice in the entry's addenda, from the first of them on: most entries have none, and it is large.
    private var remittance: NachaRemittance?
    /// The entry is of a class for companies, and could be read.
    private var expectsRemittance = false
    /// What an advice is compared with.
    private var amount: Int64 = 0
    private var amountPlace = BankFilePosition()

    init(keepsDetails: Bool) { self.keepsDetails = keepsDetails }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    mutating func take(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) throws(BankFileFinding) {
        guard !record.isEmpty else { return }
        if !isComplete { lines += 1 }
        switch record[0] {
        case UInt8(ascii: "6"): takeEntry(record, place, column)
        case UInt8(ascii: "7"): takeAddendum(record, place, column)
        case UInt8(ascii: "5"): try beginBatch(record, place, column)
        case UInt8(ascii: "8"): endBatch(record, place, column)
        case UInt8(ascii: "9"): takeFileControl(record, place, column)
        case UInt8(ascii: "1"): hasFileHeader = true
        default:
            if Self.isBlank(record) {
                if !isComplete { lines -= 1 }
            } else {
                let message =
                    "a record of type \(fileText(record.extracting(0..<1))), which is none of 1, 5, 6, 7, 8, 9"
                events.append(.error(BankFileFinding(.notRecognised, message, at: place.position(column))))
            }
        }
    }

    /// The file ends here.
    mutating func finish(at place: LinePlace) {
        let end = place.position()
        if isInBatch {
            closeBatch()
            warn(.truncated, "the file ends inside a batch, before its control record", at: end)
        }
        if !isComplete { warn(.truncated, "the file ends without its control record (type 9)", at: end) }
        if !hasFileHeader { warn(.truncated, "the file has no header record (type 1)", at: BankFilePosition(line: 1)) }
    }

    private static func isBlank(_ record: Span<UInt8>) -> Bool {
        for index in record.indices where record[index] != 0x20 && record[index] != 0 && record[index] != 0x1A {
            return false
        }
        return true
    }

    private var warnings = 0

    private mutating func warn(_ code: BankFileFinding.Code, _ message: String, at position: BankFilePosition) {
        warnings += 1
        guard warnings <= Self.warningsMax else { return }
        let isLast = warnings == Self.warningsMax
        let more = BankFileFinding(
            .more,
            "more than \(Self.warningsMax) warnings; the rest is not listed",
            at: position
        )
        events.append(.warning(isLast ? more : BankFileFinding(code, message, at: position)))
    }

    private static let warningsMax = 1_000

    // MARK: Batches

    private mutating func beginBatch(
        _ record: Span<UInt8>,
        _ place: LinePlace,
        _ column: Int
    ) throws(BankFileFinding) {
        if isInBatch {
            closeBatch()
            warn(
                .truncated,
                "a batch begins before the one before it has its control record",
                at: place.position(column)
            )
        }
        guard batches < Self.groupsMax else {
            throw BankFileFinding(.limit, "more than \(Self.groupsMax) batches in one file", at: place.position(column))
        }
        entryClass = fixedText(record, 50..<53)
        isAdvice = entryClass == "ADV"
        carriesRemittance = entryClass == "CTX" || entryClass == "CCD"
        international = NachaInternational(header: record, entryClass)
        if !entryClasses.contains(entryClass), entryClasses.count < Self.entryClassesMax, !entryClass.isEmpty {
            entryClasses.append(entryClass)
        }
        var group = openGroup(place, column)
        group.id = fixedText(record, 87..<94)
        group.account.other = fixedText(record, 40..<50)
        if keepsDetails { group.fields = NachaFields.batchHeader(record, isInternational: international != nil) }
        start(group)
    }

    private func openGroup(_ place: LinePlace, _ column: Int) -> BankFileGroup {
        var group = BankFileGroup(kind: "batch", index: batches, position: place.position(column))
        group.account.currency = .usd
        return group
    }

    private mutating func start(_ group: BankFileGroup) {
        batches += 1
        batch = NachaTotals()
        summary = BankFileGroupSummary(group: group)
        isInBatch = true
        events.append(.group(group))
    }

    private mutating func closeBatch() {
        finishEntry()
        guard var summary else { return }
        self.summary = nil
        isInBatch = false
        file.add(batch)
        summary.entries = batch.entries
        if batch.amounts > 0 {
            summary.sums.add(credit: batch.credit, debit: batch.debit, .usd)
            summary.bookedSums = summary.sums
        }
        events.append(.groupEnd(summary))
        isAdvice = false
        entryClass = ""
        carriesRemittance = false
        international = nil
    }

    private mutating func endBatch(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        finishEntry()
        guard isInBatch else {
            return warn(.controlTotal, "a batch control record without a batch", at: place.position(column))
        }
        let control = NachaControl(batch: record, isAdvice: isAdvice)
        for difference in control.differences(from: batch) {
            warn(.controlTotal, "batch control, \(difference)", at: place.position(column))
        }
        closeBatch()
    }

    private mutating func takeFileControl(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        var isPadding = true
        for index in record.indices where record[index] != UInt8(ascii: "9") { isPadding = false }
        guard !isPadding else { return }
        if isInBatch {
            closeBatch()
            warn(.truncated, "the file's control record comes before that of the batch", at: place.position(column))
        }
        guard !isComplete else {
            return warn(.controlTotal, "a second control record of the file", at: place.position(column))
        }
        isComplete = true
        let control = NachaControl(file: record, isAdvice: entryClasses == ["ADV"])
        var differences = control.differences(from: file)
        lacksRecords =
            !control.isWhole || (control.entriesAndAddenda ?? 0) > file.entriesAndAddenda
            || (control.batches ?? 0) > batches
        if control.batches != Int64(batches) {
            let stated = control.batches.map { String($0) } ?? "no number"
            differences.append("batches: stated \(stated), read \(batches)")
        }
        // Ten records make a block; the last one is filled up.
        let blocks = Int64((lines + 9) / 10)
        if control.blocks != blocks {
            let stated = control.blocks.map { String($0) } ?? "no number"
            differences.append("blocks: stated \(stated), read \(blocks)")
        }
        for difference in differences { warn(.controlTotal, "file control, \(difference)", at: place.position(column)) }
    }

    // MARK: Entries

    private mutating func takeEntry(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        if hasEntry { finishEntry() }
        if !isInBatch {
            warn(.truncated, "an entry outside a batch: the batch header is missing", at: place.position(column))
            start(openGroup(place, column))
        }
        batch.entriesAndAddenda &+= 1
        batch.entries &+= 1
        entries &+= 1
        hasEntry = true
        addenda = 0
        if international != nil {
            addendaTypes = 0
            entryPlace = place.position(column)
        }
        let side = twoDigits(record, 1).flatMap { Self.side(of: $0, isAdvice: isAdvice) }
        let amount = isAdvice ? fixedNumber(record, 27..<39) : fixedTenDigits(record, 29)
        let routing = record.count >= 11 ? EightBytes(record, 3) : nil
        if let number = routing?.number ?? fixedNumber(record, 3..<11) { batch.hash += Int128(number) }
        if let amount {
            // An unknown code moves money all the same: it is summed on the side that costs, and reported.
            batch.amounts &+= 1
            switch side ?? .debit {
            case .credit: batch.credit += Int128(amount)
            case .debit: batch.debit += Int128(amount)
            }
        }
        guard let side, let amount else { return reject(record, place, column, side, amount) }
        if !Self.holdsCheckDigit(record, routing) { reportRouting(record, place, column) }
        if carriesRemittance {
            expectsRemittance = true
            self.amount = amount
            amountPlace = place.position(column + 29)
        }
        if keepsDetails { keep(record, place, column, Money(minorUnits: amount, currency: .usd), side) }
    }

    private mutating func keep(
        _ record: Span<UInt8>,
        _ place: LinePlace,
        _ column: Int,
        _ amount: Money,
        _ side: CreditDebit
    ) {
        entry = NachaFields.entry(
            record,
            BankFileEntry(
                index: entries - 1,
                groupIndex: batches - 1,
                position: place.position(column),
                amount: amount,
                side: side
            ),
            entryClass: entryClass,
            isInternational: international != nil
        )
    }

    /// Reports an entry that cannot be read.
    private mutating func reject(
        _ record: Span<UInt8>,
        _ place: LinePlace,
        _ column: Int,
        _ side: CreditDebit?,
        _ amount: Int64?
    ) {
        var findings: [BankFileFinding] = []
        if side == nil {
            let message = "transaction code \(fixedText(record, 1..<3)) is no credit and no debit"
            findings.append(BankFileFinding(.direction, message, at: place.position(column + min(1, record.count))))
        }
        if amount == nil {
            let position = place.position(column + min(isAdvice ? 27 : 29, record.count))
            findings.append(BankFileFinding(.amount, "the amount is no number of cents", at: position))
            summary?.unsummed += 1
        }
        events.append(
            .unreadable(BankFileUnreadableEntry(index: entries - 1, groupIndex: batches - 1, findings: findings))
        )
    }

    /// Credit or debit by the transaction code: 21–24, 31–34, 41–44 and 51–54 credit, 26–29, 36–39, 46–49, 55 and 56
    /// debit; in advices 81, 83, 85 and 87 credit and the even ones debit.
    private static func side(of code: Int, isAdvice: Bool) -> CreditDebit? {
        if isAdvice, (81...88).contains(code) { return code % 2 == 1 ? .credit : .debit }
        guard (20...56).contains(code) else { return nil }
        return code % 10 < 5 ? .credit : .debit
    }

    /// Whether the receiving bank's routing number is nine digits and its check digit holds; weights 3, 7, 1 in turn.
    ///
    /// - Returns: `true` for a record that ends before it.
    @inline(__always)
    private static func holdsCheckDigit(_ record: Span<UInt8>, _ routing: EightBytes?) -> Bool {
        guard record.count >= 12, let routing else { return true }
        let last = record[11] &- 0x30
        guard routing.isDigits, last < 10 else { return false }
        let digits = routing.digits
        let threes = EightBytes.sum(digits & 0x00FF_0000_FF00_00FF)
        let sevens = EightBytes.sum(digits & 0xFF00_00FF_0000_FF00)
        let ones = EightBytes.sum(digits & 0x0000_FF00_00FF_0000)
        return (3 &* threes &+ 7 &* sevens &+ ones &+ Int(last)) % 10 == 0
    }

    private mutating func reportRouting(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        for index in 3..<12 where record[index] &- 0x30 >= 10 {
            let message = "the routing number has a character that is no digit"
            return warn(.notRecognised, message, at: place.position(column + 3))
        }
        warn(.controlTotal, "the check digit of the routing number does not hold", at: place.position(column + 11))
    }

    private mutating func takeAddendum(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        if isInBatch { batch.entriesAndAddenda &+= 1 }
        guard hasEntry else {
            return warn(.notRecognised, "an addenda record without an entry", at: place.position(column))
        }
        addenda &+= 1
        if twoDigits(record, 1) == 99 {
            let reason = fixedText(record, 3..<6)
            summary?.returns[reason.isEmpty ? "unspecified" : reason, default: 0] += 1
        }
        guard addenda <= Self.addendaMax else { return }
        if expectsRemittance {
            if remittance == nil {
                let money = Money(minorUnits: amount, currency: .usd)
                remittance = NachaRemittance(amount: money, position: amountPlace, keeps: keepsDetails)
            }
            remittance?.add(record, place, column)
        }
        if keepsDetails { entry?.add(addenda: record) }
        if let international { add(record, place, column, international) }
    }

    private mutating func add(
        _ record: Span<UInt8>,
        _ place: LinePlace,
        _ column: Int,
        _ international: NachaInternational
    ) {
        guard let type = twoDigits(record, 1) else { return }
        if (10..<26).contains(type) { addendaTypes |= 1 << UInt16(type - 10) }
        if let fault = NachaInternational.fault(record, type: type) {
            warn(.amount, fault.message, at: place.position(column + fault.offset))
        }
        if var taken = entry.take() {
            international.add(record, type: type, to: &taken)
            entry = taken
        }
    }

    private mutating func finishEntry() {
        if hasEntry, international != nil {
            let types = NachaInternational.missing(addendaTypes).map(String.init)
            if !types.isEmpty {
                let message = "an international entry without its addenda of type \(types.joined(separator: ", "))"
                warn(.missing, message, at: entryPlace)
            }
        }
        hasEntry = false
        expectsRemittance = false
        if remittance != nil {
            if let difference = remittance?.finish(into: &entry) { events.append(.warning(difference)) }
            remittance = nil
        }
        guard keepsDetails, let finished = entry.take() else { return }
        events.append(.entry(finished))
    }
}
