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

    /// Whether a word begins or ends as one of them does; asked of nearly all receipts, few of which are cut into words
    /// then.
    private static func mayTellOfReturn(_ text: String) -> Bool {
        var (key, count, last): (UInt32, Int, UInt32) = (0, 0, 0)
        for byte in text.utf8 {
            let isLetter = byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
            guard isLetter else {
                if count > returnEndMin, returnEndLetters.contains(last) { return true }
                (key, count, last) = (0, 0, 0)
                continue
            }
            if byte >= 0x80 { return true }
            let capital = UInt32((0x61...0x7A).contains(byte) ? byte & 0xDF : byte)
            (count, last) = (count + 1, last << 8 | capital)
            guard count <= 4 else { continue }
            key = key << 8 | capital
            if count == 4, returnBegins.contains(key) { return true }
        }
        return count > returnEndMin && returnEndLetters.contains(last)
    }

    private static let returnEndMin = 10

    /// The last four letters of each.
    private static let returnEndLetters = Set(
        returnEnds.map { $0.utf8.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
    )

    /// The first four letters of each, as `Rechnung` begins with three of `Recall`; those with other letters than ASCII's
    /// are looked at in any case.
    private static let returnBegins: Set<UInt32> = Set(
        (Array(returns) + returnBeginnings + returnPairs.all).map { word in
            word.utf8.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        }
    )

    private static func words(of line: StatementLine) -> [String] {
        let text = RunText(line.remittance)
        return text.runs.indices.map { text.string($0, $0) }
    }

    private static func returned(_ words: [String]) -> String? {
        first(of: words, returns, returnStems, returnPairs)
            ?? words.first { word in returnEndings.fit(word) }
    }

    private static func first(
        of words: [String],
        _ known: Set<String>,
        _ stems: WordStems,
        _ pairs: WordPairs
    ) -> String? {
        words.first { word in known.contains(word) || stems.fit(word) }
            ?? zip(words, words.dropFirst()).first { pairs.contains($0, $1) }.map { "\($0) \($1)" }
    }

    /// Whether the text says that it pays a part only.
    static func tellOfPart(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        return text.runs.indices.contains { parts.contains(text.string($0, $0)) }
    }

    /// Whether the text says that it pays a part of one document, or what was left of one.
    static func tellOfRest(in text: RunText) -> Bool {
        text.runs.indices.contains { place in
            let word = text.string(place, place)
            return partsOfOne.contains(word) || rests.fit(word)
                || instalments.contains(word) && [place - 1, place + 1].contains { isCount($0, in: text) }
        }
    }

    /// `2`, as in `2. Rate` and `Rate 2`.
    private static func isCount(_ place: Int, in text: RunText) -> Bool {
        text.runs.indices.contains(place) && text.runs[place].length <= 2 && text.runs[place].hasDigit
            && !text.runs[place].hasLetter
    }

    /// Whether the text gives a reason for the difference that is no document of ours: a deduction, a charge, interest.
    static func tellOfOtherReason(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        return text.runs.indices.contains { place in
            let word = text.string(place, place)
            guard otherReasons.contains(word) || otherReasonStems.fit(word) else { return false }
            // `abzgl. Gutschrift` is a document of ours.
            let next = place + 1 < text.runs.count ? text.string(place + 1, place + 1) : ""
            return !isCreditNote(next)
        }
    }

    /// Whether the text says that a credit note is taken off: `abzgl. Gutschrift`.
    static func tellOfCreditNoteOff(in text: RunText) -> Bool {
        text.runs.indices.dropFirst().contains { place in
            isCreditNote(text.string(place, place)) && off.contains(text.string(place - 1, place - 1))
        }
    }

    /// Whether the text says that a discount is taken.
    static func tellOfDiscount(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        return text.runs.indices.contains { place in
            discounts.fit(text.string(place, place))
        }
    }

    private static let less: Set<String> = [
        "ABZGL", "ABZUEGLICH", "ABZÜGLICH", "LESS", "MINUS", "MOINS", "MENO", "MENOS",
    ]
    private static let deductions = less.union(["MINDER"])
    private static let off = deductions.union([
        "ABZ", "MED", "MINUSZ", "MIT", "WITH", "AVEC", "CON", "MET", "VERRECHNET", "UNSER", "IHRE", "IHRER",
    ])
    private static let discounts = WordStems([
        "SKONTO", "DISCOUNT", "ESCOMPTE", "SCONTO", "DESCUENTO", "KORTING", "RABATT", "SCTO",
    ])

    /// Whether a word says that something is taken off.
    static func isDeduction(_ word: String) -> Bool {
        deductions.contains(word) || deductionStems.fit(word)
    }

    private static let deductionStems = WordStems([
        "EINBEHALT", "SICHERHEITSEINBEH", "MINDERUNG", "ABZUG", "KÜRZUNG", "KUERZUNG", "BELASTUNG", "RETENTION",
        "DEDUCTION", "RETENUE", "TRATTENUT", "INHOUDING", "RETENCI",
    ])

    /// Whether a word is one for a credit note.
    static func isCreditNote(_ word: String) -> Bool { creditNoteStems.fit(word) }

    /// - Returns: the word that says that interest or a fee for a reminder is paid, and not a document.
    static func ofInterest(in line: StatementLine) -> String? {
        let text = RunText(line.remittance)
        return text.runs.indices.lazy.map { text.string($0, $0) }.first { word in
            interestBegins.fit(word)
        }
    }

    /// Whether the text says that all is paid that is open.
    static func tellOfEverything(in line: StatementLine) -> Bool {
        let words = words(of: line)
        return words.contains(where: everything.contains)
            || zip(words, words.dropFirst()).contains { everythingPairs.contains($0, $1) }
    }

    private static let everything: Set<String> = [
        "KONTOAUSGLEICH", "SALDENAUSGLEICH", "SALDOAUSGLEICH", "SÄMTLICHE", "SAEMTLICHE",
    ]
    private static let everythingPairs = WordPairs([
        "ALLE OFFENEN", "ALLE RECHNUNGEN", "ALLER OFFENEN", "OFFENE POSTEN", "ALLE POSTEN", "AUSGLEICH KONTO",
        "AUSGLEICH KUNDENKONTO", "ALL OPEN", "ALL INVOICES", "ALL OUTSTANDING", "FULL SETTLEMENT", "ACCOUNT BALANCE",
        "TOUTES LES", "SOLDE DU", "TUTTE LE", "TODAS LAS", "ALLE FACTUREN", "ALLE FAKTURAER", "ALLA FAKTUROR",
    ])
    private static let partsOfOne: Set<String> = [
        "TEILZAHLUNG", "TEILBETRAG", "PARTIAL", "DEELBETALING", "DELBETALING", "DELBETALNING",
    ]
    private static let instalments: Set<String> = [
        "RATE", "RATA", "INSTALMENT", "INSTALLMENT", "ÉCHÉANCE", "ECHEANCE", "CUOTA", "TERMIJN", "AVDRAG", "AVBETALING",
    ]
    private static let rests = WordStems(["RESTZAHL", "RESTBETRAG", "RESTSALDO", "SCHLUSSZAHL", "RESTANT"])
    private static let interestStems = [
        "VERZUGSZINS", "MAHNGEB", "MAHNKOSTEN", "MAHNSPESEN", "ZINSEN", "INTEREST", "LATEFEE", "PENALTY", "RENTE",
    ]
    private static let interestBegins = WordStems(interestStems)
    private static let otherReasons: Set<String> = less.union([
        "REST", "FOLGT", "DOPPELT", "ZZGL", "ZUZUEGLICH", "ZUZÜGLICH", "PLUS", "2X", "ZWEIMAL", "NUR", "ONLY", "SPESEN",
        "CHARGES", "FRAIS",
    ])
    private static let otherReasonStems = WordStems(
        interestStems + [
            "EINBEHALT", "SICHERHEITSEINBEH", "MINDERUNG", "SKONTO", "BANKSPESEN", "BANKGEB", "WERBEKOSTEN",
            "RETENTION",
            "DEDUCTION", "DISCOUNT", "RETENUE", "ESCOMPTE", "SCONTO", "TRATTENUT", "INHOUDING", "KORTING", "DESCUENTO",
        ]
    )
    private static let creditNoteStems = WordStems([
        "GUTSCHR", "GS", "CREDIT", "AVOIR", "CN", "NOTA", "KREDIT", "ABONO",
    ])

    /// Codes of ISO 20022 (ExternalReturnReason1Code) that banks write into texts are among them.
    private static let returns: Set<String> = [
        "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKUEBERWEISUNG", "RÜCKÜBERWEISUNG", "RUECKGABE", "RÜCKGABE", "RETOURE",
        "RETURNED", "REJECT", "REJECTED", "STORNO", "STORNIERUNG", "FEHLUEBERWEISUNG", "FEHLÜBERWEISUNG",
        "TERUGBETALING", "ZWROT", "ÅTERBETALNING", "TILBAKEBETALING", "TILBAGEBETALING", "PALAUTUS", "ESTORNO",
        "VRATKA", "VRÁCENÍ", "VRACENI", "IADE", "İADE", "AC01", "AC03", "AC04", "AC06", "AG01", "AM04", "MD01", "MD06",
        "MD07", "MS02", "MS03", "RC01", "RR04", "RETURN", "RECALL", "REVERSAL", "REVERSED", "CHARGEBACK", "RUECKRUF",
        "RÜCKRUF", "RUECKBUCHUNG", "RÜCKBUCHUNG", "ZURUECKGEWIESEN", "ZURÜCKGEWIESEN", "UNZUSTELLBAR", "ВОЗВРАТ",
        "ПОВЕРНЕННЯ",
    ]
    private static let returnBeginnings = [
        "RUECKERST", "RÜCKERST", "ERSTATT", "REFUND", "REIMBURS", "REMBOURS", "RIMBORS", "REEMBOLS", "DEVOLU",
        "VISSZATÉRÍT", "VISSZAUTAL", "RUECKLAEUF", "RÜCKLÄUF", "RUECKVERGUET", "RÜCKVERGÜT", "RETROCESS", "返金", "退款",
        "환불",
    ]
    private static let returnStems = WordStems(returnBeginnings)
    /// What compounds end with: `STEUERERSTATTUNG`, `UEBERWEISUNGSRUECKLAEUFER`.
    private static let returnEnds = [
        "ERSTATTUNG", "RUECKLAEUFER", "RÜCKLÄUFER", "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKBUCHUNG", "RÜCKBUCHUNG",
    ]
    private static let returnEndings = WordStems(ends: returnEnds)
    private static let returnPairs = WordPairs([
        "MONEY BACK", "ACCOUNT CLOSED", "KONTO ERLOSCHEN", "KONTO AUFGELÖST", "GERI ÖDEME", "EMPFAENGER UNBEKANNT",
        "EMPFÄNGER UNBEKANNT", "BENEFICIARY UNKNOWN", "UNKNOWN BENEFICIARY",
    ])
    private static let noPayments: Set<String> = [
        "VORKASSE", "VORSCHUSS", "KAUTION", "DARLEHEN", "AANBETALING", "VOORSCHOT", "WAARBORG", "FÖRSKOTT", "FORSKUD",
        "FORSKUDD", "CAPARRA", "CAUZIONE", "FIANZA", "AVANCE", "AVANS", "LOAN", "AVOIR", "CREDITNOTA", "KREDITNOTA",
        "MIETKAUTION", "DARLEHENSAUSZAHLUNG", "KREDITFAKTURA", "KREDITTNOTA", "KREDITERING", "HYVITYSLASKU", "HYVITYS",
        "DOBROPIS", "KOREKTA", "ZÁLOHA",
        "ZALOHA", "ELŐLEG", "ADIANTAMENTO", "BONUS", "WKZ", "WERBEKOSTENZUSCHUSS", "KICKBACK",
    ]
    private static let noPaymentStems = WordStems([
        "ANZAHL", "VORAUSZ", "PREPAY", "PREPAID", "DOWNPAYMENT", "ACOMPTE", "ACCONT", "ANTICIP", "ZALICZK",
        "CREDITNOTE",
        "ABSCHLAG", "AKONTO", "ENNAKKO",
    ])
    /// `DEPOSIT` alone is what banks call a credit, as `GUTSCHRIFT` and `ABONO`.
    private static let noPaymentPairs = WordPairs([
        "DOWN PAYMENT", "ADVANCE PAYMENT", "IN ADVANCE", "DEPOSIT FOR", "DEPOSIT ON", "DEPOSIT ORDER",
        "SECURITY DEPOSIT", "CREDIT NOTE", "DI CREDITO", "DE CREDITO", "DE CRÉDITO", "ÖN ÖDEME", "A CONTO",
    ])
    private static let parts: Set<String> = [
        "TEILZAHLUNG", "TEILBETRAG", "RATE", "ABSCHLAG", "ABSCHLAGSZAHLUNG", "ANZAHLUNG", "ACOMPTE", "PARTIAL", "PART",
        "INSTALMENT", "INSTALLMENT", "ACCONTO", "AANBETALING", "TERMIJN",
    ]
}
