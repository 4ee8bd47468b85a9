import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import Testing

@Suite("credit over HTTP")
struct CreditRouteTests {
    private func world() async throws -> World {
        let world = try await World()
        try await world.addCustomer(limit: "100.00")
        return world
    }

    private func reserve(_ world: World, _ id: String, _ amount: String) async throws -> Answer {
        let body = #"{"id":"\#(id)","customer":"c1","amount":"\#(amount)","currency":"EUR"}"#
        return try await world.send(.post, "/v1/credit/reservations", body)
    }

    private func headroom(_ world: World) async throws -> String? {
        try await world.send(.get, "/v1/credit/accounts/c1/EUR").string("headroom")
    }

    @Test func aDecisionExplainsAndReservesNothing() async throws {
        let world = try await world()
        let body = #"{"customer":"c1","amount":"100.01","currency":"EUR"}"#
        let answer = try await world.send(.post, "/v1/credit/decisions", body)
        #expect(answer.status == 200 && answer.string("decision", "outcome") == "reject", "\(answer.text)")
        let reasons = try answer.json.elements("decision", "reasons").map { try $0.string("code") }
        #expect(reasons == ["CREDIT_LIMIT_EXCEEDED"])
        #expect(answer.string("decision", "headroom") == "100.00" && !answer.text.contains("minorUnits"))
        #expect(try await headroom(world) == "100.00")
    }

    @Test func aReservationIsItsOwnKey() async throws {
        let world = try await world()
        let first = try await reserve(world, "r1", "60.00")
        let again = try await reserve(world, "r1", "60.00")
        #expect(first.status == 201 && again.status == 201, "\(first.text)")
        #expect(try await headroom(world) == "40.00")
        let other = try await reserve(world, "r1", "61.00")
        #expect(other.status == 409 && other.isProblem("conflict"))
        let over = try await reserve(world, "r2", "40.01")
        #expect(over.status == 200 && over.text.contains(#""reservation":null"#), "\(over.text)")
        #expect(over.string("decision", "outcome") == "reject")
    }

    @Test func aRepeatedCommitCommitsOnce() async throws {
        let world = try await world()
        _ = try await reserve(world, "r1", "60.00")
        let path = "/v1/credit/reservations/r1/commit"
        let keyless = try await world.send(.post, path, #"{"amount":"20.00"}"#)
        #expect(keyless.status == 400 && keyless.isProblem("idempotency-key-missing"))
        for _ in 0..<3 {
            let answer = try await world.send(.post, path, #"{"amount":"20.00"}"#, headers: [("Idempotency-Key", "k1")])
            #expect(answer.status == 200 && answer.string("committed") == "20.00", "\(answer.text)")
        }
        let over = try await world.send(.post, path, #"{"amount":"40.01"}"#, headers: [("Idempotency-Key", "k2")])
        #expect(over.status == 422 && over.isProblem("amount-not-available"))
        let wrong = try await world.send(
            .post,
            path,
            #"{"amount":"1","currency":"USD"}"#,
            headers: [("Idempotency-Key", "k3")]
        )
        #expect(wrong.status == 422 && wrong.string("field") == "/currency")
        let released = try await world.send(.post, "/v1/credit/reservations/r1/release")
        #expect(released.status == 200 && released.string("state") == "released", "\(released.text)")
        #expect(try await headroom(world) == "100.00")
        #expect(try await world.send(.post, "/v1/credit/reservations/none/release").status == 404)
    }

    @Test(arguments: [("2026-13-01", "no moment"), ("2020-01-01", "has passed"), ("tomorrow", "no moment")])
    func anExpiryThatCannotBe(_ text: String, _ says: String) async throws {
        let body = #"{"id":"r","customer":"c1","amount":"1","currency":"EUR","expires_at":"\#(text)"}"#
        let answer = try await world().send(.post, "/v1/credit/reservations", body)
        #expect(answer.status == 422 && answer.string("field") == "/expires_at")
        #expect(answer.string("detail")?.contains(says) == true, "\(answer.text)")
    }
}
