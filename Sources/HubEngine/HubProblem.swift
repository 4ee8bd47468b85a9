/// A refusal that a caller can act on; becomes an RFC 9457 problem over HTTP and a line on standard error.
package struct HubProblem: Error, Hashable, Sendable {
    /// The closed set of kinds; the raw value is the last part of the problem's `type`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case malformed = "malformed"
        case invalidRequest = "invalid-request"
        case unauthorised = "unauthorised"
        case forbidden = "forbidden"
        case notFound = "not-found"
        case idempotencyKeyMissing = "idempotency-key-missing"
        case idempotencyKeyReused = "idempotency-key-reused"
        case stillRunning = "still-running"
        case conflict = "conflict"
        case amountNotAvailable = "amount-not-available"
        case untrusted = "untrusted"
        case tooLarge = "too-large"
        case unavailable = "unavailable"

        package var status: Int {
            switch self {
            case .invalidRequest, .idempotencyKeyReused, .amountNotAvailable: 422
            case .unauthorised, .untrusted: 401
            case .forbidden: 403
            case .notFound: 404
            case .malformed, .idempotencyKeyMissing: 400
            case .stillRunning, .conflict: 409
            case .tooLarge: 413
            case .unavailable: 503
            }
        }

        package var title: String {
            switch self {
            case .malformed: "The body cannot be read"
            case .invalidRequest: "The request cannot be understood"
            case .unauthorised: "No valid API key"
            case .forbidden: "This is for others to do"
            case .notFound: "There is no such thing"
            case .idempotencyKeyMissing: "An Idempotency-Key header is required"
            case .idempotencyKeyReused: "The Idempotency-Key stands for another request"
            case .stillRunning: "The first request with this Idempotency-Key is still running"
            case .conflict: "The present state does not allow this"
            case .amountNotAvailable: "The amount is more than there is"
            case .untrusted: "The delivery does not verify"
            case .tooLarge: "The body is over its limit"
            case .unavailable: "Not now"
            }
        }
    }

    package let kind: Kind
    /// What is wrong here and what would help; no secrets.
    package let detail: String
    /// The JSON pointer or header that is meant, if one is.
    package let field: String?

    package init(_ kind: Kind, _ detail: String, field: String? = nil) {
        self.kind = kind
        self.detail = detail
        self.field = field
    }
}
