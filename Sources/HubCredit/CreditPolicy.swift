package import PaymentVocabulary

/// The merchant's choices behind a credit decision, under a version that every decision names.
package struct CreditPolicy: Hashable, Codable, Sendable {
    package let version: String
    /// New orders stop on this many days after the due date of the oldest unsecured item (15: due on 1 May, stopped
    /// from 16 May on).
    package let suspendAfterDaysOverdue: Int
    /// An item of at most this much never suspends, at most one amount a currency; a currency not named has zero.
    package let deMinimis: [Money]
    /// How much of money in its tail counts as exposure, in hundredths of a percent.
    package let tailWeightBasisPoints: Int

    package init(
        version: String,
        suspendAfterDaysOverdue: Int = 15,
        deMinimis: [Money] = [],
        tailWeightBasisPoints: Int = 200
    ) {
        self.version = version
        self.suspendAfterDaysOverdue = suspendAfterDaysOverdue
        self.deMinimis = deMinimis
        self.tailWeightBasisPoints = min(max(0, tailWeightBasisPoints), 10_000)
    }

    package static let first = CreditPolicy(version: "credit-1")

    package func deMinimis(in currency: Currency) -> Int64 {
        deMinimis.first { $0.currency == currency }?.minorUnits ?? 0
    }

    /// An unsecured item suspends on `today` when it fell due on this day or before.
    package func lastSuspendingDueDate(on today: CalendarDate) -> CalendarDate {
        today.adding(days: -suspendAfterDaysOverdue)
    }
}
