package import HubDomain
package import PaymentVocabulary

extension Invoice {
    /// The claim, as billed; a credit note is the same with the sides exchanged.
    package var issueEntry: JournalEntry {
        let key = "invoice/\(number)/issued"
        return switch kind {
        case .invoice: JournalEntry(key: key, debit: .receivables(customer), credit: .billed, amount: open)
        case .creditNote: JournalEntry(key: key, debit: .billed, credit: .receivables(customer), amount: open)
        }
    }
}

extension StatementLine {
    /// Money booked on our account waits among the unidentified receipts until it is matched.
    ///
    /// - Parameter identity: names the line whatever file it came in.
    package func bookingEntry(identity: String) -> JournalEntry {
        let key = "statement/\(identity)/booked"
        let bank = LedgerAccount.bank(account)
        return switch direction {
        case .credit: JournalEntry(key: key, debit: bank, credit: .unidentifiedReceipts, amount: amount)
        case .debit: JournalEntry(key: key, debit: .unidentifiedReceipts, credit: bank, amount: amount)
        }
    }
}

/// What a matched receipt pays.
package struct ReceiptApplication: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        /// Money against an invoice.
        case invoice(InvoiceNumber)
        /// A discount that the customer was entitled to take from an invoice.
        case discount(InvoiceNumber)
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

    /// One entry for the whole match: the receipt leaves the unidentified money, discounts become cost.
    package static func entry(
        identity: String,
        currency: Currency,
        applications: [ReceiptApplication]
    ) -> JournalEntry {
        let sides = applications.flatMap { application -> [(account: String, minorUnits: Int64)] in
            let (debit, credit) = application.sides
            return [(debit.code, application.minorUnits), (credit.code, -application.minorUnits)]
        }
        return JournalEntry(key: "statement/\(identity)/match", currency: currency, moving: sides)
    }

    private var sides: (debit: LedgerAccount, credit: LedgerAccount) {
        switch target {
        case .invoice: (.unidentifiedReceipts, .receivables(customer))
        case .discount: (.discountsAllowed, .receivables(customer))
        case .creditNote: (.receivables(customer), .unidentifiedReceipts)
        case .unapplied: (.unidentifiedReceipts, .unappliedCash(customer))
        }
    }
}
