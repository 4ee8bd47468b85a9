import HubLedger
import HubStore
import PaymentVocabulary

/// Above which amounts one person alone may neither post nor undo a match.
struct FourEyes: Sendable {
    /// Minor units by currency; no limit for a currency that is not there.
    let above: [Currency: Int64]

    /// By the receipt, and by all that its parts settle: a receipt of a cent may close a million by a discount.
    func areNeeded(for receipt: Money, _ parts: [Books.Application]) -> Bool {
        guard !above.isEmpty else { return false }
        return ([(receipt.currency, Int128(receipt.minorUnits))] + parts.settled)
            .contains { currency, units in above[currency].map { units > Int128($0) } ?? false }
    }
}

extension [Books.Application] {
    /// The gross of the settled parts in each of their currencies, in minor units.
    ///
    /// Money, discounts, differences and what is left unapplied; what credit notes add is in the documents that they help
    /// to pay.
    fileprivate var settled: [(Currency, Int128)] {
        var sums: [Currency: Int128] = [:]
        for part in self {
            switch part.applied?.target {
            case .invoice?, .discount?, .difference?, .excess?, .unapplied?:
                sums[part.amount.currency, default: 0] += Int128(part.amount.minorUnits)
            case .creditNote?, nil: break
            }
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Books {
    /// Whether posting this match, with taking back the one that it replaces, or undoing it needs two people.
    func needsTwo(_ match: MatchRow, _ fourEyes: FourEyes) throws -> Bool {
        if try fourEyes.areNeeded(for: match.amount, parts(of: match)) { return true }
        guard let replaced = try match.replaces.map({ try knownMatch($0) }) else { return false }
        return try fourEyes.areNeeded(for: replaced.amount, parts(of: replaced))
    }
}
