import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import HubStoreSQLite
import Testing

@Suite("who may ask, and what else is asked")
struct ServerRouteTests {
    @Test func healthNeedsNeitherKeyNorDatabase() async throws {
        let store = try InlineSQLiteStore()
        let world = try await World(store: store)
        #expect(try await world.send(.get, "/ready", key: nil).status == 200)
        store.close()
        let health = try await world.send(.get, "/health", key: nil)
        #expect(health.status == 200 && health.text == #"{"status":"ok"}"#)
        #expect(try await world.send(.get, "/ready", key: nil).status == 503)
    }

    @Test(arguments: [nil, "wrong", "qk_test_0123456789x"])
    func aStrangerSeesNothing(_ key: String?) async throws {
        let world = try await World()
        for path in ["/v1/payments", "/v1/customers/c1", "/v1/events", "/v1/sandbox/clock"] {
            let answer = try await world.send(.get, path, key: key)
            #expect(answer.status == 401 && answer.isProblem("unauthorised"))
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        }
    }

    @Test func aKeyIsTrustedForAFewSecondsOnly() async throws {
        let store = try InlineSQLiteStore()
        let trusting = try await World(store: store)
        #expect(try await trusting.send(.get, "/v1/sandbox/clock").status == 200)
        store.close()
        #expect(try await trusting.send(.get, "/v1/sandbox/clock").status == 200, "remembered")
        let other = try InlineSQLiteStore()
        let doubting = try await World(store: other) { $0.callerMilliseconds = 0 }
        #expect(try await doubting.send(.get, "/v1/sandbox/clock").status == 200)
        other.close()
        #expect(try await doubting.send(.get, "/v1/sandbox/clock").status == 503, "asked again")
    }

    @Test func whatGoesWrongInsideStaysInside() async throws {
        let world = try await World()
        _ = try await world.hub.environment.store.run { try $0.executeScript("DROP TABLE outbox", name: "spoil") }
        let answer = try await world.send(.get, "/v1/events")
        #expect(answer.status == 500 && answer.isProblem("internal") && !answer.text.contains("outbox"))
        let id = answer.string("detail")?.split(separator: " ").last.map(String.init) ?? "none"
        #expect(id.hasPrefix("err_") && world.log.text.contains(id), "the log has what the answer only names")
    }

    @Test func anAddressThatIsNoneIsAProblem() async throws {
        let answer = try await World().send(.get, "/v2/payments")
        #expect(answer.status == 404 && answer.isProblem("not-found"))
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/v1/payments", "POST, GET"), (.trace, "/v1/payments", "POST, GET"),
        (.get, "/v1/payments/pay_1/captures", "POST"), (.get, "/webhooks/fake/main", "POST"), (.post, "/health", "GET"),
    ])
    func anotherMethodIsAnsweredWithThoseThatThereAre(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ allowed: String
    ) async throws {
        let answer = try await World().send(method, path)
        #expect(answer.status == 405 && answer.isProblem("method-not-allowed"), "\(answer.text)")
        #expect(answer.headers[.allow] == allowed)
    }

    @Test func eventsContinueWhereTheLastPageEnded() async throws {
        let world = try await World()
        try await world.addCustomer()
        for key in ["k1", "k2", "k3"] { _ = try await world.pay(key: key) }
        let first = try await world.send(.get, "/v1/events?limit=2")
        #expect(try first.json.elements("data").map { try $0.integer("sequence") } == [1, 2], "\(first.text)")
        #expect(try first.json.elements("data").map { try $0.string("data", "status") } == ["captured", "captured"])
        let last = try await world.send(.get, "/v1/events?limit=2&after=\(first.string("next") ?? "")")
        #expect(try last.json.elements("data").map { try $0.integer("sequence") } == [3] && last.string("next") == nil)
        let balances = try await world.send(.get, "/v1/ledger/balances")
        let sum = try balances.json.elements("data").map { try $0.string("balance") }
        #expect(sum.contains("357.00") && sum.contains("-357.00"), "\(balances.text)")
    }

    @Test func aSandboxMovesItsClockForwardOnly() async throws {
        let world = try await World()
        let start = try await world.send(.get, "/v1/sandbox/clock")
        #expect(start.string("now") == "2026-02-16T00:00:00.000Z", "\(start.text)")
        let advanced = try await world.send(.post, "/v1/sandbox/clock", #"{"advance_seconds":90}"#)
        #expect(advanced.string("now") == "2026-02-16T00:01:30.000Z")
        let moved = try await world.send(.post, "/v1/sandbox/clock", #"{"now":"2026-03-01T09:30:00.5+01:00"}"#)
        #expect(moved.string("now") == "2026-03-01T08:30:00.500Z")
        let date = try await world.send(.post, "/v1/sandbox/clock", #"{"now":"2026-03-02"}"#)
        #expect(date.string("now") == "2026-03-02T00:00:00.000Z")
        for body in [#"{"now":"2026-03-01"}"#, #"{"now":"soon"}"#, #"{"advance_seconds":-1}"#, "{}"] {
            #expect(try await world.send(.post, "/v1/sandbox/clock", body).status == 422, "\(body)")
        }
        #expect(try await world.send(.get, "/v1/sandbox/clock").string("now") == "2026-03-02T00:00:00.000Z")
    }

    @Test func aLiveHubHasNoClockToMove() async throws {
        let world = try await World(mode: .live)
        #expect(try await world.send(.get, "/v1/sandbox/clock").status == 404)
        #expect(try await world.send(.post, "/v1/sandbox/clock", #"{"advance_seconds":1}"#).status == 404)
    }
}
