import PaymentVocabulary

/// Reads the texts of statement lines and of the information to the account owner that follows them.
///
/// The same room is used for one field after the other.
struct MT940Texts: Sendable {
    /// The lines of field 86 without anything between them.
    private var joined: [UInt8] = []
    private var parts: [(code: Int, value: Range<Int>)] = []
    private var purpose: [UInt8] = []
    private var name: [UInt8] = []
    private var words: [(word: Int, begin: Int)] = []

    // MARK: Field 61

    static func entry(_ line: MT940Line, field: [UInt8], _ begun: BankFileEntry) -> BankFileEntry {
        var entry = begun
        entry.status = line.isExpected ? .pending : .booked
        entry.isReversal = line.isReversal
        entry.valueDate = line.valueDate
        entry.bookingDate = line.entryDate ?? line.valueDate
        let text = fileText(field.span)
        let bytes = utf8(of: text, field)
        let end = bytes[line.rest...].firstIndex(of: 0x0A) ?? bytes.count
        // One letter and three characters of the type; the references follow.
        let type = Self.end(ofCharacters: 4, in: bytes, line.rest..<end)
        entry.transactionCode.proprietary = Self.text(bytes[line.rest..<type])
        if let slashes = twoSlashes(bytes, type..<end) {
            entry.reference = nonEmpty(bytes, type..<slashes)
            entry.servicerReference = nonEmpty(bytes, slashes + 2..<end)
        } else {
            entry.reference = nonEmpty(bytes, type..<end)
        }
        if end + 1 < bytes.count {
            entry.additionalInformation = Self.text(bytes[(end + 1)...]).replacing("\n", with: " ")
        }
        var detail = BankFileDetail()
        var party = BankFileParty()
        // Source: SNS Bank, MT940 rapportage (November 2015), field 61: the counterparty's IBAN, and its name behind it.
        let referenced = entry.reference.flatMap { IBAN($0) }
        party.iban = referenced?.electronic
        if let supplement = entry.additionalInformation {
            MT940Exchange.read(supplement, into: &detail)
            // Source: Rabobank Format Description MT940 Structured, field 61, subfield 9.
            if let counterparty = IBAN(supplement) {
                party.iban = counterparty.electronic
                entry.additionalInformation = nil
            } else if referenced != nil {
                party.name = Substring(supplement).trimmingBlanks
            }
        }
        if party != BankFileParty() { set(party, in: &detail, line.side) }
        entry.details.append(detail)
        entry.fields = [BankFileField(":61:", text)]
        return entry
    }

    /// The bytes of a text that was made of a field: nearly always the field's own.
    private static func utf8(of text: String, _ field: [UInt8]) -> [UInt8] {
        // Nothing but characters of one byte that become longer tells them apart.
        text.utf8.count == field.count ? field : Array(text.utf8)
    }

    /// Where the first characters of a range end.
    private static func end(ofCharacters count: Int, in bytes: [UInt8], _ range: Range<Int>) -> Int {
        let end = min(range.lowerBound + count, range.upperBound)
        if bytes[range.lowerBound..<end].allSatisfy({ $0 < 0x80 }) { return end }
        return range.lowerBound + text(bytes[range]).prefix(count).utf8.count
    }

    /// Where the first of two slashes stands.
    private static func twoSlashes(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        for index in range.dropLast() where bytes[index] == Ascii.slash && bytes[index + 1] == Ascii.slash {
            return index
        }
        return nil
    }

    private static func nonEmpty(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
        var begin = range.lowerBound
        while begin < range.upperBound, bytes[begin] == 0x20 { begin += 1 }
        guard begin < range.upperBound else { return nil }
        let text = text(bytes[begin..<range.upperBound])
        return text == "NONREF" ? nil : text
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Field 86

    /// Adds field 86: German subfields, keywords between slashes, or free text.
    mutating func add(_ field: [UInt8], to entry: inout BankFileEntry) {
        let text = fileText(field.span)
        entry.fields.append(BankFileField(":86:", text))
        if entry.details.isEmpty { entry.details.append(BankFileDetail()) }
        joined.removeAll(keepingCapacity: true)
        for line in Self.utf8(of: text, field).split(separator: 0x0A) { joined += line }
        if cutSubfields() {
            entry.transactionCode.issuer = "GVC " + Self.text(joined[..<3])
            addSubfields(to: &entry.details[0], side: entry.side, entry.amount.currency)
        } else if joined.first == Ascii.slash {
            Self.addKeywords(Self.text(joined[...]), to: &entry.details[0], side: entry.side)
        } else if let slash = Self.keywordsBegin(joined) {
            // What stands before the keywords repeats them for people.
            Self.addKeywords(Self.text(joined[slash...]), to: &entry.details[0], side: entry.side)
        } else {
            let words = Self.unwrapped(text)
            entry.details[0].unstructured.append(words)
            MT940Labels.addParty(of: words, to: &entry.details[0], side: entry.side)
        }
    }

    /// Where a text that begins with other words goes over to keywords: SNS and its brands write `/TRTP/` first.
    private static func keywordsBegin(_ bytes: [UInt8]) -> Int? {
        let word = Array("/TRTP/".utf8)
        guard bytes.count > word.count else { return nil }
        return bytes.indices.dropLast(word.count - 1).first { bytes[$0...].starts(with: word) }
    }

    /// Free text without its line ends: a line that is full goes on in the next one, in the middle of a word perhaps.
    ///
    /// Source: SWIFT MT940, field 86 (6*65x).
    private static func unwrapped(_ text: String) -> String {
        var whole = ""
        var isFull = false
        for line in text.split(separator: "\n") {
            let goesOn = isFull && whole.last.map { $0 != " " } ?? false && line.first != " "
            if !whole.isEmpty, !goesOn, line.first != " " { whole += " " }
            whole += line
            isFull = line.count >= lineLength
        }
        return whole
    }

    private static let lineLength = 65

    /// Three digits of the transaction code, then subfields of a separator and two digits each.
    ///
    /// - Returns: whether the text is of this kind.
    private mutating func cutSubfields() -> Bool {
        parts.removeAll(keepingCapacity: true)
        guard joined.count > 6, Ascii.isDigit(joined[0]), Ascii.isDigit(joined[1]), Ascii.isDigit(joined[2]) else {
            return false
        }
        let separator = joined[3]
        guard !Ascii.isDigit(separator), !Ascii.isLetter(separator), separator != 0x20, separator < 0x80 else {
            return false
        }
        var start = 4
        while start <= joined.count {
            var end = start
            while end < joined.count, joined[end] != separator { end += 1 }
            if end - start >= 2, let code = twoDigits(joined.span, start) {
                parts.append((code, start + 2..<end))
            } else {
                // The separator occurs in the text as well, and what is behind it goes on there.
                guard let last = parts.popLast() else { return false }
                parts.append((last.code, last.value.lowerBound..<end))
            }
            start = end + 1
        }
        return !parts.isEmpty
    }

    private mutating func addSubfields(
        to detail: inout BankFileDetail,
        side: CreditDebit,
        _ currency: Currency
    ) {
        purpose.removeAll(keepingCapacity: true)
        name.removeAll(keepingCapacity: true)
        // Whether the last subfield of each is as long as one can be.
        var (isPurposeFull, isNameFull) = (true, true)
        var party = BankFileParty()
        var iban: String?
        for (code, range) in parts {
            switch code {
            case 0: detail.additionalInformation = Self.text(joined[range])
            case 20...29, 60...63: Self.add(joined[range], to: &purpose, isLastFull: &isPurposeFull)
            case 30: party.bic = Self.text(joined[range])
            case 31:
                let value = Self.text(joined[range])
                if IBAN(value) != nil { party.iban = value } else { party.otherAccount = value }
            case 32, 33: Self.add(joined[range], to: &name, isLastFull: &isNameFull)
            // Polish banks have the number of the account within the bank in 31, and all of it here.
            case 38: iban = Self.text(joined[range])
            default: break
            }
        }
        if let iban, IBAN(iban) != nil { (party.iban, party.otherAccount) = (iban, nil) }
        party.name = name.isEmpty ? nil : Self.text(name[...])
        Self.set(party, in: &detail, side)
        addPurpose(to: &detail, currency)
    }

    /// A full subfield goes on in the next one; behind a shorter one stood a blank, which banks cut off, or a line ended.
    ///
    /// Source: DK, SEPA-Belegungsregeln MT940 (August 2016), subfields 20 to 29 and 60 to 63; names are cut alike.
    private static func add(_ subfield: ArraySlice<UInt8>, to text: inout [UInt8], isLastFull: inout Bool) {
        if !isLastFull, let last = text.last, last != 0x20, let first = subfield.first, first != 0x20 {
            text.append(0x20)
        }
        text += subfield
        isLastFull = Self.text(subfield).count >= subfieldLength
    }

    private static let subfieldLength = 27

    private static let sepaWords = ["EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "COAM", "OAMT"].map
    { word in
        word.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    /// The German banks' keywords, each with a plus sign behind it, for what SEPA carries, in any order.
    private mutating func addPurpose(to detail: inout BankFileDetail, _ currency: Currency) {
        // Each word counts where it comes first.
        words.removeAll(keepingCapacity: true)
        var letters: UInt32 = 0
        for (index, byte) in purpose.enumerated() {
            if byte == UInt8(ascii: "+"), index >= 4, let word = Self.sepaWords.firstIndex(of: letters),
                !words.contains(where: { $0.word == word })
            {
                words.append((word, index - 4))
            }
            letters = letters << 8 | UInt32(byte)
        }
        guard let first = words.first else {
            if !purpose.isEmpty { detail.unstructured.append(Self.text(purpose[...])) }
            return
        }
        if first.begin > 0 { detail.unstructured.append(Self.text(purpose[..<first.begin])) }
        for (number, place) in words.enumerated() {
            let end = number + 1 < words.count ? words[number + 1].begin : purpose.count
            guard place.begin + 5 <= end else { continue }
            let value = Self.text(Self.trimmed(purpose[(place.begin + 5)..<end]))
            switch place.word {
            case 0: detail.endToEndId = value
            case 1: detail.instructionId = value
            case 2: detail.mandateId = value
            case 5: detail.unstructured.append(value)
            case 6: detail.ultimateDebtorName = value
            // What a returned direct debit was over, and what its return costs.
            case 8: Self.amount(value, currency).map { detail.charges.append($0) }
            case 9: if detail.instructedAmount == nil { detail.instructedAmount = Self.amount(value, currency) }
            default: break
            }
        }
    }

    private static func amount(_ text: String, _ currency: Currency) -> Money? {
        try? Money(parsing: MT940Exchange.decimal(text.replacing(currency.code, with: "")), currency: currency)
    }

    static func set(_ party: BankFileParty, in detail: inout BankFileDetail, _ side: CreditDebit) {
        switch side {
        case .credit: detail.debtor = party
        case .debit: detail.creditor = party
        }
    }

    /// Without blanks and slashes at both ends.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let first = rest.first, first == 0x20 || first == Ascii.slash { rest.removeFirst() }
        while let last = rest.last, last == 0x20 || last == Ascii.slash { rest.removeLast() }
        return rest
    }

    private static let keywords: Set<String> = [
        "EREF", "PREF", "MARF", "REMI", "NAME", "IBAN", "BIC", "RTRN", "TRTP", "CSID", "TRCD", "CNTP", "BENM", "ORDP",
        "ID", "ADDR", "ISDT", "PURP", "ULTC", "ULTD", "SVCL", "CREF", "NRTX", "OCMT", "CHGS", "KREF", "MREF",
        "EXCH",
    ]

    /// Keywords between slashes, as Dutch and SWIFT's own structures have them.
    private static func addKeywords(_ text: String, to detail: inout BankFileDetail, side: CreditDebit) {
        var subfields: [String: [String]] = [:]
        var word: String?
        for part in text.split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
            if keywords.contains(part), word != part {
                word = part
            } else if let word {
                subfields[word, default: []].append(part)
            }
        }
        func value(_ word: String) -> String? { subfields[word].flatMap { joined($0[...]) } }
        detail.endToEndId = value("EREF")
        detail.instructionId = value("PREF") ?? value("KREF")
        detail.mandateId = value("MARF") ?? value("MREF")
        if let amount = value("OCMT").flatMap(MT940Exchange.money) { detail.instructedAmount = amount }
        if let rate = value("EXCH").map(MT940Exchange.decimal), DecimalRate(rate) != nil { detail.exchangeRate = rate }
        if let reason = value("RTRN") {
            detail.isReturn = true
            detail.returnReason = reason
        }
        var party = BankFileParty()
        let known = side == .credit ? detail.debtor : detail.creditor
        party.name = value("NAME") ?? known.name
        party.iban = value("IBAN") ?? known.iban
        party.bic = value("BIC")
        if let counterparty = subfields["CNTP"] { add(counterparty, to: &party) }
        if let other = subfields[side == .credit ? "ORDP" : "BENM"] { add(orderingParty: other, to: &party) }
        set(party, in: &detail, side)
        guard let remittance = subfields["REMI"] else { return detail.unstructured.append(text) }
        addRemittance(remittance[...], to: &detail)
        if detail.unstructured.isEmpty, detail.structured.isEmpty { detail.unstructured.append(text) }
    }

    /// The counterparty's account, BIC, name and city, each in its place.
    ///
    /// Source: ING Format Description MT940 (version 4), field 86, code word CNTP.
    private static func add(_ subfields: [String], to party: inout BankFileParty) {
        func subfield(_ place: Int) -> String? {
            subfields.indices.contains(place) ? joined(subfields[place...place]) : nil
        }
        if party.iban == nil, let account = subfield(0) {
            if IBAN(account) != nil { party.iban = account } else { party.otherAccount = account }
        }
        party.bic = party.bic ?? subfield(1)
        party.name = party.name ?? subfield(2)
    }

    /// An account, where there is one, and the name behind it; lines of an address may follow.
    ///
    /// Source: SWIFT MT940, field 86, code words ORDP and BENM, which have the fields 50 and 59 of the payment behind them.
    private static func add(orderingParty subfields: [String], to party: inout BankFileParty) {
        var parts = subfields.map { Substring($0).trimmingBlanks }.filter { !$0.isEmpty }[...]
        if let first = parts.first, isAccount(first) {
            if IBAN(first) != nil {
                party.iban = party.iban ?? first
            } else if party.account == nil {
                party.otherAccount = first
            }
            parts = parts.dropFirst()
        }
        guard party.name == nil, let name = parts.first else { return }
        // The slash of A/S and the like is one of the name.
        let rest = parts.dropFirst().first.flatMap { $0.utf8.count <= 2 && $0.allSatisfy(\.isLetter) ? $0 : nil }
        party.name = rest.map { "\(name)/\($0)" } ?? name
    }

    private static func isAccount(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { Ascii.isDigit($0) || Ascii.isLetter($0) || $0 == 0x2D }
        return IBAN(text) != nil || isPlain && text.utf8.count(where: Ascii.isDigit) >= accountDigitsMin
    }

    private static let accountDigitsMin = 6

    // MARK: The reference for the account owner

    /// Takes the reference of field 61 for the payer's own where field 86 tells none.
    ///
    /// One of all characters that the field has may be cut, what has no digit is a word such as `KREF+`, and that of a cheque
    /// is the cheque's number.
    ///
    /// Source: SWIFT MT940, field 61, subfields 6 (identification code) and 7 (16x), reference for the account owner.
    static func addReference(to entry: inout BankFileEntry) {
        guard entry.side == .credit, !entry.isReversal, entry.details.count == 1, entry.details[0].endToEndId == nil,
            let reference = entry.reference, reference.count < referenceLength,
            reference.contains(where: \.isNumber), IBAN(reference) == nil,
            !cheques.contains(String((entry.transactionCode.proprietary ?? "").suffix(3)))
        else { return }
        entry.details[0].endToEndId = reference
    }

    private static let referenceLength = 16
    private static let cheques: Set<String> = ["CHK", "CHQ", "TCK"]

    /// Text, with or without the word for unstructured text, or a creditor's reference with its issuer.
    ///
    /// Sources: ING Format Description MT940 (version 4), field 86, code word REMI (`USTD//TEXT`, `STRD/ISSUER/REFERENCE`);
    /// Rabobank Format Description MT940 Structured, field 86 (`TEXT/CDTRREFTP//CD/SCOR/ISSUER/CUR/CDTRREF/REFERENCE`).
    private static func addRemittance(_ subfields: ArraySlice<String>, to detail: inout BankFileDetail) {
        var reference = BankFileRemittance()
        var text = subfields
        if subfields.first == "STRD" {
            reference.creditorReferenceIssuer = subfields.dropFirst().first.flatMap { joined([$0]) }
            reference.creditorReference = joined(subfields.dropFirst(2))
            text = []
        } else if let type = subfields.firstIndex(of: "CDTRREFTP"),
            let name = subfields[type...].firstIndex(of: "CDTRREF")
        {
            func behind(_ word: String) -> String? {
                subfields[type..<name].firstIndex(of: word).flatMap { joined(subfields[($0 + 1)...($0 + 1)]) }
            }
            reference.creditorReferenceType = behind("CD")
            reference.creditorReferenceIssuer = behind("ISSUER")
            reference.creditorReference = joined(subfields[(name + 1)...])
            text = subfields[..<type]
        }
        if reference.creditorReference != nil { detail.structured.append(reference) }
        if text.first == "USTD" { text = text.dropFirst() }
        if let words = joined(text) { detail.unstructured.append(words) }
    }

    private static func joined(_ subfields: ArraySlice<String>) -> String? {
        let text = Substring(subfields.joined(separator: "/")).trimmingBlanks
        return text.isEmpty ? nil : text
    }
}

extension Substring {
    /// Without blanks and slashes at both ends.
    fileprivate var trimmingBlanks: String {
        var rest = self
        while let first = rest.first, first == " " || first == "/" { rest = rest.dropFirst() }
        while let last = rest.last, last == " " || last == "/" { rest = rest.dropLast() }
        return String(rest)
    }
}
