/// What is off when the invoice is paid within some days of its date.
package struct DiscountTerm: Hashable, Sendable {
    package enum Share: Hashable, Sendable {
        case percent(Percentage)
        /// Minor units of the invoice's currency.
        case fixed(Int64)
    }

    /// What the discount is counted on, and what happens to the tax.
    package enum Base: String, Hashable, Sendable, CaseIterable {
        /// On the gross amount; tax falls in proportion.
        case total
        /// On the net amount; tax stays whole.
        case netOnly = "net_only"
        /// On the net amount, and tax was computed on the discounted net from the start.
        case netTaxPrereduced = "net_tax_prereduced"
    }

    package let share: Share
    /// The last day of the window counted from the invoice date, which is day 0.
    package let days: Int
    package let base: Base

    package init(share: Share, days: Int, base: Base = .total) {
        self.share = share
        self.days = days
        self.base = base
    }

    func validate(at place: String) throws(TermsError) {
        switch share {
        case .percent(let percent):
            guard percent > .zero, percent < .hundred else {
                throw .part(
                    .discountOutOfRange,
                    place,
                    "\(percent) percent is no discount",
                    "give more than 0 and less than 100"
                )
            }
        case .fixed(let minorUnits):
            guard minorUnits > 0 else {
                throw .part(.discountOutOfRange, place, "a discount takes something off", "give more than 0")
            }
        }
        try DueStep.addDays(days).validate(at: place + ".days")
    }
}
