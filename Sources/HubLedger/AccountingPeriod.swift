package import PaymentVocabulary

/// A calendar month of the merchant's books.
package struct AccountingPeriod: Hashable, Sendable {
    package let first: CalendarDate

    /// The period that has this day.
    package init(of day: CalendarDate) { first = day.adding(days: 1 - day.day) }

    /// Reads `YYYY-MM`.
    ///
    /// - Returns: `nil` for any other form and for months that do not exist.
    package init?(_ text: some StringProtocol) {
        guard let first = CalendarDate("\(text)-01") else { return nil }
        self.first = first
    }

    package var last: CalendarDate { next.first.adding(days: -1) }
    package var next: AccountingPeriod { AccountingPeriod(of: first.adding(months: 1)) }
    package var previous: AccountingPeriod { AccountingPeriod(of: first.adding(days: -1)) }
}

extension AccountingPeriod: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.first < right.first }
}

extension AccountingPeriod: CustomStringConvertible {
    /// `YYYY-MM`.
    package var description: String { String("\(first)".dropLast(3)) }
}
