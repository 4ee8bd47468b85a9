public import PaymentVocabulary

/// Sums of credits and debits by currency, exact and without overflow for any file.
public struct CurrencySums: Hashable, Sendable {
    /// The sums in one currency, in its minor units; neither is negative when no amount was.
    public struct Sums: Hashable, Sendable {
        public let currency: Currency
        public internal(set) var credit: Int128 = 0
        public internal(set) var debit: Int128 = 0
    }

    /// By currency code in alphabetical order.
    public private(set) var all: [Sums] = []

    public init() {}

    package mutating func add(_ amount: Money, _ side: CreditDebit) {
        let index = place(amount.currency)
        switch side {
        case .credit: all[index].credit += Int128(amount.minorUnits)
        case .debit: all[index].debit += Int128(amount.minorUnits)
        }
    }

    /// Adds what several amounts of one currency came to.
    mutating func add(credit: Int128, debit: Int128, _ currency: Currency) {
        let index = place(currency)
        all[index].credit += credit
        all[index].debit += debit
    }

    mutating func add(_ other: CurrencySums) {
        for sums in other.all {
            let index = place(sums.currency)
            all[index].credit += sums.credit
            all[index].debit += sums.debit
        }
    }

    private mutating func place(_ currency: Currency) -> Int {
        if let first = all.first, first.currency == currency { return 0 }
        if let index = all.firstIndex(where: { $0.currency >= currency }) {
            if all[index].currency != currency { all.insert(Sums(currency: currency), at: index) }
            return index
        }
        all.append(Sums(currency: currency))
        return all.count - 1
    }
}

/// A count of minor units as a plain decimal with the currency's decimals, as `Money.decimal` writes smaller ones.
func decimal(_ units: Int128, _ currency: Currency) -> String {
    let exponent = Int(currency.exponent)
    let digits = String(units.magnitude)
    let sign = units < 0 ? "-" : ""
    guard exponent > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(exponent)).\(padded.suffix(exponent))"
}
