import HTTPTypes
import HubEngine
import HubReconciliation
import Hummingbird
import HummingbirdCore
import PaymentVocabulary

extension APIRoutes {
    static let statements = [
        APIRoute(
            .post,
            "/v1/statements",
            "Imports a bank statement; movements that are there already add nothing.",
            body: .statement,
            pages: ["name", "second_form"]
        ) { call in
            guard !call.body.isEmpty else { throw HubProblem(.invalidRequest, "the body is the statement's bytes") }
            let name = call.uri.queryParameters["name"].map(String.init) ?? "statement"
            let second = call.uri.queryParameters["second_form"].map(String.init)
            guard second == nil || second == "take" else {
                throw HubProblem(.invalidRequest, "second_form: is not the word \"take\"")
            }
            let report = try await call.hub.importStatement(
                call.body,
                name: name,
                takesSecondForms: second != nil,
                by: call.principal
            )
            return try APIAnswer(report.errors.isEmpty ? 200 : 422, showing: report)
        },
        APIRoute(
            .post,
            "/v1/reconciliations",
            "Matches what is not matched yet and posts what is certain.",
            body: .json
        ) { call in
            let date = try call.object(["as_of"]).optionalDate("as_of")
            let result = try await call.hub.reconcile(asOf: date, by: call.principal)
            return APIAnswer(json: Array(result.json.utf8))
        },
    ]
}
