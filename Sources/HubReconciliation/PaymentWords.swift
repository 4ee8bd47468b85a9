import HubDomain

/// Words of a payer that say what a payment is not.
///
/// They are those of a few languages, and no list of them is whole: without one a receipt is judged by all else.
enum PaymentWords {
    /// - Returns: the word that says that the money is no payment of an invoice, or of none yet.
    static func ofNoPayment(in line: StatementLine) -> String? {
        let words = words(of: line)
        let said = returned(words) ?? first(of: words, noPayments, noPaymentStems, noPaymentPairs)
        // `Thanks in advance`
        return said == "IN ADVANCE" && words.contains { $0.hasPrefix("THANK") } ? nil : said
    }

    /// - Returns: the word that says that less than a named document's amount is no part of it: it is for something else,
    ///   came back, or is a fee.
    static func ofNoPart(in line: StatementLine) -> String? {
        let words = words(of: line)
        return returned(words)
            ?? first(of: words.filter { !mayBePart($0) }, noPayments, noPaymentStems, noPaymentPairs)
            ?? ofExtras(in: line)
    }

    /// A payment in advance of a document that is named may be a part of it.
    private static func mayBePart(_ word: String) -> Bool { certainParts.contains(word) || advances.fit(word) }

    private static let advances = WordStems(["ANZAHL", "ACOMPTE", "ACCONT", "ABSCHLAG", "AKONTO", "ZALICZK", "AANBET"])

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
        (Array(returns) + returnBeginnings + returnPairs.all.map(longerWord)).map { word in
            word.utf8.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        }
    )

    private static func longerWord(of pair: String) -> String {
        pair.split(separator: " ").max { $0.utf8.count < $1.utf8.count }.map(String.init) ?? pair
    }

    /// Without those of the payer's name: `Return Path Inc` and `Rentenversicherung` return and lend nothing.
    private static func words(of line: StatementLine) -> [String] {
        let words = RunText(line.remittance).words.map(PartyName.withoutMarks)
        guard let payer = line.counterpartyName else { return words }
        let own = Set(RunText(payer).words.map(PartyName.withoutMarks))
        return words.filter { !own.contains($0) }
    }

    private static func plain(_ words: some Sequence<String>) -> [String] { words.map(PartyName.withoutMarks) }
    private static func plain(_ words: Set<String>) -> Set<String> { Set(words.map(PartyName.withoutMarks)) }

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
        return tellOfRest(in: text) || text.words.contains(where: parts.contains)
    }

    /// Whether the text says that it pays a part of one document, or what was left of one.
    static func tellOfRest(in text: RunText) -> Bool {
        text.runs.indices.contains { place in
            let word = text.string(place, place)
            return partsOfOne.contains(word) || rests.fit(word) || isShare(place, in: text)
                || instalments.contains(word) && [place - 1, place + 1].contains { isPlaceInRow($0, in: text) }
        }
    }

    /// `2`, `2E` and `ERSTE`, as in `2. Rate`, `2e termijn` and `erste Rate`.
    private static func isPlaceInRow(_ place: Int, in text: RunText) -> Bool {
        guard text.runs.indices.contains(place) else { return false }
        let run = text.runs[place]
        let isCounted =
            run.hasDigit && run.hasLetter && run.length <= 5
            && text.bytes(place, place).first.map { (0x31...0x39).contains($0) } == true
        return isCount(place, in: text) || isCounted || ordinals.contains(text.string(place, place))
    }

    /// `1/3`: the first of three.
    private static func isShare(_ place: Int, in text: RunText) -> Bool {
        guard isCount(place, in: text), isCount(place + 1, in: text), text.runs[place + 1].gapBefore == .slash,
            text.isWhole(place, place + 1), let part = Int(text.string(place, place)),
            let all = Int(text.string(place + 1, place + 1)), text.bytes(place, place).first != 0x30
        else { return false }
        guard part <= all, (2...24).contains(all) else { return false }
        let before = place > 0 ? text.string(place - 1, place - 1) : ""
        return text.runs.count == 2 || instalments.contains(before) || paying.contains(before)
    }

    private static let paying: Set<String> = [
        "ZAHLUNG", "ZAHLG", "PAYMENT", "PAIEMENT", "PAGO", "PAGAMENTO", "BETALING", "BETALNING", "RATENZAHLUNG",
    ]

    /// Whether a word stands between the place of a payment and how many there are: `2 von 3`.
    static func isShare(_ place: Int, of text: RunText) -> Bool {
        ofSeveral.contains(text.string(place, place)) && isCount(place - 1, in: text) && isCount(place + 1, in: text)
    }

    private static let ofSeveral: Set<String> = ["VON", "OF", "SUR", "DI", "DE", "VAN", "AV", "AF", "Z"]

    /// `2`, as in `2. Rate` and `Rate 2`.
    private static func isCount(_ place: Int, in text: RunText) -> Bool {
        text.runs.indices.contains(place) && text.runs[place].length <= 2 && text.runs[place].hasDigit
            && !text.runs[place].hasLetter
    }

    /// Whether the text gives a reason for the difference that is no document of ours: a deduction, a charge, interest.
    static func tellOfOtherReason(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        return text.runs.indices.contains { place in
            let word = PartyName.withoutMarks(text.string(place, place))
            guard otherReasons.contains(word) || otherReasonStems.fit(word) else { return false }
            // `abzgl. Gutschrift`, `less your credit note` is a document of ours.
            let next = text.runs.indices.dropFirst(place + 1).prefix(2).map { text.string($0, $0) }
            return !next.contains(where: isCreditNote)
        }
    }

    /// Whether the text says that a credit note is taken off: `abzgl. Gutschrift`.
    static func tellOfCreditNoteOff(in text: RunText) -> Bool {
        text.runs.indices.dropFirst().contains { place in
            isCreditNote(text.string(place, place))
                && [place - 1, place - 2].contains { $0 >= 0 && off.contains(text.string($0, $0)) }
        }
    }

    /// How many documents the text says that it pays, as in `2 Rechnungen`; `nil` where it does not.
    static func count(in text: RunText) -> Int? {
        text.runs.indices.dropLast().lazy.compactMap { countOfDocuments(at: $0, in: text) }.first
    }

    /// The number that stands at a place, if it counts documents.
    static func countOfDocuments(at place: Int, in text: RunText) -> Int? {
        guard text.runs.indices.contains(place + 1), text.runs[place + 1].gapBefore == .blank else { return nil }
        let (word, counted) = (text.string(place, place), text.string(place + 1, place + 1))
        if oneDocument.contains(counted) { return one.contains(word) && text.isWhole(place, place) ? 1 : nil }
        guard manyDocuments.contains(counted) else { return nil }
        if isCount(place, in: text), text.isWhole(place, place) { return Int(word) }
        return counts.firstIndex { $0.contains(word) }.map { $0 + 2 }
    }

    private static let one: Set<String> = ["1", "EINE", "ONE", "UNE", "UNA", "ÉÉN", "EEN"]
    private static let oneDocument: Set<String> = [
        "RECHNUNG", "BELEG", "INVOICE", "BILL", "FACTURE", "FATTURA", "FACTURA", "FACTUUR",
    ]
    private static let manyDocuments: Set<String> = [
        "RECHNUNGEN", "BELEGE", "POSTEN", "INVOICES", "BILLS", "FACTURES", "FATTURE", "FACTURAS", "FACTUREN",
        "FAKTUROR", "FAKTURAER", "FAKTURY", "FATURAS",
    ]
    /// From two on.
    private static let counts: [Set<String>] = [
        ["ZWEI", "TWO", "DEUX", "DOS", "TWEE", "TVÅ", "DWIE", "BEIDE"],
        ["DREI", "THREE", "TROIS", "TRE", "TRES", "DRIE"], ["VIER", "FOUR", "QUATRE", "QUATTRO", "CUATRO"],
        ["FÜNF", "FUENF", "FIVE", "CINQ", "CINQUE", "CINCO", "VIJF"],
    ]

    /// Whether the text says why less is paid, and that it is no discount: a part, a deduction, a bank's charge, or that
    /// none is taken.
    static func tellOfNoDiscount(in line: StatementLine) -> Bool {
        let text = RunText(line.remittance)
        let words = text.words
        let pairs = Array(zip(words, words.dropFirst()))
        let all = words.count(where: isDiscount)
        let refused =
            pairs.count { without.contains($0) && isDiscount($1) }
            + pairs.count { isDiscount($0) && ended.contains($1) }
        if words.contains(where: missing.contains) || words.contains(where: missingStems.fit) { return true }
        if pairs.contains(where: { $0 == "TO" && $1 == "FOLLOW" || $0 == "PART" && $1.hasPrefix("PAY") }) {
            return true
        }
        if tellOfRest(in: text) || words.contains(where: certainParts.contains) || refused > 0 && refused == all {
            return true
        }
        // `abzgl. Skonto`, `less 2%`, `abzgl. 20,00`
        if all > 0 || line.remittance.contains("%") || words.contains(where: percents.contains) { return false }
        return words.indices.contains { place in
            guard isDeduction(words[place]), let next = words.dropFirst(place + 1).first else { return false }
            return !text.runs[place + 1].hasDigit && !smallWords.contains(next) && !isCreditNote(next)
        }
    }

    private static func isDiscount(_ word: String) -> Bool {
        discounts.fit(word) || discountEnds.fit(word) || otherDiscounts.contains(word)
    }

    private static let discountEnds = WordStems(ends: ["SKONTO", "KORTING", "RABATT", "DISCOUNT"])
    private static let otherDiscounts: Set<String> = ["REMISE", "DTO", "NACHLASS", "DISC", "SKTO", "SK", "KONTANT"]
    private static let percents: Set<String> = ["PROZENT", "PERCENT", "PROCENT", "PCT", "PROZ", "VH", "V", "POURCENT"]
    private static let smallWords: Set<String> = ["EUR", "USD", "GBP", "CHF", "DER", "THE", "LE", "LA", "DE"]
    private static let ended: Set<String> = ["ENTFÄLLT", "ENTFAELLT", "VERFALLEN", "NICHT", "EXPIRED", "ABGELAUFEN"]
    private static let missing: Set<String> = [
        "FOLGT", "MANGEL", "MÄNGEL", "MAENGEL", "REKLAMATION", "WHT", "WITHHOLDING", "QUELLENSTEUER", "FOLLOWS",
    ]
    /// What is kept back or charged back.
    private static let kept = [
        "EINBEHALT", "SICHERHEITSEINBEH", "MINDERUNG", "RETENTION", "RETENUE", "TRATTENUT", "INHOUDING", "RETENCI",
        "BELASTUNG",
    ]
    private static let missingStems = WordStems(kept)
    private static let certainParts: Set<String> = [
        "ABSCHLAG", "ABSCHLAGSZAHLUNG", "ANZAHLUNG", "ACOMPTE", "INSTALMENT", "INSTALLMENT", "ACCONTO", "AANBETALING",
        "AKONTO", "AKONTOZAHLUNG", "ZALICZKA",
    ]
    private static let without: Set<String> = [
        "OHNE", "KEIN", "KEINEN", "WITHOUT", "NO", "SANS", "SENZA", "SIN", "ZONDER", "UTAN", "BEZ", "UDEN", "UTEN",
    ]

    /// Whether a word is one that payers write whatever they pay, and says nothing of what is taken off.
    static func areOfAnyPayment(_ word: String) -> Bool { ofPayments.contains(word) }

    /// Whether a word is one for a discount, or for what is taken off.
    static func isDiscountOrLess(_ word: String) -> Bool { isDiscount(word) || off.contains(word) }

    /// Whether a word says that one payment of several is made.
    static func areOfInstalments(_ word: String) -> Bool {
        instalments.contains(word) || partsOfOne.contains(word) || rests.fit(word)
    }

    /// The same, and words that say which one it is.
    static func areOfRests(_ word: String) -> Bool {
        areOfInstalments(word) || ordinals.contains(word) || restWords.contains(word)
    }

    private static let restWords: Set<String> = [
        "REST", "RESTO", "SOLDE", "BALANCE", "REMAINDER", "REMAINING", "RELIQUAT", "RESTBEDRAG", "RESTBELØB",
        "RESTBELOPP",
        "DIFFERENZ", "DIFFERENZBETRAG", "SCHLUSSRATE", "SCHLUSSRECHNUNG", "FOLGT", "TEILZAHLUNG", "TZ",
    ]

    /// Whether a word is one that payers write whatever they pay.
    static func areOfPayments(_ word: String) -> Bool {
        ofPayments.contains(word) || off.contains(word) || isCreditNote(word) || discounts.fit(word)
    }

    private static let ofPayments: Set<String> = [
        "ZAHLUNG", "ZAHLG", "ZAHLEN", "BEZAHLUNG", "ÜBERWEISUNG", "UEBERWEISUNG", "UEBERW", "BETR", "BETREFF",
        "BETRIFFT", "VIELEN", "DANK", "DANKE", "THANK", "THANKS", "YOU", "PAYMENT", "PAYMENTS", "PMT", "PAY", "PAID",
        "FOR", "OF", "THE", "FÜR", "FUER", "IHR", "UNSERE", "UNS", "YOUR", "OUR", "VOS", "VOTRE", "NOTRE", "NOS",
        "PAIEMENT", "PAIEM", "POUR", "REGLEMENT", "RÈGLEMENT", "RGLT", "VIREMENT", "VIR", "MERCI", "BETALING", "BETALT",
        "BETALNING", "BEDANKT", "VOOR", "PAGAMENTO", "PAG", "PAGO", "BONIFICO", "TRANSFERENCIA", "TRANSFER", "GRAZIE",
        "GRACIAS", "PER", "PARA", "POR", "ZAPŁATA", "ZAPLATA", "PRZELEW", "ZA", "TAK", "TACK", "SEPA", "SCT", "SVWZ",
        "EREF", "KREF", "MREF", "PURP", "CRED", "LT", "LAUT", "GEM", "VEREINBARUNG", "ONLINE", "BANKING", "DIE", "DER",
        "DAS", "LA", "LE", "LES", "DE", "DES", "EUR", "EURO", "ANDERES", "ANDERE", "ANDEREN", "OTHERS", "AUTRES", "USD",
        "GBP", "CHF", "REF", "REFERENZ", "REFERENCE", "SALDO", "SAMT", "SOWIE", "WEITERE", "WEITEREN", "WEITERER", "U",
        "A", "UA", "ETC", "USW", "ALTRE", "OTRAS", "OTROS", "M", "FL", "SAMMELÜBERWEISUNG", "SAMMELUEBERWEISUNG",
        "VERRECHNUNG", "UNTER", "V", "GESAMT", "BETRAG", "TOTAL", "SUMME", "AMOUNT",
    ]

    /// Whether the text says that a discount is taken.
    static func tellOfDiscount(in line: StatementLine) -> Bool {
        RunText(line.remittance).words.contains(where: discounts.fit)
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

    private static let deductionStems = WordStems(kept + ["ABZUG", "KÜRZUNG", "KUERZUNG", "DEDUCTION"])

    /// Whether a word is one for a credit note.
    static func isCreditNote(_ word: String) -> Bool { creditNoteStems.fit(word) && !noCreditNotes.fit(word) }

    private static let noCreditNotes = WordStems(["NOTAR", "CREDITCARD", "CREDITOR", "KREDITKARTE", "KREDITOR"])

    /// - Returns: the word that says that interest or a fee for a reminder is paid, and not a document.
    static func ofInterest(in line: StatementLine) -> String? {
        let words = words(of: line)
        return words.first { word in interestBegins.fit(word) || interestWords.contains(word) }
            ?? zip(words, words.dropFirst()).first { interestPairs.contains($0, $1) }.map { "\($0) \($1)" }
    }

    /// - Returns: the word that says that a fee, freight or a tax of a document is paid, and not a part of what it is for.
    static func ofExtras(in line: StatementLine) -> String? { words(of: line).first { extras.fit($0) } }

    private static let interestPairs = WordPairs([
        "LATE FEE", "LATE PAYMENT", "LATE CHARGE", "LATE CHARGES", "REMINDER FEE", "FINANCE CHARGE", "FINANCE CHARGES",
        "RECOVERY COST", "RECOVERY COSTS", "DUNNING FEE", "INDEMNITE FORFAITAIRE", "SPESE DI", "GASTOS DE",
    ])
    private static let extras = WordStems(
        plain([
            "MAHN", "DUNNING", "REMINDER", "ZINS", "VERWALTUNGSP", "INDEMNIT", "SOLLECITO", "RECLAMACI", "REKOMPENSAT",
            "FRACHT", "FREIGHT", "VERSAND", "SHIPPING", "BEARBEITUNGSG", "UMSATZSTEUER", "PORTO", "TRANSPORTKOST",
        ])
    )

    /// Whether the text says that all is paid that is open.
    static func tellOfEverything(in line: StatementLine) -> Bool {
        let words = words(of: line)
        return words.contains(where: everything.contains)
            || zip(words, words.dropFirst()).contains { everythingPairs.contains($0, $1) }
    }

    private static let everything: Set<String> = plain([
        "KONTOAUSGLEICH", "SALDENAUSGLEICH", "SALDOAUSGLEICH", "SÄMTLICHE", "SAEMTLICHE",
    ])
    private static let everythingPairs = WordPairs([
        "ALLE OFFENEN", "ALLE RECHNUNGEN", "ALLER OFFENEN", "OFFENE POSTEN", "ALLE POSTEN", "AUSGLEICH KONTO",
        "AUSGLEICH KUNDENKONTO", "ALL OPEN", "ALL INVOICES", "ALL OUTSTANDING", "FULL SETTLEMENT", "ACCOUNT BALANCE",
        "TOUTES LES", "SOLDE DU", "TUTTE LE", "TODAS LAS", "ALLE FACTUREN", "ALLE FAKTURAER", "ALLA FAKTUROR",
    ])
    private static let partsOfOne: Set<String> = [
        "PARTIAL", "PARTIALLY", "PARTIEL", "PARTIELLE", "PARCIAL", "PARZIALE", "CZĘŚCIOWA", "CZESCIOWA", "CZĘŚCIOWO",
        "DEELBETALING", "DELBETALING", "DELBETALNING", "DELVIS", "ANTEILIG", "VORERST", "MOITIÉ", "MOITIE", "HÄLFTE",
        "HAELFTE", "MONATSRATE", "RATENZAHLUNG", "OSAMAKSU", "PARZIALMENTE", "PARTIELLEMENT",
    ]
    private static let instalments: Set<String> = [
        "RATE", "RATA", "INSTALMENT", "INSTALLMENT", "ÉCHÉANCE", "ECHEANCE", "CUOTA", "TERMIJN", "AVDRAG", "AVBETALING",
        "TEIL", "PART", "PARTIE", "DEEL", "RATY", "PARCELA", "TRANCHE",
    ]
    private static let ordinals: Set<String> = [
        "ERSTE", "ZWEITE", "DRITTE", "VIERTE", "LETZTE", "FIRST", "SECOND", "THIRD", "LAST", "FINAL", "PREMIÈRE",
        "PREMIERE", "DEUXIÈME", "DEUXIEME", "DERNIÈRE", "DERNIERE", "PRIMA", "SECONDA", "ULTIMA", "PRIMERA", "SEGUNDA",
        "EERSTE", "TWEEDE", "LAATSTE", "FÖRSTA", "ANDRA",
    ]
    private static let rests = WordStems([
        "TEILZAHL", "TEILBETR", "RESTZAHL", "RESTBETRAG", "RESTSALDO", "SCHLUSSZAHL", "RESTANT",
    ])
    private static let interestStems = plain([
        "VERZUGSZINS", "VERZUGSP", "MAHNGEB", "MAHNKOSTEN", "MAHNSPESEN", "ZINSEN", "INTEREST", "LATEFEE", "PENALTY",
        "RENTE", "INTÉRÊT", "INTERET", "INTERESSI", "INTERESES", "ODSETK", "DRÖJSMÅL", "DROJSMAL", "PÅMINNELSEAVG",
        "PAMINNELSEAVG", "HERINNERINGSKOST", "INKASSOKOST", "INCASSOKOST", "VERTRAGSSTRAFE", "REMINDERFEE", "VIIVÄSTYS",
        "MORATOIR", "VERZUGSK", "VERSPÄTUNG", "VERSPAETUNG", "INKASSOG", "PÉNALIT", "AGIOS", "JUROS", "AANMANINGSK",
        "UPOMNIE", "UPOMÍN", "RYKKER", "MORARENTE", "FORSINKELSE", "HUOMAUTUS", "PERINTÄ", "ÚROK", "PENÁL", "KÉSEDELM",
        "BEHAJT", "ΤΟΚΟ", "MAHNPAUSCH", "RELANCE",
    ])
    private static let interestWords: Set<String> = ["MORA", "RECARGO", "KORKO", "PURREGEBYR", "ZINS", "VERZUGSZI"]
    private static let interestBegins = WordStems(interestStems)
    private static let otherReasons: Set<String> = plain(less).union(interestWords).union(
        plain([
            "REST", "FOLGT", "DOPPELT", "ZZGL", "ZUZUEGLICH", "ZUZÜGLICH", "PLUS", "2X", "ZWEIMAL", "NUR", "ONLY",
            "SPESEN",
            "CHARGES", "FRAIS", "ÜBERZAHLUNG", "UEBERZAHLUNG",
        ])
    )
    private static let otherReasonStems = WordStems(
        interestStems + [
            "EINBEHALT", "SICHERHEITSEINBEH", "MINDERUNG", "SKONTO", "BANKSPESEN", "BANKGEB", "WERBEKOSTEN",
            "RETENTION", "DEDUCTION", "DISCOUNT", "RETENUE", "ESCOMPTE", "SCONTO", "TRATTENUT", "INHOUDING", "KORTING",
            "DESCUENTO",
        ]
    )
    private static let creditNoteStems = WordStems([
        "GUTSCHR", "GS", "CREDIT", "AVOIR", "CN", "NOTA", "KREDIT", "ABONO",
    ])

    /// Codes of ISO 20022 (ExternalReturnReason1Code) that banks write into texts are among them.
    private static let returns: Set<String> = plain([
        "RETN", "REJT", "RFND", "NSF", "RETD", "UNPAID", "DISHONOURED", "DISHONORED", "BOUNCED", "UNDELIVERABLE",
        "VOID",
        "RESTITUTION", "RESTITUZIONE", "RESTITUTIE", "RIACCREDITO", "RESPINTO", "RESPINTA", "REINTEGRO",
        "REINTEGRACIÓN",
        "ANNULATION", "ANNULÉ", "ANNULE", "GERETOURNEERD", "TERUGBETAALD", "TERUGBOEKING", "TERUGGEBOEKT", "DUPLICATE",
        "OVERPAYMENT", "RECHAZADO", "RECHAZADA", "组戻", "組戻", "返却", "退汇", "VERSEHENTLICH", "IRRTÜMLICH",
        "IRRTUEMLICH", "DOPPELÜBERWEISUNG", "DOPPELUEBERWEISUNG", "UEBERZAHLUNG", "ÜBERZAHLUNG",
        "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKUEBERWEISUNG", "RÜCKÜBERWEISUNG", "RUECKGABE", "RÜCKGABE", "RETOURE",
        "RETURNED", "REJECT", "REJECTED", "STORNO", "STORNIERUNG", "FEHLUEBERWEISUNG", "FEHLÜBERWEISUNG",
        "TERUGBETALING", "ZWROT", "ÅTERBETALNING", "TILBAKEBETALING", "TILBAGEBETALING", "PALAUTUS", "ESTORNO",
        "VRATKA", "VRÁCENÍ", "VRACENI", "IADE", "İADE", "AC01", "AC03", "AC04", "AC06", "AG01", "AM04", "MD01", "MD06",
        "MD07", "MS02", "MS03", "RC01", "RR04", "RETURN", "RECALL", "REVERSAL", "REVERSED", "CHARGEBACK", "RUECKRUF",
        "RÜCKRUF", "RUECKBUCHUNG", "RÜCKBUCHUNG", "ZURUECKGEWIESEN", "ZURÜCKGEWIESEN", "UNZUSTELLBAR", "ВОЗВРАТ",
        "ПОВЕРНЕННЯ", "RETOUREN", "UNGÜLTIG", "UNGUELTIG", "REJETÉ", "REJETE", "REJET", "STORNATO", "STORNATA",
        "IMPAYÉ", "IMPAYE", "IMPAGADO", "INSOLUTO", "INSOLUTI", "TERUGSTORTING",
    ])
    private static let returnBeginnings = plain([
        "DEVUEL", "DEVOLV", "ODRZUC", "ZWRÓC", "VRÁCEN", "SZTORN", "RETURNER", "TILBAGEF", "TILBAKEF", "PALAUTE",
        "ΕΠΙΣΤΡΟΦ", "STORNIER", "STORNORECHN", "TERUGGE", "ATERBET", "ÅTERBET", "DOBBELTBET", "DUBBELBET",
        "RÜCKLASTSCHR", "RUECKLASTSCHR", "AVVISAD", "RUECKERST", "RÜCKERST", "ERSTATT", "REFUND", "REIMBURS",
        "REMBOURS", "RIMBORS", "REEMBOLS", "DEVOLU", "VISSZATÉRÍT", "VISSZAUTAL", "RUECKLAEUF", "RÜCKLÄUF",
        "RUECKVERGUET", "RÜCKVERGÜT", "RETROCESS", "返金", "退款", "환불",
    ])
    private static let returnStems = WordStems(returnBeginnings)
    /// What compounds end with: `STEUERERSTATTUNG`, `UEBERWEISUNGSRUECKLAEUFER`.
    private static let returnEnds = plain([
        "ERSTATTUNG", "SRETOURE", "RUECKLAEUFER", "RÜCKLÄUFER", "RUECKZAHLUNG", "RÜCKZAHLUNG", "RUECKBUCHUNG",
        "RÜCKBUCHUNG",
    ])
    private static let returnEndings = WordStems(ends: returnEnds)
    private static let returnPairs = WordPairs(
        plain([
            "TROP PERÇU", "DOUBLE PAIEMENT", "DOPPELT BEZAHLT", "DUBBEL BETAALD", "PAID TWICE", "DUPLICATE OF",
            "STOP PAYMENT", "NO ACCOUNT", "UNABLE TO", "ITEM RTN", "RTN ITEM", "AVOIR SUR", "CREDIT MEMO",
            "CREDIT NOTE",
            "NOTA CREDITO", "NOTA DI", "KONTO GESPERRT", "ACCOUNT BLOCKED", "BITTE ZURÜCK", "BITTE ZURUECK",
            "ZUVIEL GEZAHLT",
            "DOUBLE PAYMENT", "DUPLICATE PAYMENT",
            "MONEY BACK", "ACCOUNT CLOSED", "KONTO ERLOSCHEN", "KONTO AUFGELÖST", "GERI ÖDEME", "EMPFAENGER UNBEKANNT",
            "EMPFÄNGER UNBEKANNT", "BENEFICIARY UNKNOWN", "UNKNOWN BENEFICIARY", "RETOUR VIREMENT", "VIREMENT RETOURNÉ",
            "VIREMENT RETOURNE", "COMPTE CLÔTURÉ", "COMPTE CLOTURE", "COMPTE FERMÉ", "CONTO ESTINTO", "CONTO CHIUSO",
            "CUENTA CANCELADA", "ONBEKENDE REKENING", "REKENING ONBEKEND", "REKENING OPGEHEVEN", "IBAN FALSCH",
            "KONTO FALSCH", "KONTONUMMER FALSCH", "WRONG IBAN", "INVALID IBAN", "INVALID ACCOUNT",
        ])
    )
    private static let noPayments: Set<String> = plain([
        "NACHBESTELLUNG", "KORREKTUR", "CORRECTION", "STATT", "INSTEAD", "ERSATZ", "EXCEPT", "AUSSER",
        "VORKASSE", "VORSCHUSS", "KAUTION", "DARLEHEN", "AANBETALING", "VOORSCHOT", "WAARBORG", "FÖRSKOTT", "FORSKUD",
        "FORSKUDD", "CAPARRA", "CAUZIONE", "FIANZA", "AVANCE", "AVANS", "LOAN", "AVOIR", "CREDITNOTA", "KREDITNOTA",
        "MIETKAUTION", "DARLEHENSAUSZAHLUNG", "KREDITFAKTURA", "KREDITTNOTA", "KREDITERING", "HYVITYSLASKU", "HYVITYS",
        "DOBROPIS", "KOREKTA", "ZÁLOHA", "ZALOHA", "ELŐLEG", "ADIANTAMENTO", "BONUS", "WKZ", "WERBEKOSTENZUSCHUSS",
        "KICKBACK", "PROFORMA", "HANDPENNING", "CAUTION", "VORAUSKASSE", "DOPPELZAHLUNG", "FEHLBUCHUNG", "RESO",
        "RETOUR", "ZURÜCK", "ZURUECK",
    ])
    private static let noPaymentStems = WordStems(
        plain([
            "ANZAHL", "VORAUSZ", "PREPAY", "PREPAID", "DOWNPAYMENT", "ACOMPTE", "ACCONT", "ANTICIP", "ZALICZK",
            "CREDITNOTE", "ABSCHLAG", "AKONTO", "ENNAKKO", "VORABZAHL", "VOORUITBET", "PRZEDPŁAT", "PRZEDPLAT",
            "FÖRSKOTT",
            "FORSKOTT", "DARLEHEN", "SCHADENSERSATZ", "SCHADENERSATZ", "FALSCHÜBERW", "FALSCHUEBERW", "KAUTION",
            "ZÁLOH", "ELŐLEG", "ARRHES", "ZADATEK", "KAUCJ", "FORUDBETAL",
            "FORSKUDD", "KÄSIRAH", "KAUC", "PRESTAM", "PRÉSTAM", "LENING", "WAARBORG", "VOORSCHOT", "CREDITFACT",
        ])
    )
    /// `DEPOSIT` alone is what banks call a credit, as `GUTSCHRIFT` and `ABONO`.
    private static let noPaymentPairs = WordPairs(
        plain([
            "PRE PAYMENT", "ON A", "A CUENTA", "BEREITS BEZAHLT", "ALREADY PAID", "GUTSCHRIFT AUS", "DÉJÀ PAYÉ",
            "GIÀ PAGATO",
            "DOWN PAYMENT", "ADVANCE PAYMENT", "IN ADVANCE", "DEPOSIT FOR", "DEPOSIT ON", "DEPOSIT ORDER",
            "SECURITY DEPOSIT", "CREDIT NOTE", "CREDIT MEMO", "DI CREDITO", "DE CREDITO", "DE CRÉDITO", "ÖN ÖDEME",
            "A CONTO", "A KONTO", "À VALOIR", "A VALOIR", "ON ACCOUNT", "PRO FORMA", "DEPOSITO CAUZIONALE", "DÉPÔT DE",
            "DEPOT DE", "GUTSCHRIFT ZU", "GUTSCHRIFT FÜR", "GUTSCHRIFT FUER", "NOTE CREDIT",
        ])
    )
    private static let parts = certainParts.union(["RATE", "RATA", "RATEN", "PART", "TERMIJN"])
}
