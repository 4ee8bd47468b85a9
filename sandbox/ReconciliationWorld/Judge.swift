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

/// Judges answers against the truth of a world.
package struct Judge: Sendable {
    package private(set) var total = JudgedClass()
    package private(set) var byShape: [String: JudgedClass] = [:]
    package private(set) var byWriting: [String: JudgedClass] = [:]
    package private(set) var byPayer: [String: JudgedClass] = [:]
    package private(set) var byRule: [String: JudgedClass] = [:]
    package private(set) var examples: [FalsePosting] = []
    /// Of the lines left to a person, by what is paid.
    package private(set) var suggestions: [String: SuggestionFigures] = [:]
    package private(set) var suggestionTotal = SuggestionFigures()

    package init(_ world: World, _ result: ReconciliationResult, examplesMax: Int = 5) {
        self.init(world, Answer.answers(of: result), examplesMax: examplesMax)
    }

    /// - Parameter examplesMax: how many false postings are kept in words for each shape.
    package init(_ world: World, _ answers: [Answer.Place: Answer], examplesMax: Int = 5) {
        var kept: [String: Int] = [:]
        var firsts: [InvoiceNumber: Int] = [:]
        for labelled in world.lines where labelled.truth.label != .debit {
            let answer = answers[Answer.Place(labelled.line)] ?? Answer.none
            let verdict = Self.verdict(labelled, answer)
            count(labelled, verdict, answer)
            if case .left(_, let suggested) = answer, labelled.truth.label != .undecidable {
                suggestions[labelled.shape.name, default: SuggestionFigures()].add(labelled.truth, suggested)
                suggestionTotal.add(labelled.truth, suggested)
                if let first = suggested.first { firsts[first, default: 0] += 1 }
            }
            let shape = labelled.shape.name
            guard verdict == .postedWrong, kept[shape, default: 0] < examplesMax else { continue }
            kept[shape, default: 0] += 1
            examples.append(FalsePosting(shape: shape, text: Self.words(labelled, answer)))
        }
        suggestionTotal.sharedFirst = firsts.values.count { $0 > 1 }
    }

    package static func verdict(_ labelled: LabelledLine, _ answer: Answer) -> Verdict {
        let truth = labelled.truth
        if truth.label == .undecidable { return .undecidable }
        switch answer {
        case .posted(let allocations, _, _): return posted(truth, allocations)
        case .left, .none: break
        }
        guard truth.hasDocuments else { return .leftRightly }
        guard case .left(reason: _, let suggestions) = answer, !suggestions.isEmpty else { return .missed }
        let right = truth.parts.filter { suggestions.contains($0.document) }
        return right.count == truth.parts.count ? .suggestedRight : right.isEmpty ? .suggestedWrong : .missed
    }

    private static func posted(_ truth: Truth, _ allocations: [Answer.Allocation]) -> Verdict {
        var money: [InvoiceNumber: Int64] = [:]
        var discounts: [InvoiceNumber: Int64] = [:]
        var others: [InvoiceNumber: Int64] = [:]
        for allocation in allocations {
            guard let document = allocation.document else { continue }
            switch allocation.kind {
            case .money: money[document, default: 0] += allocation.minorUnits
            case .discount: discounts[document, default: 0] += allocation.minorUnits
            case .other: others[document, default: 0] += allocation.minorUnits
            }
        }
        guard truth.hasDocuments else { return .postedWrong }
        var isLess = false
        for part in truth.parts {
            let cleared = part.isCreditNote ? -part.cleared : part.cleared
            let paid = money.removeValue(forKey: part.document) ?? 0
            let off = discounts.removeValue(forKey: part.document) ?? 0
            let other = others.removeValue(forKey: part.document) ?? 0
            let isWithin = paid == 0 || ((paid > 0) == (cleared > 0) && abs(paid) <= part.cleared)
            guard isWithin, off <= part.discount, other <= part.tolerated else { return .postedWrong }
            if paid != cleared || off != part.discount { isLess = true }
        }
        // What is left was never to be paid by this line.
        guard money.isEmpty, discounts.isEmpty, others.isEmpty else { return .postedWrong }
        return isLess ? .postedLess : .postedRight
    }

    private mutating func count(_ labelled: LabelledLine, _ verdict: Verdict, _ answer: Answer) {
        let expected = labelled.truth.label.expected.map(\.rawValue)
        var isNamedWell = false
        var rule = "shown before"
        switch answer {
        case .posted(_, let name, _): rule = name
        case .left(let reason, _):
            rule = "exception: \(reason)"
            isNamedWell = expected.contains(reason)
        case .none: break
        }
        func add(_ judged: inout JudgedClass) { judged.add(labelled, verdict, isNamedWell: isNamedWell) }
        add(&total)
        add(&byShape[labelled.shape.name, default: JudgedClass()])
        if labelled.shape != .shownTwice {
            add(&byWriting[labelled.writing?.rawValue ?? "plain", default: JudgedClass()])
            let payer = labelled.accountKind ?? labelled.nameWriting
            add(&byPayer[payer?.rawValue ?? "as_on_file", default: JudgedClass()])
        }
        add(&byRule[rule, default: JudgedClass()])
    }

    private static func words(_ labelled: LabelledLine, _ answer: Answer) -> String {
        let line = labelled.line
        let truth = labelled.truth.parts.map { part in
            let off = part.discount > 0 ? " less \(money(part.discount, line))" : ""
            return "\(part.document) \(part.isCreditNote ? "-" : "")\(money(part.cleared, line))\(off)"
        }
        var said = ["nothing"]
        if case .posted(let allocations, let rule, let explanation) = answer {
            let posted = allocations.map { allocation in
                "\(allocation.name) \(allocation.document?.text ?? "-") \(money(allocation.minorUnits, line))"
            }
            said = ["\(rule): \(posted.joined(separator: ", "))", explanation]
        }
        let fields = (line.creditorReferences + line.documentNumbers).joined(separator: " ")
        return """
            \(line.file)#\(line.index) \(line.bookingDate) \(line.amount) "\(line.remittance)" [\(fields)] \
            from \(line.counterpartyName ?? "-") \(line.counterpartyAccount ?? "-")
              truth (\(labelled.truth.label.name)): \(truth.isEmpty ? "nothing" : truth.joined(separator: ", "))
              posted by \(said.joined(separator: "\n  "))
            """
    }

    private static func money(_ units: Int64, _ line: StatementLine) -> String {
        Money(minorUnits: units, currency: line.amount.currency).decimal
    }
}
