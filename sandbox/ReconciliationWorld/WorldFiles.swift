import HubDomain
import HubReconciliation
import PaymentVocabulary

/// The files of a world, for programs that read files: in the order in which they are written.
package enum WorldFile: String, CaseIterable, Sendable {
    case invoices = "invoices.csv"
    case statement = "statement-1.xml"
    /// Lines that `statement` has shown already.
    case overlap = "statement-2.xml"
    /// The lines of `statement` as MT940, without the fields that it has no place for.
    case mt940 = "statement-1.sta"
    /// The same as a bank's export in CSV, which has one column for all that is said.
    case csv = "statement-1.csv"
    /// The report of a provider of card payments, itemised by payout.
    case stripe = "stripe.csv"
    /// As `GET /v1/payments` gives them.
    case payments = "payments.json"
    /// Exchange rates as the European Central Bank publishes their history.
    case rates = "eurofxref-hist.csv"
    case truth = "truth.jsonl"
}

extension World {
    /// Writes one file in pieces.
    package func write(_ file: WorldFile, to output: (String) throws -> Void) rethrows {
        switch file {
        case .invoices: try writeInvoices(output)
        case .statement: try writeCamt(lines(of: Self.statement), id: "WORLD-1", output)
        case .overlap: try writeCamt(lines(of: Self.overlap), id: "WORLD-2", output)
        case .mt940: try writeMT940(lines(of: Self.statement), output)
        case .csv: try writeCSV(lines(of: Self.statement), output)
        case .stripe: try writeStripe(output)
        case .payments: try writePayments(output)
        case .rates:
            try output("Date,USD,\n")
            for quote in quotes.reversed() { try output("\(quote.date),\(quote.perEuro),\n") }
        case .truth: try writeTruth(output)
        }
    }

    private func lines(of file: String) -> [StatementLine] { statementLines.filter { $0.file == file } }

    /// The header of `quittance reconcile --invoices`.
    private func writeInvoices(_ output: (String) throws -> Void) rethrows {
        try output(
            "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference\n"
        )
        for item in items {
            let invoice = item.invoice
            let cells = [
                invoice.number.text, invoice.kind.rawValue, invoice.customer.text, Self.quoted(invoice.customerName),
                invoice.payerAccount ?? "", invoice.amount.currency.code, invoice.amount.decimal, invoice.open.decimal,
                invoice.issued.description, invoice.due.description, invoice.terms, invoice.reference ?? "",
            ]
            try output(cells.joined(separator: ",") + "\n")
        }
    }

    private func writeCSV(_ lines: [StatementLine], _ output: (String) throws -> Void) rethrows {
        try output("Booking date,Value date,Amount,Currency,Counterparty,Counterparty IBAN,Description,Reference\n")
        for line in lines {
            let said = [line.remittance] + line.documentNumbers + line.creditorReferences
            let text = said.filter { !$0.isEmpty } + (line.endToEndID.map { ["EREF+\($0)"] } ?? [])
            let cells = [
                line.bookingDate.description, line.valueDate.description,
                (line.direction == .credit ? "" : "-") + line.amount.decimal, line.amount.currency.code,
                Self.quoted(line.counterpartyName ?? ""), line.counterpartyAccount ?? "",
                Self.quoted(text.joined(separator: " ")), line.bankReference,
            ]
            try output(cells.joined(separator: ",") + "\n")
        }
    }

    /// The columns of Stripe's itemised payout reconciliation report.
    private func writeStripe(_ output: (String) throws -> Void) rethrows {
        try output(
            "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,automatic_payout_id,"
                + "automatic_payout_effective_at_utc,payment_metadata[order_id]\n"
        )
        for line in settlements {
            let gross = Money(minorUnits: line.net.minorUnits + line.fee.minorUnits, currency: line.net.currency)
            let cells = [
                line.id ?? "", "\(line.date?.description ?? "") 08:00:00", line.net.currency.code.lowercased(),
                gross.decimal, line.fee.decimal, line.net.decimal, line.kind == .refund ? "refund" : "charge",
                line.payment ?? "", line.payout ?? "", "\(line.arrival?.description ?? "") 00:00:00",
                Self.quoted(line.reference ?? ""),
            ]
            try output(cells.joined(separator: ",") + "\n")
        }
    }

    private static func quoted(_ text: String) -> String {
        text.contains { $0 == "," || $0 == "\"" || $0 == "\n" } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }

    /// The payments of the hub's own, captured in full.
    private func writePayments(_ output: (String) throws -> Void) rethrows {
        try output("[")
        for (index, payment) in payments.enumerated() {
            var json = JSONLine()
            json.add("id", payment.endToEndID)
            json.add("customer", payment.customer?.text)
            json.add("account", "world")
            json.add("amount", payment.amount.decimal)
            json.add("currency", payment.amount.currency.code)
            json.add("status", "captured")
            for name in ["authorised", "captured"] { json.add(name, payment.amount.decimal) }
            for name in ["refunded", "disputed", "returned"] { json.add(name, "0.00") }
            let shares = payment.shares.map { share in
                var json = JSONLine()
                json.add("invoice", share.invoice.text)
                json.add("amount", share.amount.decimal)
                return json.text
            }
            json.add("allocations", shares)
            json.add("operations", [String]())
            try output((index == 0 ? "\n" : ",\n") + json.text)
        }
        try output("\n]\n")
    }

    /// One JSON object a line: where it is, what it is and what is true of it.
    private func writeTruth(_ output: (String) throws -> Void) rethrows {
        for labelled in lines {
            let truth = labelled.truth
            var json = JSONLine()
            json.add("file", labelled.line.file)
            json.add("index", labelled.line.index)
            json.add("shape", labelled.shape.name)
            json.add("writing", labelled.writing?.rawValue)
            json.add("name", labelled.nameWriting?.rawValue)
            json.add("account", labelled.accountKind?.rawValue)
            json.add("label", truth.label.name)
            json.add("reasons", truth.label.expected.map { JSONLine.quoted($0.rawValue) })
            json.add("unapplied", Int(truth.unapplied))
            json.add(
                "parts",
                truth.parts.map { part in
                    var json = JSONLine()
                    json.add("document", part.document.text)
                    json.add("kind", part.isCreditNote ? "credit_note" : "invoice")
                    json.add("cleared", Int(part.cleared))
                    json.add("discount", Int(part.discount))
                    json.add("tolerated", Int(part.tolerated))
                    return json.text
                }
            )
            try output(json.text + "\n")
        }
    }
}

/// One JSON object, its members in the order in which they were added.
private struct JSONLine {
    private var members: [String] = []

    var text: String { "{\(members.joined(separator: ","))}" }

    mutating func add(_ name: String, _ value: String?) {
        members.append("\"\(name)\":\(value.map(Self.quoted) ?? "null")")
    }

    mutating func add(_ name: String, _ value: Int) { members.append("\"\(name)\":\(value)") }

    /// - Parameter values: written JSON.
    mutating func add(_ name: String, _ values: [String]) {
        members.append("\"\(name)\":[\(values.joined(separator: ","))]")
    }

    /// The texts of this module have no control characters.
    static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
