import AdapterHost
package import HubLedger
import HubStore
import PaymentCrypto
package import PaymentVocabulary

/// What somebody says that a provider holds for the merchant at the end of a day.
package struct ToldProviderBalance: Hashable, Sendable {
    package let account: AdapterAccountID
    /// Negative when the merchant owes the provider.
    package let amount: Money
    /// `nil`: the last day of the period.
    package let date: CalendarDate?

    package init(account: AdapterAccountID, amount: Money, date: CalendarDate? = nil) {
        self.account = account
        self.amount = amount
        self.date = date
    }
}

extension Hub {
    /// Takes providers' balances of a period into the books, all or none, and answers with the period as it is then.
    ///
    /// Of one account, currency and day the last telling counts. A proposal to close the period that waits was made on
    /// another page then, so that nobody can approve it any more.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when the period is closed or the day is not over; `invalidRequest` for a
    ///   day of another period, an account that the books do not know, and one that is told twice.
    package func tell(
        _ balances: [ToldProviderBalance],
        in period: AccountingPeriod,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let principal = request.principal
        let accounts = environment.accounts.all.filter { $0.merchant == principal.merchant }.map(\.id)
        let moment = now
        let subject = "\(PeriodProposal.prefix)\(period)"
        return try await change(request, needs: .statements, .close, subject: subject, status: 201) { books in
            let told = balances.map { $0.told(by: principal.name, in: period) }
            guard Set(told.map(\.place)).count == told.count else {
                throw HubProblem(.invalidRequest, "one balance for each account, currency and day", field: "/account")
            }
            for balance in told {
                try books.requireTellable(balance, in: period, accounts: accounts, at: moment)
                try books.tell(balance, at: moment)
                let detail = "\(balance.account) on \(balance.date): \(balance.amount)"
                try books.auditSigned(
                    by: principal.name,
                    "period.provider_balance",
                    "\(period)",
                    detail: detail,
                    at: moment
                )
            }
            return try books.view(of: period)
        }
    }
}

extension ToldProviderBalance {
    fileprivate func told(by principal: String, in period: AccountingPeriod) -> ProviderBalance {
        ProviderBalance(account: account, date: date ?? period.last, amount: amount, source: .person(principal))
    }
}

extension ProviderBalance {
    fileprivate var place: [String] { [account.text, amount.currency.code, "\(date)"] }
}

extension Books {
    /// Whether this source has told this account's balance of this day already.
    func hasTold(_ balance: ProviderBalance) throws -> Bool {
        try providerBalances(from: balance.date, to: balance.date).contains {
            $0.place == balance.place && $0.source == balance.source
        }
    }

    /// For the page: who told a balance.
    func words(of source: ProviderBalance.Source) throws -> String {
        switch source {
        case .person(let name): return "told by \(name)"
        case .report(let hash):
            let file = try Hexadecimal.decode(hash).flatMap { try statementFile(hash: $0)?.name }
            return "stated by \(file ?? "the report \(hash)")"
        }
    }

    fileprivate func requireTellable(
        _ balance: ProviderBalance,
        in period: AccountingPeriod,
        accounts: [AdapterAccountID],
        at now: Timestamp
    ) throws {
        guard AccountingPeriod(of: balance.date) == period else {
            throw HubProblem(.invalidRequest, "\(balance.date) is no day of \(period)", field: "/date")
        }
        guard try balance.date < day(of: now) else {
            throw HubProblem(.conflict, "\(balance.date) is not over, so nobody knows its balance")
        }
        if let open = try firstOpenPeriod(), period < open {
            throw HubProblem(.conflict, "\(period) is closed; open it again to tell another balance")
        }
        let code = LedgerAccount.providerClearing(balance.account).code
        guard try accounts.contains(balance.account) || hasLedgerAccount(code) || hasPayouts(of: balance.account) else {
            let detail = "\(balance.account) is no account with a provider, and the books have no \(code)"
            throw HubProblem(.invalidRequest, detail, field: "/account")
        }
    }
}
