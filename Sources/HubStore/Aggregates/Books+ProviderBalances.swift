package import PaymentVocabulary

/// What a provider holds for the merchant at the end of a day, as somebody told it.
package struct ProviderBalance: Hashable, Sendable {
    /// Who says so.
    package enum Source: Hashable, Sendable {
        /// A principal of the merchant.
        case person(String)
        /// The provider's report with this SHA-256, in hexadecimal.
        case report(String)

        var text: String {
            switch self {
            case .person(let name): "\(Self.person)\(name)"
            case .report(let hash): "\(Self.report)\(hash)"
            }
        }

        init?(_ text: String) {
            if text.hasPrefix(Self.person) {
                self = .person(String(text.dropFirst(Self.person.count)))
            } else if text.hasPrefix(Self.report) {
                self = .report(String(text.dropFirst(Self.report.count)))
            } else {
                return nil
            }
        }

        private static let person = "person/"
        private static let report = "file/"
    }

    package let account: AdapterAccountID
    package let date: CalendarDate
    /// Negative when the merchant owes the provider.
    package let amount: Money
    package let source: Source

    package init(account: AdapterAccountID, date: CalendarDate, amount: Money, source: Source) {
        self.account = account
        self.date = date
        self.amount = amount
        self.source = source
    }
}

extension Books {
    /// Puts a telling behind those of the same account, currency and day: from now on it counts.
    package func tell(_ balance: ProviderBalance, at now: Timestamp) throws {
        try execute(
            "insertProviderBalance",
            .id(balance.account),
            .text(balance.amount.currency.code),
            .date(balance.date),
            .integer(balance.amount.minorUnits),
            .text(balance.source.text),
            .moment(now)
        )
    }

    /// Every telling of some days, both ends included: by account, currency and day, the one that counts last.
    package func providerBalances(from first: CalendarDate, to last: CalendarDate) throws -> [ProviderBalance] {
        try rows("providerBalancesBetween", .date(first), .date(last)).map { row in
            let source = try row.text(4)
            guard let teller = ProviderBalance.Source(source) else {
                throw StoreError.unexpectedColumn(name: "source", expected: "person/NAME or file/HASH", found: source)
            }
            return ProviderBalance(
                account: AdapterAccountID(try row.text(0)),
                date: try row.date(2),
                amount: Money(minorUnits: try row.int64(3), currency: try row.currency(1)),
                source: teller
            )
        }
    }

    /// Whether anything was ever posted on this account.
    package func hasLedgerAccount(_ code: String) throws -> Bool { try row("hasLedgerAccount", .text(code)) != nil }
}
