import PaymentVocabulary

extension ProviderReport {
    /// Source: Amazon's description of the settlement report, flat file V2; the export of settlements in Mollie's
    /// dashboard; Braintree's settlement and disbursement reports; the transaction download of Authorize.Net.
    static let marketplaces: [ProviderReport] = [
        ProviderReport(
            name: "Amazon settlement",
            issuer: "Amazon",
            signs: [["settlement-id"], ["total-amount"], ["transaction-type"], ["amount"], ["amount-type"]],
            columns: [
                (.date, ["posted-date", "posted-date-time"]), (.settled, ["deposit-date"]), (.currency, ["currency"]),
                (.net, ["amount"]), (.type, ["transaction-type"]), (.id, ["order-item-code", "adjustment-id"]),
                (.source, ["shipment-id"]), (.reference, ["order-id", "merchant-order-id"]),
                (.payout, ["settlement-id"]), (.counterparty, ["marketplace-name"]),
                (.description, ["amount-description", "amount-type"]), (.total, ["total-amount"]),
            ],
            groupsByPayout: true,
            isLocalised: true
        ),
        ProviderReport(
            name: "Mollie settlement",
            issuer: "Mollie",
            signs: [["settlement amount"], ["settlement reference"], ["id"], ["payment method"]],
            columns: [
                (.date, ["date"]), (.currency, ["settlement currency", "currency"]), (.gross, ["amount"]),
                (.grossCurrency, ["currency"]), (.net, ["settlement amount"]), (.type, ["payment method"]),
                (.status, ["status"]), (.id, ["id"]), (.payout, ["settlement reference"]),
                (.counterparty, ["consumer name"]), (.counterpartyAccount, ["consumer bank account"]),
                (.description, ["description"]),
            ],
            fee: .aside,
            bookedWords: ["paid", "paidout", "refunded", "charged back", "chargedback", "settled", "completed"],
            pendingWords: ["open", "pending"]
        ),
        ProviderReport(
            name: "Braintree settlement",
            issuer: "Braintree",
            signs: [["transaction id"], ["transaction type"], ["settlement amount"], ["settlement currency"]],
            columns: [
                (.date, ["settlement date", "disbursement date"]), (.settled, ["disbursement date"]),
                (.currency, ["settlement currency"]), (.gross, ["settlement amount"]), (.fee, ["total fee amount"]),
                (.direction, ["transaction type"]), (.type, ["transaction type"]), (.id, ["transaction id"]),
                (.source, ["original transaction id"]), (.reference, ["order id"]), (.payout, ["deposit id"]),
                (.rate, ["exchange rate"]), (.account, ["merchant account id"]), (.description, ["issuing bank"]),
            ],
            debitWords: ["credit", "refund", "chargeback", "dispute"]
        ),
        ProviderReport(
            name: "Authorize.Net transactions",
            issuer: "Authorize.Net",
            signs: [["transaction id"], ["transaction status"], ["settlement amount"], ["settlement date/time"]],
            columns: [
                (.date, ["submit date/time", "settlement date/time"]), (.settled, ["settlement date/time"]),
                (.currency, ["settlement currency", "authorization currency"]), (.gross, ["settlement amount"]),
                (.direction, ["action code", "transaction type"]), (.type, ["action code", "transaction type"]),
                (.status, ["transaction status"]), (.id, ["transaction id"]),
                (.source, ["reference transaction id"]), (.reference, ["invoice number"]),
                (.payout, ["settlement batch id", "batch id"]), (.counterparty, ["customer last name"]),
                (.counterpartyAccount, ["customer id"]), (.description, ["description", "invoice description"]),
            ],
            debitWords: ["credit", "refund"],
            bookedWords: [
                "settled successfully", "credited", "refund settled successfully", "refundsettledsuccessfully",
            ],
            pendingWords: ["captured/pending settlement", "pending settlement", "refund/pending settlement"]
        ),
    ]

    /// A list of what GoCardless has paid out; what each payout is made of stands elsewhere.
    ///
    /// Source: the heads of GoCardless' export of payouts, which are the fields of a payout in its API.
    static let goCardless = ProviderReport(
        name: "GoCardless payouts",
        issuer: "GoCardless",
        signs: [["id"], ["amount"], ["currency"], ["arrival_date"], ["payout_type", "deducted_fees"]],
        columns: [
            (.date, ["created_at", "arrival_date"]), (.settled, ["arrival_date"]), (.currency, ["currency"]),
            (.gross, ["amount"]), (.status, ["status"]), (.type, ["payout_type"]), (.id, ["id"]),
            (.reference, ["reference"]),
        ],
        isNegated: true,
        bookedWords: ["paid"],
        pendingWords: ["pending"]
    )

    /// Source: Square's export of transactions; amounts have their currency sign.
    static let square = ProviderReport(
        name: "Square transactions",
        issuer: "Square",
        signs: [["gross sales"], ["net total"], ["transaction id"], ["fees"]],
        columns: [
            (.date, ["date"]), (.timeZone, ["time zone"]), (.gross, ["total collected"]), (.fee, ["fees"]),
            (.net, ["net total"]), (.type, ["event type", "source"]), (.status, ["transaction status"]),
            (.id, ["transaction id"]), (.source, ["payment id"]), (.payout, ["deposit id"]),
            (.counterparty, ["customer name"]), (.counterpartyAccount, ["customer id"]),
            (.description, ["description", "details"]),
        ],
        fee: .added,
        isLocalised: true
    )

    /// Payments from a card or a bank account do not touch the balance in Venmo.
    ///
    /// Source: the exports of account history and of monthly statements in Venmo; all amounts are US dollars.
    static let venmo = ProviderReport(
        name: "Venmo statement",
        issuer: "Venmo",
        signs: [["id"], ["datetime"], ["type"], ["status"], ["amount (total)"]],
        columns: [
            (.date, ["datetime"]), (.net, ["amount (total)"]), (.fee, ["amount (fee)"]), (.type, ["type"]),
            (.status, ["status"]), (.id, ["id"]), (.funding, ["funding source"]), (.account, ["username"]),
            (.counterparty, ["from", "to"]), (.description, ["note"]), (.openingBalance, ["beginning balance"]),
            (.closingBalance, ["ending balance"]),
        ],
        fee: .aside,
        currency: .usd,
        bookedWords: ["complete", "completed", "issued"],
        pendingWords: ["pending"]
    )
}
