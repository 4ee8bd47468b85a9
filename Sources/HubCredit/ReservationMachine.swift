package import PaymentVocabulary

/// What is asked of one reservation.
package enum ReservationOperation: Hashable, Sendable {
    case reserve(CreditRequest, expires: Timestamp)
    case commit(Reservation.Commit)
    /// Frees what has not been committed.
    case release
    /// The same as `release`, by the table of due work, once the reservation's time has come.
    case expire
}

/// Why an operation changed nothing.
package enum ReservationRejection: Hashable, Codable, Sendable {
    case credit(CreditDecision)
    /// The id, or the key of a commit, was used before with other content.
    case conflict
    case unknown
    /// Released or expired before.
    case closed
    case commitNotPositive
    case commitCurrencyMismatch
    /// More than is left: the excess needs a reservation of its own, so that it meets the limit.
    case commitExceedsReserved
    case notExpiredYet

    package var code: String {
        switch self {
        case .credit(let decision): decision.reasonCodes.first?.rawValue ?? "REJECTED"
        case .conflict: "RESERVATION_CONFLICT"
        case .unknown: "RESERVATION_UNKNOWN"
        case .closed: "RESERVATION_CLOSED"
        case .commitNotPositive: "AMOUNT_NOT_POSITIVE"
        case .commitCurrencyMismatch: "CURRENCY_MISMATCH"
        case .commitExceedsReserved: "COMMIT_EXCEEDS_RESERVED"
        case .notExpiredYet: "NOT_EXPIRED_YET"
        }
    }
}

/// The answer to an operation and what has to be written with it, all in one transaction or not at all.
package struct ReservationStep: Hashable, Sendable {
    package enum Answer: Hashable, Sendable {
        case done
        /// Done before: the same answer again, nothing to write.
        case replayed
        case rejected(ReservationRejection)
    }

    package let answer: Answer
    /// The reservation after the step; `nil` when there is none.
    package let reservation: Reservation?
    package let change: PositionChange
}

/// The life of one reservation as a pure function.
///
/// A refused `reserve` leaves no trace: the same id may be tried again when the position has changed. Giving a stored
/// refusal again is the business of the request's `Idempotency-Key`. A repeated `release` frees nothing, so a refused
/// payment can never give the same credit back twice.
package struct ReservationMachine: Sendable {
    package let decider: CreditDecider

    package init(policy: CreditPolicy) { decider = CreditDecider(policy: policy) }

    /// Answers one operation on the reservation `id`.
    ///
    /// `stored` is the reservation with this id, if there is one; `position` is the customer's position in the
    /// request's currency, and only `reserve` looks at it.
    package func apply(
        _ operation: ReservationOperation,
        to id: ReservationID,
        stored: Reservation?,
        position: CreditPosition?,
        today: CalendarDate,
        now: Timestamp
    ) -> ReservationStep {
        switch operation {
        case .reserve(let request, let expires):
            if let stored { return repeated(stored, request: request, expires: expires) }
            let decision = decider.decide(request, position: position, today: today, now: now)
            return reserve(id, decision, expires: expires)
        case .commit(let commit):
            guard let stored else { return rejected(.unknown, nil) }
            return self.commit(commit, stored, now: now)
        case .release:
            guard let stored else { return rejected(.unknown, nil) }
            return close(stored, as: .released)
        case .expire:
            guard let stored else { return rejected(.unknown, nil) }
            guard stored.state != .active || now >= stored.expires else { return rejected(.notExpiredYet, stored) }
            return close(stored, as: .expired)
        }
    }

    private func reserve(_ id: ReservationID, _ decision: CreditDecision, expires: Timestamp) -> ReservationStep {
        guard decision.isAccepted else { return rejected(.credit(decision), nil) }
        let reservation = Reservation(
            id: id,
            request: decision.request,
            expires: expires,
            decision: decision,
            state: .active,
            commits: []
        )
        let change = PositionChange(reserved: decision.request.amount.minorUnits)
        return ReservationStep(answer: .done, reservation: reservation, change: change)
    }

    private func repeated(_ stored: Reservation, request: CreditRequest, expires: Timestamp) -> ReservationStep {
        guard stored.request == request, stored.expires == expires else { return rejected(.conflict, stored) }
        return ReservationStep(answer: .replayed, reservation: stored, change: .none)
    }

    private func commit(_ commit: Reservation.Commit, _ stored: Reservation, now: Timestamp) -> ReservationStep {
        if let earlier = stored.commits.first(where: { $0.key == commit.key }) {
            guard earlier == commit else { return rejected(.conflict, stored) }
            return ReservationStep(answer: .replayed, reservation: stored, change: .none)
        }
        guard commit.amount.currency == stored.request.amount.currency else {
            return rejected(.commitCurrencyMismatch, stored)
        }
        guard commit.amount.isPositive else { return rejected(.commitNotPositive, stored) }
        guard stored.state == .active, now < stored.expires else { return rejected(.closed, stored) }
        guard commit.amount.minorUnits <= stored.remaining else { return rejected(.commitExceedsReserved, stored) }
        var next = stored
        next.commits.append(commit)
        var change = PositionChange(reserved: -commit.amount.minorUnits)
        switch commit.target {
        case .invoiced: change.openInvoices = commit.amount.minorUnits
        case .shipped: change.shippedUninvoiced = commit.amount.minorUnits
        }
        return ReservationStep(answer: .done, reservation: next, change: change)
    }

    private func close(_ stored: Reservation, as state: Reservation.State) -> ReservationStep {
        guard stored.state == .active else {
            return ReservationStep(answer: .replayed, reservation: stored, change: .none)
        }
        var next = stored
        next.state = state
        let change = PositionChange(reserved: -stored.remaining)
        return ReservationStep(answer: .done, reservation: next, change: change)
    }

    private func rejected(_ rejection: ReservationRejection, _ stored: Reservation?) -> ReservationStep {
        ReservationStep(answer: .rejected(rejection), reservation: stored, change: .none)
    }
}
