package import PaymentVocabulary

/// A receipt in another currency than the documents that it pays, as the books see it.
///
/// Each currency balances for itself: the account `currency_exchange` takes what the documents are worth out of the
/// receipt's currency and brings what they are paid with into theirs. What more or less arrived is gain or loss at once,
/// so that the two legs of the exchange are worth the same by the rate that was used, which no later rate changes.
package struct ExchangedReceipt: Hashable, Sendable {
    /// What the documents are worth, in minor units of the receipt's currency.
    package let value: Int64
    /// What arrived beyond `value`, negative for a loss.
    package let difference: Int64
    /// The receipt's.
    package let currency: Currency

    /// - Returns: `nil` unless both are a receipt together, and the documents are worth something.
    package init?(value: Int64, difference: Int64, currency: Currency) {
        guard value > 0, difference > .min, !value.addingReportingOverflow(difference).overflow else { return nil }
        self.value = value
        self.difference = difference
        self.currency = currency
    }

    /// The receipt's currency first, then that of the documents.
    ///
    /// - Parameters:
    ///   - identity: names the line whatever file it came in.
    ///   - applications: what the documents get, in minor units of `abroad`.
    package func entries(
        identity: String,
        applications: [ReceiptApplication],
        in abroad: Currency
    ) -> [JournalEntry] {
        entries(bringing: ReceiptApplication.entry(identity: identity, currency: abroad, applications: applications))
    }

    /// The receipt's currency first, then the entry that says what the exchange has brought.
    ///
    /// - Parameter paid: as if the receipt had been in its currency.
    package func entries(bringing paid: JournalEntry) -> [JournalEntry] {
        let exchange = LedgerAccount.currencyExchange.code
        let receipt = LedgerAccount.unidentifiedReceipts.code
        let taken = JournalEntry(
            key: paid.key,
            currency: currency,
            moving: [
                (receipt, value + difference), (exchange, -value),
                (LedgerAccount.exchangeDifferences.code, -difference),
            ]
        )
        let given = paid.lines.map { ($0.account == receipt ? exchange : $0.account, $0.minorUnits) }
        return [taken, JournalEntry(key: paid.key, currency: paid.currency, moving: given)]
    }
}
