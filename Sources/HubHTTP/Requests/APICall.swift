import AdapterKit
import HTTPTypes
import HubEngine
import HubStore
import Hummingbird
import HummingbirdCore
import PaymentCrypto
import PaymentVocabulary

/// One authenticated request with its whole body.
struct APICall: Sendable {
    let hub: Hub
    let caller: Caller
    let head: HTTPRequest
    let uri: URI
    let parameters: Parameters
    let body: [UInt8]

    var merchant: MerchantID { caller.merchant.id }
    var principal: Principal { caller.principal }

    /// A part of the address.
    ///
    /// - Throws: `HubProblem` of kind `notFound` for a text that can name nothing.
    func name(_ parameter: String) throws -> String {
        guard let text = parameters.get(parameter)?.percentDecoded, RequestText.isName(text) else {
            throw HubProblem(.notFound, "the address names nothing")
        }
        return text
    }

    /// The body as an object with no other keys than these; no body is an empty object.
    func object(_ keys: [String]) throws -> RequestObject {
        try RequestObject(root: try document(), keys: keys)
    }

    /// The body of a keyed request, and who wants the change under which key.
    func change(_ keys: [String]) throws -> (object: RequestObject, request: ChangeRequest) {
        let request = ChangeRequest(by: principal, key: try requestKey())
        return (try object(keys), request)
    }

    private func document() throws -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(body.isEmpty ? Array("{}".utf8) : body)
        } catch {
            guard error.reason == .malformed, let fault = JSONFault(in: body) else { throw HubProblem(error) }
            throw HubProblem(.malformed, fault.description)
        }
    }

    /// The request's idempotency key with the fingerprint of the whole request.
    ///
    /// - Throws: `HubProblem` of kind `idempotencyKeyMissing`, `invalidRequest`, `malformed`.
    func requestKey() throws -> RequestKey {
        guard let text = head.headerFields[.idempotencyKey] else {
            throw HubProblem(
                .idempotencyKeyMissing,
                "send a new unique text, and the same one with every repeat of this request",
                field: "Idempotency-Key"
            )
        }
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw HubProblem(.invalidRequest, "1 to 255 visible ASCII characters", field: "Idempotency-Key")
        }
        return RequestKey(key: IdempotencyKey(text), fingerprint: SHA256.hash(try fingerprintText()))
    }

    /// Length-prefixed, so that no two requests share a text.
    private func fingerprintText() throws -> [UInt8] {
        let parts = [
            Array(principal.name.utf8), Array(head.method.rawValue.utf8), Array(uri.path.utf8),
            try document().canonicalBytes(),
        ]
        return parts.flatMap { Array("\($0.count):".utf8) + $0 }
    }

    /// - Throws: `HubProblem` of kind `invalidRequest`.
    func page() throws -> PageRequest {
        PageRequest(after: uri.queryParameters["after"].map(String.init) ?? "", limit: try limit())
    }

    func limit() throws -> Int64 {
        guard let text = uri.queryParameters["limit"] else { return 50 }
        guard let limit = Int64(text), (1...200).contains(limit) else {
            throw HubProblem(.invalidRequest, "limit is a number from 1 to 200", field: "limit")
        }
        return limit
    }

    /// `after` where the cursor is a sequence number.
    func sequence() throws -> Int64 {
        guard let text = uri.queryParameters["after"], !text.isEmpty else { return 0 }
        guard let sequence = Int64(text), sequence >= 0 else {
            throw HubProblem(.invalidRequest, "after is the sequence number of the last one seen", field: "after")
        }
        return sequence
    }

    func found<Value>(_ value: Value?, _ what: @autoclosure () -> String) throws(HubProblem) -> Value {
        guard let value else { throw HubProblem(.notFound, "no \(what())") }
        return value
    }
}
