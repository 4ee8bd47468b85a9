package import HubDomain
package import HubLedger
package import PaymentVocabulary

/// What moved on an account, in minor units, both positive.
package struct LedgerMovement: Hashable, Sendable {
    package let account: String
    package let currency: Currency
    package let debits: Int64
    package let credits: Int64
}

/// What an imported statement says of its account.
package struct StatementBalance: Hashable, Sendable {
    package var account: String
    package let currency: Currency
    package let opening: DatedAmount?
    package let closing: DatedAmount?

    package struct DatedAmount: Hashable, Sendable {
        package let date: CalendarDate
        package let minorUnits: Int64

        package init(date: CalendarDate, minorUnits: Int64) {
            self.date = date
            self.minorUnits = minorUnits
        }
    }

    package init(account: String, currency: Currency, opening: DatedAmount?, closing: DatedAmount?) {
        self.account = account
        self.currency = currency
        self.opening = opening
        self.closing = closing
    }
}

extension Books {
    /// Balances of what is posted before this day.
    package func balances(before day: CalendarDate) throws -> [LedgerBalance] {
        try rows("balancesBefore", .date(day)).map {
            LedgerBalance(account: try $0.text(0), currency: try $0.currency(1), minorUnits: try $0.int64(2))
        }
    }

    package func movements(in period: AccountingPeriod) throws -> [LedgerMovement] {
        try rows("movementsBetween", .date(period.first), .date(period.last)).map {
            LedgerMovement(
                account: try $0.text(0),
                currency: try $0.currency(1),
                debits: try $0.int64(2),
                credits: try $0.int64(3)
            )
        }
    }

    /// The balance of an account by the days from which its entries count, whenever they are posted.
    package func balance(of account: String, _ currency: Currency, countingUntil day: CalendarDate) throws -> Int64 {
        try row("accountByValueDate", .text(account), .text(currency.code), .date(day))?.int64(0) ?? 0
    }

    /// Entries posted in another period than their own, where one of both is this one.
    package func lateEntries(of period: AccountingPeriod) throws -> [PeriodPage.LateEntry] {
        try rows("lateEntries", .date(period.first), .date(period.last)).map { row in
            PeriodPage.LateEntry(
                entry: try row.text(0),
                revision: try row.int64(1),
                amount: Money(minorUnits: try row.int64(6), currency: try row.currency(2)),
                valueDate: try row.date(3),
                accountingDate: try row.date(4)
            )
        }
    }

    /// Open invoices less open credit notes of each customer, in minor units.
    package func openByCustomer() throws -> [(customer: CustomerID, currency: Currency, minorUnits: Int64)] {
        try rows("openByCustomer").map { (CustomerID(try $0.text(0)), try $0.currency(1), try $0.int64(2)) }
    }

    /// Lines that no match explains, debits included.
    package func unexplainedLines() throws -> [StatementLineRow] {
        try rows("unexplainedLines").map { row in
            StatementLineRow(
                identity: try row.text(0),
                line: try StatementLine(storedForm: row.blob(1)),
                state: try row.text(2),
                rule: try row.text(3),
                explanation: try row.text(4)
            )
        }
    }

    // MARK: - Balances of statements

    package func keep(_ balances: [StatementBalance], ofFile hash: [UInt8]) throws {
        for (position, balance) in balances.enumerated() {
            try execute(
                "insertStatementBalance",
                .blob(hash),
                .integer(Int64(position)),
                .text(balance.account),
                .text(balance.currency.code),
                .optional(balance.opening.map { Int64($0.date.dayNumber) }),
                .optional(balance.opening?.minorUnits),
                .optional(balance.closing.map { Int64($0.date.dayNumber) }),
                .optional(balance.closing?.minorUnits)
            )
        }
    }

    /// By account, currency and closing date.
    package func statementBalances() throws -> [StatementBalance] {
        try rows("statementBalances").map(Self.balance)
    }

    /// What the file says in which a line came first, in its order.
    package func statementBalances(besideLine identity: String) throws -> [StatementBalance] {
        try rows("statementBalancesBesideLine", .text(identity)).map(Self.balance)
    }

    private static func balance(_ row: SQLRow) throws -> StatementBalance {
        func dated(_ index: Int) throws -> StatementBalance.DatedAmount? {
            guard let date = try row.optionalDate(index), let units = try row.optionalInt64(index + 1) else {
                return nil
            }
            return StatementBalance.DatedAmount(date: date, minorUnits: units)
        }
        return StatementBalance(
            account: try row.text(0),
            currency: try row.currency(1),
            opening: try dated(2),
            closing: try dated(4)
        )
    }
}
