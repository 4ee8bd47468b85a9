import HubDomain
import PaymentVocabulary

extension ReconciliationResult {
    /// The report for people: what needs one first, then what was posted, then the totals.
    package var text: String {
        var sections: [String] = []
        if !exceptions.isEmpty {
            sections.append(section("EXCEPTIONS (\(exceptions.count))", exceptionTable) + "\n" + reasons)
        }
        let returns = debits.filter(\.isReturn)
        if !returns.isEmpty { sections.append(section("RETURNED BY THE BANK (\(returns.count))", table(of: returns))) }
        if !matches.isEmpty { sections.append(section("MATCHED (\(matches.count))", matchTable)) }
        if !openItems.isEmpty { sections.append(section("STILL OPEN (\(openItems.count))", openTable)) }
        sections.append(totals)
        return sections.joined(separator: "\n\n") + "\n"
    }

    private func section(_ title: String, _ table: TextTable) -> String {
        ([title] + table.lines).joined(separator: "\n")
    }

    private var exceptionTable: TextTable {
        var table = TextTable([
            ("#", .right, 6), ("booked", .left, 10), ("amount", .right, 26), ("reason", .left, 20),
            ("payer", .left, 28),
            ("remittance", .left, 36),
        ])
        for (number, exception) in exceptions.enumerated() {
            table.add([
                String(number + 1), exception.line.bookingDate.description, exception.line.amount.description,
                exception.reason.rawValue, exception.line.counterpartyName ?? "-", exception.line.remittance,
            ])
        }
        return table
    }

    private var reasons: String {
        exceptions.enumerated().map { number, exception in
            let place = "\(exception.line.file) index \(exception.line.index)"
            let suggested = exception.suggestions.map { "\($0.invoice) (\($0.open) open, \($0.reason))" }
            let hint = suggested.isEmpty ? "" : "; perhaps \(list(suggested))"
            return TextTable.printable("  \(number + 1)  \(place) \(exception.explanation)\(hint)")
        }.joined(separator: "\n")
    }

    private func table(of debits: [Debit]) -> TextTable {
        var table = TextTable([
            ("booked", .left, 10), ("amount", .right, 26), ("code", .left, 6), ("party", .left, 28),
            ("remittance", .left, 36),
        ])
        for debit in debits {
            table.add([
                debit.line.bookingDate.description, debit.line.amount.description, debit.line.returnReason ?? "-",
                debit.line.counterpartyName ?? "-", debit.line.remittance,
            ])
        }
        return table
    }

    private var matchTable: TextTable {
        var table = TextTable([
            ("booked", .left, 10), ("amount", .right, 26), ("payer", .left, 28), ("pays", .left, 48),
            ("rule", .left, 20),
            ("score", .right, 5),
        ])
        for match in matches {
            let parts = match.allocations.map { allocation in
                switch allocation.kind {
                case .invoice, .creditNote: "\(allocation.invoice?.text ?? "-") \(allocation.amount.decimal)"
                case .discount: "discount \(allocation.amount.decimal)"
                case .unapplied: "unapplied \(allocation.amount.decimal)"
                }
            }
            table.add([
                match.line.bookingDate.description, match.line.amount.description, match.line.counterpartyName ?? "-",
                parts.joined(separator: ", "), match.rule.rawValue, decimalText(Int128(match.score), exponent: 2),
            ])
        }
        return table
    }

    private var openTable: TextTable {
        var table = TextTable([
            ("document", .left, 24), ("customer", .left, 28), ("open", .right, 26), ("due", .left, 10),
            ("overdue", .right, 9),
        ])
        for item in openItems {
            let isNote = item.invoice.kind == .creditNote
            table.add([
                item.invoice.number.text,
                item.invoice.customerName.isEmpty ? item.invoice.customer.text : item.invoice.customerName,
                isNote ? "\(item.open) credit" : item.open.description, item.invoice.due.description,
                item.daysOverdue > 0 && !isNote ? "\(item.daysOverdue) d" : "-",
            ])
        }
        return table
    }

    private var totals: String {
        func amounts(_ amounts: [Currency: Int128]) -> String {
            let shown = amounts.filter { $0.value != 0 }.sorted { $0.key < $1.key }
            guard !shown.isEmpty else { return "nothing" }
            return shown.map { "\(decimalText($1, exponent: Int($0.exponent))) \($0)" }.joined(separator: ", ")
        }
        func rates(_ rates: ReconciliationSummary.Rates) -> String {
            let values = rates.value.sorted { $0.key < $1.key }.map { "\($1.decimal ?? "-") of the \($0)" }
            return ([rates.number.decimal ?? "-"] + values).joined(separator: ", ")
        }
        var lines = [
            "TOTALS as of \(asOf)",
            "  receipts         \(summary.lines), matched \(summary.matched), exceptions \(exceptions.count)",
            "  rate by receipt  \(rates(summary.byReceipt))",
            "  rate by invoice  \(rates(summary.byInvoiceLine))",
            "  invoices         \(summary.invoicesSettled) settled, \(summary.invoicesPartly) partly paid",
            "  unmatched        \(amounts(summary.unmatchedAmount))",
            "  unapplied        \(amounts(summary.unappliedAmount))",
        ]
        if !debits.isEmpty { lines.append("  debits           \(debits.count)") }
        if !pending.isEmpty { lines.append("  not booked yet   \(pending.count)") }
        if !repeats.isEmpty { lines.append("  shown twice      \(repeats.count)") }
        return lines.joined(separator: "\n")
    }
}
