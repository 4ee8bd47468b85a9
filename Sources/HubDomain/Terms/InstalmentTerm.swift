/// One part of an invoice and the pipeline that gives its due date.
package struct InstalmentTerm: Hashable, Sendable {
    package enum Share: Hashable, Sendable {
        case percentOfGross(Percentage)
        /// Of the amount without tax.
        case percentOfNet(Percentage)
        /// Minor units of the invoice's currency.
        case fixed(Int64)
        /// What the lines before it leave; only the last line can have it.
        case balance
    }

    package let share: Share
    /// Applied in order to the invoice date, the anchor's date or the due date before it.
    package let due: [DueStep]
    /// A milestone such as `letter_of_credit` whose date starts the pipeline instead of the invoice date.
    package let anchor: String?
    /// Minor units that the part is rounded to; 1 when nothing is said.
    package let roundingStep: Int64

    package init(share: Share, due: [DueStep], anchor: String? = nil, roundingStep: Int64 = 1) {
        self.share = share
        self.due = due
        self.anchor = anchor
        self.roundingStep = roundingStep
    }
}

extension InstalmentTerm {
    func validate(at place: String, isLast: Bool) throws(TermsError) {
        for (index, step) in due.enumerated() { try step.validate(at: "\(place).due[\(index)]") }
        guard roundingStep > 0 else {
            throw .part(.shareOutOfRange, place, "nothing rounds to \(roundingStep)", "round to 1 or more minor units")
        }
        try share.validate(at: place, isLast: isLast)
    }
}

extension InstalmentTerm.Share {
    fileprivate func validate(at place: String, isLast: Bool) throws(TermsError) {
        switch self {
        case .percentOfGross(let percent), .percentOfNet(let percent):
            guard percent <= .hundred else {
                throw .part(.percentNot100, place, "\(percent) percent is more than the whole", "give at most 100")
            }
        case .fixed(let minorUnits):
            guard minorUnits >= 0 else {
                throw .part(.shareOutOfRange, place, "a part cannot be negative", "give 0 or more")
            }
        case .balance:
            guard isLast else {
                throw .part(.misplacedBalance, place, "only the last line can be the balance", "move it to the end")
            }
        }
    }
}
