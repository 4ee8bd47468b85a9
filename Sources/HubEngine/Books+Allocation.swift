import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

extension Books {
    /// Fills the payment's invoices again: each from the payments that are meant for it, the oldest first, as far as
    /// it is open.
    ///
    /// So it does not matter in which order the facts about several payments of one invoice were heard; another
    /// payment's share may change, and its entries with it.
    ///
    /// - Returns: what each of the payment's invoices has of it now.
    func allocate(_ folded: Payment, at now: Timestamp) throws -> [PaymentIntent.Allocation] {
        var payments = [folded.intent.payment: folded]
        var movement = CreditMovement()
        var changed: Set<PaymentID> = []
        for number in Set(folded.intent.allocations.map(\.invoice)).sorted() {
            let claims = try claims(on: number)
            for claim in claims where payments[claim.payment] == nil {
                payments[claim.payment] = try payment(claim.payment)?.folded
            }
            for (claim, change) in try Self.changes(claims, payments, open: openMinorUnits(of: number)) {
                // Card money can still be taken back, so all of it stays in the exposure.
                guard try settle(number, by: change, reversible: change) else {
                    throw HubProblem(.conflict, "invoice \(number) cannot take \(change) minor units")
                }
                try setAllocated(claim.allocated + change, position: claim.position, of: claim.payment)
                changed.insert(claim.payment)
                movement.open -= change
                movement.reversible += change
            }
        }
        if movement != CreditMovement() {
            try move(movement, customer: folded.intent.customer, currency: folded.currency)
        }
        for other in changed.sorted() where other != folded.intent.payment {
            guard let neighbour = payments[other] else { continue }
            try post(neighbour, allocated: try allocations(of: neighbour), at: now)
        }
        return try allocations(of: folded)
    }

    /// Brings the ledger and the projection of a payment up to date.
    ///
    /// - Parameter date: on which the news happened; `nil` for the day of posting.
    func post(
        _ folded: Payment,
        allocated: [PaymentIntent.Allocation],
        on date: CalendarDate? = nil,
        at now: Timestamp
    ) throws {
        // A new fact may change which operation an older one belongs to, and with it the keys of entries.
        let prefix = Payment.entryPrefix(folded.intent.payment)
        let entries = folded.requiredEntries(allocated: allocated).map { $0.dated(date) }
        try post(entries, under: prefix, at: now)
        try project(folded, unapplied: folded.net - allocated.reduce(0) { $0 + $1.minorUnits })
    }

    private func openMinorUnits(of number: InvoiceNumber) throws -> Int64 {
        try invoice(number)?.invoice.open.minorUnits ?? 0
    }

    private func allocations(of folded: Payment) throws -> [PaymentIntent.Allocation] {
        let now = try payment(folded.intent.payment)?.row.allocatedNow ?? []
        return zip(folded.intent.allocations, now).map {
            PaymentIntent.Allocation(invoice: $0.invoice, minorUnits: $1)
        }
    }

    /// Who gets more or less of an invoice; what is given back comes first, for nothing open is given twice.
    private static func changes(
        _ claims: [InvoiceClaim],
        _ payments: [PaymentID: Payment],
        open: Int64
    ) -> [(claim: InvoiceClaim, change: Int64)] {
        var room = claims.reduce(open) { $0 + $1.allocated }
        var changes: [(claim: InvoiceClaim, change: Int64)] = []
        for claim in claims {
            let wanted = payments[claim.payment]?.allocated ?? []
            let share = wanted.indices.contains(claim.position) ? min(wanted[claim.position].minorUnits, room) : 0
            room -= share
            if share != claim.allocated { changes.append((claim, share - claim.allocated)) }
        }
        return changes.filter { $0.change < 0 } + changes.filter { $0.change > 0 }
    }
}
