package import HubDomain
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
    /// What of a discount is net and what is tax; where it is not known, all of it is cost.
    package let taxes: [TaxSubtotal]

    /// - Precondition: `taxes` are none, or add up to `minorUnits`.
    package init(target: Target, customer: CustomerID, minorUnits: Int64, taxes: [TaxSubtotal] = []) {
        precondition(taxes.isEmpty || taxes.grossUnits == Int128(minorUnits))
        (self.target, self.customer) = (target, customer)
        (self.minorUnits, self.taxes) = (minorUnits, taxes)
    }

    /// One entry for the whole match: the receipt leaves the unidentified money, discounts and differences become cost, but
    /// for the tax that is owed no longer.
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
            return application.debits(debit) + [(credit.code, -application.minorUnits)]
        }
        return JournalEntry(key: "statement/\(identity)/match", currency: currency, moving: sides, on: date)
    }

    /// Of a discount the net is cost, and the tax of each rate is owed no longer.
    private func debits(_ account: LedgerAccount) -> [(account: String, minorUnits: Int64)] {
        guard !taxes.isEmpty else { return [(account.code, minorUnits)] }
        return taxes.flatMap {
            [
                (account.code, $0.net.minorUnits),
                (LedgerAccount.outputTax(rate: $0.rate.description).code, $0.tax.minorUnits),
            ]
        }
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
