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
            "Issues invoices and credit notes from CSV, a JSON array or one electronic invoice; known numbers add nothing.",
            body: .file
        ) { call in
            let file = InvoiceIntake.reading(call.body, file: "body", dueDate: OpenItem.dueDate)
            // Nothing is taken from a file whose end nobody could read.
            if file.isIncomplete, let error = file.errors.last { throw HubProblem(.malformed, error.description) }
            let report = try await call.hub.issue(file.invoices, by: call.principal)
            return try APIAnswer(showing: InvoiceImport(report, file))
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

        init(_ error: TableError) {
            line = error.line
            column = error.column
            field = error.field
            detail = error.problem
        }

        init(_ detail: String) {
            line = nil
            column = nil
            field = nil
            self.detail = detail
        }
    }

    let added: Int
    let known: Int
    let refused: [Refusal]
    /// What was assumed of an electronic invoice; left out when there is nothing.
    let warnings: [Refusal]?

    init(_ report: ImportReport, _ file: InvoiceFile) {
        added = report.added
        known = report.known
        refused = file.errors.map(Refusal.init) + report.refused.map(Refusal.init)
        warnings = file.warnings.isEmpty ? nil : file.warnings.map(Refusal.init)
    }
}
