package import PaymentVocabulary

/// What was said of a payer, once.
package struct AliasEvent: Hashable, Sendable {
    package enum Step: String, Codable, Hashable, Sendable, CaseIterable {
        /// A person has posted a receipt of this payer to the customer, or has said whose it is.
        case confirmed
        /// The alias has identified the payer of a receipt that was posted without a person.
        case used
        /// What was said under the same source counts no more: its match was taken back.
        case withdrawn
        /// Everything that was said before counts no more.
        case forgotten
    }

    /// `account` or `name`.
    package let kind: String
    /// The payer in the form in which two spellings are equal.
    package let key: String
    package let customer: CustomerID
    package let step: Step
    /// `match/NUMBER` or `person/NAME`; empty for what was forgotten.
    package let source: String
    /// The payer as it was written.
    package let written: String
    /// The booking date of the receipt, or the day on which it was said.
    package let usedOn: CalendarDate
    package let principal: String
    package let reason: String

    package init(
        kind: String,
        key: String,
        customer: CustomerID,
        step: Step,
        source: String,
        written: String,
        usedOn: CalendarDate,
        principal: String,
        reason: String
    ) {
        (self.kind, self.key, self.customer, self.step, self.source) = (kind, key, customer, step, source)
        (self.written, self.usedOn, self.principal, self.reason) = (written, usedOn, principal, reason)
    }
}

/// What counts at present of all that was said of a payer and a customer.
package struct AliasRow: Hashable, Sendable {
    package let kind: String
    package let key: String
    package let customer: CustomerID
    package let written: String
    /// At least one.
    package let confirmations: Int64
    package let firstUsed: CalendarDate
    package let lastUsed: CalendarDate
}

extension Books {
    package func insert(_ event: AliasEvent, at now: Timestamp) throws {
        try execute(
            "insertAliasEvent",
            .text(event.kind),
            .text(event.key),
            .id(event.customer),
            .text(event.step.rawValue),
            .text(event.source),
            .text(event.written),
            .date(event.usedOn),
            .moment(now),
            .text(event.principal),
            .text(event.reason)
        )
    }

    /// By kind, key and customer.
    package func aliases() throws -> [AliasRow] {
        try rows("payerAliases").map { row in
            AliasRow(
                kind: try row.text(0),
                key: try row.text(1),
                customer: CustomerID(try row.text(2)),
                written: try row.text(3),
                confirmations: try row.int64(4),
                firstUsed: try row.date(5),
                lastUsed: try row.date(6)
            )
        }
    }

    /// All that was ever said of a payer, the oldest first, each with its moment.
    package func aliasEvents(kind: String, key: String) throws -> [(event: AliasEvent, at: Timestamp)] {
        try rows("aliasEventsOfPayer", .text(kind), .text(key)).map(Self.aliasEvent)
    }

    /// All that was ever said under a source, the oldest first.
    package func aliasEvents(source: String) throws -> [AliasEvent] {
        try rows("aliasEventsOfSource", .text(source)).map { try Self.aliasEvent($0).event }
    }

    /// All that was ever said of payers, in pages, each with its number.
    package func aliasEvents(after number: Int64, limit: Int64) throws -> [(number: Int64, event: AliasEvent)] {
        try rows("aliasEvents", .integer(number), .integer(limit)).map {
            (try $0.int64(10), try Self.aliasEvent($0).event)
        }
    }

    /// The accounts in the customers' master data, as written.
    package func accountsOfCustomers() throws -> [(customer: CustomerID, account: String)] {
        try rows("accountsOfCustomers").map { (CustomerID(try $0.text(0)), try $0.text(1)) }
    }

    /// The accounts and names that a customer's master data and documents have.
    package func payers(of customer: CustomerID) throws -> [(account: String?, name: String)] {
        try rows("payersOfCustomer", .id(customer)).map { (try $0.optionalText(0), try $0.text(1)) }
    }

    private static func aliasEvent(_ row: SQLRow) throws -> (event: AliasEvent, at: Timestamp) {
        let word = try row.text(3)
        guard let step = AliasEvent.Step(rawValue: word) else {
            throw StoreError.unexpectedColumn(name: "step", expected: "a step of an alias", found: word)
        }
        let event = AliasEvent(
            kind: try row.text(0),
            key: try row.text(1),
            customer: CustomerID(try row.text(2)),
            step: step,
            source: try row.text(4),
            written: try row.text(5),
            usedOn: try row.date(6),
            principal: try row.text(8),
            reason: try row.text(9)
        )
        return (event, try row.moment(7))
    }
}
