import PaymentVocabulary

extension ReconciliationResult {
    /// Coverage, exceptions by class, and the ages of what stays open.
    func writePictures(to main: inout HTMLWriter) {
        main.element("section", ["class": "pictures", "aria-label": "Pictures"]) { section in
            Self.write(coverageChart, "Coverage", "Nothing was received.", to: &section)
            Self.write(classChart, "Exceptions by class", "No exceptions.", to: &section)
            Self.write(exceptionAgeChart, "Age of exceptions", "No exceptions.", to: &section)
            Self.write(ageingChart, "Age of what stays open", "Nothing stays open.", to: &section)
        }
        main.lineEnd()
    }

    private static func write(_ chart: BarChart, _ heading: String, _ empty: String, to section: inout HTMLWriter) {
        section.element("figure") { figure in
            figure.element("h2", heading)
            guard !chart.isEmpty else { return figure.element("p", ["class": "quiet"], empty) }
            figure.element(
                "div",
                ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "\(heading), picture"]
            ) { chart.write(to: &$0) }
        }
        section.lineEnd()
    }

    private var coverageChart: BarChart {
        var chart = BarChart(name: "coverage", title: "How much was matched, by number and by value")
        guard summary.lines > 0 else { return chart }
        for (heading, rates) in [("By receipt", summary.byReceipt), ("By invoice line", summary.byInvoiceLine)] {
            var bars = [Self.bar("number", rates.number, "\(rates.number.part) of \(rates.number.whole)")]
            for (currency, rate) in rates.value.sorted(by: { $0.key < $1.key }) {
                bars.append(Self.bar("value, \(currency)", rate, "\(currency.grouped(rate.part)) \(currency)"))
            }
            chart.add(heading, bars)
        }
        return chart
    }

    private static func bar(_ label: String, _ rate: ReconciliationSummary.Rate, _ figure: String) -> BarChart.Bar {
        BarChart.Bar(
            label: label,
            part: rate.part,
            whole: rate.whole,
            shown: "\(rate.percent ?? "–") · \(figure)",
            tone: "good"
        )
    }

    private var classChart: BarChart {
        let bars = classTotals.map { (words($0.class.rawValue), $0.total, "bad") }
        return Self.chart("classes", "Exceptions by class, by number and by amount", bars)
    }

    private var exceptionAgeChart: BarChart {
        let bars = ageTotals.enumerated().map { place, age in (age.age.title, age.total, "age-\(place)") }
        let chart = Self.chart("exception-ages", "Exceptions by days since their booking", bars)
        return exceptions.isEmpty && summary.waitingParts == 0 ? BarChart(name: "exception-ages", title: "") : chart
    }

    /// By number, then by amount in each currency.
    private static func chart(
        _ name: String,
        _ title: String,
        _ totals: [(label: String, total: ExceptionTotal, tone: String)]
    ) -> BarChart {
        var chart = BarChart(name: name, title: title)
        guard let most = totals.map(\.total.number).max() else { return chart }
        let numbers = totals.map { label, total, tone in
            BarChart.Bar(
                label: label,
                part: Int128(total.number),
                whole: Int128(most),
                shown: "\(total.number)",
                tone: tone
            )
        }
        chart.add("Number", numbers)
        for currency in Set(totals.flatMap(\.total.amounts.keys)).sorted() {
            let largest = totals.compactMap { $0.total.amounts[currency] }.max() ?? 0
            let amounts = totals.compactMap { label, total, tone in
                total.amounts[currency].map { amount in
                    BarChart.Bar(
                        label: label,
                        part: amount,
                        whole: largest,
                        shown: "\(currency.grouped(amount)) \(currency)",
                        tone: tone
                    )
                }
            }
            chart.add("Amount in \(currency)", amounts)
        }
        return chart
    }

    private var ageingChart: BarChart {
        var chart = BarChart(name: "ageing", title: "Open invoices by days after the due date")
        for ageing in ageing where ageing.invoices > 0 {
            let largest = ageing.buckets.max() ?? 0
            let bars = Ageing.names.enumerated().map { place, name in
                BarChart.Bar(
                    label: name,
                    part: ageing.buckets[place],
                    whole: largest,
                    shown: "\(ageing.currency.grouped(ageing.buckets[place])) \(ageing.currency)",
                    tone: "age-\(place)"
                )
            }
            chart.add("Open in \(ageing.currency)", bars)
        }
        return chart
    }
}

/// A name of the JSON as words.
func words(_ name: String) -> String { String(name.map { $0 == "_" ? " " : $0 }) }
