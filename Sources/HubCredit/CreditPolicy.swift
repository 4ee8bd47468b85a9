package import PaymentVocabulary

/// The merchant's choices behind a credit decision, under a version that every decision names.
package struct CreditPolicy: Hashable, Sendable {
    package let version: String
    /// New orders stop on this many days after the due date of the oldest unsecured item (15: due on 1 May, stopped
    /// from 16 May on).
    package let suspendAfterDaysOverdue: Int

    package init(version: String, suspendAfterDaysOverdue: Int = 15) {
        self.version = version
        self.suspendAfterDaysOverdue = suspendAfterDaysOverdue
    }

    package static let first = CreditPolicy(version: "credit-1")

    /// An unsecured item suspends on `today` when it fell due on this day or before.
    package func lastSuspendingDueDate(on today: CalendarDate) -> CalendarDate {
        today.adding(days: -suspendAfterDaysOverdue)
    }
}
