package import PaymentVocabulary

/// The page that two people sign when a period is closed; amounts are decimals, debit positive.
package struct PeriodPage: Codable, Hashable, Sendable {
    /// One account of the ledger: opening and movements make the closing balance.
    package struct Account: Codable, Hashable, Sendable {
        package let account: String
        package let currency: String
        package let opening: String
        package let debits: String
        package let credits: String
        package let closing: String

        package init(code: String, currency: Currency, opening: Int64, debits: Int64, credits: Int64, closing: Int64) {
            func shown(_ units: Int64) -> String { Money(minorUnits: units, currency: currency).decimal }
            account = code
            self.currency = currency.code
            self.opening = shown(opening)
            self.debits = shown(debits)
            self.credits = shown(credits)
            self.closing = shown(closing)
        }
    }

    /// An account of the ledger beside what it has to agree with.
    package struct Comparison: Codable, Hashable, Sendable {
        package let account: String
        package let currency: String
        /// What the ledger's balance is compared with, such as `open invoices by customer`.
        package let with: String
        /// The day of that other balance, where it has one of its own.
        package let on: String?
        package let books: String
        /// `nil` where nobody has told.
        package let other: String?
        /// The other less the books; `nil` where nobody has told.
        package let difference: String?
        package let note: String
        /// What the books have moved after that day until the period's last; `nil` where it is nothing.
        package let movedAfter: String?
        /// Days between that one and the period's last, with it, on which banks are open; `nil` for none.
        package let openDaysAfter: Int?

        private enum CodingKeys: String, CodingKey {
            case account, currency, with, on, books, other, difference, note
            case movedAfter = "moved_after"
            case openDaysAfter = "open_days_after"
        }

        /// - Parameters:
        ///   - books: minor units in the ledger.
        ///   - other: minor units of the other side; `nil` where nobody has told.
        ///   - later: what the books have moved after `date`, and the last day of the period.
        /// - Throws: `MoneyError.overflow` when a side or the difference does not fit into 64 bits.
        package init(
            account: String,
            currency: Currency,
            with: String,
            on date: CalendarDate? = nil,
            books: Int128,
            other: Int128?,
            note: String = "",
            later: (minorUnits: Int128, until: CalendarDate)? = nil
        ) throws(MoneyError) {
            func shown(_ units: Int128) throws(MoneyError) -> String {
                guard let units = Int64(exactly: units) else { throw .overflow }
                return Money(minorUnits: units, currency: currency).decimal
            }
            self.account = account
            self.currency = currency.code
            self.with = with
            self.on = date.map { "\($0)" }
            self.books = try shown(books)
            self.other = try other.map(shown)
            difference = try other.map { other throws(MoneyError) in try shown(other - books) }
            self.note = note
            movedAfter = try later.flatMap { later throws(MoneyError) in
                later.minorUnits == 0 ? nil : try shown(later.minorUnits)
            }
            let calendar = BusinessCalendar(of: currency)
            let days = date.flatMap { date in later.map { calendar.openDays(after: date, until: $0.until) } } ?? 0
            openDaysAfter = days == 0 ? nil : days
        }

        fileprivate var holdsMoney: Bool { books.contains { ("1"..."9").contains($0) } }

        /// With what the books are compared, for people.
        var words: String {
            var parts = [with, on ?? "", note]
            if let movedAfter {
                parts.append("\(movedAfter) moved after it")
            } else if let openDaysAfter {
                parts.append(
                    openDaysAfter == 1 ? "an open day before the end" : "\(openDaysAfter) open days before the end"
                )
            }
            return parts.filter { !$0.isEmpty }.joined(separator: ", ")
        }

        package var differs: Bool { difference.map { $0.contains { ("1"..."9").contains($0) } } ?? false }
    }

    /// A movement on the bank account that nobody has explained, or a part of a payout.
    package struct OpenException: Codable, Hashable, Sendable {
        package let line: String
        package let booked: String
        /// Negative when the money left.
        package let amount: String
        package let currency: String
        /// Its class, or `unmatched` when no run has looked at it; of a part of a payout `waiting_part` or `waiting_back`.
        package let reason: String
        /// From its booking to the period's last day.
        package let ageDays: Int

        private enum CodingKeys: String, CodingKey {
            case line, booked, amount, currency, reason
            case ageDays = "age_days"
        }

        package init(
            line: String,
            booked: CalendarDate,
            amount: String,
            currency: Currency,
            reason: String,
            ageDays: Int
        ) {
            self.line = line
            self.booked = "\(booked)"
            self.amount = amount
            self.currency = currency.code
            self.reason = reason
            self.ageDays = ageDays
        }
    }

    /// An entry whose period was closed when it was heard of, so that it is posted in a later one.
    package struct LateEntry: Codable, Hashable, Sendable {
        package let entry: String
        package let revision: Int64
        package let currency: String
        /// The sum of its debits.
        package let amount: String
        package let valueDate: String
        package let accountingDate: String

        private enum CodingKeys: String, CodingKey {
            case entry, revision, currency, amount
            case valueDate = "value_date"
            case accountingDate = "accounting_date"
        }

        package init(
            entry: String,
            revision: Int64,
            amount: Money,
            valueDate: CalendarDate,
            accountingDate: CalendarDate
        ) {
            self.entry = entry
            self.revision = revision
            currency = amount.currency.code
            self.amount = amount.decimal
            self.valueDate = "\(valueDate)"
            self.accountingDate = "\(accountingDate)"
        }
    }

    package let merchant: String
    package let period: String
    package let from: String
    package let to: String
    /// Sorted by account and currency.
    package let accounts: [Account]
    package let comparisons: [Comparison]
    /// The oldest first.
    package let exceptions: [OpenException]
    /// Entries that belong to this period and are posted in a later one, and the other way round.
    package let late: [LateEntry]

    package init(
        merchant: String,
        period: AccountingPeriod,
        accounts: [Account],
        comparisons: [Comparison],
        exceptions: [OpenException],
        late: [LateEntry]
    ) {
        self.merchant = merchant
        self.period = "\(period)"
        from = "\(period.first)"
        to = "\(period.last)"
        self.accounts = accounts
        self.comparisons = comparisons
        self.exceptions = exceptions
        self.late = late
    }

    /// The comparisons that do not agree.
    package var differences: [Comparison] { comparisons.filter(\.differs) }

    /// Balances that are not zero, and of which nobody has told the other side.
    package var unproven: [Comparison] {
        comparisons.filter { $0.other == nil && $0.holdsMoney }
    }

    /// Balances that were told for an earlier day than the period's last, after which money has moved or may have.
    package var outdated: [Comparison] {
        comparisons.filter { $0.movedAfter != nil || $0.openDaysAfter != nil && $0.holdsMoney }
    }
}
