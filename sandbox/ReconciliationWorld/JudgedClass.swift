import HubDomain
import PaymentVocabulary

/// The counts of one class of lines.
package struct JudgedClass: Hashable, Sendable {
    package private(set) var lines = 0
    package private(set) var verdicts: [Verdict: Int] = [:]
    /// Decidable lines that a careful person would post, and those of them that were posted right: by number and in
    /// minor units.
    package private(set) var postable = 0
    package private(set) var postableRight = 0
    package private(set) var postableUnits: Int128 = 0
    package private(set) var postableRightUnits: Int128 = 0
    /// Decidable lines that pay a document.
    package private(set) var withDocuments = 0
    /// Lines that are no posting, and those of them whose exception has a reason that names it well.
    package private(set) var toLeave = 0
    package private(set) var namedWell = 0

    package init() {}

    mutating func add(_ labelled: LabelledLine, _ verdict: Verdict, isNamedWell: Bool) {
        lines += 1
        verdicts[verdict, default: 0] += 1
        let units = Int128(labelled.line.amount.minorUnits)
        switch labelled.truth.label {
        case .postable:
            postable += 1
            postableUnits += units
            withDocuments += 1
            if verdict == .postedRight {
                postableRight += 1
                postableRightUnits += units
            }
        case .forAPerson, .nothing:
            if labelled.truth.hasDocuments { withDocuments += 1 }
            if verdict != .postedRight {
                toLeave += 1
                namedWell += isNamedWell ? 1 : 0
            }
        case .undecidable, .isRepeat, .debit: break
        }
    }

    package func count(_ verdict: Verdict) -> Int { verdicts[verdict] ?? 0 }

    /// Posted lines that can be judged.
    package var posted: Int { count(.postedRight) + count(.postedLess) + count(.postedWrong) }

    /// In millionths, rounded down; `nil` when nothing was posted.
    package var precision: Int? { Self.share(posted - count(.postedWrong), of: posted) }

    /// Posted right of all decidable lines that pay a document, in millionths.
    package var recall: Int? { Self.share(count(.postedRight), of: withDocuments) }

    /// Posted right of all that a careful person would post, in millionths.
    package var rate: Int? { Self.share(postableRight, of: postable) }

    /// As `rate`, by value.
    package var rateByValue: Int? {
        postableUnits > 0 ? Int(postableRightUnits * 1_000_000 / postableUnits) : nil
    }

    private static func share(_ part: Int, of whole: Int) -> Int? { whole > 0 ? part * 1_000_000 / whole : nil }
}
