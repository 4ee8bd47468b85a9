internal import FoundationEssentials
package import HubDomain
package import PaymentVocabulary

/// One payment's stored row: what was agreed, and what the provider calls it.
package struct PaymentRow: Sendable {
    package let intent: PaymentIntent
    /// What is allocated now, in the order of the intent's allocations.
    package let allocatedNow: [Int64]
    package let description: String
    package let providerPayment: String?
    package let firstSentAt: Timestamp?
    package let unappliedNow: Int64
    package let createdAt: Timestamp
}

/// An operation as requested, with what is needed to send it again.
package struct OperationRow: Sendable {
    package let request: RequestedOperation
    package let idempotencyKey: IdempotencyKey
    package let methodToken: String
    package let lastSentAt: Timestamp?
    package let createdAt: Timestamp
}

/// A payment with everything that its fold needs.
package struct LoadedPayment: Sendable {
    package let row: PaymentRow
    package let operations: [OperationRow]
    package let facts: [PaymentFact]

    package var folded: Payment {
        Payment(intent: row.intent, requests: operations.map(\.request), facts: facts)
    }
}

/// One payment's part in an invoice.
package struct InvoiceClaim: Sendable {
    package let payment: PaymentID
    /// Among the allocations of the payment's intent.
    package let position: Int
    /// Minor units that the invoice has of it now.
    package let allocated: Int64
}

/// One piece of evidence, for people.
package struct TimelineEntry: Sendable {
    package let occurredAt: Timestamp
    package let source: String
    package let fact: PaymentFact
}

extension Books {
    package func insert(_ intent: PaymentIntent, description: String, at now: Timestamp) throws {
        try execute(
            "insertPayment",
            .id(intent.payment),
            .id(intent.customer),
            .id(intent.account),
            .text(intent.amount.currency.code),
            .integer(intent.amount.minorUnits),
            .flag(intent.capturesAutomatically),
            .text(description),
            .moment(now)
        )
        for (position, allocation) in intent.allocations.enumerated() {
            try execute(
                "insertPaymentAllocation",
                .id(intent.payment),
                .integer(Int64(position)),
                .id(allocation.invoice),
                .integer(allocation.minorUnits)
            )
        }
    }

    package func insert(
        _ request: RequestedOperation,
        payment: PaymentID,
        key: IdempotencyKey,
        methodToken: String,
        at now: Timestamp
    ) throws {
        try execute(
            "insertOperation",
            .id(request.operation),
            .id(payment),
            .text(request.kind.rawValue),
            .integer(request.amount.minorUnits),
            .id(key),
            .text(methodToken),
            .moment(now)
        )
    }

    /// Takes the payment for this unit; `nil` when there is none.
    package func lockPayment(_ payment: PaymentID) throws -> LoadedPayment? {
        try row("lockPayment", .id(payment)).map { try load($0) }
    }

    /// Reads a payment without taking it.
    package func payment(_ payment: PaymentID) throws -> LoadedPayment? {
        try row("findPayment", .id(payment)).map { try load($0) }
    }

    package func paymentIDs(after payment: PaymentID, limit: Int64) throws -> [PaymentID] {
        try rows("listPayments", .id(payment), .integer(limit)).map { PaymentID(try $0.text(0)) }
    }

    package func payment(account: AdapterAccountID, providerPayment: String) throws -> PaymentID? {
        try row("findPaymentByProvider", .id(account), .text(providerPayment)).map { PaymentID(try $0.text(0)) }
    }

    /// Remembers the provider's name; the first one stays.
    package func setProviderPayment(_ name: String, of payment: PaymentID) throws {
        try execute("setProviderPayment", .id(payment), .text(name))
    }

    package func markSent(operation: OperationID, payment: PaymentID, at now: Timestamp) throws {
        try execute("markSent", .id(operation), .moment(now))
        try execute("markFirstSent", .id(payment), .moment(now))
    }

    /// One conditional update: captures that stand or may go through never exceed what is authorised.
    package func reserveCapture(_ minorUnits: Int64, of payment: PaymentID) throws -> Bool {
        try row("reserveCapture", .id(payment), .integer(minorUnits)) != nil
    }

    /// One conditional update: refunds that stand or may go through never exceed what is captured and not charged back.
    package func reserveRefund(_ minorUnits: Int64, of payment: PaymentID) throws -> Bool {
        try row("reserveRefund", .id(payment), .integer(minorUnits)) != nil
    }

    /// Money of other payments that is meant for the invoice and not there yet.
    package func intended(for invoice: InvoiceNumber) throws -> Int64 {
        try row("intendedForInvoice", .id(invoice))?.int64(0) ?? 0
    }

    /// - Returns: whether the fact is new.
    package func record(
        _ fact: PaymentFact,
        of payment: PaymentID,
        source: String,
        occurredAt: Timestamp,
        at now: Timestamp
    ) throws -> Bool {
        let key = SQLValue.text(fact.key)
        let isNew = try execute("insertFact", .id(payment), key, .blob(Self.encode(fact)), .moment(now)) == 1
        try execute("insertEvidence", .id(payment), key, .text(source), .moment(occurredAt))
        return isNew
    }

    /// Stores what the fold says, so that the next reservation is one conditional update.
    package func project(_ folded: Payment, unapplied: Int64) throws {
        try execute(
            "setPaymentProjection",
            .id(folded.intent.payment),
            .integer(folded.isVoided ? 0 : folded.authorised),
            .integer(folded.captured - folded.disputed),
            .integer(folded.capturesHeld),
            .integer(folded.refundsHeld),
            .integer(unapplied),
            .integer(folded.outstanding)
        )
    }

    /// What payments have and want of an invoice, the oldest payment first.
    package func claims(on invoice: InvoiceNumber) throws -> [InvoiceClaim] {
        try rows("claimsOnInvoice", .id(invoice)).map {
            InvoiceClaim(
                payment: PaymentID(try $0.text(0)),
                position: Int(try $0.int64(1)),
                allocated: try $0.int64(2)
            )
        }
    }

    package func setAllocated(_ minorUnits: Int64, position: Int, of payment: PaymentID) throws {
        try execute("setAllocated", .id(payment), .integer(Int64(position)), .integer(minorUnits))
    }

    package func timeline(_ payment: PaymentID) throws -> [TimelineEntry] {
        try rows("paymentTimeline", .id(payment)).map { row in
            TimelineEntry(
                occurredAt: try row.moment(0),
                source: try row.text(1),
                fact: try Self.decode(PaymentFact.self, row.blob(2))
            )
        }
    }

    /// The facts of a payment under the keys that they are stored by, with the number of pieces of evidence for each.
    package func storedFacts(of payment: PaymentID) throws -> [(key: String, fact: PaymentFact, evidence: Int64)] {
        try rows("factsWithEvidence", .id(payment)).map {
            (try $0.text(0), try Self.decode(PaymentFact.self, $0.blob(1)), try $0.int64(2))
        }
    }

    /// Evidence for facts that are not there; there must be none.
    package func evidenceWithoutFact() throws -> [String] {
        try rows("evidenceWithoutFact").map { "\(try $0.text(0)): \(try $0.text(1)) from \(try $0.text(2))" }
    }

    package func recordAnswer(
        id: String,
        payment: PaymentID,
        requestLine: String,
        status: Int,
        body: [UInt8],
        bodyHash: [UInt8],
        at now: Timestamp
    ) throws {
        try execute(
            "insertAnswer",
            .text(id),
            .id(payment),
            .text(requestLine),
            .integer(Int64(status)),
            .blob(body),
            .blob(bodyHash),
            .moment(now)
        )
    }

    package func answerBodies() throws -> [(id: String, body: [UInt8], hash: [UInt8])] {
        try rows("answerHashes").map { (try $0.text(0), try $0.blob(1), try $0.blob(2)) }
    }

    private func load(_ row: SQLRow) throws -> LoadedPayment {
        let payment = PaymentID(try row.text(0))
        let currency = try row.currency(3)
        let allocations = try rows("paymentAllocations", .id(payment))
        let intent = PaymentIntent(
            payment: payment,
            customer: CustomerID(try row.text(1)),
            account: AdapterAccountID(try row.text(2)),
            amount: Money(minorUnits: try row.int64(4), currency: currency),
            capturesAutomatically: try row.flag(5),
            allocations: try allocations.map {
                PaymentIntent.Allocation(invoice: InvoiceNumber(try $0.text(1)), minorUnits: try $0.int64(2))
            }
        )
        return LoadedPayment(
            row: PaymentRow(
                intent: intent,
                allocatedNow: try allocations.map { try $0.int64(3) },
                description: try row.text(6),
                providerPayment: try row.optionalText(7),
                firstSentAt: try row.optionalInt64(8).map(Timestamp.init(milliseconds:)),
                unappliedNow: try row.int64(9),
                createdAt: try row.moment(10)
            ),
            operations: try operations(of: payment, currency: currency),
            facts: try rows("paymentFacts", .id(payment)).map { try Self.decode(PaymentFact.self, $0.blob(0)) }
        )
    }

    private func operations(of payment: PaymentID, currency: Currency) throws -> [OperationRow] {
        try rows("paymentOperations", .id(payment)).map { row in
            let kindText = try row.text(1)
            guard let kind = OperationKind(rawValue: kindText) else {
                throw StoreError.unexpectedColumn(name: "kind", expected: "an operation kind", found: kindText)
            }
            return OperationRow(
                request: RequestedOperation(
                    operation: OperationID(try row.text(0)),
                    kind: kind,
                    amount: Money(minorUnits: try row.int64(2), currency: currency)
                ),
                idempotencyKey: IdempotencyKey(try row.text(3)),
                methodToken: try row.text(4),
                lastSentAt: try row.optionalInt64(5).map(Timestamp.init(milliseconds:)),
                createdAt: try row.moment(6)
            )
        }
    }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

/// A fact whose payment we do not know yet, as the adapter gave it.
package struct ParkedFact: Sendable {
    package let source: String
    package let fact: [UInt8]
}

extension Books {
    package func park(
        _ fact: [UInt8],
        account: AdapterAccountID,
        providerPayment: String,
        source: String,
        position: Int,
        at now: Timestamp
    ) throws {
        try execute(
            "parkFact",
            .id(account),
            .text(providerPayment),
            .text(source),
            .integer(Int64(position)),
            .blob(fact),
            .moment(now)
        )
    }

    /// Removes and returns what was parked for this payment, in a fixed order.
    package func takeParked(account: AdapterAccountID, providerPayment: String) throws -> [ParkedFact] {
        try rows("takeParkedFacts", .id(account), .text(providerPayment))
            .map { (source: try $0.text(0), position: try $0.int64(1), fact: try $0.blob(2)) }
            .sorted { ($0.source, $0.position) < ($1.source, $1.position) }
            .map { ParkedFact(source: $0.source, fact: $0.fact) }
    }

    package func parkedCount() throws -> Int64 { try row("countParkedFacts")?.int64(0) ?? 0 }
}
