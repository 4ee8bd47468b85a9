import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import HubStoreSQLite
import PaymentCrypto
import PaymentVocabulary
import Testing

/// Who may do what, at every address that changes something.
@Suite("capabilities over HTTP") struct CapabilityRouteTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let address: String
        let path: String
        let body: String
        /// One of which is enough.
        let needs: [Capability]
        var method = HTTPRequest.Method.post

        init(_ address: String, _ body: String, _ needs: Capability..., path: String? = nil) {
            (self.address, self.path, self.body, self.needs) = (address, path ?? address, body, needs)
        }

        var testDescription: String { "\(method) \(path)" }
    }

    private static let why = #"{"reason":"why"}"#
    private static let lines = "/v1/reconciliation/lines"
    private static let allocations =
        #""currency":"EUR","allocations":[{"kind":"unapplied","customer":"c1","amount":"1.00"}]"#

    static let changes: [Change] = [
        Change(
            "/v1/payments/p/resolutions",
            #"{"operation":"o","outcome":"declined","note":"n"}"#,
            .pay,
            path: "/v1/payments/{id}/resolutions"
        ),
        Change(
            "/v1/payments",
            #"{"customer":"c1","account":"main","amount":"1.00","currency":"EUR","method":"pm_1"}"#,
            .pay
        ),
        Change("/v1/payments/p/captures", "{}", .pay, path: "/v1/payments/{id}/captures"),
        Change("/v1/payments/p/refunds", "{}", .pay, path: "/v1/payments/{id}/refunds"),
        Change("/v1/payments/p/voids", "{}", .pay, path: "/v1/payments/{id}/voids"),
        Change("/v1/approvals/a/decision", #"{"decision":"approve"}"#, .approve, path: "/v1/approvals/{id}/decision"),
        Change("/v1/credit/decisions", #"{"customer":"c1","amount":"1.00","currency":"EUR"}"#, .credit),
        Change("/v1/credit/reservations", #"{"id":"r","customer":"c1","amount":"1.00","currency":"EUR"}"#, .credit),
        Change("/v1/credit/reservations/r/commit", "{}", .credit, path: "/v1/credit/reservations/{id}/commit"),
        Change("/v1/credit/reservations/r/release", "{}", .credit, path: "/v1/credit/reservations/{id}/release"),
        Change("/v1/customers/c1", #"{"name":"Buyer"}"#, .invoices, path: "/v1/customers/{id}"),
        Change("/v1/invoices", "[]", .invoices),
        Change("/v1/invoices/I/cancellation", why, .invoices, path: "/v1/invoices/{number}/cancellation"),
        Change(
            "/v1/invoices/I/correction",
            #"{"number":"J","reason":"why"}"#,
            .invoices,
            path: "/v1/invoices/{number}/correction"
        ),
        Change(
            "/v1/statements?name=a.sta",
            ":20:A\r\n:25:1\r\n:28C:1\r\n:60F:C260101EUR0,\r\n:62F:C260101EUR0,\r\n-",
            .statements,
            path: "/v1/statements"
        ),
        Change("/v1/reconciliations", "{}", .statements),
        Change("\(lines)/l/owner", #"{"customer":"c1","reason":"why"}"#, .post, path: "\(lines)/{id}/owner"),
        Change("\(lines)/l/matches", "{\(allocations),\"reason\":\"why\"}", .post, path: "\(lines)/{id}/matches"),
        Change("\(lines)/l/return", #"{"receipt":"r","reason":"why"}"#, .post, path: "\(lines)/{id}/return"),
        Change("\(lines)/l/return/undo", why, .undo, path: "\(lines)/{id}/return/undo"),
        Change("/v1/reconciliation/matches/1/post", why, .post, .approve, path: "/v1/reconciliation/matches/{id}/post"),
        Change("/v1/reconciliation/matches/1/undo", why, .undo, path: "/v1/reconciliation/matches/{id}/undo"),
        Change(
            "/v1/reconciliation/matches/1/supersede",
            "{\(allocations),\"reason\":\"why\"}",
            .undo,
            path: "/v1/reconciliation/matches/{id}/supersede"
        ),
        Change(
            "/v1/reconciliation/aliases",
            #"{"account":"DE89370400440532013000","customer":"c1","reason":"why"}"#,
            .post
        ),
        Change("/v1/reconciliation/aliases/a/forget", why, .undo, path: "/v1/reconciliation/aliases/{payer}/forget"),
        Change("/v1/periods/2026-01/closing", "{}", .close, path: "/v1/periods/{period}/closing"),
        Change("/v1/periods/2026-01/reopening", "{}", .close, path: "/v1/periods/{period}/reopening"),
        Change(
            "/v1/periods/2026-01/provider-balances",
            #"{"account":"main","amount":"1.00","currency":"EUR"}"#,
            .statements,
            .close,
            path: "/v1/periods/{period}/provider-balances"
        ),
    ].map { change in
        var change = change
        if change.path == "/v1/customers/{id}" { change.method = .put }
        return change
    }

    /// What only asks a provider again, and the sandbox's clock.
    private static let free: Set<String> = ["/v1/payments/{id}/inquiry", "/v1/sandbox/clock"]

    /// The caller may do these; somebody else may do all.
    private func world(_ may: [Capability]?) async throws -> (world: World, store: InlineSQLiteStore) {
        let store = try InlineSQLiteStore()
        let world = try await World(store: store)
        try await world.addCustomer()
        try await grant(may, in: store)
        return (world, store)
    }

    private func grant(_ may: [Capability]?, in store: InlineSQLiteStore) async throws {
        try await store.run { transaction in
            let books = Books(transaction, merchant: MerchantID("m1"))
            let (now, words) = (Timestamp(milliseconds: 0), may?.map(\.rawValue))
            try books.savePrincipal(name: "test", keyHash: SHA256.hash(World.key), may: words, at: now)
            try books.savePrincipal(name: "boss", keyHash: SHA256.hash("somebody else's key"), at: now)
        }
    }

    private func send(_ change: Change, to world: World, _ key: String) async throws -> Answer {
        try await world.send(change.method, change.address, change.body, headers: [("Idempotency-Key", key)])
    }

    private func audited(_ store: InlineSQLiteStore) throws -> Int64 {
        try store.runNow {
            try $0.row(Statement(name: "count", sql: "SELECT COUNT(*) FROM audit"))?.int64(0) ?? -1
        }
    }

    @Test("is refused without it, changes nothing, and is not refused with it", arguments: changes)
    func asks(_ change: Change) async throws {
        let others = Capability.allCases.filter { !change.needs.contains($0) }
        let (world, store) = try await world(others)
        let before = try audited(store)
        let refused = try await send(change, to: world, "k1")
        #expect(refused.isProblem("forbidden") && refused.status == 403, "\(refused.text)")
        #expect(refused.text.contains(change.needs[0].rawValue) && refused.text.contains("boss may"), "\(refused.text)")
        #expect(try audited(store) == before)
        for capability in change.needs {
            // A server that runs notices at once, and the key of what was refused is not used up.
            try await grant([capability], in: store)
            let answer = try await send(change, to: world, "k1")
            #expect(answer.status != 403, "\(capability): \(answer.text)")
        }
    }

    @Test("every address that changes something is in this table")
    func isWhole() async throws {
        let world = try await World()
        let document = try await world.send(.get, "/openapi.json", key: nil)
        var changing: Set<String> = []
        for path in try document.json.members("paths") {
            for method in try path.value.members() where method.key != "get" {
                if !Self.free.contains(path.key) { changing.insert("\(method.key) \(path.key)") }
            }
        }
        let known = Set(Self.changes.map { "\($0.method.rawValue.lowercased()) \($0.path)" })
        #expect(changing == known, "\(changing.symmetricDifference(known))")
    }

    @Test("a limit is a matter of credit, and who has no list may do everything")
    func limits() async throws {
        let (world, store) = try await world([.invoices])
        let body = #"{"name":"Buyer","credit_limit":{"amount":"5.00","currency":"EUR"}}"#
        let refused = try await world.send(.put, "/v1/customers/c1", body)
        #expect(refused.isProblem("forbidden") && refused.text.contains("credit"), "\(refused.text)")
        try await grant(nil, in: store)
        #expect(try await world.send(.put, "/v1/customers/c1", body).status == 200)
    }

    @Test("reading is for all")
    func reads() async throws {
        let (world, _) = try await world([])
        for name in ["customers", "invoices", "periods", "ledger/balances", "reconciliation/matches"] {
            #expect(try await world.send(.get, "/v1/\(name)").status == 200, "\(name)")
        }
    }
}
