import PaymentVocabulary

/// The files of a run, as the caller named them; their order does not matter.
package struct ReportSources: Hashable, Sendable {
    package let statements: [String]
    package let invoices: [String]
    package let payments: [String]

    package init(statements: [String], invoices: [String], payments: [String] = []) {
        self.statements = statements.sorted()
        self.invoices = invoices.sorted()
        self.payments = payments.sorted()
    }
}

extension ReconciliationResult {
    /// Rows of one table of `html`; `csv` has all.
    package static let htmlRowsMax = 1_000

    /// The report as one page: no script, nothing that is loaded, the same bytes for the same result.
    ///
    /// The pictures come first, then the totals, then what needs a person, then the rest.
    package func html(_ sources: ReportSources) -> String {
        var writer = HTMLWriter()
        writer.markup("<!DOCTYPE html>")
        writer.element("html", ["lang": "en"]) { html in
            html.lineEnd()
            html.element("head") { writeHead(to: &$0) }
            html.lineEnd()
            html.element("body") { writeBody(sources, to: &$0) }
            html.lineEnd()
        }
        writer.lineEnd()
        return writer.text
    }

    private func writeHead(to head: inout HTMLWriter) {
        head.void("meta", ["charset": "utf-8"])
        head.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.void(
            "meta",
            ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"]
        )
        head.element("title", "Reconciliation as of \(asOf)")
        head.lineEnd()
        head.element("style") { $0.markup(htmlReportStyle) }
    }

    private func writeBody(_ sources: ReportSources, to body: inout HTMLWriter) {
        body.lineEnd()
        body.element("a", ["class": "skip", "href": "#exceptions"], "Skip to the exceptions")
        body.lineEnd()
        body.element("header") { header in
            header.element("h1", "Reconciliation as of \(asOf)")
            header.element("p", ["class": "lead"], headline)
            header.element("dl") { list in
                Self.write("Statements", sources.statements, to: &list)
                Self.write("Invoices", sources.invoices, to: &list)
                Self.write("Payments", sources.payments, to: &list)
            }
        }
        body.lineEnd()
        let tables = htmlTables
        body.element("nav", ["aria-label": "Parts of the report"]) { nav in
            nav.element("ul") { list in
                list.element("li") { $0.element("a", ["href": "#totals"], "Totals") }
                for table in tables {
                    list.element("li") {
                        $0.element("a", ["href": "#\(table.name)"], "\(table.title) (\(table.count))")
                    }
                }
            }
        }
        body.lineEnd()
        body.element("main") { main in
            writePictures(to: &main)
            writeTotals(to: &main)
            for table in tables { table.write(to: &main) }
        }
        body.lineEnd()
    }

    private var headline: String {
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        let proposals = summary.proposed > 0 ? ", of these \(summary.proposed) proposed" : ""
        let rate = summary.byReceipt.number.percent.map { " (\($0))" } ?? ""
        return
            "\(counted(summary.lines, "receipt")): \(summary.matched) matched\(rate), \(exceptions.count + summary.waitingParts) for a person "
            + "to decide\(proposals). \(counted(summary.invoicesSettled, "invoice")) settled, \(summary.invoicesPartly) partly paid, "
            + "\(counted(openItems.count, "open item")) left."
    }

    /// The first twenty names are enough to recognise a run.
    private static func write(_ title: String, _ files: [String], to list: inout HTMLWriter) {
        guard !files.isEmpty else { return }
        list.element("dt", title)
        list.element("dd") { names in
            for (place, file) in files.prefix(20).enumerated() {
                if place > 0 { names.write(", ") }
                names.outside(file)
            }
            if files.count > 20 { names.write(" and \(files.count - 20) more") }
        }
    }
}

extension ReconciliationSummary.Rate {
    /// Two decimals, cut and not rounded; `nil` when there is nothing to match.
    var percent: String? {
        guard whole > 0 else { return nil }
        return decimalText(part * 10_000 / whole, exponent: 2) + "%"
    }
}

extension Currency {
    /// With the digits before the point in groups of three, for people only.
    func grouped(_ minorUnits: Int128) -> String {
        let plain = decimal(minorUnits)
        let sign = plain.hasPrefix("-") ? "\u{2212}" : ""
        let parts = plain.drop { $0 == "-" }.split(separator: ".")
        let digits = Array(parts.first ?? "0")
        var whole = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { whole += "\u{202F}" }
            whole.append(digit)
        }
        return sign + whole + (parts.count > 1 ? ".\(parts[1])" : "")
    }
}

extension Money {
    /// `1 234.50 EUR` with narrow blanks that do not break.
    var grouped: String { "\(currency.grouped(Int128(minorUnits)))\u{A0}\(currency)" }
}
