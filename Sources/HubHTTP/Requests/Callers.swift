import HTTPTypes
import HubEngine
import HubStore
import Hummingbird
import PaymentCrypto
import Synchronization

/// Who calls, and for which merchant.
struct Caller: Sendable {
    let principal: Principal
    let merchant: Merchant
}

/// Finds callers by their API keys, and remembers them for a few seconds.
///
/// Keys are long random texts, so the table is searched by their hash: nobody can feel their way to a key through the
/// time that a comparison takes.
final class Callers: Sendable {
    private struct Remembered {
        let caller: Caller
        let until: ContinuousClock.Instant
    }

    private static let rememberedMax = 1_000

    private let hub: Hub
    private let trust: Duration
    private let remembered = Mutex<[[UInt8]: Remembered]>([:])

    init(hub: Hub, trust: Duration) {
        self.hub = hub
        self.trust = trust
    }

    /// - Throws: `HubProblem` of kind `unauthorised`.
    func caller(of request: Request) async throws -> Caller {
        guard let key = Self.key(in: request.headers) else {
            throw HubProblem(.unauthorised, "send the API key as Authorization: Bearer KEY", field: "Authorization")
        }
        let hash = SHA256.hash(key.utf8)
        let now = ContinuousClock.now
        if let known = remembered.withLock({ $0[hash] }), now < known.until { return known.caller }
        guard let found = try await hub.principal(keyHash: hash) else {
            throw HubProblem(.unauthorised, "the API key is not known", field: "Authorization")
        }
        let caller = Caller(principal: found.principal, merchant: found.merchant)
        remembered.withLock { table in
            if table.count >= Self.rememberedMax { table.removeAll(keepingCapacity: true) }
            table[hash] = Remembered(caller: caller, until: now + trust)
        }
        return caller
    }

    private static func key(in headers: HTTPFields) -> Substring? {
        guard let value = headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1]
    }
}
