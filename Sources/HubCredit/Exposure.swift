package import PaymentVocabulary

/// What a customer could still fail to pay, in its parts.
package struct Exposure: Hashable, Codable, Sendable {
    /// The parts in the order in which people read them.
    package enum Part: String, Codable, Hashable, Sendable, CaseIterable {
        case openInvoices = "open_invoices"
        case fees
        case shippedUninvoiced = "shipped_uninvoiced"
        case reserved
        case reversible
        case unappliedIrrevocable = "unapplied_irrevocable"
        case openCreditNotes = "open_credit_notes"

        /// Whether the part lowers exposure.
        package var isDeducted: Bool {
            switch self {
            case .openInvoices, .fees, .shippedUninvoiced, .reserved, .reversible: false
            case .unappliedIrrevocable, .openCreditNotes: true
            }
        }
    }

    package struct Component: Hashable, Codable, Sendable {
        package let part: Part
        /// What the part adds: positive or zero, negative or zero for a part that is deducted.
        package let amount: Money
    }

    package let components: [Component]
    /// The sum of the components; negative when the customer's own money exceeds what it owes.
    package let total: Money

    /// Each part is floored at zero before it is added or deducted.
    ///
    /// - Throws: `MoneyError.overflow` when a part is beyond `CreditPosition.componentMax`, so that no sum can
    /// overflow.
    package init(currency: Currency, amount: (Part) -> Int64) throws(MoneyError) {
        var sum: Int64 = 0
        var parts: [Component] = []
        for part in Part.allCases {
            let floored = max(0, amount(part))
            guard floored <= CreditPosition.componentMax else { throw .overflow }
            let signed = part.isDeducted ? -floored : floored
            sum += signed
            parts.append(Component(part: part, amount: Money(minorUnits: signed, currency: currency)))
        }
        components = parts
        total = Money(minorUnits: sum, currency: currency)
    }

    /// What may still be sold on credit: the limit less the total, never negative.
    package func headroom(under limit: Int64) -> Money {
        let (rest, overflow) = min(limit, CreditPosition.componentMax).subtractingReportingOverflow(total.minorUnits)
        return Money(minorUnits: overflow ? 0 : max(0, rest), currency: total.currency)
    }
}
