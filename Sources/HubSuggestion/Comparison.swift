import PaymentVocabulary

/// Compares a receipt with a document, field by field.
struct Comparison {
    /// What of a receipt is looked up once for all its documents.
    struct Reading {
        let receipt: LinkageReceipt
        let name: NameBlocks.Found
        let owners: [Int]
        let numbers: [Int: LinkageLevel]
        /// Documents that together have the amount exactly.
        let sum: [Int]
        let countOpen: Int
        let countDiscounted: Int
        let countOfOwners: Int
        let countDigits: Int
        let countSlips: Int
    }

    /// The level of one field, and how many open documents share the value that agrees.
    struct Agreement {
        let level: LinkageLevel
        private let count: UInt32

        init(level: LinkageLevel, sharedBy: Int) { (self.level, count) = (level, UInt32(clamping: sharedBy)) }

        var sharedBy: Int { Int(count) }
    }

    /// In the order of `LinkageField.allCases`, and without an allocation: there are millions of them.
    typealias Agreements = InlineArray<5, Agreement>

    static func compare(_ reading: Reading, _ place: Int, _ document: LinkageDocument) -> Agreements {
        let account = account(reading, document)
        return [
            amount(reading, place, document), name(reading, document, account.level), date(reading.receipt, document),
            reference(reading, place), account,
        ]
    }

    private static func amount(_ reading: Reading, _ place: Int, _ document: LinkageDocument) -> Agreement {
        if reading.sum.contains(place) { return Agreement(level: .amountPartOfSum, sharedBy: 1) }
        let level = amountLevel(reading.receipt.amount, document)
        return Agreement(
            level: level,
            sharedBy: level == .amountLessDiscount ? reading.countDiscounted : reading.countOpen
        )
    }

    static func amountLevel(_ amount: Money, _ document: LinkageDocument) -> LinkageLevel {
        let (open, paid) = (document.open.minorUnits, amount.minorUnits)
        if document.open.currency != amount.currency { return .amountOtherCurrency }
        if document.isCreditNote { return .amountOver }
        if open == paid { return .amountExact }
        if document.discounts.contains(where: { open - $0 == paid }) { return .amountLessDiscount }
        if (Int128(open) - Int128(paid)).magnitude * 20 <= UInt128(clamping: open) { return .amountNear }
        return paid < open ? .amountUnder : .amountOver
    }

    private static func name(_ reading: Reading, _ document: LinkageDocument, _ account: LinkageLevel) -> Agreement {
        guard !reading.receipt.name.isEmpty else { return Agreement(level: .nameMissing, sharedBy: 0) }
        let level = reading.name.level(of: document.party) ?? .nameDiffers
        if account == .accountSame {
            return Agreement(level: beside(level), sharedBy: 0)
        }
        return Agreement(level: level, sharedBy: reading.name.documents(at: level) ?? 1)
    }

    /// A name beside an account that agrees already.
    static func beside(_ level: LinkageLevel) -> LinkageLevel {
        level == .nameMissing ? level : level == .nameDiffers ? .nameUnlikeAccount : .nameConfirmsAccount
    }

    private static func date(_ receipt: LinkageReceipt, _ document: LinkageDocument) -> Agreement {
        Agreement(level: dateLevel(receipt.date, document), sharedBy: 0)
    }

    static func dateLevel(_ date: CalendarDate, _ document: LinkageDocument) -> LinkageLevel {
        if date.days(since: document.issued) < -3 { return .dateEarly }
        let late = date.days(since: document.due)
        return late <= 14 ? .dateInTime : late <= 120 ? .dateLate : .dateVeryLate
    }

    private static func reference(_ reading: Reading, _ place: Int) -> Agreement {
        if reading.receipt.named.contains(place) { return Agreement(level: .referenceNamed, sharedBy: 1) }
        switch reading.numbers[place] {
        case .referenceDigits?: return Agreement(level: .referenceDigits, sharedBy: reading.countDigits)
        case .referenceSlip?:
            return Agreement(level: .referenceSlip, sharedBy: reading.countDigits + reading.countSlips)
        default: break
        }
        if !reading.receipt.named.isEmpty { return Agreement(level: .referenceOtherDocument, sharedBy: 0) }
        return Agreement(level: reading.receipt.hasNumber ? .referenceOther : .referenceMissing, sharedBy: 0)
    }

    private static func account(_ reading: Reading, _ document: LinkageDocument) -> Agreement {
        guard reading.receipt.account != nil else { return Agreement(level: .accountMissing, sharedBy: 0) }
        if reading.owners.contains(document.party) {
            return Agreement(level: .accountSame, sharedBy: reading.countOfOwners)
        }
        return Agreement(level: reading.owners.isEmpty ? .accountUnknown : .accountOfAnother, sharedBy: 0)
    }
}
