import PaymentVocabulary

/// What the header of a batch says of its international entries (IAT).
///
/// Notifications of change and returns keep the addenda of the entry that they are about; a batch of changes is of class
/// `COR` and names the class of its entries in the field that IAT uses as an indicator.
///
/// Source: Nacha Operating Rules, appendix three, company/batch header record for IAT entries.
struct NachaInternational: Hashable, Sendable {
    /// Types of addenda that each entry has.
    static let required = 10...16

    /// In which amounts arrive abroad; `nil` where none is named, where it is ours, or where the exchange leaves the
    /// amount open (`FV`).
    private let foreign: Currency?

    /// - Returns: `nil` for a batch of other entries.
    init?(header record: Span<UInt8>, _ entryClass: String) {
        let isOfChanges = entryClass == "COR" && fixedText(record, 4..<20).hasPrefix("IAT")
        guard entryClass == "IAT" || isOfChanges else { return nil }
        let exchange = fixedText(record, 20..<22)
        let currency = Currency(activeOrWithdrawn: fixedText(record, 66..<69))
        let isTold = exchange == "FF" || exchange == "VF"
        foreign = isTold && fixedText(record, 38..<40) != "US" && currency != .usd ? currency : nil
    }

    /// What is wrong with a record of type 7, and where in it.
    static func fault(_ record: Span<UInt8>, type: Int) -> (message: String, offset: Int)? {
        guard type == 10, !fixedText(record, 6..<24).isEmpty, fixedNumber(record, 6..<24) == nil else { return nil }
        return ("the foreign payment amount of an international entry is no number", min(6, record.count))
    }

    /// The types that an entry lacks, of those that it has to have.
    ///
    /// - Parameter seen: a bit for each type that came, from type 10 on.
    static func missing(_ seen: UInt16) -> [Int] { required.filter { seen & (1 << UInt16($0 - 10)) == 0 } }

    // MARK: Texts

    private static let layouts: [Int: [(String, Range<Int>)]] = [
        10: [
            ("transaction type code", 3..<6), ("foreign payment amount", 6..<24), ("foreign trace number", 24..<46),
            ("receiving company or individual name", 46..<81),
        ],
        11: [("originator name", 3..<38), ("originator street address", 38..<73)],
        12: [("originator city and state", 3..<38), ("originator country and postal code", 38..<73)],
        13: [
            ("originating DFI name", 3..<38), ("originating DFI identification number qualifier", 38..<40),
            ("originating DFI identification", 40..<74), ("originating DFI branch country code", 74..<77),
        ],
        14: [
            ("receiving DFI name", 3..<38), ("receiving DFI identification number qualifier", 38..<40),
            ("receiving DFI identification", 40..<74), ("receiving DFI branch country code", 74..<77),
        ],
        15: [("receiver identification number", 3..<18), ("receiver street address", 18..<53)],
        16: [("receiver city and state", 3..<38), ("receiver country and postal code", 38..<73)],
        17: [("payment related information", 3..<83)],
        18: [
            ("foreign correspondent bank name", 3..<38),
            ("foreign correspondent bank identification number qualifier", 38..<40),
            ("foreign correspondent bank identification number", 40..<74),
            ("foreign correspondent bank branch country code", 74..<77),
        ],
        99: [("original forward entry payment amount", 35..<45)],
    ]

    /// Adds what an addenda record says to its entry.
    ///
    /// Source: Nacha Operating Rules, appendix three, first to seventh IAT addenda record (types 10 to 16), IAT
    /// remittance (17) and foreign correspondent bank (18); appendix four, IAT addenda of returns (99).
    func add(_ record: Span<UInt8>, type: Int, to entry: inout BankFileEntry) {
        guard !entry.details.isEmpty else { return }
        for (name, range) in Self.layouts[type] ?? [] {
            let text = fixedText(record, range)
            if !text.isEmpty { entry.fields.append(BankFileField(name, text)) }
        }
        // Whoever is debited pays, and the originator is on the other side of the receiver.
        let isCredit = entry.side == .credit
        let originator = isCredit ? \BankFileDetail.debtor : \BankFileDetail.creditor
        let receiver = isCredit ? \BankFileDetail.creditor : \BankFileDetail.debtor
        switch type {
        case 10:
            entry.details[0][keyPath: receiver].name = Self.text(record, 46..<81)
            takeForeignAmount(record, &entry)
        case 11: entry.details[0][keyPath: originator].name = Self.text(record, 3..<38)
        case 13: Self.takeBank(record, &entry.details[0][keyPath: originator])
        case 14: Self.takeBank(record, &entry.details[0][keyPath: receiver])
        case 15: entry.details[0][keyPath: receiver].id = Self.text(record, 3..<18)
        case 17: if let text = Self.text(record, 3..<83) { entry.details[0].unstructured.append(text) }
        case 99: entry.details[0].returnInformation = Self.text(record, 45..<79)
        default: break
        }
    }

    /// The amount has two decimals by its format, so that only currencies with as many are read.
    private func takeForeignAmount(_ record: Span<UInt8>, _ entry: inout BankFileEntry) {
        guard let foreign, foreign.exponent == 2, let units = fixedNumber(record, 6..<24), units > 0 else { return }
        entry.details[0].amount = entry.amount
        entry.details[0].instructedAmount = Money(minorUnits: units, currency: foreign)
    }

    /// A bank by its number in a national clearing system (01), its BIC (02) or an IBAN (03).
    private static func takeBank(_ record: Span<UInt8>, _ party: inout BankFileParty) {
        guard let number = text(record, 40..<74) else { return }
        if fixedText(record, 38..<40) == "02" { party.bic = number } else { party.bankNumber = number }
    }

    private static func text(_ record: Span<UInt8>, _ range: Range<Int>) -> String? {
        let text = fixedText(record, range)
        return text.isEmpty ? nil : text
    }
}
