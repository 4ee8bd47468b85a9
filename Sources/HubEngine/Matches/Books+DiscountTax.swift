import HubDomain
import HubLedger
import HubReconciliation
import HubStore

/// A discount makes the price smaller, and with it the tax that is in the price.
extension Books {
    /// The parts of a match that is about to be stored, each discount with what of it is net and what is tax, by the taxes
    /// of its document as the books have them.
    func split(_ parts: [Application], _ policy: MatchingPolicy.DiscountTax) throws -> [Application] {
        guard policy == .reduced else { return parts }
        return try parts.map { part in
            guard part.isDiscount, let number = part.document, let taxes = try invoice(number)?.invoice.taxes else {
                return part
            }
            return Application(
                kind: part.kind,
                number: part.number,
                customer: part.customer,
                amount: part.amount,
                taxes: taxes.split(part.amount)
            )
        }
    }
}

extension Books.Application {
    /// The buyer's deduction by the terms, also one granted after its last day; no other difference changes the price.
    fileprivate var isDiscount: Bool {
        switch applied?.target {
        case .discount?, .difference(.lateDiscount, _)?: true
        case .invoice?, .difference?, .excess?, .creditNote?, .unapplied?, nil: false
        }
    }
}
