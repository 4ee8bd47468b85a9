import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

extension Hub {
    /// The stored rates that the value dates of these lines may need.
    func rates(for lines: [StatementLine], of merchant: MerchantID) async throws -> ReferenceRates {
        let dates = lines.map(\.valueDate)
        guard let first = dates.min(), let last = dates.max() else { return ReferenceRates() }
        return try await storedRates(from: first, to: last, of: merchant).rates
    }
}

extension Match {
    /// What is stored of the match: the documents in their currency, and of an exchange what it took of the receipt.
    ///
    /// - Throws: `conflict` when an exchange pays something that is no document, or its difference is all that came.
    func storedParts(_ applications: [ReceiptApplication]) throws -> [Books.Application] {
        guard let exchange else { return applications.map { StoredPart($0, in: line.amount.currency) } }
        guard applications.allSatisfy({ $0.target.number != nil }) else {
            throw HubProblem(.conflict, "the parts of the match are not the receipt")
        }
        return try applications.map { StoredPart($0, in: exchange.paid.currency) }
            + exchangedParts(applications.first?.customer)
    }

    /// What an exchange took of the receipt, as it is stored; nothing without one.
    ///
    /// - Throws: `conflict` when its difference is all that came.
    func exchangedParts(_ customer: CustomerID?) throws -> [Books.Application] {
        guard exchange != nil else { return [] }
        let difference = allocations.filter { $0.kind == .exchangeDifference }
            .reduce(Int128(0)) { $0 + Int128($1.amount.minorUnits) }
        guard let units = Int64(exactly: difference),
            let value = Int64(exactly: Int128(line.amount.minorUnits) - difference),
            let receipt = ExchangedReceipt(value: value, difference: units, currency: line.amount.currency)
        else { throw HubProblem(.conflict, "the parts of the match are not the receipt") }
        return receipt.storedParts(customer)
    }
}

private typealias StoredPart = Books.Application

extension Books.Application {
    init(_ application: ReceiptApplication, in currency: Currency, payment: String = "") {
        self.init(
            kind: application.target.kind,
            number: application.target.number?.text ?? "",
            customer: application.customer,
            amount: Money(minorUnits: application.minorUnits, currency: currency),
            payment: payment
        )
    }

    /// The stored names of what an exchange took of the receipt.
    fileprivate enum ExchangeKind {
        static let value = "exchanged"
        static let gain = "exchange_gain"
        static let loss = "exchange_loss"
    }

    /// Positive when it takes of the receipt; `nil` for what is no part of an exchange.
    fileprivate var exchangedUnits: Int128? {
        switch kind {
        case ExchangeKind.value, ExchangeKind.gain: Int128(amount.minorUnits)
        case ExchangeKind.loss: -Int128(amount.minorUnits)
        default: nil
        }
    }
}

extension ExchangedReceipt {
    /// Positive amounts, for the store keeps no other.
    func storedParts(_ customer: CustomerID?) -> [Books.Application] {
        let gain = difference > 0 ? StoredPart.ExchangeKind.gain : StoredPart.ExchangeKind.loss
        return [(StoredPart.ExchangeKind.value, value), (gain, Int64(clamping: difference.magnitude))]
            .filter { $0.1 != 0 }
            .map { kind, units in
                StoredPart(
                    kind: kind,
                    number: "",
                    customer: customer ?? CustomerID(""),
                    amount: Money(minorUnits: units, currency: currency)
                )
            }
    }
}

/// What the stored parts of one match say of the books.
extension [Books.Application] {
    /// What they take of the receipt, in minor units of its currency.
    var receiptTaken: Int128 {
        let returned = filter(\.isReturned).reduce(Int128(0)) { $0 + Int128($1.amount.minorUnits) }
        if let exchanged { return returned + Int128(exchanged.value) + Int128(exchanged.difference) }
        if let clearedPayout { return returned + Int128(clearedPayout.amount.minorUnits) }
        return compactMap(\.applied).reduce(returned) { $0 + $1.receiptPart }
    }

    /// The entries that the match requires: one, or one for each currency of an exchange.
    func requiredEntries(identity: String) -> [JournalEntry] {
        if let clearedPayout {
            let entry = clearedPayout.entry(identity: identity, applications: compactMap(\.applied))
            let taken = filter { $0.reopened != nil }.map { ($0.customer, $0.amount.minorUnits) }
            let reopening = taken.isEmpty ? [] : [clearedPayout.entry(identity: identity, takingBack: taken)]
            return (exchanged.map { $0.entries(bringing: entry) } ?? [entry]) + reopening
        }
        let documents = filter { $0.exchangedUnits == nil && !$0.isReturned }
        guard let currency = documents.first?.amount.currency else { return [] }
        let applications = documents.compactMap(\.applied)
        guard let exchanged else {
            return [ReceiptApplication.entry(identity: identity, currency: currency, applications: applications)]
        }
        return exchanged.entries(identity: identity, applications: applications, in: currency)
    }

    private var exchanged: ExchangedReceipt? {
        guard let value = first(where: { $0.kind == Books.Application.ExchangeKind.value }) else { return nil }
        let parts = filter { $0.kind != Books.Application.ExchangeKind.value }.compactMap(\.exchangedUnits)
        guard let difference = Int64(exactly: parts.reduce(0, +)) else { return nil }
        return ExchangedReceipt(
            value: value.amount.minorUnits,
            difference: difference,
            currency: value.amount.currency
        )
    }
}
