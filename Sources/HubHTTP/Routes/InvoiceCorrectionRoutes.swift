import HTTPTypes
import HubDomain
import HubEngine
import PaymentVocabulary

extension APIRoutes {
    /// A document that was issued by mistake keeps its number and is cancelled by another document.
    static let corrections = [
        APIRoute(
            .post,
            "/v1/invoices/{number}/cancellation",
            "Cancels a document that nothing was paid on by a credit entry of its own number.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change(["reason", "document"])
            let cancellation = InvoiceCancellation(
                InvoiceNumber(try call.name("number")),
                document: try object.optionalName("document").map { InvoiceNumber($0) },
                reason: try object.name("reason")
            )
            return APIAnswer(stored: try await call.hub.cancel(cancellation, request))
        },
        APIRoute(
            .post,
            "/v1/invoices/{number}/correction",
            "Cancels a document and issues it anew under another number, both or neither.",
            body: .json,
            isKeyed: true
        ) { call in
            let (object, request) = try call.change([
                "reason", "document", "number", "amount", "currency", "issued", "due", "terms", "reference",
                "taxes",
            ])
            let number = InvoiceNumber(try call.name("number"))
            var replacement = InvoiceReplacement(number: InvoiceNumber(try object.name("number")))
            replacement.issued = try object.optionalDate("issued")
            replacement.due = try object.optionalDate("due")
            replacement.terms = try object.optionalName("terms")
            replacement.reference = try object.optionalName("reference")
            replacement.taxes = try object.optionalName("taxes")
            if object.has("amount") { replacement.amount = try object.money(in: object.currency()) }
            let cancellation = InvoiceCancellation(
                number,
                document: try object.optionalName("document").map { InvoiceNumber($0) },
                reason: try object.name("reason"),
                replacement: replacement
            )
            return APIAnswer(stored: try await call.hub.cancel(cancellation, request))
        },
    ]
}
