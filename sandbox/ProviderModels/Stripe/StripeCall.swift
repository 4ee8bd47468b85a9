import AdapterKit
import PaymentVocabulary

/// One request, decoded, with the moment at which it arrived.
struct StripeCall: Sendable {
    let method: String
    /// The segments after `/v1`.
    let path: [String]
    let parameters: FormParameters
    let now: Timestamp
    /// `nil` for what happens by itself.
    let requestID: String?
    let idempotencyKey: String?

    /// What happens by itself at a moment: events of it name no request.
    init(unprompted now: Timestamp) {
        method = ""
        path = []
        parameters = FormParameters([])
        self.now = now
        requestID = nil
        idempotencyKey = nil
    }

    init(_ request: ExchangeRequest, target: RequestTarget, requestID: String, now: Timestamp) {
        method = request.method.uppercased()
        path = target.segments.first == "v1" ? Array(target.segments.dropFirst()) : target.segments
        parameters = method == "POST" ? FormParameters(request.body) : FormParameters(target.query.utf8)
        self.now = now
        self.requestID = requestID
        let key = request.headers.first(named: "Idempotency-Key")
        idempotencyKey = method == "POST" ? key : nil
    }

    var created: Int64 { now.seconds }

    /// Everything that a repeat under the same idempotency key must repeat.
    var fingerprint: String { "\(path.joined(separator: "/"))\u{2}\(parameters.canonicalText)" }
}

/// The path and query of a request, whose address may name a host or not.
struct RequestTarget: Sendable {
    let path: String
    let query: String

    init(_ url: String) {
        var rest = Substring(url)
        if let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...].drop { $0 != "/" }
        }
        path = String(rest.prefix { $0 != "?" && $0 != "#" })
        query = String(rest.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" })
    }

    var segments: [String] { path.split(separator: "/").map { FormParameters.decode($0.utf8) } }
}

extension StripeCall {
    func allow(_ names: Set<String>) throws(StripeFailure) {
        for name in parameters.topLevelNames where !names.contains(name) && name != "expand" {
            throw .parameter(name, code: "parameter_unknown", "Received unknown parameter: \(name)")
        }
    }

    func text(_ name: String) -> String? {
        guard let value = parameters[name], !value.isEmpty else { return nil }
        return value
    }

    func integer(_ name: String) throws(StripeFailure) -> Int64? {
        guard let value = text(name) else { return nil }
        guard let number = Int64(value) else {
            throw .parameter(name, code: "parameter_invalid_integer", "Invalid integer: \(value)")
        }
        return number
    }

    func flag(_ name: String) throws(StripeFailure) -> Bool {
        switch parameters[name] {
        case nil, "", "false": false
        case "true": true
        case .some(let value): throw .parameter(name, code: "parameter_invalid_boolean", "Invalid boolean: \(value)")
        }
    }

    func choice(_ name: String, of values: [String]) throws(StripeFailure) -> String? {
        guard let value = text(name) else { return nil }
        guard values.contains(value) else {
            let known = values.joined(separator: ", ")
            throw .parameter(name, code: "parameter_invalid", "Invalid \(name): must be one of \(known)")
        }
        return value
    }

    /// An amount of at least one minor unit; Stripe takes at most eight digits.
    func amount(_ name: String) throws(StripeFailure) -> Int64? {
        guard let amount = try integer(name) else { return nil }
        guard amount >= 1 else {
            throw .parameter(name, code: "parameter_invalid_integer", "This value must be greater than or equal to 1.")
        }
        guard amount <= 99_999_999 else {
            throw .parameter(name, code: "amount_too_large", "Amount must be no more than 999,999.99")
        }
        return amount
    }

    /// At most 50 pairs, names of 40 and values of 500 characters; an empty value removes its name.
    func metadata() throws(StripeFailure) -> StripeMetadata {
        var metadata = StripeMetadata()
        for field in parameters.members("metadata") {
            guard field.name.count <= 40, field.value.count <= 500 else {
                throw .parameter("metadata", code: "parameter_invalid", "Metadata name or value is too long")
            }
            metadata[field.name] = field.value.isEmpty ? nil : field.value
        }
        guard metadata.count <= 50 else {
            throw .parameter("metadata", code: "parameter_invalid", "Metadata can have up to 50 keys")
        }
        return metadata
    }
}
