import PaymentVocabulary

/// A finished answer, and whose answer it was when it is a replay.
struct StripeAnswer: Sendable {
    let status: Int
    let body: [UInt8]
    var originalRequestID: String?

    init(status: Int = 200, _ document: JSONTree) {
        self.status = status
        body = document.bytes
    }

    init(_ failure: StripeFailure) { self.init(status: failure.status, failure.body) }
}

/// The first answer under each idempotency key of an account, for as long as keys live.
struct StripeIdempotency: Sendable {
    private struct Entry: Sendable {
        let fingerprint: String
        let answer: StripeAnswer
    }

    private let lifetimeSeconds: Int64
    private var entries: [String: Entry] = [:]
    private var queue: [(key: String, expires: Timestamp)] = []

    init(lifetimeSeconds: Int64) { self.lifetimeSeconds = lifetimeSeconds }

    mutating func prune(now: Timestamp) {
        let expired = queue.prefix { $0.expires <= now }
        guard !expired.isEmpty else { return }
        for item in expired { entries[item.key] = nil }
        queue.removeFirst(expired.count)
    }

    /// The stored answer to the same request; `nil` for a key that is free.
    ///
    /// - Throws: the refusal of a key that was used with other parameters.
    func replay(_ key: String, fingerprint: String) throws(StripeFailure) -> StripeAnswer? {
        guard let entry = entries[key] else { return nil }
        guard entry.fingerprint == fingerprint else {
            throw StripeFailure(
                category: .idempotency,
                message: "The idempotency key '\(key)' was first used with other parameters or another address.",
                isStored: false
            )
        }
        return entry.answer
    }

    mutating func store(_ answer: StripeAnswer, key: String, call: StripeCall) {
        var replayed = answer
        replayed.originalRequestID = call.requestID
        entries[key] = Entry(fingerprint: call.fingerprint, answer: replayed)
        queue.append((key, call.now.adding(seconds: lifetimeSeconds)))
    }
}
