package import PaymentVocabulary

/// The preconditions of a reservation: what must hold of the stored position in the moment in which `reserved` grows.
///
/// A store checks and writes in one statement. With the parts kept as columns that are never negative and at most
/// `CreditPosition.componentMax` (a CHECK each; the limit likewise), this statement changes a row exactly when `allows`
/// is true:
///
///     UPDATE credit_accounts
///        SET reserved = reserved + :amount, version = version + 1
///      WHERE merchant_id = :merchant AND customer_id = :customer AND currency = :currency
///        AND :amount BETWEEN 1 AND 576460752303423487
///        AND reserved + :amount <= 576460752303423487
///        AND open_invoices + fees + shipped_uninvoiced + reserved + reversible
///            - unapplied_irrevocable - open_credit_notes + :amount <= credit_limit
///        AND (oldest_unsecured_due IS NULL OR oldest_unsecured_due > :last_suspending_due)
///     RETURNING reserved, version
///
/// `:last_suspending_due` is `CreditPolicy.lastSuspendingDueDate(on:)` of the merchant's today; dates as `YYYY-MM-DD`
/// text or as day numbers compare alike. The amount's range is checked before it is bound, too: a database may evaluate
/// conditions in any order, and overflow is an error in some. No row changed means refused (or already reserved: the
/// reservation row is inserted first, unique on merchant and id); the position is then read in the same transaction to
/// explain it.
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

    package static func allows(
        _ amount: Money,
        position: CreditPosition?,
        on today: CalendarDate,
        policy: CreditPolicy
    ) -> Bool {
        objections(to: amount, position: position, on: today, policy: policy).isEmpty
    }

    private static func hasRoom(for amount: Money, in position: CreditPosition) -> Bool {
        let most = CreditPosition.componentMax
        return amount.minorUnits <= most && (0...most).contains(position.limit)
            && max(0, position.reserved) + amount.minorUnits <= most
    }
}
