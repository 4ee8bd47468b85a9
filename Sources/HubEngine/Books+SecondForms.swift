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
            let (account, day) = (Self.account(of: identity), line.bookingDate)
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

    /// The accounts that stored lines are of, as identities have them.
    private func accountsOfStatements() throws -> [String] {
        var accounts: [String] = []
        var last = ""
        while let next = try statementLines(after: last, limit: 1).first {
            let account = Self.account(of: next.identity)
            accounts.append(account)
            // '0' follows '/', so this is behind all lines of the account.
            last = "\(account)0"
        }
        return accounts
    }

    private static func account(of identity: String) -> String { String(identity.prefix { $0 != "/" }) }
}
