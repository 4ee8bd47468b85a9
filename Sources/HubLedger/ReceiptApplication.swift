package import PaymentVocabulary

/// What a matched receipt pays.
package struct ReceiptApplication: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        /// Money against an invoice.
        case invoice(InvoiceNumber)
        /// A discount that the customer was entitled to take from an invoice.
        case discount(InvoiceNumber)
        /// A part of an invoice that is closed without money.
        case difference(PaymentDifference, InvoiceNumber)
        /// Money beyond what the receipt pays that is kept, and is nobody's.
        case excess(PaymentDifference)
        /// A credit note used up: it adds to what the money can pay.
        case creditNote(InvoiceNumber)
        /// The customer's money that pays nothing yet.
        case unapplied
    }

    package let target: Target
    package let customer: CustomerID
    /// Positive minor units.
    package let minorUnits: Int64

    package init(target: Target, customer: CustomerID, minorUnits: Int64) {
        self.target = target
        self.customer = customer
        self.minorUnits = minorUnits
    }

    /// One entry for the whole match: the receipt leaves the unidentified money, discounts and differences become cost.
    ///
    /// - Parameter date: of the receipt; `nil` for the day of posting.
    package static func entry(
        identity: String,
        currency: Currency,
        applications: [ReceiptApplication],
        on date: CalendarDate? = nil
    ) -> JournalEntry {
        let sides = applications.flatMap { application -> [(account: String, minorUnits: Int64)] in
            let (debit, credit) = application.sides
            return [(debit.code, application.minorUnits), (credit.code, -application.minorUnits)]
        }
        return JournalEntry(key: "statement/\(identity)/match", currency: currency, moving: sides, on: date)
    }

    private var sides: (debit: LedgerAccount, credit: LedgerAccount) {
        switch target {
        case .invoice: (.unidentifiedReceipts, .receivables(customer))
        case .discount: (.discountsAllowed, .receivables(customer))
        case .difference(let difference, _): (.difference(difference), .receivables(customer))
        case .excess(let difference): (.unidentifiedReceipts, .difference(difference))
        case .creditNote: (.receivables(customer), .unidentifiedReceipts)
        case .unapplied: (.unidentifiedReceipts, .unappliedCash(customer))
        }
    }
}
