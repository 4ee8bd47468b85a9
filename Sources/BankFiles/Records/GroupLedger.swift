import PaymentVocabulary

/// Keeps the account of what a reader has read: the group at hand with its counts and sums, the entry that further
/// records may complete, and the events for the caller.
struct GroupLedger: Sendable {
    static let groupsMax = 1_000_000
    static let findingsMax = 1_000
    /// Fields that are kept of one group or entry, which is far above what a format gives one.
    static let fieldsMax = 10_000

    let keepsDetails: Bool
    /// The group at hand; its head is told to the caller before its first entry.
    private(set) var summary: BankFileGroupSummary?
    private(set) var groups = 0
    private(set) var entries = 0
    /// Whether every group so far was read to its own end; if not, no trailer makes the file whole.
    private(set) var isWhole = true
    private var isAnnounced = false
    private var draft: BankFileEntry?
    private var events: [BankFileEvent] = []
    /// Where the events begin that wait for the end of their group.
    private var waitingFrom: Int?
    private var findings = 0

    init(keepsDetails: Bool) { self.keepsDetails = keepsDetails }

    mutating func takeEvents() -> [BankFileEvent] {
        guard let waitingFrom else {
            defer { events.removeAll(keepingCapacity: true) }
            return events
        }
        let ready = Array(events[..<waitingFrom])
        events.removeSubrange(..<waitingFrom)
        self.waitingFrom = 0
        return ready
    }

    // MARK: Groups

    /// - Parameter isDatedAtEnd: whether only the end of the group tells the day of its entries; they wait until then.
    /// - Throws: `limit` when the file has too many groups.
    mutating func open(
        _ kind: String,
        at position: BankFilePosition,
        isDatedAtEnd: Bool = false
    ) throws(BankFileFinding) {
        close(isComplete: false)
        guard groups < Self.groupsMax else {
            throw BankFileFinding(.limit, "more than \(Self.groupsMax) groups in one file", at: position)
        }
        summary = BankFileGroupSummary(group: BankFileGroup(kind: kind, index: groups, position: position))
        groups += 1
        isAnnounced = false
        waitingFrom = isDatedAtEnd ? events.count : nil
    }

    /// Gives the entries that wait for the end of their group its day.
    mutating func dateEntries(_ date: CalendarDate) {
        finishEntry()
        guard let waitingFrom else { return }
        for place in events[waitingFrom...].indices {
            guard case .entry(var entry) = events[place], entry.bookingDate == nil else { continue }
            entry.bookingDate = date
            events[place] = .entry(entry)
        }
    }

    /// Changes the head of the group at hand; what comes behind the first entry is told in the summary.
    mutating func describe(_ change: (inout BankFileGroup) -> Void) {
        guard var changed = summary?.group else { return }
        change(&changed)
        summary?.group = changed
    }

    mutating func note(_ name: String, _ value: String) {
        guard keepsDetails, !value.isEmpty, let count = summary?.group.fields.count, count < Self.fieldsMax else {
            return
        }
        summary?.group.fields.append(BankFileField(name, value))
    }

    mutating func add(_ balance: BankFileBalance) {
        // A group has two; what a broken file repeats without end is not kept.
        guard let count = summary?.group.balances.count, count < 1_000 else { return }
        summary?.group.balances.append(balance)
    }

    mutating func countReturn(_ reason: String) {
        let code = reason.isEmpty ? "unspecified" : reason
        // Codes have four characters; a broken file shall not fill the table.
        guard let returns = summary?.returns, returns[code] != nil || returns.count < 1_000 else { return }
        summary?.returns[code, default: 0] += 1
    }

    /// Ends the group at hand, and compares its balances with its entries when it was read to its end.
    mutating func close(isComplete: Bool) {
        finishEntry()
        announce()
        waitingFrom = nil
        guard var ended = summary else { return }
        summary = nil
        ended.isComplete = isComplete
        isWhole = isWhole && isComplete
        if ended.isBalanced == false, let opening = ended.opening, let closing = ended.closing {
            let message =
                "opening balance \(opening.amount.description) and the entries do not make closing balance "
                + closing.amount.description
            warn(.balance, message, at: closing.position)
        }
        events.append(.groupEnd(ended))
    }

    private mutating func announce() {
        guard !isAnnounced, let group = summary?.group else { return }
        isAnnounced = true
        events.append(.group(group))
    }

    // MARK: Entries

    /// Counts an entry, which `edit` may complete until the next one.
    ///
    /// - Parameter status: entries for information are counted and are in no sum.
    mutating func take(
        _ amount: Money,
        _ side: CreditDebit,
        status: BankFileStatus = .booked,
        at position: BankFilePosition
    ) {
        finishEntry()
        announce()
        let index = entries
        entries += 1
        summary?.entries += 1
        summary?.statuses.count(status.code)
        switch status {
        case .information: break
        case .booked, .pending, .future, .other:
            summary?.sums.add(amount, side)
            if status.isBooked { summary?.bookedSums.add(amount, side) }
        }
        guard keepsDetails else { return }
        var entry = BankFileEntry(
            index: index,
            groupIndex: groups - 1,
            position: position,
            amount: amount,
            side: side
        )
        entry.status = status
        entry.details = [BankFileDetail()]
        draft = entry
    }

    /// Counts an entry that cannot be read.
    mutating func refuse(_ reason: BankFileFinding) {
        finishEntry()
        announce()
        let index = entries
        entries += 1
        summary?.entries += 1
        summary?.unsummed += 1
        guard admits() else { return }
        events.append(.unreadable(BankFileUnreadableEntry(index: index, groupIndex: groups - 1, findings: [reason])))
    }

    mutating func edit(_ change: (inout BankFileEntry) -> Void) {
        // Taken out, so that the entry is changed in place and not copied.
        guard var entry = draft.take() else { return }
        change(&entry)
        draft = entry
    }

    mutating func field(_ name: String, _ value: String) {
        guard !value.isEmpty, let count = draft?.fields.count, count < Self.fieldsMax else { return }
        draft?.fields.append(BankFileField(name, value))
    }

    private mutating func finishEntry() {
        guard let entry = draft else { return }
        draft = nil
        events.append(.entry(entry))
    }

    // MARK: Findings

    mutating func warn(_ code: BankFileFinding.Code, _ message: String, at position: BankFilePosition) {
        if admits() { events.append(.warning(BankFileFinding(code, message, at: position))) }
    }

    mutating func fault(_ code: BankFileFinding.Code, _ message: String, at position: BankFilePosition) {
        if admits() { events.append(.error(BankFileFinding(code, message, at: position))) }
    }

    /// Compares a stated count or sum with the one that was read.
    ///
    /// - Parameter stated: `nil` when the field is no number.
    mutating func compare(_ what: String, stated: Int128?, read: Int128, at position: BankFilePosition) {
        guard stated != read else { return }
        let found = stated.map { String($0) } ?? "no number"
        warn(.controlTotal, "\(what): stated \(found), read \(read)", at: position)
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
