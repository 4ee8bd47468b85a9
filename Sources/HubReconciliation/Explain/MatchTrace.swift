import HubDomain

/// Writes down what the passes do with one line while they do it.
///
/// The matcher that decides is the one that is traced, so what is told cannot differ from what was decided.
final class MatchTrace {
    let line: StatementLine
    private(set) var steps: [LineExplanation.Step] = []
    /// What the decision table said, in the order in which it was asked.
    private(set) var rules: [String] = []
    /// The matcher as the last of these passes found it.
    private(set) var before: Matcher?
    private var reason: String?

    init(_ line: StatementLine) { self.line = line }

    fileprivate func begin(_ matcher: Matcher) {
        reason = nil
        before = matcher
        before?.trace = nil
    }

    fileprivate func end(_ pass: String, _ verdict: Verdict?) {
        let words =
            switch verdict {
            case .match(let match): "posted by \(match.rule.rawValue)"
            case .exception(let exception): "exception \(exception.reason.rawValue)"
            case nil: reason ?? "finds nothing"
            }
        steps.append(LineExplanation.Step(pass: pass, decides: verdict != nil, words: words))
    }

    fileprivate func note(_ words: String) { reason = words }

    func decided(_ words: String) { rules.append(words) }
}

extension Matcher {
    /// What `pass` says of the line; written down if this is the line to explain.
    mutating func traced(
        _ pass: String,
        _ line: StatementLine,
        _ body: (inout Matcher) -> Verdict?
    ) -> Verdict? {
        guard let trace, trace.line == line else { return body(&self) }
        trace.begin(self)
        let verdict = body(&self)
        trace.end(pass, verdict)
        return verdict
    }

    /// Leaves the line to the next pass, and says why.
    func leave(_ why: @autoclosure () -> String) -> Verdict? {
        if let trace { trace.note(why()) }
        return nil
    }
}
