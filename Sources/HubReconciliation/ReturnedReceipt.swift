package import HubDomain
import PaymentVocabulary

/// Which receipt a booked debit has taken back.
package enum ReturnedReceipt: Hashable, Sendable {
    /// Exactly one fits; `basis` says by what.
    case found(position: Int, basis: String)
    /// Several fit equally well, or the payer of the only one is not certain: a person has to say.
    case ambiguous(positions: [Int])
    /// None of this amount on this account, booked on that day or before.
    case none

    /// - Parameter receipts: those that nothing has taken back yet, in a stable order.
    package static func find(for debit: StatementLine, among receipts: [StatementLine]) -> ReturnedReceipt {
        let possible = receipts.indices.filter { fits(receipts[$0], debit) }
        guard !possible.isEmpty else { return .none }
        let tiers: [(basis: String, agrees: (StatementLine) -> Bool)] = [
            ("the end-to-end id", { sameReference($0.endToEndID, debit.endToEndID) }),
            ("the bank reference", { names(debit, $0.bankReference) }),
            ("amount and payer", { mayBeMeant($0, debit) && samePayer($0, debit) }),
        ]
        for tier in tiers {
            let agreeing = possible.filter { tier.agrees(receipts[$0]) }
            if agreeing.count == 1 { return .found(position: agreeing[0], basis: tier.basis) }
            if agreeing.count > 1 { return .ambiguous(positions: agreeing) }
        }
        return .ambiguous(positions: possible)
    }

    private static func fits(_ receipt: StatementLine, _ debit: StatementLine) -> Bool {
        receipt.status == .booked && receipt.direction == .credit && receipt.amount == debit.amount
            && foldedReference(receipt.account) == foldedReference(debit.account)
            && receipt.bookingDate <= debit.bookingDate && receipt.returnReason == nil && !receipt.isReversal
    }

    private static func sameReference(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right, !isPlaceholder(left) else { return false }
        return foldedReference(left) == foldedReference(right)
    }

    /// The debit has the receipt's reference, or its text names it as a whole word of four characters or more.
    private static func names(_ debit: StatementLine, _ reference: String) -> Bool {
        let folded = foldedReference(reference)
        guard folded.utf8.count >= 4, !isPlaceholder(reference) else { return false }
        let words = debit.remittance.split(separator: " ").map { foldedReference(String($0)) }
        return foldedReference(debit.bankReference) == folded || words.contains(folded)
    }

    /// Two different end-to-end ids are two payments, whoever made them.
    private static func mayBeMeant(_ receipt: StatementLine, _ debit: StatementLine) -> Bool {
        guard let left = receipt.endToEndID, let right = debit.endToEndID, !isPlaceholder(left), !isPlaceholder(right)
        else { return true }
        return foldedReference(left) == foldedReference(right)
    }

    /// The accounts, where both are told; the names otherwise.
    private static func samePayer(_ receipt: StatementLine, _ debit: StatementLine) -> Bool {
        if let left = receipt.counterpartyAccount, let right = debit.counterpartyAccount {
            return foldedReference(left) == foldedReference(right)
        }
        let name = foldedPartyName(receipt.counterpartyName ?? "")
        return !name.isEmpty && name == foldedPartyName(debit.counterpartyName ?? "")
    }
}
