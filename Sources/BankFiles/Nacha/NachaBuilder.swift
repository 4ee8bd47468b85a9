import PaymentVocabulary

/// Turns the records of a NACHA file into batches and entries, one at a time.
struct NachaBuilder: Sendable {
    static let groupsMax = 1_000_000
    static let entryClassesMax = 20
    /// Far above the 9,999 addenda that an entry may have.
    static let addendaMax = 20_000

    let keepsDetails: Bool
    private(set) var entryClasses: [String] = []
    private(set) var isComplete = false

    private var events: [BankFileEvent] = []
    private var summary: BankFileGroupSummary?
    private var isAdvice = false
    /// The batch is of a class whose addenda may carry an X12 820.
    private var carriesRemittance = false
    private var batchHasControl = false
    private var batch = NachaTotals()
    private var file = NachaTotals()
    private var batches = 0
    private var entries = 0
    private var lines = 0
    private var hasFileHeader = false
    private var entry: NachaEntryDraft?

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
        if summary != nil {
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

    private mutating func warn(_ code: BankFileFinding.Code, _ message: String, at position: BankFilePosition) {
        events.append(.warning(BankFileFinding(code, message, at: position)))
    }

    // MARK: Batches

    private mutating func beginBatch(
        _ record: Span<UInt8>,
        _ place: LinePlace,
        _ column: Int
    ) throws(BankFileFinding) {
        if summary != nil {
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
        let entryClass = fixedText(record, 50..<53)
        isAdvice = entryClass == "ADV"
        carriesRemittance = entryClass == "CTX" || entryClass == "CCD"
        if !entryClasses.contains(entryClass), entryClasses.count < Self.entryClassesMax, !entryClass.isEmpty {
            entryClasses.append(entryClass)
        }
        var group = openGroup(place, column)
        group.id = fixedText(record, 87..<94)
        group.account.other = fixedText(record, 40..<50)
        if keepsDetails { group.fields = NachaFields.batchHeader(record, entryClass) }
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
        events.append(.group(group))
    }

    private mutating func closeBatch() {
        finishEntry()
        guard let summary else { return }
        file.add(batch)
        events.append(.groupEnd(summary))
        self.summary = nil
        isAdvice = false
        carriesRemittance = false
    }

    private mutating func endBatch(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        finishEntry()
        guard summary != nil else {
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
        if summary != nil {
            closeBatch()
            warn(.truncated, "the file's control record comes before that of the batch", at: place.position(column))
        }
        guard !isComplete else {
            return warn(.controlTotal, "a second control record of the file", at: place.position(column))
        }
        isComplete = true
        let control = NachaControl(file: record, isAdvice: entryClasses == ["ADV"])
        var differences = control.differences(from: file)
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
        if entry != nil { finishEntry() }
        if summary == nil {
            warn(.truncated, "an entry outside a batch: the batch header is missing", at: place.position(column))
            start(openGroup(place, column))
        }
        batch.entriesAndAddenda += 1
        let index = entries
        entries += 1
        summary?.entries += 1
        let code = twoDigits(record, 1)
        let side = code.flatMap { Self.side(of: $0, isAdvice: isAdvice) }
        let amount = fixedNumber(record, isAdvice ? 27..<39 : 29..<39)
        if let routing = fixedNumber(record, 3..<11) { batch.hash += Int128(routing) }
        var findings: [BankFileFinding] = []
        if side == nil {
            let found = fixedText(record, 1..<3)
            findings.append(
                BankFileFinding(
                    .direction,
                    "transaction code \(found) is no credit and no debit",
                    at: place.position(column + min(1, record.count))
                )
            )
        }
        if amount == nil {
            findings.append(
                BankFileFinding(
                    .amount,
                    "the amount is no number of cents",
                    at: place.position(column + min(isAdvice ? 27 : 29, record.count))
                )
            )
        }
        if let amount {
            // An unknown code moves money all the same: it is summed on the side that costs, and reported.
            let (money, known) = (Money(minorUnits: amount, currency: .usd), side ?? .debit)
            summary?.sums.add(money, known)
            summary?.bookedSums.add(money, known)
            switch known {
            case .credit: batch.credit += Int128(amount)
            case .debit: batch.debit += Int128(amount)
            }
        }
        if let side, let amount {
            let money = Money(minorUnits: amount, currency: .usd)
            checkRouting(record, place, column)
            var draft = NachaEntryDraft()
            if carriesRemittance {
                draft.remittance = EDI820Addenda()
                draft.amount = money
                draft.amountPosition = place.position(column + 29)
            }
            if keepsDetails {
                draft.entry = NachaFields.entry(
                    record,
                    BankFileEntry(
                        index: index,
                        groupIndex: batches - 1,
                        position: place.position(column),
                        amount: money,
                        side: side
                    ),
                    entryClass: isAdvice ? "ADV" : entryClasses.last ?? ""
                )
            }
            entry = draft
        } else {
            if amount == nil { summary?.unsummed += 1 }
            entry = NachaEntryDraft()
            events.append(
                .unreadable(BankFileUnreadableEntry(index: index, groupIndex: batches - 1, findings: findings))
            )
        }
    }

    /// Credit or debit by the transaction code: 21–24, 31–34, 41–44 and 51–54 credit, 26–29, 36–39, 46–49, 55 and 56
    /// debit; in advices 81, 83, 85 and 87 credit and the even ones debit.
    private static func side(of code: Int, isAdvice: Bool) -> CreditDebit? {
        if (81...88).contains(code) { return code % 2 == 1 ? .credit : .debit }
        guard (20...56).contains(code) else { return nil }
        return code % 10 < 5 ? .credit : .debit
    }

    /// The check digit of the receiving bank's routing number; weights 3, 7, 1 in turn.
    private mutating func checkRouting(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        guard record.count >= 12 else { return }
        var sum = 0
        for index in 3..<12 {
            let digit = Int(record[index] &- 0x30)
            guard digit < 10 else {
                return warn(
                    .notRecognised,
                    "the routing number has a character that is no digit",
                    at: place.position(column + 3)
                )
            }
            let weight = (index - 3) % 3 == 0 ? 3 : (index - 3) % 3 == 1 ? 7 : 1
            sum += digit * weight
        }
        if sum % 10 != 0 {
            warn(.controlTotal, "the check digit of the routing number does not hold", at: place.position(column + 11))
        }
    }

    private mutating func takeAddendum(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        if summary != nil { batch.entriesAndAddenda += 1 }
        guard entry != nil else {
            return warn(.notRecognised, "an addenda record without an entry", at: place.position(column))
        }
        entry?.addenda += 1
        if twoDigits(record, 1) == 99 {
            let reason = fixedText(record, 3..<6)
            summary?.returns[reason.isEmpty ? "unspecified" : reason, default: 0] += 1
            entry?.returnReason = reason
        }
        guard (entry?.addenda ?? 0) <= Self.addendaMax else { return }
        if carriesRemittance { entry?.addRemittance(record) }
        guard keepsDetails else { return }
        entry?.add(record)
    }

    private mutating func finishEntry() {
        guard var draft = entry else { return }
        entry = nil
        if carriesRemittance, let difference = draft.finishRemittance() { events.append(.warning(difference)) }
        if keepsDetails, let finished = draft.finished { events.append(.entry(finished)) }
    }
}
