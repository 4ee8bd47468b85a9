package import PaymentVocabulary

/// A document that a payer says is being paid, with its own amounts.
///
/// Source: ISO 20022 `RfrdDocInf` with `RfrdDocAmt`; X12 820 `RMR`.
package struct RemittedDocument: Hashable, Codable, Sendable {
    package let number: String
    package let isCreditNote: Bool
    /// What the payer pays for it; negative for a credit note that is used up.
    package let paid: Money
    /// The discount that the payer has taken off; never negative.
    package let discount: Money?

    package init(number: String, isCreditNote: Bool, paid: Money, discount: Money?) {
        self.number = number
        self.isCreditNote = isCreditNote
        self.paid = paid
        self.discount = discount
    }
}
