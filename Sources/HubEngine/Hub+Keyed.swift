package import HubStore
import PaymentVocabulary

/// How a change is asked for.
package struct ChangeRequest: Sendable {
    package let principal: Principal
    /// `nil` on the command line, where nobody repeats a request by himself.
    package let key: RequestKey?
    /// Does everything, answers, and keeps nothing.
    package let isRehearsal: Bool

    package init(by principal: Principal, key: RequestKey? = nil, isRehearsal: Bool = false) {
        (self.principal, self.key, self.isRehearsal) = (principal, key, isRehearsal)
    }
}

/// Carries the answer of a rehearsal out of the unit that it undoes.
private struct Rehearsed<Output: Sendable>: Error {
    let output: Output
}

extension Hub {
    /// Claim, work and answer in one transaction, so that no key is ever found running.
    func keyed(
        _ key: RequestKey,
        subject: String,
        by principal: Principal,
        needs capabilities: [Capability],
        at moment: Timestamp,
        status: Int,
        _ work: @escaping @Sendable (Books) throws -> some Encodable
    ) async throws -> StoredAnswer {
        try await run(principal.merchant) { books in
            try books.require(capabilities, of: principal.name)
            switch try books.admit(key, subject: subject, at: moment, patience: moment) {
            case .replay(let answer)?: return answer
            case .recovered?, .submit?:
                throw HubProblem(.stillRunning, "ask again in a moment", field: "Idempotency-Key")
            case nil: break
            }
            let body = try HubJSON.encode(try work(books))
            try books.answer(key.key, status: Int64(status), body: body)
            return StoredAnswer(status: status, body: body, isReplay: false)
        }
    }

    /// The work of one request, with its key, without one, or without any effect.
    ///
    /// - Parameter capabilities: one of which whoever asks has to have.
    func change(
        _ request: ChangeRequest,
        needs capabilities: Capability...,
        subject: String,
        status: Int,
        _ work: @escaping @Sendable (Books) throws -> some Encodable
    ) async throws -> StoredAnswer {
        let principal = request.principal
        if let key = request.key, !request.isRehearsal {
            return try await keyed(
                key,
                subject: subject,
                by: principal,
                needs: capabilities,
                at: now,
                status: status,
                work
            )
        }
        let isRehearsal = request.isRehearsal
        let unit: @Sendable (Books) throws -> [UInt8] = { books in
            try books.require(capabilities, of: principal.name)
            return try HubJSON.encode(try work(books))
        }
        let body =
            isRehearsal ? try await rehearse(principal.merchant, unit) : try await run(principal.merchant, unit)
        return StoredAnswer(status: status, body: body, isReplay: false)
    }

    /// Does the work in a unit that is undone, and gives what came of it.
    func rehearse<Output: Sendable>(
        _ merchant: MerchantID,
        _ work: @escaping @Sendable (Books) throws -> Output
    ) async throws -> Output {
        do {
            return try await run(merchant) { books in throw Rehearsed(output: try work(books)) }
        } catch let rehearsed as Rehearsed<Output> {
            return rehearsed.output
        }
    }
}
