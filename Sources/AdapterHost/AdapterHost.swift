package import AdapterKit
package import PaymentVocabulary
import Synchronization

/// Makes the exchange of one account: reaches `hosts` and nothing else, and gives up at the deadline.
package typealias ExchangeMaker = @Sendable (_ hosts: [String], _ deadline: Timestamp) -> any HTTPExchange

/// One complete answer of a provider, as it came.
package struct RecordedAnswer: Sendable {
    /// Method and address of the request, without its body.
    package let requestLine: String
    package let status: Int
    package let body: [UInt8]
}

/// What a call to an adapter came to, with the certainty that the host found and the raw answers.
package struct CallOutcome<Answer: Sendable>: Sendable {
    package let result: Result<Answer, AdapterError>
    package let answers: [RecordedAnswer]
}

/// Calls adapters: hands each call its context and judges what certainty an error may claim.
package struct AdapterHost: Sendable {
    private let makeExchange: ExchangeMaker

    package init(makeExchange: @escaping ExchangeMaker) { self.makeExchange = makeExchange }

    /// Calls one capability of an account.
    package func call<Answer: Sendable>(
        _ account: AdapterAccount,
        now: Timestamp,
        timeoutMilliseconds: Int64,
        _ body: (CallContext) async throws(AdapterError) -> Answer
    ) async -> CallOutcome<Answer> {
        let deadline = now.adding(milliseconds: timeoutMilliseconds)
        let exchange = WatchedExchange { makeExchange(account.hosts, deadline) }
        let context = CallContext(now: now, deadline: deadline, settings: account.settings, http: exchange)
        do throws(AdapterError) {
            let answer = try await body(context)
            return CallOutcome(result: .success(answer), answers: exchange.answers)
        } catch {
            return CallOutcome(
                result: .failure(error.with(certainty: exchange.certainty(claimed: error.certainty))),
                answers: exchange.answers
            )
        }
    }
}

/// Keeps every answer, and knows whether anything left and whether the last request was answered.
private final class WatchedExchange: HTTPExchange {
    private struct Observation {
        var bytesLeft = false
        var lastWasAnswered = false
        var answers: [RecordedAnswer] = []
    }

    /// Most calls about webhooks send nothing, and need none.
    private let makeInner: @Sendable () -> any HTTPExchange
    private let observation = Mutex(Observation())

    init(_ makeInner: @escaping @Sendable () -> any HTTPExchange) { self.makeInner = makeInner }

    var answers: [RecordedAnswer] { observation.withLock(\.answers) }

    /// An adapter may say that nothing happened only when the provider answered; nothing that left is `notSent`.
    func certainty(claimed: AdapterError.Certainty) -> AdapterError.Certainty {
        observation.withLock { observation in
            guard observation.bytesLeft else { return .notSent }
            guard observation.lastWasAnswered else { return .maybeExecuted }
            return claimed == .notSent ? .maybeExecuted : claimed
        }
    }

    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        do throws(ExchangeFailure) {
            let response = try await makeInner().send(request)
            observation.withLock { observation in
                observation.bytesLeft = true
                observation.lastWasAnswered = true
                observation.answers.append(
                    RecordedAnswer(
                        requestLine: "\(request.method) \(request.url)",
                        status: response.status,
                        body: response.body
                    )
                )
            }
            return response
        } catch {
            observation.withLock { observation in
                guard error.bytesLeft else { return }
                observation.bytesLeft = true
                observation.lastWasAnswered = false
            }
            throw error
        }
    }
}
