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

extension Hub {
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
        let hash = SHA256.hash(verified.body)
        let received = now
        let isNew = try await run(account.merchant) { books in
            try books.recordDelivery(
                account: id,
                eventID: verified.eventID,
                eventType: verified.eventType,
                body: verified.body,
                bodyHash: hash,
                receivedAt: received
            )
        }
        bell.ring()
        return isNew ? .accepted : .repeated
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
