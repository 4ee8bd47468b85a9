package import HubDomain
package import PaymentVocabulary

/// A payment inside a payout or batch that names a document and does not clear it: the receipt is matched, and of this
/// part of it a person has to say what it is for.
package struct WaitingPart: Hashable, Sendable {
    /// The provider's name of the payment, or its end-to-end id.
    package let payment: String?
    /// In the currency of the receipt.
    package let amount: Money
    /// What it names.
    package let documents: [InvoiceNumber]
    package let reason: LineException.Reason
    /// Why it clears nothing, behind the name of the payment.
    package let explanation: String

    package var exceptionClass: ExceptionClass { reason.exceptionClass }

    /// `ch_1 for INV-1, which is settled already`.
    var words: String { "\(payment ?? "a payment") \(explanation)" }
}

extension ReconciliationResult {
    /// What waits inside the matches, with their lines, in the order of these.
    package var waitingParts: [(line: StatementLine, part: WaitingPart)] {
        matches.flatMap { match in (match.waiting ?? []).map { (match.line, $0) } }
    }
}
