package import HubStore
package import PaymentVocabulary

extension Hub {
    /// The order became an invoice, in whole (`nil`) or in part: that part is no longer reserved.
    ///
    /// A repeat with the same key commits nothing more.
    ///
    /// - Throws: `HubProblem`: `notFound`, `conflict` when the reservation is closed, `amountNotAvailable` for more than
    ///   is left, `idempotencyKeyReused`.
    package func commit(
        _ reservation: ReservationID,
        part: Money?,
        by principal: Principal,
        key: RequestKey
    ) async throws -> StoredAnswer {
        let moment = now
        return try await run(principal.merchant) { books in
            try books.require(.credit, of: principal.name)
            // Claim, commitment and answer share one transaction, so that no key is ever found running.
            switch try books.admit(key, subject: reservation.text, at: moment, patience: moment) {
            case .replay(let answer)?: return answer
            case .recovered?, .submit?:
                throw HubProblem(.stillRunning, "ask again in a moment", field: "Idempotency-Key")
            case nil: break
            }
            let body = try HubJSON.encode(books.commitPart(part, of: reservation))
            try books.answer(key.key, status: 200, body: body)
            return StoredAnswer(status: 200, body: body, isReplay: false)
        }
    }
}
