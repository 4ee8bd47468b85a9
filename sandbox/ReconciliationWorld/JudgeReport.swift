extension Judge {
    /// The figures of the whole in two lines.
    package var headline: String {
        let found = "\(total.lines) receipts: \(total.count(.postedWrong)) false postings in \(total.posted) posted, "
        let rates = "precision \(Self.percent(total.precision)), rate \(Self.percent(total.rate)) of \(total.postable) "
        let value = "postable (\(Self.percent(total.rateByValue)) by value), recall \(Self.percent(total.recall)), "
        return found + rates + value + "\(total.count(.undecidable)) undecidable\n"
    }

    /// The report as Markdown tables, the same bytes for the same judgement.
    package var report: String {
        var text = headline
        for (title, classes) in [
            ("what is paid", byShape), ("how the number is written", byWriting), ("who pays", byPayer),
            ("rule or exception", byRule),
        ] {
            text += "\n" + Self.table(title, classes, total)
        }
        text += "\n" + classReport + "\n" + suggestionReport
        for example in examples { text += "\n\(example.shape): \(example.text)\n" }
        return text
    }

    private static func table(_ title: String, _ classes: [String: JudgedClass], _ total: JudgedClass) -> String {
        let verdicts = Verdict.allCases
        let head =
            [title, "lines", "postable", "rate", "precision"]
            + verdicts.map { $0.rawValue.replacing("_", with: " ") } + ["reason as expected"]
        var rows = [head, head.indices.map { $0 == 0 ? "---" : "---:" }]
        for name in classes.keys.sorted() {
            guard let judged = classes[name] else { continue }
            rows.append(row(name.replacing("_", with: " "), judged))
        }
        return rows.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    private static func row(_ name: String, _ judged: JudgedClass) -> [String] {
        [name, String(judged.lines), String(judged.postable), percent(judged.rate), percent(judged.precision)]
            + Verdict.allCases.map { judged.count($0) == 0 ? "" : String(judged.count($0)) }
            + [judged.toLeave == 0 ? "" : "\(judged.namedWell) of \(judged.toLeave)"]
    }

    /// Millionths as percent with two decimals, cut and not rounded.
    package static func percent(_ millionths: Int?) -> String {
        guard let millionths else { return "-" }
        return "\(millionths / 10_000).\(padded(millionths % 10_000 / 100, 2)) %"
    }
}
