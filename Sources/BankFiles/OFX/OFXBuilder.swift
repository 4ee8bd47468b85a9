import PaymentVocabulary

/// Puts the tags of an OFX file together to statements and entries.
///
/// The aggregates that are open stand on a stack. What an element means depends on the innermost one that is known, so
/// that vendors' own aggregates between them change nothing.
struct OFXBuilder: Sendable {
    static let depthMax = 256
    static let groupsMax = 1_000_000
    static let findingsMax = 1_000
    static let balancesMax = 1_000

    /// What a leaf belongs to.
    enum Context: Sendable {
        case outside, signon, response, status, statement, account, balance
        // All of these are inside an entry.
        case entry, payee, bankAccountTo, cardAccountTo, currency, originalCurrency

        var isInEntry: Bool {
            switch self {
            case .outside, .signon, .response, .status, .statement, .account, .balance: false
            case .entry, .payee, .bankAccountTo, .cardAccountTo, .currency, .originalCurrency: true
            }
        }
    }

    /// An aggregate that is open.
    struct Element: Sendable {
        let name: OFXName
        let tag: OFXTag?
        let context: Context
        /// Empty when no details are kept.
        let text: String
    }

    let keepsDetails: Bool
    private let table = OFXTagTable.shared
    var header = OFXHeader()
    var lines = OFXLineCounter()
    var events: [BankFileEvent] = []
    var findings = 0
    private var stack: [Element] = []
    /// Kinds of findings about the file's shape, each reported once.
    var noted: Set<String> = []
    private var hasTag = false
    /// Whether `</OFX>` was the last tag.
    private(set) var isClosed = false
    private var isCut = false

    // The statement at hand and what its response and the signon said before it.
    var summary: BankFileGroupSummary?
    var isAnnounced = false
    var currency: Currency?
    /// Whether it was said that the statement has none.
    var hasNotedCurrency = false
    /// The last currency of an entry that was looked up.
    var lastCurrency: (code: String, currency: Currency)?
    var groups = 0
    var entries = 0
    var otherTransactions = 0
    var identifiers = OFXIdentifiers()
    var groupKept = OFXKeeping(fieldsMax: 10_000, bytesMax: 4_194_304)
    var signon = OFXResponseHead()
    var response = OFXResponseHead()

    var amounts = OFXAmountReader()
    var draft = OFXEntryDraft()
    var balance = OFXBalanceDraft()
    var status = OFXStatusDraft()

    init(keepsDetails: Bool) {
        self.keepsDetails = keepsDetails
    }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    var context: Context { stack.last?.context ?? .outside }

    // MARK: Tags

    mutating func take(_ token: OFXToken, _ window: Span<UInt8>) throws(BankFileFinding) {
        switch token.kind {
        case .text:
            header = OFXHeader(window.extracting(token.text))
            return
        case .start, .selfClosing: try begin(token, window)
        case .end: end(token, window)
        }
        if token.hasHighBytes { checkCharacters(token, window) }
    }

    private mutating func begin(_ token: OFXToken, _ window: Span<UInt8>) throws(BankFileFinding) {
        isClosed = false
        let tag = table.tag(of: token.name) ?? OFXTagTable.tag(ofUnknown: window.extracting(token.nameRange))
        guard let tag else {
            // A text, or nothing between the two slashes, makes it a leaf; nothing else tells.
            if !token.text.isEmpty || token.kind == .selfClosing { return leaf(token, nil, window) }
            return try push(token, nil, window)
        }
        hasTag = hasTag || tag.isAggregate
        guard tag.isAggregate else { return leaf(token, tag, window) }
        switch tag {
        case .payee, .currency, .originalCurrency, .bankAccountTo, .cardAccountTo:
            if !token.text.isEmpty { return leaf(token, tag, window) }
        default: break
        }
        try open(token, tag, window)
        if !token.text.isEmpty { noteText(token, window) }
        if token.kind == .selfClosing { pop() }
    }

    private mutating func open(
        _ token: OFXToken,
        _ tag: OFXTag,
        _ window: Span<UInt8>
    ) throws(BankFileFinding) {
        // An account inside an entry is the bank's own addition.
        if let rank = tag.rank, !(tag == .accountFrom && context.isInEntry),
            let first = stack.firstIndex(where: { ($0.tag?.rank ?? -1) >= rank })
        {
            while stack.count > first { popUnclosed(token, window) }
        }
        switch tag {
        case .messageSet, .response:
            endGroup()
            response = OFXResponseHead()
        case .statement: try beginGroup(token, window)
        case .entry: try beginEntry(token, window)
        case .ledgerBalance, .availableBalance: try beginBalance(token, tag, window)
        case .status: status = OFXStatusDraft(position: lines.position(token.tagRange.lowerBound, window))
        case .otherTransaction: takeOtherTransaction(token, window)
        default: break
        }
        try push(token, tag, window)
    }

    private mutating func takeOtherTransaction(_ token: OFXToken, _ window: Span<UInt8>) {
        guard summary == nil else {
            otherTransactions += 1
            return
        }
        let name = fileText(window.extracting(token.nameRange)).prefix(20)
        let message = "\(name) stands in no statement; it is not counted"
        warn(.more, message, at: lines.position(token.tagRange.lowerBound, window))
    }

    /// Inside a transaction of an investment, loan or pending list.
    var isInOtherTransaction: Bool { stack.contains { $0.tag == .otherTransaction } }

    private mutating func push(
        _ token: OFXToken,
        _ tag: OFXTag?,
        _ window: Span<UInt8>
    ) throws(BankFileFinding) {
        guard stack.count < Self.depthMax else {
            let message = "more than \(Self.depthMax) aggregates inside each other"
            throw BankFileFinding(.limit, message, at: lines.position(token.tagRange.lowerBound, window))
        }
        let text = keepsDetails ? fileText(window.extracting(token.nameRange)) : ""
        stack.append(Element(name: token.name, tag: tag, context: context(of: tag), text: text))
    }

    private func context(of tag: OFXTag?) -> Context {
        let outer = context
        switch tag {
        case .ofx, .messageSet: return .outside
        case .signon: return .signon
        case .response: return .response
        case .statement: return .statement
        case .ledgerBalance, .availableBalance: return .balance
        case .status: return outer.isInEntry ? outer : .status
        case .accountFrom: return outer == .statement ? .account : outer
        case .entry: return .entry
        case .payee: return outer.isInEntry ? .payee : outer
        case .bankAccountTo: return outer.isInEntry ? .bankAccountTo : outer
        case .cardAccountTo: return outer.isInEntry ? .cardAccountTo : outer
        case .currency: return outer.isInEntry ? .currency : outer
        case .originalCurrency: return outer.isInEntry ? .originalCurrency : outer
        default: return outer
        }
    }

    private mutating func end(_ token: OFXToken, _ window: Span<UInt8>) {
        let tag = table.tag(of: token.name) ?? OFXTagTable.tag(ofUnknown: window.extracting(token.nameRange))
        if tag?.isAggregate ?? true {
            if let place = stack.lastIndex(where: { $0.name == token.name }) {
                while stack.count > place + 1 { popUnclosed(token, window) }
                pop()
            } else if let tag, tag.rank ?? 6 < 6 {
                let name = fileText(window.extracting(token.nameRange))
                note("/\(name)", .notWellFormed, "</\(name)> closes nothing that is open", token, window)
            }
            if tag == .ofx {
                while !stack.isEmpty { popUnclosed(token, window) }
                endGroup()
                isClosed = true
            }
        }
        if !token.text.isEmpty { noteText(token, window) }
    }

    /// Ends an aggregate because of a tag that may not stand inside it, or at the end of the file.
    mutating func popUnclosed(_ token: OFXToken, _ window: Span<UInt8>) {
        if let last = stack.last, let rank = last.tag?.rank, !isCut {
            let name = Self.name(last.tag)
            note("\(rank)\(name)", .notWellFormed, "\(name) is not closed before this tag", token, window)
        }
        pop()
    }

    private static func name(_ tag: OFXTag?) -> String {
        switch tag {
        case .ofx: "OFX"
        case .messageSet: "a message set"
        case .response: "a response"
        case .statement: "a statement"
        case .list: "a list of transactions"
        case .ledgerBalance: "LEDGERBAL"
        case .availableBalance: "AVAILBAL"
        case .accountFrom: "an account"
        case .entry: "STMTTRN"
        default: "an aggregate of STMTTRN"
        }
    }

    private mutating func pop() {
        switch stack.popLast()?.tag {
        case .entry: endEntry()
        case .ledgerBalance, .availableBalance: endBalance()
        case .status: endStatus()
        case .response, .messageSet, .ofx: endGroup()
        default: break
        }
    }

    /// Leaves the parts of an entry for a leaf that only stands directly in it.
    mutating func popToEntry(_ token: OFXToken, _ window: Span<UInt8>) {
        guard let entry = stack.lastIndex(where: { $0.tag == .entry }) else { return }
        while stack.count > entry + 1 { popUnclosed(token, window) }
    }

    /// The names of the aggregates inside the entry or else the statement, and the leaf's own.
    func path(_ token: OFXToken, _ window: Span<UInt8>) -> String {
        let name = fileText(window.extracting(token.nameRange))
        let base =
            stack.lastIndex { $0.tag == .entry } ?? stack.lastIndex { $0.tag == .statement || $0.tag == .response }
        guard let base, base + 1 < stack.count else { return name }
        return stack[(base + 1)...].map(\.text).joined(separator: "/") + "/" + name
    }

    // MARK: The file's end

    mutating func finish(at offset: Int, _ window: Span<UInt8>) throws(BankFileFinding) {
        let end = lines.position(offset, window)
        guard hasTag || header.isPresent else {
            throw BankFileFinding(.notRecognised, "no tag of OFX and no OFX header", at: end)
        }
        guard !isClosed else { return }
        isCut = true
        warn(.truncated, "the file ends before </OFX>", at: end)
        abandon()
    }

    /// Ends what is open with what was read of it.
    mutating func abandon() {
        isCut = true
        summary?.isComplete = false
        while !stack.isEmpty { pop() }
        endGroup()
    }
}
