package import PaymentVocabulary

/// One side of an entry, in minor units of the entry's currency.
package struct JournalLine: Hashable, Sendable {
    package let account: String
    /// Debit positive, credit negative.
    package let minorUnits: Int64

    package init(account: String, minorUnits: Int64) {
        self.account = account
        self.minorUnits = minorUnits
    }
}

/// What the ledger must hold because of one fact; posting it again adds nothing.
package struct JournalEntry: Hashable, Sendable {
    /// Names the fact, such as `payment/pay_1/capture/pi_1/succeeded`.
    package let key: String
    package let currency: Currency
    /// Sorted by account, one line an account, none of them zero; they sum to zero.
    package let lines: [JournalLine]
    /// The day from which the fact counts; `nil` for the day on which it is posted.
    package let valueDate: CalendarDate?

    /// An entry that moves `amount` from the credited to the debited account (the other way when negative).
    package init(key: String, debit: LedgerAccount, credit: LedgerAccount, amount: Money, on date: CalendarDate? = nil)
    {
        self.init(
            key: key,
            currency: amount.currency,
            moving: [(debit.code, amount.minorUnits), (credit.code, -amount.minorUnits)],
            on: date
        )
    }

    /// An entry of any number of sides; sides of the same account are added up.
    ///
    /// - Precondition: the sides sum to zero.
    package init(
        key: String,
        currency: Currency,
        moving sides: [(account: String, minorUnits: Int64)],
        on date: CalendarDate? = nil
    ) {
        self.init(key: key, currency: currency, lines: Self.added(sides), valueDate: date)
        precondition(lines.reduce(0) { $0 + Int128($1.minorUnits) } == 0, "an entry balances")
    }

    private init(key: String, currency: Currency, lines: [JournalLine], valueDate: CalendarDate?) {
        (self.key, self.currency, self.lines, self.valueDate) = (key, currency, lines, valueDate)
    }

    private static func added(_ sides: [(account: String, minorUnits: Int64)]) -> [JournalLine] {
        var lines: [JournalLine] = []
        for side in sides.sorted(by: { $0.account < $1.account }) {
            guard let last = lines.last, last.account == side.account else {
                lines.append(JournalLine(account: side.account, minorUnits: side.minorUnits))
                continue
            }
            lines[lines.count - 1] = JournalLine(
                account: side.account,
                minorUnits: last.minorUnits + side.minorUnits
            )
        }
        return lines.filter { $0.minorUnits != 0 }
    }

    /// The same entry, counting from this day.
    package func dated(_ date: CalendarDate?) -> JournalEntry {
        JournalEntry(key: key, currency: currency, lines: lines, valueDate: date)
    }

    /// What has to be posted under this key so that the ledger holds this entry when it holds `posted` now.
    ///
    /// - Returns: `nil` when nothing is missing.
    package func correction(of posted: [JournalLine]) -> JournalEntry? {
        if posted.isEmpty { return lines.isEmpty ? nil : self }
        let sides = lines.map { ($0.account, $0.minorUnits) } + posted.map { ($0.account, -$0.minorUnits) }
        let entry = JournalEntry(key: key, currency: currency, moving: sides, on: valueDate)
        return entry.lines.isEmpty ? nil : entry
    }
}
