package import HubStore
import PaymentVocabulary

extension Hub {
    /// Does what is due, for ever; returns when its task is cancelled.
    ///
    /// Each kind has a loop of its own: inquiries that wait for a slow provider hold up no expiry.
    package func workDue() async {
        await withTaskGroup(of: Void.self) { group in
            for kind in WorkKind.allCases { group.addTask { await workDue(kind) } }
        }
    }

    private func workDue(_ kind: WorkKind) async {
        while !Task.isCancelled {
            do {
                let done = try await doDueWork(kind, limit: 32)
                guard done == 0 else { continue }
                let next = try await environment.store.read { try WorkQueue.nextDue($0, kind) }
                let idle = now.adding(milliseconds: settings.idleMillisecondsMax)
                try await environment.clock.sleep(until: min(max(next ?? idle, now.adding(milliseconds: 10)), idle))
            } catch is CancellationError {
                return
            } catch {
                log(.error, "due worker failed; will go on", [("error", "\(error)")])
                try? await environment.clock.sleep(until: now.adding(milliseconds: settings.idleMillisecondsMax))
            }
        }
    }

    /// Leases what is due and does it.
    ///
    /// - Returns: how many pieces were leased.
    package func doDueWork(_ kind: WorkKind, limit: Int64) async throws -> Int {
        let (moment, lease) = (now, settings.leaseMilliseconds)
        let due = try await environment.store.run { transaction in
            try WorkQueue.lease(transaction, kind, now: moment, leaseMilliseconds: lease, limit: limit)
        }
        await withTaskGroup(of: Void.self) { group in
            for work in due { group.addTask { await perform(work) } }
        }
        return due.count
    }

    private func perform(_ work: DueWork) async {
        do {
            switch work.kind {
            case .inquiry: try await performInquiry(work)
            case .reservationExpiry: try await expireReservation(ReservationID(work.key), of: work.merchant)
            }
        } catch {
            log(
                .warning,
                "due work failed; will be tried again",
                [("kind", work.kind.rawValue), ("error", "\(error)")]
            )
            await postpone(work)
        }
    }

    private func performInquiry(_ work: DueWork) async throws {
        let payment = PaymentID(work.key)
        try await inquire(payment, of: work.merchant)
        let again = now.adding(milliseconds: InquirySchedule.delayMilliseconds(after: work.attempts))
        try await run(work.merchant) { books in
            guard let folded = try books.payment(payment)?.folded, folded.isUnsettled else {
                return try books.finish(.inquiry, key: work.key)
            }
            try books.reschedule(.inquiry, key: work.key, dueAt: again)
        }
    }

    private func postpone(_ work: DueWork) async {
        let again = now.adding(milliseconds: InquirySchedule.delayMilliseconds(after: work.attempts))
        do {
            try await run(work.merchant) { try $0.reschedule(work.kind, key: work.key, dueAt: again) }
        } catch {
            // The lease runs out and the work is taken again.
            log(.warning, "due work could not be postponed", [("kind", work.kind.rawValue), ("error", "\(error)")])
        }
    }
}
