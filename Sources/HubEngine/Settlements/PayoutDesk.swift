import AdapterHost
package import BankFiles
import HubDomain
import HubLedger
package import HubReconciliation
package import HubStore
import PaymentCrypto
package import PaymentVocabulary

extension Hub {
    /// Keeps the bytes of a provider's report, before anything is posted because of it, and the balance that it states.
    ///
    /// A report tells its balance once, so that giving it again does not outdo what a person told after it.
    package func keepReport(_ report: ReadReport, by principal: Principal) async throws {
        let (moment, hash, merchant) = (now, report.kept.hash, principal.merchant)
        let stated = report.files.filter(\.errors.isEmpty).compactMap(\.statedBalance)
        let told = stated.map { stated in
            ProviderBalance(
                account: clearingAccount(of: stated.provider, merchant),
                date: stated.date,
                amount: stated.amount,
                source: .report(Hexadecimal.encode(hash))
            )
        }
        try await run(merchant) { books in
            try books.require(.statements, of: principal.name)
            for balance in told where try !books.hasTold(balance) { try books.tell(balance, at: moment) }
            try books.keep(report, format: BankFileFormat.provider.rawValue, at: moment)
        }
    }

    /// The groups with what the books know of them: payouts and batches that have arrived, and payments that the hub
    /// captured.
    ///
    /// - Parameter held: payouts whose receipts wait for people.
    func known(
        _ groups: GroupSources,
        held: [ClearedPayout],
        of merchant: MerchantID
    ) async throws -> KnownGroups {
        guard !groups.isEmpty else { return KnownGroups(groups: groups, payments: []) }
        return try await read(merchant) { try known(groups, held: held, of: merchant, in: $0) }
    }

    /// The same inside a unit.
    func known(
        _ groups: GroupSources,
        held: [ClearedPayout],
        of merchant: MerchantID,
        in books: Books
    ) throws -> KnownGroups {
        let payouts = groups.settlements.payouts
        guard !groups.isEmpty else { return KnownGroups(groups: groups, payments: []) }
        let accounts = environment.accounts.all.filter { $0.merchant == merchant }.map(\.id)
        let lines = payouts.flatMap(\.lines) + groups.settlements.balances.flatMap(\.lines)
        let names = Set(lines.filter { $0.kind == .payment }.flatMap(\.names)).sorted()
        var known = groups
        for payout in payouts {
            let posted = try books.cleared(payout.name, payout.currency)
            let waiting = held.first { $0.name == payout.name && $0.amount.currency == payout.currency }
            guard let there = posted ?? waiting else { continue }
            known.arrived.insert(payout.key)
            let units = Int128(there.amount.minorUnits)
            if units != payout.amount { known.arrivedOtherwise[payout.key] = units }
        }
        let coming = payouts.filter { !known.arrived.contains($0.key) }.flatMap(\.lines)
        known.earlierPayments = try books.earlierPayments(for: coming) { clearingAccount(of: $0, merchant) }
        known.ownNames = try Set(lines.filter(\.movesBack).flatMap(\.names)).filter { name in
            try books.payment(PaymentID(name)) != nil
                || accounts.contains { try books.payment(account: $0, providerPayment: name) != nil }
        }
        let batches = groups.batches + groups.batches.flatMap(\.singles)
        known.postedBatches = Set(try batches.filter { try books.isPosted(batch: $0.nameInBooks) })
        var payments: [PaymentID: ExpectedPayment] = [:]
        for (provider, days) in groups.settlements.reportedDays {
            let clearing = LedgerAccount.providerClearing(clearingAccount(of: provider, merchant))
            for (id, day) in try books.payments(debiting: clearing, in: days) {
                guard let payment = try books.payment(id)?.folded, payment.net > 0 else { continue }
                var waiting = ExpectedPayment(captured: payment)
                (waiting.sentOn, waiting.rail, waiting.isUnderWay) = (day, "card", true)
                payments[id] = waiting
            }
        }
        for name in names {
            let byProvider = try accounts.compactMap { try books.payment(account: $0, providerPayment: name) }
            for id in byProvider + [PaymentID(name)] where payments[id] == nil {
                payments[id] = try books.payment(id).map { ExpectedPayment(captured: $0.folded) }
            }
        }
        return KnownGroups(groups: known, payments: payments.sorted { $0.key < $1.key }.map(\.value))
    }

    /// Where a provider's money is cleared: the merchant's only account with an adapter of the provider's name, else an
    /// account of that name.
    func clearingAccount(of provider: String, _ merchant: MerchantID) -> AdapterAccountID {
        let name = provider.lowercased().filter { $0.isLetter || $0.isNumber }
        let accounts = environment.accounts.all.filter { $0.merchant == merchant && $0.adapter.text == name }
        return accounts.count == 1 ? accounts[0].id : AdapterAccountID(name)
    }
}

extension ExpectedPayment {
    /// A payment whose capture has settled its invoices already: its payout only clears it.
    fileprivate init(captured payment: Payment) {
        self.init(
            payment: payment.intent.payment,
            endToEndID: payment.intent.payment.text,
            customer: payment.intent.customer,
            amount: Money(minorUnits: payment.captured, currency: payment.currency),
            shares: []
        )
        providerIDs = Self.providerIDs(of: payment.operations.compactMap(\.providerObject))
        isUnderWay = false
    }
}

/// What reports, advices and our own payments are to a run against the books.
struct KnownGroups: Sendable {
    var groups: GroupSources
    var payments: [ExpectedPayment]
}
