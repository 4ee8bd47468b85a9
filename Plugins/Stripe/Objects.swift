internal import AdapterKit
internal import PaymentVocabulary

// What we read of Stripe's objects. A field that we do not need may hold anything; one that we need and that is of
// another kind than promised is a `StripeProblem`, never a guess.

/// Our references, which travel in `metadata` and come back with the object.
struct StripeReferences: Equatable {
    static let paymentName = "quittance_payment"
    static let operationName = "quittance_operation"

    let payment: PaymentID?
    let operation: OperationID?

    init(_ object: JSONValue) throws(StripeProblem) {
        payment = try object.optionalText("metadata", Self.paymentName).map { PaymentID($0) }
        operation = try object.optionalText("metadata", Self.operationName).map { OperationID($0) }
    }

    static func add(payment: PaymentID, operation: OperationID, to form: inout Form) {
        form.add("metadata[\(paymentName)]", payment.text)
        form.add("metadata[\(operationName)]", operation.text)
    }
}

/// A `payment_intent`.
struct StripePaymentIntent {
    enum Status: String {
        case requiresPaymentMethod = "requires_payment_method"
        case requiresConfirmation = "requires_confirmation"
        case requiresAction = "requires_action"
        case processing
        case requiresCapture = "requires_capture"
        case canceled
        case succeeded
    }

    let id: String
    let status: Status
    let amount: Money
    /// What was captured; `nil` while nothing was.
    let received: Money?
    let isManualCapture: Bool
    let references: StripeReferences
    /// The code of the last attempt's refusal.
    let declineCode: String?
    let actionURL: String?
    let chargeID: String?
    /// The last attempt, when the message holds it.
    let charge: StripeCharge?
    let created: Timestamp?
    let canceled: Timestamp?

    init(_ json: JSONValue) throws(StripeProblem) {
        try json.require(object: "payment_intent")
        id = try json.requiredString("id")
        guard let status = Status(rawValue: try json.requiredString("status")) else {
            throw StripeProblem("status is none that we know")
        }
        self.status = status
        amount = try json.positiveMoney("amount")
        references = try StripeReferences(json)
        isManualCapture = try json.optionalText("capture_method") == "manual"
        declineCode = try Self.declineCode(json)
        actionURL = try Self.actionURL(json)
        chargeID = try json.reference("latest_charge")
        charge = try json.expanded("latest_charge").map { charge throws(StripeProblem) in try StripeCharge(charge) }
        created = try json.time("created")
        canceled = try json.time("canceled_at")
        received = try Self.received(json, status: status, amount: amount, isManual: isManualCapture, charge: charge)
    }

    /// What was captured.
    ///
    /// Where the field is absent, an automatic capture has taken all and a manual one what the charge says; with neither
    /// we do not guess.
    private static func received(
        _ json: JSONValue,
        status: Status,
        amount: Money,
        isManual: Bool,
        charge: StripeCharge?
    ) throws(StripeProblem) -> Money? {
        if let number = try json.optionalNumber("amount_received") {
            guard number >= 0, status != .succeeded || number > 0 else {
                throw StripeProblem("amount_received contradicts the status")
            }
            return number == 0 ? nil : try json.money("amount_received")
        }
        guard status == .succeeded else { return nil }
        if !isManual { return amount }
        guard let captured = charge?.captured else { throw StripeProblem("amount_received is missing") }
        return captured
    }

    private static func declineCode(_ json: JSONValue) throws(StripeProblem) -> String? {
        guard let error = try json.expanded("last_payment_error") else { return nil }
        for name in ["decline_code", "code", "type"] {
            if let code = try error.optionalText(name) { return code }
        }
        return "unknown"
    }

    /// The page for the payer, when there is one; some actions exist only inside Stripe's own scripts.
    private static func actionURL(_ json: JSONValue) throws(StripeProblem) -> String? {
        guard let action = try json.expanded("next_action"), let type = try action.optionalText("type"),
            let details = try action.expanded(type)
        else { return nil }
        for name in ["url", "hosted_verification_url", "hosted_instructions_url", "hosted_voucher_url"] {
            if let url = try details.optionalText(name), url.hasPrefix("https://") { return url }
        }
        return nil
    }
}

/// A `charge`: one attempt of a payment intent.
struct StripeCharge {
    enum Status: String {
        case succeeded
        case pending
        case failed
    }

    let id: String
    let status: Status
    /// `nil` for a charge that was made without a payment intent; we make none.
    let paymentIntent: String?
    let amount: Money
    let isCaptured: Bool
    /// What was captured; `nil` when nothing was or the message does not say how much.
    let captured: Money?
    let isDisputed: Bool
    let references: StripeReferences
    let refunds: [StripeRefund]
    let created: Timestamp?

    init(_ json: JSONValue) throws(StripeProblem) {
        try json.require(object: "charge")
        id = try json.requiredString("id")
        guard let status = Status(rawValue: try json.requiredString("status")) else {
            throw StripeProblem("status is none that we know")
        }
        self.status = status
        paymentIntent = try json.reference("payment_intent")
        amount = try json.positiveMoney("amount")
        isCaptured = try json.optionalFlag("captured") ?? false
        let capturedNumber = try json.optionalNumber("amount_captured") ?? 0
        guard capturedNumber >= 0 else { throw StripeProblem("amount_captured is negative") }
        captured = isCaptured && capturedNumber > 0 ? try json.money("amount_captured") : nil
        isDisputed = try json.optionalFlag("disputed") ?? false
        references = try StripeReferences(json)
        created = try json.time("created")
        var refunds: [StripeRefund] = []
        if let list = try json.expanded("refunds") {
            for refund in try list.list("data") { refunds.append(try StripeRefund(refund)) }
        }
        self.refunds = refunds
    }
}

/// A `refund`.
struct StripeRefund {
    enum Status: String {
        case pending
        case requiresAction = "requires_action"
        case succeeded
        case failed
        case canceled
    }

    let id: String
    let status: Status
    let paymentIntent: String?
    let amount: Money
    let failureReason: String?
    let references: StripeReferences
    let created: Timestamp?

    init(_ json: JSONValue) throws(StripeProblem) {
        try json.require(object: "refund")
        id = try json.requiredString("id")
        guard let status = Status(rawValue: try json.requiredString("status")) else {
            throw StripeProblem("status is none that we know")
        }
        self.status = status
        paymentIntent = try json.reference("payment_intent")
        amount = try json.positiveMoney("amount")
        failureReason = try json.optionalText("failure_reason")
        references = try StripeReferences(json)
        created = try json.time("created")
    }

    /// Whether it cannot be told from the release of an authorised part that was never captured; the refunds that we
    /// ask for carry our reference.
    func isAmbiguous(in version: String?) -> Bool {
        references.operation == nil && StripeVersion.booksReleasesAsRefunds(version)
    }
}

/// A `dispute`.
struct StripeDispute {
    enum Status: String {
        case warningNeedsResponse = "warning_needs_response"
        case warningUnderReview = "warning_under_review"
        case warningClosed = "warning_closed"
        case needsResponse = "needs_response"
        case underReview = "under_review"
        case appealNeedsResponse = "appeal_needs_response"
        case appealUnderReview = "appeal_under_review"
        case won
        case lost
        case prevented
    }

    let id: String
    let status: Status
    let paymentIntent: String?
    let amount: Money
    /// Whether money was taken from our balance for it.
    let isWithdrawn: Bool
    let references: StripeReferences
    let created: Timestamp?

    init(_ json: JSONValue) throws(StripeProblem) {
        try json.require(object: "dispute")
        id = try json.requiredString("id")
        guard let status = Status(rawValue: try json.requiredString("status")) else {
            throw StripeProblem("status is none that we know")
        }
        self.status = status
        paymentIntent = try json.reference("payment_intent")
        amount = try json.positiveMoney("amount")
        var isWithdrawn = false
        for transaction in try json.list("balance_transactions") where try transaction.requiredNumber("amount") < 0 {
            isWithdrawn = true
        }
        self.isWithdrawn = isWithdrawn
        references = try StripeReferences(json)
        created = try json.time("created")
    }
}

extension JSONValue {
    /// The amount in a field, in the object's `currency`.
    fileprivate func money(_ name: String) throws(StripeProblem) -> Money {
        try WireAmount.money(requiredNumber(name), code: requiredString("currency"), field: name)
    }

    fileprivate func positiveMoney(_ name: String) throws(StripeProblem) -> Money {
        let money = try money(name)
        guard money.isPositive else { throw StripeProblem("\(name) is not positive") }
        return money
    }

    /// A time in whole seconds; the range ends with the year 9999, so that it can be computed with.
    func time(_ name: String) throws(StripeProblem) -> Timestamp? {
        guard let seconds = try optionalNumber(name) else { return nil }
        guard (0...253_402_300_799).contains(seconds) else { throw StripeProblem("\(name) is no time") }
        return Timestamp(seconds: seconds)
    }

    /// The elements of an array, none when it is absent.
    func list(_ name: String) throws(StripeProblem) -> [JSONValue] {
        try read { json throws(JSONError) in try json.optionalElements(name) }
    }
}
