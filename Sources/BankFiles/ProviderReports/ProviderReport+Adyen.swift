/// Source: Adyen's documentation of the settlement details report.
extension ProviderReport {
    static let adyen: [ProviderReport] = [
        ProviderReport(
            name: "Adyen settlement details",
            issuer: "Adyen",
            signs: [["net debit (nc)", "net debit"], ["net credit (nc)", "net credit"], ["type"], ["net currency"]],
            columns: [
                (.date, ["creation date", "booking date"]), (.settled, ["booking date"]), (.timeZone, ["timezone"]),
                (.currency, ["net currency"]), (.grossCurrency, ["gross currency"]),
                (.grossCredit, ["gross credit (gc)", "gross credit"]),
                (.grossDebit, ["gross debit (gc)", "gross debit"]), (.netCredit, ["net credit (nc)", "net credit"]),
                (.netDebit, ["net debit (nc)", "net debit"]),
                (
                    .fee,
                    [
                        "commission (nc)", "markup (nc)", "scheme fees (nc)", "interchange (nc)", "processing fee (nc)",
                        "commission", "markup", "scheme fees", "interchange",
                    ]
                ), (.type, ["type"]), (.id, ["psp reference"]), (.source, ["modification reference"]),
                (.reference, ["merchant reference", "modification merchant reference"]), (.payout, ["batch number"]),
                (.rate, ["exchange rate"]), (.account, ["merchant account"]),
                (.description, ["modification merchant reference", "modification reference"]),
            ],
            groupsByPayout: true,
            sumsToZero: true
        )
    ]
}
