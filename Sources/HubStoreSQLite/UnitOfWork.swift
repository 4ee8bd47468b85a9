internal import HubStore

/// A unit with its result's type forgotten, and the caller who waits for it.
struct UnitOfWork: Sendable {
    enum Attempt: Sendable {
        /// The unit returned; `resume` hands its result to the caller, once it is durable.
        case returned(resume: @Sendable () -> Void)
        case threw(any Error)
    }

    /// Runs the unit once; may be called again when its transaction was lost.
    let attempt: @Sendable (SQLiteTransaction) -> Attempt
    /// Gives the caller an error instead of a result.
    let fail: @Sendable (any Error) -> Void

    init<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output,
        _ done: @escaping @Sendable (Result<Output, any Error>) -> Void
    ) {
        attempt = { transaction in
            do {
                let output = try unit(transaction)
                return .returned { done(.success(output)) }
            } catch {
                return .threw(error)
            }
        }
        fail = { done(.failure($0)) }
    }
}
