import HubDomain

/// Words of a payer that say what a payment is not.
///
/// They are those of a few languages, and no list of them is whole: without one a receipt is judged by all else.
enum PaymentWords {
    /// - Returns: the word that says that the money is no payment of an invoice, or of none yet.
    static func ofNoPayment(in line: StatementLine) -> String? {
        let text = RunText(line.remittance)
        let words = text.runs.indices.map { text.string($0, $0) }
        if let word = words.first(where: { noPayments.contains($0) || noPaymentStems.contains(where: $0.hasPrefix) }) {
            return word
        }
        return zip(words, words.dropFirst()).lazy.map { "\($0) \($1)" }.first(where: noPaymentPairs.contains)
    }

    /// Whether the text says that it pays a part only.
    static func tellOfPart(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        return text.runs.indices.contains { parts.contains(text.string($0, $0)) }
    }

    private static let noPayments: Set<String> = [
        "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKUEBERWEISUNG", "RÜCKÜBERWEISUNG", "RUECKGABE", "RÜCKGABE", "RETOURE",
        "RETURNED", "TERUGBETALING", "ZWROT", "ÅTERBETALNING", "VORKASSE", "VORSCHUSS", "KAUTION", "DARLEHEN",
        "AANBETALING", "VOORSCHOT", "WAARBORG", "FÖRSKOTT", "FORSKUD", "FORSKUDD", "CAPARRA", "CAUZIONE", "FIANZA",
        "AVANCE", "LOAN",
    ]
    private static let noPaymentStems = [
        "RUECKERST", "RÜCKERST", "ERSTATT", "ANZAHL", "VORAUSZ", "REFUND", "REIMBURS", "REMBOURS", "RIMBORS",
        "REEMBOLS", "DEVOLUC", "PREPAY", "PREPAID", "DOWNPAYMENT", "ACOMPTE", "ACCONT", "ANTICIP", "ZALICZK",
    ]
    /// `DEPOSIT` alone is what banks call a credit.
    private static let noPaymentPairs: Set<String> = [
        "DOWN PAYMENT", "ADVANCE PAYMENT", "IN ADVANCE", "DEPOSIT FOR", "DEPOSIT ON", "DEPOSIT ORDER",
        "SECURITY DEPOSIT",
    ]
    private static let parts: Set<String> = [
        "TEILZAHLUNG", "TEILBETRAG", "RATE", "ABSCHLAG", "ABSCHLAGSZAHLUNG", "ANZAHLUNG", "ACOMPTE", "PARTIAL", "PART",
        "INSTALMENT", "INSTALLMENT", "ACCONTO", "AANBETALING", "TERMIJN",
    ]
}
