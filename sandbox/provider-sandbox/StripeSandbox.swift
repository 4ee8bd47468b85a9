import AdapterKit
import PaymentVocabulary
import ProviderModels
import Synchronization

/// The model, its clock and its planned faults behind one lock.
final class StripeSandbox: Sendable {
    struct State: Sendable {
        var model: StripeModel
        var clock = SandboxClock()
        var faults: FaultPlan
    }

    /// `nil` until the port is known, for the model names its own address.
    private let state = Mutex<State?>(nil)

    func open(_ configuration: StripeConfiguration) {
        state.withLock {
            $0 = State(model: StripeModel(configuration), faults: FaultPlan(seed: configuration.seed))
        }
    }

    /// Reads or changes the state; `nil` before the sandbox is open.
    func withState<Result: Sendable>(_ body: @Sendable (inout State) -> Result) -> Result? {
        state.withLock { state in
            guard var open = state else { return nil }
            state = nil
            defer { state = open }
            return body(&open)
        }
    }

    func exchange(_ request: ExchangeRequest) -> FaultedAnswer? {
        withState { state in
            let now = state.clock.now
            return state.model.exchange(request, now: now, faults: &state.faults)
        }
    }

    /// The webhooks that are due, spoilt as planned.
    func takeDeliveries() -> [SignedWebhook] {
        withState { state in
            let now = state.clock.now
            return state.model.takeDeliveries(now: now, faults: &state.faults)
        } ?? []
    }

    /// An event's webhook, signed at the clock's present.
    func webhook(forEvent id: String) -> SignedWebhook? {
        withState { $0.model.webhook(forEvent: id, now: $0.clock.now) } ?? nil
    }
}
