package import HubLedger
package import PaymentVocabulary

/// One account with its balance; debit positive.
package struct LedgerBalance: Hashable, Sendable {
    package let account: String
    package let currency: Currency
    package let minorUnits: Int64
}

extension Books {
    /// Posts what is missing so that the ledger holds this entry; nothing when it does.
    ///
    /// - Returns: whether something was posted.
    @discardableResult
    package func post(_ entry: JournalEntry, at now: Timestamp) throws -> Bool {
        var (posted, last): ([JournalLine], Int64) = ([], 0)
        for row in try rows("postedUnderKey", .text(entry.key)) {
            last = max(last, try row.int64(0))
            guard try row.text(1) == entry.currency.code else { continue }
            posted.append(JournalLine(account: try row.text(2), minorUnits: try row.int64(3)))
        }
        return try correct(entry, posted: posted, lastRevision: last, at: now)
    }

    /// Brings all that is posted under a prefix to what is required now: an entry that is required no more is undone.
    ///
    /// - Precondition: `prefix` ends in a slash, and every entry's key begins with it.
    package func post(_ entries: [JournalEntry], under prefix: String, at now: Timestamp) throws {
        precondition(prefix.utf8.last == UInt8(ascii: "/"))
        var posted: [PostedKey: [JournalLine]] = [:]
        for row in try rows("postedInRange", .text(prefix), .text("\(prefix.dropLast())0")) {
            posted[PostedKey(key: try row.text(0), currency: try row.currency(1)), default: []].append(
                JournalLine(account: try row.text(2), minorUnits: try row.int64(3))
            )
        }
        for entry in entries {
            let lines = posted.removeValue(forKey: PostedKey(key: entry.key, currency: entry.currency)) ?? []
            try correct(entry, posted: lines, lastRevision: lastRevision(under: entry.key), at: now)
        }
        for (surplus, lines) in posted.sorted(by: { $0.key < $1.key }) {
            let nothing = JournalEntry(key: surplus.key, currency: surplus.currency, moving: [])
            try correct(nothing, posted: lines, lastRevision: lastRevision(under: nothing.key), at: now)
        }
    }

    /// The payments that have brought money to an account in some days, each with the day.
    package func payments(
        debiting account: LedgerAccount,
        in days: ClosedRange<CalendarDate>
    ) throws -> [(payment: PaymentID, on: CalendarDate)] {
        let found = try rows(
            "paymentsDebited",
            .text(account.code),
            .integer(Int64(days.lowerBound.dayNumber)),
            .integer(Int64(days.upperBound.dayNumber))
        )
        return try found.compactMap { row in
            let parts = try row.text(0).split(separator: "/")
            guard parts.count > 1 else { return nil }
            return (PaymentID(String(parts[1])), CalendarDate(dayNumber: Int32(clamping: try row.int64(1))))
        }
    }

    private struct PostedKey: Hashable, Comparable {
        let key: String
        let currency: Currency

        static func < (left: Self, right: Self) -> Bool {
            (left.key, left.currency) < (right.key, right.currency)
        }
    }

    private func lastRevision(under key: String) throws -> Int64 {
        try row("lastRevision", .text(key))?.int64(0) ?? 0
    }

    @discardableResult
    private func correct(
        _ entry: JournalEntry,
        posted: [JournalLine],
        lastRevision: @autoclosure () throws -> Int64,
        at now: Timestamp
    ) throws -> Bool {
        guard let correction = entry.correction(of: posted) else { return false }
        let number = try nextEntryNumber()
        let revision = try lastRevision() + 1
        var day = try accountingDay(of: entry.valueDate, at: now)
        // A period that was closed may be open again: what is corrected stays in the later one, and so does its correction.
        if revision > 1, let late = try row("lastLateDay", .text(entry.key))?.optionalDate(0) {
            day.accounting = max(day.accounting, late)
        }
        try execute(
            "insertEntry",
            .integer(number),
            .text(entry.key),
            .integer(revision),
            .text(entry.currency.code),
            .moment(now),
            .date(day.value),
            .date(day.accounting)
        )
        for line in correction.lines {
            let account = LedgerAccountName(account: line.account, currency: entry.currency)
            let posting = [number, try accountNumber(account), line.minorUnits].map(SQLValue.integer)
            try execute("insertPosting", posting)
        }
        return true
    }

    /// Asks once a unit.
    private func nextEntryNumber() throws -> Int64 {
        let last = try memory.lastEntry ?? row("lastEntryNumber")?.int64(0) ?? 0
        memory.lastEntry = last + 1
        return last + 1
    }

    /// The number of an account, which is given when something is first posted on it.
    private func accountNumber(_ name: LedgerAccountName) throws -> Int64 {
        if let known = memory.accounts[name] { return known }
        let arguments: [SQLValue] = [.text(name.account), .text(name.currency.code)]
        let number =
            try row("ledgerAccountNumber", arguments)?.int64(0) ?? row("insertLedgerAccount", arguments)?.int64(0)
        guard let number else {
            throw StoreError.invalidStatement(statement: "insertLedgerAccount", detail: "it returned no number")
        }
        memory.accounts[name] = number
        return number
    }

    package func balances() throws -> [LedgerBalance] {
        try rows("balances").map {
            LedgerBalance(account: try $0.text(0), currency: try $0.currency(1), minorUnits: try $0.int64(2))
        }
    }

    /// What is posted under each key, corrections added up; keys whose lines cancel out are absent.
    package func postedByKey() throws -> [String: [JournalLine]] {
        var posted: [String: [JournalLine]] = [:]
        for row in try rows("postedByKey") {
            posted["\(try row.text(0)) \(try row.text(1))", default: []].append(
                JournalLine(account: try row.text(2), minorUnits: try row.int64(3))
            )
        }
        return posted
    }

    /// Entries whose lines do not sum to zero; there must be none.
    package func unbalancedEntries() throws -> [String] {
        try rows("unbalancedEntries").map { "\(try $0.text(0)) revision \(try $0.int64(1))" }
    }

    package func entryCount() throws -> Int64 { try row("countEntries")?.int64(0) ?? 0 }
}
