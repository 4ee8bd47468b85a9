import HTTPTypes
import HubDomain
import HubEngine
import PaymentVocabulary

extension APIRoutes {
    /// The life of a match: every step is a version, and nothing is overwritten.
    static let matches = [
        APIRoute(
            .get,
            "/v1/reconciliation/matches",
            "Lists matches with their versions, the oldest first.",
            pages: ["after", "limit"]
        ) { call in
            try APIAnswer(showing: try await call.hub.matches(try call.page(), of: call.merchant))
        },
        APIRoute(.get, "/v1/reconciliation/matches/{id}", "Shows a match with its versions.") { call in
            try APIAnswer(showing: try await call.hub.match(try matchNumber(call), of: call.merchant))
        },
        APIRoute(
            .post,
            "/v1/reconciliation/lines/{id}/matches",
            "Says what a receipt pays; above the limit somebody else has to post it.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["currency", "allocations", "reason", "propose"])
            let stored = try await call.hub.proposeMatch(
                of: try call.name("id"),
                allocations: try allocations(object),
                reason: try object.name("reason"),
                posts: try !isOnlyProposed(object),
                request
            )
            return APIAnswer(stored: stored)
        },
        APIRoute(
            .post,
            "/v1/reconciliation/matches/{id}/post",
            "Posts a proposed match.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["reason"])
            let reason = try object.name("reason")
            return APIAnswer(stored: try await call.hub.postMatch(try matchNumber(call), reason: reason, request))
        },
        APIRoute(
            .post,
            "/v1/reconciliation/matches/{id}/undo",
            "Takes a posted match back, or withdraws a proposed one.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["reason"])
            let reason = try object.name("reason")
            return APIAnswer(stored: try await call.hub.undoMatch(try matchNumber(call), reason: reason, request))
        },
        APIRoute(
            .post,
            "/v1/reconciliation/matches/{id}/supersede",
            "Replaces a posted match by another one of the same receipt.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["currency", "allocations", "reason"])
            let stored = try await call.hub.supersedeMatch(
                try matchNumber(call),
                allocations: try allocations(object),
                reason: try object.name("reason"),
                request
            )
            return APIAnswer(stored: stored)
        },
        APIRoute(
            .post,
            "/v1/reconciliation/lines/{id}/return",
            "Says which receipt a debit has taken back, and how much of it.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["receipt", "amount", "currency", "allocations", "reason"])
            let rest = object.has("allocations") ? try allocations(object) : []
            let stored = try await call.hub.nameReturned(
                try call.name("id"),
                receipt: try object.name("receipt"),
                amount: try object.has("amount") ? object.optionalMoney(in: object.currency()) : nil,
                rest: rest,
                reason: try object.name("reason"),
                request
            )
            return APIAnswer(stored: stored)
        },
        APIRoute(
            .post,
            "/v1/reconciliation/lines/{id}/return/undo",
            "Takes back that a debit had taken a receipt back.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["reason"])
            let reason = try object.name("reason")
            return APIAnswer(stored: try await call.hub.undoReturn(try call.name("id"), reason: reason, request))
        },
    ]

    private static func isOnlyProposed(_ object: RequestObject) throws -> Bool {
        switch try object.optionalName("propose") {
        case nil: return false
        case "only"?: return true
        case let word?: throw object.problem("propose", "\(word) is not the word \"only\"")
        }
    }

    private static func matchNumber(_ call: APICall) throws -> Int64 {
        let text = try call.name("id")
        guard let number = Int64(text), number > 0 else { throw HubProblem(.notFound, "no match \(text)") }
        return number
    }

    private static func allocations(_ object: RequestObject) throws -> [HandAllocation] {
        let currency = try object.currency()
        return try object.objects("allocations", keys: ["kind", "invoice", "customer", "amount"]).map { item in
            let word = try item.optionalName("kind") ?? HandAllocation.Kind.invoice.rawValue
            guard let kind = HandAllocation.Kind(rawValue: word) else {
                let known = HandAllocation.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw item.problem("kind", "\(word) is none of \(known)")
            }
            return HandAllocation(
                kind: kind,
                invoice: try item.optionalName("invoice").map { InvoiceNumber($0) },
                customer: try item.optionalName("customer").map { CustomerID($0) },
                amount: try item.optionalMoney(in: currency)
            )
        }
    }
}
