package import HubCredit
import HubDomain
package import HubStore
package import PaymentVocabulary

/// An answer to a request for credit: the decision and the name under which it is kept.
package struct CreditAnswer: Codable, Sendable {
    package let id: String
    package let decision: CreditDecision
    package let reservation: ReservationView?
}

/// A reservation as callers see it.
package struct ReservationView: Codable, Hashable, Sendable {
    package let id: String
    package let customer: String
    package let amount: String
    package let committed: String
    package let currency: String
    package let state: String

    init(_ row: ReservationRow) {
        id = row.id.text
        customer = row.customer.text
        amount = row.amount.decimal
        committed = Money(minorUnits: row.committed, currency: row.amount.currency).decimal
        currency = row.amount.currency.code
        state = row.state
    }
}

extension Hub {
    /// Says whether an order could be sold on credit now; keeps the decision, reserves nothing.
    package func decide(
        _ request: CreditRequest,
        of merchant: Merchant,
        by principal: Principal
    ) async throws -> CreditAnswer {
        let (id, moment, today) = (environment.identifiers.next("dec"), now, merchant.today(at: now))
        return try await run(merchant.id) { books in
            try books.require(.credit, of: principal.name)
            let decision = try books.decide(request, as: id, today: today, policy: settings.creditPolicy, at: moment)
            return CreditAnswer(id: id, decision: decision, reservation: nil)
        }
    }

    /// Reserves credit for an order, if it fits; the same reservation again gives the same answer, with the reservation
    /// in its present state.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when the reservation exists with another amount or customer, or has
    ///   been released or has expired.
    package func reserve(
        _ reservation: ReservationID,
        _ request: CreditRequest,
        expiresAt: Timestamp?,
        of merchant: Merchant,
        by principal: Principal
    ) async throws -> CreditAnswer {
        let (id, moment, today) = (environment.identifiers.next("dec"), now, merchant.today(at: now))
        let policy = settings.creditPolicy
        return try await run(merchant.id) { books in
            try books.require(.credit, of: principal.name)
            if let existing = try books.reservation(reservation) {
                guard existing.customer == request.customer, existing.amount == request.amount else {
                    throw HubProblem(.conflict, "reservation \(reservation) stands for another customer or amount")
                }
                guard existing.state == "reserved" || existing.state == "committed" else {
                    throw HubProblem(.conflict, "reservation \(reservation) is \(existing.state); use a new id")
                }
                guard let kept = try books.decision(existing.decision) else {
                    throw HubProblem(.notFound, "the decision \(existing.decision) is not kept")
                }
                let decision = try HubJSON.decode(CreditDecision.self, from: kept)
                let view = ReservationView(existing)
                return CreditAnswer(id: existing.decision, decision: decision, reservation: view)
            }
            // The decision explains; the one conditional update below is what counts.
            let decision = try books.decide(request, as: id, today: today, policy: policy, at: moment)
            let lastSuspended = policy.lastSuspendingDueDate(on: today)
            let isReserved =
                try decision.isAccepted
                && books.reserveCredit(request.amount, customer: request.customer, lastSuspendedDue: lastSuspended)
            guard isReserved == decision.isAccepted else {
                throw HubProblem(.conflict, "the decision and the reservation disagree; nothing was reserved")
            }
            guard isReserved else { return CreditAnswer(id: id, decision: decision, reservation: nil) }
            try books.insertReservation(
                reservation,
                customer: request.customer,
                amount: request.amount,
                decision: id,
                at: moment,
                expiresAt: expiresAt
            )
            if let expiresAt { try books.schedule(.reservationExpiry, key: reservation.text, dueAt: expiresAt) }
            let row = try books.reservation(reservation)
            return CreditAnswer(id: id, decision: decision, reservation: row.map(ReservationView.init))
        }
    }

    /// Gives the uncommitted rest back; a reservation that is closed already stays as it is.
    package func release(_ reservation: ReservationID, by principal: Principal) async throws -> ReservationView {
        try await run(principal.merchant) { books in
            try books.require(.credit, of: principal.name)
            _ = try books.knownReservation(reservation)
            try books.giveBack(reservation, as: "released")
            return ReservationView(try books.knownReservation(reservation))
        }
    }

    func expireReservation(_ reservation: ReservationID, of merchant: MerchantID) async throws {
        try await run(merchant) { books in
            try books.giveBack(reservation, as: "expired")
            try books.finish(.reservationExpiry, key: reservation.text)
        }
    }

    package func creditPosition(
        _ customer: CustomerID,
        _ currency: Currency,
        of merchant: MerchantID
    ) async throws -> CreditPosition? {
        let moment = now
        return try await read(merchant) { try $0.position(customer, currency, at: moment) }
    }

    package func decision(_ id: String, of merchant: MerchantID) async throws -> [UInt8]? {
        try await read(merchant) { try $0.decision(id) }
    }
}

extension Books {
    /// Decides, and keeps the decision under `id`.
    func decide(
        _ request: CreditRequest,
        as id: String,
        today: CalendarDate,
        policy: CreditPolicy,
        at now: Timestamp
    ) throws -> CreditDecision {
        var position = try position(request.customer, request.amount.currency, at: now)
        if position?.isSuspended(on: today, policy: policy) == true {
            let last = policy.lastSuspendingDueDate(on: today)
            position?.unsecured = try unsecuredInvoices(request.customer, request.amount.currency, dueBy: last).map {
                let units = $0.invoice.open.minorUnits + $0.reversible
                let amount = Money(minorUnits: units, currency: $0.invoice.open.currency)
                return UnsecuredItem(invoice: $0.invoice.number, due: $0.invoice.due, amount: amount)
            }
        }
        let decision = CreditDecider(policy: policy).decide(request, position: position, today: today, now: now)
        try recordDecision(id: id, customer: request.customer, decision: HubJSON.encode(decision), at: now)
        return decision
    }

    func position(_ customer: CustomerID, _ currency: Currency, at now: Timestamp) throws -> CreditPosition? {
        try creditAccount(customer, currency).map { row in
            CreditPosition(
                customer: customer,
                currency: currency,
                asOf: now,
                source: "credit account version \(row.version)",
                limit: row.limit,
                openInvoices: row.open,
                reserved: row.reserved,
                reversible: row.reversible,
                unappliedIrrevocable: row.unapplied,
                openCreditNotes: row.creditNotes,
                oldestUnsecuredDue: row.oldestUnsecuredDue
            )
        }
    }

    /// - Parameter part: `nil` for all that is left.
    func commitPart(_ part: Money?, of reservation: ReservationID) throws -> ReservationView {
        let row = try openReservation(reservation)
        let rest = row.amount.minorUnits - row.committed
        let units = part?.minorUnits ?? rest
        guard part.map({ $0.currency == row.amount.currency }) ?? true, units > 0,
            try commit(units, of: reservation)
        else {
            let shown = Money(minorUnits: rest, currency: row.amount.currency)
            throw HubProblem(.amountNotAvailable, "\(shown) of the reservation is left", field: "/amount")
        }
        try releaseCredit(Money(minorUnits: units, currency: row.amount.currency), customer: row.customer)
        return ReservationView(try knownReservation(reservation))
    }

    fileprivate func knownReservation(_ id: ReservationID) throws -> ReservationRow {
        guard let row = try reservation(id) else { throw HubProblem(.notFound, "no reservation \(id)") }
        return row
    }

    fileprivate func openReservation(_ id: ReservationID) throws -> ReservationRow {
        let row = try knownReservation(id)
        guard row.state == "reserved" else {
            throw HubProblem(.conflict, "reservation \(id) is \(row.state)")
        }
        return row
    }

    fileprivate func giveBack(_ id: ReservationID, as state: String) throws {
        guard let rest = try close(id, as: state), rest > 0, let row = try reservation(id) else { return }
        try releaseCredit(Money(minorUnits: rest, currency: row.amount.currency), customer: row.customer)
    }
}
