/// Source: Stripe's documentation of its balance, payout reconciliation and activity reports and of the exports of its
/// dashboard.
extension ProviderReport {
    private static let statuses: (booked: Set<String>, pending: Set<String>) = (
        ["available", "paid", "succeeded", "refunded", "partial refund", "partially refunded", "disputed"],
        ["pending", "in_transit", "in transit", "processing", "uncaptured", "requires action"]
    )

    static let stripe: [ProviderReport] = [
        ProviderReport(
            name: "Stripe balance report",
            issuer: "Stripe",
            signs: [
                ["balance_transaction_id", "balance transaction id"], ["gross", "amount"], ["net"], ["currency"],
            ],
            columns: [
                (.date, ["created_utc", "created (utc)", "created", "effective_at_utc", "effective_at"]),
                (.settled, ["available_on_utc", "available on (utc)", "available_on"]), (.currency, ["currency"]),
                (.gross, ["gross", "amount"]), (.fee, ["fee"]), (.net, ["net"]),
                (.type, ["reporting_category", "type"]), (.id, ["balance_transaction_id", "balance transaction id"]),
                (.source, ["source_id", "source", "charge_id", "payout_id"]),
                (.reference, ["payment_metadata[order_id]", "invoice_id", "invoice_number", "payment_intent_id"]),
                (.payout, ["automatic_payout_id", "payout_id"]),
                (.counterparty, ["customer_name", "customer_email", "customer_description"]),
                (.counterpartyAccount, ["customer_id"]), (.description, ["description", "payout_description"]),
            ]
        ),
        ProviderReport(
            name: "Stripe balance history",
            issuer: "Stripe",
            signs: [["id"], ["type"], ["source"], ["amount"], ["fee"], ["net"], ["created (utc)", "created"]],
            columns: [
                (.date, ["created (utc)", "created"]), (.settled, ["available on (utc)", "available on"]),
                (.currency, ["currency"]), (.gross, ["amount"]), (.fee, ["fee", "fees"]), (.net, ["net"]),
                (.type, ["type"]), (.id, ["id"]), (.source, ["source"]), (.payout, ["transfer", "payout"]),
                (.description, ["description"]),
            ]
        ),
        ProviderReport(
            name: "Stripe payments",
            issuer: "Stripe",
            signs: [["id"], ["created (utc)", "created date (utc)"], ["amount"], ["amount refunded"], ["currency"]],
            columns: [
                (.date, ["created (utc)", "created date (utc)"]), (.currency, ["converted currency", "currency"]),
                (.gross, ["converted amount", "amount"]), (.fee, ["fee"]), (.status, ["status"]), (.id, ["id"]),
                (.reference, ["order_id (metadata)", "order id (metadata)", "invoice id", "paymentintent id"]),
                (.payout, ["transfer"]), (.counterparty, ["customer description", "card name", "customer email"]),
                (.counterpartyAccount, ["customer id"]), (.description, ["description"]),
            ],
            bookedWords: statuses.booked,
            pendingWords: statuses.pending
        ),
        ProviderReport(
            name: "Stripe payouts",
            issuer: "Stripe",
            signs: [
                ["id", "payout_id"], ["amount"], ["arrival date (utc)", "arrival date", "arrival_date"], ["currency"],
                // Other providers list payouts by the heads above.
                [
                    "arrival date (utc)", "payout_id", "balance transaction", "balance_transaction", "destination",
                    "destination id", "trace id", "trace_id", "statement descriptor", "method", "source type",
                ],
            ],
            absent: ["payout_type", "deducted_fees"],
            columns: [
                (.date, ["created (utc)", "created", "arrival date (utc)", "arrival date", "arrival_date"]),
                (.settled, ["arrival date (utc)", "arrival date", "arrival_date"]), (.currency, ["currency"]),
                (.gross, ["amount"]), (.fee, ["fee"]), (.type, ["type", "method"]), (.status, ["status"]),
                (.id, ["id", "payout_id"]), (.source, ["balance transaction", "trace id", "trace_id"]),
                (.counterpartyAccount, ["destination", "destination id"]),
                (.description, ["description", "statement descriptor"]),
            ],
            isNegated: true,
            bookedWords: statuses.booked,
            pendingWords: statuses.pending
        ),
    ]
}
