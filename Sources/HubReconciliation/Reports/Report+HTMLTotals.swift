import PaymentVocabulary

extension ReconciliationResult {
    /// The figures behind the pictures, as tables.
    func writeTotals(to main: inout HTMLWriter) {
        main.element("section", ["id": "totals", "aria-labelledby": "totals-heading"]) { section in
            section.element("h2", ["id": "totals-heading"], "Totals")
            Self.writeRegion("Receipts and open items by number and currency", to: &section) { table in
                writeReceiptTotals(to: &table)
            }
            if !openItems.isEmpty {
                Self.writeRegion("Open amounts by days after the due date", to: &section) { table in
                    writeAgeing(to: &table)
                }
            }
        }
        main.lineEnd()
    }

    private static func writeRegion(
        _ caption: String,
        to section: inout HTMLWriter,
        _ body: (inout HTMLWriter) -> Void
    ) {
        section.element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption]) {
            region in
            region.element("table") { table in
                table.element("caption", caption)
                body(&table)
            }
        }
        section.lineEnd()
    }

    private static func write(_ titles: [String], to table: inout HTMLWriter) {
        table.element("thead") { head in
            head.element("tr") { row in
                for (place, title) in titles.enumerated() {
                    row.element("th", ["scope": "col", "class": place == 0 ? "text" : "number"], title)
                }
            }
        }
    }

    private static func write(row cells: [String], to body: inout HTMLWriter) {
        body.element("tr") { row in
            row.element("th", ["scope": "row", "class": "text"], cells.first ?? "")
            for cell in cells.dropFirst() { row.element("td", ["class": "number"], cell) }
        }
    }

    private func writeReceiptTotals(to table: inout HTMLWriter) {
        let hasProposals = summary.proposed > 0
        Self.write(
            ["By", "Receipts", "Matched", "Exceptions"] + (hasProposals ? ["Of these proposed"] : [])
                + ["Unapplied", "Still open", "Matched by receipt", "Matched by invoice line"],
            to: &table
        )
        table.element("tbody") { body in
            let unapplied = matches.count { $0.allocations.contains { $0.kind == .unapplied } }
            Self.write(
                row: ["number", "\(summary.lines)", "\(summary.matched)", "\(exceptions.count)"]
                    + (hasProposals ? ["\(summary.proposed)"] : [])
                    + [
                        "\(unapplied)", "\(openItems.count)", summary.byReceipt.number.percent ?? "–",
                        summary.byInvoiceLine.number.percent ?? "–",
                    ],
                to: &body
            )
            for total in currencyTotals {
                let amounts =
                    [total.received, total.matched, total.unmatched] + (hasProposals ? [total.proposed] : [])
                    + [total.unapplied, total.open]
                Self.write(
                    row: ["value, \(total.currency)"] + amounts.map(total.currency.grouped) + [
                        summary.byReceipt.value[total.currency]?.percent ?? "–",
                        summary.byInvoiceLine.value[total.currency]?.percent ?? "–",
                    ],
                    to: &body
                )
            }
        }
    }

    private func writeAgeing(to table: inout HTMLWriter) {
        Self.write(["Currency"] + Ageing.names + ["Invoices", "Credit notes", "Net"], to: &table)
        table.element("tbody") { body in
            for ageing in ageing {
                let amounts =
                    ageing.buckets + [ageing.invoices, -ageing.creditNotes, ageing.invoices - ageing.creditNotes]
                Self.write(row: [ageing.currency.code] + amounts.map(ageing.currency.grouped), to: &body)
            }
        }
    }
}
