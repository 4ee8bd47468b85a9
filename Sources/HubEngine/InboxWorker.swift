import AdapterHost
import AdapterKit
import HubDomain
import HubStore
import PaymentVocabulary

extension Hub {
    /// Interprets what is durable in the inbox, for ever; returns when its task is cancelled.
    package func workInbox() async {
        while !Task.isCancelled {
            do {
                let rows = try await leaseAndInterpret(limit: 64)
                if let oldest = rows.first {
                    try await yieldToIngress(oldest: oldest.receivedAt)
                } else {
                    await bell.wait(orUntil: now.adding(milliseconds: settings.idleMillisecondsMax), environment.clock)
                }
            } catch is CancellationError {
                return
            } catch {
                log(.error, "inbox worker failed; will go on", [("error", "\(error)")])
                try? await environment.clock.sleep(until: now.adding(milliseconds: settings.idleMillisecondsMax))
            }
        }
    }

    /// Leases waiting deliveries, reads each, and applies those of one account in one unit of work.
    ///
    /// - Returns: how many were leased.
    package func interpretInbox(limit: Int64) async throws -> Int { try await leaseAndInterpret(limit: limit).count }

    /// While many deliveries wait to become durable, the database is theirs first: what is not acknowledged yet is not
    /// ours yet, what is in the inbox can wait.
    ///
    /// It does not wait for ever: a batch is due after each pause, however busy the ingress is, and there are no pauses
    /// once deliveries lie in the inbox for longer than `inboxLagMillisecondsMax`.
    private func yieldToIngress(oldest: Timestamp) async throws {
        let pauseEnd = now.adding(milliseconds: settings.ingressPauseMilliseconds)
        let lagEnd = oldest.adding(milliseconds: settings.inboxLagMillisecondsMax)
        while ingress.wasBusy(), now < pauseEnd, now < lagEnd {
            try await environment.clock.sleep(until: now.adding(milliseconds: 10))
        }
    }

    private func leaseAndInterpret(limit: Int64) async throws -> [InboxRow] {
        let (moment, lease) = (now, settings.leaseMilliseconds)
        let rows = try await environment.store.run { transaction in
            try InboxQueue.lease(transaction, now: moment, leaseMilliseconds: lease, limit: limit)
        }
        // An account whose provider keeps us waiting delays only its own.
        await withTaskGroup(of: Void.self) { group in
            for rows in Self.byAccount(rows) { group.addTask { await interpret(rows) } }
        }
        return rows
    }

    private static func byAccount(_ rows: [InboxRow]) -> [[InboxRow]] {
        var groups: [[InboxRow]] = []
        for row in rows {
            let index = groups.firstIndex { $0[0].merchant == row.merchant && $0[0].account == row.account }
            if let index { groups[index].append(row) } else { groups.append([row]) }
        }
        return groups
    }

    /// What became of reading one delivery.
    private struct Reading: Sendable {
        let row: InboxRow
        /// What it says; nil when it cannot be read.
        let facts: [ProviderFact]?
        var detail = ""
    }

    private func interpret(_ rows: [InboxRow]) async {
        let readings = await withTaskGroup(of: Reading?.self) { group in
            for row in rows { group.addTask { await read(row) } }
            var readings: [Reading] = []
            for await reading in group { if let reading { readings.append(reading) } }
            return readings.sorted { $0.row.inboxID < $1.row.inboxID }
        }
        guard let merchant = readings.first?.row.merchant else { return }
        do {
            try await apply(readings, of: merchant)
        } catch {
            guard readings.count > 1 else { return logDelay(of: readings, error) }
            // One of them may have spoilt it for all: each for itself, so that the others are done.
            for reading in readings { await applyAlone(reading) }
        }
    }

    private func applyAlone(_ reading: Reading) async {
        do { try await apply([reading], of: reading.row.merchant) } catch { logDelay(of: [reading], error) }
    }

    private func logDelay(of readings: [Reading], _ error: any Error) {
        for reading in readings {
            log(.warning, "webhook not applied yet", [("inbox", "\(reading.row.inboxID)"), ("error", "\(error)")])
        }
    }

    /// - Returns: nil when it has to be read again; its lease runs out and the row is taken again.
    private func read(_ row: InboxRow) async -> Reading? {
        switch await facts(in: row) {
        case .success(let facts): return Reading(row: row, facts: facts)
        case .failure(let error) where error.kind == .invalidRequest || error.kind == .brokenAnswer:
            log(.error, "webhook cannot be read", [("inbox", "\(row.inboxID)"), ("detail", error.detail)])
            return Reading(row: row, facts: nil, detail: error.detail)
        case .failure(let error):
            log(.warning, "webhook not interpreted yet", [("inbox", "\(row.inboxID)"), ("detail", error.detail)])
            return nil
        }
    }

    private func facts(in row: InboxRow) async -> Result<[ProviderFact], AdapterError> {
        guard let account = environment.accounts.account(merchant: row.merchant, account: row.account),
            let webhooks = account.handle.webhooks
        else {
            let detail = "account \(row.account) is not configured any more"
            return .failure(AdapterError(kind: .unavailable, certainty: .notSent, detail: detail))
        }
        let webhook = VerifiedWebhook(eventID: row.eventID, eventType: row.eventType, body: row.body)
        return await environment.adapters.call(
            account,
            now: now,
            timeoutMilliseconds: settings.callTimeoutMilliseconds
        ) { context throws(AdapterError) in
            try await webhooks.facts(in: webhook, context: context)
        }.result
    }

    private func apply(_ readings: [Reading], of merchant: MerchantID) async throws {
        let moment = now
        try await run(merchant) { books in
            for reading in readings {
                let row = reading.row
                guard let facts = reading.facts else {
                    try InboxQueue.finish(
                        books.transaction,
                        inboxID: row.inboxID,
                        state: .unreadable,
                        detail: reading.detail
                    )
                    continue
                }
                // With the row: providers repeat an event's id with another body, and facts of both have to be kept.
                let source = "webhook:\(row.account):\(row.eventID)#\(row.inboxID)"
                let parked = try books.place(facts, account: row.account, source: source, at: moment)
                let detail =
                    facts.isEmpty ? "nothing to follow" : parked > 0 ? "parked \(parked)" : "applied \(facts.count)"
                try InboxQueue.finish(books.transaction, inboxID: row.inboxID, state: .done, detail: detail)
            }
        }
    }
}

extension Books {
    /// Applies each fact to its payment, or parks it until the payment is known.
    ///
    /// - Returns: how many were parked.
    func place(_ facts: [ProviderFact], account: AdapterAccountID, source: String, at now: Timestamp) throws -> Int {
        var byPayment: [(payment: PaymentID, facts: [ProviderFact])] = []
        var parked = 0
        for (position, fact) in facts.enumerated() {
            guard let payment = try find(fact, account: account) else {
                try park(
                    HubJSON.encode(fact),
                    account: account,
                    providerPayment: fact.providerPayment,
                    source: source,
                    position: position,
                    at: now
                )
                parked += 1
                continue
            }
            if let index = byPayment.firstIndex(where: { $0.payment == payment }) {
                byPayment[index].facts.append(fact)
            } else {
                byPayment.append((payment, [fact]))
            }
        }
        for (payment, facts) in byPayment {
            try learn(facts, of: payment, account: account, asked: nil, source: source, at: now)
        }
        return parked
    }

    /// Applies provider facts to a payment, remembers the provider's name of it, and releases what was parked for it.
    @discardableResult
    func learn(
        _ facts: [ProviderFact],
        of payment: PaymentID,
        account: AdapterAccountID,
        asked: RequestedOperation?,
        source: String,
        at now: Timestamp
    ) throws -> Payment? {
        var evidenced = facts.map {
            EvidencedFact(fact: PaymentFact($0, asked: asked), source: source, occurredAt: $0.occurredAt)
        }
        for name in Set(facts.map(\.providerPayment)).sorted() where !name.isEmpty {
            try setProviderPayment(name, of: payment)
            for parked in try takeParked(account: account, providerPayment: name) {
                let fact = try HubJSON.decode(ProviderFact.self, from: parked.fact)
                evidenced.append(
                    EvidencedFact(fact: PaymentFact(fact), source: parked.source, occurredAt: fact.occurredAt)
                )
            }
        }
        return try apply(evidenced, to: payment, at: now)
    }

    /// The payment that a fact is about: the one that it names, if it is of this account, else the one that has the
    /// provider's name.
    private func find(_ fact: ProviderFact, account: AdapterAccountID) throws -> PaymentID? {
        if let named = fact.payment, let found = try payment(named), found.row.intent.account == account {
            return named
        }
        return try payment(account: account, providerPayment: fact.providerPayment)
    }
}
