import PaymentVocabulary

/// Puts the records of an image cash letter together to items, bundles and cash letters.
struct X937Builder: Sendable {
    static let findingsMax = 1_000
    /// Records below one item, and headers and tickets above one bundle, whose fields are kept.
    static let addendaMax = 200

    /// What a bundle, cash letter or file came to, to be compared with its control record.
    struct Level: Sendable {
        var items = 0
        var amount: Int128 = 0
        var credits = 0
        var creditAmount: Int128 = 0
        var images = 0
        /// Bundles of a cash letter, cash letters of a file.
        var children = 0

        mutating func add(_ other: Level) {
            items += other.items
            amount += other.amount
            credits += other.credits
            creditAmount += other.creditAmount
            images += other.images
            children += 1
        }
    }

    let keepsDetails: Bool
    var level: String?
    var events: [BankFileEvent] = []
    private(set) var isComplete = false
    private var findings = 0

    private var file: Level?
    private var cashLetter: Level?
    private var bundle: Level?
    private var fileRecords = 0
    private var currency = Currency.usd
    private var headerFields: [BankFileField] = []
    private var cashLetterFields: [BankFileField] = []
    private var cashLetterRecords = 0
    private var businessDate: CalendarDate?
    private var summary: BankFileGroupSummary?
    private var groups = 0
    private var entries = 0
    /// Items that were read, whether check or return.
    private var items = 0
    private var entry: BankFileEntry?
    private var addenda = 0
    /// Whether the records that follow belong to a ticket, and not to the item before it.
    private var isBehindTicket = false

    init(keepsDetails: Bool) {
        self.keepsDetails = keepsDetails
    }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    mutating func take(_ record: Span<UInt8>, _ length: Int, _ begin: X937Place) {
        var place = begin
        place.length = record.count
        let type = twoDigits(record, 0) ?? 0
        fileRecords += 1
        switch type {
        case 1: beginFile(record, place)
        case 10: beginCashLetter(record, place)
        case 20: beginBundle(record, place)
        case 25, 31: item(type, record, place)
        case 61, 62: ticket(type, record, place)
        case 70: endBundle(record, place)
        case 90: endCashLetter(record, place)
        case 99: endFile(record, place)
        case 26...28, 32...35, 50, 54, 68: addendum(type, record, place)
        case 52:
            countImage()
            addendum(type, record, place)
        case 40...42, 51, 53, 75, 85: break
        default:
            let code: BankFileFinding.Code = .notRecognised
            fault(code, "a record type that the format does not know", at: place.position(type))
        }
    }

    mutating func finish(isWhole: Bool, at place: X937Place) {
        if !isWhole || file != nil || cashLetter != nil || summary != nil {
            let message =
                isWhole ? "the file ends before its control record (type 99)" : "the file ends inside a record"
            warn(.truncated, message, at: place.position(99))
            isComplete = false
        }
        abandon()
    }

    /// Says of the bundle that is open how far it was read.
    mutating func abandon() {
        handOnEntry()
        summary?.isComplete = false
        closeGroup()
    }

    // MARK: Findings

    private mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.warning(BankFileFinding(code, message, at: place))) }
    }

    private mutating func fault(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.error(BankFileFinding(code, message, at: place))) }
    }

    private mutating func admits() -> Bool {
        findings += 1
        if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
        return findings < Self.findingsMax
    }

    // MARK: Headers

    private mutating func beginFile(_ record: Span<UInt8>, _ place: X937Place) {
        leave(place, file: true)
        file = Level()
        fileRecords = 1
        isComplete = false
        if level == nil { level = fixedText(record, 2..<4) }
        currency = fixedText(record, 73..<75) == "CA" ? Currency("CAD") ?? .usd : .usd
        headerFields = fields(1, record)
    }

    private mutating func beginCashLetter(_ record: Span<UInt8>, _ place: X937Place) {
        leave(place, file: false)
        cashLetter = Level()
        businessDate = date(record, 22..<30, "business date", place.position(10, 22))
        cashLetterRecords = 0
        cashLetterFields = fields(10, record)
    }

    private mutating func beginBundle(_ record: Span<UInt8>, _ place: X937Place) {
        if summary != nil || bundle != nil { leaveBundle(place) }
        bundle = Level()
        let day = date(record, 22..<30, "business date", place.position(20, 22))
        if let day { businessDate = day }
        var group = BankFileGroup(kind: "bundle", index: groups, position: place.position(20))
        let id = fixedText(record, 38..<48)
        group.id = id.isEmpty ? fixedText(record, 48..<52) : id
        group.created = fixedText(record, 30..<38)
        group.account.currency = currency
        if keepsDetails { group.fields = headerFields + cashLetterFields + fields(20, record) }
        open(group)
    }

    private mutating func open(_ group: BankFileGroup) {
        groups += 1
        summary = BankFileGroupSummary(group: group)
        events.append(.group(group))
    }

    private mutating func date(
        _ record: Span<UInt8>,
        _ range: Range<Int>,
        _ name: String,
        _ place: BankFilePosition
    ) -> CalendarDate? {
        let end = min(range.upperBound, record.count)
        guard range.lowerBound < end else { return nil }
        let field = trimmed(range.lowerBound..<end, of: record)
        guard !field.isEmpty else { return nil }
        let date = bai2Date(field, record)
        if date == nil { warn(.date, "the \(name) is no date YYYYMMDD", at: place) }
        return date
    }

    private func fields(_ type: Int, _ record: Span<UInt8>) -> [BankFileField] {
        guard keepsDetails else { return [] }
        let kind = type < 10 ? "0\(type)" : "\(type)"
        return X937Layout.fields(of: type).compactMap { name, range in
            guard range.lowerBound < record.count else { return nil }
            return BankFileField("\(kind) \(name)", fixedText(record, range))
        }
    }

    // MARK: Items

    private mutating func item(_ type: Int, _ record: Span<UInt8>, _ place: X937Place) {
        handOnEntry()
        isBehindTicket = false
        if summary == nil {
            warn(.truncated, "an item outside of a bundle (type 20)", at: place.position(type))
            var group = BankFileGroup(kind: "cash letter", index: groups, position: place.position(type))
            group.account.currency = currency
            if keepsDetails { group.fields = headerFields + cashLetterFields }
            open(group)
            bundle = Level()
        }
        let isReturn = type == 31
        let range = isReturn ? 31..<41 : 47..<57
        let amount = fixedNumber(record, range)
        bundle?.items += 1
        bundle?.amount += Int128(amount ?? 0)
        items += 1
        if isReturn {
            let reason = fixedText(record, 41..<42)
            summary?.returns.count(reason.isEmpty ? "unspecified" : reason)
        } else {
            entries += 1
            summary?.entries += 1
            summary?.details += 1
        }
        guard let amount else { return unreadable(isReturn, place.position(type, range.lowerBound)) }
        let money = Money(minorUnits: amount, currency: currency)
        if !isReturn { summary?.sums.add(money, .credit) }
        guard keepsDetails else { return }
        var entry = BankFileEntry(
            index: items - 1,
            groupIndex: groups - 1,
            position: place.position(type),
            amount: money,
            side: isReturn ? .debit : .credit
        )
        entry.bookingDate = businessDate
        entry.reference = text(record, isReturn ? 53..<68 : 57..<72)
        entry.transactionCode.proprietary = isReturn ? "31" : "25"
        entry.transactionCode.issuer = "X9"
        entry.fields = fields(type, record)
        var detail = BankFileDetail()
        let onUs = fixedText(record, isReturn ? 11..<31 : 27..<47).split(
            separator: "/",
            omittingEmptySubsequences: false
        )
        detail.debtor.otherAccount = onUs.first.flatMap { $0.isEmpty ? nil : String($0) }
        detail.debtor.bankNumber = text(record, isReturn ? 2..<11 : 18..<27)
        // On the cheques of persons the number stands behind the account, on those of companies before everything.
        detail.chequeNumber = onUs.count > 1 ? onUs.last.flatMap { $0.isEmpty ? nil : String($0) } : nil
        if !isReturn, let number = text(record, 2..<17) { detail.chequeNumber = number }
        detail.isReturn = isReturn
        if isReturn { detail.returnReason = text(record, 41..<42) }
        entry.details = [detail]
        self.entry = entry
    }

    private func text(_ record: Span<UInt8>, _ range: Range<Int>) -> String? {
        let text = fixedText(record, range)
        return text.isEmpty ? nil : text
    }

    private mutating func unreadable(_ isReturn: Bool, _ place: BankFilePosition) {
        let message = "the amount of the \(isReturn ? "returned item" : "check") is no number"
        guard !isReturn else { return fault(.amount, message, at: place) }
        summary?.unsummed += 1
        guard admits() else { return }
        let finding = BankFileFinding(.amount, message, at: place)
        events.append(
            .unreadable(BankFileUnreadableEntry(index: items - 1, groupIndex: groups - 1, findings: [finding]))
        )
    }

    private mutating func handOnEntry() {
        addenda = 0
        guard let entry else { return }
        self.entry = nil
        events.append(.entry(entry))
    }

    private mutating func addendum(_ type: Int, _ record: Span<UInt8>, _ place: X937Place) {
        guard !isBehindTicket else { return }
        addenda += 1
        if addenda == Self.addendaMax + 1 {
            warn(
                .limit,
                "an item with more than \(Self.addendaMax) addenda; the rest is passed over",
                at: place.position(type)
            )
        }
        guard addenda <= Self.addendaMax, var entry, var detail = entry.details.first else { return }
        self.entry = nil
        switch type {
        case 26, 32:
            detail.creditor.bankNumber = detail.creditor.bankNumber ?? text(record, 3..<12)
            detail.creditor.otherAccount = detail.creditor.otherAccount ?? text(record, 35..<53)
            detail.creditor.name = detail.creditor.name ?? text(record, 58..<73)
        case 33:
            detail.debtor.name = detail.debtor.name ?? text(record, 58..<80)
            detail.chequeNumber = text(record, 20..<35) ?? detail.chequeNumber
        default: break
        }
        entry.details = [detail]
        entry.fields += fields(type, record)
        self.entry = entry
    }

    private mutating func countImage() {
        if bundle != nil { bundle?.images += 1 } else { cashLetter?.images += 1 }
    }

    /// A deposit ticket; what follows it belongs to it.
    private mutating func ticket(_ type: Int, _ record: Span<UInt8>, _ place: X937Place) {
        handOnEntry()
        isBehindTicket = true
        let range = type == 61 ? 47..<57 : 47..<61
        let amount = fixedNumber(record, range)
        if amount == nil { warn(.amount, "the amount of a deposit ticket is no number", at: place.position(type, 47)) }
        if bundle != nil {
            bundle?.credits += 1
            bundle?.creditAmount += Int128(amount ?? 0)
        } else {
            cashLetter?.credits += 1
            cashLetter?.creditAmount += Int128(amount ?? 0)
        }
        cashLetterRecords += 1
        guard keepsDetails, cashLetterRecords < Self.addendaMax else { return }
        cashLetterFields += fields(type, record)
    }

    // MARK: Controls

    private mutating func endBundle(_ record: Span<UInt8>, _ place: X937Place) {
        guard let level = bundle else {
            return fault(.controlTotal, "a bundle control (type 70) without a bundle", at: place.position(70))
        }
        compare(level, record, 70, items: 2..<6, amount: 6..<18, images: 30..<35, creditFlag: 55, place)
        close(bundle: level)
    }

    private mutating func endCashLetter(_ record: Span<UInt8>, _ place: X937Place) {
        if bundle != nil { leaveBundle(place) }
        handOnEntry()
        guard let level = cashLetter else {
            return fault(.controlTotal, "a cash letter control (type 90) without its header", at: place.position(90))
        }
        compareCount(level.children, record, 2..<8, "bundles", 90, place)
        compare(level, record, 90, items: 8..<16, amount: 16..<30, images: 30..<39, creditFlag: 65, place)
        file?.add(level)
        cashLetter = nil
    }

    private mutating func endFile(_ record: Span<UInt8>, _ place: X937Place) {
        if bundle != nil { leaveBundle(place) }
        if cashLetter != nil { leaveCashLetter(place) }
        guard let level = file else {
            return fault(.controlTotal, "a file control (type 99) without a file header", at: place.position(99))
        }
        compareCount(level.children, record, 2..<8, "cash letters", 99, place)
        compareCount(fileRecords, record, 8..<16, "records", 99, place)
        compare(level, record, 99, items: 16..<24, amount: 24..<40, images: nil, creditFlag: 64, place)
        file = nil
        isComplete = record.count >= 40
    }

    private mutating func compare(
        _ level: Level,
        _ record: Span<UInt8>,
        _ type: Int,
        items: Range<Int>,
        amount: Range<Int>,
        images: Range<Int>?,
        creditFlag: Int,
        _ place: X937Place
    ) {
        // Totals include the tickets only where the record says so; of the items banks count both ways.
        let hasCredits = creditFlag < record.count && record[creditFlag] == UInt8(ascii: "1")
        let stated = fixedNumber(record, items)
        if stated != Int64(level.items + level.credits) {
            compareCount(level.items, record, items, "items", type, place)
        }
        if let images { compareCount(level.images, record, images, "images", type, place) }
        let total = fixedNumber(record, amount).map { Int128($0) }
        guard total != level.amount, !hasCredits || total != level.amount + level.creditAmount else { return }
        let said = total.map { "\($0)" } ?? "no number"
        let message = "the total of record \(type) is \(said), and its items make \(level.amount)"
        warn(.controlTotal, message, at: place.position(type, amount.lowerBound))
    }

    private mutating func compareCount(
        _ count: Int,
        _ record: Span<UInt8>,
        _ range: Range<Int>,
        _ name: String,
        _ type: Int,
        _ place: X937Place
    ) {
        // Counts that are optional may be blank.
        guard !fixedText(record, range).isEmpty else { return }
        let stated = fixedNumber(record, range)
        guard stated != Int64(count) else { return }
        let said = stated.map { "\($0)" } ?? "no number"
        let message = "record \(type) counts \(said) \(name), and there are \(count)"
        warn(.controlTotal, message, at: place.position(type, range.lowerBound))
    }

    // MARK: Ends

    private mutating func close(bundle level: Level) {
        handOnEntry()
        cashLetter?.add(level)
        bundle = nil
        closeGroup()
    }

    private mutating func closeGroup() {
        guard let summary else { return }
        self.summary = nil
        events.append(.groupEnd(summary))
    }

    private mutating func leaveBundle(_ place: X937Place) {
        warn(.controlTotal, "the bundle before has no control record (type 70)", at: place.position(70))
        close(bundle: bundle ?? Level())
    }

    private mutating func leaveCashLetter(_ place: X937Place) {
        warn(.controlTotal, "the cash letter before has no control record (type 90)", at: place.position(90))
        if let level = cashLetter { file?.add(level) }
        cashLetter = nil
    }

    private mutating func leave(_ place: X937Place, file isFile: Bool) {
        handOnEntry()
        if bundle != nil { leaveBundle(place) }
        if cashLetter != nil { leaveCashLetter(place) }
        if isFile, file != nil {
            warn(.truncated, "the file before has no control record (type 99)", at: place.position(1))
        }
    }
}
