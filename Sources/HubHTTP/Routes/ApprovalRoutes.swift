import HTTPTypes
import HubEngine
import PaymentVocabulary

extension APIRoutes {
    /// What a provider cannot tell two people decide: one proposes, another one approves or rejects.
    static let approvals = [
        APIRoute(
            .post,
            "/v1/payments/{id}/resolutions",
            "Proposes what became of an operation that nobody can tell about; somebody else has to approve it.",
            body: .json,
            isKeyed: true
        ) { call in
            let key = try call.requestKey()
            let object = try call.object(["operation", "outcome", "note"])
            let stored = try await call.hub.proposeResolution(
                PaymentID(try call.name("id")),
                operation: OperationID(try object.name("operation")),
                outcome: try outcome(object),
                note: try object.name("note"),
                by: call.principal,
                key: key
            )
            return APIAnswer(stored: stored)
        },
        APIRoute(
            .get,
            "/v1/approvals",
            "Lists what was proposed and what became of it, the oldest first.",
            pages: ["after", "limit"]
        ) { call in
            try APIAnswer(showing: try await call.hub.approvals(try call.page(), of: call.merchant))
        },
        APIRoute(
            .post,
            "/v1/approvals/{id}/decision",
            "Approves or rejects what somebody else proposed.",
            body: .json,
            isKeyed: true
        ) { call in
            let key = try call.requestKey()
            let approve = try isApproving(try call.object(["decision"]))
            let id = try call.name("id")
            return APIAnswer(
                stored: try await call.hub.decideApproval(id, approve: approve, by: call.principal, key: key)
            )
        },
    ]

    private static func outcome(_ object: RequestObject) throws -> ResolutionOutcome {
        let text = try object.name("outcome")
        guard let outcome = ResolutionOutcome(rawValue: text) else {
            throw object.problem("outcome", "\(text) is neither succeeded nor declined")
        }
        return outcome
    }

    private static func isApproving(_ object: RequestObject) throws -> Bool {
        switch try object.name("decision") {
        case "approve": return true
        case "reject": return false
        case let other: throw object.problem("decision", "\(other) is neither approve nor reject")
        }
    }
}
