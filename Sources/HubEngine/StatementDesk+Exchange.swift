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

extension Books {
    /// Posts a match whose documents have another currency than the receipt: one leg a currency, and the difference.
    ///
    /// - Throws: `conflict` when the line or a document has moved since; nothing happens then.
    func post(
        _ match: Match,
        exchangedBy exchange: ReceiptExchange,
        _ applications: [ReceiptApplication],
        identity: String,
        at now: Timestamp
    ) throws {
        guard
            try decide(identity, state: .matched, rule: match.rule.rawValue, explanation: match.explanation)
        else { return }
        let difference = match.allocations.filter { $0.kind == .exchangeDifference }
            .reduce(Int64(0)) { $0 + $1.amount.minorUnits }
        let receipt = ExchangedReceipt(
            value: match.line.amount.minorUnits - difference,
            difference: difference,
            currency: match.line.amount.currency
        )
        let abroad = exchange.paid.currency
        var movements: [CustomerID: CreditMovement] = [:]
        for application in applications {
            let units = application.minorUnits
            guard let number = application.target.number, try settle(number, by: units, reversible: 0) else {
                throw HubProblem(.conflict, "less is open than \(match.explanation)")
            }
            var movement = movements[application.customer] ?? CreditMovement()
            if application.target == .creditNote(number) {
                movement.creditNotes -= units
            } else {
                movement.open -= units
            }
            movements[application.customer] = movement
        }
        let rows = applications.map { StoredPart($0, in: abroad) } + receipt.storedParts(applications.first?.customer)
        guard rows.receiptTaken == Int128(match.line.amount.minorUnits), receipt.value > 0 else {
            throw HubProblem(.conflict, "the parts of the match are not the receipt")
        }
        for (position, row) in rows.enumerated() {
            try insertApplication(
                identity: identity,
                position: position,
                kind: row.kind,
                number: row.number,
                customer: row.customer,
                amount: row.amount
            )
        }
        for entry in rows.requiredEntries(identity: identity) { try post(entry, at: now) }
        for (customer, movement) in movements.sorted(by: { $0.key < $1.key }) {
            try move(movement, customer: customer, currency: abroad)
        }
        let payload = try HubJSON.encode(MatchView(match, identity: identity))
        try emit("receipt.matched", subject: identity, payload: payload, at: now)
    }
}

private typealias StoredPart = Books.Application

extension Books.Application {
    fileprivate init(_ application: ReceiptApplication, in currency: Currency) {
        self.init(
            kind: application.target.kind,
            number: application.target.number?.text ?? "",
            customer: application.customer,
            amount: Money(minorUnits: application.minorUnits, currency: currency)
        )
    }

    /// The stored names of what an exchange took of the receipt.
    fileprivate enum ExchangeKind {
        static let value = "exchanged"
        static let gain = "exchange_gain"
        static let loss = "exchange_loss"
    }

    /// Positive when it takes of the receipt; `nil` for what is no part of an exchange.
    fileprivate var exchangedUnits: Int64? {
        switch kind {
        case ExchangeKind.value, ExchangeKind.gain: amount.minorUnits
        case ExchangeKind.loss: -amount.minorUnits
        default: nil
        }
    }
}

extension ExchangedReceipt {
    /// Positive amounts, for the store keeps no other.
    fileprivate func storedParts(_ customer: CustomerID?) -> [Books.Application] {
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
        if let exchanged { return Int128(exchanged.value) + Int128(exchanged.difference) }
        return compactMap(\.applied).reduce(Int128(0)) { $0 + $1.receiptPart }
    }

    /// The entries that the match requires: one, or one for each currency of an exchange.
    func requiredEntries(identity: String) -> [JournalEntry] {
        let documents = filter { $0.exchangedUnits == nil }
        guard let currency = documents.first?.amount.currency else { return [] }
        let applications = documents.compactMap(\.applied)
        guard let exchanged else {
            return [ReceiptApplication.entry(identity: identity, currency: currency, applications: applications)]
        }
        return exchanged.entries(identity: identity, applications: applications, in: currency)
    }

    private var exchanged: ExchangedReceipt? {
        guard let value = first(where: { $0.kind == Books.Application.ExchangeKind.value }) else { return nil }
        let difference = filter { $0.kind != Books.Application.ExchangeKind.value }.compactMap(\.exchangedUnits)
        return ExchangedReceipt(
            value: value.amount.minorUnits,
            difference: difference.reduce(0, +),
            currency: value.amount.currency
        )
    }
}
