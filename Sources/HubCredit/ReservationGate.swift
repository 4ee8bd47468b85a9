package import PaymentVocabulary

/// The preconditions of a reservation: what must hold of the stored position in the moment in which `reserved` grows.
///
/// A store checks and writes in one statement, whose condition is the same (`reserveCredit` in `receivables.sql`): no row
/// changed means refused. What is beyond all ranges never gets there, and the columns have a CHECK each.
package enum ReservationGate {
    /// - Returns: every reason against it, in the order of `ReasonCode`; empty when the reservation may be made.
    package static func objections(
        to amount: Money,
        position: CreditPosition?,
        on today: CalendarDate,
        policy: CreditPolicy
    ) -> [ReasonCode] {
        guard let position else { return [.noCreditAccount] }
        guard position.currency == amount.currency else { return [.currencyMismatch] }
        guard amount.isPositive else { return [.amountNotPositive] }
        guard let exposure = try? position.exposure(), hasRoom(for: amount, in: position) else {
            return [.amountOutOfRange]
        }
        var objections: [ReasonCode] = []
        if position.isSuspended(on: today, policy: policy) { objections.append(.overdueSuspended) }
        if exposure.total.minorUnits + amount.minorUnits > position.limit { objections.append(.limitExceeded) }
        return objections
    }

    private static func hasRoom(for amount: Money, in position: CreditPosition) -> Bool {
        let most = CreditPosition.componentMax
        return amount.minorUnits <= most && (0...most).contains(position.limit)
            && max(0, position.reserved) + amount.minorUnits <= most
    }
}
