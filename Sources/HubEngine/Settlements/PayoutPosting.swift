import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// How a payout is stored beside the invoices that it settles.
extension Books.Application {
    fileprivate enum PayoutKind {
        /// All of the receipt; the number is the payout's, the customer the provider's account.
        static let payout = "payout"
        static let fee = "provider_fee"
        static let feeBack = "provider_fee_back"
        static let all: Set<String> = [payout, fee, feeBack]
    }

    /// Names no document, whatever its number.
    var isOfPayout: Bool { PayoutKind.all.contains(kind) }
}

extension Match {
    /// - Throws: `conflict` when a part has no posting, or the amounts are beyond any movement.
    func storedParts(
        _ applications: [ReceiptApplication],
        _ clearing: MatchPosting.Clearing?
    ) throws -> [Books.Application] {
        try clearing.map { try storedParts($0, applications) }
            ?? storedParts(applications) + batchParts(applications.first?.customer)
    }

    /// What is stored of a match that is a payout.
    ///
    /// - Throws: `conflict` when a part has no posting, or the amounts are beyond any movement.
    private func storedParts(
        _ clearing: MatchPosting.Clearing,
        _ applications: [ReceiptApplication]
    ) throws -> [Books.Application] {
        let name = clearing.payout.name
        let invoices = allocations.filter { $0.kind == .invoice }
        let fees = allocations.filter { $0.kind == .fee }.reduce(Int128(0)) { $0 - Int128($1.amount.minorUnits) }
        guard invoices.count == applications.count, let kept = Int64(exactly: fees),
            let cleared = ClearedPayout(account: clearing.account, name: name, amount: line.amount, fees: kept)
        else { throw HubProblem(.conflict, "the parts of \(name) cannot be posted") }
        return applications.map { Books.Application($0, in: line.amount.currency) } + cleared.storedParts
    }
}

extension ClearedPayout {
    private typealias Kind = Books.Application.PayoutKind

    fileprivate var storedParts: [Books.Application] {
        let owner = CustomerID(account.text)
        let whole = Books.Application(kind: Kind.payout, number: name, customer: owner, amount: amount)
        guard fees != 0 else { return [whole] }
        let part = Books.Application(
            kind: fees > 0 ? Kind.fee : Kind.feeBack,
            number: "",
            customer: owner,
            amount: Money(minorUnits: Int64(clamping: fees.magnitude), currency: amount.currency)
        )
        return [whole, part]
    }
}

extension [Books.Application] {
    /// Whether what they settle can still be taken back: customers may dispute what they paid at a provider, while a bank's
    /// receipt is final until the bank returns it.
    var areReversible: Bool { contains { $0.kind == Books.Application.PayoutKind.payout } }

    /// The payout that these parts are, with what it settles.
    var clearedPayout: ClearedPayout? {
        guard let whole = first(where: { $0.kind == Books.Application.PayoutKind.payout }) else { return nil }
        let fees = reduce(Int64(0)) { sum, part in
            switch part.kind {
            case Books.Application.PayoutKind.fee: part.amount.minorUnits
            case Books.Application.PayoutKind.feeBack: -part.amount.minorUnits
            default: sum
            }
        }
        let account = AdapterAccountID(whole.customer.text)
        return ClearedPayout(account: account, name: whole.number, amount: whole.amount, fees: fees)
    }
}
