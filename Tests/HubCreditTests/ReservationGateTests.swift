import HubCredit
import PaymentVocabulary
import Testing

@Suite("the gate equals the statement that a store runs")
struct ReservationGateTests {
    /// The WHERE clause in the documentation of `ReservationGate`, in plain 64-bit arithmetic that would trap where a
    /// database's would overflow; dates are day numbers.
    static func predicate(_ row: CreditPosition, amount: Int64, lastSuspendingDue: Int32) -> Bool {
        guard (1...576_460_752_303_423_487).contains(amount) else { return false }
        guard row.reserved + amount <= 576_460_752_303_423_487 else { return false }
        let owed = row.openInvoices + row.fees + row.shippedUninvoiced + row.reserved + row.reversible
        guard owed - row.unappliedIrrevocable - row.openCreditNotes + amount <= row.limit else { return false }
        guard let oldest = row.oldestUnsecuredDue?.dayNumber else { return true }
        return oldest > lastSuspendingDue
    }

    /// Mostly small numbers, so that sums meet the limit exactly, and sometimes the extremes.
    static func amount(_ random: inout SeededGenerator, small: Int64) -> Int64 {
        switch Int.random(in: 0...19, using: &random) {
        case 0: CreditPosition.componentMax
        case 1: CreditPosition.componentMax - .random(in: 0...3, using: &random)
        default: .random(in: 0...small, using: &random)
        }
    }

    @Test("pure decision and predicate agree", arguments: UInt64(0)..<200)
    func agree(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let today = day("2026-02-16")
        let policy = CreditPolicy(version: "p", suspendAfterDaysOverdue: .random(in: 0...30, using: &random))
        for _ in 0..<100 {
            let due = today.adding(days: .random(in: -32...2, using: &random))
            let row = position(
                limit: Self.amount(&random, small: 24),
                open: Self.amount(&random, small: 6),
                fees: Self.amount(&random, small: 3),
                shipped: Self.amount(&random, small: 3),
                reserved: Self.amount(&random, small: 6),
                reversible: Self.amount(&random, small: 6),
                unapplied: Self.amount(&random, small: 6),
                notes: Self.amount(&random, small: 3),
                oldest: Int.random(in: 0...2, using: &random) == 0 ? due : nil
            )
            let units = Int.random(in: 0...30, using: &random) == 0 ? Int64.max : Self.amount(&random, small: 9) - 1
            let last = policy.lastSuspendingDueDate(on: today).dayNumber
            let allowed = ReservationGate.allows(eur(units), position: row, on: today, policy: policy)
            #expect(allowed == Self.predicate(row, amount: units, lastSuspendingDue: last), "\(row) \(units)")
            #expect(allowed == decide(eur(units), row, on: today, policy).isAccepted)
        }
    }
}
