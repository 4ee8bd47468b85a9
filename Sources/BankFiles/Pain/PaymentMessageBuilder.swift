import PaymentVocabulary

/// Turns the elements of payment messages into groups and entries, one at a time.
struct PaymentMessageBuilder: XMLSink, Sendable {
    static let groupsMax = 1_000_000
    static let findingsMax = 1_000
    /// What one transaction or one head may keep.
    static let fieldsMax = 10_000
    static let valueBytesMax = 65_536

    let keepsDetails: Bool
    private(set) var kind: PaymentMessageKind?
    private(set) var version: String?

    /// Between the begin and the end of the message element.
    private var isInside = false
    /// The open elements from the message element on.
    private var path: [String] = []
    /// Whether the innermost element holds no other so far.
    private var isLeaf = false
    private var value: [UInt8] = []
    private var leafCurrency: String?
    private var leafPlace = XMLPlace()

    private var events: [BankFileEvent] = []
    private var findings = 0
    private var summary: BankFileGroupSummary?
    private var isAnnounced = false
    private var groups = 0
    private var entries = 0
    /// Where the open entry is in `path`; `nil` outside of one.
    private var entryDepth: Int?
    private var entryPosition = BankFilePosition()
    private var entryFields: [BankFileField] = []
    private var amount: (bytes: [UInt8], currency: String?, place: BankFilePosition, rank: Int)?
    /// What the message says outside of its blocks: each of them shows it.
    private var messageFields: [BankFileField] = []
    /// The message that a status report is about, and where it says so.
    private var original: (id: String, position: BankFilePosition)?
    private var message = PaymentControls()
    private var block = PaymentControls()
    private var reasons = 0

    init(keepsDetails: Bool) { self.keepsDetails = keepsDetails }

    var wantsText: Bool { isInside }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll() }
        return events
    }

    mutating func start(
        _ name: XMLName,
        attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        let element = context.innermostName
        guard isInside, let kind else { return begin(element, attributes, window) }
        isLeaf = true
        value.removeAll(keepingCapacity: true)
        leafPlace = context.place(at: offset, window: window)
        leafCurrency = attributes.first { $0.name == CamtMessageNames.currencyAttribute }.map {
            fileText(window.extracting($0.valueRange))
        }
        path.append(element)
        if element == kind.groupElement, path.count == 1 {
            try openGroup(leafPlace.position(path: nil))
        } else if entryDepth == nil, kind.entryElements.contains(element) {
            if summary == nil { try openGroup(leafPlace.position(path: nil)) }
            announce()
            entryDepth = path.count
            entryPosition = leafPlace.position(path: nil)
            entryFields = []
            amount = nil
            reasons = 0
        }
    }

    mutating func text(_ bytes: Span<UInt8>) {
        guard value.count < Self.valueBytesMax else { return }
        for index in bytes.indices { value.append(bytes[index]) }
    }

    mutating func end(at offset: Int, window: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding) {
        guard isInside, let kind else { return }
        guard let element = path.last else {
            // The message element itself.
            isInside = false
            endGroup()
            try endReport()
            check(message, "the message")
            return
        }
        if isLeaf { assign(kind) }
        isLeaf = false
        if let depth = entryDepth, depth == path.count {
            endEntry(kind)
            entryDepth = nil
        } else if path.count == 1, element == kind.groupElement {
            endGroup()
        }
        path.removeLast()
    }

    /// - Throws: `notRecognised` when the document had no message.
    func finish() throws(BankFileFinding) {
        guard kind == nil else { return }
        let names = PaymentMessageKind.allCases.compactMap(\.messageElements.first).joined(separator: ", ")
        let start = BankFilePosition(line: 1, column: 1, byte: 0)
        throw BankFileFinding(.notRecognised, "no message found: looked for \(names)", at: start)
    }

    /// What is said of the group that was open when reading failed: how far it was read.
    mutating func abandoned() -> [BankFileEvent] {
        announce()
        summary?.isComplete = false
        guard let summary else { return takeEvents() }
        self.summary = nil
        return takeEvents() + [.groupEnd(summary)]
    }

    // MARK: Message and groups

    private mutating func begin(_ element: String, _ attributes: [XMLAttribute], _ window: Span<UInt8>) {
        for attribute in attributes {
            let text = fileText(window.extracting(attribute.valueRange))
            guard let kind = PaymentMessageKind.allCases.first(where: { text.contains($0.rawValue + ".") }),
                let place = text.firstRange(of: kind.rawValue)
            else { continue }
            let name = text[place.lowerBound...].prefix { $0 != " " && $0 != "#" }.prefix(40)
            version = String(name.hasSuffix(".xsd") ? name.dropLast(4) : name)
        }
        guard let found = PaymentMessageKind.allCases.first(where: { $0.messageElements.contains(element) }) else {
            return
        }
        kind = kind ?? found
        isInside = true
        message = PaymentControls()
        messageFields = []
        original = nil
    }

    private mutating func openGroup(_ position: BankFilePosition, kind name: String? = nil) throws(BankFileFinding) {
        guard groups < Self.groupsMax else {
            throw BankFileFinding(.limit, "more than \(Self.groupsMax) groups in one file", at: position)
        }
        // Transactions that stood before this block, outside of any, made a group of their own.
        endGroup()
        let name = name ?? kind?.groupElement ?? ""
        var group = BankFileGroup(kind: name, index: groups, position: position)
        group.fields = messageFields
        summary = BankFileGroupSummary(group: group)
        groups += 1
        isAnnounced = false
        block = PaymentControls()
    }

    /// A status report may be about the message as a whole and name no block of it: then that is its group.
    private mutating func endReport() throws(BankFileFinding) {
        guard groups == 0, let original else { return }
        try openGroup(original.position, kind: "OrgnlGrpInfAndSts")
        summary?.group.id = original.id
        endGroup()
    }

    private mutating func announce() {
        guard !isAnnounced, let summary else { return }
        isAnnounced = true
        events.append(.group(summary.group))
    }

    private mutating func endGroup() {
        announce()
        guard let summary else { return }
        check(block, "the block")
        events.append(.groupEnd(summary))
        self.summary = nil
    }

    private mutating func check(_ controls: PaymentControls, _ what: String) {
        for finding in controls.findings(of: what) { report(.warning(finding)) }
    }

    mutating func found(_ blemish: BankFileFinding) { report(.error(blemish)) }

    /// Keeps a bounded number of findings.
    private mutating func report(_ event: BankFileEvent) {
        findings += 1
        if findings < Self.findingsMax {
            events.append(event)
        } else if findings == Self.findingsMax {
            let text = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, text, at: BankFilePosition())))
        }
    }

    // MARK: Values

    private var leafText: String {
        var (begin, end) = (0, value.count)
        while begin < end, Ascii.isSpace(value[begin]) { begin += 1 }
        while end > begin, Ascii.isSpace(value[end - 1]) { end -= 1 }
        return fileText(value[begin..<end])
    }

    private func fileText(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    private func fileText(_ bytes: Span<UInt8>) -> String { BankFiles.fileText(bytes) }

    private mutating func assign(_ kind: PaymentMessageKind) {
        let text = leafText
        guard !text.isEmpty else { return }
        if let depth = entryDepth {
            let name = path[depth...].joined(separator: "/")
            let place = leafPlace.position(path: name)
            if let rank = kind.amountPaths.firstIndex(of: name), rank < amount?.rank ?? .max {
                amount = (Array(text.utf8), leafCurrency, place, rank)
            }
            if name.hasSuffix("Rsn/Cd") || name.hasSuffix("Rsn/Prtry"), kind == .statusReport || kind == .paymentReturn
            {
                summary?.returns.count(String(text.prefix(35)))
                reasons += 1
            }
            guard keepsDetails, entryFields.count < Self.fieldsMax else { return }
            entryFields.append(BankFileField(name, text))
            if let leafCurrency { entryFields.append(BankFileField(name + "/@Ccy", leafCurrency)) }
            return
        }
        let name = path.joined(separator: "/")
        let place = leafPlace.position(path: name)
        switch name {
        case "GrpHdr/NbOfTxs": message.count = (text, place)
        case "GrpHdr/CtrlSum": message.sum = (text, place)
        case "PmtInf/NbOfTxs": block.count = (text, place)
        case "PmtInf/CtrlSum": block.sum = (text, place)
        case "OrgnlGrpInfAndSts/OrgnlMsgId": original = (String(text.prefix(140)), leafPlace.position(path: nil))
        case "PmtInf/PmtInfId", "OrgnlPmtInfAndSts/OrgnlPmtInfId": summary?.group.id = String(text.prefix(140))
        case "PmtInf/DbtrAcct/Id/IBAN", "PmtInf/CdtrAcct/Id/IBAN": summary?.group.account.iban = String(text.prefix(34))
        case "PmtInf/DbtrAcct/Id/Othr/Id", "PmtInf/CdtrAcct/Id/Othr/Id":
            summary?.group.account.other = String(text.prefix(34))
        case "PmtInf/DbtrAcct/Ccy", "PmtInf/CdtrAcct/Ccy":
            summary?.group.account.currency = Currency(activeOrWithdrawn: text)
        default: break
        }
        guard keepsDetails else { return }
        let field = BankFileField(name, text)
        if let summary {
            if summary.group.fields.count < Self.fieldsMax { self.summary?.group.fields.append(field) }
        } else if messageFields.count < Self.fieldsMax {
            messageFields.append(field)
        }
    }

    // MARK: Entries

    private mutating func endEntry(_ kind: PaymentMessageKind) {
        let index = entries
        entries += 1
        summary?.entries += 1
        message.read += 1
        block.read += 1
        if kind == .paymentReturn, reasons == 0 { summary?.returns.count("unspecified") }
        switch money(kind) {
        case .success(let found):
            if let found {
                summary?.sums.add(found, kind.side)
                summary?.bookedSums.add(found, kind.side)
            }
            guard keepsDetails else { return }
            let entry = BankFileEntry(
                index: index,
                groupIndex: groups - 1,
                position: entryPosition,
                amount: found ?? Money.zero(.unstated),
                side: kind.side
            )
            events.append(.entry(PaymentMessageTexts.entry(entry, entryFields, kind)))
        case .failure(let finding):
            summary?.unsummed += 1
            events.append(
                .unreadable(BankFileUnreadableEntry(index: index, groupIndex: groups - 1, findings: [finding]))
            )
        }
    }

    private mutating func money(_ kind: PaymentMessageKind) -> Result<Money?, BankFileFinding> {
        guard let amount else {
            guard kind.needsAmount else { return .success(nil) }
            return .failure(BankFileFinding(.amount, "a transaction without amount", at: entryPosition))
        }
        if let units = try? minorUnits(amount.bytes[...], exponent: PaymentControls.decimals) {
            message.add(units)
            block.add(units)
        }
        guard let code = amount.currency, let currency = Currency(activeOrWithdrawn: code) else {
            let found =
                amount.currency.map { "the currency \($0.prefix(8)) is not known" } ?? "an amount without currency"
            return .failure(BankFileFinding(.amount, found, at: amount.place))
        }
        do throws(AmountFault) {
            return .success(try unsignedMoney(amount.bytes.span, currency))
        } catch {
            return .failure(BankFileFinding(.amount, "the amount \(error.message)", at: amount.place))
        }
    }
}
