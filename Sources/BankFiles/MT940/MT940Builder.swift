import PaymentVocabulary

/// Turns the lines of MT940 and MT942 messages into groups and entries, one at a time.
struct MT940Builder: Sendable {
    static let groupsMax = 1_000_000
    static let balancesMax = 1_000
    /// One field with all its lines; far above the six lines that the standard allows.
    static let fieldBytesMax = 1_048_576

    let keepsDetails: Bool
    private(set) var isInterim = false
    /// The field at hand is the last of the file.
    private var isEnding = false
    /// The file ends inside a message that has an opening balance and no closing one.
    private(set) var isCut = false
    private var isLastEntryRead = false

    private var events: [BankFileEvent] = []
    private var tag: MT940Tag?
    private var tagPlace = LinePlace()
    /// The lines of the field at hand with LF between them.
    private var field: [UInt8] = []
    private var summary: BankFileGroupSummary?
    private var currency = Currency.unstated
    /// What stands behind the account's number; a balance tells it better.
    private var accountCurrency: Currency?
    private var entry: BankFileEntry?
    private var texts = MT940Texts()
    private var isBehindClosing = false
    private var groups = 0
    private var entries = 0
    private var counts = SideCounts()
    private var stated: [(side: CreditDebit, count: Int, units: Int128, position: BankFilePosition)] = []

    init(keepsDetails: Bool) { self.keepsDetails = keepsDetails }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    mutating func take(_ line: Span<UInt8>, _ place: LinePlace) throws(BankFileFinding) {
        if let tag = MT940Tag(line) {
            try endField()
            self.tag = tag
            tagPlace = place
            append(line, from: tag.length)
        } else if !line.isEmpty, line[0] == UInt8(ascii: "{") {
            try endField()
            // The text block may begin on the line of the headers.
            var index = 0
            while index + 4 < line.count {
                if line[index] == UInt8(ascii: ":"), MT940Tag(line.extracting(index..<line.count)) != nil {
                    var begin = place
                    begin.before = index
                    return try take(line.extracting(index..<line.count), begin)
                }
                index += 1
            }
        } else if !line.isEmpty, line[0] == UInt8(ascii: "-"), line.count == 1 || line[1] == UInt8(ascii: "}") {
            try endField()
        } else if tag != nil {
            guard field.count + line.count < Self.fieldBytesMax else {
                throw BankFileFinding(
                    .limit,
                    "a field of more than \(Self.fieldBytesMax) bytes",
                    at: tagPlace.position()
                )
            }
            field.append(0x0A)
            append(line, from: 0)
        }
    }

    /// - Parameter endsInLine: nothing ends the last line, so that some of it may be missing.
    mutating func finish(endsInLine: Bool) throws(BankFileFinding) {
        isEnding = true
        let isEntryAtHand = tag.map { $0.number == MT940Tag.information || Self.name($0) == ":61:" } ?? false
        let place = position
        try endField()
        guard groups > 0 else {
            let message = "no line begins with a field of MT940 or MT942, such as :20: or :61:"
            throw BankFileFinding(.notRecognised, message, at: BankFilePosition(line: 1, byte: 0))
        }
        isCut = summary.map { $0.opening != nil && $0.closing == nil } ?? false
        // With another reference or text it would be another movement when the whole file comes.
        if endsInLine, isCut, isEntryAtHand, isLastEntryRead {
            let message = "the file ends inside a line of its last entry, which may be cut"
            let finding = BankFileFinding(.truncated, message, at: place)
            entry = nil
            events.append(
                .unreadable(BankFileUnreadableEntry(index: entries - 1, groupIndex: groups - 1, findings: [finding]))
            )
        }
        if isCut, let position = summary?.group.position {
            warn(.truncated, "the last message has an opening balance and no closing one", at: position)
        }
        endGroup()
    }

    private mutating func append(_ line: Span<UInt8>, from start: Int) {
        if start < line.count { field.append(line.extracting(start..<line.count)) }
    }

    private mutating func warn(_ code: BankFileFinding.Code, _ message: String, at position: BankFilePosition) {
        events.append(.warning(BankFileFinding(code, message, at: position)))
    }

    private var position: BankFilePosition { tagPlace.position(path: tag.map(Self.name)) }

    private static func name(_ tag: MT940Tag) -> String {
        if tag.number == MT940Tag.statementLine, tag.letter == 0 { return ":61:" }
        let number = tag.number == 0 ? "NS" : tag.number < 10 ? "0\(tag.number)" : "\(tag.number)"
        return ":\(number)\(tag.letter == 0 ? "" : String(UnicodeScalar(tag.letter))):"
    }

    // MARK: Fields

    private mutating func endField() throws(BankFileFinding) {
        guard let tag else { return }
        defer {
            self.tag = nil
            field.removeAll(keepingCapacity: true)
        }
        if tag.number != MT940Tag.information { flushEntry() }
        switch tag.number {
        case 20: try beginGroup()
        case 61: try takeLine()
        case 86: try takeInformation()
        case 60: try takeBalance("OPBD")
        case 62:
            try takeBalance("CLBD")
            isBehindClosing = true
        case 64: try takeBalance("CLAV", isNeeded: false)
        case 65: try takeBalance("FWAV", isNeeded: false)
        case 25:
            try openGroup()
            let (account, stated) = MT940Account.account(text)
            summary?.group.account = account
            accountCurrency = stated
        case 28:
            try openGroup()
            let number = String(text.prefix(40))
            summary?.group.electronicSequence = number
        case 34:
            isInterim = true
            try openGroup()
            takeFloorLimit()
        case 90:
            isInterim = true
            try openGroup()
            takeTotals(tag)
        default: try openGroup()
        }
        guard keepsDetails, tag.number != 61, tag.number != 86 else { return }
        keep(BankFileField(Self.name(tag), text))
    }

    private var text: String { fileText(field.span) }

    private mutating func keep(_ field: BankFileField) { summary?.group.fields.append(field) }

    private mutating func beginGroup() throws(BankFileFinding) {
        endGroup()
        try openGroup()
        let id = String(text.prefix(140))
        summary?.group.id = id
    }

    /// A message without `:20:` is one all the same.
    private mutating func openGroup() throws(BankFileFinding) {
        guard !hasGroup else { return }
        guard groups < Self.groupsMax else {
            throw BankFileFinding(.limit, "more than \(Self.groupsMax) messages in one file", at: position)
        }
        let group = BankFileGroup(kind: "statement", index: groups, position: tagPlace.position())
        groups += 1
        currency = .unstated
        accountCurrency = nil
        counts = SideCounts()
        stated = []
        isBehindClosing = false
        summary = BankFileGroupSummary(group: group)
        hasGroup = true
        isAnnounced = false
    }

    /// Whether `summary` is there: asked for every field, and the whole is large.
    private var hasGroup = false
    private var isAnnounced = false

    private mutating func announce() {
        guard !isAnnounced, let summary else { return }
        isAnnounced = true
        events.append(.group(summary.group))
    }

    private mutating func endGroup() {
        flushEntry()
        guard let summary else { return }
        announce()
        for total in stated {
            let sums = summary.sums.all.first
            let (count, units) =
                total.side == .credit ? (counts.credit, sums?.credit ?? 0) : (counts.debit, sums?.debit ?? 0)
            guard count != total.count || units != total.units else { continue }
            let side = total.side == .credit ? "credit" : "debit"
            let message =
                "\(side) entries: stated \(total.count) of \(decimal(total.units, currency)), "
                + "read \(count) of \(decimal(units, currency))"
            warn(.controlTotal, message, at: total.position)
        }
        if summary.isBalanced == false, let closing = summary.closing, let opening = summary.opening {
            warn(
                .balance,
                "opening \(opening.amount) and the entries do not make closing \(closing.amount)",
                at: closing.position
            )
        }
        events.append(.groupEnd(summary))
        self.summary = nil
        hasGroup = false
    }

    private mutating func takeBalance(_ type: String, isNeeded: Bool = true) throws(BankFileFinding) {
        try openGroup()
        guard let balance = MT940Balance(field, messageCurrency: currency) else {
            let finding = BankFileFinding(
                .amount,
                "no balance: mark, YYMMDD, currency and amount are wanted",
                at: position
            )
            return events.append(isNeeded ? .error(finding) : .warning(finding))
        }
        if balance.lacksCurrency {
            warn(.amount, "the balance names no currency; that of the message is taken", at: position)
        }
        if balance.date == nil { warn(.date, "the date of the balance does not exist", at: position) }
        guard (summary?.group.balances.count ?? 0) < Self.balancesMax else { return }
        setCurrency(balance.amount.currency)
        let place = position
        let amount =
            balance.side == .credit
            ? balance.amount : Money(minorUnits: 0 &- balance.amount.minorUnits, currency: balance.amount.currency)
        summary?.group.balances.append(
            BankFileBalance(type: type, amount: amount, date: balance.date, position: place)
        )
    }

    private mutating func setCurrency(_ found: Currency) {
        guard currency == .unstated else { return }
        currency = found
        summary?.group.account.currency = found
    }

    private mutating func takeFloorLimit() {
        var cursor = MT940Cursor(field)
        if let found = cursor.currency() { setCurrency(found) }
    }

    private mutating func takeTotals(_ tag: MT940Tag) {
        var cursor = MT940Cursor(field)
        var count = 0
        while let digit = cursor.next.map({ Int($0) - 0x30 }), (0...9).contains(digit), count < 100_000_000 {
            count = count * 10 + digit
            cursor.advance()
        }
        guard let found = cursor.currency(), let units = try? cursor.amount(exponent: Int(found.exponent)) else {
            return warn(.controlTotal, "no total: number, currency and amount are wanted", at: position)
        }
        setCurrency(found)
        guard stated.count < Self.balancesMax else { return }
        stated.append((tag.letter == UInt8(ascii: "C") ? .credit : .debit, count, units, position))
    }

    // MARK: Entries

    private mutating func takeLine() throws(BankFileFinding) {
        try openGroup()
        if let accountCurrency { setCurrency(accountCurrency) }
        if currency == .unstated, summary?.entries == 0 {
            let message =
                "the message has no opening balance (:60F:), so that nothing tells the currency of its entries"
            warn(.amount, message, at: position)
        }
        announce()
        let index = entries
        entries += 1
        summary?.entries += 1
        do throws(MT940Line.Fault) {
            let line = try MT940Line(field, exponent: Int(currency.exponent))
            guard let units = Int64(exactly: line.units) else {
                throw MT940Line.Fault(code: .amount, message: "the amount is too large", offset: 0)
            }
            // Behind an amount stands a type, so what is left of a file that was cut may be a part of the number.
            if isEnding, line.rest >= field.count {
                throw MT940Line.Fault(code: .truncated, message: "the file ends in the amount", offset: field.count)
            }
            let money = Money(minorUnits: units, currency: currency)
            summary?.sums.add(money, line.side)
            if !line.isExpected { summary?.bookedSums.add(money, line.side) }
            counts.add(line.side)
            if line.isReversal { summary?.reversals += 1 }
            if line.valueDate == nil { warn(.date, "the value date does not exist", at: position) }
            isLastEntryRead = true
            guard keepsDetails else { return }
            entry = MT940Texts.entry(
                line,
                field: field,
                BankFileEntry(
                    index: index,
                    groupIndex: groups - 1,
                    position: position,
                    amount: money,
                    side: line.side
                )
            )
        } catch {
            isLastEntryRead = false
            summary?.unsummed += 1
            counts.add(nil)
            let place = tagPlace.position((tag?.length ?? 0) + error.offset, path: ":61:")
            let finding = BankFileFinding(error.code, error.message, at: place)
            events.append(
                .unreadable(BankFileUnreadableEntry(index: index, groupIndex: groups - 1, findings: [finding]))
            )
        }
    }

    /// Behind the closing balance the text is the statement's, not the last entry's.
    private mutating func takeInformation() throws(BankFileFinding) {
        try openGroup()
        guard keepsDetails else { return }
        guard !isBehindClosing, var begun = entry.take() else { return keep(BankFileField(":86:", text)) }
        texts.add(field, to: &begun)
        entry = begun
    }

    private mutating func flushEntry() {
        guard keepsDetails, var finished = entry.take() else { return }
        MT940Texts.addReference(to: &finished)
        events.append(.entry(finished))
    }
}
