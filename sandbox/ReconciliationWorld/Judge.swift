import HubDomain
package import HubReconciliation
import PaymentVocabulary

/// What became of one line, against its truth.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Every document, amount and earned discount as in the truth.
    case postedRight = "posted_right"
    /// Nothing that is not true, but less than the truth: money left unapplied, or a discount left open.
    case postedLess = "posted_less"
    /// A false automatic posting: a document, more money on one, or a discount that the truth does not have.
    case postedWrong = "posted_wrong"
    /// Left to a person, with the right documents among the suggestions.
    case suggestedRight = "suggested_right"
    /// Left to a person, with suggestions of which none is right.
    case suggestedWrong = "suggested_wrong"
    /// Left to a person without a suggestion, or taken for a repeat of another line.
    case missed
    /// Left, and no document is paid by it.
    case leftRightly = "left_rightly"
    case undecidable
}

/// A false posting in words.
package struct FalsePosting: Hashable, Sendable {
    package let shape: String
    package let text: String
}

/// Judges a result against the truth of a world.
package struct Judge: Sendable {
    package private(set) var total = JudgedClass()
    package private(set) var byShape: [String: JudgedClass] = [:]
    package private(set) var byWriting: [String: JudgedClass] = [:]
    package private(set) var byPayer: [String: JudgedClass] = [:]
    package private(set) var byRule: [String: JudgedClass] = [:]
    package private(set) var examples: [FalsePosting] = []

    private struct Place: Hashable {
        let file: String
        let index: Int
    }

    /// - Parameter examplesMax: how many false postings are kept in words for each shape.
    package init(_ world: World, _ result: ReconciliationResult, examplesMax: Int = 5) {
        var matches: [Place: Match] = [:]
        for match in result.matches { matches[Place(file: match.line.file, index: match.line.index)] = match }
        var exceptions: [Place: LineException] = [:]
        for exception in result.exceptions {
            exceptions[Place(file: exception.line.file, index: exception.line.index)] = exception
        }
        var kept: [String: Int] = [:]
        for labelled in world.lines where labelled.truth.label != .debit {
            let place = Place(file: labelled.line.file, index: labelled.line.index)
            let (match, exception) = (matches[place], exceptions[place])
            let verdict = Self.verdict(labelled, match, exception)
            count(labelled, verdict, match, exception)
            let shape = labelled.shape.name
            guard verdict == .postedWrong, let match, kept[shape, default: 0] < examplesMax else { continue }
            kept[shape, default: 0] += 1
            examples.append(FalsePosting(shape: shape, text: Self.words(labelled, match)))
        }
    }

    /// The verdict on one line: at most one of `match` and `exception` is given, neither for a repeat.
    package static func verdict(_ labelled: LabelledLine, _ match: Match?, _ exception: LineException?) -> Verdict {
        let truth = labelled.truth
        if truth.label == .undecidable { return .undecidable }
        if let match { return posted(truth, match) }
        guard truth.hasDocuments else { return .leftRightly }
        guard let exception, !exception.suggestions.isEmpty else { return .missed }
        let suggested = Set(exception.suggestions.map(\.invoice))
        let right = truth.parts.filter { suggested.contains($0.document) }
        return right.count == truth.parts.count ? .suggestedRight : right.isEmpty ? .suggestedWrong : .missed
    }

    private static func posted(_ truth: Truth, _ match: Match) -> Verdict {
        var money: [InvoiceNumber: Int64] = [:]
        var discounts: [InvoiceNumber: Int64] = [:]
        var others: [InvoiceNumber: Int64] = [:]
        for allocation in match.allocations {
            guard let document = allocation.invoice else { continue }
            let units = allocation.amount.minorUnits
            if allocation.kind == .invoice || allocation.kind == .creditNote {
                money[document, default: 0] += units
            } else if allocation.kind == .discount {
                discounts[document, default: 0] += units
            } else {
                others[document, default: 0] += units
            }
        }
        var isLess = false
        for part in truth.parts {
            let cleared = part.isCreditNote ? -part.cleared : part.cleared
            let (paid, off) = (money.removeValue(forKey: part.document) ?? 0, discounts[part.document] ?? 0)
            guard abs(paid) <= part.cleared, paid == 0 || (paid > 0) == (cleared > 0), off <= part.discount,
                others[part.document, default: 0] <= part.tolerated
            else { return .postedWrong }
            if paid != cleared || off != part.discount { isLess = true }
        }
        // What is left was never to be paid by this line.
        guard money.isEmpty, truth.hasDocuments else { return .postedWrong }
        return isLess ? .postedLess : .postedRight
    }

    private mutating func count(
        _ labelled: LabelledLine,
        _ verdict: Verdict,
        _ match: Match?,
        _ exception: LineException?
    ) {
        let expected = labelled.truth.label.expected
        let isNamedWell = exception.map { expected.contains($0.reason) } ?? false
        func add(_ judged: inout JudgedClass) { judged.add(labelled, verdict, isNamedWell: isNamedWell) }
        add(&total)
        add(&byShape[labelled.shape.name, default: JudgedClass()])
        if labelled.shape != .shownTwice {
            add(&byWriting[labelled.writing?.rawValue ?? "plain", default: JudgedClass()])
            let payer = labelled.accountKind ?? labelled.nameWriting
            add(&byPayer[payer?.rawValue ?? "as_on_file", default: JudgedClass()])
        }
        let rule = match.map { $0.rule.rawValue } ?? exception.map { "exception: \($0.reason.rawValue)" } ?? "repeat"
        add(&byRule[rule, default: JudgedClass()])
    }

    private static func words(_ labelled: LabelledLine, _ match: Match) -> String {
        let line = labelled.line
        let truth = labelled.truth.parts.map { part in
            let off = part.discount > 0 ? " less \(money(part.discount, line))" : ""
            return "\(part.document) \(part.isCreditNote ? "-" : "")\(money(part.cleared, line))\(off)"
        }
        let posted = match.allocations.map { allocation in
            "\(allocation.kind.rawValue) \(allocation.invoice?.text ?? "") \(allocation.amount.decimal)"
        }
        let fields = (line.creditorReferences + line.documentNumbers).joined(separator: " ")
        return """
            \(line.file)#\(line.index) \(line.bookingDate) \(line.amount) "\(line.remittance)" [\(fields)] \
            from \(line.counterpartyName ?? "-") \(line.counterpartyAccount ?? "-")
              truth (\(labelled.truth.label.name)): \(truth.isEmpty ? "nothing" : truth.joined(separator: ", "))
              posted by \(match.rule.rawValue), \(match.score): \(posted.joined(separator: ", "))
              \(match.explanation)
            """
    }

    private static func money(_ units: Int64, _ line: StatementLine) -> String {
        Money(minorUnits: units, currency: line.amount.currency).decimal
    }
}
