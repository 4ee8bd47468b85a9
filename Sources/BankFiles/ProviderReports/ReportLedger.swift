import PaymentVocabulary

/// Collects what a report comes to: groups, entries, sums and findings, and the events that say so.
struct ReportLedger: Sendable {
    static let findingsMax = 1_000
    /// Words for a status that are counted one by one.
    static let statusesMax = 64

    let keepsDetails: Bool
    private(set) var events: [BankFileEvent] = []
    private(set) var summary: BankFileGroupSummary?
    /// Groups that were opened.
    private(set) var groups = 0
    /// Entries over the file, readable or not.
    private(set) var entries = 0
    private var findings = 0

    init(keepsDetails: Bool) {
        self.keepsDetails = keepsDetails
    }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    // MARK: Groups

    /// - Returns: a head with the next index, to be filled and opened.
    func newGroup(_ kind: String, at position: BankFilePosition) -> BankFileGroup {
        BankFileGroup(kind: kind, index: groups, position: position)
    }

    mutating func open(_ head: BankFileGroup) {
        close()
        groups += 1
        summary = BankFileGroupSummary(group: head)
        events.append(.group(head))
    }

    mutating func add(_ balance: BankFileBalance) {
        summary?.group.balances.append(balance)
    }

    mutating func addField(_ name: String, _ value: String) {
        if keepsDetails { summary?.group.fields.append(BankFileField(name, value)) }
    }

    /// Closes the group that is open, if one is.
    mutating func close(isComplete: Bool = true) {
        guard var summary else { return }
        self.summary = nil
        summary.isComplete = isComplete
        summary.details = summary.entries
        if summary.isBalanced == false, let closing = summary.closing {
            warn(
                .balance,
                "the opening balance and the booked entries do not make the closing one",
                at: closing.position
            )
        }
        events.append(.groupEnd(summary))
    }

    // MARK: Entries

    /// - Returns: an entry with the next index; it counts once it is added.
    func newEntry(_ net: Money, at position: BankFilePosition) -> BankFileEntry {
        let isDebit = net.minorUnits < 0
        return BankFileEntry(
            index: entries,
            groupIndex: max(groups - 1, 0),
            position: position,
            amount: isDebit ? Money(minorUnits: 0 &- net.minorUnits, currency: net.currency) : net,
            side: isDebit ? .debit : .credit
        )
    }

    /// - Parameter isSummed: whether the report says on which side the amount is.
    mutating func add(_ entry: BankFileEntry, isSummed: Bool = true) {
        entries += 1
        summary?.entries += 1
        if isSummed {
            summary?.sums.add(entry.amount, entry.side)
            if entry.status?.isBooked ?? true { summary?.bookedSums.add(entry.amount, entry.side) }
        } else {
            summary?.unsummed += 1
        }
        if let status = entry.status { count(status) }
        if keepsDetails { events.append(.entry(entry)) }
    }

    /// Counts an entry that could not be read.
    mutating func addUnreadable(_ findings: [BankFileFinding]) {
        let entry = BankFileUnreadableEntry(index: entries, groupIndex: max(groups - 1, 0), findings: findings)
        entries += 1
        summary?.entries += 1
        summary?.unsummed += 1
        if admits() { events.append(.unreadable(entry)) }
    }

    private mutating func count(_ status: BankFileStatus) {
        let known = summary?.statuses ?? [:]
        let code = known[status.code] == nil && known.count >= Self.statusesMax ? "" : status.code
        summary?.statuses[code, default: 0] += 1
    }

    // MARK: Findings

    mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.warning(BankFileFinding(code, message, at: place))) }
    }

    mutating func fault(_ finding: BankFileFinding) {
        if admits() { events.append(.error(finding)) }
    }

    /// Whether one more finding is listed; the first that is not is replaced by a note.
    private mutating func admits() -> Bool {
        findings += 1
        if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
        return findings < Self.findingsMax
    }
}

/// An amount of minor units as money.
///
/// - Throws: `tooLarge` when it does not fit, with its opposite, into 64 bits.
func reportMoney(_ units: Int128, _ currency: Currency) throws(AmountFault) -> Money {
    guard let fitting = Int64(exactly: units), fitting != .min else { throw .tooLarge }
    return Money(minorUnits: fitting, currency: currency)
}
