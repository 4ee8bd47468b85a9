import PaymentVocabulary

/// Turns the elements of camt messages into groups and entries, one at a time.
struct CamtBuilder: XMLSink, Sendable {
    /// What one entry may keep of its texts and details; more than any batch booking seen, and bounded.
    static let entryBytesMax = 32 * 1_048_576
    static let groupsMax = 100_000
    static let balancesMax = 1_000
    static let findingsMax = 1_000

    let keepsDetails: Bool
    private(set) var firstKind: CamtKind?
    private(set) var version: String?
    /// The name of the document element, for the error that says what was found instead.
    private var documentElement: String?

    private var schema = CamtSchema.statement
    /// The node of every open element from the message element on.
    private var path: [Int] = []
    /// Depth of elements inside one of which nothing is wanted.
    private var skipped = 0
    /// The own text of the innermost wanted element.
    var text: [UInt8] = []
    private(set) var wantsText = false

    var events: [CamtEvent] = []
    var findings = 0
    var groups = 0
    var entries = 0

    var kind = CamtKind.statement
    var summary: CamtGroupSummary?
    var isGroupAnnounced = false
    var groupEntries = 0
    var controls = CamtControls()
    // What is being read; the schema lets their fields occur only inside them.
    var balance = BalanceDraft()
    var entry = EntryDraft()
    var detail = CamtDetail()
    var remittance = CamtRemittance()
    var document = CamtDocument()
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

    mutating func takeEvents() -> [CamtEvent] {
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
        guard let parent = path.last else {
            return envelope(name, attributes, at: offset, window: window, context: &context)
        }
        guard let node = schema.child(of: parent, name) else {
            skipped = 1
            wantsText = false
            return
        }
        path.append(node)
        let field = schema.nodes[node].field
        if schema.nodes[node].isLeaf {
            text.removeAll(keepingCapacity: true)
            wantsText = keepsDetails || !schema.nodes[node].isOptional
            if schema.nodes[node].isAmount { amountCurrency = currency(attributes, window) }
            if schema.nodes[node].isChecked { leafPlace = context.place(at: offset, window: window) }
        } else if field != .none {
            try begin(field, at: offset, window: window, context: &context)
        }
    }

    mutating func text(_ bytes: Span<UInt8>) {
        for index in bytes.indices { text.append(bytes[index]) }
    }

    mutating func end(at offset: Int, window: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding) {
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        guard let node = path.popLast() else { return }
        let field = schema.nodes[node].field
        if schema.nodes[node].isLeaf {
            guard wantsText else { return }
            wantsText = false
            let value = trimmed()
            if !value.isEmpty { assign(field, value, context: context) }
            text.removeAll(keepingCapacity: true)
        } else if field != .none {
            finish(field, at: offset, window: window, context: &context)
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
        schema = CamtSchema.schema(for: kind)
        path.append(CamtSchema.root)
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
    mutating func abandoned() -> [CamtEvent] {
        guard let summary else { return [] }
        self.summary = nil
        return (isGroupAnnounced ? [] : [.group(summary.group)]) + [.groupEnd(summary)]
    }

    /// Text without the white space around it.
    private func trimmed() -> ArraySlice<UInt8> {
        var range = text[...]
        while let first = range.first, Ascii.isSpace(first) { range.removeFirst() }
        while let last = range.last, Ascii.isSpace(last) { range.removeLast() }
        return range
    }

    // MARK: Findings

    mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        report(.warning(BankFileFinding(code, message, at: place)))
    }

    /// Keeps a bounded number of findings, so that a file of nothing but faults costs no more than another.
    mutating func report(_ event: CamtEvent) {
        findings += 1
        if findings < Self.findingsMax {
            events.append(event)
        } else if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
    }
}
