import HubDomain
import PaymentVocabulary

/// Amounts of the receipt's currency that its text has, written with decimals beside the currency.
struct StatedAmounts {
    private let paid: Money
    private(set) var all: [Money] = []

    init(_ text: RunText, paid: Money) {
        self.paid = paid
        guard paid.currency.exponent == 2 else { return }
        var first = 0
        while first < text.runs.count {
            let last = Self.end(of: first, in: text)
            if let last, text.isBesideCurrency(first, last), text.isWhole(first, last) {
                let digits = text.bytes(first, last)
                if digits.count <= 18, let units = Int64(String(decoding: digits, as: UTF8.self)) {
                    all.append(Money(minorUnits: units, currency: paid.currency))
                }
            }
            first = (last ?? first) + 1
        }
    }

    /// An amount above what is paid that is none of some: what is taxes, a discount or a charge is less.
    func another(than amounts: [Money]) -> Money? {
        all.first { $0.minorUnits > paid.minorUnits && !amounts.contains($0) }
    }

    /// The last run of `1.250,00`, `1,250.00` or `1250.00`; `nil` where none begins.
    static func end(of first: Int, in text: RunText) -> Int? {
        guard !text.runs[first].hasLetter else { return nil }
        var last = first
        while last + 1 < text.runs.count, !text.runs[last + 1].hasLetter {
            let (gap, length) = (text.runs[last + 1].gapBefore, text.runs[last + 1].length)
            guard gap == .point || gap == .comma, length == 2 || length == 3 else { return nil }
            last += 1
            if length == 2 { return last }
        }
        return nil
    }
}
