import HubDomain
package import PaymentVocabulary

/// What a merchant allows the matcher to decide alone.
///
/// Everything else becomes an exception with suggestions.
package struct MatchingPolicy: Hashable, Sendable {
    /// What a discount does to the tax of its document.
    package enum DiscountTax: String, Hashable, Sendable, CaseIterable {
        /// It falls with the price, as in the European Union.
        case reduced
        /// It is owed as it was invoiced; all of the discount is cost.
        case kept
    }

    /// The decision table; what none of these rules covers is decided by the built-in ones.
    package var rules = DecisionRule.builtIn
    package var tolerances = Tolerances()
    /// In hundredths, the least score that is posted.
    ///
    /// Nothing that the built-in rules post has less than 75.
    package var scoreMin = 75
    /// In hundredths, by how much the score has to be above that of the best other document with the receipt's amount.
    package var marginMin = 10
    /// Days after an offer's end on which its discount is still accepted, from the document's customer who names it.
    package var discountGraceDays = 0
    /// Minor units, for each invoice, by which a payer may round the discount differently from us.
    package var discountRoundingMinorUnits: Int64 = 1
    package var discountTax = DiscountTax.reduced
    /// The most that a receipt may bring beyond what is open of the one document that it names, in minor units of each
    /// currency: so much stays unapplied on the customer, and of more a person has to say what it is.
    ///
    /// So it is with a receipt of a currency that is not here. Empty means any.
    package var overPaymentUpTo: [Currency: Int64] = [:]
    /// Days by which a receipt without a reference may be older than the invoice that it pays.
    package var daysBeforeIssueMax = 0
    /// Days by which a receipt without a reference may come after the due date.
    package var daysAfterDueMax = 120
    /// Ways of deducting discounts that are tried for one receipt before it is left to a person.
    package var combinationsMax = 4_096
    /// Steps spent on one receipt in looking for items that add up to it.
    ///
    /// A step is a choice tried or a word of eight bytes in a table. What needs more is left to a person.
    package var sumStepsMax = 4_000_000
    /// A sum of items is posted only if a receipt for something else equals such a sum in one of so many cases at most.
    ///
    /// `NaturalSum` derives the bound.
    package var sumCoincidenceOneIn: Int64 = 10_000
    /// By how much a receipt in another currency may differ from what its documents are worth at the rate of its value
    /// date, in hundredths of a percent.
    ///
    /// With 0 nothing is posted because of a rate: only an amount that the payer's bank was told to pay, in the currency
    /// of the documents and exactly what is open.
    package var exchangeToleranceBasisPoints = 0
    /// Days by which a published rate may be older than the value date.
    package var exchangeRateAgeDaysMax = ReferenceRates.ageDaysMax
    /// A receipt from another account than its customer is known to pay from is left to a person, however well it fits.
    ///
    /// Off where nobody keeps what a person has confirmed: on files alone the same account would be new in every run.
    package var holdsChangedAccounts = false

    package init() {}
}
