import PaymentVocabulary

/// The texts of a statement line and of the information to the account owner that follows it.
enum MT940Texts {
    static func entry(_ line: MT940Line, field: [UInt8], _ begun: BankFileEntry) -> BankFileEntry {
        var entry = begun
        entry.status = .booked
        entry.isReversal = line.isReversal
        entry.valueDate = line.valueDate
        entry.bookingDate = line.entryDate ?? line.valueDate
        let rest = Array(field[line.rest...])
        let lines = fileText(rest.span).split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.first.map(String.init) ?? ""
        // One letter and three characters of the type; the references follow.
        entry.transactionCode.proprietary = String(first.prefix(4))
        let references = first.dropFirst(4)
        if let slashes = references.firstRange(of: "//") {
            entry.reference = nonEmpty(references[..<slashes.lowerBound])
            entry.servicerReference = nonEmpty(references[slashes.upperBound...])
        } else {
            entry.reference = nonEmpty(references)
        }
        let supplement = lines.dropFirst().joined(separator: " ")
        if !supplement.isEmpty { entry.additionalInformation = supplement }
        entry.details = [BankFileDetail()]
        entry.fields = [BankFileField(":61:", fileText(field.span))]
        return entry
    }

    private static func nonEmpty(_ text: Substring) -> String? {
        let trimmed = text.drop { $0 == " " }
        return trimmed.isEmpty || trimmed == "NONREF" ? nil : String(trimmed)
    }

    /// Adds field 86: German subfields, keywords between slashes, or free text.
    static func add(_ field: [UInt8], to begun: BankFileEntry) -> BankFileEntry {
        var entry = begun
        let text = fileText(field.span)
        entry.fields.append(BankFileField(":86:", text))
        var detail = entry.details.first ?? BankFileDetail()
        let joined = text.filter { $0 != "\n" && $0 != "\r\n" }
        if let parts = subfields(joined) {
            entry.transactionCode.issuer = "GVC \(joined.prefix(3))"
            addSubfields(parts, to: &detail, side: entry.side)
        } else if joined.hasPrefix("/") {
            addKeywords(joined, to: &detail, side: entry.side)
        } else {
            detail.unstructured.append(text.split(separator: "\n").joined(separator: " "))
        }
        entry.details = [detail]
        return entry
    }

    /// Three digits of the transaction code, then subfields of a separator and two digits each.
    private static func subfields(_ text: String) -> [(code: Int, value: String)]? {
        let bytes = Array(text.utf8)
        guard bytes.count > 6, bytes[..<3].allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        let separator = bytes[3]
        guard !Ascii.isDigit(separator), !Ascii.isLetter(separator), separator != 0x20, separator < 0x80 else {
            return nil
        }
        var parts: [(code: Int, value: String)] = []
        for part in bytes[4...].split(separator: separator, omittingEmptySubsequences: false) {
            guard let code = twoDigits(Array(part.prefix(2)).span, 0) else {
                // The separator occurs in the text as well.
                guard let last = parts.popLast() else { return nil }
                let more = String(decoding: [separator] + part, as: UTF8.self)
                parts.append((last.code, last.value + more))
                continue
            }
            parts.append((code, String(decoding: part.dropFirst(2), as: UTF8.self)))
        }
        return parts.isEmpty ? nil : parts
    }

    private static func addSubfields(
        _ parts: [(code: Int, value: String)],
        to detail: inout BankFileDetail,
        side: CreditDebit
    ) {
        var (purpose, name) = ("", "")
        var party = BankFileParty()
        for (code, value) in parts {
            switch code {
            case 0: detail.additionalInformation = value
            case 20...29, 60...63: purpose += value
            case 30: party.bic = value
            case 31: if IBAN(value) != nil { party.iban = value } else { party.otherAccount = value }
            case 32, 33: name += value
            default: break
            }
        }
        party.name = name.isEmpty ? nil : name
        set(party, in: &detail, side)
        addPurpose(purpose, to: &detail)
    }

    private static func set(_ party: BankFileParty, in detail: inout BankFileDetail, _ side: CreditDebit) {
        switch side {
        case .credit: detail.debtor = party
        case .debit: detail.creditor = party
        }
    }

    private static let sepaWords = [
        "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "COAM+", "OAMT+",
    ]

    /// The German banks' keywords for what SEPA carries, in any order.
    private static func addPurpose(_ purpose: String, to detail: inout BankFileDetail) {
        var places: [(word: String, range: Range<String.Index>)] = []
        for word in sepaWords {
            if let range = purpose.firstRange(of: word) { places.append((word, range)) }
        }
        guard !places.isEmpty else {
            if !purpose.isEmpty { detail.unstructured.append(purpose) }
            return
        }
        places.sort { $0.range.lowerBound < $1.range.lowerBound }
        let head = purpose[..<(places.first?.range.lowerBound ?? purpose.endIndex)]
        if !head.isEmpty { detail.unstructured.append(String(head)) }
        for (number, place) in places.enumerated() {
            let end = number + 1 < places.count ? places[number + 1].range.lowerBound : purpose.endIndex
            let value = purpose[place.range.upperBound..<end].trimmingBlanks
            switch place.word {
            case "EREF+": detail.endToEndId = value
            case "KREF+": detail.instructionId = value
            case "MREF+": detail.mandateId = value
            case "SVWZ+": detail.unstructured.append(value)
            default: break
            }
        }
    }

    /// Keywords between slashes, as Dutch and SWIFT's own structures have them.
    private static func addKeywords(_ text: String, to detail: inout BankFileDetail, side: CreditDebit) {
        let words: Set<String> = [
            "EREF", "PREF", "MARF", "REMI", "NAME", "IBAN", "BIC", "RTRN", "TRTP", "CSID", "TRCD", "CNTP", "BENM",
            "ORDP",
            "ID", "ADDR", "ISDT", "PURP", "ULTC", "ULTD", "SVCL", "CREF", "NRTX", "OCMT", "CHGS", "KREF", "MREF",
        ]
        var values: [String: String] = [:]
        var word: String?
        for part in text.split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
            if words.contains(part), word != part {
                word = part
            } else if let word {
                values[word, default: ""] += (values[word] == nil || values[word] == "" ? "" : "/") + part
            }
        }
        func value(_ word: String) -> String? {
            values[word].map { Substring($0).trimmingBlanks }.flatMap { $0.isEmpty ? nil : $0 }
        }
        detail.endToEndId = value("EREF")
        detail.instructionId = value("PREF") ?? value("KREF")
        detail.mandateId = value("MARF") ?? value("MREF")
        if let reason = value("RTRN") {
            detail.isReturn = true
            detail.returnReason = reason
        }
        var party = BankFileParty()
        party.name = value("NAME")
        party.iban = value("IBAN")
        party.bic = value("BIC")
        set(party, in: &detail, side)
        detail.unstructured.append(value("REMI") ?? text)
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
