import AdapterKit
import HTTPTypes
import Testing

@Suite("payers over HTTP")
struct AliasRouteTests {
    private let said = #"{"name":"Holding Nord & Söhne","customer":"c1","reason":"letter"}"#

    @Test("whose a payer is can be said, shown in any spelling, and forgotten")
    func life() async throws {
        let world = try await World()
        try await world.addCustomer()
        let path = "/v1/reconciliation/aliases"
        func post(_ path: String, _ body: String, _ key: String) async throws -> Answer {
            try await world.send(.post, path, body, headers: [("Idempotency-Key", key)])
        }
        let added = try await post(path, said, "k1")
        #expect(added.status == 201, "\(added.text)")
        #expect(try await post(path, said, "k1").text == added.text, "a repeat is answered as the first")
        #expect(try await post(path, said, "k2").status == 409)
        let listed = try await world.send(.get, path)
        let first = try #require(try listed.json.elements("data").map(\.self).first)
        #expect(try first.string("customer") == "c1" && first.integer("confirmations") == 1, "\(listed.text)")
        #expect(try first.string("payer") == "Holding Nord & Söhne" && first.string("state") == "live")
        let payer = "nord%20holding%20%26%20S%C3%96HNE"
        let shown = try await world.send(.get, "\(path)/\(payer)")
        #expect(shown.status == 200 && shown.string("kind") == "name", "\(shown.text)")
        #expect(try await post("\(path)/\(payer)/forget", #"{"reason":"sold"}"#, "k3").status == 200)
        #expect(try await post("\(path)/\(payer)/forget", #"{"reason":"sold"}"#, "k4").status == 404)
        let history = try await world.send(.get, "\(path)/\(payer)").json.elements("history")
        #expect(
            try history.map { try "\($0.string("step")) \($0.string("by"))" } == ["confirmed test", "forgotten test"]
        )
    }

    @Test(
        "what says nothing is refused with its place",
        arguments: [
            (#"{"customer":"c1","reason":"r"}"#, "/account"),
            (#"{"account":"DE89370400440532013000","name":"n","customer":"c1","reason":"r"}"#, "/account"),
            (#"{"account":"0000000","customer":"c1","reason":"r"}"#, "/account"),
            (#"{"name":"GmbH","customer":"c1","reason":"r"}"#, "/name"),
            (#"{"name":"n","customer":"nobody","reason":"r"}"#, "/customer"),
        ]
    )
    func refuses(body: String, field: String) async throws {
        let world = try await World()
        try await world.addCustomer()
        let headers = [("Idempotency-Key", "k")]
        let answer = try await world.send(.post, "/v1/reconciliation/aliases", body, headers: headers)
        #expect((400..<500).contains(answer.status) && answer.string("field") == field, "\(answer.text)")
        let queue = try await world.send(.get, "/v1/reconciliation/unidentified")
        #expect(try Array(queue.json.elements("data")).isEmpty, "\(queue.text)")
    }

    @Test("a line that is not there has no owner")
    func noLine() async throws {
        let world = try await World()
        try await world.addCustomer()
        let answer = try await world.send(
            .post,
            "/v1/reconciliation/lines/none%2Fat%2Fall/owner",
            #"{"customer":"c1","reason":"r"}"#,
            headers: [("Idempotency-Key", "k")]
        )
        #expect(answer.status == 404, "\(answer.text)")
    }
}
