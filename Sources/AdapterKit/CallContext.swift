public import PaymentVocabulary

/// All that an adapter gets for one call; it has no other way to the outside.
public struct CallContext: Sendable {
    public let now: Timestamp
    /// The exchange gives up at this moment.
    public let deadline: Timestamp
    public let settings: AdapterSettings
    /// Reaches the hosts of the manifest and no others.
    public let http: any HTTPExchange

    public init(now: Timestamp, deadline: Timestamp, settings: AdapterSettings, http: any HTTPExchange) {
        self.now = now
        self.deadline = deadline
        self.settings = settings
        self.http = http
    }
}

/// The settings of one adapter account, as text, checked against the manifest before any call.
public struct AdapterSettings: Sendable {
    private let values: [String: String]

    public init(_ values: [String: String]) { self.values = values }

    /// The value of a setting; the manifest's default when the merchant gave none.
    public subscript(name: String) -> String? { values[name] }
}

extension AdapterSettings: CustomStringConvertible {
    /// Names only: values may be secrets.
    public var description: String { "settings(\(values.keys.sorted().joined(separator: ", ")))" }
}

/// One HTTP request of an adapter.
public struct ExchangeRequest: Hashable, Sendable {
    public let method: String
    public let url: String
    public let headers: [HTTPHeader]
    public let body: [UInt8]

    public init(method: String, url: String, headers: [HTTPHeader], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// A complete HTTP answer.
public struct ExchangeResponse: Hashable, Sendable {
    public let status: Int
    public let headers: [HTTPHeader]
    public let body: [UInt8]

    public init(status: Int, headers: [HTTPHeader], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header with this name, compared without regard to case.
    public func header(_ name: String) -> String? { headers.first(named: name) }
}

/// A header field as received; names compare without regard to case.
public struct HTTPHeader: Hashable, Codable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPHeader] {
    /// The value of the first header with this name, compared without regard to case.
    public func first(named name: String) -> String? {
        first { $0.name.utf8.elementsEqual(name.utf8, by: Self.equalsIgnoringCase) }?.value
    }

    /// Names of header fields are ASCII.
    ///
    /// Source: RFC 9110, section 5.1.
    private static func equalsIgnoringCase(_ left: UInt8, _ right: UInt8) -> Bool {
        left == right || ((0x41...0x5A).contains(left & 0xDF) && left & 0xDF == right & 0xDF)
    }
}

/// The only way out of an adapter: one request, one complete answer, no retry, no redirect.
public protocol HTTPExchange: Sendable {
    /// - Throws: `ExchangeFailure` when no complete answer came before the deadline.
    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse
}

/// Why no complete answer came.
public struct ExchangeFailure: Error, Hashable, Sendable {
    /// Whether any byte of the request may have left this machine.
    public let bytesLeft: Bool
    /// Names hosts and causes, never headers or bodies.
    public let detail: String

    public init(bytesLeft: Bool, detail: String) {
        self.bytesLeft = bytesLeft
        self.detail = detail
    }

    /// The failure as an error of the adapter contract.
    public var adapterError: AdapterError {
        AdapterError(kind: .unavailable, certainty: bytesLeft ? .maybeExecuted : .notSent, detail: detail)
    }
}
