import HubDomain
import PaymentVocabulary

/// What a line names that was not given.
struct StrangeNumbers {
    /// Of the form of our numbers.
    private(set) var ours: [String] = []
    /// Of any other form, where the payer says that they are of documents, or they look like it.
    ///
    /// None of them is an end-to-end id, which is the payer's own number.
    private(set) var others: [String] = []

    var all: [String] { ours + others }

    init(_ line: StatementLine, index: ReferenceIndex) {
        for reference in line.creditorReferences {
            var field = Mentions()
            field.addStructured(reference, index: index)
            add(field, field: reference, isWhole: index.hasReferences, places: [], line, index)
        }
        for number in line.documentNumbers {
            var field = Mentions()
            let places = field.addDocumentNumber(number, index: index)
            add(field, field: number, isWhole: true, places: places, line, index)
        }
        var text = Mentions()
        let places = text.addText(line.remittance, rule: .ownReference, index: index)
        ours += text.unknown
        others += ForeignNumbers(in: RunText(line.remittance), besides: places, of: line, index: index).found
        if let id = line.endToEndID, !isPlaceholder(id) {
            var named = Mentions()
            named.addEndToEndID(id, index: index)
            ours += named.unknown
        }
    }

    /// - Parameter isWhole: whether the field is a document's number or reference, whatever its form.
    private mutating func add(
        _ mentions: Mentions,
        field: String,
        isWhole: Bool,
        places: [ClosedRange<Int>],
        _ line: StatementLine,
        _ index: ReferenceIndex
    ) {
        guard mentions.all.isEmpty else { return }
        ours += mentions.unknown
        guard mentions.unknown.isEmpty else { return }
        let text = RunText(field)
        if isWhole, text.runs.contains(where: \.hasDigit) {
            others.append(String(decoding: text.bytes, as: UTF8.self))
        } else {
            others += ForeignNumbers(in: text, besides: places, of: line, index: index).found
        }
    }
}

/// Numbers in a text that are of documents, but of none that was given.
///
/// Either a word before it says so, as in `Rechnung Nr. 10001`, or the number has the form of one, as in `R-77812`, or
/// it has as many digits as our numbers, where those are of digits alone. Dates, amounts and what the words before it
/// say to be something else, a customer's or an order's number, are none.
struct ForeignNumbers {
    private let text: RunText
    private let amount: Money
    private let index: ReferenceIndex
    /// As written; digits in groups behind a number may belong to it.
    private(set) var found: [String] = []

    /// - Parameter taken: the runs that name a document of ours, or look like one, in ascending order.
    init(in text: RunText, besides taken: [ClosedRange<Int>], of line: StatementLine, index: ReferenceIndex) {
        self.text = text
        amount = line.amount
        self.index = index
        var first = 0
        while first < text.runs.count {
            guard text.runs[first].hasDigit else {
                first += 1
                continue
            }
            let last = end(of: first)
            guard !isTaken(first...last, taken), let start = start(of: first, last) else {
                first = last + 1
                continue
            }
            let end = groups(after: last, taken)
            found.append(text.string(start, last) + (last..<end).map { " " + text.string($0 + 1, $0 + 1) }.joined())
            first = end + 1
        }
    }

    /// For questions about single numbers.
    init(_ text: RunText, of line: StatementLine, index: ReferenceIndex) {
        (self.text, amount, self.index) = (text, line.amount, index)
    }

    /// What a word before a number, or its own letters, say that it is.
    func isSaidToBeDocument(_ first: Int) -> Bool { saidKind(of: first).isDocument }
    func isSaidToBeOther(_ first: Int) -> Bool { saidKind(of: first) == .other }

    /// What the words before a number say that it is.
    private enum Label: Equatable {
        case document(isCounted: Bool)
        case other
        case none

        var isDocument: Bool { self == .document(isCounted: true) || self == .document(isCounted: false) }
    }

    /// The last run of the number that begins at `first`: all that hangs together without blanks.
    private func end(of first: Int) -> Int {
        var last = first
        while last + 1 < text.runs.count, isJoined(last + 1) {
            if text.runs[last + 1].hasDigit {
                last += 1
            } else if last + 2 < text.runs.count, isJoined(last + 2), text.runs[last + 2].hasDigit {
                // `2026-A-77`
                last += 2
            } else {
                break
            }
        }
        return last
    }

    /// The last of the groups of digits that follow, each after a blank.
    private func groups(after last: Int, _ taken: [ClosedRange<Int>]) -> Int {
        var end = last
        while end + 1 < text.runs.count, text.runs[end + 1].gapBefore == .blank, !text.runs[end + 1].hasLetter,
            self.end(of: end + 1) == end + 1, !isTaken(end + 1...end + 1, taken)
        { end += 1 }
        return end
    }

    private func isTaken(_ runs: ClosedRange<Int>, _ taken: [ClosedRange<Int>]) -> Bool {
        taken.contains { $0.overlaps(runs) }
    }

    private func isJoined(_ run: Int) -> Bool {
        text.runs[run].gapBefore.joins
    }

    /// Where the document's number begins; `nil` when it is none.
    private func start(of first: Int, _ last: Int) -> Int? {
        let isOurs = index.numericForms.contains((first...last).map { text.runs[$0].length }) && isPlain(first, last)
        let said = saidKind(of: first)
        guard isOurs || !isDate(first, last) || isSeries(first, last, said),
            !isAmount(first, last, isOurs: isOurs) || said.isDocument && isShortPair(first, last)
        else { return nil }
        let digits = (first...last).reduce(0) { $0 + digitCount(of: $1) }
        let run = text.bytes(first, first)
        let letters = run.prefix { !(0x30...0x39).contains($0) }
        let before = first - 1
        let isBehindWord =
            before >= 0 && isJoined(first) && !text.runs[before].hasDigit
            && text.runs[first].gapBefore != .point
        guard !letters.isEmpty || isBehindWord else {
            let label = Self.label(before: first, in: text)
            let isEnough = isOurs && (digits >= Self.digitsMin || label.isDocument)
            return isEnough && label != .other || isNumber(label, digits, hasForm: isAllThereIs(first, last))
                ? first : nil
        }
        let start = letters.isEmpty ? before : first
        let word = letters.isEmpty ? text.string(before, before) : String(decoding: letters, as: UTF8.self)
        let own = Self.kind(of: word)
        let label = own == .none ? Self.label(before: start, in: text) : own
        // `RG-2` is of our series, however short it is.
        if index.prefixes.contains(word), label != .other { return start }
        // `EUR1187,43`
        guard Currency(word) == nil else { return nil }
        return isNumber(label, digits, hasForm: isPlain(first, last) && hasForm(word, digits)) ? start : nil
    }

    /// What a word before a number, or its own letters, call it.
    private func saidKind(of first: Int) -> Label {
        let letters = text.bytes(first, first).prefix { !(0x30...0x39).contains($0) }
        guard letters.isEmpty else { return Self.kind(of: String(decoding: letters, as: UTF8.self)) }
        return Self.label(before: first, in: text)
    }

    /// A year and a number that is no month: `17/2025` and `2026-88` where a document is said to follow, or `F-2026-77`.
    private func isSeries(_ first: Int, _ last: Int, _ said: Label) -> Bool {
        guard last == first + 1, text.runs[last].gapBefore != .point else { return false }
        let other = isYear(text.bytes(first, first)) ? last : first
        let isMonth =
            (1...12).contains(Int(text.string(other, other)) ?? 0)
            && !(first > 0 && Self.seriesWords.contains(text.string(first - 1, first - 1)))
        if said.isDocument { return said == .document(isCounted: true) || !isMonth }
        return first > 0 && text.runs[first].gapBefore == .dash && text.runs[first - 1].hasLetter && !isMonth
    }

    /// `5/26` or `2026/77`, where no currency stands beside it.
    private func isShortPair(_ first: Int, _ last: Int) -> Bool {
        last == first + 1 && (text.runs[first].length <= 2 || isYear(text.bytes(first, first)))
            && text.runs[last].length == 2 && text.runs[last].gapBefore == .slash && !text.isBesideCurrency(first, last)
    }

    /// Nothing but digits, apart from letters at the begin.
    private func isPlain(_ first: Int, _ last: Int) -> Bool {
        (first...last).allSatisfy { place in
            let bytes = text.bytes(place, place)
            return ReferenceIndex.isNumeric(place == first ? bytes.drop { !(0x30...0x39).contains($0) } : bytes)
        }
    }

    /// The text is a word or two and then this number, as where a payer calls a document by a word that we do not know.
    private func isAllThereIs(_ first: Int, _ last: Int) -> Bool {
        (1...2).contains(first) && first == last && last == text.runs.count - 1
            && (4...Self.digitsMax).contains(text.runs[first].length)
            && text.runs[..<first].allSatisfy { !$0.hasDigit }
    }

    private func isNumber(_ label: Label, _ digits: Int, hasForm: Bool) -> Bool {
        switch label {
        case .document(let isCounted): isCounted || digits >= (hasForm ? Self.saidDigitsMin : Self.digitsMin)
        case .other: false
        case .none: hasForm && digits >= Self.digitsMin
        }
    }

    /// Few letters and then digits, unlike the numbers of accounts and banks.
    private func hasForm(_ letters: String, _ digits: Int) -> Bool {
        letters.utf8.count <= Self.lettersMax && digits <= Self.digitsMax
    }

    private static func label(before first: Int, in text: RunText) -> Label {
        var place = first - 1
        var isCounted = false
        while place >= 0, countWords.contains(text.string(place, place)) {
            isCounted = true
            place -= 1
        }
        guard place >= 0 else { return isCounted ? .document(isCounted: true) : label(after: first, in: text) ?? .none }
        // `Rechnung vom 31.12.2023 Nr. 118`
        guard !text.runs[place].hasDigit else { return isCounted ? .document(isCounted: true) : .none }
        // `faktura VAT 556677`
        if place > 0, text.string(place, place) == "VAT", case .document = kind(of: text.string(place - 1, place - 1)) {
            return .document(isCounted: true)
        }
        let kind = kind(of: text.string(place, place))
        if kind == .none, let after = label(after: first, in: text) { return after }
        return isCounted && kind == .document(isCounted: false) ? .document(isCounted: true) : kind
    }

    /// What the words behind a number say that it is, as in `556677 számú számla`.
    private static func label(after number: Int, in text: RunText) -> Label? {
        guard number + 2 < text.runs.count, wordsBehind.contains(text.string(number + 1, number + 1)),
            case .document = kind(of: text.string(number + 2, number + 2))
        else { return nil }
        return .document(isCounted: true)
    }

    /// Whether the words before a number say that it is a document's.
    static func isOfDocument(before first: Int, in text: RunText) -> Bool { label(before: first, in: text).isDocument }

    /// Whether a word that says so and one that counts stand before a number: `Rechnung Nr. 2026-15`.
    static func isCountedDocument(before first: Int, in text: RunText) -> Bool {
        label(before: first, in: text) == .document(isCounted: true)
    }

    /// Whether what stands before digits may make them the number of something else than an invoice of ours: letters that
    /// hang on them (`GS-2026-4587`), or a word for a credit note, an order or a reference.
    static func mayBeOfAnother(before first: Int, in text: RunText) -> Bool {
        var place = first - 1
        while place >= 0, countWords.contains(text.string(place, place)) { place -= 1 }
        guard place >= 0 else { return false }
        let word = text.string(place, place)
        let isJoined = place == first - 1 && text.runs[first].gapBefore.joins
        return isJoined && !isDocument(word) || kind(of: word) == .other || PaymentWords.isCreditNote(word)
    }

    /// Whether the words before a number of ours say that it is a customer's, an order's or somebody's telephone.
    static func isOfSomethingElse(before first: Int, in text: RunText) -> Bool {
        var place = first - 1
        while place >= 0, countWords.contains(text.string(place, place)) { place -= 1 }
        guard place >= 0, !text.runs[place].hasDigit else { return false }
        let word = text.string(place, place)
        return certainlyOthers.contains(word) || certainlyOtherBegins.fit(word)
    }

    /// Whether words before digits may call them something else: `delivery note 100200`, `Tel. 0711 100200`.
    ///
    /// They look a little further than `isOfSomethingElse`, and rather say yes.
    static func mayBeOfSomethingElse(before first: Int, in text: RunText) -> Bool {
        var place = first - 1
        var steps = 0
        while place >= 0, steps < 3 {
            let word = text.string(place, place)
            let run = text.runs[place]
            if otherWords.contains(word) || otherStems.fit(word) || farOthers.fit(word) { return true }
            let isLink = countWords.contains(word) || links.contains(word)
            // A document's word, unless one before it says of what: `bon de livraison`, `delivery note`.
            if !isLink, !run.hasDigit, isDocument(word) {
                return place > 0 && deliveries.contains(text.string(place - 1, place - 1))
            }
            guard isLink || run.length <= (run.hasDigit ? 5 : 2) else { return false }
            place -= 1
            steps += 1
        }
        return false
    }

    /// Whether a word says only what a number is: a document's, somebody's or some thing's.
    static func isHarmless(_ word: String) -> Bool {
        kind(of: word) != .none || countWords.contains(word) || Mentions.conjunctions.contains(word)
    }

    private static let deliveries: Set<String> = ["DELIVERY", "DESPATCH", "DISPATCH", "PACKING", "SHIPPING"]
    private static let links: Set<String> = ["DE", "DES", "DI", "OF", "VAN", "THE"]
    private static let farOthers = WordStems([
        "LIVRAISON", "ALBAR", "ZLECEN", "SCHADEN", "PHONE", "FOLIO", "PESEL", "PARTITA", "VOUCHER", "BOOKING",
        "BUCHUNGSN", "RESERV", "SINISTRO", "SINISTRE", "CLAIM",
    ])

    private func digitCount(of run: Int) -> Int { text.bytes(run, run).count { (0x30...0x39).contains($0) } }

    /// A year, a month or a day, written in any order.
    func isDate(_ first: Int, _ last: Int) -> Bool {
        let runs = (first...last).map { text.bytes($0, $0) }
        guard let year = runs.firstIndex(where: isYear) else {
            // `Rg. 20.02.`
            if runs.count == 2, text.runs[last].gapBefore == .point { return isDayOfMonth(runs[0], runs[1]) }
            let isShort = runs.count == 3 && runs.allSatisfy { $0.count <= 2 && ReferenceIndex.isNumeric($0) }
            return isShort || (runs.count == 1 && isDay(runs[0]))
        }
        return (year == 0 || year == runs.count - 1) && runs.count <= 3
            && runs.indices.allSatisfy { $0 == year || (runs[$0].count <= 2 && ReferenceIndex.isNumeric(runs[$0])) }
    }

    private func isDayOfMonth(_ day: ArraySlice<UInt8>, _ month: ArraySlice<UInt8>) -> Bool {
        guard day.count <= 2, month.count == 2, let day = Int(String(decoding: day, as: UTF8.self)),
            let month = Int(String(decoding: month, as: UTF8.self))
        else { return false }
        return (1...31).contains(day) && (1...12).contains(month)
    }

    private func isYear(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.drop { !(0x30...0x39).contains($0) }
        return digits.count == 4 && ReferenceIndex.isNumeric(digits)
            && (digits.starts(with: [0x31, 0x39]) || digits.starts(with: [0x32, 0x30]))
    }

    /// `20260131` or `31012026`.
    func isDay(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 8, ReferenceIndex.isNumeric(bytes) else { return false }
        let pairs = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
            Int(bytes[$0] - 0x30) * 10 + Int(bytes[$0 + 1] - 0x30)
        }
        func isDay(_ century: Int, _ month: Int, _ day: Int) -> Bool {
            (19...20).contains(century) && (1...12).contains(month) && (1...31).contains(day)
        }
        return isDay(pairs[0], pairs[2], pairs[3]) || isDay(pairs[2], pairs[1], pairs[0])
    }

    /// What stands beside a currency, or is what was paid.
    func isAmount(_ first: Int, _ last: Int, isOurs: Bool) -> Bool {
        guard (first...last).allSatisfy({ !text.runs[$0].hasLetter }) else { return false }
        if text.isBesideCurrency(first, last) { return true }
        // `1.050,42` where no number of ours is written so.
        if !isOurs, first < last, text.runs[last].length == 2, text.runs[last].gapBefore == .comma { return true }
        let digits = text.bytes(first, last).drop { $0 == 0x30 }
        let paid = String(amount.minorUnits).utf8
        let whole = paid.dropLast(Int(amount.currency.exponent))
        return first < last ? digits.elementsEqual(paid) || digits.elementsEqual(whole) : digits.elementsEqual(whole)
    }

    private static let digitsMin = 3
    /// With letters, behind a word such as `Rechnung` or of one: `A77`, `inv-77`.
    private static let saidDigitsMin = 2
    private static let digitsMax = 14
    private static let lettersMax = 6

    /// Whether a word is one for what a seller sends.
    static func isDocument(_ word: String) -> Bool { kind(of: word).isDocument }

    private static func kind(of word: String) -> Label {
        if notDocuments.fit(word) { return .other }
        if documentWords.contains(word) || documentStems.fit(word) {
            return .document(isCounted: countEnds.fit(word))
        }
        return otherWords.contains(word) || otherStems.fit(word) ? .other : .none
    }

    /// Words that only say that a number follows.
    private static let countWords: Set<String> = [
        "NR", "NRN", "NRS", "NO", "NOS", "NUM", "NUMMER", "NUMMERN", "NUMBER", "NUMBERS", "NUMERO", "NÚMERO", "N", "Nº",
        "NRO", "NUMER", "NUMÉRO", "Č", "ČÍSLO", "CISLO", "ŠT", "SORSZÁM",
    ]
    /// The same behind a number.
    private static let wordsBehind: Set<String> = ["SZÁMÚ", "SZ", "NOLU", "NUMARALI", "SAYILI"]
    /// Short for a document: what follows is its number, and no month.
    private static let seriesWords: Set<String> = ["RE", "RG", "INV", "FV", "FS", "FA", "FT", "FRA", "FACT", "FATT"]
    private static let countEnds = WordStems(ends: ["NR", "NRN", "NO", "NUMMER", "NUMMERN", "NUMBER", "NUMERO"])
    /// What a seller sends, in the languages of SEPA's larger countries and English.
    private static let documentWords: Set<String> = [
        "RE", "RG", "R", "RNR", "RGNR", "RENR", "RECH", "RECHN", "RECHNR", "RCHG", "INV", "INVNO", "INVNR", "INVS",
        "BILL", "FACT", "FACTNO", "FAC", "FA", "FCT", "FRA", "FV", "FT", "FATT", "BELEG", "BELEGE", "BELEGNR", "DOC",
        "AR", "ER", "SR", "FS", "FAT", "FAKT", "FAKTNR", "RGN", "SZLA", "VS", "KID", "OCR", "VIITE", "ARVE", "DOCUMENT",
        "AVOIR", "NOTE", "NOTA", "ABONO", "REGNING", "REKENING", "发票", "發票", "請求書", "请求书",
    ]
    private static let documentStems = WordStems([
        "RECHNUNG", "INVOICE", "FACTU", "FAKTUR", "FAKTÚR", "FAKTUUR", "ФАКТУР", "FATTUR", "FATUR", "LASKU",
        "GUTSCHRIFT", "CREDITNOTE", "SZAMLA",
        "SZÁMLA", "RAČUN", "RACUN", "СЧЕТ", "СЧЁТ", "РАХУН", "SĄSKAIT", "RĒĶIN", "ΤΙΜΟΛ",
    ])
    private static let notDocuments = WordStems(ends: ["DATUM", "BETRAG", "DATE", "AMOUNT", "DATO"])
    /// What has numbers too, but is certainly no document of a seller.
    private static let certainlyOthers: Set<String> = [
        "KD", "KDNR", "KN", "CUST", "BEST", "BESTNR", "PO", "PONR", "TEL", "FON", "FAX", "MOBIL", "BLZ", "IBAN",
        "VENDOR", "SUPPLIER", "LIEF", "LIEFNR", "KRED", "KREDNR", "HRB", "HRA", "KVK", "SIRET", "SIREN", "KTO", "KTONR",
        "KTNR", "PLZ", "ZIP", "LS", "LSNR", "DDT", "STNR", "STRNR", "NIP", "REGON", "DIČ", "IČO", "CVR", "ORGNR",
        "TICKET", "CHECK", "CHECKNO", "CHEQUE", "CHQ", "CHK", "CK", "CKNO", "SCHECK", "SCHECKNR", "VOUCHER", "TRACE",
        "TRACENO", "BATCH", "AUTH", "RRN", "UTR", "LOAN", "STORE", "BOL", "RMA", "POSTCODE", "SUPP", "CONFIRMATION",
        "PAKBON", "SIPARİŞ",
    ]
    private static let certainlyOtherStems = [
        "KUND", "CUSTOMER", "CLIENT", "DEBITOR", "AUFTRAG", "ORDER", "ORDRE", "ORDINE", "COMMANDE", "PEDIDO", "BESTELL",
        "PURCHASE", "KONTO", "ACCOUNT", "VERTRAG", "CONTRACT", "CONTRAT", "TELEFON", "PHONE", "KLANT", "KLIENT",
        "KREDITOR", "LIEFERSCHEIN", "DELIVERYNOTE", "STEUERN", "AKTENZ", "POLIC", "PÓLIZA", "POLIZZA", "ZAMÓWIEN",
        "ZAMOWIEN", "OBJEDN", "TILAUS", "MEGRENDEL", "SIPARIS", "ASIAKAS", "UMOW", "SMLOUV", "SOPIMUS", "BESTILLING",
        "BESTÄLLN",
    ]
    private static let certainlyOtherBegins = WordStems(certainlyOtherStems)
    private static let otherWords = certainlyOthers.union([
        "AB", "SO", "ACC", "ACCT", "MREF", "EREF", "KREF", "CRED", "DEBT", "SVWZ", "PURP", "VAT", "TAX", "BIC", "TAN",
        "UHR", "LS", "ID", "TX", "TXN", "TRX", "VOM", "DATED", "DU", "DEL", "AM", "BIS", "FROM", "KW",
        "SEPA", "UST", "USTID", "IDNR", "USTIDNR", "CIF", "NIF", "TVA", "IVA", "ISO", "DIN", "EN", "Q", "H", "JOB",
        "EED", "ART", "ARTNR", "AZ", "AKZ", "HALLE", "MWST", "UMOWA", "AVTAL", "DOSSIER", "KASSENZEICHEN",
    ])
    private static let otherStems = WordStems(
        certainlyOtherStems + [
            "MANDAT", "STEUER", "REF", "LIEFER", "DELIVERY", "PROJEKT", "PROJECT", "OBJEKT",
            "TERMINAL", "KARTE", "CARD", "TRANSA", "MITGLIED", "MEMBER", "VORGANG", "AKTENZ", "ANGEBOT", "QUOTE",
            "DATUM", "DATE", "ARTIKEL",
        ]
    )
}
