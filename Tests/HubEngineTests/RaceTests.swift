import AdapterKit
import HubDomain
import HubEngine
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

/// Sentence 6: the sum never exceeds the whole, however many requests race.
struct RaceTests {
    enum Kind: String, CaseIterable, Sendable { case capture, refund }

    @Test(arguments: StoreKind.allCases, Kind.allCases)
    func followUpsNeverExceedWhatThereIs(store: StoreKind, kind: Kind) async throws {
        let world = try await World.make(store)
        let id = try await world.create(10_000, automatic: kind == .refund, key: "k").payment.id
        // Some answers are lost, some requests too: what is unknown stays held.
        var random = SeededGenerator(seed: 7)
        let faults: [FakeProvider.Fault] = [.none, .answerLost, .requestLost, .notSent, .refused]
        for _ in 0..<6 { world.provider.next(faults.randomElement(using: &random) ?? .none) }
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<25 {
                group.addTask {
                    let amount = eur(1_000)
                    let followUp = kind == .capture ? FollowUp.capture(amount) : .refund(amount)
                    do {
                        try await world.follow(id, followUp, key: "r\(number)")
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted >= 10)
        let payment = PaymentID(id)
        let moved = world.provider.total(kind == .capture ? .capture : .refund, of: payment)
        #expect(moved <= 10_000)
        try await world.verify()
        // Once everything is known, exactly the whole can be had, and not one cent more.
        world.clock.advance(seconds: 3_600)
        _ = try await world.work()
        let folded = try #require(try await world.books { try $0.payment(payment)?.folded })
        #expect((kind == .capture ? folded.captured : folded.refunded) == moved)
        if moved < 10_000 {
            let rest = eur(10_000 - moved)
            try await world.follow(id, kind == .capture ? .capture(rest) : .refund(rest), key: "rest")
        }
        let more = try await problem {
            try await world.follow(id, kind == .capture ? .capture(eur(1)) : .refund(eur(1)), key: "more")
        }
        #expect(more == .amountNotAvailable)
        #expect(world.provider.total(kind == .capture ? .capture : .refund, of: payment) == 10_000)
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func oneInvoiceIsPaidOnce(store: StoreKind) async throws {
        let world = try await World.make(store)
        try await world.issue("INV-1", 10_000)
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<8 {
                group.addTask { try? await world.create(10_000, for: ["INV-1"], key: "k\(number)").status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.compactMap(\.self) == [201])
        #expect(world.provider.calls == ["authorise"])
        try await world.verify()
    }

    /// What a payment holds of its invoice from its creation until it is certain that it brings nothing.
    @Test func aPaymentHoldsItsInvoices() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        world.provider.next(.answerLost)
        let lost = try await world.create(6_000, for: ["INV-1"], automatic: false, key: "k1").payment.id
        #expect(try await world.create(9_000, for: ["INV-1"], key: "k2").payment.allocations.map(\.amount) == ["40.00"])
        #expect(try await problem { try await world.create(100, for: ["INV-1"], key: "k3") } == .amountNotAvailable)
        world.clock.advance(seconds: 100)
        _ = try await world.work()
        #expect(try await problem { try await world.create(100, for: ["INV-1"], key: "k4") } == .amountNotAvailable)
        try await world.follow(lost, .void, key: "k5")
        #expect(try await world.create(6_000, for: ["INV-1"], key: "k6").status == 201)
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func oneKeyRacesItself(store: StoreKind) async throws {
        let world = try await World.make(store)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try? await world.create(10_000, key: "k") } }
        }
        #expect(world.provider.calls == ["authorise"])
        #expect(try await world.hub.payments(PageRequest(after: "", limit: 10), of: World.merchant.id).data.count == 1)
    }
}
