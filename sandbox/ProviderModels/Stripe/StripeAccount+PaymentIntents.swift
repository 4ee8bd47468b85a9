import PaymentVocabulary

/// Payment methods, and the life of a payment intent up to the charge.
extension StripeAccount {
    func intent(_ id: String, parameter: String = "id") throws(StripeFailure) -> StripePaymentIntent {
        guard let intent = intents[id] else { throw .noSuch("payment_intent", id, parameter: parameter) }
        return intent
    }

    mutating func createPaymentMethod(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(["type", "card", "billing_details", "metadata", "allow_redisplay", "us_bank_account"])
        guard try call.choice("type", of: ["card", "us_bank_account"]) != nil else { throw .missing("type") }
        return document(try makePaymentMethod(call, prefix: "", metadata: try call.metadata()))
    }

    /// A payment method from the parameters `card[…]`, with `prefix` around them when they are nested.
    private mutating func makePaymentMethod(
        _ call: StripeCall,
        prefix: String,
        metadata: StripeMetadata = StripeMetadata()
    ) throws(StripeFailure) -> StripePaymentMethod {
        func name(_ outer: String, _ inner: String) -> String {
            prefix.isEmpty ? "\(outer)[\(inner)]" : "\(prefix)[\(outer)][\(inner)]"
        }
        let typeName = prefix.isEmpty ? "type" : "\(prefix)[type]"
        let card: StripeTestCard?
        if call.text(typeName) == "us_bank_account" {
            card = .token("pm_usBankAccount_success")
        } else if let token = call.text(name("card", "token")) {
            card = .token(token)
        } else if let number = call.text(name("card", "number")) {
            card = .numbered(number.filter { $0 != " " })
        } else {
            throw .missing(name("card", "number"))
        }
        guard let card else { throw .cardError("incorrect_number", "The card number is not a valid card number.") }
        var method = StripePaymentMethod(id: identifiers.next("pm_"), created: call.created, card: card)
        method.metadata = metadata
        if let month = try call.integer(name("card", "exp_month")) {
            guard (1...12).contains(month) else { throw .cardError("invalid_expiry_month", "No such month.") }
            method.expiryMonth = month
        }
        if let year = try call.integer(name("card", "exp_year")) {
            method.expiryYear = year < 100 ? 2_000 + year : year
        }
        method.holder = call.text(prefix.isEmpty ? "billing_details[name]" : "\(prefix)[billing_details][name]")
        methods[method.id] = method
        return method
    }

    /// The payment method that a call names or describes; a test token becomes a new method each time.
    private mutating func paymentMethod(for call: StripeCall) throws(StripeFailure) -> String? {
        if !call.parameters.members("payment_method_data").isEmpty {
            return try makePaymentMethod(call, prefix: "payment_method_data").id
        }
        guard let id = call.text("payment_method") else { return nil }
        if methods[id] != nil { return id }
        guard let card = StripeTestCard.token(id) else {
            throw .noSuch("PaymentMethod", id, parameter: "payment_method")
        }
        let method = StripePaymentMethod(id: identifiers.next("pm_"), created: call.created, card: card)
        methods[method.id] = method
        return method.id
    }

    static let echoed = [
        "customer", "description", "on_behalf_of", "receipt_email", "setup_future_usage", "statement_descriptor",
        "statement_descriptor_suffix", "transfer_group",
    ]

    private static let creationParameters: Set<String> = [
        "amount", "automatic_payment_methods", "capture_method", "confirm", "confirmation_method", "currency",
        "error_on_requires_action", "mandate_data", "metadata", "off_session", "payment_method",
        "payment_method_data", "payment_method_options", "payment_method_types", "return_url", "shipping",
    ]

    mutating func createIntent(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.creationParameters.union(Self.echoed))
        guard let amount = try call.amount("amount") else { throw .missing("amount") }
        guard let currency = call.text("currency")?.lowercased() else { throw .missing("currency") }
        guard Currency(currency.uppercased()) != nil else {
            throw .parameter("currency", code: "parameter_invalid", "Invalid currency: \(currency)")
        }
        let captureMethod = try call.choice("capture_method", of: ["automatic", "automatic_async", "manual"])
        let confirmationMethod = try call.choice("confirmation_method", of: ["automatic", "manual"])
        let confirms = try call.flag("confirm")
        _ = try call.flag("off_session")
        let metadata = try call.metadata()
        let types = call.parameters.list("payment_method_types")
        let method = try paymentMethod(for: call)
        let id = identifiers.next("pi_")
        var intent = StripePaymentIntent(
            id: id,
            created: call.created,
            clientSecret: identifiers.next("\(id)_secret_"),
            amount: amount,
            currency: currency,
            capturesManually: captureMethod == "manual",
            captureMethod: captureMethod ?? "automatic",
            confirmationMethod: confirmationMethod ?? "automatic",
            methodTypes: types.isEmpty ? ["card", "us_bank_account"] : types,
            isAutomatic: types.isEmpty
        )
        intent.paymentMethod = method
        intent.status = method == nil ? .requiresPaymentMethod : .requiresConfirmation
        intent.metadata = metadata
        intent.returnURL = call.text("return_url")
        for name in Self.echoed { intent.echoes[name] = call.text(name) }
        intents[id] = intent
        emit("payment_intent.created", document(intent), call: call)
        guard confirms else { return document(intent) }
        return try attempt(id, call)
    }

    mutating func updateIntent(_ id: String, _ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(["metadata", "description"])
        _ = try call.metadata()
        var intent = try intent(id)
        for field in call.parameters.members("metadata") {
            intent.metadata[field.name] = field.value.isEmpty ? nil : field.value
        }
        if let description = call.text("description") { intent.echoes["description"] = description }
        intents[id] = intent
        return document(intent)
    }

    mutating func confirm(_ id: String, _ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow([
            "payment_method", "payment_method_data", "payment_method_options", "return_url", "off_session",
            "error_on_requires_action", "mandate_data", "receipt_email", "setup_future_usage", "shipping",
        ])
        _ = try call.flag("off_session")
        let current = try intent(id)
        switch current.status {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction: break
        case .processing, .requiresCapture, .succeeded, .canceled:
            let message =
                "This PaymentIntent could not be confirmed because it has a status of \(current.status.rawValue)."
            throw .unexpectedState(message, intent: document(current))
        }
        if let method = try paymentMethod(for: call) { intents[id]?.paymentMethod = method }
        if let returnURL = call.text("return_url") { intents[id]?.returnURL = returnURL }
        return try attempt(id, call)
    }

    /// Asks the bank, and says what came of it.
    private mutating func attempt(_ id: String, _ call: StripeCall) throws(StripeFailure) -> JSONTree {
        let current = try intent(id)
        guard let method = current.paymentMethod.flatMap({ methods[$0] }) else {
            throw .unexpectedState(
                "The PaymentIntent cannot be confirmed: a payment method is missing.",
                intent: document(current)
            )
        }
        if let failure = charge(current, with: method, offSession: call.parameters["off_session"] == "true", call: call)
        {
            throw failure
        }
        return document(try intent(id))
    }

    mutating func cancel(_ id: String, _ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(["cancellation_reason"])
        let reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"]
        let reason = try call.choice("cancellation_reason", of: reasons)
        let current = try intent(id)
        switch current.status {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction, .requiresCapture: break
        case .processing, .succeeded, .canceled:
            let message = "You cannot cancel this PaymentIntent because it has a status of \(current.status.rawValue)."
            throw .unexpectedState(message, intent: document(current))
        }
        close(current, reason: reason, releaseEvent: "charge.refunded", call: call)
        return document(try intent(id))
    }

    mutating func expireAuthorisation(_ id: String, call: StripeCall) {
        guard let current = intents[id], current.status == .requiresCapture else { return }
        close(current, reason: "automatic", releaseEvent: "charge.expired", call: call)
    }

    /// Ends an intent without money; a hold is released, which Stripe shows as a refund of the uncaptured charge.
    private mutating func close(
        _ current: StripePaymentIntent,
        reason: String?,
        releaseEvent: String,
        call: StripeCall
    ) {
        var intent = current
        if current.status == .requiresCapture, let id = current.latestCharge, var charge = charges[id] {
            charge.amountReleased = charge.amount
            charges[id] = charge
            emit(releaseEvent, document(charge), call: call)
        }
        unplan(.expireAuthorisation(intent: intent.id))
        intent.status = .canceled
        intent.amountCapturable = 0
        intent.cancelledAt = call.created
        intent.cancellationReason = reason
        intents[intent.id] = intent
        emit("payment_intent.canceled", document(intent), call: call)
    }
}

extension StripeFailure {
    static func cardError(_ code: String, _ message: String) -> StripeFailure {
        StripeFailure(status: 402, category: .card, code: code, message: message)
    }
}
