package import HubDomain
package import PaymentVocabulary

/// Documents of the books that were taken back: no run gets any of them, and payers may name them all the same.
package struct CancelledDocuments: Sendable {
    fileprivate struct Document {
        let number: InvoiceNumber
        /// What was issued anew in its place.
        let replacement: InvoiceNumber?
    }

    private var documents: [String: Document] = [:]

    package init() {}

    package mutating func insert(_ number: InvoiceNumber, replacement: InvoiceNumber?) {
        documents[foldedReference(number.text)] = Document(number: number, replacement: replacement)
    }

    /// - Parameter text: a number as a line has it.
    fileprivate func document(_ text: String) -> Document? {
        documents.isEmpty ? nil : documents[foldedReference(text)]
    }
}

extension Matcher {
    /// Numbers that a line has and no document at hand, with what is known of those that were cancelled.
    func absent(_ numbers: [String]) -> String {
        let known = numbers.map(cancelled.document)
        guard known.contains(where: { $0 != nil }) else {
            if numbers.count == 1, let item = shortNumbers[foldedReference(numbers[0])] {
                let invoice = items[item].invoice
                return "\(numbers[0]), which is too short to count (\(invoice.number) of customer \(invoice.customer))"
            }
            return "\(list(numbers)), which is none of the documents at hand"
        }
        let named = zip(numbers, known).map { text, document -> String in
            guard let document else { return text }
            return "\(document.number) (cancelled\(document.replacement.map { ", \($0) came instead" } ?? ""))"
        }
        return known.allSatisfy { $0 != nil }
            ? list(named) : "\(list(named)), of which not all are documents at hand"
    }

    /// What came instead of cancelled documents, as far as it is open.
    func instead(of numbers: [String]) -> [(item: Int, reason: String)] {
        numbers.compactMap(cancelled.document).flatMap { document -> [(item: Int, reason: String)] in
            guard let replacement = document.replacement else { return [] }
            return items.indices(ofNumber: replacement).filter { remaining[$0] > 0 }
                .map { (item: $0, reason: "came instead of \(document.number), which is named") }
        }
    }
}
