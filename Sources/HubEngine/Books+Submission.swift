import AdapterHost
import HubDomain
import HubStore
import PaymentCrypto
import PaymentVocabulary

extension Books {
    /// Claims the request's key, or says what an earlier request with it came to.
    ///
    /// - Returns: `nil` when the key is ours now.
    /// - Throws: `HubProblem` of kind `idempotencyKeyReused` or `stillRunning`.
    func admit(_ key: RequestKey, subject: String, at now: Timestamp, patience: Timestamp) throws -> Admission? {
        switch try claim(key.key, fingerprint: key.fingerprint, subject: subject, at: now) {
        case .fresh: return nil
        case .answered(let fingerprint, let status, let answer):
            try requireSame(fingerprint, key)
            return .replay(StoredAnswer(status: Int(status), body: answer, isReplay: true))
        case .running(let fingerprint, let subject, let since):
            try requireSame(fingerprint, key)
            // Longer than any call may take: whoever ran it is gone, and an inquiry is scheduled.
            guard since.adding(milliseconds: patience.milliseconds - now.milliseconds) <= now else {
                throw HubProblem(.stillRunning, "ask again in a moment", field: "Idempotency-Key")
            }
            let parts = subject.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else {
                throw HubProblem(.stillRunning, "ask again in a moment", field: "Idempotency-Key")
            }
            return .recovered(PaymentID(String(parts[0])), OperationID(String(parts[1])))
        }
    }

    private func requireSame(_ fingerprint: [UInt8], _ key: RequestKey) throws {
        guard fingerprint == key.fingerprint else {
            throw HubProblem(
                .idempotencyKeyReused,
                "the key was first sent with another request; use a new key for a new request",
                field: "Idempotency-Key"
            )
        }
    }

    /// Makes an operation durable, as sent: whatever happens next, an inquiry is due.
    func enter(_ submission: Submission, inquireAt due: Timestamp, at now: Timestamp) throws {
        let payment = submission.intent.payment
        try insert(
            submission.request,
            payment: payment,
            key: submission.idempotencyKey,
            methodToken: submission.methodToken,
            at: now
        )
        try markSent(operation: submission.request.operation, payment: payment, at: now)
        try schedule(.inquiry, key: payment.text, dueAt: due)
    }

    /// Checks what the payment is for and holds the open parts of its invoices.
    func intent(for new: NewPayment, payment: PaymentID) throws -> PaymentIntent {
        guard try customer(new.customer) != nil else {
            throw HubProblem(.invalidRequest, "no customer \(new.customer)", field: "/customer")
        }
        var left = new.amount.minorUnits
        var allocations: [PaymentIntent.Allocation] = []
        for (position, wanted) in new.allocations.enumerated() {
            let field = "/invoices/\(position)"
            guard !allocations.contains(where: { $0.invoice == wanted.invoice }) else {
                throw HubProblem(.invalidRequest, "invoice \(wanted.invoice) is named twice", field: field)
            }
            let available = try available(on: wanted.invoice, for: new, field: field)
            let part = wanted.amount?.minorUnits ?? min(available, left)
            guard part > 0, part <= available else {
                let shown = Money(minorUnits: available, currency: new.amount.currency)
                throw HubProblem(
                    .amountNotAvailable,
                    "invoice \(wanted.invoice) has \(shown) open and not yet being paid",
                    field: field
                )
            }
            guard part <= left else {
                throw HubProblem(.amountNotAvailable, "the invoices add up to more than the payment", field: field)
            }
            left -= part
            allocations.append(PaymentIntent.Allocation(invoice: wanted.invoice, minorUnits: part))
        }
        return PaymentIntent(
            payment: payment,
            customer: new.customer,
            account: new.account,
            amount: new.amount,
            capturesAutomatically: new.capturesAutomatically,
            allocations: allocations
        )
    }

    private func available(on number: InvoiceNumber, for new: NewPayment, field: String) throws -> Int64 {
        guard let row = try invoice(number), row.invoice.kind == .invoice else {
            throw HubProblem(.invalidRequest, "no invoice \(number)", field: field)
        }
        guard row.invoice.customer == new.customer else {
            throw HubProblem(.invalidRequest, "invoice \(number) is another customer's", field: field)
        }
        guard row.invoice.open.currency == new.amount.currency else {
            let currencies = "\(row.invoice.open.currency), the payment in \(new.amount.currency)"
            throw HubProblem(.invalidRequest, "invoice \(number) is in \(currencies)", field: field)
        }
        return row.invoice.open.minorUnits - (try intended(for: number))
    }

    /// Reserves what the operation needs, in one conditional update.
    func reserve(_ followUp: FollowUp, on loaded: LoadedPayment, operation: OperationID) throws -> RequestedOperation {
        let folded = loaded.folded
        let kind: OperationKind
        let asked: Money?
        let available: Int64
        switch followUp {
        case .capture(let amount):
            (kind, asked, available) = (.capture, amount, folded.authorised - folded.capturesHeld)
        case .void: (kind, asked, available) = (.void, nil, folded.authorised - folded.capturesHeld)
        case .refund(let amount):
            (kind, asked, available) = (.refund, amount, folded.captured - folded.disputed - folded.refundsHeld)
        }
        let amount = asked ?? Money(minorUnits: max(0, available), currency: folded.currency)
        guard amount.currency == folded.currency else {
            throw HubProblem(.invalidRequest, "the payment is in \(folded.currency)", field: "/currency")
        }
        let payment = folded.intent.payment
        let isReserved =
            switch followUp {
            case .capture, .void: try amount.isPositive && reserveCapture(amount.minorUnits, of: payment)
            case .refund: try amount.isPositive && reserveRefund(amount.minorUnits, of: payment)
            }
        guard isReserved else {
            let shown = Money(minorUnits: max(0, available), currency: folded.currency)
            throw HubProblem(
                .amountNotAvailable,
                "\(shown) can be had by \(kind.rawValue) now; the payment is \(folded.status.rawValue)",
                field: "/amount"
            )
        }
        return RequestedOperation(operation: operation, kind: kind, amount: amount)
    }

    func keep(_ answers: [RecordedAnswer], ids: [String], of payment: PaymentID, at now: Timestamp) throws {
        for (answer, id) in zip(answers, ids) {
            try recordAnswer(
                id: id,
                payment: payment,
                requestLine: answer.requestLine,
                status: answer.status,
                body: answer.body,
                bodyHash: SHA256.hash(answer.body),
                at: now
            )
        }
    }

    /// Appends to the audit chain.
    func auditSigned(
        by principal: String,
        _ action: String,
        _ subject: String,
        detail: String,
        at now: Timestamp
    ) throws {
        try audit(principal: principal, action: action, subject: subject, detail: detail, at: now) { SHA256.hash($0) }
    }
}
