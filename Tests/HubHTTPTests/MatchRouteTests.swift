import AdapterKit
import HTTPTypes
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentCrypto
import PaymentVocabulary
import Testing

@Suite("matches over HTTP")
struct MatchRouteTests {
    private static let second = ApprovalRouteTests.second

    private struct Movement {
        let amount: String
        let text: String
        let reference: String
        var day = "0205"
        /// `C`, or `RC` for a credit that the bank takes back.
        var mark = "C"
    }

    /// Two people, three invoices of 10.00 and receipts that nobody has matched yet; two people are needed above 15.00.
    private func world(_ movements: [Movement]) async throws -> World {
        let store = try InlineSQLiteStore()
        var settings = HubSettings()
        settings.fourEyesAbove = [.eur: 1_500]
        let world = try await World(store: store, settings: settings)
        let keyHash = SHA256.hash(Self.second)
        try await store.run { transaction in
            try Books(transaction, merchant: MerchantID("m1"))
                .savePrincipal(name: "second", keyHash: keyHash, at: Timestamp(milliseconds: 0))
        }
        try await world.addCustomer()
        for number in ["i1", "i2", "i3"] {
            _ = try await world.send(.post, "/v1/invoices", InvoiceRouteTests.json(number: number))
        }
        let lines = movements.map {
            ":61:26\($0.day)\($0.day)\($0.mark)\($0.amount)NTRFNONREF//\($0.reference)\r\n:86:166?20\($0.text)?32One\r\n"
        }
        let statement =
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260201EUR0,00\r\n\(lines.joined())"
            + ":62F:C260210EUR99,00\r\n-\r\n"
        let imported = try await world.send(.post, "/v1/statements?name=s.sta", statement)
        #expect(imported.status == 200, "\(imported.text)")
        return world
    }

    private func post(
        _ world: World,
        _ path: String,
        _ body: String,
        key: String,
        by person: String = World.key
    ) async throws -> Answer {
        try await world.post("/v1/reconciliation/\(path)", body, key: key, by: person)
    }

    /// The line with this bank reference, as a part of an address.
    private func line(_ world: World, _ reference: String) async throws -> (identity: String, address: String) {
        let rows = try await world.hub.environment.store.read {
            try Books($0, merchant: MerchantID("m1")).statementLines(after: "", limit: 100)
        }
        let identity = try #require(rows.first { $0.identity.contains("/\(reference)/") }?.identity)
        return (identity, identity.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F"))
    }

    private func open(_ world: World, _ number: String) async throws -> String? {
        try await world.send(.get, "/v1/invoices/\(number)").string("open")
    }

    private func verify(_ world: World) async throws {
        let report = try await world.hub.verifyLedger(of: MerchantID("m1"))
        #expect(report.checks.flatMap(\.differences) == [])
    }

    private static func pay(_ parts: [String], _ more: String = "") -> String {
        #"{"currency":"EUR","reason":"phone","allocations":[\#(parts.joined(separator: ","))]\#(more)}"#
    }

    private static let first = #"{"invoice":"i1"}"#
    private static let second10 = #"{"invoice":"i2","amount":"10.00"}"#

    @Test("propose only, post, undo, supersede; each repeat gets the stored answer")
    func life() async throws {
        let world = try await world([Movement(amount: "10,00", text: "hello", reference: "R1")])
        let (identity, address) = try await line(world, "R1")
        let only = Self.pay([Self.first], #","propose":"only""#)
        let proposed = try await post(world, "lines/\(address)/matches", only, key: "k1")
        #expect(proposed.status == 201 && proposed.string("state") == "proposed", "\(proposed.text)")
        #expect(try await post(world, "lines/\(address)/matches", only, key: "k1").text == proposed.text)
        #expect(try await open(world, "i1") == "10.00")
        let posted = try await post(world, "matches/1/post", #"{"reason":"ok"}"#, key: "k2")
        #expect(posted.status == 200 && posted.string("state") == "posted", "\(posted.text)")
        #expect(try await open(world, "i1") == "0.00")
        let twice = try await post(world, "lines/\(address)/matches", Self.pay([Self.second10]), key: "k3")
        #expect(twice.status == 409 && twice.isProblem("conflict"), "\(twice.text)")
        let other = try await post(world, "matches/1/supersede", Self.pay([Self.second10]), key: "k4")
        #expect(other.status == 201 && other.string("state") == "posted", "\(other.text)")
        #expect(try await open(world, "i1") == "10.00")
        #expect(try await open(world, "i2") == "0.00")
        let undone = try await post(world, "matches/2/undo", #"{"reason":"no"}"#, key: "k5")
        #expect(undone.string("state") == "undone" && undone.string("line") == identity, "\(undone.text)")
        #expect(try await open(world, "i2") == "10.00")
        let listed = try await world.send(.get, "/v1/reconciliation/matches").json.elements("data")
        #expect(try listed.map { try $0.string("state") } == ["superseded", "undone"])
        let shown = try await world.send(.get, "/v1/reconciliation/matches/2")
        #expect(try shown.json.elements("versions").map { try $0.string("by") } == ["test", "test"])
        try await verify(world)
    }

    @Test("what is wrong is said with its place, and what is not there is not there")
    func refuses() async throws {
        let world = try await world([Movement(amount: "10,00", text: "hello", reference: "R1")])
        let (_, address) = try await line(world, "R1")
        let wrong = [
            (Self.pay([]), "invalid-request"), (Self.pay([#"{"invoice":"none"}"#]), "invalid-request"),
            (Self.pay([#"{"kind":"gift"}"#]), "invalid-request"),
            (Self.pay([Self.first], #","propose":"maybe""#), "invalid-request"),
            (Self.pay([#"{"invoice":"i1","amount":"10.01"}"#]), "amount-not-available"),
        ]
        for (position, (body, kind)) in wrong.enumerated() {
            let answer = try await post(world, "lines/\(address)/matches", body, key: "w\(position)")
            #expect(answer.isProblem(kind), "\(body): \(answer.text)")
        }
        #expect(try await post(world, "lines/none/matches", Self.pay([Self.first]), key: "a").status == 404)
        #expect(try await post(world, "matches/7/undo", #"{"reason":"x"}"#, key: "b").status == 404)
        #expect(try await post(world, "matches/0/undo", #"{"reason":"x"}"#, key: "c").status == 404)
        let path = "/v1/reconciliation/lines/\(address)/matches"
        #expect(try await world.send(.post, path, Self.pay([Self.first])).status == 400, "without a key")
    }

    @Test("above the limit another person posts and another one undoes, and an approval ends with its match")
    func fourEyes() async throws {
        let world = try await world([
            Movement(amount: "1,00", text: "little", reference: "R1"),
            Movement(amount: "20,00", text: "much", reference: "R2"),
        ])
        let little = try await line(world, "R1").address
        // 1.00 that closes 20.00 by discounts.
        let discounts = Self.pay([
            #"{"invoice":"i1","amount":"1.00"}"#, #"{"kind":"discount","invoice":"i1","amount":"9.00"}"#,
            #"{"kind":"discount","invoice":"i2","amount":"10.00"}"#,
        ])
        let asked = try await post(world, "lines/\(little)/matches", discounts, key: "k1")
        #expect(asked.string("state") == "proposed", "\(asked.text)")
        let approval = try #require(asked.string("approval"))
        #expect(try await post(world, "matches/1/post", #"{"reason":"me"}"#, key: "k2").status == 409)
        let withdrawn = try await post(world, "matches/1/undo", #"{"reason":"mistake"}"#, key: "k3")
        #expect(withdrawn.string("state") == "rejected" && withdrawn.string("approval") == nil, "\(withdrawn.text)")
        let decision = try await world.send(
            .post,
            "/v1/approvals/\(approval)/decision",
            #"{"decision":"approve"}"#,
            key: Self.second,
            headers: [("Idempotency-Key", "d1")]
        )
        #expect(decision.status == 409, "\(decision.text)")
        #expect(try await open(world, "i1") == "10.00")

        let much = try await line(world, "R2").address
        let both = Self.pay([Self.first, Self.second10])
        let again = try await post(world, "lines/\(much)/matches", both, key: "k4")
        #expect(again.string("state") == "proposed", "\(again.text)")
        let posted = try await post(world, "matches/2/post", #"{"reason":"yes"}"#, key: "k5", by: Self.second)
        #expect(posted.string("state") == "posted", "\(posted.text)")
        let undo = try await post(world, "matches/2/undo", #"{"reason":"no"}"#, key: "k6", by: Self.second)
        #expect(undo.string("state") == "posted", "only asked for: \(undo.text)")
        let path = "/v1/approvals/\(try #require(undo.string("approval")))/decision"
        let decided = try await world.send(
            .post,
            path,
            #"{"decision":"approve"}"#,
            headers: [("Idempotency-Key", "d2")]
        )
        #expect(decided.string("state") == "approved", "\(decided.text)")
        #expect(try await open(world, "i1") == "10.00")
        try await verify(world)
    }

    @Test("a return that may be of two receipts waits for the one that a person names")
    func namesReturns() async throws {
        let world = try await world([
            Movement(amount: "10,00", text: "i1", reference: "REF1"),
            Movement(amount: "10,00", text: "i2", reference: "REF2"),
            Movement(amount: "10,00", text: "sorry", reference: "BACK", day: "0207", mark: "RC"),
        ])
        let (back, address) = try await line(world, "BACK")
        let receipt = try await line(world, "REF1").identity
        let body = #"{"receipt":"\#(receipt)","reason":"the bank's letter"}"#
        let wrong = try await post(world, "lines/\(address)/return", body.replacing("REF1", with: "REF9"), key: "k0")
        #expect(wrong.status == 404, "\(wrong.text)")
        let named = try await post(world, "lines/\(address)/return", body, key: "k1")
        #expect(named.status == 201 && named.string("line") == back && named.string("receipt") == receipt)
        #expect(named.string("basis") == "said by test: the bank's letter", "\(named.text)")
        #expect(try await post(world, "lines/\(address)/return", body, key: "k1").text == named.text)
        #expect(try await post(world, "lines/\(address)/return", body, key: "k2").status == 409)
        try await verify(world)
        let reason = #"{"reason":"the other one"}"#
        let path = "lines/\(address)/return/undo"
        let undone = try await post(world, path, reason, key: "k3", by: Self.second)
        #expect(undone.status == 200 && undone.string("receipt") == receipt, "\(undone.text)")
        #expect(try await post(world, path, reason, key: "k3", by: Self.second).text == undone.text)
        #expect(try await post(world, path, reason, key: "k4").status == 409)
        #expect(try await post(world, "lines/\(address)/return", body, key: "k5").status == 201, "it waits again")
        try await verify(world)
    }

    @Test("a person names how much of a receipt a debit took")
    func namesParts() async throws {
        let world = try await world([
            Movement(amount: "10,00", text: "i1", reference: "REF1"),
            Movement(amount: "4,30", text: "sorry", reference: "BACK", day: "0207", mark: "RC"),
        ])
        let (address, receipt) = try await (line(world, "BACK").address, line(world, "REF1").identity)
        func post(_ more: String, key: String) async throws -> Answer {
            let body = #"{"receipt":"\#(receipt)","reason":"the bank's letter"\#(more)}"#
            return try await self.post(world, "lines/\(address)/return", body, key: key)
        }
        let rest = #","amount":"4.00","currency":"EUR","allocations":[{"invoice":"i1"}]"#
        let early = try await post(rest, key: "k0")
        #expect(early.status == 422 && early.text.contains("the receipt pays nothing yet"), "\(early.text)")
        let paid = #"{"currency":"EUR","allocations":[{"invoice":"i1"}],"reason":"by phone"}"#
        let line = try await line(world, "REF1").address
        #expect(try await self.post(world, "lines/\(line)/matches", paid, key: "k1").status == 201)
        #expect(try await open(world, "i1") == "0.00")
        let refused = try await post("", key: "k2")
        #expect(refused.status == 422 && refused.text.contains("/amount"), "\(refused.text)")
        let named = try await post(#","amount":"4.00","currency":"EUR""#, key: "k3")
        #expect(named.status == 201 && named.string("amount") == "4.00", "\(named.text)")
        #expect(try await open(world, "i1") == "4.00")
        try await verify(world)
    }
}
