import HTTPTypes
import HubEngine
import PaymentVocabulary

extension APIRoutes {
    static let payments = [
        APIRoute(.post, "/v1/payments", "Creates a payment and sends it to its provider.", body: .json, isKeyed: true) {
            call in
            let key = try call.requestKey()
            return APIAnswer(stored: try await call.hub.create(try newPayment(call), by: call.principal, key: key))
        },
        APIRoute(.get, "/v1/payments", "Lists payments, the oldest first.", pages: ["after", "limit"]) { call in
            try APIAnswer(showing: try await call.hub.payments(try call.page(), of: call.merchant))
        },
        APIRoute(.get, "/v1/payments/{id}", "Shows a payment as its facts say now.") { call in
            let payment = PaymentID(try call.name("id"))
            let view = try await call.hub.payment(payment, of: call.merchant)
            return try APIAnswer(showing: try call.found(view, "payment \(payment)"))
        },
        APIRoute(.get, "/v1/payments/{id}/timeline", "Shows who said what about a payment, and when.") { call in
            let payment = PaymentID(try call.name("id"))
            let entries = try await call.hub.timeline(payment, of: call.merchant)
            return try APIAnswer(showing: ["data": try call.found(entries, "payment \(payment)")])
        },
        APIRoute(
            .post,
            "/v1/payments/{id}/captures",
            "Captures what is authorised, or a part of it.",
            body: .json,
            isKeyed: true
        ) { call in
            try await follow(call) { FollowUp.capture(try await amount(call)) }
        },
        APIRoute(
            .post,
            "/v1/payments/{id}/refunds",
            "Gives captured money back, or a part of it.",
            body: .json,
            isKeyed: true
        ) { call in
            try await follow(call) { FollowUp.refund(try await amount(call)) }
        },
        APIRoute(
            .post,
            "/v1/payments/{id}/voids",
            "Releases what is authorised and not captured.",
            body: .json,
            isKeyed: true
        ) {
            call in
            try await follow(call) {
                _ = try call.object([])
                return FollowUp.void
            }
        },
        APIRoute(
            .post,
            "/v1/payments/{id}/inquiry",
            "Asks the provider what became of a payment, and shows it.",
            body: .json
        ) { call in
            _ = try call.object([])
            let payment = PaymentID(try call.name("id"))
            let view = try await call.hub.inquire(payment, of: call.merchant)
            return try APIAnswer(showing: try call.found(view, "payment \(payment)"))
        },
    ]

    private static func newPayment(_ call: APICall) throws -> NewPayment {
        let object = try call.object([
            "customer", "account", "amount", "currency", "capture", "method", "description", "invoices",
        ])
        let currency = try object.currency()
        return NewPayment(
            customer: CustomerID(try object.name("customer")),
            account: AdapterAccountID(try object.name("account")),
            amount: try object.money(in: currency),
            capturesAutomatically: try capturesAutomatically(object),
            methodToken: try object.name("method"),
            description: try object.optionalText("description") ?? "",
            allocations: try object.objects("invoices", keys: ["number", "amount"]).map { part in
                NewPayment.Allocation(
                    invoice: InvoiceNumber(try part.name("number")),
                    amount: try part.optionalMoney(in: currency)
                )
            }
        )
    }

    private static func capturesAutomatically(_ object: RequestObject) throws -> Bool {
        switch try object.optionalName("capture") {
        case nil, "automatic"?: return true
        case "manual"?: return false
        case let other?: throw object.problem("capture", "\(other) is neither automatic nor manual")
        }
    }

    private static func follow(_ call: APICall, _ read: () async throws -> FollowUp) async throws -> APIAnswer {
        let key = try call.requestKey()
        let payment = PaymentID(try call.name("id"))
        return APIAnswer(
            stored: try await call.hub.follow(payment, with: try await read(), by: call.principal, key: key)
        )
    }

    /// The amount in the payment's currency; `nil` for all there is.
    private static func amount(_ call: APICall) async throws -> Money? {
        let object = try call.object(["amount", "currency"])
        guard object.has("amount") || object.has("currency") else { return nil }
        let payment = PaymentID(try call.name("id"))
        let view = try call.found(try await call.hub.payment(payment, of: call.merchant), "payment \(payment)")
        return try object.optionalMoney(in: try object.currency(expected: view.currency, of: "the payment"))
    }
}
