import HubDomain
package import PaymentVocabulary

/// A receipt that is the payout of a provider, or a debit with which the provider collects what refunds and fees were more
/// than payments.
///
/// It leaves the provider's clearing account, to which the hub's own captures have put what they brought. What customers
/// paid there otherwise settles their invoices from that account, and fees become cost; refunds, chargebacks, reserves
/// and payments that nobody knows are what the account holds in the end.
package struct ClearedPayout: Hashable, Sendable {
    package let account: AdapterAccountID
    /// What the provider calls it, with the provider: `Stripe payout po_1`.
    package let name: String
    /// Negative where the provider collects.
    package let amount: Money
    /// Minor units that the provider kept; negative when it gave more fees back.
    package let fees: Int64

    /// - Returns: `nil` for nothing, or fees beyond any movement.
    package init?(account: AdapterAccountID, name: String, amount: Money, fees: Int64) {
        guard amount.minorUnits != 0, fees.magnitude <= Money.movementMax.magnitude else { return nil }
        (self.account, self.name, self.amount, self.fees) = (account, name, amount, fees)
    }

    /// - Parameters:
    ///   - identity: names the line whatever file it came in.
    ///   - applications: the invoices that it settles, in minor units of the receipt's currency.
    package func entry(identity: String, applications: [ReceiptApplication]) -> JournalEntry {
        let paid = ReceiptApplication.entry(identity: identity, currency: amount.currency, applications: applications)
        let receipt = LedgerAccount.unidentifiedReceipts.code
        let clearing = LedgerAccount.providerClearing(account).code
        let settled = paid.lines.map { ($0.account == receipt ? clearing : $0.account, $0.minorUnits) }
        return JournalEntry(
            key: paid.key,
            currency: amount.currency,
            moving: settled + [
                (receipt, amount.minorUnits), (clearing, -amount.minorUnits),
                (LedgerAccount.providerFees.code, fees), (clearing, -fees),
            ]
        )
    }

    /// What refunds and chargebacks inside it take back of invoices that earlier payouts have settled: customers owe it again,
    /// and the provider has taken it from us.
    ///
    /// - Parameter taken: of each customer, in minor units of the payout's currency.
    package func entry(
        identity: String,
        takingBack taken: [(customer: CustomerID, minorUnits: Int64)]
    ) -> JournalEntry {
        let clearing = LedgerAccount.providerClearing(account).code
        let sides = taken.flatMap { customer, units in
            [(account: LedgerAccount.receivables(customer).code, minorUnits: units), (clearing, -units)]
        }
        return JournalEntry(key: "statement/\(identity)/taken_back", currency: amount.currency, moving: sides)
    }
}
