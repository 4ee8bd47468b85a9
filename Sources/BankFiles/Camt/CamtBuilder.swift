import PaymentVocabulary

/// Turns the elements of camt messages into groups and entries, one at a time.
struct CamtBuilder: XMLSink, Sendable {
    /// What one entry may keep of its texts and details; more than any batch booking seen, and bounded.
    static let entryBytesMax = 32 * 1_048_576
    static let groupsMax = 100_000
    static let balancesMax = 1_000
    static let findingsMax = 1_000
    static let entryFindingsMax = 100

    let keepsDetails: Bool
    private(set) var firstKind: CamtKind?
    private(set) var version: String?
    /// The name of the document element, for the error that says what was found instead.
    private var documentElement: String?

    private var schema = CamtSchema.statementSums
    /// The node of every open element from the message element on.
    private var path = [Int](repeating: 0, count: XMLLimits().depthMax + 1)
    private var pathEnd = 0
    /// Depth of elements inside one of which nothing is wanted.
    private var skipped = 0
    /// The own text of the innermost wanted element.
    var text: [UInt8] = []
    private(set) var wantsText = false

    var events: [BankFileEvent] = []
    var findings = 0
    var groups = 0
    var entries = 0

    var kind = CamtKind.statement
    var summary: BankFileGroupSummary?
    var isGroupAnnounced = false
    var groupEntries = 0
    var controls = CamtControls()
    // What is being read; the schema lets their fields occur only inside them.
    var balance = BalanceDraft()
    var entry = EntryDraft()
    var detail = BankFileDetail()
    /// Whether nothing was written into `detail` yet: it is large, and to make it anew takes time.
    var isDetailNew = true
    var remittance = BankFileRemittance()
    var document = BankFileDocument()
    /// `nil` until its amount has come, which is its first element.
    var adjustment: BankFileAdjustment?
    /// The charge at hand could be read, and is the last one of its entry or detail.
    var isChargeKept = false
    /// What the entry's texts and details weigh so far.
    var keptBytes = 0
    var isFull = false
    var currencies = CurrencyCache()
    /// The currency attribute of the amount that is open.
    var amountCurrency = CurrencyCache.Answer.missing
    /// Where the open element began, if its value can be wrong.
    var leafPlace = XMLPlace()
    var messages = 0

    init(keepsDetails: Bool) {
        self.keepsDetails = keepsDetails
    }

    var skipsContent: Bool { skipped > 0 }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll() }
        return events
    }

    // MARK: Elements

    mutating func start(
        _ name: XMLName,
        attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        guard skipped == 0 else {
            skipped += 1
            return
        }
        guard pathEnd > 0 else {
            return envelope(name, attributes, at: offset, window: window, context: &context)
        }
        guard let index = schema.child(of: path[pathEnd - 1], name) else {
            skipped = 1
            wantsText = false
            return
        }
        path[pathEnd] = index
        pathEnd += 1
        let node = schema.nodes[index]
        if node.isLeaf {
            if !text.isEmpty { text.removeAll(keepingCapacity: true) }
            wantsText = true
            if node.isAmount { amountCurrency = currency(attributes, window) }
            if node.isChecked { leafPlace = context.place(at: offset, window: window) }
        } else if node.field != .none {
            try begin(node.field, at: offset, window: window, context: &context)
        }
    }

    mutating func takesLeaf(
        _ name: XMLName,
        attribute: XMLAttribute?,
        text range: Range<Int>,
        window: Span<UInt8>
    ) -> Bool {
        guard pathEnd > 0, skipped == 0 else { return false }
        guard let index = schema.child(of: path[pathEnd - 1], name) else {
            wantsText = false
            return true
        }
        let node = schema.nodes[index]
        guard node.isLeaf else { return false }
        let place = trimmedSpace(range, of: window)
        if !place.isEmpty {
            let value = window.extracting(place)
            if !node.isChecked {
                take(node.field, value)
            } else if !takesChecked(node.field, value, attribute, window) {
                return false
            }
        }
        if !text.isEmpty { text.removeAll(keepingCapacity: true) }
        wantsText = false
        return true
    }

    mutating func text(_ bytes: Span<UInt8>) {
        for index in bytes.indices { text.append(bytes[index]) }
    }

    mutating func end(at offset: Int, window: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding) {
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        guard pathEnd > 0 else { return }
        pathEnd -= 1
        let node = schema.nodes[path[pathEnd]]
        if node.isLeaf {
            guard wantsText else { return }
            wantsText = false
            // Taken out, so that it can be read while the rest of the state changes.
            var own: [UInt8] = []
            swap(&own, &text)
            let value = trimmedSpace(0..<own.count, of: own.span)
            if !value.isEmpty { assign(node.field, own.span.extracting(value), context: &context) }
            own.removeAll(keepingCapacity: true)
            swap(&own, &text)
        } else if node.field != .none {
            finish(node.field, at: offset, window: window, context: &context)
        }
    }

    /// Looks for the message element inside whatever envelope a network has put around it.
    private mutating func envelope(
        _ name: XMLName,
        _ attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) {
        if documentElement == nil { documentElement = context.innermostName }
        if version == nil { version = messageIdentifier(attributes, window) }
        guard let kind = CamtMessageNames.kind(name) else { return }
        self.kind = kind
        schema = CamtSchema.schema(for: kind, keepsDetails: keepsDetails)
        path[0] = CamtSchema.root
        pathEnd = 1
        messages += 1
        guard firstKind == nil else { return }
        firstKind = kind
        if let version, !version.hasPrefix(kind.messageName) {
            let place = context.position(at: offset, window: window)
            warn(.version, "the namespace says \(version) and the content is \(kind.messageName)", at: place)
        }
    }

    /// - Throws: `notRecognised` when the document had no message.
    func finish() throws(BankFileFinding) {
        guard messages == 0 else { return }
        let names = CamtKind.allCases.map { "\($0.messageElement) (\($0.messageName))" }.joined(separator: ", ")
        let found = documentElement.map { "the document element is <\($0.prefix(80))>" } ?? "there is no element"
        let start = BankFilePosition(line: 1, column: 1, byte: 0)
        throw BankFileFinding(.notRecognised, "no message found: looked for \(names); \(found)", at: start)
    }

    /// What is said of the group that was open when reading failed: how far it was read.
    mutating func abandoned() -> [BankFileEvent] {
        summary?.isComplete = false
        guard let summary else { return [] }
        self.summary = nil
        return (isGroupAnnounced ? [] : [.group(summary.group)]) + [.groupEnd(summary)]
    }

    /// Where a text is without the white space around it.
    @inline(__always)
    private func trimmedSpace(_ range: Range<Int>, of bytes: Span<UInt8>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Ascii.isSpace(bytes[start]) { start &+= 1 }
        while end > start, Ascii.isSpace(bytes[end &- 1]) { end &-= 1 }
        return start..<end
    }

    // MARK: Findings

    mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        report(.warning(BankFileFinding(code, message, at: place)))
    }

    mutating func found(_ blemish: BankFileFinding) { report(.error(blemish)) }

    /// Keeps a bounded number of findings, so that a file of nothing but faults costs no more than another.
    mutating func report(_ event: BankFileEvent) {
        findings += 1
        if findings < Self.findingsMax {
            events.append(event)
        } else if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
    }

    /// Adds to the reasons why the entry is unreadable; the first ones tell enough.
    mutating func note(_ finding: BankFileFinding) {
        if entry.findings.count < Self.entryFindingsMax { entry.findings.append(finding) }
    }
}

extension [String: Int] {
    /// Different words that are counted one by one; a file may not make the rest cost memory.
    private static var wordsMax: Int { 1_000 }

    /// Counts one occurrence of a word from a file.
    mutating func count(_ word: String, times: Int = 1) {
        let isKept = self[word] != nil || count < Self.wordsMax
        self[isKept ? word : "other", default: 0] += times
    }
}
