package import HubDomain
import PaymentVocabulary

/// What we have sent ourselves, by what banks bring back with it: without a word sometimes.
package struct OwnTransfers {
    private struct Key: Hashable {
        let account: String
        /// The end-to-end id, the account that we sent it to, or that with our text.
        let told: String
        let amount: Money
    }

    /// Of each key in the order of their days.
    private var byID: [Key: [StatementLine]] = [:]
    private var byText: [Key: [StatementLine]] = [:]
    private var byAccount: [Key: [StatementLine]] = [:]
    /// Nearly all receipts have none of them, and are told by that alone.
    private var amounts: Set<Money> = []

    /// - Parameter debits: that take nothing back.
    init(_ debits: [StatementLine]) {
        for debit in debits.sorted(by: { $0.bookingDate < $1.bookingDate }) {
            amounts.insert(debit.amount)
            Self.key(debit, Self.id(debit)).map { byID[$0, default: []].append(debit) }
            Self.key(debit, Self.text(debit)).map { byText[$0, default: []].append(debit) }
            Self.key(debit, Self.account(debit)).map { byAccount[$0, default: []].append(debit) }
        }
    }

    /// A transfer of that day or before with the same end-to-end id, or with the same account and text, and which of them.
    func certain(before receipt: StatementLine) -> (transfer: StatementLine, what: String)? {
        if let transfer = last(before: receipt, Self.id(receipt), in: byID) { return (transfer, "the end-to-end id") }
        guard likely(before: receipt) != nil else { return nil }
        return last(before: receipt, Self.text(receipt), in: byText).map { ($0, "the account, the text") }
    }

    /// A transfer of that day or before to the account from which the receipt comes.
    ///
    /// What comes back does so within weeks.
    func likely(before receipt: StatementLine) -> StatementLine? {
        let transfer = last(before: receipt, Self.account(receipt), in: byAccount)
        return transfer.flatMap { receipt.bookingDate <= $0.bookingDate.adding(days: Self.daysMax) ? $0 : nil }
    }

    private static let daysMax = 90

    private func last(
        before receipt: StatementLine,
        _ told: @autoclosure () -> String?,
        in transfers: [Key: [StatementLine]]
    ) -> StatementLine? {
        guard amounts.contains(receipt.amount), let key = Self.key(receipt, told()) else { return nil }
        return transfers[key]?.last { $0.bookingDate <= receipt.bookingDate }
    }

    /// Whether a receipt could be a transfer that came back.
    package static func mayBeOne(_ receipt: StatementLine) -> Bool { id(receipt) != nil || account(receipt) != nil }

    private static func key(_ line: StatementLine, _ told: String?) -> Key? {
        told.map { Key(account: foldedReference(line.account), told: $0, amount: line.amount) }
    }

    private static func id(_ line: StatementLine) -> String? {
        line.endToEndID.flatMap { isPlaceholder($0) ? nil : foldedReference($0) }
    }

    private static func account(_ line: StatementLine) -> String? { line.counterpartyAccount.map(foldedReference) }

    private static func text(_ line: StatementLine) -> String? {
        let text = foldedReference(line.remittance)
        return text.isEmpty ? nil : account(line).map { "\($0) \(text)" }
    }
}
