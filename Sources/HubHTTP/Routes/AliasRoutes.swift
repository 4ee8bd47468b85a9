import HTTPTypes
import HubEngine
import HubReconciliation
import PaymentVocabulary

extension APIRoutes {
    /// Whose money comes from which payer, and the receipts of which nobody knows.
    static let aliases = [
        APIRoute(
            .get,
            "/v1/reconciliation/unidentified",
            "Lists waiting receipts whose payer nobody knows, the oldest first, with what may be meant.",
            pages: ["after", "limit"]
        ) { call in
            try APIAnswer(showing: try await call.hub.unidentifiedReceipts(try call.page(), of: call.merchant))
        },
        APIRoute(
            .post,
            "/v1/reconciliation/lines/{id}/owner",
            "Says whose a receipt is: unapplied cash of the customer, whose payer is known from now on.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["customer", "reason"])
            let stored = try await call.hub.identifyReceipt(
                try call.name("id"),
                customer: CustomerID(try object.name("customer")),
                reason: try object.name("reason"),
                request
            )
            return APIAnswer(stored: stored)
        },
        APIRoute(
            .get,
            "/v1/reconciliation/aliases",
            "Lists which payers are which customers', as people have confirmed.",
            pages: ["after", "limit"]
        ) { call in
            try APIAnswer(showing: try await call.hub.aliases(try call.page(), of: call.merchant))
        },
        APIRoute(
            .get,
            "/v1/reconciliation/aliases/{payer}",
            "Shows whose an account or a name is, with all that was ever said of it."
        ) { call in
            try APIAnswer(showing: try await call.hub.alias(of: try call.name("payer"), of: call.merchant))
        },
        APIRoute(
            .post,
            "/v1/reconciliation/aliases",
            "Says whose an account or a name is, without a receipt.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["account", "name", "customer", "reason"])
            let stored = try await call.hub.addAlias(
                try payer(object),
                customer: CustomerID(try object.name("customer")),
                reason: try object.name("reason"),
                request
            )
            return APIAnswer(stored: stored)
        },
        APIRoute(
            .post,
            "/v1/reconciliation/aliases/{payer}/forget",
            "Lets nothing count any more that was said of a payer.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["customer", "reason"])
            let stored = try await call.hub.forgetAlias(
                try call.name("payer"),
                customer: try object.optionalName("customer").map { CustomerID($0) },
                reason: try object.name("reason"),
                request
            )
            return APIAnswer(stored: stored)
        },
    ]

    private static func payer(_ object: RequestObject) throws -> WrittenPayer {
        switch (try object.optionalName("account"), try object.optionalName("name")) {
        case (let account?, nil): return WrittenPayer(.account, account)
        case (nil, let name?): return WrittenPayer(.name, name)
        case (_?, _?), (nil, nil): throw object.problem("account", "either an account or a name")
        }
    }
}
