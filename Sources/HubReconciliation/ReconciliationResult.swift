package import HubDomain
package import PaymentVocabulary

/// Everything that one run decided, each list in the order of file and index (open items by number).
package struct ReconciliationResult: Hashable, Sendable {
    package let asOf: CalendarDate
    package let summary: ReconciliationSummary
    package let matches: [Match]
    package let exceptions: [LineException]
    package let debits: [Debit]
    /// Announced or for information only: not money yet, so never matched.
    package let pending: [StatementLine]
    /// Movements that another statement of this run has already shown.
    package let repeats: [Repeat]
    /// What is still open after the matches above.
    package let openItems: [RemainingItem]
    /// All that was matched against, in the order of the numbers.
    let items: [OpenItem]
}

/// The rule that found a match; its raw value is the name in reports.
package enum MatchingRule: String, Codable, Hashable, Sendable, CaseIterable {
    case endToEndID = "end_to_end_id"
    case structuredReference = "structured_reference"
    case documentNumber = "document_number"
    case ownReference = "own_reference"
    case amountPartyDate = "amount_party_date"
    /// Several items of the payer that together have the amount, as no others do.
    case openItemsSum = "open_items_sum"
}

/// One receipt and what it pays.
///
/// The receipt equals the sum of all allocations but discounts and differences of a document, credit notes counting
/// negative; the allocations of one invoice, discounts and differences included, never exceed its open amount.
package struct Match: Hashable, Sendable {
    package let line: StatementLine
    package let allocations: [Allocation]
    package let rule: MatchingRule
    /// In hundredths: 100 is certain.
    package let score: Int
    package let explanation: String
}

package struct Allocation: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable {
        case invoice
        case creditNote = "credit_note"
        case discount
        /// What a bank on the way kept of the receipt.
        case bankCharge = "bank_charge"
        case rounding
        /// A difference too small to ask for.
        case writeOff = "write_off"
        /// Money of the customer that pays no document yet.
        case unapplied
    }

    package enum Reason: String, Codable, Hashable, Sendable {
        case paidInFull = "paid_in_full"
        case partPayment = "part_payment"
        case discountTaken = "discount_taken"
        /// After its last day, within the grace that the policy allows.
        case discountTakenLate = "discount_taken_late"
        /// A difference within its tolerance, which closes the document or is kept.
        case withinTolerance = "within_tolerance"
        case creditNoteUsed = "credit_note_used"
        case overPayment = "over_payment"
        case expectedPayment = "expected_payment"
    }

    package let kind: Kind
    /// `nil` for unapplied money, and for what a receipt has beyond the documents that it pays and that is kept.
    package let invoice: InvoiceNumber?
    /// Negative for a credit note, which adds to what the receipt can pay.
    package let amount: Money
    package let reason: Reason
}

/// A booked credit that nobody but a person may post.
package struct LineException: Hashable, Sendable {
    package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nothing in the line leads to a customer.
        case unknownPayer = "unknown_payer"
        /// Two or more solutions are equally good.
        case ambiguous
        /// The reference leads to one customer, the payer is another.
        case contradictingPayer = "contradicting_payer"
        /// The line has the form of our references but names no document that was given.
        case unknownReference = "unknown_reference"
        /// What the line names is open in another currency.
        case currency
        /// What the line names is settled already, or the same movement was shown with other contents.
        case duplicate
        /// Money of ours that came back.
        case returned
        /// More, or less, than what the line names.
        case over
        case under
        /// The payer is known, but no open item explains the amount.
        case noMatch = "no_match"
    }

    package let line: StatementLine
    package let reason: Reason
    /// Why it was not posted, and what would have changed that.
    package let explanation: String
    package let suggestions: [Suggestion]
    /// How many documents the line names, at least one: the denominator of the rate by invoice line.
    package let documents: Int
}

package struct Suggestion: Hashable, Sendable {
    package let invoice: InvoiceNumber
    package let customer: CustomerID
    package let open: Money
    package let reason: String
}

package struct Debit: Hashable, Sendable {
    package let line: StatementLine
    /// The bank says that this takes back an earlier receipt.
    package var isReturn: Bool { line.returnReason != nil || line.isReversal }
}

package struct Repeat: Hashable, Sendable {
    package let line: StatementLine
    package let original: StatementLine
}

package struct RemainingItem: Hashable, Sendable {
    package let invoice: Invoice
    package let open: Money
    /// Negative before the due date.
    package let daysOverdue: Int
}
