package import HubDomain
import PaymentVocabulary

/// What we have sent ourselves, by end-to-end id and amount: banks bring it back without a word sometimes.
package struct OwnTransfers {
    private struct Key: Hashable {
        let account: String
        let id: String
        let amount: Money
    }

    private var transfers: [Key: StatementLine] = [:]

    /// - Parameter debits: that take nothing back.
    init(_ debits: [StatementLine]) {
        for debit in debits {
            guard let key = Self.key(debit) else { continue }
            if let known = transfers[key], known.bookingDate <= debit.bookingDate { continue }
            transfers[key] = debit
        }
    }

    /// A transfer of that day or before.
    func first(before receipt: StatementLine) -> StatementLine? {
        guard !transfers.isEmpty, let key = Self.key(receipt), let transfer = transfers[key],
            transfer.bookingDate <= receipt.bookingDate
        else { return nil }
        return transfer
    }

    /// Whether a receipt could be a transfer that came back.
    package static func mayBeOne(_ receipt: StatementLine) -> Bool { key(receipt) != nil }

    private static func key(_ line: StatementLine) -> Key? {
        guard let id = line.endToEndID, !isPlaceholder(id) else { return nil }
        return Key(account: foldedReference(line.account), id: foldedReference(id), amount: line.amount)
    }
}
