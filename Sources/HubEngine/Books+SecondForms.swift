import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary

/// A statement that the books have in another form: camt and MT940 of the same days, say, with references of their own.
extension Books {
    /// What the books show of the accounts and days of a statement.
    ///
    /// - Parameter lines: all of one statement.
    func linesBeside(_ lines: [(line: StatementLine, identity: String)]) throws -> [StatementLineRow] {
        let booked = lines.filter { $0.line.status == .booked }
        var days: [String: ClosedRange<CalendarDate>] = [:]
        for (line, identity) in booked {
            let (account, day) = (identity.account, line.bookingDate)
            let known = days[account] ?? day...day
            days[account] = min(known.lowerBound, day)...max(known.upperBound, day)
        }
        var known: [StatementLineRow] = []
        for account in try accountsOfStatements() {
            for (own, days) in days.sorted(by: { $0.key < $1.key }) where SecondForm.mayBeOneAccount(own, account) {
                known += try statementLines(of: account, from: days.lowerBound, through: days.upperBound)
            }
        }
        return known
    }

    /// The lines with the identities that the books have for them, by what they tell: banks repeat references or give none,
    /// and another file may show equal amounts of one day in another order, or others of them.
    ///
    /// - Parameter balances: of the statement; what an earlier statement ends with, and this one begins with, tells that
    ///   none of their movements is the same.
    func settled(
        _ lines: [(line: StatementLine, identity: String)],
        _ balances: [StatementBalance],
        beside known: [StatementLineRow]
    ) throws -> [(line: StatementLine, identity: String)] {
        let rows = Dictionary(grouping: known) { $0.identity.withoutOccurrence }
        guard !rows.isEmpty else { return lines }
        var settled = lines
        let booked = lines.indices.filter { lines[$0].line.status == .booked }
        for (movement, places) in Dictionary(grouping: booked, by: { lines[$0].identity.withoutOccurrence }) {
            guard let rows = rows[movement] else { continue }
            let before = try identitiesOfPagesBefore(rows, balances)
            let beside = rows.filter { !before.contains($0.identity) }
            var (known, names) = (beside.map(\.line), beside.map(\.identity))
            var next = (rows.compactMap { Int($0.identity.dropFirst(movement.count)) }.max() ?? -1) + 1
            let files = Dictionary(grouping: places) { lines[$0].line.file }
            for (_, own) in files.sorted(by: { $0.key < $1.key }) {
                for (place, pair) in zip(own, Occurrences.pairs(of: own.map { lines[$0].line }, with: known)) {
                    if let pair {
                        settled[place].identity = names[pair]
                        continue
                    }
                    settled[place].identity = "\(movement)\(next)"
                    next += 1
                    known.append(lines[place].line)
                    names.append(settled[place].identity)
                }
            }
        }
        return settled
    }

    /// Of equal movements without a reference of the bank's those of statements that end where this one begins, or where
    /// such a one begins: the next page of the day may have the same once more.
    private func identitiesOfPagesBefore(
        _ rows: [StatementLineRow],
        _ balances: [StatementBalance]
    ) throws -> Set<String> {
        guard let first = rows.first, first.identity.hasNoReference else { return [] }
        func isOwn(_ balance: StatementBalance) -> Bool {
            balance.currency == first.line.amount.currency
                && StatementLineIdentity.folded(account: balance.account) == first.identity.account
        }
        // A page that begins and ends with one balance may be any.
        var begins = balances.filter { isOwn($0) && $0.opening?.minorUnits != $0.closing?.minorUnits }
            .compactMap(\.opening)
        var pages: [(identity: String, opening: StatementBalance.DatedAmount, closing: StatementBalance.DatedAmount)] =
            []
        for row in begins.isEmpty ? [] : rows {
            let own = try statementBalances(besideLine: row.identity).filter(isOwn)
            guard own.count == 1, let opening = own[0].opening, let closing = own[0].closing,
                opening.minorUnits != closing.minorUnits
            else { continue }
            pages.append((row.identity, opening, closing))
        }
        var before: Set<String> = []
        while let place = pages.firstIndex(where: { page in
            begins.contains { $0.minorUnits == page.closing.minorUnits && $0.date >= page.closing.date }
        }) {
            let page = pages.remove(at: place)
            before.insert(page.identity)
            begins.append(page.opening)
        }
        return before
    }

    /// The places of lines that the books have in another form, and of those that they have under another account.
    func copies(
        in lines: [(line: StatementLine, identity: String)],
        format: String,
        beside known: [StatementLineRow]
    ) throws -> (second: Set<Int>, renamed: Set<Int>) {
        let renamed = placesUnderOtherAccounts(in: lines, beside: known)
        return (try placesOfSecondForm(in: lines, format: format, beside: known).subtracting(renamed), renamed)
    }

    /// The places of lines that would be counted twice.
    ///
    /// A few movements are another form only in another format, or under another spelling of the account: two files of one
    /// format have two payments, if their references differ.
    private func placesOfSecondForm(
        in lines: [(line: StatementLine, identity: String)],
        format: String,
        beside known: [StatementLineRow]
    ) throws -> Set<Int> {
        let found = try SecondForm.places(in: lines.map(\.line), beside: known.map(\.line)) { place, other in
            let row = known[other]
            guard row.identity.account == lines[place].identity.account else { return true }
            return try formatOfFile(ofLine: row.identity) != format
        }
        return found.many.union(found.few)
    }

    /// The places of lines that the books have under the same dates, amount and reference, and another spelling of the
    /// account: a file may now tell what an earlier one left out, and readers learn.
    ///
    /// Where one of them tells no account, their texts have to agree too.
    private func placesUnderOtherAccounts(
        in lines: [(line: StatementLine, identity: String)],
        beside known: [StatementLineRow]
    ) -> Set<Int> {
        let accounts = Set(lines.map { $0.identity.account })
        let others = known.filter { accounts != [$0.identity.account] }
        guard !others.isEmpty else { return [] }
        let rows = Dictionary(grouping: others) { $0.identity.withoutAccount }
        return Set(
            lines.indices.filter { place in
                let (line, identity) = lines[place]
                let account = identity.account
                return rows[identity.withoutAccount]?.contains { row in
                    let other = row.identity.account
                    guard account != other else { return false }
                    guard account.isEmpty || other.isEmpty else { return SecondForm.mayBeOneAccount(account, other) }
                    return line.remittance == row.line.remittance && line.tellsTheSame(as: row.line)
                } ?? false
            }
        )
    }

    /// The names under which the books have accounts that a file writes in another way, as bank code and number in place of
    /// the IBAN: one account of the bank's is one of the books.
    func knownNames(of accounts: Set<String>) throws -> [String: String] {
        let known = try accountsWithNames()
        var names: [String: String] = [:]
        for account in accounts {
            let folded = StatementLineIdentity.folded(account: account)
            guard !folded.isEmpty, !known.contains(where: { $0.account == folded }) else { continue }
            let same = known.filter { SecondForm.isOneAccount($0.account, folded) }
            if same.count == 1, let name = same.first?.name { names[account] = name }
        }
        return names
    }

    /// The accounts that stored lines are of, as identities have them.
    private func accountsOfStatements() throws -> [String] { try accountsWithNames().map(\.account) }

    private func accountsWithNames() throws -> [(account: String, name: String)] {
        var accounts: [(account: String, name: String)] = []
        var last = ""
        while let next = try statementLines(after: last, limit: 1).first {
            let account = next.identity.account
            accounts.append((account, next.line.account))
            // '0' follows '/', so this is behind all lines of the account.
            last = "\(account)0"
        }
        return accounts
    }
}

/// The parts of a line's identity.
extension String {
    fileprivate var account: String { String(prefix { $0 != "/" }) }
    /// What equal movements of an account have in common.
    fileprivate var withoutOccurrence: String { String(self[...(lastIndex(of: "/") ?? startIndex)]) }
    /// The bank gave the movement none, so that equal ones of a day look alike.
    fileprivate var hasNoReference: Bool { withoutOccurrence.hasSuffix("//") }
    fileprivate var withoutAccount: Substring { drop { $0 != "/" } }
}
