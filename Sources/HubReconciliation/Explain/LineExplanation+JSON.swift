import HubDomain
package import PaymentVocabulary

extension LineExplanation {
    /// What `reconcile --explain LINE --json` prints: one line without a line end.
    ///
    /// - Parameter asOf: the day from which an exception's age counts.
    package func json(asOf: CalendarDate) -> String {
        var writer = JSONWriter()
        writer.object { report in
            report.money(of: line)
            report.string("outcome", outcome.name)
            switch outcome {
            case .match(let match): report.object("match") { match.write(to: &$0) }
            case .exception(let exception): report.object("exception") { exception.write(to: &$0, asOf: asOf) }
            case .repeated(let original): report.line("repeats", original)
            case .debit, .pending: break
            }
            report.array("named") { list in
                for words in named { list.string(nil, words) }
            }
            report.array("payer") { list in
                for words in payer { list.string(nil, words) }
            }
            report.array("passes") { list in
                for step in steps { list.object { step.write(to: &$0) } }
            }
            report.array("rules") { list in
                for words in rules { list.string(nil, words) }
            }
            report.array("candidates") { list in
                for candidate in candidates { list.object { candidate.write(to: &$0) } }
            }
        }
        return writer.text
    }
}

extension LineExplanation.Outcome {
    fileprivate var name: String {
        switch self {
        case .match: "matched"
        case .exception: "exception"
        case .debit: "debit"
        case .pending: "pending"
        case .repeated: "repeat"
        }
    }
}

extension LineExplanation.Step {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.string("pass", pass)
        writer.bool("decides", decides)
        writer.string("explanation", words)
    }
}

extension LineExplanation.Candidate {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.string("invoice", invoice.text)
        writer.string("customer", customer.text)
        writer.string("currency", open.currency.code)
        writer.string("open", open.decimal)
        writer.string("due", due.description)
        writer.array("facts") { list in
            for fact in facts { list.string(nil, fact) }
        }
        writer.string("would_post_if", wouldPostIf)
    }
}
