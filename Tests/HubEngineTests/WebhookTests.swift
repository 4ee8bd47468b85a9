import AdapterKit
import HubDomain
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

struct WebhookTests {
    /// What the provider would tell of a payment of 100.00 that was captured, and refunded in part.
    static func story(_ payment: String?) -> [ProviderFact] {
        [
            fact(.authorisation, .succeeded(eur(10_000)), "pp_9", "pp_9", payment: payment),
            fact(.capture, .pending, "pp_9", "ch_9", payment: payment),
            fact(.capture, .succeeded(eur(10_000)), "pp_9", "ch_9", payment: payment),
            fact(.refund, .succeeded(eur(4_000)), "pp_9", "re_9", payment: payment),
            fact(.refund, .returned(eur(4_000), code: "failed"), "pp_9", "re_9", payment: payment),
        ]
    }

    @Test(arguments: StoreKind.allCases)
    func aDeliveryCountsOnce(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        let id = try await world.create(10_000, key: "k1").payment.id
        let refund = [fact(.refund, .succeeded(eur(500)), "pp_\(id)", "re_1", payment: id)]
        #expect(try await world.deliver(refund, event: "evt_1") == .accepted)
        #expect(try await world.deliver(refund, event: "evt_1") == .repeated)
        #expect(try await world.deliver(refund, event: "evt_2") == .accepted)
        #expect(try await world.payment(id).refunded == "5.00")
        let timeline = try #require(try await world.hub.timeline(PaymentID(id), of: World.merchant.id))
        #expect(timeline.count { $0.kind == "refund" } == 2, "one fact, two pieces of evidence")
        try await world.verify()
    }

    /// Facts about a payment that nobody knows wait, and are released when its answer names it.
    @Test(arguments: StoreKind.allCases)
    func factsWaitForTheirPayment(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1", 10_000)
        world.provider.next(.answerLost)
        let id = try await world.create(10_000, for: ["INV-1"], key: "k1").payment.id
        // Only the provider's name, which no answer has told us yet.
        try await world.deliver([fact(.refund, .succeeded(eur(4_000)), "pp_\(id)", "re_1")], event: "evt_1")
        // The same event with another body, as some providers repeat it: another fact, to be kept too.
        try await world.deliver([fact(.chargeback, .succeeded(eur(1_000)), "pp_\(id)", "dp_1")], event: "evt_1")
        #expect(try await world.books { try $0.parkedCount() } == 2)
        #expect(try await world.payment(id).status == "indeterminate")
        world.clock.advance(seconds: 60)
        _ = try await world.work()
        #expect(try await world.books { try $0.parkedCount() } == 0)
        let payment = try await world.payment(id)
        #expect(payment.refunded == "40.00")
        #expect(payment.disputed == "10.00")
        #expect(try await world.invoice("INV-1").invoice.open == eur(5_000))
        try await world.verify()
    }

    /// The answer is lost; the webhook that comes meanwhile settles it, and the inquiry is called off.
    @Test func aWebhookBeforeTheAnswerSettles() async throws {
        let world = try await World.make()
        world.provider.next(.answerLost)
        let id = try await world.create(10_000, key: "k1").payment.id
        let known = world.provider.facts(of: PaymentID(id))
        try await world.deliver(known, event: "evt_1")
        #expect(try await world.payment(id).status == "captured")
        #expect(try await world.due() == [])
        try await world.verify()
    }

    @Test func aWebhookIsThereBeforeTheAnswerIsRecorded() async throws {
        let crash = OneShot()
        let store = try InlineSQLiteStore(hooks: .init(beforeCommit: { _ in try crash.strike() }))
        let before = try await World.make(on: store)
        crash.arm(after: 1)
        await #expect(throws: OneShot.Struck.self) { try await before.create(10_000, key: "k1") }
        let world = try before.restarted(on: store.restarted())
        let page = try await world.hub.payments(PageRequest(after: "", limit: 10), of: World.merchant.id)
        let id = try #require(page.data.first?.id)
        try await world.deliver(world.provider.facts(of: PaymentID(id)), event: "evt_1")
        world.clock.advance(seconds: 60)
        let recovered = try await world.create(10_000, key: "k1")
        #expect(recovered.payment.status == "captured")
        try await world.verify()
    }

    /// Sentence 3, through the whole engine: every order of the webhooks ends with the same books.
    @Test func everyOrderEndsWithTheSameBooks() async throws {
        var expected: [String]?
        let orders = permutations(Array(0..<5))
        for order in orders {
            let world = try await World.make()
            try await world.issue("INV-1", 10_000)
            world.provider.next(.requestLost)
            let id = try await world.create(10_000, for: ["INV-1"], key: "k1").payment.id
            let story = Self.story(id)
            for position in order { try await world.deliver([story[position]], event: "evt_\(position)") }
            // A repeat in the middle of nowhere.
            try await world.deliver([story[order[0]]], event: "evt_again")
            let digest = try await world.digest()
            #expect(digest == expected ?? digest, "\(order)")
            expected = digest
            try await world.verify()
        }
        #expect(expected?.contains("INV-1 open 0 reversible 10000") == true)
    }

    @Test func factsThatDisagreeStayVisible() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let id = try await world.create(10_000, for: ["INV-1"], key: "k1").payment.id
        let object = "ch_pp_\(id)"
        try await world.deliver([fact(.capture, .succeeded(eur(9_000)), "pp_\(id)", object, payment: id)], event: "e1")
        let dollars = Money(minorUnits: 9, currency: .usd)
        try await world.deliver([fact(.capture, .succeeded(dollars), "pp_\(id)", object, payment: id)], event: "e2")
        let payment = try await world.payment(id)
        #expect(payment.status == "conflict")
        #expect(payment.captured == "90.00", "the smallest of what came in")
        #expect(try await world.invoice("INV-1").invoice.open == eur(1_000))
        try await world.verify()
    }

    @Test func aForgedDeliveryIsQuarantined() async throws {
        let world = try await World.make()
        let forged = try FakeProvider.webhook([], event: "evt_1", signature: "bad")
        let kind = try await problem {
            _ = try await world.hub.receive(forged, adapter: AdapterID("fake"), account: World.account)
        }
        #expect(kind == .untrusted)
        #expect(try await world.hub.quarantine(limit: 10, of: World.merchant.id).map(\.address) == ["fake/card"])
        let stray = try await problem {
            _ = try await world.hub.receive(forged, adapter: AdapterID("fake"), account: AdapterAccountID("other"))
        }
        #expect(stray == .notFound)
        #expect(try await world.books { try $0.inboxCount().total } == 0)
    }

    @Test func anEventThatCannotBeReadIsKeptForAPerson() async throws {
        let world = try await World.make()
        let delivery = WebhookDelivery(
            method: "POST",
            path: "",
            query: "",
            headers: [HTTPHeader("event", "evt_1"), HTTPHeader("signature", "good")],
            body: Array("{".utf8)
        )
        _ = try await world.hub.receive(delivery, adapter: AdapterID("fake"), account: World.account)
        #expect(try await world.hub.interpretInbox(limit: 10) == 1)
        #expect(try await world.hub.interpretInbox(limit: 10) == 0)
        let page = try await world.hub.deliveries(after: 0, limit: 10, of: World.merchant.id)
        #expect(page.data.map(\.state) == ["unreadable"])
    }

    /// A provider that calls two payments by one name harms neither, and its delivery is not tried for ever.
    @Test func aNameBelongsToOnePayment() async throws {
        let world = try await World.make()
        let first = try await world.create(10_000, key: "k1").payment.id
        world.provider.next(.answerLost)
        let second = try await world.create(10_000, key: "k2").payment.id
        try await world.deliver(
            [fact(.authorisation, .succeeded(eur(10_000)), "pp_\(first)", "pp_x", payment: second)],
            event: "evt_1"
        )
        let page = try await world.hub.deliveries(after: 0, limit: 10, of: World.merchant.id)
        #expect(page.data.map(\.state) == ["done"])
        let names = try await world.books { books in
            try [first, second].map { try books.payment(PaymentID($0))?.row.providerPayment }
        }
        #expect(names == ["pp_\(first)", nil])
        try await world.verify()
    }

    // MARK: - Caps

    @Test func theQuarantineIsCappedInRows() async throws {
        let world = try await World.make()
        let size = try await world.store.run { transaction in
            for number in 0..<10_020 {
                try Self.keep(number, bytes: 1, transaction)
            }
            return try Self.size(transaction)
        }
        #expect(size.rows == Quarantine.rowsMax)
        let newest = try await world.hub.quarantine(limit: 1, of: World.merchant.id)
        #expect(newest.map(\.reason) == ["10019"], "the oldest leave first")
    }

    @Test func theQuarantineIsCappedInBytes() async throws {
        let world = try await World.make()
        let size = try await world.store.run { transaction in
            for number in 0..<70 { try Self.keep(number, bytes: 1 << 20, transaction) }
            return try Self.size(transaction)
        }
        #expect(size.bytes <= Quarantine.bytesMax)
        #expect(size.rows == 63)
    }

    /// Counted anew; what the store says of itself has to be the same.
    private static func size(_ transaction: any Transaction) throws -> (rows: Int64, bytes: Int64) {
        func pair(_ sql: String) throws -> [Int64] {
            let row = try transaction.row(Statement(name: "size", sql: sql))
            return [try row?.int64(0) ?? 0, try row?.int64(1) ?? 0]
        }
        let counted = try pair(
            "SELECT COUNT(*), SUM(LENGTH(address) + LENGTH(reason) + LENGTH(headers) + LENGTH(body)) FROM quarantine"
        )
        #expect(try pair("SELECT total, bytes FROM quarantine_size") == counted)
        return (counted[0], counted[1])
    }

    private static func keep(_ number: Int, bytes: Int, _ transaction: any Transaction) throws {
        try Quarantine.keep(
            transaction,
            merchant: World.merchant.id,
            address: "a",
            reason: "\(number)",
            headers: "h",
            body: [UInt8](repeating: 0, count: bytes),
            at: World.start
        )
    }
}

func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index -> [[Element]] in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}
