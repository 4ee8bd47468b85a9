package import HubDomain
package import PaymentVocabulary

/// Why one line was posted as it was, or was not.
package struct LineExplanation: Hashable, Sendable {
    /// One pass that looked at the line, in the order of the run.
    package struct Step: Hashable, Sendable {
        package let pass: String
        package let decides: Bool
        /// The verdict, or what the pass lacked.
        package let words: String
    }

    /// A document that the line could have paid.
    package struct Candidate: Hashable, Sendable {
        package let invoice: InvoiceNumber
        package let customer: CustomerID
        /// Of the document, when the line was looked at.
        package let open: Money
        package let due: CalendarDate
        /// What speaks for it and against it.
        package let facts: [String]
        /// The smallest change to the line with which the same matcher would have posted it to this document; `nil`
        /// if none of naming, payer and amount would have.
        package let wouldPostIf: String?
    }

    package enum Outcome: Hashable, Sendable {
        case match(Match)
        case exception(LineException)
        case debit(Debit)
        /// Not money yet.
        case pending
        case repeated(original: StatementLine)
    }

    package internal(set) var line: StatementLine
    package internal(set) var outcome: Outcome
    /// What the line names, and what that is taken for.
    package let named: [String]
    /// What the line tells about its payer.
    package let payer: [String]
    /// Empty when the line was decided before any pass.
    package let steps: [Step]
    /// The facts that were put to the decision table, and which rule decided them.
    package let rules: [String]
    /// The best first.
    package let candidates: [Candidate]
}

/// Reconciles, and explains what became of `line`.
///
/// - Throws: `LineNotFound` when `line` is none of `lines`.
package func explain(
    _ line: StatementLine,
    lines: [StatementLine],
    items: [OpenItem],
    payments: [ExpectedPayment],
    policy: MatchingPolicy,
    rates: ReferenceRates = ReferenceRates(),
    asOf: CalendarDate,
    groups: GroupSources = GroupSources(),
    payers: KnownPayers = KnownPayers(),
    passes: Set<MatchingPass> = .all,
    returns: KnownReturns = KnownReturns(),
    held: [LineException] = [],
    unread: UnreadInvoices = UnreadInvoices(),
    formats: [String: String] = [:],
    takenOver: [InvoiceNumber: CalendarDate] = [:],
    cancelled: CancelledDocuments = CancelledDocuments(),
    reserved: [Reservation] = []
) throws(LineNotFound) -> LineExplanation {
    var matcher = Matcher(items: items, payments: payments, policy: policy, rates: rates, asOf: asOf, payers: payers)
    matcher.groups = groups
    matcher.passes = passes
    matcher.knownReturns = returns
    matcher.unread = unread
    matcher.formats = formats
    matcher.takenOver = takenOver
    matcher.cancelled = cancelled
    matcher.reserve(reserved)
    let trace = MatchTrace(line)
    matcher.trace = trace
    let run = matcher.run(lines)
    let result = matcher.suggesting(run, held: held).splittingDiscounts(policy.discountTax)
    guard let outcome = result.outcome(of: line) else {
        throw LineNotFound(description: "no line \(line.file):\(line.index) among those that were given")
    }
    guard var before = trace.before else {
        return LineExplanation(line: line, outcome: outcome, named: [], payer: [], steps: [], rules: [], candidates: [])
    }
    var used: Set<InvoiceNumber> = []
    if case .match(let match) = outcome { used = Set(match.allocations.compactMap(\.invoice)) }
    return LineExplanation(
        line: line,
        outcome: outcome,
        named: before.wordsForNames(in: line),
        payer: before.wordsForPayer(of: line),
        steps: trace.steps,
        rules: trace.rules,
        candidates: before.candidates(for: line, without: used)
    )
}

extension ReconciliationResult {
    fileprivate func outcome(of line: StatementLine) -> LineExplanation.Outcome? {
        if let match = matches.first(where: { $0.line == line }) { return .match(match) }
        if let exception = exceptions.first(where: { $0.line == line }) { return .exception(exception) }
        if let debit = debits.first(where: { $0.line == line }) { return .debit(debit) }
        if pending.contains(line) { return .pending }
        return repeats.first { $0.line == line }.map { .repeated(original: $0.original) }
    }
}

extension Matcher {
    fileprivate func wordsForNames(in line: StatementLine) -> [String] {
        let mentions = Mentions(line, index: references)
        var words = mentions.all.map { mention in
            let documents = mention.items.map { "\(items[$0].invoice.number) of \(items[$0].invoice.customer)" }
            return "\(mention.text), by \(mention.rule.words): \(list(documents))"
        }
        if let id = line.endToEndID, !isPlaceholder(id) {
            let payments = expected.payments(of: line).map { "our payment \(expected.payments[$0].payment)" }
            words.append("end-to-end id \(id): \(payments.isEmpty ? "none of our payments" : list(payments))")
        }
        words += mentions.unknown.map { "\($0): looks like one of our numbers, but was not given" }
        let others = StrangeNumbers(numbering.spoken(line), index: references).others
        return words + others.map { "\($0): is a document's number, but of none that was given as such" }
    }

    fileprivate mutating func wordsForPayer(of line: StatementLine) -> [String] {
        let payer = parties.payer(of: line)
        func owners(_ numbers: [Int]) -> String {
            numbers.isEmpty ? "no customer" : list(numbers.map { parties.customers[$0].text })
        }
        var words: [String] = []
        if let account = line.counterpartyAccount, !account.isEmpty {
            words.append("account \(account): \(owners(payer.byAccount))")
        }
        if let name = line.counterpartyName, payer.hasName {
            words.append("name \(name): \(owners(payer.byName))")
            if payer.byName.isEmpty { words.append("a name like it: \(owners(payer.byLikeness))") }
        }
        return words.isEmpty ? ["the line does not say who paid"] : words
    }
}
