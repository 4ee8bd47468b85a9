import HubDomain
import PaymentVocabulary

extension ReconciliationResult {
    /// The columns of `csv`; new ones are added at the end only.
    package static let csvColumns = [
        "record", "file", "index", "bank_reference", "booking_date", "value_date", "currency", "amount", "payer_name",
        "payer_account", "remittance", "result", "rule", "score", "invoice", "customer", "allocated", "reason",
        "explanation", "suggestions", "kind", "open", "due", "days_overdue", "age_days",
        "provider", "payout", "payment", "settled", "allocated_currency", "received",
        "class", "rate", "identity", "match", "allocated_net", "allocated_tax", "taxes", "margin",
    ]

    /// Everything that the run decided, a row each, in the order of the JSON; the same bytes for the same result.
    ///
    /// `amount` is what moved on the account, negative for debits, in the first row of a line only, and empty for a
    /// repeat and for what is not booked: the column sums up to the movement of the account. `allocated` and `open`
    /// can be summed too, for one `kind` each.
    package var csv: String {
        var table = CSVTable(Self.csvColumns)
        for match in matches { write(match, to: &table) }
        for exception in exceptions { write(exception, to: &table) }
        for placed in waitingParts { write(placed, to: &table) }
        for debit in debits { write(debit, to: &table) }
        settlements.write(to: &table)
        for item in openItems { write(item, to: &table) }
        for line in pending {
            table.row { row in
                row.line(line, record: "pending", result: "not_booked")
                row.plain("open", line.signedDecimal)
            }
        }
        for pair in repeats {
            table.row { row in
                row.line(pair.line, record: "repeat", result: "shown_twice")
                row.text("explanation", "shown already by \(pair.original.placeText)")
            }
        }
        for finding in input.all {
            table.row { row in
                row.plain("record", "input")
                row.plain("result", finding.kind)
                row.text("explanation", finding.text)
            }
        }
        writeRates("by_receipt", summary.byReceipt, to: &table)
        writeRates("by_invoice_line", summary.byInvoiceLine, to: &table)
        return table.text
    }

    private func writeRates(_ name: String, _ rates: ReconciliationSummary.Rates, to table: inout CSVTable) {
        func write(_ kind: String, _ currency: Currency?, _ rate: ReconciliationSummary.Rate) {
            table.row { row in
                row.plain("record", "rate")
                if let currency { row.plain("currency", currency.code) }
                row.plain("result", name)
                row.plain("kind", kind)
                row.plain("rate", rate.decimal ?? "")
            }
        }
        write("number", nil, rates.number)
        for (currency, rate) in rates.value.sorted(by: { $0.key < $1.key }) { write("value", currency, rate) }
    }

    /// - Parameters:
    ///   - record: `debit` for one with which a provider collects, and `result` what became of it.
    private func write(
        _ match: Match,
        as record: String = "match",
        _ result: String = "matched",
        to table: inout CSVTable
    ) {
        let owners = Set(match.allocations.compactMap { $0.invoice.flatMap(customer) })
        for (number, allocation) in match.allocations.enumerated() {
            // What a payout has beside invoices is of the provider, not of whoever else is paid by it.
            let isOnly = owners.count == 1 && match.rule != .payout
            let customer = allocation.invoice.map(customer) ?? (isOnly ? owners.first : nil)
            table.row { row in
                row.line(match.line, record: record, result: result)
                if number == 0 { row.plain("amount", match.line.signedDecimal) }
                row.plain("rule", match.rule.rawValue)
                row.plain("score", scoreText(match.score))
                row.plain("margin", match.margin.map(scoreText) ?? "")
                row.text("invoice", allocation.invoice?.text)
                row.text("customer", customer?.text)
                row.plain("allocated", allocation.amount.decimal)
                row.plain("reason", allocation.reason.rawValue)
                row.text("explanation", match.explanation)
                row.plain("kind", allocation.kind.rawValue)
                row.text("payment", allocation.payment)
                row.plain("allocated_currency", allocation.amount.currency.code)
                row.plain("received", allocation.received?.decimal ?? "")
                row.plain("allocated_net", allocation.taxes.net?.decimal)
                row.plain("allocated_tax", allocation.taxes.tax?.decimal)
                row.plain("taxes", allocation.taxes.text)
            }
        }
    }

    /// Whose the document is; `nil` when several customers have one of this number.
    private func customer(of number: InvoiceNumber) -> CustomerID? {
        let holders = items.indices(ofNumber: number)
        guard let first = holders.first else { return nil }
        let customer = items[first].invoice.customer
        return holders.allSatisfy { items[$0].invoice.customer == customer } ? customer : nil
    }

    private func write(_ exception: LineException, to table: inout CSVTable) {
        table.row { row in
            row.line(exception.line, record: "exception", result: exception.isProposed ? "proposed" : "exception")
            row.plain("amount", exception.line.signedDecimal)
            row.plain("reason", exception.reason.rawValue)
            row.text("explanation", exception.explanation)
            row.text("suggestions", exception.suggestions.map(\.words).joined(separator: "; "))
            row.number("age_days", exception.age(asOf: asOf))
            row.plain("class", exception.exceptionClass.rawValue)
            row.plain("match", exception.match.map(String.init))
        }
    }

    private func write(_ placed: PlacedWaitingPart, to table: inout CSVTable) {
        let part = placed.part
        table.row { row in
            row.line(placed.line, record: "waiting_part", result: "exception")
            row.plain("currency", part.amount.currency.code)
            row.text("invoice", part.documents.map(\.text).joined(separator: "; "))
            row.plain("reason", part.reason.rawValue)
            row.text("explanation", part.words)
            row.number("age_days", placed.age(asOf: asOf))
            row.text("payment", part.payment)
            row.plain("open", part.amount.decimal)
            row.plain("class", part.exceptionClass.rawValue)
        }
    }

    private func write(_ debit: Debit, to table: inout CSVTable) {
        if let collects = debit.collects {
            let result = debit.waiting == nil ? "collected" : "proposed"
            return write(collects, as: "debit", result, to: &table)
        }
        table.row { row in
            row.line(debit.line, record: "debit", result: debit.isReturn ? "returned" : "debit")
            row.plain("amount", debit.line.signedDecimal)
            row.text("reason", debit.line.returnReason)
            row.text("explanation", debit.explanation)
        }
    }

    private func write(_ item: RemainingItem, to table: inout CSVTable) {
        table.row { row in
            row.plain("record", "open_item")
            row.plain("currency", item.open.currency.code)
            row.text("payer_name", item.invoice.customerName)
            row.text("payer_account", item.invoice.payerAccount)
            row.plain("result", item.open == item.invoice.amount ? "open" : "partly_open")
            row.text("invoice", item.invoice.number.text)
            row.text("customer", item.invoice.customer.text)
            row.plain("kind", item.invoice.kind.rawValue)
            row.plain("open", item.isCreditNote ? item.open.negatedDecimal : item.open.decimal)
            row.plain("due", item.invoice.due.description)
            row.number("days_overdue", item.daysOverdue)
        }
    }
}

extension CSVTable {
    fileprivate mutating func line(_ line: StatementLine, record: String, result: String) {
        plain("record", record)
        text("file", line.file)
        number("index", line.index)
        text("bank_reference", line.bankReference)
        plain("booking_date", line.bookingDate.description)
        plain("value_date", line.valueDate.description)
        plain("currency", line.amount.currency.code)
        text("payer_name", line.counterpartyName)
        text("payer_account", line.counterpartyAccount)
        text("remittance", line.remittance)
        plain("result", result)
        text("identity", line.identity)
    }
}

extension Suggestion {
    /// `INV-1 (50.00 EUR open, named in the line)`.
    var words: String { "\(invoice) (\(open) open, \(reason))" }
}

extension RemainingItem {
    var isCreditNote: Bool { invoice.kind == .creditNote }
}

extension Money {
    fileprivate var negatedDecimal: String { decimalText(-Int128(minorUnits), exponent: Int(currency.exponent)) }
}

extension StatementLine {
    /// The amount as our account sees it.
    fileprivate var signedDecimal: String { direction == .debit ? amount.negatedDecimal : amount.decimal }
}
