/// Why a call to a provider did not end in facts, and how certain it is that nothing happened there.
public struct AdapterError: Error, Hashable, Codable, Sendable {
    /// What happened.
    public enum Kind: String, Codable, Hashable, Sendable {
        /// The provider understood and said no.
        case declined
        /// This request can never succeed.
        case invalidRequest
        /// The provider said "later", or nothing answered.
        case unavailable
        /// We ask too often.
        case rateLimited
        /// Our credentials were refused.
        case authentication
        /// A signature, certificate or timestamp did not verify.
        case untrusted
        /// The answer contradicts what was sent, or cannot be read.
        case brokenAnswer
    }

    /// How certain it is that the request had an effect.
    public enum Certainty: String, Codable, Hashable, Sendable {
        /// No byte of the request left.
        case notSent
        /// The provider answered, and its answer says that nothing was done.
        case definitelyNotExecuted
        /// Bytes left, and no answer that we understand came back.
        case maybeExecuted
        case executed
    }

    public let kind: Kind
    /// An adapter's opinion until the host has compared it with the bytes that left.
    public let certainty: Certainty
    /// The provider's own code, kept verbatim.
    public let providerCode: String?
    /// Names fields and never values, so it may be logged.
    public let detail: String
    /// The provider's own wish, in milliseconds from now.
    public let retryAfterMilliseconds: Int64?

    public init(
        kind: Kind,
        certainty: Certainty,
        providerCode: String? = nil,
        detail: String,
        retryAfterMilliseconds: Int64? = nil
    ) {
        self.kind = kind
        self.certainty = certainty
        self.providerCode = providerCode
        self.detail = detail
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// The same error with the certainty that the host found.
    public func with(certainty: Certainty) -> AdapterError {
        AdapterError(
            kind: kind,
            certainty: certainty,
            providerCode: providerCode,
            detail: detail,
            retryAfterMilliseconds: retryAfterMilliseconds
        )
    }
}
