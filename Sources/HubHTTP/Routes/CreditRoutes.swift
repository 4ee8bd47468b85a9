import HTTPTypes
import HubCredit
import HubEngine
import PaymentVocabulary

extension APIRoutes {
    static let credit = [
        APIRoute(
            .post,
            "/v1/credit/decisions",
            "Says whether an order could be sold on credit now, and why; reserves nothing.",
            body: .json
        ) { call in
            let object = try call.object(["customer", "amount", "currency"])
            let answer = try await call.hub.decide(
                try creditRequest(object),
                of: call.caller.merchant,
                by: call.principal
            )
            return try APIAnswer(showing: CreditAnswerView(answer))
        },
        APIRoute(
            .post,
            "/v1/credit/reservations",
            "Reserves credit for an order under the caller's id; a refusal is an answer too.",
            body: .json
        ) { call in
            let object = try call.object(["id", "customer", "amount", "currency", "expires_at"])
            let answer = try await call.hub.reserve(
                ReservationID(try object.name("id")),
                try creditRequest(object),
                expiresAt: try expiry(object, now: call.hub.now),
                of: call.caller.merchant,
                by: call.principal
            )
            let view = CreditAnswerView(answer)
            return try APIAnswer(answer.reservation == nil ? 200 : 201, showing: view)
        },
        APIRoute(.get, "/v1/credit/reservations/{id}", "Shows a reservation.") { call in
            let id = ReservationID(try call.name("id"))
            let view = try await call.hub.reservation(id, of: call.merchant)
            return try APIAnswer(showing: try call.found(view, "reservation \(id)"))
        },
        APIRoute(
            .post,
            "/v1/credit/reservations/{id}/commit",
            "The order became an invoice, in whole or in part: that part is reserved no longer.",
            body: .json,
            isKeyed: true
        ) { call in
            let key = try call.requestKey()
            let id = ReservationID(try call.name("id"))
            let part = try await part(call, of: id)
            return APIAnswer(stored: try await call.hub.commit(id, part: part, by: call.principal, key: key))
        },
        APIRoute(
            .post,
            "/v1/credit/reservations/{id}/release",
            "Gives back what is left of a reservation; once more changes nothing.",
            body: .json
        ) { call in
            _ = try call.object([])
            return try APIAnswer(
                showing: try await call.hub.release(ReservationID(try call.name("id")), by: call.principal)
            )
        },
        APIRoute(
            .get,
            "/v1/credit/accounts/{customer}/{currency}",
            "Shows the limit, the parts of the exposure and the headroom."
        ) { call in
            let customer = CustomerID(try call.name("customer"))
            let code = try call.name("currency")
            let currency = try call.found(Currency(code), "currency \(code)")
            let position = try await call.hub.creditPosition(customer, currency, of: call.merchant)
            let today = call.caller.merchant.today(at: call.hub.now)
            return try APIAnswer(
                showing: try CreditAccountView(
                    try call.found(position, "credit account of \(customer) in \(currency)"),
                    today: today,
                    policy: call.hub.settings.creditPolicy
                )
            )
        },
    ]

    private static func creditRequest(_ object: RequestObject) throws -> CreditRequest {
        CreditRequest(
            customer: CustomerID(try object.name("customer")),
            amount: try object.money(in: try object.currency())
        )
    }

    private static func expiry(_ object: RequestObject, now: Timestamp) throws -> Timestamp? {
        guard let text = try object.optionalName("expires_at") else { return nil }
        guard let moment = Timestamp(rfc3339: text) else {
            throw object.problem("expires_at", "is no moment such as 2026-03-01T09:30:00Z")
        }
        guard moment > now else { throw object.problem("expires_at", "has passed already") }
        return moment
    }

    /// The part in the reservation's currency; `nil` for all that is left.
    private static func part(_ call: APICall, of id: ReservationID) async throws -> Money? {
        let object = try call.object(["amount", "currency"])
        guard object.has("amount") || object.has("currency") else { return nil }
        let view = try call.found(try await call.hub.reservation(id, of: call.merchant), "reservation \(id)")
        return try object.optionalMoney(in: try object.currency(expected: view.currency, of: "the reservation"))
    }
}
