import HTTPTypes
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentCrypto
import PaymentVocabulary
import Testing

@Suite("four eyes over HTTP")
struct ApprovalRouteTests {
    static let second = "qk_test_second_person"

    /// A world with a second person and a payment whose answer was lost half a minute ago.
    private func lostPayment() async throws -> (world: World, payment: String, operation: String) {
        let store = try InlineSQLiteStore()
        let world = try await World(losesAnswers: true, store: store)
        let keyHash = SHA256.hash(Self.second)
        try await store.run { transaction in
            let books = Books(transaction, merchant: MerchantID("m1"))
            try books.savePrincipal(name: "second", keyHash: keyHash, at: Timestamp(milliseconds: 0))
        }
        try await world.addCustomer()
        let answer = try await world.pay(key: "p1")
        #expect(answer.status == 202)
        world.clock.move(to: world.clock.now().adding(seconds: 30))
        let (payment, operation) = (try #require(answer.string("id")), try #require(answer.string("operation")))
        return (world, payment, operation)
    }

    private func propose(_ world: World, _ payment: String, _ operation: String, _ key: String) async throws -> Answer {
        try await world.send(
            .post,
            "/v1/payments/\(payment)/resolutions",
            #"{"operation":"\#(operation)","outcome":"declined","note":"not in their portal"}"#,
            headers: [("Idempotency-Key", key)]
        )
    }

    private func decide(
        _ world: World,
        _ approval: String,
        _ decision: String,
        by person: String,
        _ key: String
    ) async throws -> Answer {
        try await world.send(
            .post,
            "/v1/approvals/\(approval)/decision",
            #"{"decision":"\#(decision)"}"#,
            key: person,
            headers: [("Idempotency-Key", key)]
        )
    }

    @Test func twoPeopleResolveWhatNobodyCanTell() async throws {
        let (world, payment, operation) = try await lostPayment()
        let proposal = try await propose(world, payment, operation, "r1")
        #expect(proposal.status == 201)
        #expect(proposal.string("state") == "open")
        let id = try #require(proposal.string("id"))
        let alone = try await decide(world, id, "approve", by: World.key, "d1")
        #expect(alone.isProblem("conflict"), "\(alone.text)")
        let decided = try await decide(world, id, "approve", by: Self.second, "d2")
        #expect(decided.status == 200)
        #expect(decided.string("state") == "approved")
        #expect(decided.string("decided_by") == "second")
        #expect(try await world.send(.get, "/v1/payments/\(payment)").string("status") == "declined")
        #expect(try await world.send(.get, "/v1/approvals").text.contains(id))
        #expect(try await propose(world, payment, operation, "r2").isProblem("conflict"))
    }

    @Test func wordsThatNobodyKnowsAreRefused() async throws {
        let (world, payment, operation) = try await lostPayment()
        let id = try #require(try await propose(world, payment, operation, "r1").string("id"))
        let answer = try await decide(world, id, "perhaps", by: Self.second, "d1")
        #expect(answer.isProblem("invalid-request"))
        #expect(answer.string("field") == "/decision")
        #expect(try await decide(world, "apr_x", "reject", by: Self.second, "d2").isProblem("not-found"))
    }
}
