import HubDomain
import PaymentVocabulary

/// Amounts of the receipt's currency that its text has: with decimals, or whole ones beside the currency.
struct StatedAmounts {
    private let paid: Money
    private(set) var all: [Money] = []

    init(_ text: RunText, paid: Money) {
        self.paid = paid
        guard paid.currency.exponent == 2 else { return }
        var first = 0
        while first < text.runs.count {
            let last = Self.end(of: first, in: text)
            if let last, text.isWhole(first, last), isPaidCurrency(beside: first, last, in: text) {
                add(text.bytes(first, last))
            } else if last == nil, let last = Self.wholeEnd(of: first, in: text),
                isPaidCurrency(beside: first, last, in: text)
            {
                add(text.bytes(first, last) + [0x30, 0x30])
                first = last
            }
            first = (last ?? first) + 1
        }
    }

    /// `USD 1,450.00 = EUR 1234.57`: the one before an amount is its own.
    private func isPaidCurrency(beside first: Int, _ last: Int, in text: RunText) -> Bool {
        let codes = [first - 1, last + 1].filter { text.runs.indices.contains($0) }.map { text.string($0, $0) }
        let currency = codes.lazy.compactMap { $0.utf8.count == 3 ? Currency($0) : nil }.first
        return currency.map { $0 == paid.currency } ?? true
    }

    private mutating func add(_ digits: some Collection<UInt8>) {
        guard digits.count <= 18, let units = Int64(String(decoding: digits, as: UTF8.self)) else { return }
        all.append(Money(minorUnits: units, currency: paid.currency))
    }

    /// The last run of `1200` or `1.200`, whole units, behind a currency, or before one that begins nothing else.
    private static func wholeEnd(of first: Int, in text: RunText) -> Int? {
        guard isNumeric(first, in: text), text.runs[first].length <= 6 else { return nil }
        var last = first
        while last + 1 < text.runs.count, isNumeric(last + 1, in: text), text.runs[last + 1].length == 3,
            text.runs[last + 1].gapBefore == .point || text.runs[last + 1].gapBefore == .comma
        { last += 1 }
        guard text.isWhole(first, last), text.runs[first].length >= (last > first ? 1 : 3) else { return nil }
        let isBefore = text.isBehindCurrency(first)
        let isBehind = text.isBesideCurrency(last, last) && !text.isBehindCurrency(last)
        let next = last + 2
        let begins = next < text.runs.count && isNumeric(next, in: text)
        return isBefore || isBehind && !begins ? last : nil
    }

    private static func isNumeric(_ place: Int, in text: RunText) -> Bool {
        text.runs.indices.contains(place) && text.runs[place].hasDigit && !text.runs[place].hasLetter
    }

    /// An amount above what is paid that is none of some: what is taxes, a discount or a charge is less.
    func another(than amounts: [Money]) -> Money? {
        all.first { $0.minorUnits > paid.minorUnits && !amounts.contains($0) }
    }

    /// The last run of `1.250,00`, `1,250.00`, `1 250,00` or `1250.00`; `nil` where none begins.
    static func end(of first: Int, in text: RunText) -> Int? {
        guard !text.runs[first].hasLetter else { return nil }
        var last = first
        while last + 1 < text.runs.count, !text.runs[last + 1].hasLetter {
            let (gap, length) = (text.runs[last + 1].gapBefore, text.runs[last + 1].length)
            if gap == .blank, length == 3, text.runs[last].length <= 3 {
                last += 1
                continue
            }
            guard gap == .point || gap == .comma, length == 2 || length == 3 else { return nil }
            last += 1
            if length == 2 { return last }
        }
        return nil
    }
}
