import HubDomain
import PaymentVocabulary

/// Tells the words of a text that say nothing but that somebody pays from those that may say what for.
///
/// What a payment may be instead of one of an invoice has no end of words in any language: a grant, a deposit, a fee, a
/// refund. Where a number names the document they are asked for (`PaymentWords`); where the amount alone speaks for it, or
/// for a discount, it is the other way round, and a word that is not known to be harmless is left to a person.
struct PlainWords {
    private let text: RunText
    /// Of the payer and of the customer.
    private let names: Set<String>

    /// - Parameters:
    ///   - names: of the payer and of the customer, as they are written.
    ///   - prefixes: that numbers of ours begin with, in capitals.
    init(_ line: StatementLine, names: [String], prefixes: Set<String>) {
        text = RunText(line.remittance)
        self.names = names.reduce(into: prefixes) { words, name in
            words.formUnion(RunText(name).words)
            for spelling in PartyName(name).spellings { words.formUnion(spelling.words.map { $0.uppercased() }) }
        }
    }

    /// The first word that may say what the money is for; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - taken: runs that are read already, such as the number of a document.
    ///   - isLess: whether less is paid than what is open, as with a discount, which has words of its own.
    ///   - isRest: whether a part has been paid before, so that this may be the rest or the next instalment.
    func first(besides taken: [ClosedRange<Int>], isLess: Bool, isRest: Bool) -> String? {
        let isThanks = text.words.contains { $0.hasPrefix("THANK") }
        // `1 of 2`
        if !isRest, let place = text.runs.indices.first(where: { PaymentWords.isShare($0, of: text) }) {
            return text.string(place, place)
        }
        return text.runs.indices.lazy.filter { place in !taken.contains { $0.contains(place) } }
            .first { place in
                let word = text.string(place, place)
                if isThanks && word == "ADVANCE" || isRest && PaymentWords.areOfRests(word) { return false }
                return !isPlain(word, at: place, isLess: isLess)
            }
            .map { text.string($0, $0) }
    }

    private func isPlain(_ word: String, at place: Int, isLess: Bool) -> Bool {
        let run = text.runs[place]
        guard !run.hasDigit else { return isPlainNumber(word) }
        if isPartOfNumber(place) || isIdentifier(place) { return isPlainNumber(word) }
        if Self.credits.contains(word) { return !isCounted(place) }
        if isLess, Self.ofDiscounts.contains(PartyName.withoutMarks(word)) || PaymentWords.isDiscountOrLess(word) {
            return true
        }
        guard !Self.never.contains(word), !Self.neverBegins.fit(word), !PaymentWords.isDeduction(word) else {
            return false
        }
        if word.utf8.count < Self.lengthMin { return !PaymentWords.isCreditNote(word) }
        let unmarked = PartyName.withoutMarks(word)
        return Self.plain.contains(unmarked) || Self.stems.fit(unmarked) || Self.ends.fit(unmarked)
            || PaymentWords.areOfAnyPayment(word) || ForeignNumbers.isHarmless(word) || MonthNames.month(word) != nil
            || names.contains(word) || Currency(word) != nil
    }

    /// `RATE3` and `KW06` say what `RATE` and `KW` do; other letters before digits are of somebody's number.
    private func isPlainNumber(_ word: String) -> Bool {
        let letters = String(word.prefix { !$0.isNumber })
        return letters.isEmpty
            || !Self.never.contains(letters) && !Self.neverBegins.fit(letters)
                && !PaymentWords.areOfInstalments(letters)
    }

    /// Few letters that hang on digits: `FT-26064`.
    private func isPartOfNumber(_ place: Int) -> Bool {
        guard text.runs[place].length <= Self.numberLettersMax else { return false }
        return [place, place + 1].contains { second in
            text.runs.indices.contains(second) && second > 0 && text.runs[second].gapBefore == .dash
                && (text.runs[second - 1].hasDigit || text.runs[second].hasDigit)
        }
    }

    private static let numberLettersMax = 5

    /// Behind a word by which banks say that an identifier or a code follows: `BIC COBADEFFXXX`, `EREF+ABCDE`.
    private func isIdentifier(_ place: Int) -> Bool {
        place > 0 && text.runs[place].gapBefore != .blank && Self.tags.contains(text.string(place - 1, place - 1))
            || place > 0 && Self.banks.contains(text.string(place - 1, place - 1))
    }

    private static let tags: Set<String> = ["EREF", "KREF", "MREF", "TRN", "UETR", "CRED", "DEBT", "ID", "REF"]
    private static let banks: Set<String> = ["BIC", "SWIFT", "BICFI"]

    /// Whether digits follow, which make a credit note of what a bank calls a credit.
    private func isCounted(_ place: Int) -> Bool {
        text.runs.indices.contains(place + 1) && text.runs[place + 1].hasDigit
    }

    /// Shorter ones are small words of some language.
    private static let lengthMin = 3

    /// What banks call any credit.
    private static let credits: Set<String> = ["GUTSCHRIFT", "CREDIT", "ABONO", "DEPOSIT", "KREDIT", "CRED"]
    /// Harmless beside a number only, and not always then.
    private static let never: Set<String> = [
        "AVOIR", "NOTA", "NOTE", "KW", "CW", "CN", "GS", "KALENDERWOCHE", "WEEK", "SEMAINE", "SETTIMANA", "SEMANA",
        "VECKA", "UGE", "UKE", "TYDZIEŃ", "TYDZIEN", "TYDEN", "HÉT", "VIIKKO", "QUOTE", "ANGEBOT", "OFFER", "POLICE",
        "RABATT", "BONUS", "MINUS", "RENTENVERSICHERUNG", "RENTE", "LEISTUNGSZEITRAUM", "TZ",
    ]
    /// Of words that begin or end as harmless ones do.
    private static let neverBegins = WordStems([
        "REFU", "DIVI", "DIFFERENZ", "MIETZINSD", "MIETKAUT", "VUOKRAV", "SCHULDSCH", "LEISTUNGSKL", "SICHERHEIT",
        "MINDERLIEF", "FEHLLIEF", "GARANTIE",
    ])
    /// What those write who take a discount.
    private static let ofDiscounts: Set<String> = Set(discounts.map(PartyName.withoutMarks))
    private static let discounts: [String] = [
        "TAGE", "TAGEN", "DAYS", "JOURS", "GIORNI", "DÍAS", "DIAS", "DAGEN", "DAGE", "DAGAR", "DNI", "INNERHALB",
        "WITHIN", "BINNEN", "BINNENS", "DANS", "ENTRO", "PROZENT", "PERCENT", "PCT", "PROZ", "PROCENT", "POURCENT",
        "FRIST", "ABZUG", "ABZÜGE", "NACH", "AFTER", "TERMS", "TERM", "EARLY", "PROMPT", "CASH", "TAKEN", "DEDUCTED",
        "OHNE", "WITHOUT", "SANS", "SENZA", "SIN", "ZONDER", "SKT", "PRONTO", "KASSA", "ALENNUS", "KONTANTRABAT",
        "GEZOGEN", "BERÜCKSICHTIGT", "BERUECKSICHTIGT", "GEWÄHRT",
        "EINGERECHNET", "INKL", "INCL", "NETTO", "NET",
        "KONTANTRABATT", "KASSARABATT", "KASSENSKONTO", "DISC", "DTO", "SKTO", "REMISE", "NACHLASS", "SKONTI",
    ]
    /// How money comes, and courtesies, in the languages of SEPA's larger countries and English.
    private static let plain: Set<String> = Set(written.map(PartyName.withoutMarks))
    private static let written: [String] = [
        // How banks call it.
        "ÜBERWEISUNGSGUTSCHRIFT", "UEBERWEISUNGSGUTSCHRIFT", "EINGANG", "ZAHLUNGSEINGANG", "GELDEINGANG",
        "EINGEHENDE", "ECHTZEIT", "ECHTZEITÜBERWEISUNG", "ECHTZEITUEBERWEISUNG", "DAUERAUFTRAG", "SAMMLER",
        "LASTSCHRIFT", "EINZUG", "SCHECK", "SCHECKEINREICHUNG", "CHECK", "CHEQUE", "CHÈQUE", "ASSEGNO", "INSTANT",
        "INCOMING", "INWARD", "INTERNATIONAL", "DOMESTIC", "WIRE", "FEDWIRE", "CHIPS", "ACH", "CCD", "CTX", "PPD",
        "EFT", "NEFT", "RTGS", "IMPS", "BACS", "CHAPS", "FPS", "FASTER", "SWIFT", "GIRO", "BANKGIRO", "PLUSGIRO",
        "BANK", "BANKING", "ONLINE", "INTERNET", "DIRECT", "DIRECTE", "TRF", "TFR", "XFER", "REMITTANCE", "REMIT",
        "ADVICE", "INFO", "INFORMATION", "ELECTRONIC", "MOBILE", "APP", "LOCKBOX", "RECEIVED", "RECU", "REÇU",
        "FAVEUR", "FAVORE", "FAVOR", "RECIBIDA", "RECIBIDO", "RICEVUTO", "ENTRANT", "ENTRANTE", "ONTVANGEN",
        "OVERBOEKING", "OVERSCHRIJVING", "INDBETALING", "INNBETALING", "INBETALNING", "OVERFØRSEL", "OVERFORSEL",
        "OVERFØRING", "ÖVERFÖRING", "OVERFORING", "MAKSU", "TILISIIRTO", "PŘEVOD", "PREVOD", "PLATBA", "ÚHRADA",
        "UHRADA", "UTALÁS", "UTALAS", "ÁTUTALÁS", "ATUTALAS", "WPŁATA", "WPLATA", "PŁATNOŚĆ", "PLATNOSC", "OPŁATA",
        "TYTUŁEM", "TYTULEM", "TYTUŁ", "DOTYCZY", "ACCREDITO", "ABBUCHUNG", "VERWENDUNGSZWECK", "ZWECK", "PURPOSE",
        "MOTIF", "CAUSALE", "CONCEPTO", "OMSCHRIJVING", "SCOR", "NOTPROVIDED", "PURP", "GDDS", "GDSV", "SUPP", "TRAD",
        "SCVE", "CDCB", "OTHR", "RINP", "SUBS", "IVPT", "TRN", "IMAD", "OMAD", "UETR", "OBI", "ORIG", "BNF", "SENDER",
        "UNSTRUCTURED", "USTRD", "RFB", "INV", "ROC", "PAYER", "BENEFICIARY", "ORIGINATOR", "VENDOR", "SUPPLIER",
        "TRADE", "ACCOUNTS", "PAYABLE", "TREASURY", "BUCHHALTUNG", "KREDITORENBUCHHALTUNG", "FINANCE", "GUTSCHR",
        "GUTSCHRIFTEN", "SAMMELGUTSCHRIFT", "EINZELGUTSCHRIFT", "ECHTZEITGUTSCHRIFT", "TERMINÜBERWEISUNG",
        "TERMINUEBERWEISUNG", "AUSLANDSÜBERWEISUNG", "AUSLANDSUEBERWEISUNG", "AUSLANDSZAHLUNG", "BUCHUNG", "GEBUCHT",
        "UMSATZ", "ABWA", "ABWE", "SHA", "UHR", "NAAM", "KENMERK", "VALUTADATUM", "TRTP", "REMI", "ORDP", "CSID",
        "ISDT", "BIJSCHRIJVING", "DEBITEURNUMMER", "VIA", "SPOED", "ZAKELIJK", "NAME", "DESCRIPTION", "MONEY",
        "ADDED", "DISPOSTO", "DISPOSIZIONE", "ORDINANTE", "ORD", "RIF", "RIFERIMENTO", "CRO", "BANCA", "ISTANTANEO",
        "ESTERO", "VOSTRO", "VOSTRA", "NOSTRO", "NOSTRA", "BONIF", "FAV", "INST", "INSTANTANÉ", "TIERS", "VIRT",
        "CPTE", "RÉF", "LIBELLÉ", "ÉMETTEUR", "DONNEUR", "EMIS", "INMEDIATA", "TRANSF", "ORDENANTE", "BENEFICIARIO",
        "INGRESO", "IMPORTE", "CUENTA", "EMITIDA", "REMESA", "PRZYCHODZĄCY", "KRAJOWY", "OTRZYMANY", "ZEWNĘTRZNY",
        "ELIXIR", "WPŁYW", "NADAWCA", "ODBIORCA", "RACHUNEK", "INSÄTTNING", "BANKGIROINBETALNING",
        "BANKGIROINSÄTTNING", "BGBETALNING", "BGS", "BGC", "FAKTURABETALING", "NETTBANK", "MEDDELANDE", "MELDING",
        "BESKED", "AVSÄNDARE", "GIRERING", "VIITENUMERO", "VIITESIIRTO", "PANO", "RECEIPT", "PYMT", "PYMTS", "FPI",
        "FPO", "SEC", "DESCR", "IND", "EED", "ENTRY", "COMPANY", "VALUE", "FUNDS", "REMITTER", "STANDING", "URGENT",
        "AVIS", "ZAHLUNGSAVIS", "VERBINDLICHKEITEN", "MONATSRECHNUNG", "SAMMELRECHNUNG", "KOSTENSTELLE", "BZGL",
        "ANBEI", "ANLAGE", "FIRMA", "RENDERED", "ATTACHED", "DELIVERED", "BEING", "EMAIL", "MAIL", "BILLING", "RUN",
        "ATTN", "DEPT", "LTD", "FOURNISSEUR", "FOURNISSEURS", "RÉGLEMENT", "LIVRAISON", "SOCIÉTÉ", "ACHAT", "ACHATS",
        "FORNITORE", "FORNITORI", "SERVIZIO", "SERVICIO", "PROVEEDOR", "PROVEEDORES", "LIQUIDACIÓN", "FRAS",
        "NUESTRA", "VUESTRA", "BETREFT", "OPENSTAANDE", "DEBITEUR", "CREDITEUREN", "PERIODE", "DNIA", "NALEŻNOŚĆ",
        "ZAPL", "FVAT", "USŁUGĘ", "ROZLICZENIE", "SPŁATA", "ZLECENIE", "LEVERANDØR", "LEVERANTÖR",
        "LEVERANTÖRSBETALNING", "REGNINGER", "TJENESTER", "TJÄNSTER", "MÅNED", "MÅNAD", "GRÜSSEN", "GUTE",
        "ZUSAMMENARBEIT", "BUSINESS", "CORDIALEMENT", "HERZLICH", "SCHÖNEN", "TAG", "HERRN", "FRAU", "KINDLY", "MANY",
        "THX", "CHEERS", "SIR", "SALUTATIONS", "MONSIEUR", "MADAME", "SALUTI", "DISTINTI", "SALUDOS", "CORDIALES",
        "CORDIALI", "HARTELIJK", "HARTELIJKE", "VRIENDELIJKE", "GROET", "GROETEN", "MVH", "HILSEN", "HÄLSNINGAR",
        "TAKK", "STRAßE", "PERSON",
        // What is owed.
        "BEGLEICHUNG", "AUSGLEICH", "RECHNUNGSAUSGLEICH", "RECHNUNGSBETRAG", "ENDBETRAG", "GESAMTBETRAG",
        "SETTLEMENT", "FÄLLIG", "FAELLIG", "FÄLLIGKEIT", "DUE", "OVERDUE", "OPEN", "OUTSTANDING", "OFFEN", "OFFENE",
        "OFFENER", "ONLINEBANKING", "ZAHLUNGSLAUF", "OFFENEN", "POSTEN", "POSITION", "STATEMENT", "FORDERUNG",
        "FORDERUNGEN", "SCHULD", "ECHÉANCE", "SCADENZA", "VENCIMIENTO", "FULL", "VOLL", "VOLLSTÄNDIG", "KOMPLETT",
        "COMPLETE", "GESAMT", "ALLE", "ALLER", "ALL", "AANMANING", "MAHNUNG", "ZAHLUNGSERINNERUNG", "ERINNERUNG",
        "REMINDER", "RAPPEL", "SOLLECITO", "BEIDE", "BEIDEN", "BOTH", "ZWEI", "DREI", "VIER", "FÜNF", "TWO", "THREE",
        "DEUX", "TROIS", "TRE", "DOS", "TRES", "TWEE", "DRIE", "EIN", "EINE", "EINER", "ONE", "UNE", "UNA",
        // Courtesies and small words.
        "SEHR", "GEEHRTE", "DAMEN", "HERREN", "MFG", "GRUSS", "GRÜSSE", "GRUESSE", "GRÜßE", "BESTE", "FREUNDLICHEN",
        "FREUNDLICHE", "BITTE", "PLEASE", "REGARDS", "KIND", "BEST", "DEAR", "HALLO", "HELLO", "NOCHMALS", "BESTEN",
        "HERZLICHEN", "LIEBE", "IHRE", "IHREN", "IHREM", "IHRER", "UNSERER", "UNSEREN", "UNSER", "UNSERE", "YOUR",
        "NOCHMAL", "ERNEUT", "AGAIN", "ZEICHEN", "GESTELLT", "KIEGYENLÍTÉS", "KIEGYENLITES", "ΕΞΟΦΛΗΣΗ", "ΕΞΟΦΛΗΣΗΣ",
        "EXOFLISI", "HAUS", "KFZ", "SEMINAR", "POS", "STK", "STÜCK", "SIEHE", "SEE", "WIE", "BESPROCHEN", "AGREED",
        "ABSPRACHE", "VEREINBART", "LAUT", "GEMÄSS", "GEMAESS", "GEMÄß", "BEI", "AUS", "AUF", "ZUR", "ZUM", "VOM",
        "VON", "MIT", "UND", "FOR", "AND", "THE", "WITH", "FROM", "DATE", "DATUM", "MONAT", "MONTH", "MOIS", "MESE",
        "MES", "MAAND", "JAHR", "YEAR", "QUARTAL", "QUARTER", "TRIMESTRE", "HALBJAHR", "POUR", "AVEC", "PAR", "SUR",
        "DEL", "DELLA", "CON", "LOS", "LAS", "VOOR", "MET", "VAN", "HET", "TIL", "FRA", "FÖR", "FRÅN", "FRAN", "MED",
        "DLA", "PER", "PRO", "ALS", "NACH", "ÜBER", "UEBER", "COMPTE", "S", "P", "OK", "TAX", "VAT", "MWST", "UST",
        "INKL", "INCL", "BRUTTO", "NETTO", "GROSS", "TTC", "HT", "IVA", "TVA", "BTW", "MOMS", "EX",
        // What firms sell each other.
        "WARE", "WAREN", "WARENLIEFERUNG", "GOODS", "PRODUKT", "PRODUKTE", "PRODUCT", "PRODUCTS", "SUPPLY",
        "SUPPLIES", "SERVICES", "DIENSTLEISTUNG", "DIENSTLEISTUNGEN", "LEISTUNG", "LEISTUNGEN", "ARBEIT", "ARBEITEN",
        "MATERIAL", "MATERIALIEN", "MATERIALS", "MARCHANDISE", "MARCHANDISES", "PRESTATION", "PRESTATIONS",
        "SERVICIOS", "SERVIZI", "MERCE", "FORNITURA", "SUMINISTRO", "VAROR", "VARER", "LEVERING", "LEVERANS",
        "GOEDEREN", "DIENSTEN", "USŁUGI", "USLUGI", "TOWAR", "ZBOŽÍ", "WOHNUNG", "MONTAGE", "REPARATUR", "REPAIR",
        "BERATUNG", "CONSULTING", "SOFTWARE",
    ]
    private static let ends = WordStems(ends: ["STRASSE", "STRAßE", "STR", "LEISTUNG", "ARBEITEN", "LIEFERUNG", "KAUF"])
    private static let stems = WordStems(
        [
            "THANK", "DANK", "MERCI", "GRAZ", "GRACI", "OBRIGAD", "BEDANKT", "TACK", "KIITOS", "DZIĘK", "DZIEK",
            "DĚKUJ",
            "DEKUJ", "KÖSZ", "ABO", "MIET", "BEITRAG", "WARTUNG", "LIZENZ", "PACHT", "LEASING", "HOSTING", "SERVICE",
            "RENT",
            "SUBSCRI", "LICEN", "MAINTENANCE", "LOYER", "ABONNEMENT", "COTISATION", "AFFITT", "CANONE", "ALQUILER",
            "HUUR",
            "CZYNSZ", "NÁJEM", "NAJEM", "HYRA", "LEIE", "VUOKRA", "MONATLICH", "MONTHLY", "MENSUEL", "LIEFERUNG",
            "ÜBERWEIS",
            "UEBERWEIS", "ZAHLUNG", "BEZAHL", "PAYMENT", "PAIEMENT", "PAGAMENT", "BETAL", "PLATNO", "RECHNUNG",
            "INVOICE",
        ].map(PartyName.withoutMarks)
    )
}
