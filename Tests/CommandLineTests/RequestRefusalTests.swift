import Foundation
import Testing

/// Requests that cannot be granted, each against the real server: the status, the place, and nothing done.
@Suite("bad requests from outside") struct RequestRefusalTests {
    fileprivate struct Case: Sendable {
        let about: String
        let body: String
        let status: Int
        /// `nil` where the problem names no field.
        let field: String?
        let detail: String

        static func payment(
            _ about: String,
            _ changed: String,
            _ value: String,
            _ field: String,
            _ detail: String
        ) -> Case {
            var members = [
                "customer": #""c1""#, "account": #""cards""#, "amount": #""40.00""#, "currency": #""EUR""#,
                "method": #""pm_card_visa""#,
            ]
            members[changed] = value
            let body = members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",")
            return Case(about: about, body: "{\(body)}", status: 422, field: field, detail: detail)
        }
    }

    fileprivate static let cases = [
        Case(
            about: "truncated JSON",
            body: #"{"customer":"c1","#,
            status: 400,
            field: nil,
            detail: "line 1, column 18"
        ),
        Case(
            about: "JSON wrong in the third line",
            body: "{\n\"customer\": \"c1\",\n\"amount\": 40,00}",
            status: 400,
            field: nil,
            detail: "line 3"
        ),
        Case(
            about: "a key twice",
            body: #"{"customer":"a","customer":"b"}"#,
            status: 400,
            field: nil,
            detail: "customer"
        ),
        Case(about: "no object", body: "[1]", status: 422, field: nil, detail: "expected object"),
        Case(
            about: "JSON 10,000 levels deep",
            body: String(repeating: "[", count: 10_000),
            status: 400,
            field: nil,
            detail: "line 1, column 100"
        ),
        .payment("too many decimals", "amount", #""40.001""#, "/amount", "EUR has 2 decimals"),
        .payment("an amount as a number", "amount", "40.00", "/amount", "as a string"),
        .payment("an amount that is none", "amount", #""forty""#, "/amount", "no decimal number"),
        .payment("an amount beyond 64 bits", "amount", #""99999999999999999999.00""#, "/amount", "64 bits"),
        .payment("a negative amount", "amount", #""-40.00""#, "/amount", "not positive"),
        .payment("no currency of ISO 4217", "currency", #""EUX""#, "/currency", "EUX is no currency"),
        .payment("an unknown account", "account", #""nobody""#, "/account", "nobody is not configured"),
        .payment("an unknown customer", "customer", #""nobody""#, "/customer", "no customer nobody"),
        .payment("an unknown key", "amuont", #""40.00""#, "/amuont", "no such key"),
        .payment(
            "an invoice in another currency",
            "invoices",
            #"[{"number":"I-0"}],"capture":"manual""#,
            "/invoices/0",
            "invoice I-0 is in EUR, the payment in USD"
        ).replacing(#""currency":"EUR""#, with: #""currency":"USD""#),
    ]

    @Test("each is refused with its place, and nothing is done")
    func refused() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [("I-0", "40.00")])
        for (index, row) in Self.cases.enumerated() {
            let answer = try hub.api("POST", "/v1/payments", row.body, key: "bad-\(index)")
            #expect(answer.status == row.status, "\(row.about): \(answer.status) \(answer.text)")
            #expect(answer.head.lowercased().contains("content-type: application/problem+json"), "\(row.about)")
            let problem = try answer.object()
            #expect(problem["status"] as? Int == row.status && problem["type"] is String, "\(row.about)")
            #expect((problem["detail"] as? String ?? "").contains(row.detail), "\(row.about): \(answer.text)")
            if let field = row.field { #expect(problem["field"] as? String == field, "\(row.about): \(answer.text)") }
        }
        let database = try Database(shop.database)
        #expect(try database.number("SELECT count(*) FROM payments") == 0)
        #expect(try database.number("SELECT count(*) FROM payment_operations") == 0)
        #expect(try database.number("SELECT count(*) FROM invoices") == 1)
    }

    @Test("a follow-up in another currency, or over what there is, leaves the payment as it was")
    func followUps() async throws {
        let provider = try await Server(Programs.sandbox, ["stripe", "--port", "0", "--api-key", Shop.providerKey])
        let shop = try Shop(provider: provider.port)
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [])
        let created = try hub.api(
            "POST",
            "/v1/payments",
            """
            {"customer":"c1","account":"cards","amount":"40.00","currency":"EUR","capture":"manual",\
            "method":"pm_card_visa"}
            """,
            key: "create"
        )
        let id = try #require(try created.object()["id"] as? String, "\(created.text)")
        for (index, (body, status, detail)) in [
            (#"{"amount":"40.00","currency":"USD"}"#, 422, "the payment is in EUR, the request in USD"),
            (#"{"amount":"40.01","currency":"EUR"}"#, 422, "40.00 EUR can be had"),
            (#"{"amount":"4.001","currency":"EUR"}"#, 422, "EUR has 2 decimals"),
        ].enumerated() {
            let answer = try hub.api("POST", "/v1/payments/\(id)/captures", body, key: "capture-\(index)")
            #expect(answer.status == status && answer.text.contains(detail), "\(body): \(answer.status) \(answer.text)")
        }
        let after = try hub.api("GET", "/v1/payments/\(id)").object()
        #expect(after["status"] as? String == "authorised" && after["captured"] as? String == "0.00", "\(after)")
    }

    @Test("an invoice file is taken row by row: the broken ones are named, the others are issued")
    func invoiceRows() async throws {
        let hub = try await Shop().serve()
        try hub.startShopping(invoices: [])
        let header = "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"
        let rows = [
            "I-1,invoice,c1,One,,EUR,10.001,10.00,2026-11-01,,net 30,",
            "I-2,invoice,c1,One,,EUR,20.00,20.00,2026-11-01,,net 30,",
            "I-3,invoice,c1,One,,EUR,30.00,30.00,2026-13-01,,net 30,",
        ]
        let mixed = try hub.api("POST", "/v1/invoices", ([header] + rows).joined(separator: "\n"), type: "text/csv")
        #expect(try mixed.object()["added"] as? Int == 1, "\(mixed.text)")
        let refused = try mixed.list("refused").map { "\($0["line"] ?? "") \($0["column"] ?? "") \($0["field"] ?? "")" }
        #expect(refused == ["2 25 amount", "4 37 issued"], "\(mixed.text)")
        let headless = try hub.api("POST", "/v1/invoices", "nummer,kind\n1,2\n", type: "text/csv")
        #expect(headless.text.contains("the header lacks"), "\(headless.status) \(headless.text)")
        #expect(try hub.api("GET", "/v1/invoices").list().map { $0["number"] as? String } == ["I-2"])
    }

    @Test("strangers, unknown addresses, wrong methods and requests without a key")
    func doors() async throws {
        let hub = try await Shop().serve()
        #expect(try hub.call("GET", "/v1/payments").status == 401)
        #expect(try hub.call("GET", "/v1/payments", headers: ["Authorization": "Bearer wrong"]).status == 401)
        #expect(try hub.api("GET", "/v1/nothing").status == 404)
        #expect(try hub.api("GET", "/v1/payments/pay_none").status == 404)
        let keyless = try hub.api("POST", "/v1/payments", "{}")
        #expect(keyless.status == 400 && keyless.text.contains("Idempotency-Key"), "\(keyless.text)")
        #expect(try hub.api("POST", "/v1/payments", String(repeating: " ", count: 1 << 20 + 1), key: "a").status == 413)
        let garbage = try Connection(port: hub.port)
        try garbage.send(Array("\u{1}\u{2} what is this\r\n\r\n".utf8))
        _ = try? garbage.answer()
        #expect(try hub.call("GET", "/ready").status == 200)
    }
}

extension RequestRefusalTests.Case {
    fileprivate func replacing(_ text: String, with other: String) -> Self {
        Self(
            about: about,
            body: body.replacingOccurrences(of: text, with: other),
            status: status,
            field: field,
            detail: detail
        )
    }
}
