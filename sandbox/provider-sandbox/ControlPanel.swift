import Foundation
import PaymentVocabulary
import ProviderModels

/// The addresses under `/_sandbox/`, for whoever directs a demo or a test.
struct ControlPanel: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]

        init(_ document: JSONTree, status: Int = 200) {
            self.status = status
            body = document.bytes
        }

        static func refusal(_ status: Int, _ message: String) -> Answer {
            Answer(["error": .string(message)], status: status)
        }
    }

    let sandbox: StripeSandbox
    let deliveries: DeliveryLoop

    func answer(method: String, path: String, body: [UInt8]) -> Answer {
        let segments = path.split(separator: "/").map(String.init)
        let id = segments.count > 2 ? segments[2] : nil
        let verb = segments.count > 3 ? segments[3] : nil
        switch (method, segments[1], id, verb) {
        case ("GET", "deliveries", nil, nil): return deliveryLog()
        case ("GET", "events", nil, nil): return eventLog()
        case ("GET", "clock", nil, nil): return clock()
        case ("POST", "clock", nil, nil): return moveClock(body)
        case ("POST", "faults", nil, nil): return planFault(body)
        case ("DELETE", "faults", nil, nil):
            _ = sandbox.withState { $0.faults.clear() }
            return Answer(["planned": false])
        case ("POST", "deliver", let event?, nil): return resend(event, body)
        case ("POST", "disputes", nil, nil): return openDispute(body)
        case ("POST", "disputes", let dispute?, "win"?): return closeDispute(dispute, won: true)
        case ("POST", "disputes", let dispute?, "lose"?): return closeDispute(dispute, won: false)
        default: return .refusal(404, "unknown control: \(method) \(path)")
        }
    }

    private func deliveryLog() -> Answer {
        let attempts = deliveries.log.map { attempt -> JSONTree in
            [
                "event": .string(attempt.event),
                "type": .string(attempt.type),
                "attempt": .integer(Int64(attempt.attempt)),
                "forged": .bool(attempt.forged),
                "status": JSONTree(attempt.status.map { Int64($0) }),
                "error": JSONTree(attempt.error),
                "delivered": .bool(attempt.delivered),
            ]
        }
        return Answer(["deliveries": .array(attempts), "pending": .integer(Int64(deliveries.pendingCount))])
    }

    private func eventLog() -> Answer {
        let events = sandbox.withState { state in
            state.model.eventLog.map { event -> JSONTree in
                ["id": .string(event.id), "type": .string(event.type)]
            }
        }
        return Answer(["events": .array(events ?? [])])
    }

    private func clock() -> Answer {
        let now = sandbox.withState { $0.clock.now } ?? Timestamp(seconds: 0)
        return Answer(["now": .string(now.description), "unix": .integer(now.seconds)])
    }

    private struct ClockOrder: Decodable {
        enum Moment: Decodable {
            case seconds(Int64)
            case text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let seconds = try? container.decode(Int64.self) {
                    self = .seconds(seconds)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }

            var timestamp: Timestamp? {
                switch self {
                case .seconds(let seconds): Timestamp(seconds: seconds)
                case .text(let text):
                    (try? Date(text, strategy: .iso8601)).map {
                        Timestamp(seconds: Int64($0.timeIntervalSince1970.rounded(.down)))
                    }
                }
            }
        }

        let now: Moment?
        let advanceSeconds: Int64?
        let frozen: Bool?
    }

    private func moveClock(_ body: [UInt8]) -> Answer {
        guard let order = read(ClockOrder.self, body), order.now != nil || order.advanceSeconds != nil else {
            return .refusal(400, "expected {\"now\": seconds or RFC 3339} or {\"advance_seconds\": number}")
        }
        if let moment = order.now {
            guard let timestamp = moment.timestamp else { return .refusal(400, "\"now\" is no moment") }
            _ = sandbox.withState { $0.clock.set(timestamp, frozen: order.frozen ?? false) }
        }
        if let seconds = order.advanceSeconds {
            guard (0...3_153_600_000).contains(seconds) else {
                return .refusal(400, "\"advance_seconds\" must be between 0 and a century")
            }
            _ = sandbox.withState { $0.clock.advance(milliseconds: seconds * 1_000) }
        }
        deliveries.poke()
        return clock()
    }

    private struct FaultOrder: Decodable {
        let fault: String
        let count: Int?
        let milliseconds: Int64?
    }

    private func planFault(_ body: [UInt8]) -> Answer {
        guard let order = read(FaultOrder.self, body) else { return .refusal(400, "expected {\"fault\": name}") }
        let count = order.count ?? 1
        guard (1...10_000).contains(count) else { return .refusal(400, "\"count\" must be between 1 and 10000") }
        let request = FaultPlan.RequestFault(rawValue: order.fault)
        let webhook = FaultPlan.WebhookFault(rawValue: order.fault)
        let delay = order.milliseconds ?? 1_000
        guard (0...600_000).contains(delay) else { return .refusal(400, "a delay is at most 600000 ms") }
        guard request != nil || webhook != nil || order.fault == "delay" else {
            let names =
                FaultPlan.RequestFault.allCases.map(\.rawValue) + FaultPlan.WebhookFault.allCases.map(\.rawValue)
            return .refusal(400, "unknown fault; known are delay, " + names.joined(separator: ", "))
        }
        _ = sandbox.withState { state in
            if let request { state.faults.add(request, count: count) }
            if let webhook { state.faults.add(webhook, count: count) }
            if order.fault == "delay" { state.faults.addDelay(milliseconds: delay, count: count) }
        }
        return Answer(["fault": .string(order.fault), "count": .integer(Int64(count))])
    }

    private struct ResendOrder: Decodable {
        let forged: Bool?
    }

    private func resend(_ event: String, _ body: [UInt8]) -> Answer {
        let order = body.isEmpty ? ResendOrder(forged: false) : read(ResendOrder.self, body)
        guard let order else { return .refusal(400, "expected {\"forged\": true or false}") }
        guard let webhook = sandbox.webhook(forEvent: event) else { return .refusal(404, "unknown event") }
        let isForged = order.forged ?? false
        let outgoing = isForged ? webhook.forged(signatureHeader: StripeModel.signatureHeader) : webhook
        deliveries.enqueue(outgoing, isRetried: !isForged)
        return Answer(["event": .string(event), "forged": .bool(isForged)], status: 202)
    }

    private struct DisputeOrder: Decodable {
        let charge: String
    }

    private func openDispute(_ body: [UInt8]) -> Answer {
        guard let order = read(DisputeOrder.self, body) else { return .refusal(400, "expected {\"charge\": id}") }
        let opened = sandbox.withState { $0.model.openDispute(charge: order.charge, now: $0.clock.now) } ?? nil
        deliveries.poke()
        guard let opened else { return .refusal(409, "no such captured, undisputed charge") }
        return Answer(["dispute": .string(opened)])
    }

    private func closeDispute(_ dispute: String, won: Bool) -> Answer {
        let closed = sandbox.withState { state in
            let now = state.clock.now
            return won ? state.model.winDispute(dispute, now: now) : state.model.loseDispute(dispute, now: now)
        }
        deliveries.poke()
        guard closed == true else { return .refusal(409, "no such open dispute") }
        return Answer(["dispute": .string(dispute), "status": won ? "won" : "lost"])
    }

    private func read<Order: Decodable>(_ type: Order.Type, _ body: [UInt8]) -> Order? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(type, from: Data(body))
    }
}
