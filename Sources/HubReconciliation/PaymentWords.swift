import HubDomain

/// Words of a payer that say what a payment is not.
///
/// They are those of a few languages, and no list of them is whole: without one a receipt is judged by all else.
enum PaymentWords {
    /// - Returns: the word that says that the money is no payment of an invoice, or of none yet.
    static func ofNoPayment(in line: StatementLine) -> String? {
        let words = words(of: line)
        return returned(words) ?? first(of: words, noPayments, noPaymentStems, noPaymentPairs)
    }

    /// - Returns: the word that says that money of ours has come back, even where the text names an invoice.
    static func ofReturn(in line: StatementLine) -> String? {
        mayTellOfReturn(line.remittance) ? returned(words(of: line)) : nil
    }

    /// Whether a word begins as one of them does; asked of nearly all receipts, few of which are cut into words then.
    private static func mayTellOfReturn(_ text: String) -> Bool {
        var (key, count): (UInt32, Int) = (0, 0)
        for byte in text.utf8 {
            let isLetter = byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
            guard isLetter else {
                (key, count) = (0, 0)
                continue
            }
            guard count < 3 else { continue }
            if byte >= 0x80 { return true }
            key = key << 8 | UInt32((0x61...0x7A).contains(byte) ? byte & 0xDF : byte)
            count += 1
            if count == 3, returnBegins.contains(key) { return true }
        }
        return false
    }

    /// The first three letters of each; those with other letters than ASCII's are looked at in any case.
    private static let returnBegins: Set<UInt32> = Set(
        (Array(returns) + returnStems + Array(returnPairs)).map { word in
            word.utf8.prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
        }
    )

    private static func words(of line: StatementLine) -> [String] {
        let text = RunText(line.remittance)
        return text.runs.indices.map { text.string($0, $0) }
    }

    private static func returned(_ words: [String]) -> String? { first(of: words, returns, returnStems, returnPairs) }

    private static func first(
        of words: [String],
        _ known: Set<String>,
        _ stems: [String],
        _ pairs: Set<String>
    ) -> String? {
        words.first { word in known.contains(word) || stems.contains(where: word.hasPrefix) }
            ?? zip(words, words.dropFirst()).lazy.map { "\($0) \($1)" }.first(where: pairs.contains)
    }

    /// Whether the text says that it pays a part only.
    static func tellOfPart(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        return text.runs.indices.contains { parts.contains(text.string($0, $0)) }
    }

    /// Codes of ISO 20022 (ExternalReturnReason1Code) that banks write into texts are among them.
    private static let returns: Set<String> = [
        "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKUEBERWEISUNG", "RÜCKÜBERWEISUNG", "RUECKGABE", "RÜCKGABE", "RETOURE",
        "RETURNED", "REJECT", "REJECTED", "STORNO", "STORNIERUNG", "FEHLUEBERWEISUNG", "FEHLÜBERWEISUNG",
        "TERUGBETALING", "ZWROT", "ÅTERBETALNING", "TILBAKEBETALING", "TILBAGEBETALING", "PALAUTUS", "ESTORNO",
        "VRATKA", "VRÁCENÍ", "VRACENI", "IADE", "İADE", "AC01", "AC03", "AC04", "AC06", "AG01", "AM04", "MD01", "MD06",
        "MD07", "MS02", "MS03", "RC01", "RR04",
    ]
    private static let returnStems = [
        "RUECKERST", "RÜCKERST", "ERSTATT", "REFUND", "REIMBURS", "REMBOURS", "RIMBORS", "REEMBOLS", "DEVOLU",
        "VISSZATÉRÍT", "VISSZAUTAL",
    ]
    private static let returnPairs: Set<String> = [
        "MONEY BACK", "ACCOUNT CLOSED", "KONTO ERLOSCHEN", "KONTO AUFGELÖST", "GERI ÖDEME",
    ]
    private static let noPayments: Set<String> = [
        "VORKASSE", "VORSCHUSS", "KAUTION", "DARLEHEN", "AANBETALING", "VOORSCHOT", "WAARBORG", "FÖRSKOTT", "FORSKUD",
        "FORSKUDD", "CAPARRA", "CAUZIONE", "FIANZA", "AVANCE", "AVANS", "LOAN", "AVOIR", "CREDITNOTA", "KREDITNOTA",
        "KREDITFAKTURA", "KREDITTNOTA", "KREDITERING", "HYVITYSLASKU", "HYVITYS", "DOBROPIS", "KOREKTA", "ZÁLOHA",
        "ZALOHA", "ELŐLEG", "ADIANTAMENTO",
    ]
    private static let noPaymentStems = [
        "ANZAHL", "VORAUSZ", "PREPAY", "PREPAID", "DOWNPAYMENT", "ACOMPTE", "ACCONT", "ANTICIP", "ZALICZK",
        "CREDITNOTE",
        "ABSCHLAG", "AKONTO", "ENNAKKO",
    ]
    /// `DEPOSIT` alone is what banks call a credit, as `GUTSCHRIFT` and `ABONO`.
    private static let noPaymentPairs: Set<String> = [
        "DOWN PAYMENT", "ADVANCE PAYMENT", "IN ADVANCE", "DEPOSIT FOR", "DEPOSIT ON", "DEPOSIT ORDER",
        "SECURITY DEPOSIT", "CREDIT NOTE", "DI CREDITO", "DE CREDITO", "DE CRÉDITO", "ÖN ÖDEME", "A CONTO",
    ]
    private static let parts: Set<String> = [
        "TEILZAHLUNG", "TEILBETRAG", "RATE", "ABSCHLAG", "ABSCHLAGSZAHLUNG", "ANZAHLUNG", "ACOMPTE", "PARTIAL", "PART",
        "INSTALMENT", "INSTALLMENT", "ACCONTO", "AANBETALING", "TERMIJN",
    ]
}
