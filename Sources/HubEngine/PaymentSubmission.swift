import AdapterHost
import AdapterKit
import HubDomain
package import HubStore
import PaymentCrypto
package import PaymentVocabulary

/// An operation that is durable and about to be sent.
struct Submission: Sendable {
    let intent: PaymentIntent
    let request: RequestedOperation
    let idempotencyKey: IdempotencyKey
    let methodToken: String
    let description: String
    let providerPayment: String?
    /// When the operation became durable: from here counts the time in which it may be sent.
    let enteredAt: Timestamp
}

/// What the first transaction of a request found.
enum Admission: Sendable {
    case submit(Submission)
    case replay(StoredAnswer)
    /// The first request died before it could answer; its payment speaks for it.
    case recovered(PaymentID, OperationID)
}

extension Hub {
    /// Creates a payment and sends it to its provider.
    ///
    /// - Throws: `HubProblem`; nothing was sent then.
    package func create(_ new: NewPayment, by principal: Principal, key: RequestKey) async throws -> StoredAnswer {
        guard let account = environment.accounts.account(merchant: principal.merchant, account: new.account),
            account.handle.taking != nil
        else {
            throw HubProblem(
                .invalidRequest,
                "account \(new.account) is not configured to take payments",
                field: "/account"
            )
        }
        guard (1...Money.movementMax).contains(new.amount.minorUnits) else {
            let most = Money(minorUnits: Money.movementMax, currency: new.amount.currency)
            throw HubProblem(.invalidRequest, "the amount is not positive, or more than \(most)", field: "/amount")
        }
        let payment = PaymentID(environment.identifiers.next("pay"))
        let operation = OperationID(environment.identifiers.next("op"))
        let moment = now
        let due = moment.adding(milliseconds: settings.leaseMilliseconds)
        let admission = try await run(principal.merchant) { books in
            try books.require(.pay, of: principal.name)
            if let answered = try books.admit(key, subject: "\(payment) \(operation)", at: moment, patience: due) {
                return answered
            }
            let intent = try books.intent(for: new, payment: payment)
            try books.insert(intent, description: new.description, at: moment)
            let request = RequestedOperation(operation: operation, kind: .authorisation, amount: new.amount)
            let submission = Submission(
                intent: intent,
                request: request,
                idempotencyKey: IdempotencyKey("quittance-\(operation)"),
                methodToken: new.methodToken,
                description: new.description,
                providerPayment: nil,
                enteredAt: moment
            )
            try books.enter(submission, inquireAt: due, at: moment)
            let detail = "\(new.amount) on \(new.account)"
            try books.auditSigned(by: principal.name, "payment.create", payment.text, detail: detail, at: moment)
            return .submit(submission)
        }
        return try await carryOut(admission, account: account, by: principal, key: key)
    }

    /// Captures, voids or refunds.
    ///
    /// - Throws: `HubProblem`; nothing was sent then.
    package func follow(
        _ payment: PaymentID,
        with followUp: FollowUp,
        by principal: Principal,
        key: RequestKey
    ) async throws -> StoredAnswer {
        let operation = OperationID(environment.identifiers.next("op"))
        let moment = now
        let due = moment.adding(milliseconds: settings.leaseMilliseconds)
        let admission = try await run(principal.merchant) { books in
            try books.require(.pay, of: principal.name)
            if let answered = try books.admit(key, subject: "\(payment) \(operation)", at: moment, patience: due) {
                return answered
            }
            guard let loaded = try books.lockPayment(payment) else {
                throw HubProblem(.notFound, "no payment \(payment)")
            }
            let (merchant, account) = (principal.merchant, loaded.row.intent.account)
            guard environment.accounts.account(merchant: merchant, account: account) != nil else {
                throw HubProblem(.unavailable, "account \(account) is not configured any more")
            }
            guard let provider = loaded.row.providerPayment else {
                throw HubProblem(.conflict, "the provider has not named the payment yet; inquire first")
            }
            let request = try books.reserve(followUp, on: loaded, operation: operation)
            let submission = Submission(
                intent: loaded.row.intent,
                request: request,
                idempotencyKey: IdempotencyKey("quittance-\(operation)"),
                methodToken: "",
                description: loaded.row.description,
                providerPayment: provider,
                enteredAt: moment
            )
            try books.enter(submission, inquireAt: due, at: moment)
            let detail = "\(request.amount)"
            let action = "payment.\(request.kind.rawValue)"
            try books.auditSigned(by: principal.name, action, payment.text, detail: detail, at: moment)
            return .submit(submission)
        }
        let account = try await account(of: admission, merchant: principal.merchant)
        return try await carryOut(admission, account: account, by: principal, key: key)
    }

    private func account(of admission: Admission, merchant: MerchantID) async throws -> AdapterAccount? {
        guard case .submit(let submission) = admission else { return nil }
        return environment.accounts.account(merchant: merchant, account: submission.intent.account)
    }

    private func carryOut(
        _ admission: Admission,
        account: AdapterAccount?,
        by principal: Principal,
        key: RequestKey
    ) async throws -> StoredAnswer {
        switch admission {
        case .replay(let answer): return answer
        case .recovered(let payment, let operation):
            guard let folded = try await read(principal.merchant, { try $0.payment(payment)?.folded }) else {
                throw HubProblem(.notFound, "no payment \(payment)")
            }
            let body = try HubJSON.encode(PaymentView(folded, answering: operation))
            return StoredAnswer(status: folded.answerStatus(of: operation), body: body, isReplay: true)
        case .submit(let submission):
            guard let account else {
                throw HubProblem(.unavailable, "account \(submission.intent.account) is not configured any more")
            }
            return try await send(submission, account: account, merchant: principal.merchant, key: key)
        }
    }

    /// Sends what is durable, records what came back, and answers.
    private func send(
        _ submission: Submission,
        account: AdapterAccount,
        merchant: MerchantID,
        key: RequestKey
    ) async throws -> StoredAnswer {
        // Counted from when the operation became durable, however long the commit took: an inquiry takes "not found"
        // for evidence once this time and the provider's delay are over, so nothing may leave later.
        let started = now
        let left = submission.enteredAt.milliseconds + settings.callTimeoutMilliseconds - started.milliseconds
        let outcome = await environment.adapters.call(
            account,
            now: started,
            timeoutMilliseconds: min(left, settings.callTimeoutMilliseconds)
        ) { context throws(AdapterError) in
            guard left > 0 else { throw .tooLate }
            return try await submission.call(account.handle, context)
        }
        let moment = now
        let answerIDs = outcome.answers.map { _ in environment.identifiers.next("ans") }
        let payment = submission.intent.payment
        return try await run(merchant) { books in
            try books.keep(outcome.answers, ids: answerIDs, of: payment, at: moment)
            let source = "answer:\(submission.request.operation)"
            switch outcome.result {
            case .success(let answer):
                try books.learn(
                    answer.facts,
                    of: payment,
                    account: account.id,
                    asked: submission.request,
                    source: source,
                    at: moment
                )
                // An answer that says nothing about the operation leaves it unknown.
                if !answer.facts.contains(where: { OperationKind($0.subject) == submission.request.kind }) {
                    _ = try books.apply([submission.evidence(.unknown, source, moment)], to: payment, at: moment)
                }
            case .failure(let error):
                let evidence = submission.evidence(Outcome(error), source, moment)
                _ = try books.apply([evidence], to: payment, at: moment)
            }
            guard let folded = try books.payment(payment)?.folded else {
                throw HubProblem(.notFound, "no payment \(payment)")
            }
            let operation = submission.request.operation
            let status = folded.answerStatus(of: operation)
            let body = try HubJSON.encode(PaymentView(folded, answering: operation))
            try books.answer(key.key, status: Int64(status), body: body)
            return StoredAnswer(status: status, body: body, isReplay: false)
        }
    }
}

extension Submission {
    fileprivate func evidence(_ outcome: Outcome, _ source: String, _ moment: Timestamp) -> EvidencedFact {
        EvidencedFact(
            fact: PaymentFact(
                kind: request.kind,
                operation: request.operation,
                providerObject: nil,
                outcome: outcome
            ),
            source: source,
            occurredAt: moment
        )
    }

    fileprivate func call(
        _ handle: AdapterHandle,
        _ context: CallContext
    ) async throws(AdapterError) -> PaymentAnswer {
        let payment = intent.payment
        switch request.kind {
        case .authorisation:
            guard let taking = handle.taking else { throw .missing(request.kind) }
            return try await taking.authorise(
                AuthorisationRequest(
                    payment: payment,
                    operation: request.operation,
                    idempotencyKey: idempotencyKey,
                    amount: request.amount,
                    captureMode: intent.capturesAutomatically ? .automatic : .manual,
                    methodToken: methodToken,
                    description: description
                ),
                in: context
            )
        case .capture:
            guard let capturing = handle.capturing else { throw .missing(request.kind) }
            return try await capturing.capture(
                CaptureRequest(
                    payment: payment,
                    operation: request.operation,
                    idempotencyKey: idempotencyKey,
                    providerPayment: providerPayment ?? "",
                    amount: request.amount
                ),
                in: context
            )
        case .void:
            guard let voiding = handle.voiding else { throw .missing(request.kind) }
            return try await voiding.void(
                VoidRequest(
                    payment: payment,
                    operation: request.operation,
                    idempotencyKey: idempotencyKey,
                    providerPayment: providerPayment ?? "",
                    amount: request.amount
                ),
                in: context
            )
        case .refund:
            guard let refunding = handle.refunding else { throw .missing(request.kind) }
            return try await refunding.refund(
                RefundRequest(
                    payment: payment,
                    operation: request.operation,
                    idempotencyKey: idempotencyKey,
                    providerPayment: providerPayment ?? "",
                    amount: request.amount
                ),
                in: context
            )
        case .chargeback: throw .missing(request.kind)
        }
    }
}

extension AdapterError {
    fileprivate static var tooLate: AdapterError {
        AdapterError(kind: .unavailable, certainty: .notSent, detail: "the time in which it may be sent is over")
    }

    fileprivate static func missing(_ kind: OperationKind) -> AdapterError {
        AdapterError(kind: .invalidRequest, certainty: .notSent, detail: "the adapter has no \(kind.rawValue)")
    }
}

extension Outcome {
    /// What a failed call says about its operation: nothing happened, or nobody knows.
    fileprivate init(_ error: AdapterError) {
        self =
            switch error.certainty {
            case .notSent, .definitelyNotExecuted:
                .declined(reason: error.kind.rawValue, providerCode: error.providerCode ?? "")
            case .maybeExecuted, .executed: .unknown
            }
    }
}

extension Payment {
    /// 201 when the operation went through, 402 when it did not, 202 while nobody knows or the payer has to act.
    fileprivate func answerStatus(of operation: OperationID) -> Int {
        switch operations.first(where: { $0.operation == operation })?.rank {
        case nil, .unknown?, .pending?, .requiresAction?: 202
        case .declined?: 402
        case .succeeded?, .returned?: 201
        }
    }
}
