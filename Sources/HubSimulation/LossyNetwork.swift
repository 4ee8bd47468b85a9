import AdapterHost
import AdapterKit
import PaymentVocabulary
import Synchronization

/// The way from the hub to the provider, with everything that can happen to a request on it.
final class LossyNetwork: Sendable {
    let provider: SimulatedProvider
    private let clock: VirtualClock
    private let chance: Chance
    private let faults: Mutex<Faults>
    /// Requests that have left and not arrived.
    private let inFlight = Mutex(0)
    private let sabotage: Sabotage?

    init(provider: SimulatedProvider, clock: VirtualClock, chance: Chance, faults: Faults, sabotage: Sabotage?) {
        self.sabotage = sabotage
        self.provider = provider
        self.clock = clock
        self.chance = chance
        self.faults = Mutex(faults)
    }

    func becomeReliable() { faults.withLock { $0 = .none } }

    var isQuiet: Bool { inFlight.withLock { $0 == 0 } }

    fileprivate enum Fate {
        case answered
        case notSent
        case lostBeforeEffect
        case lostAfterEffect
        case late
        case serverError
        case serverErrorAfterEffect
        case rateLimited
    }

    fileprivate func fate() -> Fate {
        let faults = faults.withLock { $0 }
        let fates: [(Fate, Int64)] = [
            (.notSent, faults.notSent), (.lostBeforeEffect, faults.lostBeforeEffect),
            (.lostAfterEffect, faults.lostAfterEffect), (.late, faults.late), (.serverError, faults.serverError),
            (.serverErrorAfterEffect, faults.serverErrorAfterEffect), (.rateLimited, faults.rateLimited),
        ]
        var draw = chance.number(in: 0...99)
        for (fate, percent) in fates {
            if draw < percent { return fate }
            draw -= percent
        }
        return .answered
    }

    fileprivate func carry(
        _ request: ExchangeRequest,
        deadline: Timestamp,
        isAlive: @Sendable () -> Bool
    ) async throws(ExchangeFailure) -> ExchangeResponse {
        guard isAlive() else { throw ExchangeFailure(bytesLeft: false, detail: "the process is gone") }
        let fate = fate()
        if fate == .notSent {
            await clock.wait(milliseconds: chance.number(in: 0...500))
            throw ExchangeFailure(bytesLeft: false, detail: "no connection")
        }
        inFlight.withLock { $0 += 1 }
        if fate == .late {
            // Nobody listens any more when it arrives, at the latest when the provider's declared delay has passed.
            let arrival = deadline.adding(milliseconds: chance.number(in: 1...110_000))
            clock.at(arrival) { [self] in
                _ = provider.handle(request)
                inFlight.withLock { $0 -= 1 }
            }
            await clock.wait(until: deadline)
            throw ExchangeFailure(bytesLeft: true, detail: "no answer before the deadline")
        }
        await clock.wait(milliseconds: chance.number(in: 1...400))
        let response = arrive(request, fate)
        inFlight.withLock { $0 -= 1 }
        guard let response else {
            // A connection that breaks, or one that stays silent.
            await clock.wait(until: chance.happens(percent: 50) ? clock.now().adding(milliseconds: 50) : deadline)
            throw ExchangeFailure(bytesLeft: true, detail: "the answer is lost")
        }
        await clock.wait(milliseconds: chance.number(in: 1...400))
        return response
    }

    private func arrive(_ request: ExchangeRequest, _ fate: Fate) -> ExchangeResponse? {
        switch fate {
        case .answered:
            if sabotage == .chargesTwice, request.method == "POST" { _ = provider.handle(request.withAnotherKey) }
            return provider.handle(request)
        case .lostAfterEffect:
            _ = provider.handle(request)
            return nil
        case .serverError: return provider.refusal(status: 500)
        case .serverErrorAfterEffect: return provider.handle(request, .failingAfterEffect)
        case .rateLimited: return provider.refusal(status: 429)
        case .notSent, .lostBeforeEffect, .late: return nil
        }
    }
}

/// One call's end of the network.
struct SimulatedExchange: HTTPExchange {
    let network: LossyNetwork?
    let deadline: Timestamp
    /// A dead process sends nothing; what it had sent goes on.
    let isAlive: @Sendable () -> Bool

    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        guard let network else { throw ExchangeFailure(bytesLeft: false, detail: "no way to this host") }
        return try await network.carry(request, deadline: deadline, isAlive: isAlive)
    }
}

extension ExchangeRequest {
    fileprivate var withAnotherKey: ExchangeRequest {
        let changed = headers.map { $0.name == "Idempotency-Key" ? HTTPHeader($0.name, "\($0.value)-again") : $0 }
        return ExchangeRequest(method: method, url: url, headers: changed, body: body)
    }
}
