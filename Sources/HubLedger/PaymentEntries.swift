package import HubDomain
package import PaymentVocabulary

extension Payment {
    /// Every entry that the folded set of facts requires, sorted by key; a function of the set and of what is allocated.
    ///
    /// An undone operation requires both the entry of its success and the one that takes it back, so that it does not
    /// matter which of the two was heard first.
    ///
    /// - Parameter allocated: what each invoice received of this payment, in the order of the intent's allocations.
    package func requiredEntries(allocated: [PaymentIntent.Allocation]) -> [JournalEntry] {
        var byKey: [String: [JournalLine]] = [:]
        for entry in operations.flatMap(entries(of:)) + allocated.map(entry(of:)) {
            // Two of our operations that a provider ties to one object share its name.
            byKey[entry.key, default: []] += entry.lines
        }
        return byKey.sorted { $0.key < $1.key }.map { key, lines in
            JournalEntry(key: key, currency: currency, moving: lines.map { ($0.account, $0.minorUnits) })
        }
    }

    /// What every key of this payment's entries begins with, and no other payment's.
    package static func entryPrefix(_ payment: PaymentID) -> String { "payment/\(payment)/" }

    private func entries(of operation: PaymentOperation) -> [JournalEntry] {
        let moved = Money(minorUnits: operation.moved(in: currency), currency: currency)
        guard !moved.isZero, let sides = sides(of: operation.kind) else { return [] }
        // The provider's name of the object, for it stays the same when a later request or fact changes which of our
        // operations the object is taken for.
        let name = operation.providerObject ?? operation.key
        let prefix = "\(Self.entryPrefix(intent.payment))\(operation.kind.rawValue)/\(name)"
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
            key: "\(Self.entryPrefix(intent.payment))allocation/\(allocation.invoice)",
            debit: .unappliedCash(intent.customer),
            credit: .receivables(intent.customer),
            amount: Money(minorUnits: allocation.minorUnits, currency: currency)
        )
    }
}
