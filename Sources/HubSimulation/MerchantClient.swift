import HubEngine
import HubStore
import PaymentVocabulary
import Synchronization

/// What a merchant's program got for a request.
enum Reply<Answer: Sendable>: Sendable {
    case answer(Answer)
    case refused(HubProblem)
    /// The connection broke: nobody knows.
    case lost
}

/// A request that a merchant made with an idempotency key, and everything that was answered to it.
struct KeyedRequest: Sendable {
    enum Content: Sendable {
        case create(NewPayment)
        case follow(PaymentID, FollowUp)
    }

    let principal: Principal
    let key: RequestKey
    let content: Content
    /// Answers that were not repeats, and repeats, as they came.
    var answers: [StoredAnswer] = []
    var refusals: [HubProblem] = []
}

/// A merchant's program: repeats with the same key whatever got no answer.
final class MerchantClient: Sendable {
    let clock: VirtualClock
    let chance: Chance
    private let process: @Sendable () -> HubProcess?
    private let requests = Mutex<[KeyedRequest]>([])
    private let heard = Mutex<[String]>([])

    init(clock: VirtualClock, chance: Chance, process: @escaping @Sendable () -> HubProcess?) {
        self.clock = clock
        self.chance = chance
        self.process = process
    }

    var log: [KeyedRequest] { requests.withLock { $0 } }

    /// What the hub did to the merchant that it must not do.
    var complaints: [String] { heard.withLock { $0 } }

    func complain(_ text: String) { heard.withLock { $0.append(text) } }

    /// Registers a request.
    ///
    /// - Returns: its place in the log.
    func open(_ request: KeyedRequest) -> Int {
        requests.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
    }

    /// One call of the hub, which may break off.
    func ask<Answer: Sendable>(_ call: @Sendable (Hub) async throws -> Answer) async -> Reply<Answer> {
        guard let process = process(), process.isAlive else { return .lost }
        do {
            let answer = try await call(process.hub)
            return process.isAlive ? .answer(answer) : .lost
        } catch let problem as HubProblem where process.isAlive {
            return .refused(problem)
        } catch {
            return .lost
        }
    }

    /// Calls until there is an answer or a refusal.
    func insist<Answer: Sendable>(_ call: @Sendable (Hub) async throws -> Answer) async -> Reply<Answer> {
        while true {
            let reply = await ask(call)
            guard case .lost = reply else { return reply }
            await clock.wait(milliseconds: chance.number(in: 100...10_000))
        }
    }

    /// Sends a request until it is answered, sometimes once more, sometimes twice at a time.
    @discardableResult
    func send(_ position: Int) async -> Reply<StoredAnswer> {
        if chance.happens(percent: 10) {
            async let first = settle(position)
            async let second = settle(position)
            _ = await first
            return await second
        }
        let reply = await settle(position)
        if chance.happens(percent: 15) {
            await clock.wait(milliseconds: chance.number(in: 0...100_000))
            _ = await settle(position)
        }
        return reply
    }

    /// Sends a request until it is answered or refused for good.
    @discardableResult
    func settle(_ position: Int) async -> Reply<StoredAnswer> {
        let request = requests.withLock { $0[position] }
        while true {
            let reply = await ask { hub in
                switch request.content {
                case .create(let new): try await hub.create(new, by: request.principal, key: request.key)
                case .follow(let payment, let followUp):
                    try await hub.follow(payment, with: followUp, by: request.principal, key: request.key)
                }
            }
            switch reply {
            case .answer(let answer):
                requests.withLock { $0[position].answers.append(answer) }
                return reply
            case .refused(let problem) where problem.kind == .stillRunning:
                await clock.wait(milliseconds: chance.number(in: 500...20_000))
            case .refused(let problem):
                requests.withLock { $0[position].refusals.append(problem) }
                return reply
            case .lost: await clock.wait(milliseconds: chance.number(in: 100...10_000))
            }
        }
    }
}
