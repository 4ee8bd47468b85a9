import PaymentVocabulary

/// The texts of a statement line and of the information to the account owner that follows it.
enum MT940Texts {
    static func entry(_ line: MT940Line, field: [UInt8], _ begun: BankFileEntry) -> BankFileEntry {
        var entry = begun
        entry.status = .booked
        entry.isReversal = line.isReversal
        entry.valueDate = line.valueDate
        entry.bookingDate = line.entryDate ?? line.valueDate
        let text = fileText(field.span.extracting(line.rest..<field.count))
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
        let first = lines.first ?? ""
        // One letter and three characters of the type; the references follow.
        entry.transactionCode.proprietary = String(first.prefix(4))
        let references = first.dropFirst(4)
        if let slashes = twoSlashes(references.utf8) {
            entry.reference = nonEmpty(references[..<slashes])
            entry.servicerReference = nonEmpty(references[references.utf8.index(slashes, offsetBy: 2)...])
        } else {
            entry.reference = nonEmpty(references)
        }
        if lines.count > 1 {
            let supplement = lines.dropFirst().joined(separator: " ")
            if !supplement.isEmpty { entry.additionalInformation = supplement }
        }
        entry.details = [BankFileDetail()]
        entry.fields = [BankFileField(":61:", fileText(field.span))]
        return entry
    }

    /// Where the first of two slashes stands.
    private static func twoSlashes(_ text: Substring.UTF8View) -> String.Index? {
        var last: String.Index?
        for index in text.indices {
            guard text[index] == Ascii.slash else {
                last = nil
                continue
            }
            if let last { return last }
            last = index
        }
        return nil
    }

    private static func nonEmpty(_ text: Substring) -> String? {
        let trimmed = Substring(text.utf8.drop { $0 == 0x20 })
        return trimmed.isEmpty || trimmed == "NONREF" ? nil : String(trimmed)
    }

    /// Adds field 86: German subfields, keywords between slashes, or free text.
    static func add(_ field: [UInt8], to entry: inout BankFileEntry) {
        let text = fileText(field.span)
        entry.fields.append(BankFileField(":86:", text))
        if entry.details.isEmpty { entry.details.append(BankFileDetail()) }
        var joined = Array(text.utf8)
        joined.removeAll { $0 == 0x0A }
        if let parts = subfields(joined) {
            entry.transactionCode.issuer = "GVC \(String(decoding: joined[..<3], as: UTF8.self))"
            addSubfields(parts, of: joined, to: &entry.details[0], side: entry.side)
        } else if joined.first == Ascii.slash {
            addKeywords(String(decoding: joined, as: UTF8.self), to: &entry.details[0], side: entry.side)
        } else {
            let lines = text.utf8.split(separator: 0x0A).map { Substring($0) }
            entry.details[0].unstructured.append(lines.joined(separator: " "))
        }
    }

    /// Three digits of the transaction code, then subfields of a separator and two digits each.
    private static func subfields(_ bytes: [UInt8]) -> [(code: Int, value: Range<Int>)]? {
        guard bytes.count > 6, bytes[..<3].allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        let separator = bytes[3]
        guard !Ascii.isDigit(separator), !Ascii.isLetter(separator), separator != 0x20, separator < 0x80 else {
            return nil
        }
        var parts: [(code: Int, value: Range<Int>)] = []
        var start = 4
        while start <= bytes.count {
            let end = bytes[start...].firstIndex(of: separator) ?? bytes.count
            if end - start >= 2, let code = twoDigits(bytes.span, start) {
                parts.append((code, start + 2..<end))
            } else {
                // The separator occurs in the text as well, and what is behind it goes on there.
                guard let last = parts.popLast() else { return nil }
                parts.append((last.code, last.value.lowerBound..<end))
            }
            start = end + 1
        }
        return parts.isEmpty ? nil : parts
    }

    private static func addSubfields(
        _ parts: [(code: Int, value: Range<Int>)],
        of bytes: [UInt8],
        to detail: inout BankFileDetail,
        side: CreditDebit
    ) {
        var (purpose, name): ([UInt8], [UInt8]) = ([], [])
        var party = BankFileParty()
        for (code, range) in parts {
            switch code {
            case 0: detail.additionalInformation = text(bytes[range])
            case 20...29, 60...63: purpose += bytes[range]
            case 30: party.bic = text(bytes[range])
            case 31:
                let value = text(bytes[range])
                if IBAN(value) != nil { party.iban = value } else { party.otherAccount = value }
            case 32, 33: name += bytes[range]
            default: break
            }
        }
        party.name = name.isEmpty ? nil : text(name[...])
        set(party, in: &detail, side)
        addPurpose(purpose, to: &detail)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func set(_ party: BankFileParty, in detail: inout BankFileDetail, _ side: CreditDebit) {
        switch side {
        case .credit: detail.debtor = party
        case .debit: detail.creditor = party
        }
    }

    private static let sepaWords = ["EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "COAM", "OAMT"].map
    {
        Array($0.utf8)
    }

    /// The German banks' keywords, each with a plus sign behind it, for what SEPA carries, in any order.
    private static func addPurpose(_ purpose: [UInt8], to detail: inout BankFileDetail) {
        // Each word counts where it comes first.
        var places: [(word: Int, range: Range<Int>)] = []
        for plus in purpose.indices where purpose[plus] == UInt8(ascii: "+") && plus >= 4 {
            let letters = purpose[plus - 4..<plus]
            guard let word = sepaWords.firstIndex(where: { letters.elementsEqual($0) }),
                !places.contains(where: { $0.word == word })
            else { continue }
            places.append((word, plus - 4..<plus + 1))
        }
        guard let first = places.first else {
            if !purpose.isEmpty { detail.unstructured.append(text(purpose[...])) }
            return
        }
        if first.range.lowerBound > 0 { detail.unstructured.append(text(purpose[..<first.range.lowerBound])) }
        for (number, place) in places.enumerated() {
            let end = number + 1 < places.count ? places[number + 1].range.lowerBound : purpose.count
            guard place.range.upperBound <= end else { continue }
            let value = text(trimmed(purpose[place.range.upperBound..<end]))
            switch place.word {
            case 0: detail.endToEndId = value
            case 1: detail.instructionId = value
            case 2: detail.mandateId = value
            case 5: detail.unstructured.append(value)
            default: break
            }
        }
    }

    /// Without blanks and slashes at both ends.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let first = rest.first, first == 0x20 || first == Ascii.slash { rest.removeFirst() }
        while let last = rest.last, last == 0x20 || last == Ascii.slash { rest.removeLast() }
        return rest
    }

    private static let words: Set<String> = [
        "EREF", "PREF", "MARF", "REMI", "NAME", "IBAN", "BIC", "RTRN", "TRTP", "CSID", "TRCD", "CNTP", "BENM", "ORDP",
        "ID", "ADDR", "ISDT", "PURP", "ULTC", "ULTD", "SVCL", "CREF", "NRTX", "OCMT", "CHGS", "KREF", "MREF",
    ]

    /// Keywords between slashes, as Dutch and SWIFT's own structures have them.
    private static func addKeywords(_ text: String, to detail: inout BankFileDetail, side: CreditDebit) {
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
