import HubDomain
import PaymentVocabulary

extension ReconciliationResult {
    /// The report of `reconcile --json`: one line without a line end, the same bytes for the same result.
    ///
    /// Amounts and rates are decimal strings; rates are cut after four decimals, never rounded up.
    package var json: String {
        var text = ""
        writeJSON { text += $0 }
        return text
    }

    /// The same in pieces, for whoever need not hold the whole.
    package func writeJSON(_ take: (String) -> Void) {
        withoutActuallyEscaping(take) { take in
            var writer = JSONWriter(sink: take)
            write(to: &writer)
            take(writer.text)
        }
    }

    private func write(to writer: inout JSONWriter) {
        writer.object { report in
            report.object("summary") { summary.write(to: &$0) }
            if input.count > 0 {
                report.object("input") { said in
                    said.array("errors") { list in for text in input.errors { list.string(nil, text) } }
                    said.array("warnings") { list in for text in input.warnings { list.string(nil, text) } }
                }
            }
            report.array("matches") { list in
                for match in matches { list.object { match.write(to: &$0) } }
            }
            report.array("exceptions") { list in
                for exception in exceptions { list.object { exception.write(to: &$0, asOf: asOf) } }
            }
            let waiting = waitingParts
            if !waiting.isEmpty {
                report.array("waiting_parts") { list in
                    for placed in waiting { list.object { placed.write(to: &$0, asOf: asOf) } }
                }
            }
            report.array("debits") { list in
                for debit in debits { list.object { debit.write(to: &$0) } }
            }
            if !settlements.isEmpty { report.object("settlements") { settlements.write(to: &$0) } }
            report.array("open_items") { list in
                for item in openItems { list.object { item.write(to: &$0) } }
            }
            report.array("pending") { list in
                for line in pending { list.object { $0.money(of: line) } }
            }
            report.array("repeats") { list in
                for pair in repeats {
                    list.object { entry in
                        entry.money(of: pair.line)
                        entry.line("repeats", pair.original)
                    }
                }
            }
            report.object("weights") { weights?.write(to: &$0) }
            report.array("exception_classes") { list in
                for (exceptionClass, total) in classTotals {
                    list.object { total.write(to: &$0, "class", exceptionClass.rawValue) }
                }
            }
            report.array("exception_ages") { list in
                for (age, total) in ageTotals { list.object { total.write(to: &$0, "days", age.rawValue) } }
            }
        }
    }
}

extension ReconciliationSummary {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.integer("lines", lines)
        writer.integer("matched", matched)
        writer.object("auto_match_rate") { rates in
            rates.object("by_receipt") { byReceipt.write(to: &$0) }
            rates.object("by_invoice_line") { byInvoiceLine.write(to: &$0) }
        }
        writer.amounts("unmatched_amount", unmatchedAmount)
        writer.amounts("unapplied_amount", unappliedAmount)
        if proposed > 0 {
            writer.integer("proposed", proposed)
            writer.amounts("proposed_amount", proposedAmount)
        }
        if waitingParts > 0 {
            writer.integer("waiting_parts", waitingParts)
            writer.amounts("waiting_parts_amount", waitingPartsAmount)
        }
        writer.integer("invoices_settled", invoicesSettled)
        writer.integer("invoices_partly", invoicesPartly)
    }
}

extension ReconciliationSummary.Rates {
    /// `value` is one rate, or an object of them when the receipts have several currencies.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.string("number", number.decimal)
        let currencies = value.keys.sorted()
        guard currencies.count > 1 else {
            writer.string("value", currencies.first.flatMap { value[$0]?.decimal })
            return
        }
        writer.object("value") { rates in
            for currency in currencies { rates.string(currency.code, value[currency]?.decimal) }
        }
    }
}

extension ReconciliationSummary.Rate {
    /// Four decimals, cut and not rounded, so that only all is `1.0000`; `nil` when there is nothing to match.
    package var decimal: String? {
        guard whole > 0 else { return nil }
        return decimalText(part * 10_000 / whole, exponent: 4)
    }
}

extension Match {
    func write(to writer: inout JSONWriter) {
        writer.money(of: line)
        writeAllocations(to: &writer)
        if let takenBack { writer.string("taken_back", takenBack.decimal) }
        if let exchange { writer.object("exchange") { exchange.write(to: &$0) } }
        writer.string("rule", rule.rawValue)
        writer.string("score", scoreText(score))
        writer.string("margin", margin.map(scoreText))
        if let rival { writer.string("next", rival.invoice.text) }
        writer.string("explanation", explanation)
    }

    fileprivate func writeAllocations(to writer: inout JSONWriter) {
        writer.array("allocations") { list in
            for allocation in allocations {
                list.object { entry in
                    entry.string("kind", allocation.kind.rawValue)
                    entry.string("invoice", allocation.invoice?.text)
                    entry.string("amount", allocation.amount.decimal)
                    entry.string("reason", allocation.reason.rawValue)
                    allocation.taxes.write(to: &entry)
                    if let payment = allocation.payment { entry.string("payment", payment) }
                    if exchange != nil { allocation.writeCurrencies(to: &entry) }
                }
            }
        }
        writer.movements("reopens", movements, .takenBack)
        writer.movements("settles_again", movements, .givenBack)
    }
}

extension LineException {
    func write(to writer: inout JSONWriter, asOf: CalendarDate) {
        writer.money(of: line)
        writer.integer("age_days", age(asOf: asOf))
        writer.string("class", exceptionClass.rawValue)
        writer.string("reason", reason.rawValue)
        if isProposed { writer.bool("is_proposed", true) }
        if let match { writer.integer("match", Int(match)) }
        writer.string("explanation", explanation)
        writer.array("suggestions") { list in
            for suggestion in suggestions {
                list.object { entry in
                    entry.string("invoice", suggestion.invoice.text)
                    entry.string("customer", suggestion.customer.text)
                    entry.string("currency", suggestion.open.currency.code)
                    entry.string("open", suggestion.open.decimal)
                    entry.string("reason", suggestion.reason)
                    suggestion.score?.write(to: &entry)
                }
            }
        }
        writer.string("margin", margin.map(bitsText))
        writer.bool("is_ranked_greedily", isRankedGreedily)
    }
}

extension PlacedWaitingPart {
    fileprivate func write(to writer: inout JSONWriter, asOf: CalendarDate) {
        writer.line("line", line)
        writer.string("payment", part.payment)
        writer.string("amount", part.amount.decimal)
        writer.string("currency", part.amount.currency.code)
        if part.takesBack { writer.bool("takes_back", true) }
        writer.integer("age_days", age(asOf: asOf))
        writer.string("class", part.exceptionClass.rawValue)
        writer.string("reason", part.reason.rawValue)
        writer.array("documents") { list in
            for number in part.documents { list.string(nil, number.text) }
        }
        writer.string("explanation", part.explanation)
    }
}

extension ExceptionTotal {
    fileprivate func write(to writer: inout JSONWriter, _ key: String, _ name: String) {
        writer.string(key, name)
        writer.integer("number", number)
        writer.amounts("amount", amounts)
    }
}

extension Debit {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.money(of: line)
        writer.bool("is_return", isReturn)
        writer.string("return_reason", line.returnReason)
        writer.line("takes_back", orNull: takesBack?.line)
        writer.line("takes_part_of", orNull: takesPartOf)
        if let collects { collects.writeAllocations(to: &writer) }
        writer.bool("waits", waiting != nil)
        writer.string("explanation", explanation)
    }
}

extension RemainingItem {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.string("invoice", invoice.number.text)
        writer.string("kind", invoice.kind.rawValue)
        writer.string("customer", invoice.customer.text)
        writer.string("currency", open.currency.code)
        writer.string("open", open.decimal)
        writer.string("due", invoice.due.description)
        writer.integer("days_overdue", daysOverdue)
    }
}

extension JSONWriter {
    /// Those of a kind, where there are any.
    fileprivate mutating func movements(_ key: String, _ all: [PayoutMovement]?, _ kind: PayoutMovement.Kind) {
        let own = (all ?? []).filter { $0.kind == kind }
        guard !own.isEmpty else { return }
        array(key) { list in
            for movement in own {
                list.object { entry in
                    entry.string("invoice", movement.document.text)
                    entry.string("amount", movement.amount.decimal)
                    entry.string("currency", movement.amount.currency.code)
                    entry.string("payment", movement.payment.isEmpty ? nil : movement.payment)
                }
            }
        }
    }

    mutating func line(_ key: String, _ line: StatementLine) {
        object(key) { entry in
            entry.string("file", line.file)
            entry.integer("index", line.index)
            entry.string("bank_reference", line.bankReference)
            if let identity = line.identity { entry.string("identity", identity) }
        }
    }

    fileprivate mutating func line(_ key: String, orNull line: StatementLine?) {
        if let line { self.line(key, line) } else { string(key, nil) }
    }

    mutating func money(of line: StatementLine) {
        self.line("line", line)
        string("amount", line.amount.decimal)
        string("currency", line.amount.currency.code)
    }

    fileprivate mutating func amounts(_ key: String, _ amounts: [Currency: Int128]) {
        object(key) { entry in
            for (currency, amount) in amounts.sorted(by: { $0.key < $1.key }) {
                entry.string(currency.code, decimalText(amount, exponent: Int(currency.exponent)))
            }
        }
    }
}

/// A sum of minor units as a plain decimal.
func decimalText(_ minorUnits: Int128, exponent: Int) -> String {
    let digits = String(minorUnits.magnitude)
    let sign = minorUnits < 0 ? "-" : ""
    guard exponent > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(exponent)).\(padded.suffix(exponent))"
}
