package import HubDomain
package import PaymentVocabulary

extension Invoice {
    /// The claim, as billed; a credit note is the same with the sides exchanged.
    package var issueEntry: JournalEntry {
        claimEntry("issued", against: .billed, on: issued)
    }

    /// The claim as it was open when these books began; what was billed then is in the books before them.
    ///
    /// - Parameter cutOver: the day on which these books began.
    package func openingEntry(on cutOver: CalendarDate) -> JournalEntry {
        claimEntry("issued", against: .openingBalances, on: cutOver)
    }

    /// Takes the claim back, for a document that was issued by mistake.
    ///
    /// - Parameters:
    ///   - cutOver: as for `openingEntry`, where the claim was posted by that.
    ///   - date: of the cancelling document; `nil` for the day of posting.
    package func cancellingEntry(cutOver: CalendarDate?, on date: CalendarDate?) -> JournalEntry {
        let claim = claimEntry("cancelled", against: cutOver == nil ? .billed : .openingBalances, on: date)
        return JournalEntry(
            key: claim.key,
            currency: claim.currency,
            moving: claim.lines.map { ($0.account, -$0.minorUnits) },
            on: date
        )
    }

    private func claimEntry(_ event: String, against contra: LedgerAccount, on date: CalendarDate?) -> JournalEntry {
        let key = "invoice/\(number)/\(event)"
        let claim = LedgerAccount.receivables(customer)
        return switch kind {
        case .invoice: JournalEntry(key: key, debit: claim, credit: contra, amount: open, on: date)
        case .creditNote: JournalEntry(key: key, debit: contra, credit: claim, amount: open, on: date)
        }
    }
}

extension StatementLine {
    /// Money booked on our account waits among the unidentified receipts until it is matched; a deposit was on an account
    /// before these books began.
    ///
    /// It counts from the booking date, by which the bank's balances count.
    ///
    /// - Parameter identity: names the line whatever file it came in.
    package func bookingEntry(identity: String) -> JournalEntry {
        let key = "statement/\(identity)/booked"
        let bank = isOpeningDeposit ? LedgerAccount.openingBalances : .bank(account)
        return switch direction {
        case .credit:
            JournalEntry(key: key, debit: bank, credit: .unidentifiedReceipts, amount: amount, on: bookingDate)
        case .debit: JournalEntry(key: key, debit: .unidentifiedReceipts, credit: bank, amount: amount, on: bookingDate)
        }
    }
}

extension OpeningDeposit {
    /// Money of a customer that was in our hands when these books began, as the entry of books that did not know it as a
    /// receipt.
    ///
    /// - Parameter cutOver: the day on which these books began.
    package func openingEntry(on cutOver: CalendarDate) -> JournalEntry {
        JournalEntry(
            key: "deposit/\(number)/opening",
            debit: .openingBalances,
            credit: .unappliedCash(customer),
            amount: amount,
            on: cutOver
        )
    }
}
