import HubDomain
package import PaymentVocabulary

/// What a receipt still pays when a part of it was taken back.
///
/// What pays no document goes first, the last part of it before the others. What is then missing is missing of the
/// document that the receipt paid, and what had closed that one without money is open again: nobody grants a discount, or
/// writes a rest off, on a payment that did not stay. Which of several documents is not paid any more, only a person
/// knows.
package enum PartReturn {
    package enum Share: Hashable, Sendable {
        /// Money against an invoice.
        case document(String)
        /// What closes a part of an invoice without money.
        case closing(String)
        /// Money that pays no document.
        case free
        /// What an earlier return took.
        case gone
        /// Of a payout, a batch, an exchange, or a credit note that was used up.
        case fixed
    }

    /// - Parameter units: minor units that were taken back.
    /// - Returns: the minor units that each share keeps; `nil` where a person has to say so.
    package static func kept(of shares: [(share: Share, units: Int64)], taking units: Int64) -> [Int64]? {
        var (kept, rest) = (shares.map(\.units), units)
        for place in shares.indices.reversed() where shares[place].share == .free {
            let part = min(kept[place], rest)
            kept[place] -= part
            rest -= part
        }
        guard rest > 0 else { return kept }
        var paid: Int?
        for (place, item) in shares.enumerated() {
            switch item.share {
            case .document:
                guard paid == nil else { return nil }
                paid = place
            case .closing, .free, .gone: break
            case .fixed: return nil
            }
        }
        guard let paid, case .document(let number) = shares[paid].share, kept[paid] >= rest else { return nil }
        kept[paid] -= rest
        for (place, item) in shares.enumerated() {
            guard case .closing(let closed) = item.share else { continue }
            guard closed == number else { return nil }
            kept[place] = 0
        }
        return kept
    }
}

extension Match {
    /// The match with what it still pays when a debit has taken a part of its receipt.
    ///
    /// - Returns: `nil` where a person has to say so.
    func takingBack(_ amount: Money) -> Match? {
        guard exchange == nil, batch == nil else { return nil }
        let shares = allocations.map { (share: $0.share, units: Int64(clamping: $0.amount.minorUnits.magnitude)) }
        guard let kept = PartReturn.kept(of: shares, taking: amount.minorUnits),
            let taken = try? (takenBack ?? Money(minorUnits: 0, currency: amount.currency)).adding(amount)
        else { return nil }
        let left = zip(allocations, kept).compactMap { allocation, units -> Allocation? in
            let whole = allocation.amount.minorUnits
            guard units > 0, Int64(clamping: whole.magnitude) != units else { return units > 0 ? allocation : nil }
            return Allocation(
                kind: allocation.kind,
                invoice: allocation.invoice,
                amount: Money(minorUnits: units, currency: amount.currency),
                reason: allocation.kind == .invoice ? .partPayment : allocation.reason,
                payment: allocation.payment
            )
        }
        var match = Match(line: line, allocations: left, rule: rule, score: score, explanation: explanation)
        (match.doubt, match.rival, match.waiting) = (doubt, rival, waiting)
        match.takenBack = taken
        match.explanation += "; \(amount) of it was taken back"
        return match
    }
}

extension Allocation {
    fileprivate var share: PartReturn.Share {
        switch kind {
        case .invoice: invoice.map { .document($0.text) } ?? .fixed
        case .discount, .bankCharge, .rounding, .writeOff:
            amount.isNegative ? .fixed : invoice.map { .closing($0.text) } ?? .fixed
        case .unapplied, .overPaymentGain: .free
        case .creditNote, .payment, .fee, .refund, .dispute, .reserve, .exchange, .adjustment, .providerBalance,
            .exchangeDifference:
            .fixed
        }
    }
}
