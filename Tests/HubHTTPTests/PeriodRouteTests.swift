import AdapterKit
import HTTPTypes
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentCrypto
import PaymentVocabulary
import Testing

@Suite("periods and corrections over HTTP")
struct PeriodRouteTests {
    /// A world with a second person and an invoice of January 2026; it is the middle of February.
    private func world() async throws -> World {
        let store = try InlineSQLiteStore()
        let world = try await World(store: store)
        let keyHash = SHA256.hash(ApprovalRouteTests.second)
        try await store.run { transaction in
            try Books(transaction, merchant: MerchantID("m1"))
                .savePrincipal(name: "second", keyHash: keyHash, at: Timestamp(milliseconds: 0))
        }
        try await world.addCustomer()
        _ = try await world.send(.post, "/v1/invoices", InvoiceRouteTests.json())
        return world
    }

    @Test("one person proposes, another one approves, and a repeat changes nothing")
    func closes() async throws {
        let world = try await world()
        let early = try await world.post("/v1/periods/2026-02/closing", "{}", key: "c0")
        #expect(early.status == 409 && early.string("detail")?.contains("not over") == true, "\(early.text)")
        let proposal = try await world.post("/v1/periods/2026-01/closing", "{}", key: "c1")
        #expect(proposal.status == 201 && proposal.string("period") == "2026-01", "\(proposal.text)")
        #expect(try await world.post("/v1/periods/2026-01/closing", "{}", key: "c1").text == proposal.text)
        let path = "/v1/approvals/\(try #require(proposal.string("id")))/decision"
        let alone = try await world.post(path, #"{"decision":"approve"}"#, key: "d1")
        #expect(alone.status == 409)
        let second = ApprovalRouteTests.second
        let decided = try await world.post(path, #"{"decision":"approve"}"#, key: "d2", by: second)
        #expect(decided.string("state") == "approved" && decided.string("action") == "close", "\(decided.text)")
        let shown = try await world.send(.get, "/v1/periods/2026-01")
        #expect(shown.string("state") == "closed", "\(shown.text)")
        let listed = try await world.send(.get, "/v1/periods")
        #expect(
            try listed.json.elements("data").map { "\(try $0.string("period")) \(try $0.string("state"))" }
                == ["2026-01 closed", "2026-02 open"]
        )
        #expect(try await world.send(.get, "/v1/periods/2026-1").status == 404)
        let report = try await world.hub.verifyLedger(of: MerchantID("m1"))
        #expect(report.checks.flatMap(\.differences) == [])
    }

    @Test("a cancellation of a document of a closed month is posted today and frees the exposure")
    func cancelsAfterClosing() async throws {
        let world = try await world()
        let proposal = try await world.post("/v1/periods/2026-01/closing", "{}", key: "c1")
        let path = "/v1/approvals/\(try #require(proposal.string("id")))/decision"
        _ = try await world.post(path, #"{"decision":"approve"}"#, key: "d", by: ApprovalRouteTests.second)
        let body = #"{"reason":"wrong price","number":"i2","amount":"7.50","currency":"EUR"}"#
        let corrected = try await world.post("/v1/invoices/i1/correction", body, key: "k1")
        #expect(corrected.status == 201, "\(corrected.text)")
        #expect(try await world.post("/v1/invoices/i1/correction", body, key: "k1").text == corrected.text)
        let again = try await world.post("/v1/invoices/i1/cancellation", #"{"reason":"x"}"#, key: "k2")
        #expect(again.status == 409 && again.string("detail")?.contains("i1-CANCELLED") == true, "\(again.text)")
        let account = try await world.send(.get, "/v1/credit/accounts/c1/EUR")
        #expect(account.string("exposure") == "7.50", "\(account.text)")
        let missing = try await world.post("/v1/invoices/none/cancellation", #"{"reason":"x"}"#, key: "k3")
        #expect(missing.status == 404)
        let report = try await world.hub.verifyLedger(of: MerchantID("m1"))
        #expect(report.checks.flatMap(\.differences) == [])
    }

    @Test("a provider's balance told after the proposal is another page, and the last telling counts")
    func providerBalance() async throws {
        let world = try await world()
        let path = "/v1/periods/2026-01/provider-balances"
        func body(_ amount: String, _ more: String = "") -> String {
            #"{"account":"main","amount":"\#(amount)","currency":"EUR"\#(more)}"#
        }
        let told = try await world.post(path, body("12.00"), key: "b1")
        #expect(told.status == 201 && told.text.contains(#""difference":"12.00""#), "\(told.text)")
        #expect(try await world.post(path, body("12.00"), key: "b1").text == told.text)
        let silent = try await world.post("/v1/periods/2026-01/closing", "{}", key: "c1")
        #expect(silent.status == 422 && silent.string("detail")?.contains("differs") == true, "\(silent.text)")
        let proposal = try await world.post("/v1/periods/2026-01/closing", #"{"note":"fees"}"#, key: "c2")
        let decision = "/v1/approvals/\(try #require(proposal.string("id")))/decision"
        let corrected = try await world.post(path, body("0.00"), key: "b2")
        #expect(corrected.text.contains(#""difference":"0.00""#), "\(corrected.text)")
        let second = ApprovalRouteTests.second
        let moved = try await world.post(decision, #"{"decision":"approve"}"#, key: "d1", by: second)
        #expect(moved.status == 409 && moved.string("detail")?.contains("moved since") == true, "\(moved.text)")
        let refused = [
            (body("1.00", #","date":"2026-02-01""#), 422, "is no day of 2026-01"),
            (body("1.00", #","date":"x""#), 422, "is no date"), (body("1.001"), 422, "decimals"),
            (#"{"account":"nobody","amount":"1.00","currency":"EUR"}"#, 422, "no account with a provider"),
        ]
        for (number, row) in refused.enumerated() {
            let answer = try await world.post(path, row.0, key: "r\(number)")
            #expect(answer.status == row.1 && answer.string("detail")?.contains(row.2) == true, "\(answer.text)")
        }
        let early = try await world.post("/v1/periods/2026-02/provider-balances", body("1.00"), key: "e1")
        #expect(early.status == 409 && early.string("detail")?.contains("is not over") == true, "\(early.text)")
        let report = try await world.hub.verifyLedger(of: MerchantID("m1"))
        #expect(report.checks.flatMap(\.differences) == [])
    }
}
