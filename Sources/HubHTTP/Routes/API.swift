import HTTPTypes
import HubEngine
import HubStore
import Hummingbird
import PaymentCrypto

/// One method at one address.
struct APIRoute: Sendable {
    enum Body: Sendable {
        case none
        /// Strictly decoded JSON.
        case json
        /// A file of invoices: CSV, JSON, or an electronic invoice in XML or PDF, of another size.
        case file
        /// A bank statement, of the same size as other files.
        case statement
    }

    let method: HTTPRequest.Method
    /// Such as `/v1/payments/{id}`.
    let path: String
    /// One sentence for the description of the API.
    let summary: String
    let body: Body
    /// Whether an idempotency key is required.
    let isKeyed: Bool
    /// The query parameters by which the answer comes in pages.
    let pages: [String]
    let answer: @Sendable (APICall) async throws -> APIAnswer

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ summary: String,
        body: Body = .none,
        isKeyed: Bool = false,
        pages: [String] = [],
        _ answer: @escaping @Sendable (APICall) async throws -> APIAnswer
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.body = body
        self.isKeyed = isKeyed
        self.pages = pages
        self.answer = answer
    }
}

/// What a route answers with.
struct APIAnswer: Sendable {
    let status: Int
    let body: [UInt8]
    var isReplay = false

    init(_ status: Int = 200, json: [UInt8]) {
        self.status = status
        body = json
    }

    /// - Throws: when the value cannot be encoded, which no view should let happen.
    init(_ status: Int = 200, showing value: some Encodable) throws {
        self.init(status, json: try HubJSON.encode(value))
    }

    init(stored: StoredAnswer) {
        self.init(stored.status, json: stored.body)
        isReplay = stored.isReplay
    }
}

/// Everything under `/v1`: who calls, the whole body, then the route.
struct API: Sendable {
    let hub: Hub
    let options: HTTPOptions
    private let callers: Callers

    init(hub: Hub, options: HTTPOptions) {
        self.hub = hub
        self.options = options
        callers = Callers(hub: hub, trust: .milliseconds(options.callerMilliseconds))
    }

    func add(_ route: APIRoute, to router: Router<HubRequestContext>) {
        router.on(RouterPath(route.path), method: route.method) { request, context in
            // Before the body is read: a stranger costs us a hash.
            let caller = try await callers.caller(of: request)
            let call = APICall(
                hub: hub,
                caller: caller,
                head: request.head,
                uri: request.uri,
                parameters: context.parameters,
                body: try await body(of: request, for: route)
            )
            let answer = try await route.answer(call)
            var response = Response.json(answer.status, answer.body)
            if answer.isReplay { response.headers[.idempotentReplayed] = "true" }
            return response
        }
    }

    private func body(of request: Request, for route: APIRoute) async throws -> [UInt8] {
        switch route.body {
        case .none: return []
        case .json:
            try MediaCheck.require([.json], in: request.headers)
            return try await request.bytes(upTo: options.requestBytesMax)
        case .file:
            try MediaCheck.require([.json, .csv, .xml, .textXML, .pdf], in: request.headers)
            return try await request.bytes(upTo: options.importBytesMax)
        case .statement: return try await request.bytes(upTo: options.importBytesMax)
        }
    }
}

enum MediaCheck {
    /// A body without a type is taken for what the route expects.
    static func require(_ accepted: [MediaName], in headers: HTTPFields) throws(HubProblem) {
        guard let type = headers[.contentType] else { return }
        let name = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard accepted.contains(where: { $0.rawValue == name }) else {
            let list = accepted.map(\.rawValue).joined(separator: " or ")
            throw HubProblem(.malformed, "the body has to be \(list)", field: "Content-Type")
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = Self("Idempotency-Key") ?? .ifMatch
    static let idempotentReplayed = Self("Idempotent-Replayed") ?? .age
}
