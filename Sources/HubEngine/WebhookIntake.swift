import AdapterHost
package import AdapterKit
import HubStore
import PaymentCrypto
package import PaymentVocabulary

/// What became of a delivery.
package enum WebhookReceipt: Hashable, Sendable {
    /// Verified and durable.
    case accepted
    /// Verified, and durable since an earlier delivery.
    case repeated
}

/// An account whose deliveries are verified on the spot.
package struct ProvingAccount: Sendable {
    let account: AdapterAccount
    private let verifier: any LocalWebhookVerifying

    /// - Returns: nil for an account whose adapter needs more than the delivery itself to verify it.
    init?(_ account: AdapterAccount) {
        guard let verifier = account.handle.webhooks as? any LocalWebhookVerifying else { return nil }
        self.account = account
        self.verifier = verifier
    }

    package var address: (adapter: AdapterID, account: AdapterAccountID) { (account.adapter, account.id) }

    /// - Returns: nil for a delivery that does not verify; `Hub.receive(_:adapter:account:)` then says why.
    package func prove(_ delivery: WebhookDelivery, at now: Timestamp) -> ProvenDelivery? {
        do throws(AdapterError) {
            let webhook = try verifier.verify(delivery, at: now, settings: account.settings)
            return ProvenDelivery(account: account, webhook: webhook, receivedAt: now)
        } catch {
            return nil
        }
    }
}

/// A delivery whose sender is proven and which is not stored yet.
package struct ProvenDelivery: Sendable {
    let account: AdapterAccount
    let webhook: VerifiedWebhook
    let bodyHash: [UInt8]
    let receivedAt: Timestamp

    init(account: AdapterAccount, webhook: VerifiedWebhook, receivedAt: Timestamp) {
        self.account = account
        self.webhook = webhook
        self.receivedAt = receivedAt
        bodyHash = SHA256.hash(webhook.body)
    }

    func record(in books: Books) throws -> WebhookReceipt {
        let isNew = try books.recordDelivery(
            account: account.id,
            eventID: webhook.eventID,
            eventType: webhook.eventType,
            body: webhook.body,
            bodyHash: bodyHash,
            receivedAt: receivedAt
        )
        return isNew ? .accepted : .repeated
    }
}

extension Hub {
    /// The accounts whose deliveries can be verified where they arrive.
    package var provingAccounts: [ProvingAccount] { environment.accounts.all.compactMap(ProvingAccount.init) }

    /// Verifies a delivery and makes it durable; returns only then.
    ///
    /// - Throws: `HubProblem` of kind `untrusted` after the delivery went to quarantine, `malformed` when what was signed
    ///   is no event, `notFound` for an address that is nobody's (both quarantined too).
    package func receive(
        _ delivery: WebhookDelivery,
        adapter: AdapterID,
        account id: AdapterAccountID
    ) async throws -> WebhookReceipt {
        ingress.enter()
        defer { ingress.leave() }
        let address = "\(adapter)/\(id)"
        guard let account = environment.accounts.account(adapter: adapter, account: id),
            let webhooks = account.handle.webhooks
        else {
            try await quarantine(delivery, merchant: nil, address: address, reason: "nobody's address")
            throw HubProblem(.notFound, "no account \(address) is configured to receive webhooks")
        }
        let verified: VerifiedWebhook
        do throws(AdapterError) {
            verified = try await verify(delivery, with: webhooks, of: account)
        } catch {
            try await quarantine(delivery, merchant: account.merchant, address: address, reason: error.detail)
            throw HubProblem(error.isDistrust ? .untrusted : .malformed, error.detail)
        }
        let proven = ProvenDelivery(account: account, webhook: verified, receivedAt: now)
        let receipt = try await run(account.merchant) { try proven.record(in: $0) }
        bell.ring()
        return receipt
    }

    /// Makes a delivery durable that was verified where it arrived.
    ///
    /// - Parameter done: called once it is durable, on a thread of the store; with an error when it could not be stored.
    package func receive(
        _ delivery: ProvenDelivery,
        done: @escaping @Sendable (Result<WebhookReceipt, any Error>) -> Void
    ) {
        ingress.enter()
        environment.store.submit { transaction in
            try delivery.record(in: Books(transaction, merchant: delivery.account.merchant))
        } done: { [ingress, bell] result in
            ingress.leave()
            bell.ring()
            done(result)
        }
    }

    private func verify(
        _ delivery: WebhookDelivery,
        with webhooks: any WebhookReading,
        of account: AdapterAccount
    ) async throws(AdapterError) -> VerifiedWebhook {
        let outcome = await environment.adapters.call(account, now: now, timeoutMilliseconds: 2_000) {
            context throws(AdapterError) in
            try await webhooks.verify(delivery, in: context)
        }
        return try outcome.result.get()
    }

    private func quarantine(
        _ delivery: WebhookDelivery,
        merchant: MerchantID?,
        address: String,
        reason: String
    ) async throws {
        let received = now
        let headers = delivery.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        try await environment.store.run { transaction in
            try Quarantine.keep(
                transaction,
                merchant: merchant,
                address: address,
                reason: reason,
                headers: headers,
                body: delivery.body,
                at: received
            )
        }
        log(.notice, "webhook quarantined", [("address", address), ("reason", reason)])
    }
}

extension AdapterError {
    /// Whether the sender is in doubt, and not only what it sent.
    fileprivate var isDistrust: Bool {
        switch kind {
        case .invalidRequest, .brokenAnswer: false
        case .untrusted, .declined, .unavailable, .rateLimited, .authentication: true
        }
    }
}
