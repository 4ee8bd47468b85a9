package import PaymentVocabulary

/// What terms mean for one invoice: dates and amounts.
package struct Schedule: Hashable, Sendable {
    package struct Instalment: Hashable, Sendable {
        /// The last day on which this part is on time; `nil` while its milestone is not reached.
        package let due: CalendarDate?
        package let amount: Money
    }

    /// When the invoice was issued: day 0 of every window.
    package let issued: CalendarDate
    package let amount: Money
    /// In the order of the terms; the amounts add up to `amount`.
    package let instalments: [Instalment]
    /// By the end of their windows, the earliest first.
    package let discounts: [DiscountOffer]

    /// What made the discounts, to count them again when a credit note makes the debt smaller.
    let terms: Terms
    let tax: InvoiceTax?
    let cashRounding: CashRounding?

    /// The last due date; `nil` while a milestone is not reached.
    package var lastDue: CalendarDate? {
        var last: CalendarDate?
        for instalment in instalments {
            guard let due = instalment.due else { return nil }
            last = max(last ?? due, due)
        }
        return last
    }

    /// The best discount whose window is open on `date`; the window's last day is still open.
    package func discount(on date: CalendarDate) -> DiscountOffer? {
        discounts.filter { date <= $0.until }.max { $0.amount.minorUnits < $1.amount.minorUnits }
    }
}

/// A discount of one invoice.
package struct DiscountOffer: Hashable, Sendable {
    /// The last day of the window.
    package let until: CalendarDate
    /// What is off.
    package let amount: Money
    /// The part of what is off that is tax; `nil` when the tax of the invoice is not known.
    package let tax: Money?
    /// What is to be paid instead of the whole.
    package let pay: Money

    package init(until: CalendarDate, amount: Money, tax: Money?, pay: Money) {
        self.until = until
        self.amount = amount
        self.tax = tax
        self.pay = pay
    }

    /// What letting the offer pass costs in percent a year, such as `37.24`: off / pay x 365 / days gained.
    ///
    /// - Returns: `nil` when nothing is gained by waiting for `due`.
    package func annualCost(payingOn due: CalendarDate) -> String? {
        DiscountCost.annualPercent(off: amount.minorUnits, pay: pay.minorUnits, days: due.days(since: until))
    }
}

/// The price of not taking an early discount, seen as a loan.
package enum DiscountCost {
    /// Simple interest in percent a year with two decimals, rounded half away from zero.
    ///
    /// `off` and `pay` are in one unit: minor units of money, or the percentage and what it leaves of 100.
    /// - Returns: `nil` unless all three are positive.
    package static func annualPercent(off: Int64, pay: Int64, days: Int) -> String? {
        guard off > 0, pay > 0, days > 0 else { return nil }
        let hundredths = Rounding.halfAwayFromZero.quotient(
            Int128(off) * 365 * 100 * 100,
            Int128(pay) * Int128(days)
        )
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
