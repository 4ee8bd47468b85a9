import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

extension Books {
    /// The page of a period, from the books as they are now.
    func page(of period: AccountingPeriod) throws -> PeriodPage {
        let closing = try balances(before: period.next.first)
        return PeriodPage(
            merchant: merchant.text,
            period: period,
            accounts: try accounts(of: period, closing: closing),
            comparisons: try receivablesComparisons(closing) + unidentifiedComparisons(closing)
                + bankComparisons(closing, until: period.last) + providerComparisons(closing),
            exceptions: try exceptions(until: period.last),
            late: try lateEntries(of: period)
        )
    }

    private func accounts(of period: AccountingPeriod, closing: [LedgerBalance]) throws -> [PeriodPage.Account] {
        var opening: [Key: Int64] = [:]
        for balance in try balances(before: period.first) { opening[Key(balance)] = balance.minorUnits }
        var moved: [Key: LedgerMovement] = [:]
        for movement in try movements(in: period) {
            moved[Key(account: movement.account, currency: movement.currency)] = movement
        }
        return closing.map { balance in
            let key = Key(balance)
            return PeriodPage.Account(
                code: balance.account,
                currency: balance.currency,
                opening: opening[key] ?? 0,
                debits: moved[key]?.debits ?? 0,
                credits: moved[key]?.credits ?? 0,
                closing: balance.minorUnits
            )
        }
    }

    /// What the documents say now, taken back by what is posted after the period, beside the control accounts: each
    /// customer's that differs, and their sum.
    private func receivablesComparisons(_ closing: [LedgerBalance]) throws -> [PeriodPage.Comparison] {
        let later = try movedLater(closing)
        var owed: [Key: Int64] = [:]
        for open in try openByCustomer() {
            owed[Key(account: LedgerAccount.receivables(open.customer).code, currency: open.currency)] = open.minorUnits
        }
        let prefix = "receivables:"
        var books: [Key: Int64] = [:]
        for balance in closing where balance.account.hasPrefix(prefix) { books[Key(balance)] = balance.minorUnits }
        var (found, sums): ([PeriodPage.Comparison], [Currency: (books: Int64, other: Int64)]) = ([], [:])
        for key in Set(books.keys).union(owed.keys).sorted() {
            let (held, other) = (books[key] ?? 0, (owed[key] ?? 0) - (later[key] ?? 0))
            sums[key.currency, default: (0, 0)].books += held
            sums[key.currency, default: (0, 0)].other += other
            guard held != other else { continue }
            found.append(
                PeriodPage.Comparison(
                    account: key.account,
                    currency: key.currency,
                    with: "open invoices",
                    books: held,
                    other: other
                )
            )
        }
        return found
            + sums.sorted { $0.key < $1.key }.map { currency, sum in
                PeriodPage.Comparison(
                    account: "receivables",
                    currency: currency,
                    with: "open invoices by customer",
                    books: sum.books,
                    other: sum.other
                )
            }
    }

    private func unidentifiedComparisons(_ closing: [LedgerBalance]) throws -> [PeriodPage.Comparison] {
        let later = try movedLater(closing)
        let account = LedgerAccount.unidentifiedReceipts.code
        var lines: [Currency: Int64] = [:]
        for row in try unexplainedLines() where row.line.status == .booked {
            let units = row.line.amount.minorUnits
            lines[row.line.amount.currency, default: 0] += row.line.direction == .credit ? -units : units
        }
        let balances = closing.filter { $0.account == account }
        return Set(balances.map(\.currency)).union(lines.keys).sorted().map { currency in
            PeriodPage.Comparison(
                account: account,
                currency: currency,
                with: "lines without a match",
                books: balances.first { $0.currency == currency }?.minorUnits ?? 0,
                other: (lines[currency] ?? 0) - (later[Key(account: account, currency: currency)] ?? 0)
            )
        }
    }

    private func bankComparisons(
        _ closing: [LedgerBalance],
        until last: CalendarDate
    ) throws -> [PeriodPage.Comparison] {
        let told = try statementBalances()
        let prefix = "bank:"
        return try closing.filter { $0.account.hasPrefix(prefix) }.map { balance in
            let own = told.filter {
                $0.account == balance.account.dropFirst(prefix.count) && $0.currency == balance.currency
            }
            guard let end = Self.lastClosing(own, until: last) else {
                return PeriodPage.Comparison(
                    account: balance.account,
                    currency: balance.currency,
                    with: "last statement",
                    books: balance.minorUnits,
                    other: nil,
                    note: "no statement with a closing balance until \(last)"
                )
            }
            // What the account held before the first statement that these books know is in none of their entries.
            let brought = own.compactMap(\.opening).min { $0.date < $1.date }?.minorUnits ?? 0
            let booked = try self.balance(of: balance.account, balance.currency, countingUntil: end.date)
            let before = Money(minorUnits: brought, currency: balance.currency)
            return PeriodPage.Comparison(
                account: balance.account,
                currency: balance.currency,
                with: "last statement",
                on: end.date,
                books: booked + brought,
                other: end.minorUnits,
                note: brought == 0 ? "" : "the books' side has \(before) from before the first statement"
            )
        }
    }

    /// Of several statements that end on the same day the last one: no other one goes on from its balance.
    private static func lastClosing(
        _ statements: [StatementBalance],
        until last: CalendarDate
    ) -> StatementBalance.DatedAmount? {
        let ended = statements.filter { $0.closing.map { $0.date <= last } ?? false }
        let day = ended.compactMap(\.closing?.date).max()
        let candidates = ended.filter { $0.closing?.date == day }
        let final = candidates.filter { candidate in
            !candidates.contains {
                $0 != candidate && $0.opening != nil && $0.opening?.minorUnits == candidate.closing?.minorUnits
            }
        }
        return (final.isEmpty ? candidates : final).last?.closing
    }

    private func providerComparisons(_ closing: [LedgerBalance]) -> [PeriodPage.Comparison] {
        closing.filter { $0.account.hasPrefix("provider_clearing:") }.map {
            PeriodPage.Comparison(
                account: $0.account,
                currency: $0.currency,
                with: "provider's report",
                books: $0.minorUnits,
                other: nil,
                note: "not told"
            )
        }
    }

    private func exceptions(until last: CalendarDate) throws -> [PeriodPage.OpenException] {
        try unexplainedLines()
            .filter { $0.state != StatementLineState.noted.rawValue && $0.line.bookingDate <= last }
            .sorted { ($0.line.bookingDate, $0.identity) < ($1.line.bookingDate, $1.identity) }
            .map { row in
                let sign: Int64 = row.line.direction == .credit ? 1 : -1
                let amount = Money(minorUnits: sign * row.line.amount.minorUnits, currency: row.line.amount.currency)
                return PeriodPage.OpenException(
                    line: row.identity,
                    booked: row.line.bookingDate,
                    amount: amount.decimal,
                    currency: amount.currency,
                    reason: row.rule.isEmpty ? row.state : row.rule,
                    ageDays: last.days(since: row.line.bookingDate)
                )
            }
    }

    /// What is posted after the period, by account.
    private func movedLater(_ closing: [LedgerBalance]) throws -> [Key: Int64] {
        var later: [Key: Int64] = [:]
        for balance in try balances() { later[Key(balance)] = balance.minorUnits }
        for balance in closing { later[Key(balance), default: 0] -= balance.minorUnits }
        return later
    }

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
    }
}
