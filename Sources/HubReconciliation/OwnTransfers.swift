import HubDomain
import PaymentVocabulary

/// What we have sent ourselves, by end-to-end id and amount: banks bring it back without a word sometimes.
struct OwnTransfers {
    private struct Key: Hashable {
        let account: String
        let id: String
        let amount: Money
    }

    private var transfers: [Key: StatementLine] = [:]

    init(_ debits: [Debit]) {
        for debit in debits where !debit.isReturn {
            guard let key = Self.key(debit.line) else { continue }
            if let known = transfers[key], known.bookingDate <= debit.line.bookingDate { continue }
            transfers[key] = debit.line
        }
    }

    /// A transfer of that day or before.
    func first(before receipt: StatementLine) -> StatementLine? {
        guard !transfers.isEmpty, let key = Self.key(receipt), let transfer = transfers[key],
            transfer.bookingDate <= receipt.bookingDate
        else { return nil }
        return transfer
    }

    private static func key(_ line: StatementLine) -> Key? {
        guard let id = line.endToEndID, !isPlaceholder(id) else { return nil }
        return Key(account: foldedReference(line.account), id: foldedReference(id), amount: line.amount)
    }
}
