package import PaymentVocabulary

/// What several files of invoices say together: which documents can be matched, and where the files disagree.
///
/// A number that stands twice is nobody's certain debt, so neither document is taken. A customer with two names or two
/// accounts is only told: both may be right.
package struct InvoiceReview: Sendable {
    /// In the order of the files.
    package private(set) var invoices: [Invoice] = []
    package private(set) var errors: [TableError] = []
    package private(set) var warnings: [TableError] = []
    /// Whose documents are not among the invoices, although the files have them.
    package private(set) var unread = UnreadInvoices()

    private struct Place {
        let file: String
        let row: InvoiceFile.Row
        let isDocument: Bool

        var words: String { "\(file):\(row.line)" }

        func error(_ field: String, _ problem: String) -> TableError {
            TableError(file: file, line: row.line, column: 1, field: field, problem: problem)
        }
    }

    package init(_ files: [InvoiceFile]) {
        let places = files.flatMap { file in
            file.rows.map { Place(file: file.file, row: $0, isDocument: file.isDocument) }
        }
        let repeated = Set(files.flatMap(\.repeatedNumbers))
        let holders = Dictionary(grouping: places, by: \.row.invoice.number)
        /// Numbers that several files have, with the same contents.
        var once: Set<InvoiceNumber> = []
        var taken: Set<InvoiceNumber> = []
        for (number, same) in holders.sorted(by: { $0.key < $1.key }) where same.count > 1 {
            let sorted = same.sorted { ($0.file, $0.row.line) < ($1.file, $1.row.line) }
            guard let first = sorted.first else { continue }
            // The invoice as XML and inside a PDF is nothing to mend.
            if !repeated.contains(number), sorted.allSatisfy({ $0.row.invoice == first.row.invoice }) {
                once.insert(number)
                for place in sorted.dropFirst() {
                    let said =
                        "\(quoted(number.text)) is already at \(first.words), the same in every field; it counts once"
                    if sorted.contains(where: \.isDocument) {
                        warnings.append(place.error("number", said))
                    } else {
                        errors.append(place.error("number", said))
                    }
                }
                continue
            }
            for place in sorted.dropFirst() {
                let problem = "\(quoted(number.text)) is already at \(first.words); none of them is matched"
                errors.append(place.error("number", problem))
            }
        }
        for file in files { unread.formUnion(file.unread) }
        for invoice in places.map(\.row.invoice) {
            if once.contains(invoice.number) {
                if taken.insert(invoice.number).inserted { invoices.append(invoice) }
            } else if holders[invoice.number]?.count == 1, !repeated.contains(invoice.number) {
                invoices.append(invoice)
            } else {
                unread.add(of: invoice.customer)
            }
        }
        compareNumbers(places)
        compare("customer_name", places) { $0.customerName }
        compare("payer_account", places) { $0.payerAccount ?? "" }
    }

    /// One warning for each number that is an earlier one but for capitals and separators: receipts leave these out.
    private mutating func compareNumbers(_ places: [Place]) {
        var firsts: [String: Int] = [:]
        var told: Set<InvoiceNumber> = []
        for (position, place) in places.enumerated() {
            let number = place.row.invoice.number
            let written = number.written
            guard let found = firsts[written] else {
                firsts[written] = position
                continue
            }
            let first = places[found]
            let other = first.row.invoice.number
            guard other != number, told.insert(number).inserted else { continue }
            let problem = "\(number.isAlikeWords(other)) at \(first.words)"
            warnings.append(place.error("number", problem))
        }
    }

    /// One warning for each further value of a customer, at the first place that has it.
    private mutating func compare(_ field: String, _ places: [Place], _ value: (Invoice) -> String) {
        struct Value: Hashable {
            let customer: CustomerID
            let folded: String
        }
        var known: Set<Value> = []
        var firsts: [CustomerID: Place] = [:]
        let sorted = places.sorted { ($0.file, $0.row.line) < ($1.file, $1.row.line) }
        for place in sorted {
            let invoice = place.row.invoice
            let text = value(invoice)
            let folded = text.lowercased().filter { $0.isLetter || $0.isNumber }
            guard !folded.isEmpty else { continue }
            guard known.insert(Value(customer: invoice.customer, folded: folded)).inserted else { continue }
            guard let first = firsts[invoice.customer] else {
                firsts[invoice.customer] = place
                continue
            }
            let problem =
                "customer \(quoted(invoice.customer.text)) has \(quoted(text)) here and "
                + "\(quoted(value(first.row.invoice))) at \(first.words); both are taken"
            warnings.append(place.error(field, problem))
        }
    }
}

extension InvoiceNumber {
    /// Letters and digits alone, in small letters: as far as receipts can be trusted to repeat it.
    package var written: String {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return text.lowercased().filter { $0.isLetter || $0.isNumber }
        }
        let bytes = text.utf8.compactMap { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A: byte
            case 0x41...0x5A: byte | 0x20
            default: nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What is to be known of a number that is another one but for capitals and separators; where that one is follows.
    package func isAlikeWords(_ other: InvoiceNumber) -> String {
        "\(quoted(text)) differs only in capitals or separators, and a receipt that names one may mean either, from "
            + quoted(other.text)
    }
}
