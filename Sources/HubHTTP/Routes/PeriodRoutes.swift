import HTTPTypes
import HubEngine
import HubLedger
import PaymentVocabulary

extension APIRoutes {
    /// Closing a month of the books; the second person decides with `/v1/approvals/{id}/decision`.
    static let periods = [
        APIRoute(.get, "/v1/periods", "Lists the periods that were closed, and the first open one.") { call in
            try APIAnswer(showing: ["data": try await call.hub.periods(of: call.merchant)])
        },
        APIRoute(
            .get,
            "/v1/periods/{period}",
            "Shows the page of a month, YYYY-MM: the signed one, or the books as they are."
        ) { call in
            try APIAnswer(showing: try await call.hub.period(try month(call), of: call.merchant))
        },
        APIRoute(
            .post,
            "/v1/periods/{period}/closing",
            "Proposes to close a month; somebody else has to approve it.",
            body: .json,
            isKeyed: true
        ) { call in try await propose(.close, call) },
        APIRoute(
            .post,
            "/v1/periods/{period}/reopening",
            "Proposes to open the last closed month again; somebody else has to approve it.",
            body: .json,
            isKeyed: true
        ) { call in try await propose(.reopen, call) },
        APIRoute(
            .post,
            "/v1/periods/{period}/provider-balances",
            "Says what a provider holds on a day of a month, without a date on its last one; answers with the page.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["account", "amount", "currency", "date"])
            let balance = ToldProviderBalance(
                account: AdapterAccountID(try object.name("account")),
                amount: try object.money(in: try object.currency()),
                date: try object.optionalDate("date")
            )
            return APIAnswer(stored: try await call.hub.tell([balance], in: try month(call), request))
        },
    ]

    private static func propose(_ action: PeriodProposal.Action, _ call: APICall) async throws -> APIAnswer {
        let key = try call.requestKey()
        let note = try call.object(["note"]).optionalText("note") ?? ""
        let stored = try await call.hub.propose(
            action,
            of: try month(call),
            note: note,
            by: call.principal,
            key: key
        )
        return APIAnswer(stored: stored)
    }

    private static func month(_ call: APICall) throws -> AccountingPeriod {
        let text = try call.name("period")
        guard let period = AccountingPeriod(text) else {
            throw HubProblem(.notFound, "no period \(text); a month is written as 2026-03")
        }
        return period
    }
}
