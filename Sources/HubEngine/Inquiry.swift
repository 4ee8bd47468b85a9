import AdapterHost
import AdapterKit
import HubDomain
import HubStore
package import PaymentVocabulary

extension Hub {
    /// Asks the provider what became of a payment and records the answer.
    ///
    /// - Returns: the payment as folded afterwards; `nil` when there is none.
    /// - Throws: `HubProblem` of kind `unavailable` when the provider could not be asked.
    @discardableResult
    package func inquire(_ payment: PaymentID, of merchant: MerchantID) async throws -> PaymentView? {
        guard let loaded = try await read(merchant, { try $0.payment(payment) }) else { return nil }
        guard let account = environment.accounts.account(merchant: merchant, account: loaded.row.intent.account),
            let taking = account.handle.taking
        else { throw HubProblem(.unavailable, "account \(loaded.row.intent.account) is not configured any more") }
        let asked = now
        let request = InquiryRequest(
            payment: payment,
            providerPayment: loaded.row.providerPayment,
            firstSentAt: loaded.row.firstSentAt ?? loaded.row.createdAt
        )
        let outcome = await environment.adapters.call(
            account,
            now: asked,
            timeoutMilliseconds: settings.callTimeoutMilliseconds
        ) { context throws(AdapterError) in
            try await taking.inquire(request, in: context)
        }
        let moment = now
        let ids = outcome.answers.map { _ in environment.identifiers.next("ans") }
        let quiet = settings.callTimeoutMilliseconds + account.handle.manifest.visibilityDelaySeconds * 1_000
        let folded = try await run(merchant) { books -> Payment? in
            try books.keep(outcome.answers, ids: ids, of: payment, at: moment)
            guard case .success(let answer) = outcome.result else { return nil }
            let source = "inquiry:\(asked.milliseconds)"
            let facts: [ProviderFact]
            switch answer {
            case .found(let found): facts = found
            // It named the payment to us before: this is another account or a fault there, and no evidence.
            case .notFound where request.providerPayment != nil: return nil
            case .notFound: facts = []
            }
            try books.learn(facts, of: payment, account: account.id, asked: nil, source: source, at: moment)
            // While the provider works on the payment, it may be working on what it does not show yet.
            if !facts.contains(where: { $0.subject == .authorisation && $0.claim == .pending }) {
                try books.concludeAbsence(of: payment, askedAt: asked, quietMilliseconds: quiet, source: source)
            }
            return try books.payment(payment)?.folded
        }
        if case .failure(let error) = outcome.result {
            throw HubProblem(.unavailable, "the provider could not be asked: \(error.detail)")
        }
        if case .success(.notFound) = outcome.result, let name = request.providerPayment {
            log(
                .error,
                "the provider does not know a payment that it named",
                [("payment", "\(payment)"), ("name", name)]
            )
            throw HubProblem(
                .unavailable,
                "account \(account.id) does not know \(name); are its keys another account's?"
            )
        }
        return folded.map { PaymentView($0) }
    }

    package func payment(_ payment: PaymentID, of merchant: MerchantID) async throws -> PaymentView? {
        try await read(merchant) { try $0.view(of: payment) }
    }
}

extension Books {
    /// A payment with the day of its first capture; `nil` when there is no such payment.
    func view(of payment: PaymentID) throws -> PaymentView? {
        guard let folded = try self.payment(payment)?.folded else { return nil }
        var view = PaymentView(folded)
        guard folded.captured > 0 else { return view }
        let captures = try timeline(payment).filter { $0.fact.kind == .capture && $0.fact.outcome.rank == .succeeded }
        view.capturedOn = try captures.map(\.occurredAt).min().map(day)
        return view
    }
}

extension Payment {
    /// Whether the provider knows an object of the same kind and amount that nothing ties to an operation of ours: it
    /// may be the one that was asked for.
    fileprivate func hasStray(like request: RequestedOperation) -> Bool {
        operations.contains {
            $0.kind == request.kind && $0.operation == nil && $0.outcomes.contains { $0.amount == request.amount }
        }
    }
}

extension Books {
    /// Operations that the provider does not know did not happen, if it was asked late enough.
    ///
    /// An inquiry reports every operation of the payment, so an operation of ours that has no fact from the provider
    /// is one that it does not know. That is evidence only when it was asked after our last possible send plus the
    /// delay after which the provider shows everything (`quietMilliseconds` in all).
    func concludeAbsence(
        of payment: PaymentID,
        askedAt asked: Timestamp,
        quietMilliseconds: Int64,
        source: String
    ) throws {
        guard let loaded = try lockPayment(payment) else { return }
        let folded = loaded.folded
        var evidence: [EvidencedFact] = []
        for operation in loaded.operations {
            guard let known = folded.operations.first(where: { $0.operation == operation.request.operation }) else {
                continue
            }
            guard known.rank == nil || known.rank == .unknown else { continue }
            guard !folded.hasStray(like: operation.request) else { continue }
            let lastSent = operation.lastSentAt ?? operation.createdAt
            guard asked >= lastSent.adding(milliseconds: quietMilliseconds) else { continue }
            evidence.append(
                EvidencedFact(
                    fact: PaymentFact(
                        kind: operation.request.kind,
                        operation: operation.request.operation,
                        providerObject: nil,
                        outcome: .declined(reason: "notExecuted", providerCode: "")
                    ),
                    source: source,
                    occurredAt: asked
                )
            )
        }
        guard !evidence.isEmpty else { return }
        _ = try apply(evidence, to: payment, at: asked)
    }
}
