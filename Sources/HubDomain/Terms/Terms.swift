package import PaymentVocabulary

/// When an invoice is to be paid, in which parts, and what is off for paying early.
///
/// Terms know no invoice; `schedule(issued:amount:)` compiles them to dates and amounts.
package struct Terms: Hashable, Sendable {
    /// Dates inclusive between which the buyer does not pay.
    package struct ClosedPeriod: Hashable, Sendable {
        package let from: CalendarDate
        package let to: CalendarDate

        package init(from: CalendarDate, to: CalendarDate) {
            self.from = from
            self.to = to
        }
    }

    /// A date that is replaced by a later one.
    package struct Holiday: Hashable, Sendable {
        package let date: CalendarDate
        package let postponedTo: CalendarDate

        package init(date: CalendarDate, postponedTo: CalendarDate) {
            self.date = date
            self.postponedTo = postponedTo
        }
    }

    /// As the merchant wrote them; empty for terms that were built from parts.
    package let text: String
    package let instalments: [InstalmentTerm]
    /// Each instalment counts from the due date of the one before it.
    package let isSequential: Bool
    package let discounts: [DiscountTerm]
    package let closedPeriods: [ClosedPeriod]
    package let holidays: [Holiday]

    /// - Throws: `TermsError` with the part that cannot be meant.
    package init(
        text: String = "",
        instalments: [InstalmentTerm],
        isSequential: Bool = false,
        discounts: [DiscountTerm] = [],
        closedPeriods: [ClosedPeriod] = [],
        holidays: [Holiday] = []
    ) throws(TermsError) {
        self.text = text
        self.instalments = instalments
        self.isSequential = isSequential
        self.discounts = discounts
        self.closedPeriods = closedPeriods
        self.holidays = holidays
        try validateInstalments()
        try validateDiscounts()
        try validateCalendar()
    }

    private func validateInstalments() throws(TermsError) {
        guard !instalments.isEmpty else {
            throw .part(.noInstalments, "lines", "nothing is ever due", "give at least one instalment")
        }
        for (index, instalment) in instalments.enumerated() {
            try instalment.validate(at: "lines[\(index)]", isLast: index == instalments.count - 1)
        }
        try validatePercentages()
    }

    /// Percentages of the gross amount must reach 100 unless a balance line takes the rest.
    ///
    /// A net percentage beside them depends on the tax, so nothing can be said before an invoice is there.
    private func validatePercentages() throws(TermsError) {
        var sum: Int64 = 0
        var hasOnlyPercentages = true
        for instalment in instalments {
            switch instalment.share {
            case .percentOfGross(let percent): sum += percent.millionths
            case .percentOfNet, .balance: hasOnlyPercentages = false
            case .fixed: continue
            }
        }
        let hundred = Percentage.hundred.millionths
        guard sum > hundred || (hasOnlyPercentages && sum != hundred && sum != 0) else { return }
        throw .part(
            .percentNot100,
            "lines",
            "the percentages do not add up to 100",
            "let them add up to 100, or make the last line the balance"
        )
    }

    private func validateDiscounts() throws(TermsError) {
        for (index, discount) in discounts.enumerated() { try discount.validate(at: "discounts[\(index)]") }
    }

    private func validateCalendar() throws(TermsError) {
        for (index, period) in closedPeriods.enumerated() where period.to < period.from {
            let detail = "\(period.to) is before \(period.from)"
            throw .part(.periodOutOfOrder, "blackout[\(index)]", detail, "let the period end on or after its first day")
        }
        for (index, holiday) in holidays.enumerated() where holiday.postponedTo <= holiday.date {
            let detail = "\(holiday.postponedTo) does not postpone \(holiday.date)"
            throw .part(.periodOutOfOrder, "holidays[\(index)]", detail, "postpone to a later date")
        }
    }
}

extension Terms: CustomStringConvertible {
    package var description: String { text }
}
