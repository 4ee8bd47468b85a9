import HubDomain
import PaymentVocabulary

/// What a payer says to have taken off, with its amount: `abzgl. Einbehalt 50,00`, `less damaged goods EUR 12.50`.
struct ToldDeduction {
    let amount: Money
    /// The words that say so.
    let words: String

    private static let runsMax = 6

    /// - Returns: `nil` without such a word, without an amount behind it, or with more than one.
    init?(_ line: StatementLine) {
        guard line.amount.currency.exponent == 2 else { return nil }
        let text = RunText(line.remittance)
        var found: [(words: String, units: Int64)] = []
        var place = 0
        while place < text.runs.count {
            guard PaymentWords.isDeduction(text.string(place, place)) else {
                place += 1
                continue
            }
            let behind = text.runs.indices.dropFirst(place + 1).prefix(Self.runsMax)
            let amount = behind.lazy.compactMap { first in
                StatedAmounts.end(of: first, in: text).map { (first, $0) }
            }.first
            place += 1
            guard let (first, last) = amount, let units = Int64(text.string(first, last)), units > 0 else { continue }
            found.append(((place - 1..<first).map { text.string($0, $0) }.joined(separator: " "), units))
            place = last + 1
        }
        guard found.count == 1, let only = found.first else { return nil }
        (amount, words) = (Money(minorUnits: only.units, currency: line.amount.currency), only.words)
    }
}
