package import HubDomain
import PaymentVocabulary

extension Payment {
    /// Every entry that the folded set of facts requires, sorted by key; a function of the set and of what is allocated.
    ///
    /// An undone operation requires both the entry of its success and the one that takes it back, so that it does not
    /// matter which of the two was heard first.
    ///
    /// - Parameter allocated: what each invoice received of this payment, in the order of the intent's allocations.
    package func requiredEntries(allocated: [PaymentIntent.Allocation]) -> [JournalEntry] {
        (operations.flatMap(entries(of:)) + allocated.map(entry(of:))).sorted { $0.key < $1.key }
    }

    private func entries(of operation: PaymentOperation) -> [JournalEntry] {
        let moved = Money(minorUnits: operation.moved(in: currency), currency: currency)
        guard !moved.isZero, let sides = sides(of: operation.kind) else { return [] }
        // The provider's name of the object, for it stays the same when a later request or fact changes which of our
        // operations the object is taken for.
        let name = operation.providerObject ?? operation.key
        let prefix = "payment/\(intent.payment)/\(operation.kind.rawValue)/\(name)"
        let success = JournalEntry(key: "\(prefix)/succeeded", debit: sides.debit, credit: sides.credit, amount: moved)
        guard operation.rank == .returned else { return operation.rank == .succeeded ? [success] : [] }
        let undoing = JournalEntry(key: "\(prefix)/returned", debit: sides.credit, credit: sides.debit, amount: moved)
        return [success, undoing]
    }

    private func sides(of kind: OperationKind) -> (debit: LedgerAccount, credit: LedgerAccount)? {
        let clearing = LedgerAccount.providerClearing(intent.account)
        let unapplied = LedgerAccount.unappliedCash(intent.customer)
        return switch kind {
        case .authorisation, .void: nil
        case .capture: (clearing, unapplied)
        case .refund, .chargeback: (unapplied, clearing)
        }
    }

    private func entry(of allocation: PaymentIntent.Allocation) -> JournalEntry {
        JournalEntry(
            key: "payment/\(intent.payment)/allocation/\(allocation.invoice)",
            debit: .unappliedCash(intent.customer),
            credit: .receivables(intent.customer),
            amount: Money(minorUnits: allocation.minorUnits, currency: currency)
        )
    }
}
