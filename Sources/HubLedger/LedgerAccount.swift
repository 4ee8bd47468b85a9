package import PaymentVocabulary

/// The chart of accounts; each account exists once per merchant and currency.
package enum LedgerAccount: Hashable, Sendable {
    /// What a customer owes us on invoices.
    case receivables(CustomerID)
    /// Contra to receivables: sales and output tax as invoiced.
    case billed
    /// Money that a provider holds for us.
    case providerClearing(AdapterAccountID)
    /// What providers keep of the money that they pay out.
    case providerFees
    /// Our account at a bank, as the statement names it.
    case bank(String)
    /// Booked on our statement and not yet explained, in either direction.
    case unidentifiedReceipts
    /// A customer's money that pays no invoice yet.
    case unappliedCash(CustomerID)
    case discountsAllowed
    /// What discounts took of the output tax of one rate in percent, which `billed` holds as it was invoiced.
    case outputTax(rate: String)
    /// Between two currencies: what was given in one and got in the other.
    case currencyExchange
    /// Gain (credit) or loss (debit) of an exchange against the rate that values it.
    case exchangeDifferences
    /// A difference that a match closes, by its cause.
    case difference(PaymentDifference)
    /// Contra to what was open, or in our hands, on the day on which these books began.
    case openingBalances

    /// The stable name under which the account is stored: `class:owner`.
    package var code: String {
        switch self {
        case .receivables(let customer): "receivables:\(customer)"
        case .billed: "billed"
        case .providerClearing(let account): "provider_clearing:\(account)"
        case .providerFees: "provider_fees"
        case .bank(let account): "bank:\(account)"
        case .unidentifiedReceipts: "unidentified_receipts"
        case .unappliedCash(let customer): "unapplied_cash:\(customer)"
        case .discountsAllowed: "discounts_allowed"
        case .outputTax(let rate): "output_tax:\(rate)"
        case .currencyExchange: "currency_exchange"
        case .exchangeDifferences: "exchange_differences"
        case .difference(let difference): difference.account
        case .openingBalances: "opening_balances"
        }
    }
}
