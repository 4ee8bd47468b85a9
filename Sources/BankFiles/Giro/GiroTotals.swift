import PaymentVocabulary

/// What was read of a file or a part of it, to be compared with what its end record states.
struct GiroTotals: Sendable {
    var records = 0
    var entries = 0
    /// In minor units.
    var credit: Int128 = 0
    var debit: Int128 = 0

    init(records: Int = 0) { self.records = records }

    mutating func add(_ money: Money, _ side: CreditDebit) {
        switch side {
        case .credit: credit += Int128(money.minorUnits)
        case .debit: debit += Int128(money.minorUnits)
        }
    }

    /// Adds entries and sums; the records of a part are counted one by one with those of the whole.
    mutating func add(_ part: GiroTotals) {
        entries += part.entries
        credit += part.credit
        debit += part.debit
    }
}

extension BankFileRemittance {
    init(creditorReference reference: String, type: String) {
        self.init()
        creditorReference = reference
        creditorReferenceType = type
    }
}

/// Check digits of structured references.
enum GiroCheckDigit {
    private static let carries = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5]

    /// Whether the last digit is that of the recursive modulo 10 of Swiss references.
    ///
    /// Source: PostFinance, Recordstrukturen, section 1.2.
    static func holdsRecursive10(_ digits: some Sequence<UInt8>) -> Bool? {
        var carry = 0
        var last = 0
        var expected = 0
        for digit in digits {
            let value = Int(digit &- 0x30)
            guard value < 10 else { return nil }
            expected = (10 - carry) % 10
            carry = carries[(carry + value) % 10]
            last = value
        }
        return last == expected
    }

    /// Whether the last two of twelve digits are the rest of the first ten by 97, where 97 stands for no rest.
    ///
    /// Source: Febelfin, Coded statement of account, annex III, types 101 and 102.
    static func holdsBelgian97(_ text: String) -> Bool {
        guard text.utf8.count == 12, let number = Int64(text) else { return false }
        let rest = (number / 100) % 97
        return number % 100 == (rest == 0 ? 97 : rest)
    }
}
