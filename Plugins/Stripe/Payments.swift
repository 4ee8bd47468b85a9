package import AdapterKit
internal import PaymentVocabulary

extension StripeAdapter: PaymentTaking {
    package func authorise(
        _ request: AuthorisationRequest,
        in context: CallContext
    ) async throws(AdapterError) -> PaymentAnswer {
        guard !Self.looksLikeCardNumber(request.methodToken) else {
            throw .unsendable("methodToken looks like a card number")
        }
        var form = Form()
        form.add("amount", try WireAmount.number(for: request.amount))
        form.add("currency", request.amount.currency.code.lowercased())
        form.add("payment_method", request.methodToken)
        // Without it Stripe offers every method of the account and demands an address to return to.
        form.add("payment_method_types[0]", "card")
        form.add("capture_method", request.captureMode.rawValue)
        form.add("confirm", "true")
        if !request.description.isEmpty { form.add("description", request.description) }
        StripeReferences.add(payment: request.payment, operation: request.operation, to: &form)
        let reply = try await StripeClient(context)
            .post("/v1/payment_intents", form, key: request.idempotencyKey.text)
        guard let object = try Self.paymentIntent(in: reply) else { throw reply.declined }
        return try Self.answer(context) { occasion throws(StripeProblem) in
            let intent = try StripePaymentIntent(object)
            try intent.check(amount: request.amount)
            guard intent.references.payment == request.payment, intent.references.operation == request.operation else {
                throw StripeProblem("metadata is not what was sent")
            }
            guard intent.isManualCapture == (request.captureMode == .manual) else {
                throw StripeProblem("capture_method is not what was sent")
            }
            return intent.facts(occasion)
        }
    }

    /// With 402 the payment intent is inside the error, when the attempt left one behind.
    private static func paymentIntent(in reply: StripeClient.Reply) throws(AdapterError) -> JSONValue? {
        guard reply.isRefusal else { return reply.root }
        do { return try reply.root.expanded("error")?.expanded("payment_intent") } catch { throw error.inAnswer }
    }

    /// The tokens of Stripe hold letters; digits with spaces or dashes are what a form sends by mistake.
    private static func looksLikeCardNumber(_ token: String) -> Bool {
        let others = token.utf8.filter {
            !(0x30...0x39).contains($0) && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-")
        }
        return others.isEmpty
    }

    /// Facts from an answer; whatever cannot be understood or contradicts the request may have been executed.
    static func answer(
        _ context: CallContext,
        _ facts: (StripeOccasion) throws(StripeProblem) -> [ProviderFact]
    ) throws(AdapterError) -> PaymentAnswer {
        do { return PaymentAnswer(facts: try facts(.answer(context.now))) } catch { throw error.inAnswer }
    }

    /// Posts to one payment intent and reads the payment intent that comes back.
    private static func change(
        _ providerPayment: String,
        _ verb: String,
        _ form: Form,
        payment: PaymentID,
        key: IdempotencyKey,
        in context: CallContext,
        _ facts: (StripePaymentIntent, StripeOccasion) throws(StripeProblem) -> [ProviderFact]
    ) async throws(AdapterError) -> PaymentAnswer {
        let path = "/v1/payment_intents/\(try StripeObjectName.path(providerPayment))/\(verb)"
        let reply = try await StripeClient(context).post(path, form, key: key.text)
        guard !reply.isRefusal else { throw reply.declined }
        return try answer(context) { occasion throws(StripeProblem) in
            let intent = try StripePaymentIntent(reply.root)
            try intent.check(id: providerPayment, payment: payment)
            return try facts(intent, occasion)
        }
    }
}

extension StripeAdapter: PaymentCapturing {
    package func capture(
        _ request: CaptureRequest,
        in context: CallContext
    ) async throws(AdapterError) -> PaymentAnswer {
        var form = Form()
        form.add("amount_to_capture", try WireAmount.number(for: request.amount))
        return try await Self.change(
            request.providerPayment,
            "capture",
            form,
            payment: request.payment,
            key: request.idempotencyKey,
            in: context
        ) { intent, occasion throws(StripeProblem) in
            switch intent.status {
            case .processing:
                guard intent.amount.currency == request.amount.currency else {
                    throw StripeProblem("currency is not what was sent")
                }
            case .succeeded:
                guard intent.received == request.amount else {
                    throw StripeProblem("amount_received is not what was sent")
                }
            case .requiresPaymentMethod, .requiresConfirmation, .requiresAction, .requiresCapture, .canceled:
                throw StripeProblem("status is none that follows a capture")
            }
            return intent.facts(occasion)
        }
    }
}

extension StripeAdapter: PaymentVoiding {
    package func void(_ request: VoidRequest, in context: CallContext) async throws(AdapterError) -> PaymentAnswer {
        try await Self.change(
            request.providerPayment,
            "cancel",
            Form(),
            payment: request.payment,
            key: request.idempotencyKey,
            in: context
        ) { intent, occasion throws(StripeProblem) in
            try intent.check(amount: request.amount)
            guard intent.status == .canceled else { throw StripeProblem("status is none that follows a cancellation") }
            return intent.facts(occasion)
        }
    }
}

extension StripeAdapter: PaymentRefunding {
    package func refund(
        _ request: RefundRequest,
        in context: CallContext
    ) async throws(AdapterError) -> PaymentAnswer {
        var form = Form()
        form.add("payment_intent", try StripeObjectName.path(request.providerPayment))
        form.add("amount", try WireAmount.number(for: request.amount))
        StripeReferences.add(payment: request.payment, operation: request.operation, to: &form)
        let reply = try await StripeClient(context).post("/v1/refunds", form, key: request.idempotencyKey.text)
        guard !reply.isRefusal else { throw reply.declined }
        return try Self.answer(context) { occasion throws(StripeProblem) in
            let refund = try StripeRefund(reply.root)
            guard refund.paymentIntent == request.providerPayment else {
                throw StripeProblem("payment_intent is not what was sent")
            }
            guard refund.amount == request.amount else { throw StripeProblem("amount is not what was sent") }
            guard refund.references.operation == request.operation else {
                throw StripeProblem("metadata is not what was sent")
            }
            return refund.facts(occasion)
        }
    }
}

extension StripePaymentIntent {
    fileprivate func check(amount: Money) throws(StripeProblem) {
        guard self.amount == amount else { throw StripeProblem("amount is not what was sent") }
    }

    /// Whether this is the payment that was asked about; a payment without our reference was not made by us, but its
    /// id was enough to find it.
    func check(id: String, payment: PaymentID) throws(StripeProblem) {
        guard self.id == id else { throw StripeProblem("id is not what was sent") }
        guard references.payment == nil || references.payment == payment else {
            throw StripeProblem("metadata names another payment")
        }
    }
}

extension StripeObjectName {
    /// An id that may stand in an address.
    ///
    /// - Throws: `AdapterError` of kind `invalidRequest`; nothing was sent.
    static func path(_ id: String) throws(AdapterError) -> String {
        let isName = id.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_")
        }
        guard isName, (1...255).contains(id.utf8.count) else { throw .unsendable("providerPayment is no id of Stripe") }
        return id
    }
}

extension StripeClient.Reply {
    /// A refusal that left no payment intent to say it with.
    fileprivate var declined: AdapterError {
        AdapterError(
            kind: .declined,
            certainty: .definitelyNotExecuted,
            providerCode: root.stripeErrorCode,
            detail: "Stripe answered 402"
        )
    }
}
