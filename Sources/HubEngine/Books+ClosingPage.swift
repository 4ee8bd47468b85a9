import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

extension Books {
    /// The page of a period, from the books as they are now.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when a sum does not fit into 64 bits.
    func page(of period: AccountingPeriod) throws -> PeriodPage {
        let closing = try accountSums(of: period)
        let later = try movedLater(closing)
        let unexplained = try unexplainedRest()
        return PeriodPage(
            merchant: merchant.text,
            period: period,
            accounts: closing.map(\.shown),
            comparisons: try receivablesComparisons(closing, later)
                + unidentifiedComparisons(closing, later, unexplained)
                + bankComparisons(closing, until: period.last) + providerComparisons(closing, in: period),
            exceptions: try exceptions(among: unexplained, until: period.last)
                + partsThatWait(until: period.last),
            late: try lateEntries(of: period)
        )
    }

    /// The accounts of a period as its page shows them.
    func accounts(of period: AccountingPeriod) throws -> [PeriodPage.Account] {
        try accountSums(of: period).map(\.shown)
    }

    /// What was before the period and what moved in it: together they are what is after it.
    private func accountSums(of period: AccountingPeriod) throws -> [AccountSums] {
        var sums: [Key: AccountSums] = [:]
        for balance in try balances(before: period.first) {
            sums[Key(balance)] = AccountSums(key: Key(balance), opening: balance.minorUnits)
        }
        for movement in try movements(in: period) {
            let key = Key(account: movement.account, currency: movement.currency)
            sums[key, default: AccountSums(key: key, opening: 0)].add(movement)
        }
        for sum in sums.values where sum.exact != Int128(sum.closing) { throw sum.key.overflow("its balance") }
        return sums.values.sorted { $0.key < $1.key }
    }

    /// What the documents say now, taken back by what is posted after the period, beside the control accounts: each
    /// customer's that differs, and their sum.
    private func receivablesComparisons(
        _ closing: [AccountSums],
        _ later: [Key: Int128]
    ) throws -> [PeriodPage.Comparison] {
        var owed: [Key: Int128] = [:]
        for open in try openByCustomer() {
            let account = LedgerAccount.receivables(open.customer).code
            owed[Key(account: account, currency: open.currency)] = Int128(open.minorUnits)
        }
        var books: [Key: Int128] = [:]
        for sums in closing where sums.key.account.hasPrefix("receivables:") { books[sums.key] = Int128(sums.closing) }
        var (found, sums): ([PeriodPage.Comparison], [Currency: (books: Int128, other: Int128)]) = ([], [:])
        for key in Set(books.keys).union(owed.keys).sorted() {
            let (held, other) = (books[key] ?? 0, (owed[key] ?? 0) - (later[key] ?? 0))
            sums[key.currency, default: (0, 0)].books += held
            sums[key.currency, default: (0, 0)].other += other
            guard held != other else { continue }
            found.append(try key.comparison(with: "open invoices", books: held, other: other))
        }
        return try found
            + sums.sorted { $0.key < $1.key }.map { currency, sum in
                try Key(account: "receivables", currency: currency)
                    .comparison(with: "open invoices by customer", books: sum.books, other: sum.other)
            }
    }

    private func unidentifiedComparisons(
        _ closing: [AccountSums],
        _ later: [Key: Int128],
        _ unexplained: [(row: StatementLineRow, rest: Money)]
    ) throws -> [PeriodPage.Comparison] {
        let account = LedgerAccount.unidentifiedReceipts.code
        var lines: [Currency: Int128] = [:]
        for (row, rest) in unexplained where row.line.status == .booked {
            lines[rest.currency, default: 0] -= Int128(rest.minorUnits)
        }
        let balances = closing.filter { $0.key.account == account }
        return try Set(balances.map(\.key.currency)).union(lines.keys).sorted().map { currency in
            let key = Key(account: account, currency: currency)
            return try key.comparison(
                with: "lines without a match",
                books: Int128(balances.first { $0.key == key }?.closing ?? 0),
                other: (lines[currency] ?? 0) - (later[key] ?? 0)
            )
        }
    }

    private func bankComparisons(
        _ closing: [AccountSums],
        until last: CalendarDate
    ) throws -> [PeriodPage.Comparison] {
        let told = try statementBalances()
        let prefix = "bank:"
        return try closing.filter { $0.key.account.hasPrefix(prefix) }.map { sums in
            let (account, currency) = (sums.key.account, sums.key.currency)
            let own = told.filter { $0.account == account.dropFirst(prefix.count) && $0.currency == currency }
            guard let (end, others) = Self.lastClosing(own, until: last) else {
                return try sums.key.comparison(
                    with: "last statement",
                    books: Int128(sums.closing),
                    other: nil,
                    note: "no statement with a closing balance until \(last)"
                )
            }
            // What the account held before the first statement that these books know is in none of their entries.
            let brought = Self.firstOpening(own)?.minorUnits ?? 0
            let booked = try balance(of: account, currency, countingUntil: end.date)
            let before = Money(minorUnits: brought, currency: currency)
            let later = try moved(on: sums.key, since: booked, until: last)
            let next = later.minorUnits == 0 ? Self.continuation(of: end, in: own, after: last) : nil
            let notes = [
                next.map { "the next one, until \($0), goes on from it" } ?? "",
                brought == 0 ? "" : "the books' side has \(before) from before the first statement",
                others.isEmpty
                    ? ""
                    : "another statement of that day ends with "
                        + others.map { Money(minorUnits: $0, currency: currency).decimal }.joined(separator: ", "),
            ]
            return try sums.key.comparison(
                with: "last statement",
                on: end.date,
                books: Int128(booked) + Int128(brought),
                other: Int128(end.minorUnits),
                note: notes.filter { !$0.isEmpty }.joined(separator: ", "),
                later: next == nil ? later : nil
            )
        }
    }

    /// The end of a statement that goes on from a balance and ends after the period: nothing has moved between them.
    ///
    /// Many banks send a statement only when something has.
    private static func continuation(
        of end: StatementBalance.DatedAmount,
        in statements: [StatementBalance],
        after last: CalendarDate
    ) -> CalendarDate? {
        statements.compactMap { next -> CalendarDate? in
            guard let opening = next.opening, let closing = next.closing, opening.minorUnits == end.minorUnits,
                opening.date >= end.date, closing.date > last
            else { return nil }
            return closing.date
        }.min()
    }

    /// Of several statements that end on the same day the last one: no other one goes on from its balance, and of several
    /// such ones it came last.
    ///
    /// - Parameter statements: in the order in which they came.
    /// - Returns: its balance, and what else such ones end with, in minor units.
    private static func lastClosing(
        _ statements: [StatementBalance],
        until last: CalendarDate
    ) -> (balance: StatementBalance.DatedAmount, others: [Int64])? {
        let ended = statements.filter { $0.closing.map { $0.date <= last } ?? false }
        let day = ended.compactMap(\.closing?.date).max()
        let candidates = ended.filter { $0.closing?.date == day }
        let final = candidates.filter { candidate in
            !candidates.contains {
                $0 != candidate && $0.opening != nil && $0.opening?.minorUnits == candidate.closing?.minorUnits
            }
        }
        let closings = (final.isEmpty ? candidates : final).compactMap(\.closing)
        return closings.last.map { balance in
            (balance, Set(closings.map(\.minorUnits)).subtracting([balance.minorUnits]).sorted())
        }
    }

    /// Of several statements that begin on the same day the first one: it goes on from no other one's balance.
    private static func firstOpening(_ statements: [StatementBalance]) -> StatementBalance.DatedAmount? {
        let day = statements.compactMap(\.opening?.date).min()
        let candidates = statements.filter { $0.opening != nil && $0.opening?.date == day }
        let first = candidates.filter { candidate in
            !candidates.contains {
                $0 != candidate && $0.closing != nil && $0.closing?.minorUnits == candidate.opening?.minorUnits
            }
        }
        return (first.isEmpty ? candidates : first).first?.opening
    }

    /// What each provider holds by the last day of the period that was told, beside its clearing account.
    private func providerComparisons(
        _ closing: [AccountSums],
        in period: AccountingPeriod
    ) throws -> [PeriodPage.Comparison] {
        var told: [Key: ProviderBalance] = [:]
        for balance in try providerBalances(from: period.first, to: period.last) {
            let account = LedgerAccount.providerClearing(balance.account).code
            told[Key(account: account, currency: balance.amount.currency)] = balance
        }
        let accounts = closing.filter { $0.key.account.hasPrefix("provider_clearing:") }
        let books = Dictionary(accounts.map { ($0.key, $0.closing) }) { $1 }
        return try Set(books.keys).union(told.keys).sorted().map { key in
            guard let balance = told[key] else {
                return try key.comparison(
                    with: "provider's balance",
                    books: Int128(books[key] ?? 0),
                    other: nil,
                    note: "tell it with --provider-balance"
                )
            }
            let booked = try self.balance(of: key.account, key.currency, countingUntil: balance.date)
            return try key.comparison(
                with: "provider's balance",
                on: balance.date,
                books: Int128(booked),
                other: Int128(balance.amount.minorUnits),
                note: words(of: balance.source),
                later: moved(on: key, since: booked, until: period.last)
            )
        }
    }

    /// What counts on an account behind the day on which it held `then`, and until when that is asked.
    private func moved(
        on key: Key,
        since then: Int64,
        until last: CalendarDate
    ) throws -> (minorUnits: Int128, until: CalendarDate) {
        (Int128(try balance(of: key.account, key.currency, countingUntil: last)) - Int128(then), last)
    }

    private func exceptions(
        among unexplained: [(row: StatementLineRow, rest: Money)],
        until last: CalendarDate
    ) throws -> [PeriodPage.OpenException] {
        let (waiting, noted) = try (lastSteps(ofLines: .unmatched, .exception), lastSteps(ofLines: .noted))
        let debits = noted.heldLines
        let undone = (waiting + noted).heldLines.subtracting((waiting + noted).proposedLines)
        func reason(of row: StatementLineRow) -> String {
            if undone.contains(row.identity) { return LineException.Reason.undone.rawValue }
            if debits.contains(row.identity) { return LineException.Reason.proposed.rawValue }
            return row.rule.isEmpty ? row.state : row.rule
        }
        return
            unexplained
            .filter { row, _ in
                (row.state != StatementLineState.noted.rawValue || debits.contains(row.identity))
                    && row.line.bookingDate <= last
            }
            .sorted { ($0.row.line.bookingDate, $0.row.identity) < ($1.row.line.bookingDate, $1.row.identity) }
            .map { row, rest in
                PeriodPage.OpenException(
                    line: row.identity,
                    booked: row.line.bookingDate,
                    amount: rest.decimal,
                    currency: rest.currency,
                    reason: reason(of: row),
                    ageDays: last.days(since: row.line.bookingDate)
                )
            }
    }

    /// What waits inside payouts of the period or before, which are matched themselves; refunds negative.
    private func partsThatWait(until last: CalendarDate) throws -> [PeriodPage.OpenException] {
        try partsThatWait().filter { $0.line.bookingDate <= last }
            .sorted { ($0.line.bookingDate, $0.line.identity ?? "") < ($1.line.bookingDate, $1.line.identity ?? "") }
            .map { line, part in
                let units = part.takesBack ? 0 - part.amount.minorUnits : part.amount.minorUnits
                return PeriodPage.OpenException(
                    line: line.identity ?? "",
                    booked: line.bookingDate,
                    amount: Money(minorUnits: units, currency: part.amount.currency).decimal,
                    currency: part.amount.currency,
                    reason: part.takesBack ? "waiting_back" : "waiting_part",
                    ageDays: last.days(since: line.bookingDate)
                )
            }
    }

    /// The lines that wait or are noted, each with its amount less what debits took of it; negative for debits.
    private func unexplainedRest() throws -> [(row: StatementLineRow, rest: Money)] {
        let taken = try partReturnsOfWaitingLines().reduce(into: [String: Int64]()) {
            $0[$1.receipt, default: 0] += $1.units
        }
        return try unexplainedLines().map { row in
            let whole = row.line.signedAmount
            let rest = whole.minorUnits - (taken[row.identity] ?? 0)
            return (row, Money(minorUnits: rest, currency: whole.currency))
        }
    }

    /// What is posted after the period, by account.
    private func movedLater(_ closing: [AccountSums]) throws -> [Key: Int128] {
        var later: [Key: Int128] = [:]
        for balance in try balances() { later[Key(balance)] = Int128(balance.minorUnits) }
        for sums in closing { later[sums.key, default: 0] -= Int128(sums.closing) }
        return later
    }
}

/// An account in one currency.
private struct Key: Hashable, Comparable {
    let account: String
    let currency: Currency

    init(account: String, currency: Currency) {
        self.account = account
        self.currency = currency
    }

    init(_ balance: LedgerBalance) { self.init(account: balance.account, currency: balance.currency) }

    static func < (left: Self, right: Self) -> Bool {
        (left.account, left.currency) < (right.account, right.currency)
    }

    func overflow(_ what: String) -> HubProblem {
        HubProblem(.conflict, "\(account) \(currency): \(what) does not fit into 64 bits")
    }

    func comparison(
        with other: String,
        on date: CalendarDate? = nil,
        books: Int128,
        other units: Int128?,
        note: String = "",
        later: (minorUnits: Int128, until: CalendarDate)? = nil
    ) throws(HubProblem) -> PeriodPage.Comparison {
        do throws(MoneyError) {
            return try PeriodPage.Comparison(
                account: account,
                currency: currency,
                with: other,
                on: date,
                books: books,
                other: units,
                note: note,
                later: later
            )
        } catch {
            throw overflow("the difference between the books and \(other)")
        }
    }
}

/// Minor units of one account over a period.
private struct AccountSums {
    let key: Key
    let opening: Int64
    private(set) var debits: Int64 = 0
    private(set) var credits: Int64 = 0

    init(key: Key, opening: Int64) { (self.key, self.opening) = (key, opening) }

    mutating func add(_ movement: LedgerMovement) { (debits, credits) = (movement.debits, movement.credits) }

    var exact: Int128 { Int128(opening) + Int128(debits) - Int128(credits) }
    var closing: Int64 { Int64(clamping: exact) }

    var shown: PeriodPage.Account {
        PeriodPage.Account(
            code: key.account,
            currency: key.currency,
            opening: opening,
            debits: debits,
            credits: credits,
            closing: closing
        )
    }
}
