import HubDomain
import HubReconciliation
import PaymentVocabulary

/// Receipts in euros for invoices in dollars.
extension WorldBuilder {
    /// Draws from a row of numbers of its own, so that the rest of the world does not depend on it.
    mutating func payAbroad(_ draft: inout LineDraft, _ document: Int) {
        var own = WorldRandom(seed: plan.seed &* 0x9E37_79B9 ^ UInt64(invoiceSerials))
        let full = documents[document].amount
        let kind = own.below(100)
        // Half of the statements tell what was instructed; some of these tell of less than the invoice.
        let isPart = kind < 10 || (55..<60).contains(kind)
        let part = Int64(own.within(Int(full.minorUnits / 5)...Int(full.minorUnits * 95 / 100)))
        let units = isPart ? part : full.minorUnits
        let paid = Money(minorUnits: max(1, units), currency: full.currency)
        let spread = Int64(own.within(0...80))
        let charges = own.chance(basisPoints: 2_000) ? Int64(own.one(of: [500, 1_000, 2_000])) : 0
        let rate = rates.rates.rate(from: full.currency, to: .eur, on: draft.booked)
        let value = rate.flatMap { try? $0.conversion(paid) }?.minorUnits ?? paid.minorUnits
        draft.units = max(1, value * (10_000 - spread) / 10_000 - min(charges, value / 2))
        draft.isExact = kind >= 10 && kind < 55
        if kind < 55 { draft.instructed = paid }
        // The bank's rate as many banks print it: six significant digits.
        if kind < 30, let rate, let perEuro = rate.fromPerEuro {
            draft.exchangeRate = DecimalRate(digits: perEuro.digits * (10_000 + spread) / 100, scale: perEuro.scale + 2)
        }
        addPart(&draft, document, paid.minorUnits)
        if isPart { documents[document].rest = full.minorUnits - paid.minorUnits }
    }

    /// A careful person posts what the statement itself says was instructed, for the document that is named, from its
    /// customer; everything else is theirs to look at.
    func labelAbroad(_ draft: LineDraft) -> Truth.Label {
        if !draft.hits.isEmpty, draft.named.count != draft.documents.count {
            let isAnother = draft.hits.contains { hit in
                documents[hit].amount == draft.instructed
                    || documents[hit].payable(on: draft.booked).contains(draft.units)
            }
            return isAnother ? .undecidable : .forAPerson(Self.abroad + [.contradictingPayer])
        }
        guard case .customer(let payer) = draft.evidence else { return .forAPerson(Self.abroad) }
        guard payer == draft.customer else { return .forAPerson(Self.abroad + [.contradictingPayer]) }
        let isTold = draft.instructed != nil && draft.isExact && draft.named == draft.documents
        return isTold ? .postable : .forAPerson(Self.abroad)
    }

    private static let abroad: [LineException.Reason] = [
        .currency, .unknownPayer, .unknownReference, .noMatch, .ambiguous,
    ]
}
