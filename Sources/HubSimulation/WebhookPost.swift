import AdapterKit
import HubEngine
import PaymentCrypto
import PaymentVocabulary
import ProviderModels
import Synchronization

/// Brings the provider's webhooks to the hub: late, in any order, several times, with forgeries among them, and again
/// until the hub has acknowledged each.
final class WebhookPost: Sendable {
    struct Record: Sendable {
        /// Events in the order in which the hub first acknowledged them.
        var acknowledged: [String] = []
        var outstanding = 0
        /// Signed events that no adapter can read; the hub keeps them all the same.
        var unreadable: [String] = []
        /// Forged or broken deliveries that the hub took; there must be none.
        var swallowed: [String] = []
    }

    private let world: Surroundings
    private let record = Mutex(Record())
    private let faults: Mutex<Faults>
    /// Happens when webhooks may be delivered at all.
    let release = Signal()
    private let unreadableKey = HMACSHA256Key(Array(SimulatedProvider.webhookSecret.utf8))

    struct Surroundings: Sendable {
        let executor: SimulationExecutor
        let clock: VirtualClock
        let chance: Chance
        let hub: @Sendable () -> HubProcess?
        let webhook: @Sendable (_ eventID: String) -> SignedWebhook?
        let sabotage: Sabotage?
    }

    init(_ world: Surroundings, faults: Faults) {
        self.world = world
        self.faults = Mutex(faults)
    }

    func becomeReliable() { faults.withLock { $0 = .none } }

    var summary: Record { record.withLock { $0 } }
    var isQuiet: Bool { record.withLock { $0.outstanding == 0 } }

    /// Takes an event over from the provider.
    func accept(_ webhook: SignedWebhook, address: String) {
        record.withLock { $0.outstanding += 1 }
        world.executor.spawn { [self] in
            await release.wait()
            await deliver(webhook.eventID, address: address)
            record.withLock { $0.outstanding -= 1 }
        }
    }

    private func deliver(_ eventID: String, address: String) async {
        let faults = faults.withLock { $0 }
        let (chance, clock) = (world.chance, world.clock)
        await clock.wait(milliseconds: chance.number(in: 0...2_000))
        if chance.happens(percent: faults.webhookSlow) {
            await clock.wait(milliseconds: chance.number(in: 1_000...7_200_000))
        }
        if chance.happens(percent: faults.webhookForged) { await deliverForgery(of: eventID, address: address) }
        while true {
            if await attempt(eventID, address: address) { break }
            let patience = self.faults.withLock { $0.webhookLost } == 0 ? Int64(10_000) : 600_000
            await clock.wait(milliseconds: chance.number(in: 1_000...patience))
        }
        record.withLock { $0.acknowledged.append(eventID) }
        while chance.happens(percent: self.faults.withLock { $0.webhookRepeated }) {
            await clock.wait(milliseconds: chance.number(in: 0...1_800_000))
            _ = await attempt(eventID, address: address)
        }
    }

    /// - Returns: whether the hub answered 2xx and the answer arrived.
    private func attempt(_ eventID: String, address: String) async -> Bool {
        let faults = faults.withLock { $0 }
        guard let webhook = world.webhook(eventID) else { return true }
        if world.sabotage == .losesEvents, world.chance.happens(percent: 10) { return true }
        // Sometimes longer than the signature is good for.
        let transit = world.chance.happens(percent: faults.webhookSlow) ? Int64(600_000) : 500
        await world.clock.wait(milliseconds: world.chance.number(in: 1...transit))
        if world.chance.happens(percent: faults.webhookLost) { return false }
        let isTaken = await post(webhook.headers, webhook.body, address: address)
        // The acknowledgement can be lost as well as the delivery.
        return isTaken && !world.chance.happens(percent: faults.webhookLost)
    }

    private func post(_ headers: [HTTPHeader], _ body: [UInt8], address: String) async -> Bool {
        guard let process = world.hub(), process.isAlive else { return false }
        do {
            try await deliver(headers, body, address: address, to: process.hub)
            return process.isAlive
        } catch {
            return false
        }
    }

    /// Delivers without any mishap.
    ///
    /// - Throws: whatever the hub answers instead of 2xx.
    func deliver(_ headers: [HTTPHeader], _ body: [UInt8], address: String, to hub: Hub) async throws {
        let delivery = WebhookDelivery(
            method: "POST",
            path: "/webhooks/stripe/\(address)",
            query: "",
            headers: headers,
            body: body
        )
        _ = try await hub.receive(delivery, adapter: AdapterID("stripe"), account: AdapterAccountID(address))
    }

    private func deliverForgery(of eventID: String, address: String) async {
        guard let webhook = world.webhook(eventID) else { return }
        switch world.chance.index(below: 5) {
        case 0:
            let forged = webhook.forged(signatureHeader: StripeModel.signatureHeader)
            await expectRefusal(forged.headers, forged.body, address: address, "\(eventID) with a wrong signature")
        case 1:
            let body = webhook.body.map { $0 == UInt8(ascii: "1") ? UInt8(ascii: "9") : $0 } + [UInt8(ascii: " ")]
            await expectRefusal(webhook.headers, body, address: address, "\(eventID) with another body")
        case 2: await expectRefusal([], webhook.body, address: address, "\(eventID) without a signature")
        case 3:
            await expectRefusal(webhook.headers, webhook.body, address: "nobody", "\(eventID) to nobody's address")
        default: await deliverUnreadable(after: eventID, address: address)
        }
    }

    private func expectRefusal(_ headers: [HTTPHeader], _ body: [UInt8], address: String, _ name: String) async {
        guard await post(headers, body, address: address) else { return }
        record.withLock { $0.swallowed.append(name) }
    }

    /// Properly signed, but without what its type promises.
    private func deliverUnreadable(after eventID: String, address: String) async {
        let name = "\(eventID)x"
        let text = #"{"id":"\#(name)","object":"event","created":1,"type":"payment_intent.succeeded","data":{}}"#
        let body = Array(text.utf8)
        let time = String(world.clock.now().seconds)
        let code = unreadableKey.authenticationCode(for: Array("\(time).".utf8) + body)
        let header = HTTPHeader(StripeModel.signatureHeader, "t=\(time),v1=\(Hexadecimal.encode(code))")
        guard await post([header], body, address: address) else { return }
        record.withLock { $0.unreadable.append(name) }
    }
}
