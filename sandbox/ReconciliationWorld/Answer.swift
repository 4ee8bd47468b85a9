package import HubDomain
package import HubReconciliation
package import PaymentVocabulary

/// What a matcher says of one line, in the few terms that a judge needs.
package enum Answer: Hashable, Sendable {
    package struct Place: Hashable, Sendable {
        package let file: String
        package let index: Int

        package init(_ line: StatementLine) {
            file = line.file
            index = line.index
        }
    }

    package struct Allocation: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// Of the receipt, or of a credit note, which counts negative.
            case money
            case discount
            /// Whatever else closes a document without money, such as charges of a bank.
            case other
        }

        package let kind: Kind
        package let document: InvoiceNumber?
        package let minorUnits: Int64
        /// The matcher's own word for the kind.
        package let name: String

        package init(kind: Kind, document: InvoiceNumber?, minorUnits: Int64, name: String) {
            self.kind = kind
            self.document = document
            self.minorUnits = minorUnits
            self.name = name
        }
    }

    case posted([Allocation], rule: String, explanation: String)
    /// Left to a person, with the documents that are suggested.
    case left(reason: String, suggestions: [InvoiceNumber])
    /// Not a movement of its own.
    case none

    package static func answers(of result: ReconciliationResult) -> [Place: Answer] {
        var answers: [Place: Answer] = [:]
        answers.reserveCapacity(result.matches.count + result.exceptions.count)
        for match in result.matches {
            let allocations = match.allocations.map(Allocation.init)
            answers[Place(match.line)] = .posted(
                allocations,
                rule: match.rule.rawValue,
                explanation: "score \(match.score): \(match.explanation)"
            )
        }
        for exception in result.exceptions {
            let suggestions = exception.suggestions.map(\.invoice)
            answers[Place(exception.line)] = .left(reason: exception.reason.rawValue, suggestions: suggestions)
        }
        return answers
    }
}

extension Answer.Allocation {
    fileprivate init(_ allocation: HubReconciliation.Allocation) {
        self.init(
            kind: allocation.kind.isMoney ? .money : allocation.kind == .discount ? .discount : .other,
            document: allocation.invoice,
            minorUnits: allocation.amount.minorUnits,
            name: allocation.kind.rawValue
        )
    }
}
