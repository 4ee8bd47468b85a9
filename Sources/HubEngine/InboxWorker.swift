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
                let interpreted = try await interpretInbox(limit: 64)
                if interpreted == 0 {
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

    /// Leases waiting deliveries and interprets each in a unit of its own, side by side.
    ///
    /// - Returns: how many were leased.
    package func interpretInbox(limit: Int64) async throws -> Int {
        let (moment, lease) = (now, settings.leaseMilliseconds)
        let rows = try await environment.store.run { transaction in
            try InboxQueue.lease(transaction, now: moment, leaseMilliseconds: lease, limit: limit)
        }
        await withTaskGroup(of: Void.self) { group in
            for row in rows { group.addTask { await interpret(row) } }
        }
        return rows.count
    }

    private func interpret(_ row: InboxRow) async {
        do {
            let outcome = try await facts(in: row)
            switch outcome {
            case .success(let facts): try await apply(facts, of: row)
            case .failure(let error) where error.kind == .invalidRequest || error.kind == .brokenAnswer:
                log(.error, "webhook cannot be read", [("inbox", "\(row.inboxID)"), ("detail", error.detail)])
                try await environment.store.run {
                    try InboxQueue.finish($0, inboxID: row.inboxID, state: .unreadable, detail: error.detail)
                }
            case .failure(let error):
                // The lease runs out and the row is taken again.
                log(.warning, "webhook not interpreted yet", [("inbox", "\(row.inboxID)"), ("detail", error.detail)])
            }
        } catch {
            log(.warning, "webhook not applied yet", [("inbox", "\(row.inboxID)"), ("error", "\(error)")])
        }
    }

    private func facts(in row: InboxRow) async throws -> Result<[ProviderFact], AdapterError> {
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

    private func apply(_ facts: [ProviderFact], of row: InboxRow) async throws {
        let moment = now
        // With the row: providers repeat an event's id with another body, and facts of both have to be kept.
        let source = "webhook:\(row.account):\(row.eventID)#\(row.inboxID)"
        try await run(row.merchant) { books in
            let parked = try books.place(facts, account: row.account, source: source, at: moment)
            let detail =
                facts.isEmpty ? "nothing to follow" : parked > 0 ? "parked \(parked)" : "applied \(facts.count)"
            try InboxQueue.finish(books.transaction, inboxID: row.inboxID, state: .done, detail: detail)
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
