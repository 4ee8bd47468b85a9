package import PaymentVocabulary

/// A document that a payer says is being paid, with its own amounts.
///
/// Source: ISO 20022 `RfrdDocInf` with `RfrdDocAmt`; X12 820 `RMR` and `ADX`.
package struct RemittedDocument: Hashable, Codable, Sendable {
    /// What the payer has taken off the document or added to it, beside a discount.
    package struct Adjustment: Hashable, Codable, Sendable {
        /// Negative for what is taken off.
        package let amount: Money
        /// The payer's own words or code, such as `DAMG, damaged goods`; empty where none is given.
        package let reason: String

        package init(amount: Money, reason: String) {
            self.amount = amount
            self.reason = reason
        }
    }

    package let number: String
    package let isCreditNote: Bool
    /// What the payer pays for it; negative for a credit note that is used up.
    package let paid: Money
    /// The discount that the payer has taken off; never negative.
    package let discount: Money?
    /// In the currency of `paid`; `nil` without any.
    package let adjustments: [Adjustment]?

    package init(
        number: String,
        isCreditNote: Bool,
        paid: Money,
        discount: Money?,
        adjustments: [Adjustment]? = nil
    ) {
        self.number = number
        self.isCreditNote = isCreditNote
        self.paid = paid
        self.discount = discount
        self.adjustments = adjustments
    }

    /// What the adjustments come to, in signed minor units.
    package var adjusted: Int128 { (adjustments ?? []).reduce(0) { $0 + Int128($1.amount.minorUnits) } }
}
