import HTTPTypes
import HubDomain
import HubEngine
import HubReconciliation
import PaymentVocabulary

extension APIRoutes {
    static let invoices = [
        APIRoute(
            .post,
            "/v1/invoices",
            "Issues invoices and credit notes from CSV or a JSON array; known numbers add nothing.",
            body: .file
        ) { call in
            let file = InvoiceFile.reading(call.body, file: "body", dueDate: OpenItem.dueDate)
            // Nothing is taken from a file whose end nobody could read.
            if file.isIncomplete, let error = file.errors.last { throw HubProblem(.malformed, error.description) }
            let report = try await call.hub.issue(file.invoices, by: call.principal)
            return try APIAnswer(showing: InvoiceImport(report, file.errors))
        },
        APIRoute(.get, "/v1/invoices", "Lists invoices by number.", pages: ["after", "limit"]) { call in
            try APIAnswer(showing: try await call.hub.invoices(try call.page(), of: call.merchant))
        },
        APIRoute(.get, "/v1/invoices/{number}", "Shows an invoice and what is open of it.") { call in
            let number = InvoiceNumber(try call.name("number"))
            let view = try await call.hub.invoice(number, of: call.merchant)
            return try APIAnswer(showing: try call.found(view, "invoice \(number)"))
        },
    ]
}

/// What an import came to; every row that was not taken says where it is and why.
struct InvoiceImport: Encodable {
    struct Refusal: Encodable {
        let line: Int?
        let column: Int?
        let field: String?
        let detail: String
    }

    let added: Int
    let known: Int
    let refused: [Refusal]

    init(_ report: ImportReport, _ errors: [TableError]) {
        added = report.added
        known = report.known
        let rows = errors.map { Refusal(line: $0.line, column: $0.column, field: $0.field, detail: $0.problem) }
        refused = rows + report.refused.map { Refusal(line: nil, column: nil, field: nil, detail: $0) }
    }
}
