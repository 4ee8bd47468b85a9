import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

/// A fact with who said it and when.
struct EvidencedFact: Sendable {
    let fact: PaymentFact
    let source: String
    let occurredAt: Timestamp
}

/// How long to wait before asking a provider again: quick at first, then every hour.
enum InquirySchedule {
    /// - Parameter attempts: inquiries made so far.
    static func delayMilliseconds(after attempts: Int64) -> Int64 {
        let seconds: [Int64] = [5, 15, 60, 300, 900, 1_800, 3_600]
        return seconds[min(max(0, Int(clamping: attempts)), seconds.count - 1)] * 1_000
    }
}

extension Books {
    /// Adds facts to a payment and brings everything that follows from them up to date, in this one transaction:
    /// ledger, allocations, exposure, projection, due work, events.
    ///
    /// - Returns: the payment as folded now; `nil` when there is none.
    func apply(_ facts: [EvidencedFact], to payment: PaymentID, at now: Timestamp) throws -> Payment? {
        guard let loaded = try lockPayment(payment) else { return nil }
        let before = loaded.folded
        var known = loaded.facts
        var isNew = false
        for evidenced in facts {
            let added = try record(
                evidenced.fact,
                of: payment,
                source: evidenced.source,
                occurredAt: evidenced.occurredAt,
                at: now
            )
            guard added else { continue }
            known.append(evidenced.fact)
            isNew = true
        }
        guard isNew else { return before }
        let folded = Payment(intent: loaded.row.intent, requests: loaded.operations.map(\.request), facts: known)
        let allocated = try allocate(folded, allocatedNow: loaded.row.allocatedNow)
        // A new fact may change which operation an older one belongs to, and with it the keys of entries.
        let entries = folded.requiredEntries(allocated: allocated)
        try post(entries, under: Payment.entryPrefix(payment), at: now)
        let unapplied = folded.net - allocated.reduce(0) { $0 + $1.minorUnits }
        try project(folded, unapplied: unapplied)
        try watch(folded, at: now)
        try announce(folded, after: before, at: now)
        return folded
    }

    /// Moves the open parts of the payment's invoices to what the folded payment covers, as far as they are open.
    private func allocate(_ folded: Payment, allocatedNow: [Int64]) throws -> [PaymentIntent.Allocation] {
        var result: [PaymentIntent.Allocation] = []
        var movement = CreditMovement()
        for (position, wanted) in folded.allocated.enumerated() {
            let present = allocatedNow.indices.contains(position) ? allocatedNow[position] : 0
            let open = try invoice(wanted.invoice)?.invoice.open.minorUnits ?? 0
            let change = min(wanted.minorUnits - present, open)
            if change != 0 {
                // Card money can still be taken back, so all of it stays in the exposure.
                guard try settle(wanted.invoice, by: change, reversible: change) else {
                    throw HubProblem(.conflict, "invoice \(wanted.invoice) cannot take \(change) minor units")
                }
                try setAllocated(present + change, position: position, of: folded.intent.payment)
                movement.open -= change
                movement.reversible += change
            }
            result.append(PaymentIntent.Allocation(invoice: wanted.invoice, minorUnits: present + change))
        }
        if movement != CreditMovement() {
            try move(movement, customer: folded.intent.customer, currency: folded.currency)
        }
        return result
    }

    /// Keeps an inquiry scheduled as long as some operation's outcome is not known.
    private func watch(_ folded: Payment, at now: Timestamp) throws {
        let key = folded.intent.payment.text
        guard folded.isUnsettled else { return try finish(.inquiry, key: key) }
        let isScheduled = try pendingWork(.inquiry, key: key)
        guard !isScheduled else { return }
        try schedule(.inquiry, key: key, dueAt: now.adding(milliseconds: InquirySchedule.delayMilliseconds(after: 0)))
    }

    private func announce(_ folded: Payment, after before: Payment, at now: Timestamp) throws {
        let view = PaymentView(folded)
        // A fact that changes nothing that anybody sees is no news.
        guard view != PaymentView(before) else { return }
        let type = "payment.\(folded.status.rawValue)"
        try emit(type, subject: folded.intent.payment.text, payload: HubJSON.encode(view), at: now)
    }
}

extension Payment {
    /// Some operation may still turn out one way or the other, and asking the provider can tell.
    ///
    /// A dispute takes months, and its end is told; nobody asks for it.
    var isUnsettled: Bool {
        operations.contains { operation in
            switch operation.rank {
            case nil, .unknown?, .pending?, .requiresAction?: operation.kind != .chargeback
            case .declined?, .succeeded?, .returned?: false
            }
        }
    }
}
