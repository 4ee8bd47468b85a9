package import AdapterKit
package import PaymentVocabulary

/// A provider as a pure state machine: the same requests at the same moments give the same bytes.
package protocol ProviderModel: Sendable {
    /// The header that carries the signature of a webhook.
    static var signatureHeader: String { get }

    /// Answers one request.
    mutating func handle(_ request: ExchangeRequest, now: Timestamp) -> ExchangeResponse
    /// Does the work of the request but answers with a server error, and says so again on every replay.
    mutating func handleFailingAfterEffect(_ request: ExchangeRequest, now: Timestamp) -> ExchangeResponse
    /// The provider's way of saying that it did nothing: 429, 500 or 503.
    mutating func refusal(status: Int) -> ExchangeResponse
    /// The webhooks that became due since the last call, signed at `now`, oldest first.
    mutating func takeDeliveries(now: Timestamp) -> [SignedWebhook]
    /// When the next thing happens without a request; `nil` when nothing is scheduled.
    var nextDue: Timestamp? { get }
}

/// What a caller sees of a request under faults.
package enum FaultedAnswer: Hashable, Sendable {
    case answer(ExchangeResponse, delayMilliseconds: Int64)
    /// No answer came; `executed` says whether the work was done all the same.
    case dropped(executed: Bool, delayMilliseconds: Int64)
}

extension ProviderModel {
    /// One request under the next planned fault.
    package mutating func exchange(
        _ request: ExchangeRequest,
        now: Timestamp,
        faults: inout FaultPlan
    ) -> FaultedAnswer {
        let delay = faults.takeDelay()
        switch faults.takeRequestFault() {
        case .none: return .answer(handle(request, now: now), delayMilliseconds: delay)
        case .dropAnswerBeforeEffect: return .dropped(executed: false, delayMilliseconds: delay)
        case .dropAnswerAfterEffect:
            _ = handle(request, now: now)
            return .dropped(executed: true, delayMilliseconds: delay)
        case .serverError: return .answer(refusal(status: 500), delayMilliseconds: delay)
        case .serverErrorAfterEffect:
            return .answer(handleFailingAfterEffect(request, now: now), delayMilliseconds: delay)
        case .rateLimited: return .answer(refusal(status: 429), delayMilliseconds: delay)
        }
    }

    /// The due webhooks under the planned faults; one that comes out forged is still owed.
    package mutating func takeDeliveries(now: Timestamp, faults: inout FaultPlan) -> [SignedWebhook] {
        faults.apply(to: takeDeliveries(now: now), signatureHeader: Self.signatureHeader)
    }
}
