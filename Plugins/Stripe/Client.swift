internal import AdapterKit

/// Speaks Stripe's HTTP: headers, form bodies, and what each status means.
struct StripeClient {
    /// The longest answer we read: a page of a hundred payments with all their fields stays below two megabytes.
    private static let limits = JSONLimits(byteCountMax: 8 << 20, depthMax: 64)
    /// Source: Stripe documentation, "Idempotent requests".
    private static let keyLengthMax = 255

    let settings: StripeSettings
    let http: any HTTPExchange

    init(_ context: CallContext) throws(AdapterError) {
        settings = try StripeSettings(context.settings)
        http = context.http
    }

    /// A parsed answer that says what was done, or with 402 what the issuer refused.
    struct Reply {
        let status: Int
        let document: JSONDocument

        var root: JSONValue { document.root }
        var isRefusal: Bool { status == 402 }
    }

    /// - Throws: `AdapterError` for everything but success and 402.
    func post(_ path: String, _ form: Form, key: String) async throws(AdapterError) -> Reply {
        guard StripeSettings.isVisible(key), key.utf8.count <= Self.keyLengthMax else {
            throw .unsendable("idempotencyKey is not 1 to 255 visible ASCII characters")
        }
        let headers = [
            HTTPHeader("Idempotency-Key", key), HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        ]
        return try await send("POST", settings.base + path, headers, form.bytes)
    }

    /// - Throws: `AdapterError` for everything but success and 402.
    func get(_ path: String, _ query: Form) async throws(AdapterError) -> Reply {
        try await send("GET", "\(settings.base)\(path)?\(query.query)", [], [])
    }

    private func send(
        _ method: String,
        _ url: String,
        _ headers: [HTTPHeader],
        _ body: [UInt8]
    ) async throws(AdapterError) -> Reply {
        let always = [
            HTTPHeader("Authorization", "Bearer \(settings.secretKey)"), HTTPHeader("Stripe-Version", settings.version),
        ]
        let request = ExchangeRequest(method: method, url: url, headers: always + headers, body: body)
        let response: ExchangeResponse
        do { response = try await http.send(request) } catch { throw error.adapterError }
        return try Self.reply(response)
    }

    /// Sorts answers by status; the body decides nothing that the status already says.
    private static func reply(_ response: ExchangeResponse) throws(AdapterError) -> Reply {
        switch response.status {
        case 200...299, 402:
            return Reply(status: response.status, document: try document(response))
        case 429:
            throw AdapterError(
                kind: .rateLimited,
                certainty: .definitelyNotExecuted,
                providerCode: (try? document(response))?.root.stripeErrorCode,
                detail: "Stripe answered 429",
                retryAfterMilliseconds: retryAfter(response)
            )
        case 400...499:
            throw try refusal(response)
        case 500...599:
            // Stripe stores and replays a 500 like any answer, after doing who knows what.
            throw AdapterError(
                kind: .unavailable,
                certainty: .maybeExecuted,
                providerCode: (try? document(response))?.root.stripeErrorCode,
                detail: "Stripe answered \(response.status)",
                retryAfterMilliseconds: retryAfter(response)
            )
        default:
            throw StripeProblem("status \(response.status) is none that Stripe uses").inAnswer
        }
    }

    private static func refusal(_ response: ExchangeResponse) throws(AdapterError) -> AdapterError {
        let root = try document(response).root
        guard let error = try? root.expanded("error"), let type = try? error.optionalText("type") else {
            throw StripeProblem("status \(response.status) without an error object").inAnswer
        }
        let code = root.stripeErrorCode
        let (kind, certainty) = meaning(of: response.status, type: type, code: code)
        let parameter = ((try? error.optionalText("param")) ?? nil).map { " about \(printable($0))" } ?? ""
        return AdapterError(
            kind: kind,
            certainty: certainty,
            providerCode: code,
            detail: "Stripe answered \(response.status) \(printable(type))\(parameter)"
        )
    }

    private static func meaning(
        of status: Int,
        type: String,
        code: String?
    ) -> (AdapterError.Kind, AdapterError.Certainty) {
        switch status {
        case 401, 403: (.authentication, .definitelyNotExecuted)
        // Another request with our key is being executed at this moment: it may be our own, sent before.
        case 409: (.unavailable, .maybeExecuted)
        case 424: (.unavailable, .maybeExecuted)
        // The key was used before, with other parameters: that request may have been executed.
        case _ where type == "idempotency_error": (.invalidRequest, .maybeExecuted)
        case _ where StripeDeclines.meansNoLongerPossible(code): (.declined, .definitelyNotExecuted)
        default: (.invalidRequest, .definitelyNotExecuted)
        }
    }

    private static func document(_ response: ExchangeResponse) throws(AdapterError) -> JSONDocument {
        do {
            return try JSONDocument(response.body, limits: limits)
        } catch {
            throw StripeProblem("status \(response.status) with \(error.description)").inAnswer
        }
    }

    private static func retryAfter(_ response: ExchangeResponse) -> Int64? {
        guard let text = response.header("Retry-After"), let seconds = Int64(text), (0...86_400).contains(seconds)
        else {
            return nil
        }
        return seconds * 1_000
    }

    /// A name from outside, cut to what may stand in a log.
    private static func printable(_ name: String) -> String {
        let allowed = name.utf8.prefix(64).filter { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]")].contains(byte)
        }
        return String(decoding: allowed, as: UTF8.self)
    }
}

extension JSONValue {
    /// The most exact code in an error answer, verbatim.
    var stripeErrorCode: String? {
        guard kind == .object, let error = try? expanded("error") else { return nil }
        for name in ["decline_code", "code", "type"] {
            if let code = try? error.optionalText(name) { return code }
        }
        return nil
    }
}
