import HubDomain

/// Words of a payer that say what a payment is not.
///
/// They are those of a few languages, and no list of them is whole: without one a receipt is judged by all else.
enum PaymentWords {
    /// - Returns: the word that says that the money is no payment of an invoice, or of none yet.
    static func ofNoPayment(in line: StatementLine) -> String? { first(of: noPayments, in: line) }

    /// Whether the text says that it pays a part only.
    static func tellOfPart(in line: StatementLine) -> Bool { first(of: parts, in: line) != nil }

    private static func first(of words: Set<String>, in line: StatementLine) -> String? {
        let text = RunText(line.remittance)
        return text.runs.indices.lazy.map { text.string($0, $0) }.first(where: words.contains)
    }

    private static let noPayments: Set<String> = [
        "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKERSTATTUNG", "RÜCKERSTATTUNG", "RUECKUEBERWEISUNG", "RÜCKÜBERWEISUNG",
        "RUECKGABE", "RÜCKGABE", "RETOURE", "REFUND", "REFUNDED", "RETURNED", "REIMBURSEMENT", "REMBOURSEMENT",
        "RIMBORSO", "REEMBOLSO", "DEVOLUCION", "DEVOLUCIÓN", "TERUGBETALING", "ZWROT", "ÅTERBETALNING", "ANZAHLUNG",
        "VORAUSZAHLUNG", "KAUTION", "DARLEHEN",
    ]
    private static let parts: Set<String> = [
        "TEILZAHLUNG", "TEILBETRAG", "RATE", "ABSCHLAG", "ABSCHLAGSZAHLUNG", "ANZAHLUNG", "ACOMPTE", "PARTIAL", "PART",
        "INSTALMENT", "INSTALLMENT", "ACCONTO", "AANBETALING", "TERMIJN",
    ]
}
