/// A request that Stripe refuses, in the shape of its error object.
struct StripeFailure: Error {
    enum Category: String {
        case api = "api_error"
        case card = "card_error"
        case idempotency = "idempotency_error"
        case invalidRequest = "invalid_request_error"
    }

    var status = 400
    var category = Category.invalidRequest
    var code: String?
    var declineCode: String?
    var message: String
    var parameter: String?
    /// Objects that the error carries, such as the payment intent that was declined.
    var attachments: [JSONTree.Member] = []
    /// Whether the request passed validation, so that its idempotency key keeps this answer.
    var isStored = true

    /// A parameter that is missing, unknown or unreadable: refused before anything runs, so the key stays free.
    static func parameter(_ name: String, code: String, _ message: String) -> StripeFailure {
        StripeFailure(code: code, message: message, parameter: name, isStored: false)
    }

    static func missing(_ name: String) -> StripeFailure {
        .parameter(name, code: "parameter_missing", "Missing required param: \(name).")
    }

    static func noSuch(_ object: String, _ id: String, parameter: String = "id") -> StripeFailure {
        let status = parameter == "id" ? 404 : 400
        return StripeFailure(
            status: status,
            code: "resource_missing",
            message: "No such \(object): '\(id)'",
            parameter: parameter
        )
    }

    static func unexpectedState(_ message: String, intent: JSONTree) -> StripeFailure {
        StripeFailure(
            code: "payment_intent_unexpected_state",
            message: message,
            attachments: [.init("payment_intent", intent)]
        )
    }

    var body: JSONTree {
        var members: [JSONTree.Member] = []
        if let code {
            members.append(.init("code", .string(code)))
            members.append(
                .init("doc_url", .string("https://stripe.com/docs/error-codes/\(code.replacingUnderscores)"))
            )
        }
        if let declineCode { members.append(.init("decline_code", .string(declineCode))) }
        members.append(.init("message", .string(message)))
        if let parameter { members.append(.init("param", .string(parameter))) }
        members += attachments
        members.append(.init("type", .string(category.rawValue)))
        return ["error": .object(members)]
    }
}

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}
