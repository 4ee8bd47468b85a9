import HubDomain
import PaymentVocabulary

/// What explains a receipt that is many payments in one amount, each part with an amount of its own.
package struct GroupSources: Hashable, Sendable {
    /// What payment providers report.
    package var settlements = SettlementLedger()

    /// Reports were given, if only empty ones: what they would have is answered for.
    package var hasReports = false

    /// Payouts whose movement of the bank account is known already, and is none of the lines of the run.
    package var arrived: Set<PayoutKey> = []

    /// With how much those are in the books that a report tells otherwise now, in minor units.
    package var arrivedOtherwise: [PayoutKey: Int128] = [:]

    /// Payments of which payouts of the books tell, and lines of the reports too.
    package var earlierPayments: [EarlierPayment] = []

    /// Names by which providers have payments of our own: their refunds are facts of those.
    package var ownNames: Set<String> = []

    /// What payers and we ourselves say of amounts that are booked in one.
    package var batches: [PaymentBatch] = []

    /// Those of `batches` that have been posted by an earlier receipt.
    package var postedBatches: Set<PaymentBatch> = []

    /// What providers may charge; `nil` compares nothing.
    package var contract: FeeContract?

    package init() {}

    package var isEmpty: Bool { settlements == SettlementLedger() && batches.isEmpty }
}
