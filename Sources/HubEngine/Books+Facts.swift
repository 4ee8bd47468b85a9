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
        // The provider's clock may run ahead of ours; nothing happens after it was heard.
        let happened = min(facts.map(\.occurredAt).max() ?? now, now)
        try post(folded, allocated: try allocate(folded, at: now), on: day(of: happened), at: now)
        try watch(folded, at: now)
        try announce(folded, after: before, at: now)
        return folded
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
