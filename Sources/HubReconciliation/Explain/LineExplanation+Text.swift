import HubDomain
import PaymentVocabulary

extension LineExplanation {
    /// For people: what the line is, what became of it and why, what each pass lacked, and what else it could have paid.
    package func text(_ style: TextStyle) -> String {
        var page = Page(style: style)
        writeLine(to: &page)
        writeOutcome(to: &page)
        page.section("WHAT IT NAMES", named.isEmpty && !steps.isEmpty ? ["no document and no payment of ours"] : named)
        page.section("WHO PAID", payer)
        page.section(
            "WHAT EACH PASS SAID",
            steps.enumerated().map { "\($0 + 1) \($1.pass) \($1.decides ? "decides" : "leaves it"): \($1.words)" }
        )
        page.section("WHAT THE RULES SAY", rules)
        guard !candidates.isEmpty else { return page.text }
        page.heading("NEXT BEST, WITH WHAT WAS OPEN THEN", .title)
        for candidate in candidates {
            page.write(
                "\(candidate.invoice) of customer \(candidate.customer), \(candidate.open) open, due \(candidate.due)"
            )
            page.write(candidate.facts.joined(separator: "; "), indent: 4)
            let change = candidate.wouldPostIf.map { "would have been posted to it if \($0)" }
            page.write(change ?? "no other naming, payer or amount would have posted it", indent: 4)
        }
        return page.text
    }

    private func writeLine(to page: inout Page) {
        let valued = line.valueDate == line.bookingDate ? "" : ", value \(line.valueDate)"
        let reference = line.bankReference.isEmpty ? "" : ", bank reference \(line.bankReference)"
        page.heading("LINE \(line.file):\(line.index)", .title)
        page.write(
            "\(line.direction.rawValue) of \(line.amount), \(line.status.rawValue) \(line.bookingDate)\(valued)\(reference)"
        )
        let payer = [line.counterpartyName, line.counterpartyAccount].compactMap(\.self).filter { !$0.isEmpty }
        page.write("payer: \(payer.isEmpty ? "not told" : payer.joined(separator: ", "))")
        page.write("remittance: \(line.remittance.isEmpty ? "none" : String(line.remittance.prefix(400)))")
    }

    private func writeOutcome(to page: inout Page) {
        switch outcome {
        case .match(let match):
            page.heading("MATCHED by \(match.rule.rawValue), score \(scoreText(match.score))", .good)
            page.write(
                "pays \(match.allocations.map { "\($0.words) (\($0.reason.rawValue))" }.joined(separator: ", "))"
            )
            page.write(match.explanation)
            if let rival = match.rival, let margin = match.margin {
                page.write(
                    "next best: \(rival.invoice), which has the amount too, with a score of \(scoreText(rival.score)); the "
                        + "margin is \(scoreText(margin))"
                )
            }
        case .exception(let exception):
            page.heading("EXCEPTION \(exception.reason.rawValue)", .problem)
            page.write("it \(exception.explanation)")
            if steps.isEmpty { page.write("that is decided before any pass looks at the line") }
            for suggestion in exception.suggestions {
                page.write("perhaps \(suggestion.words)")
                if let score = suggestion.score { page.write(score.figures, indent: 4) }
            }
            if let words = exception.marginWords { page.write(words) }
        case .debit(let debit):
            page.heading("DEBIT", .warning)
            let code = debit.line.returnReason.map { " with reason \($0)" } ?? ""
            let words =
                debit.isReturn
                ? "the bank takes an earlier receipt back\(code); a person decides"
                : "debits are matched only as payouts that a provider collects"
            page.write(debit.explanation.map { $0 + code } ?? words)
        case .pending:
            page.heading("NOT BOOKED YET", .warning)
            page.write("it is announced or for information only: not money yet, so no pass looks at it")
        case .repeated(let original):
            page.heading("SHOWN TWICE", .warning)
            page.write("it is the movement of \(original.file):\(original.index), which counts instead")
        }
    }

    private struct Page {
        let style: TextStyle
        private(set) var text = ""

        init(style: TextStyle) { self.style = style }

        mutating func heading(_ title: String, _ paint: TextStyle.Paint) {
            if !text.isEmpty { text += "\n" }
            text += style.painted(TextTable.printable(title), paint) + "\n"
        }

        mutating func section(_ title: String, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            heading(title, .title)
            for line in lines { write(line) }
        }

        mutating func write(_ content: String, indent: Int = 2) {
            let lines = wrapped(TextTable.printable(content), toWidth: style.width - indent - 2)
            for (number, line) in lines.enumerated() {
                text += String(repeating: " ", count: number == 0 ? indent : indent + 2) + line + "\n"
            }
        }
    }
}
