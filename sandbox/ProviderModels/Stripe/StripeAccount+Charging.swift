import PaymentVocabulary

/// What the bank answers, and taking the money.
extension StripeAccount {
    /// Charges a payment intent as its test payment method wants it.
    ///
    /// - Returns: the failure to answer with when the bank declined.
    mutating func charge(
        _ intent: StripePaymentIntent,
        with method: StripePaymentMethod,
        offSession: Bool,
        call: StripeCall
    ) -> StripeFailure? {
        switch method.card.behaviour {
        case .succeeds, .refundsLater, .refundsFail, .disputed:
            authorise(intent, with: method, call: call)
            return nil
        case .declines(let code, let declineCode):
            return decline(intent, with: method, code: code, declineCode: declineCode, call: call)
        case .requiresAuthentication:
            if offSession {
                let code = "authentication_required"
                return decline(intent, with: method, code: code, declineCode: code, call: call)
            }
            var waiting = intent
            waiting.status = .requiresAction
            intents[intent.id] = waiting
            emit("payment_intent.requires_action", document(waiting), call: call)
            return nil
        case .settlesLater:
            startDebit(intent, with: method, call: call)
            return nil
        }
    }

    /// The payer comes back from their bank.
    ///
    /// - Returns: whether the intent was waiting for this.
    mutating func finishAuthentication(of id: String, succeeds: Bool, call: StripeCall) -> Bool {
        guard let intent = intents[id], intent.status == .requiresAction,
            let method = intent.paymentMethod.flatMap({ methods[$0] })
        else { return false }
        if succeeds {
            authorise(intent, with: method, call: call)
        } else {
            var failed = intent
            let code = "payment_intent_authentication_failure"
            let failure = StripeFailure.cardError(code, "The payer could not be authenticated.")
            failed.status = .requiresPaymentMethod
            failed.paymentMethod = nil
            failed.lastError = lastError(failure, method: method)
            intents[id] = failed
            emit("payment_intent.payment_failed", document(failed), call: call)
        }
        return true
    }

    private mutating func newCharge(
        for intent: StripePaymentIntent,
        with method: StripePaymentMethod,
        status: StripeCharge.Status,
        call: StripeCall
    ) -> StripeCharge {
        StripeCharge(
            id: identifiers.next(method.card.isBankAccount ? "py_" : "ch_"),
            created: call.created,
            intent: intent.id,
            paymentMethod: method.id,
            card: method.card,
            expiryMonth: method.expiryMonth,
            expiryYear: method.expiryYear,
            amount: intent.amount,
            currency: intent.currency,
            metadata: intent.metadata,
            description: intent.echoes["description"],
            status: status
        )
    }

    private mutating func authorise(
        _ current: StripePaymentIntent,
        with method: StripePaymentMethod,
        call: StripeCall
    ) {
        var intent = current
        var charge = newCharge(for: intent, with: method, status: .succeeded, call: call)
        intent.latestCharge = charge.id
        intent.lastError = nil
        if intent.capturesManually {
            intent.status = .requiresCapture
            intent.amountCapturable = intent.amount
            let expiry = call.now.adding(seconds: configuration.authorisationLifetimeSeconds)
            plan(.expireAuthorisation(intent: intent.id), at: expiry)
        } else {
            intent.status = .succeeded
            take(intent.amount, of: &charge, for: &intent, call: call)
        }
        charges[charge.id] = charge
        intents[intent.id] = intent
        emit("charge.succeeded", document(charge), call: call)
        let news = intent.capturesManually ? "amount_capturable_updated" : "succeeded"
        emit("payment_intent.\(news)", document(intent), call: call)
    }

    private mutating func take(
        _ amount: Int64,
        of charge: inout StripeCharge,
        for intent: inout StripePaymentIntent,
        call: StripeCall
    ) {
        precondition(amount > 0 && amount <= charge.amount && !charge.isCaptured)
        charge.isCaptured = true
        charge.amountCaptured = amount
        charge.amountReleased = charge.amount - amount
        intent.amountReceived = amount
        intent.amountCapturable = 0
        // Stripe's usual price, 2.9 % and 30 minor units, rounded half up and never above the amount.
        let fee = min(amount, (amount * 29 + 500) / 1_000 + 30)
        let isDebit = charge.card.isBankAccount
        charge.balanceTransaction = book(
            amount,
            fee: fee,
            currency: charge.currency,
            type: isDebit ? "payment" : "charge",
            category: "charge",
            source: charge.id,
            call: call
        )
        guard case .disputed = charge.card.behaviour else { return }
        plan(.openDispute(charge: charge.id), at: call.now.adding(seconds: 1))
    }

    /// Books an amount onto the balance; money out is negative.
    mutating func book(
        _ amount: Int64,
        fee: Int64 = 0,
        currency: String,
        type: String,
        category: String,
        source: String,
        call: StripeCall
    ) -> String {
        let transaction = StripeBalanceTransaction(
            id: identifiers.next("txn_"),
            created: call.created,
            amount: amount,
            fee: fee,
            currency: currency,
            type: type,
            reportingCategory: category,
            source: source,
            description: nil
        )
        transactions[transaction.id] = transaction
        return transaction.id
    }

    private mutating func decline(
        _ current: StripePaymentIntent,
        with method: StripePaymentMethod,
        code: String,
        declineCode: String,
        call: StripeCall
    ) -> StripeFailure {
        var failure = StripeFailure.cardError(code, "The bank declined the payment: \(declineCode).")
        failure.declineCode = declineCode
        var charge = newCharge(for: current, with: method, status: .failed, call: call)
        charge.failureCode = code
        charge.failureMessage = failure.message
        charge.declineCode = declineCode
        charges[charge.id] = charge
        var intent = current
        intent.status = .requiresPaymentMethod
        intent.paymentMethod = nil
        intent.latestCharge = charge.id
        failure.attachments = [.init("charge", .string(charge.id))]
        intent.lastError = lastError(failure, method: method)
        intents[intent.id] = intent
        emit("charge.failed", document(charge), call: call)
        emit("payment_intent.payment_failed", document(intent), call: call)
        failure.attachments += [
            .init("payment_intent", document(intent)), .init("payment_method", document(method)),
        ]
        return failure
    }

    private func lastError(_ failure: StripeFailure, method: StripePaymentMethod) -> JSONTree? {
        var failure = failure
        failure.attachments.append(.init("payment_method", document(method)))
        return failure.body["error"]
    }

    private mutating func startDebit(
        _ current: StripePaymentIntent,
        with method: StripePaymentMethod,
        call: StripeCall
    ) {
        var intent = current
        let charge = newCharge(for: intent, with: method, status: .pending, call: call)
        charges[charge.id] = charge
        intent.status = .processing
        intent.latestCharge = charge.id
        intents[intent.id] = intent
        emit("charge.pending", document(charge), call: call)
        emit("payment_intent.processing", document(intent), call: call)
        plan(.settleDebit(intent: intent.id), at: call.now.adding(seconds: configuration.bankDebitDelaySeconds))
    }

    mutating func settleDebit(_ id: String, call: StripeCall) {
        guard var intent = intents[id], intent.status == .processing, let chargeID = intent.latestCharge,
            var charge = charges[chargeID]
        else { return }
        if case .settlesLater(succeeds: false) = charge.card.behaviour {
            charge.status = .failed
            charge.failureCode = "insufficient_funds"
            charge.failureMessage = "The account has too little money."
            intent.status = .requiresPaymentMethod
            var failure = StripeFailure.cardError("insufficient_funds", "The account has too little money.")
            failure.attachments = [.init("charge", .string(charge.id))]
            intent.lastError = intent.paymentMethod.flatMap { methods[$0] }.flatMap { lastError(failure, method: $0) }
            intent.paymentMethod = nil
        } else {
            charge.status = .succeeded
            intent.status = .succeeded
            take(charge.amount, of: &charge, for: &intent, call: call)
        }
        charges[charge.id] = charge
        intents[id] = intent
        emit("charge.\(charge.status.rawValue)", document(charge), call: call)
        let news = intent.status == .succeeded ? "succeeded" : "payment_failed"
        emit("payment_intent.\(news)", document(intent), call: call)
    }

    mutating func capture(_ id: String, _ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow([
            "amount_to_capture", "final_capture", "metadata", "statement_descriptor",
            "statement_descriptor_suffix",
        ])
        let wanted = try call.amount("amount_to_capture")
        if call.parameters["final_capture"] == "false" {
            let message = "Capturing in several parts is not available for this payment method."
            throw .parameter("final_capture", code: "parameter_invalid", message)
        }
        var intent = try intent(id)
        guard intent.status == .requiresCapture, let chargeID = intent.latestCharge, var charge = charges[chargeID]
        else {
            let message =
                "This PaymentIntent could not be captured because it has a status of \(intent.status.rawValue)."
            throw .unexpectedState(message, intent: document(intent))
        }
        let amount = wanted ?? intent.amountCapturable
        guard amount <= intent.amountCapturable else {
            throw StripeFailure(
                code: "amount_too_large",
                message: "The amount to capture is greater than the amount capturable, \(intent.amountCapturable).",
                parameter: "amount_to_capture"
            )
        }
        unplan(.expireAuthorisation(intent: id))
        intent.status = .succeeded
        take(amount, of: &charge, for: &intent, call: call)
        charges[charge.id] = charge
        intents[id] = intent
        emit("charge.captured", document(charge), call: call)
        // The released part is reported the way Stripe reports it: as refunded, on a charge that was captured in part.
        if charge.amountReleased > 0 { emit("charge.refunded", document(charge), call: call) }
        emit("payment_intent.succeeded", document(intent), call: call)
        return document(intent)
    }
}
