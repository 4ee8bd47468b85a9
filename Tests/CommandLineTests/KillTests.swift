import Foundation
import TestSupport
import Testing

/// The real server is killed again and again while a provider delivers; what it acknowledged is there afterwards.
@Suite("kill -9 under webhook load") struct KillTests {
    private static let rounds = 6
    private static let connections = 4
    private static let amounts = ["40.00", "50.00", "60.00"]

    @Test("nothing acknowledged is lost, nothing is applied twice", arguments: [UInt64(1)])
    func keepsItsWord(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let provider = try await Server(
            Programs.sandbox,
            ["stripe", "--port", "0", "--api-key", Shop.providerKey, "--seed", "\(seed)"]
        )
        let shop = try Shop(provider: provider.port)
        let traffic = Traffic(templates: try await Self.seedPayments(shop, provider))
        var (cuts, killedBusy) = (0, 0)
        for _ in 0..<Self.rounds {
            let hub = try await shop.serve()
            let enough = traffic.acknowledged.count + Int.random(in: 5...60, using: &random)
            let deliveries = DispatchGroup()
            for _ in 0..<Self.connections {
                deliveries.enter()
                Thread.detachNewThread {
                    traffic.deliverUntilGone(hub)
                    deliveries.leave()
                }
            }
            for _ in 0..<2_000 where traffic.acknowledged.count < enough { try await Task.sleep(for: .milliseconds(5)) }
            hub.kill()
            // Their connections break at once, so this is short.
            await withCheckedContinuation { gone in deliveries.notify(queue: .global()) { gone.resume() } }
            cuts += traffic.waiting
            killedBusy += try Database(shop.database).number("SELECT count(*) FROM inbox WHERE state = 0") > 0 ? 1 : 0
        }
        // What was being interpreted when the server died is leased for a minute; signatures hold for five.
        let hub = try await shop.serve(ahead: 120)
        traffic.deliverTheRest(to: hub)
        #expect(cuts > 0, "the server was never killed under load")
        let found = try await expectEverythingOnce(shop, hub, traffic)
        print(
            """
            kill -9: \(Self.rounds) times, \(cuts) deliveries cut off, \(killedBusy) times with uninterpreted rows; \
            \(traffic.acknowledged.count) events acknowledged, \(found) of them found
            """
        )
    }

    /// Three authorised payments that pay invoices, captured at the provider: only webhooks can tell the hub.
    ///
    /// - Returns: every event that the provider made of them.
    private static func seedPayments(_ shop: Shop, _ provider: Server) async throws -> [ProviderEvent] {
        let hub = try await shop.serve()
        try hub.startShopping(invoices: amounts.enumerated().map { ("I-\($0)", $1) })
        for (index, amount) in amounts.enumerated() {
            let answer = try hub.api(
                "POST",
                "/v1/payments",
                """
                {"customer":"c1","account":"cards","amount":"\(amount)","currency":"EUR","capture":"manual",\
                "method":"pm_card_visa","invoices":[{"number":"I-\(index)"}]}
                """,
                key: "seed-\(index)"
            )
            try #require(try answer.object()["status"] as? String == "authorised", "\(answer.text)")
        }
        for intent in try provider.provider("GET", "/v1/payment_intents").list() {
            let id = try #require(intent["id"] as? String)
            try #require(try provider.provider("POST", "/v1/payment_intents/\(id)/capture").status == 200)
        }
        return try provider.provider("GET", "/v1/events?limit=100").list().map { event in
            let id = try #require(event["id"] as? String)
            return ProviderEvent(id: id, body: try provider.provider("GET", "/v1/events/\(id)").text)
        }
    }

    /// - Returns: how many of the acknowledged events are in the inbox.
    private func expectEverythingOnce(_ shop: Shop, _ hub: Server, _ traffic: Traffic) async throws -> Int {
        let database = try Database(shop.database)
        try await poll("the inbox to be interpreted") {
            try database.number("SELECT count(*) FROM inbox WHERE state = 0") == 0 ? true : nil
        }
        #expect(traffic.refusals.isEmpty)
        let acknowledged = traffic.acknowledged
        #expect(acknowledged.count >= Self.rounds * 10, "too little load to prove anything")
        let found = try database.rows("SELECT event_id, state, detail FROM inbox")
        let times = found.reduce(into: [:]) { $0[$1[0], default: 0] += 1 }
        #expect(acknowledged.filter { times[$0] == nil }.isEmpty, "acknowledged and lost")
        #expect(times.filter { $0.value > 1 }.isEmpty, "in the inbox twice")
        #expect(found.filter { $0[1] != "1" || !$0[2].hasPrefix("applied") }.isEmpty, "in the inbox and not applied")

        // Each acknowledged event is evidence, and the three captures are in the books once.
        let evidence = Set(
            try database.rows("SELECT DISTINCT source FROM fact_evidence").map { row in row[0].prefix { $0 != "#" } }
        )
        #expect(acknowledged.filter { !evidence.contains("webhook:cards:\($0)") }.isEmpty, "applied without evidence")
        let captured = try hub.api("GET", "/v1/payments").list().compactMap { $0["captured"] as? String }
        #expect(captured.sorted() == Self.amounts)
        let balances = try hub.api("GET", "/v1/ledger/balances").list().reduce(into: [String: String]()) {
            $0[$1["account"] as? String ?? ""] = $1["balance"] as? String
        }
        #expect(balances["provider_clearing:cards"] == "150.00" && balances["receivables:c1"] == "0.00", "\(balances)")
        let told = try database.rows(
            "SELECT subject, count(*) FROM outbox WHERE event_type = 'payment.captured' GROUP BY subject"
        )
        #expect(told.map { $0[1] } == ["1", "1", "1"], "the merchant is told once of each capture: \(told)")
        hub.kill()
        let verified = try await shop.verify()
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
        return acknowledged.count { times[$0] != nil }
    }
}
