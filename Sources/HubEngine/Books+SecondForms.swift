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
    func settled(
        _ lines: [(line: StatementLine, identity: String)],
        beside known: [StatementLineRow]
    ) -> [(line: StatementLine, identity: String)] {
        let rows = Dictionary(grouping: known) { $0.identity.withoutOccurrence }
        guard !rows.isEmpty else { return lines }
        var settled = lines
        let booked = lines.indices.filter { lines[$0].line.status == .booked }
        for (movement, places) in Dictionary(grouping: booked, by: { lines[$0].identity.withoutOccurrence }) {
            guard let rows = rows[movement] else { continue }
            var (known, names) = (rows.map(\.line), rows.map(\.identity))
            var next = (names.compactMap { Int($0.dropFirst(movement.count)) }.max() ?? -1) + 1
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

    /// The accounts that stored lines are of, as identities have them.
    private func accountsOfStatements() throws -> [String] {
        var accounts: [String] = []
        var last = ""
        while let next = try statementLines(after: last, limit: 1).first {
            let account = next.identity.account
            accounts.append(account)
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
    fileprivate var withoutAccount: Substring { drop { $0 != "/" } }
}
