import PaymentVocabulary

extension BankFileEntry {
    /// Adds the texts of an addenda record, the record of type 7.
    mutating func add(addenda record: Span<UInt8>) {
        let type = fixedText(record, 1..<3)
        switch type {
        case "05": details[0].unstructured.append(fixedText(record, 3..<83))
        case "98", "99":
            details[0].isReturn = type == "99"
            details[0].returnReason = fixedText(record, 3..<6)
            details[0].returnInformation = fixedText(record, 35..<79)
            // The trace number of the entry that came back finds the payment.
            details[0].clearingReference = fixedText(record, 6..<21)
        default: break
        }
        fields.append(BankFileField("addenda \(type)", fixedText(record, 3..<94)))
    }
}

/// Names and places of the fields of batch headers and entries.
///
/// Source: Nacha Operating Rules, appendix three, sections 3.2.2 to 3.2.4.
enum NachaFields {
    private static let header: [(String, Range<Int>)] = [
        ("service class code", 1..<4), ("company name", 4..<20), ("company discretionary data", 20..<40),
        ("company identification", 40..<50), ("standard entry class code", 50..<53),
        ("company entry description", 53..<63), ("company descriptive date", 63..<69),
        ("effective entry date", 69..<75), ("settlement date", 75..<78), ("originator status code", 78..<79),
        ("originating DFI identification", 79..<87), ("batch number", 87..<94),
    ]

    private static let internationalHeader: [(String, Range<Int>)] = [
        ("service class code", 1..<4), ("IAT indicator", 4..<20), ("foreign exchange indicator", 20..<22),
        ("foreign exchange reference indicator", 22..<23), ("foreign exchange reference", 23..<38),
        ("ISO destination country code", 38..<40), ("originator identification", 40..<50),
        ("standard entry class code", 50..<53), ("company entry description", 53..<63),
        ("ISO originating currency code", 63..<66), ("ISO destination currency code", 66..<69),
        ("effective entry date", 69..<75), ("settlement date", 75..<78), ("originator status code", 78..<79),
        ("originating DFI identification", 79..<87), ("batch number", 87..<94),
    ]

    static func batchHeader(_ record: Span<UInt8>, isInternational: Bool) -> [BankFileField] {
        fields(record, isInternational ? internationalHeader : header)
    }

    private static let detail: [(String, Range<Int>)] = [
        ("transaction code", 1..<3), ("receiving DFI identification", 3..<11), ("check digit", 11..<12),
        ("DFI account number", 12..<29), ("amount", 29..<39), ("individual identification number", 39..<54),
        ("individual name", 54..<76), ("discretionary data", 76..<78), ("addenda record indicator", 78..<79),
        ("trace number", 79..<94),
    ]

    private static let exchangeDetail: [(String, Range<Int>)] = [
        ("transaction code", 1..<3), ("receiving DFI identification", 3..<11), ("check digit", 11..<12),
        ("DFI account number", 12..<29), ("amount", 29..<39), ("identification number", 39..<54),
        ("number of addenda records", 54..<58), ("receiving company name", 58..<74), ("discretionary data", 76..<78),
        ("addenda record indicator", 78..<79), ("trace number", 79..<94),
    ]

    private static let internationalDetail: [(String, Range<Int>)] = [
        ("transaction code", 1..<3), ("receiving DFI identification", 3..<11), ("check digit", 11..<12),
        ("number of addenda records", 12..<16), ("amount", 29..<39), ("foreign receiver's account number", 39..<74),
        ("gateway operator OFAC screening indicator", 76..<77), ("secondary OFAC screening indicator", 77..<78),
        ("addenda record indicator", 78..<79), ("trace number", 79..<94),
    ]

    private static let adviceDetail: [(String, Range<Int>)] = [
        ("transaction code", 1..<3), ("receiving DFI identification", 3..<11), ("check digit", 11..<12),
        ("DFI account number", 12..<27), ("amount", 27..<39), ("advice routing number", 39..<48),
        ("file identification", 48..<53), ("ACH operator data", 53..<54), ("individual name", 54..<76),
        ("discretionary data", 76..<78), ("addenda record indicator", 78..<79),
        ("routing number of ACH operator", 79..<87), ("Julian date", 87..<90), ("sequence number", 90..<94),
    ]

    /// Fills an entry's texts from its record.
    static func entry(
        _ record: Span<UInt8>,
        _ begun: BankFileEntry,
        entryClass: String,
        isInternational: Bool
    ) -> BankFileEntry {
        var entry = begun
        entry.fields = fields(
            record,
            isInternational
                ? internationalDetail
                : entryClass == "ADV" ? adviceDetail : entryClass == "CTX" ? exchangeDetail : detail
        )
        entry.transactionCode.proprietary = fixedText(record, 1..<3)
        entry.reference = fixedText(record, 79..<94)
        // Made in its place, because a detail is large.
        entry.details.append(BankFileDetail())
        var party = BankFileParty()
        party.bankNumber = fixedText(record, 3..<12)
        party.otherAccount = fixedText(record, isInternational ? 39..<74 : entryClass == "ADV" ? 12..<27 : 12..<29)
        if !isInternational {
            // Corporate trade exchange has the number of addenda before a shorter name.
            party.name = fixedText(record, entryClass == "CTX" ? 58..<74 : 54..<76)
            entry.details[0].instructionId = entryClass == "ADV" ? nil : fixedText(record, 39..<54)
        }
        // Whoever is debited pays.
        switch entry.side {
        case .credit: entry.details[0].creditor = party
        case .debit: entry.details[0].debtor = party
        }
        return entry
    }

    private static func fields(_ record: Span<UInt8>, _ layout: [(String, Range<Int>)]) -> [BankFileField] {
        var fields: [BankFileField] = []
        fields.reserveCapacity(layout.count)
        for (name, range) in layout {
            let text = fixedText(record, range)
            if !text.isEmpty { fields.append(BankFileField(name, text)) }
        }
        return fields
    }
}
