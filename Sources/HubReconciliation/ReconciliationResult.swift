package import HubDomain
package import HubSuggestion
package import PaymentVocabulary

/// Everything that one run decided, each list in the order of file and index (open items by number).
package struct ReconciliationResult: Hashable, Sendable {
    package let asOf: CalendarDate
    package internal(set) var summary: ReconciliationSummary
    package internal(set) var matches: [Match]
    package internal(set) var exceptions: [LineException]
    package internal(set) var debits: [Debit]
    /// Announced or for information only: not money yet, so never matched.
    package internal(set) var pending: [StatementLine]
    /// Movements that another statement of this run has already shown.
    package internal(set) var repeats: [Repeat]
    /// What is still open after the matches above.
    package internal(set) var openItems: [RemainingItem]
    /// All that was matched against, in the order of the numbers.
    let items: [OpenItem]
    /// What the providers' reports have to do with it; empty without reports.
    package var settlements = SettlementReport()
    /// What waits for people beside this run, until `addHeld` tells it; in the order in which it was given.
    package internal(set) var held: [LineException] = []
    /// In books, what waits inside matches of earlier runs.
    var earlierParts: [PlacedWaitingPart] = []
    /// How suggestions were weighed; `nil` without exceptions.
    package internal(set) var weights: WeightTable?
    /// What was wrong with the files, where the run had some.
    package var input = InputFindings()
}

/// The rule that found a match; its raw value is the name in reports.
package enum MatchingRule: String, Codable, Hashable, Sendable, CaseIterable {
    case endToEndID = "end_to_end_id"
    /// The payout of a payment provider, with a part for each of its lines.
    case payout
    /// Documents that the payer names each with its amount, in the statement or in a remittance advice.
    case remittance
    /// A batch that was booked in one amount: a collection of ours, the deposit of a lockbox.
    case batch
    case structuredReference = "structured_reference"
    case documentNumber = "document_number"
    case ownReference = "own_reference"
    case amountPartyDate = "amount_party_date"
    /// Several items of the payer that together have the amount, as no others do.
    case openItemsSum = "open_items_sum"
}

/// One receipt and what it pays.
///
/// The receipt equals the sum of what the allocations that are money (`Allocation.Kind.isMoney`) take of it, credit notes
/// counting negative; the allocations of one invoice, of whatever kind, never exceed its open amount.
package struct Match: Hashable, Sendable {
    package internal(set) var line: StatementLine
    package internal(set) var allocations: [Allocation]
    package let rule: MatchingRule
    /// In hundredths: 100 is certain.
    package let score: Int
    package internal(set) var explanation: String
    /// The best other document that explains the receipt; `nil` where none does, and for payouts and batches, whose parts
    /// make the receipt together.
    @Rare package internal(set) var rival: Rival? = nil
    /// How the receipt was turned into the currency of its documents; `nil` when it has theirs.
    @Rare package var exchange: ReceiptExchange? = nil
    /// The batch or advice that it is, which is posted once.
    @Rare package internal(set) var batch: PaymentBatch? = nil
    /// Of a proposal: why a second person has to post it; empty otherwise.
    package var doubt = ""
    /// What debits took of the receipt in part: the allocations are what is left of it.
    package internal(set) var takenBack: Money?

    /// Payments inside the receipt that are left to a person; `nil` without such.
    @Rare package internal(set) var waiting: [WaitingPart]? = nil
    /// Of a payout: what its refunds and chargebacks do to payments of earlier ones; `nil` for nothing.
    @Rare package internal(set) var movements: [PayoutMovement]? = nil

    /// In hundredths, how far its score is above that of the best other document; `nil` where there is none.
    package var margin: Int? { rival.map { score - $0.score } }

    /// The documents that its allocations name, each once.
    package var numbers: [InvoiceNumber] {
        allocations.compactMap(\.invoice).reduce(into: []) { numbers, number in
            if !numbers.contains(number) { numbers.append(number) }
        }
    }

    /// It leaves a document or a part of the receipt open: nothing would show that the same money had paid before.
    package var couldRepeat: Bool {
        allocations.contains { $0.reason == .partPayment || $0.reason == .deducted || $0.kind == .unapplied }
    }
}

package struct Allocation: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable {
        case invoice
        case creditNote = "credit_note"
        case discount
        /// Kept back by a bank on the way: our cost.
        case bankCharge = "bank_charge"
        /// A few minor units that two ways of rounding differ by.
        case rounding
        /// A short payment that is not worth a reminder.
        case writeOff = "write_off"
        /// Money of the customer that pays no document yet.
        case unapplied
        /// A small over payment that is kept instead of being paid back.
        case overPaymentGain = "over_payment_gain"
        /// A payment inside a payout that is of no invoice that is open here.
        case payment
        /// Parts of a payout that are not of a customer's; what was taken back is negative.
        case fee, refund, dispute, reserve, exchange, adjustment
        /// What the provider had kept of us, without a word on what it is made of.
        case providerBalance = "provider_balance"

        /// What the receipt is more (negative: less) than its documents are worth, in the receipt's currency.
        case exchangeDifference = "exchange_difference"

        /// Part of the receipt; the others clear a document without money.
        package var isMoney: Bool {
            switch self {
            case .discount, .bankCharge, .rounding, .writeOff: false
            case .invoice, .creditNote, .unapplied, .overPaymentGain, .payment, .fee, .refund, .dispute, .reserve,
                .exchange, .adjustment, .providerBalance, .exchangeDifference:
                true
            }
        }
    }

    package enum Reason: String, Codable, Hashable, Sendable {
        case paidInFull = "paid_in_full"
        case partPayment = "part_payment"
        /// The rest of the document is what the payer says to have taken off.
        case deducted = "deduction"
        case discountTaken = "discount_taken"
        /// Taken after its last day, inside the days of grace.
        case discountLate = "discount_late"
        case bankChargeDeducted = "bank_charge_deducted"
        case roundingDifference = "rounding_difference"
        case shortPaymentWrittenOff = "short_payment_written_off"
        case creditNoteUsed = "credit_note_used"
        case overPayment = "over_payment"
        case smallOverPayment = "small_over_payment"
        case expectedPayment = "expected_payment"
        case providerPayment = "provider_payment"
        case providerFee = "provider_fee"
        case providerRefund = "provider_refund"
        case providerDispute = "provider_dispute"
        case providerReserve = "provider_reserve"
        case providerExchange = "provider_exchange"
        case providerAdjustment = "provider_adjustment"
        case carriedOver = "carried_over"
        case notItemised = "not_itemised"
        /// The rate with its day and source is in the match's `exchange`.
        case exchangeRate = "exchange_rate"
        /// A payment of a batch that is of no invoice that is open here.
        case batched = "batched_payment"
    }

    package let kind: Kind
    /// `nil` for money that pays no document, also where it is kept.
    package let invoice: InvoiceNumber?
    /// Negative for a credit note, which adds to what the receipt can pay.
    package let amount: Money
    package let reason: Reason
    /// The provider's name of the payment, in the parts of a payout.
    @Rare package var payment: String? = nil
    /// Of a discount: what of it is net and what is tax; empty where the taxes of the document are not known.
    package internal(set) var taxes: [TaxSubtotal] = []
    /// What of the receipt this takes, in the receipt's currency, when `amount` has another one.
    @Rare package var exchangedFor: Money? = nil

    /// What of the receipt this takes, in the receipt's currency; `nil` for what clears without money.
    package var received: Money? { kind.isMoney ? exchangedFor ?? amount : nil }
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
        /// Nothing but a rule of the merchant keeps it from being posted.
        case heldByRule = "held_by_rule"
        /// It would have been posted, but comes from another account than its customer is known to pay from.
        case changedAccount = "changed_account"
        /// In the books: a match of it waits for a second person.
        case proposed
        /// In the books: a person has undone or rejected its match, so no run decides it any more.
        case undone
    }

    package var line: StatementLine
    package let reason: Reason
    /// Why it was not posted, and what would have changed that.
    package let explanation: String
    package internal(set) var suggestions: [Suggestion]
    /// How many documents the line names, at least one: the denominator of the rate by invoice line.
    package let documents: Int
    /// How far the first suggestion is above the best that is not paid together with it, in thousandths of a bit.
    ///
    /// Negative when the better one explains another receipt; `nil` when there is no second.
    package internal(set) var margin: Int?
    /// So many receipts hang together that the order of the suggestions is not the best assignment for sure.
    package internal(set) var isRankedGreedily = false
    /// What a second person has only to agree to.
    package internal(set) var held: Match?
    /// In the books: the number of the match that a person has the say about.
    package var match: Int64?
    /// In the books: a second person has only to agree.
    package var isProposed = false
    /// The payer's account or name is a customer's, beyond the doubt of an alias that was confirmed once.
    package internal(set) var isPayerKnown = true

    /// What a person has begun about a line of the books.
    package init(
        held line: StatementLine,
        _ reason: Reason,
        _ explanation: String,
        match: Int64,
        isProposed: Bool,
        suggestions: [Suggestion],
        documents: Int
    ) {
        (self.line, self.reason, self.explanation) = (line, reason, explanation)
        (self.suggestions, self.documents) = (suggestions, max(1, documents))
        (self.match, self.isProposed) = (match, isProposed)
    }

    init(
        line: StatementLine,
        reason: Reason,
        explanation: String,
        suggestions: [Suggestion],
        documents: Int,
        margin: Int? = nil,
        isRankedGreedily: Bool = false,
        held: Match? = nil,
        isPayerKnown: Bool = true
    ) {
        (self.line, self.reason, self.explanation) = (line, reason, explanation)
        (self.suggestions, self.documents, self.margin) = (suggestions, documents, margin)
        (self.isRankedGreedily, self.held, self.isPayerKnown) = (isRankedGreedily, held, isPayerKnown)
    }
}

package struct Suggestion: Hashable, Sendable {
    package let invoice: InvoiceNumber
    package let customer: CustomerID
    package let open: Money
    package let reason: String
    /// How likely it is, in figures; `nil` where it was not weighed.
    package internal(set) var score: LinkageScore?

    package init(
        invoice: InvoiceNumber,
        customer: CustomerID,
        open: Money,
        reason: String,
        score: LinkageScore? = nil
    ) {
        (self.invoice, self.customer, self.open, self.reason) = (invoice, customer, open, reason)
        self.score = score
    }
}

package struct Debit: Hashable, Sendable {
    package internal(set) var line: StatementLine
    /// The posted receipt that it takes back: what that one paid is open again from the debit's day on.
    package internal(set) var takesBack: Match?
    /// The receipt of which it takes a part.
    package internal(set) var takesPartOf: StatementLine?
    /// The payout that a provider collects with it, and what the payments inside pay; its parts make the debit, negative.
    package internal(set) var collects: Match?
    /// In the books: it waits for a person or for its receipt, and why; nothing is open again yet.
    package internal(set) var waiting: String?

    package init(line: StatementLine, takesBack: Match? = nil) {
        self.line = line
        self.takesBack = takesBack
    }

    /// The bank says that this takes back an earlier receipt.
    package var isReturn: Bool { line.returnReason != nil || line.isReversal }

    /// Which receipt it takes back, and what is open again; or why it waits.
    var explanation: String? {
        if let waiting { return waiting }
        if let collects {
            let paid = collects.allocations.compactMap { part in part.invoice.map { "\($0) \(part.amount)" } }
            return collects.explanation + (paid.isEmpty ? "" : "; pays \(list(paid))")
        }
        let charge = line.amount.minorUnits - line.takenBack.minorUnits
        let charged = Money(minorUnits: charge, currency: line.amount.currency)
        let beside = charge > 0 ? "; \(charged) is the bank's charge" : ""
        guard let match = takesBack else {
            return takesPartOf.map { "takes \(line.takenBack) back of \($0.placeText)\(beside)" }
        }
        let documents = match.numbers.map(\.text)
        let open = documents.isEmpty ? "" : "; \(list(documents)) \(documents.count > 1 ? "are" : "is") open again"
        return "takes back \(match.line.placeText)\(open)\(beside)"
    }
}

package struct Repeat: Hashable, Sendable {
    package internal(set) var line: StatementLine
    package internal(set) var original: StatementLine
}

package struct RemainingItem: Hashable, Sendable {
    package let invoice: Invoice
    package let open: Money
    /// Negative before the due date.
    package let daysOverdue: Int
}
