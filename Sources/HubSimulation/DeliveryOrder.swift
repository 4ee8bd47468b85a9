import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import ProviderModels

/// In which order, and how often, the provider's events reach the hub.
enum DeliveryOrder: CaseIterable, Hashable, Sendable {
    /// As they happened, one after the other.
    case asHappened
    case reversed
    /// Drawn, most of them more than once, and interpreted side by side.
    case shuffledAndRepeated
}

extension Simulation {
    /// Lives through the same trade several times, each time with the webhooks held back until it is over, and brings
    /// them in another order.
    ///
    /// Half of the answers are lost and the hub does not ask by itself, so that some events are about payments that the provider has not
    /// named to us yet; those without a reference of ours, such as disputes, have to wait for one that has it.
    ///
    /// - Returns: what differs between the books afterwards; empty when the order made no difference.
    static func compareOrders(_ plan: SimulationPlan) -> [String] {
        // A crash would fall on another delivery in each order.
        var plan = plan
        plan.crashes = .planned(CrashPlan())
        plan.lostAnswers = 50
        do {
            let expected = try World(plan).booksAfterTrade(webhooks: .asHappened)
            for order in DeliveryOrder.allCases where order != .asHappened {
                let found = try World(plan).booksAfterTrade(webhooks: order)
                let differences = Set(expected).symmetricDifference(found).sorted()
                guard differences.isEmpty else { return ["webhooks \(order) lead to other books:"] + differences }
            }
            return []
        } catch {
            return ["the comparison of orders broke off: \(error)"]
        }
    }
}

extension World {
    /// The books without moments and sequence numbers, after all that happened was heard in this order.
    fileprivate func booksAfterTrade(webhooks order: DeliveryOrder) throws -> [String] {
        try open()
        startHub()
        process?.stopWorkers()
        trade(isHeldBack: true)
        let limit = clock.now().adding(seconds: 3_600)
        let hasArrived = run(until: { merchants.allSatisfy(\.network.isQuiet) && process != nil }, limit: limit)
        guard hasArrived, let hub = process?.hub else { throw SimulationStuck() }
        for merchant in merchants { try deliver(order, to: merchant, hub) }
        defer { stopHub() }
        return try store.readNow { transaction in
            try merchants.flatMap { try BookLines.timeless(Books(transaction, merchant: $0.merchant.id)) }
        }
    }

    private func deliver(_ order: DeliveryOrder, to merchant: SimulatedMerchant, _ hub: Hub) throws {
        let events = merchant.provider.eventLog.map(\.id)
        switch order {
        case .asHappened: try deliver(events, to: merchant, hub, interpretEach: true)
        case .reversed: try deliver(events.reversed(), to: merchant, hub, interpretEach: true)
        case .shuffledAndRepeated:
            let twice = events + events.filter { _ in chance.happens(percent: 60) }
            try deliver(chance.shuffled(twice), to: merchant, hub, interpretEach: false)
        }
    }

    private func deliver(_ events: [String], to merchant: SimulatedMerchant, _ hub: Hub, interpretEach: Bool) throws {
        for event in events {
            guard let webhook = merchant.provider.webhook(forEvent: event) else { continue }
            try perform {
                try await merchant.post.deliver(
                    webhook.headers,
                    webhook.body,
                    address: merchant.account.text,
                    to: hub
                )
            }
            if interpretEach { _ = try perform { try await hub.interpretInbox(limit: 1) } }
        }
        while try perform({ try await hub.interpretInbox(limit: 16) }) > 0 {}
    }
}
