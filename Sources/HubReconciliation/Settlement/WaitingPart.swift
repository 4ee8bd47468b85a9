package import HubDomain
package import PaymentVocabulary

/// A payment inside a payout or batch that names a document and does not clear it, or a refund or chargeback inside a payout
/// that may be of several: the receipt is matched, and of this part of it a person has to say what it is for.
package struct WaitingPart: Hashable, Sendable {
    /// The provider's name of the payment, or its end-to-end id.
    package let payment: String?
    /// In the currency of the receipt; positive, also of what takes money back.
    package let amount: Money
    /// A refund or chargeback, of which it is not certain what it takes back.
    package let takesBack: Bool
    /// What it names.
    package let documents: [InvoiceNumber]
    package let reason: LineException.Reason
    /// Why it clears nothing, behind the name of the payment.
    package let explanation: String

    package init(
        payment: String?,
        amount: Money,
        takesBack: Bool = false,
        documents: [InvoiceNumber],
        reason: LineException.Reason,
        explanation: String
    ) {
        (self.payment, self.amount, self.documents) = (payment, amount, documents)
        (self.takesBack, self.reason, self.explanation) = (takesBack, reason, explanation)
    }

    package var exceptionClass: ExceptionClass { reason.exceptionClass }

    /// `ch_1 for INV-1, which is settled already`.
    var words: String { "\(payment ?? "a payment") \(explanation)" }
}

/// One of them, with the line of its receipt.
package struct PlacedWaitingPart: Hashable, Sendable {
    package internal(set) var line: StatementLine
    package let part: WaitingPart

    /// Days since the booking of the receipt.
    func age(asOf date: CalendarDate) -> Int { date.days(since: line.bookingDate) }
}

extension ReconciliationResult {
    /// What waits inside the matches, with their lines, in the order of these; then what does of earlier runs.
    package var waitingParts: [PlacedWaitingPart] {
        matches.flatMap(\.waitingParts) + waitingBesideMatches
    }

    /// What counts in no rate: inside payouts that were collected, and of earlier runs.
    var waitingBesideMatches: [PlacedWaitingPart] {
        debits.waitingParts + earlierParts
    }

    /// Tells what waits inside matches of earlier runs.
    package mutating func add(earlier parts: [(line: StatementLine, part: WaitingPart)]) {
        guard !parts.isEmpty else { return }
        earlierParts = parts.map { PlacedWaitingPart(line: $0.line, part: $0.part) }
        recount()
    }
}

extension Match {
    fileprivate var waitingParts: [PlacedWaitingPart] {
        (waiting ?? []).map { PlacedWaitingPart(line: line, part: $0) }
    }
}

extension [Debit] {
    /// Inside the payouts that providers collect with them.
    var waitingParts: [PlacedWaitingPart] { compactMap(\.collects).flatMap(\.waitingParts) }
}
