import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import Testing

@Suite("what is wrong with a request is said with its place")
struct RequestReadingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let body: String
        let status: Int
        let field: String?
        /// What the detail has to contain.
        let says: String

        var testDescription: String { body }
    }

    static let payments = [
        Case(body: #"{"customer":"c1","#, status: 400, field: nil, says: "line 1, column 18"),
        Case(body: "{\n \"customer\": nul }", status: 400, field: nil, says: "line 2, column 17"),
        Case(body: #"{"customer":"c1","customer":"c2"}"#, status: 400, field: "/customer", says: "same key twice"),
        Case(body: "[]", status: 422, field: "", says: "expected object"),
        Case(body: payment(#""extra":1"#), status: 422, field: "/extra", says: "no such key"),
        Case(body: payment(#""a/b~c":1"#), status: 422, field: "/a~1b~0c", says: "no such key"),
        Case(body: payment(amount: "119.00"), status: 422, field: "/amount", says: "as a string"),
        Case(body: payment(amount: "119"), status: 422, field: "/amount", says: "as a string"),
        Case(body: payment(amount: "\"119.005\""), status: 422, field: "/amount", says: "EUR has 2 decimals"),
        Case(body: payment(amount: "\"119.000\""), status: 422, field: "/amount", says: "EUR has 2 decimals"),
        Case(body: payment(amount: "\"1,00\""), status: 422, field: "/amount", says: "no decimal number"),
        Case(body: payment(amount: "\"1e2\""), status: 422, field: "/amount", says: "no decimal number"),
        Case(body: payment(amount: "\"99999999999999999999\""), status: 422, field: "/amount", says: "64 bits"),
        Case(body: payment(amount: "\"-1.00\""), status: 422, field: "/amount", says: "not positive"),
        Case(body: payment(amount: "null"), status: 422, field: "/amount", says: "missing"),
        Case(body: payment(currency: "EURO"), status: 422, field: "/currency", says: "EURO is no currency"),
        Case(body: payment(currency: "JPY"), status: 422, field: "/amount", says: "JPY has 0 decimals"),
        Case(
            body: payment(#""capture":"later""#),
            status: 422,
            field: "/capture",
            says: "neither automatic nor manual"
        ),
        Case(body: payment(#""invoices":{}"#), status: 422, field: "/invoices", says: "expected array"),
        Case(body: payment(#""invoices":["i1"]"#), status: 422, field: "/invoices/0", says: "expected object"),
        Case(
            body: payment(#""invoices":[{"number":"i1"},{"number":"i2","amount":"0.001"}]"#),
            status: 422,
            field: "/invoices/1/amount",
            says: "EUR has 2 decimals"
        ),
        Case(body: payment(#""invoices":[{"nummer":"i1"}]"#), status: 422, field: "/invoices/0/nummer", says: "number"),
        Case(body: payment(#""description":7"#), status: 422, field: "/description", says: "expected string"),
        Case(body: payment(account: "other"), status: 422, field: "/account", says: "not configured"),
        Case(body: payment(customer: "\\u0007"), status: 422, field: "/customer", says: "control character"),
        Case(body: payment(customer: "nobody"), status: 422, field: "/customer", says: "no customer nobody"),
        Case(body: payment(#""invoices":[{"number":"i9"}]"#), status: 422, field: "/invoices/0", says: "no invoice i9"),
    ]

    static func payment(
        _ more: String? = nil,
        customer: String = "c1",
        account: String = "main",
        amount: String = "\"1.00\"",
        currency: String = "EUR"
    ) -> String {
        let more = more.map { ",\($0)" } ?? ""
        return #"{"customer":"\#(customer)","account":"\#(account)","amount":\#(amount),"currency":"\#(currency)","#
            + #""method":"pm_1"\#(more)}"#
    }

    @Test(arguments: payments)
    func aPayment(_ row: Case) async throws {
        let world = try await World()
        try await world.addCustomer()
        let answer = try await world.send(.post, "/v1/payments", row.body, headers: [("Idempotency-Key", "k")])
        #expect(answer.status == row.status, "\(answer.text)")
        #expect(answer.isProblem(row.status == 400 ? "malformed" : "invalid-request"), "\(answer.text)")
        #expect(answer.string("field") == row.field, "\(answer.text)")
        #expect(answer.string("detail")?.contains(row.says) == true, "\(answer.text)")
        #expect(world.adapter.calls.count == 0, "nothing was sent")
        #expect(try await world.send(.get, "/v1/payments").text == #"{"data":[],"next":null}"#)
        let corrected = try await world.pay("1.00", key: "k")
        #expect(corrected.status == 201, "a refused request does not use its key up: \(corrected.text)")
    }

    @Test func theTableAcceptsWhatIsRight() async throws {
        let world = try await World()
        try await world.addCustomer()
        let body = Self.payment()
        let answer = try await world.send(.post, "/v1/payments", body, headers: [("Idempotency-Key", "k")])
        #expect(answer.status == 201, "\(answer.text)")
    }

    @Test func anInvoiceInAnotherCurrencyIsNamed() async throws {
        let world = try await World()
        try await world.addCustomer()
        _ = try await world.send(.post, "/v1/invoices", InvoiceRouteTests.json(currency: "USD"))
        let answer = try await world.pay("5.00", more: #","invoices":[{"number":"i1"}]"#, key: "k")
        #expect(answer.status == 422 && answer.string("field") == "/invoices/0")
        #expect(answer.string("detail")?.contains("USD") == true, "\(answer.text)")
    }

    @Test func anAPIBodyOverItsLimitIsNotTaken() async throws {
        let world = try await World { $0.requestBytesMax = 100 }
        let answer = try await world.send(.put, "/v1/customers/c1", String(repeating: " ", count: 101))
        #expect(answer.status == 413 && answer.isProblem("too-large"))
    }

    @Test(arguments: [("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit")])
    func aPageThatCannotBe(_ query: String, _ field: String) async throws {
        let answer = try await World().send(.get, "/v1/customers?\(query)")
        #expect(answer.status == 422 && answer.string("field") == field)
    }

    @Test func anotherKindOfBodyIsRefused() async throws {
        let answer = try await World().send(.put, "/v1/customers/c1", "name=x", headers: [("Content-Type", "text/xml")])
        #expect(answer.status == 400 && answer.string("field") == "Content-Type")
    }
}
