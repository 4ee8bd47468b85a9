package import PaymentVocabulary

/// A reservation as stored.
package struct ReservationRow: Hashable, Sendable {
    package let id: ReservationID
    package let customer: CustomerID
    package let amount: Money
    package let committed: Int64
    /// `reserved`, `committed`, `released` or `expired`.
    package let state: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    /// The decision that made it.
    package let decision: String
}

extension Books {
    /// Decides and reserves in one statement.
    ///
    /// - Parameter lastSuspendedDue: an unsecured invoice due on this date or before suspends the customer.
    /// - Returns: whether the amount fits under the limit and nothing suspends the customer.
    package func reserveCredit(
        _ amount: Money,
        customer: CustomerID,
        lastSuspendedDue: CalendarDate
    ) throws -> Bool {
        try row(
            "reserveCredit",
            .id(customer),
            .text(amount.currency.code),
            .integer(amount.minorUnits),
            .date(lastSuspendedDue)
        ) != nil
    }

    package func releaseCredit(_ amount: Money, customer: CustomerID) throws {
        try execute(
            "releaseCredit",
            .id(customer),
            .text(amount.currency.code),
            .integer(amount.minorUnits)
        )
    }

    package func insertReservation(
        _ id: ReservationID,
        customer: CustomerID,
        amount: Money,
        decision: String,
        at now: Timestamp,
        expiresAt: Timestamp?
    ) throws {
        try execute(
            "insertReservation",
            .id(id),
            .id(customer),
            .text(amount.currency.code),
            .integer(amount.minorUnits),
            .text(decision),
            .moment(now),
            .optional(expiresAt?.milliseconds)
        )
    }

    package func reservation(_ id: ReservationID) throws -> ReservationRow? {
        try row("findReservation", .id(id)).map { row in
            ReservationRow(
                id: ReservationID(try row.text(0)),
                customer: CustomerID(try row.text(1)),
                amount: Money(minorUnits: try row.int64(3), currency: try row.currency(2)),
                committed: try row.int64(4),
                state: try row.text(5),
                createdAt: try row.moment(6),
                expiresAt: try row.optionalInt64(7).map(Timestamp.init(milliseconds:)),
                decision: try row.text(8)
            )
        }
    }

    /// - Returns: `false` when the reservation is not open or its rest is smaller.
    package func commit(_ minorUnits: Int64, of id: ReservationID) throws -> Bool {
        try row("commitReservation", .id(id), .integer(minorUnits)) != nil
    }

    /// - Parameter state: `released` or `expired`.
    /// - Returns: the uncommitted rest; `nil` when the reservation is not open.
    package func close(_ id: ReservationID, as state: String) throws -> Int64? {
        try row("closeReservation", .id(id), .text(state))?.int64(0)
    }

    /// The uncommitted rests of open reservations.
    package func reservedSum(_ customer: CustomerID, _ currency: Currency) throws -> Int64 {
        try row("reservedSum", .id(customer), .text(currency.code))?.int64(0) ?? 0
    }

    package func recordDecision(id: String, customer: CustomerID, decision: [UInt8], at now: Timestamp) throws {
        try execute("insertDecision", .text(id), .id(customer), .blob(decision), .moment(now))
    }

    package func decision(_ id: String) throws -> [UInt8]? { try row("findDecision", .text(id))?.blob(0) }
}
