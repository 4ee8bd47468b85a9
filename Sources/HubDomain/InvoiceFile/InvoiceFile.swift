package import PaymentVocabulary

/// Why no due date follows from an invoice's terms.
package struct DueDateRefusal: Error, Hashable, Sendable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// What was read from a file of invoices: every good row, and an error for every other one.
package struct InvoiceFile: Hashable, Sendable {
    /// Computes the due date from the terms as written when the `due` field is empty.
    package typealias DueDate = (_ terms: String, _ issued: CalendarDate) -> Result<CalendarDate, DueDateRefusal>

    package struct Row: Hashable, Sendable {
        package let invoice: Invoice
        package let line: Int
        /// Fields of unknown columns, in the file's order.
        package let kept: [KeptField]
    }

    static let schema = TableSchema(
        columns: [
            "number", "kind", "customer", "customer_name", "payer_account", "currency", "amount", "open", "issued",
            "due", "terms", "reference",
        ],
        optional: ["taxes"]
    )

    package let file: String
    package private(set) var rows: [Row] = []
    package private(set) var errors: [TableError] = []
    /// What was assumed of invoices that were taken, with its place.
    package private(set) var warnings: [TableError] = []
    /// The header is wrong or the syntax broken: rows after the error were not read.
    package private(set) var isIncomplete = false

    /// Numbers that the file has more than once; the first row of each is among `rows`.
    package private(set) var repeatedNumbers: Set<InvoiceNumber> = []

    /// The file is one electronic invoice, of which people keep several forms.
    package private(set) var isDocument = false

    /// Whose documents were not taken.
    package private(set) var unread = UnreadInvoices()

    package var invoices: [Invoice] { rows.map(\.invoice) }

    private var numbers: [InvoiceNumber: Int] = [:]

    init(file: String) { self.file = file }

    /// What another reader made of a file that holds one document.
    ///
    /// - Parameters:
    ///   - invoice: `nil` when it could not be taken; the errors say why.
    ///   - line: on which the document begins.
    package init(file: String, invoice: Invoice?, line: Int, errors: [TableError], warnings: [TableError]) {
        self.file = file
        rows = invoice.map { [Row(invoice: $0, line: line, kept: [])] } ?? []
        self.errors = errors
        self.warnings = warnings
        isDocument = true
        isIncomplete = invoice == nil
        if invoice == nil { unread.add(of: nil) }
    }

    /// Reads a whole file: JSON when its first character is `[` or `{`, otherwise CSV.
    package static func reading(_ bytes: [UInt8], file: String, dueDate: DueDate) -> InvoiceFile {
        let isJSON = bytes.first { ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }.map {
            $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
        }
        guard isJSON != true else { return readingJSON(bytes, file: file, dueDate: dueDate) }
        var reader = InvoiceFileReader(file: file)
        reader.feed(bytes, dueDate: dueDate)
        return reader.finish(dueDate: dueDate)
    }

    /// Reads an array of objects with the keys of the CSV header; amounts are strings.
    package static func readingJSON(_ bytes: [UInt8], file: String, dueDate: DueDate) -> InvoiceFile {
        var result = InvoiceFile(file: file)
        var table = JSONTable(bytes, schema: schema)
        while let row = table.next() { result.append(row, dueDate: dueDate) }
        if table.isBroken { result.markIncomplete() }
        return result
    }

    mutating func append(_ row: Result<TableRow, TableProblem>, dueDate: DueDate) {
        var customer: CustomerID?
        do throws(TableProblem) {
            let row = try row.get()
            customer = row.optional("customer").map { CustomerID($0) }
            var untaxed: TableProblem?
            let invoice = try Self.invoice(row, dueDate: dueDate, &untaxed)
            if let line = numbers[invoice.number] {
                let said = "\(quoted(invoice.number.text)) is already on line \(line)"
                if !repeatedNumbers.contains(invoice.number),
                    rows.contains(where: { $0.line == line && $0.invoice == invoice })
                {
                    errors.append(
                        row.problem("\(said), with the same in every field; it counts once", "number").error(in: file)
                    )
                    return
                }
                repeatedNumbers.insert(invoice.number)
                throw row.problem("\(said), with something else; neither is taken", "number")
            }
            numbers[invoice.number] = row.position.line
            rows.append(Row(invoice: invoice, line: row.position.line, kept: row.kept))
            if let untaxed { warnings.append(untaxed.error(in: file)) }
            if invoice.due < invoice.issued {
                let problem = "\(invoice.due) is before the date of issue \(invoice.issued); taken as written"
                warnings.append(row.problem(problem, "due").error(in: file))
            }
            if let slip = invoice.payerAccount.flatMap({ IBAN.slip(in: $0) }) {
                warnings.append(row.problem("\(slip); taken as written", "payer_account").error(in: file))
            }
        } catch {
            errors.append(error.error(in: file))
            unread.add(of: customer)
        }
    }

    mutating func markIncomplete() {
        isIncomplete = true
        unread.add(of: nil)
    }

    /// - Parameter unread: why the taxes are not taken; the invoice is one without them.
    private static func invoice(
        _ row: TableRow,
        dueDate: DueDate,
        _ unread: inout TableProblem?
    ) throws(TableProblem) -> Invoice {
        let number = try row.required("number")
        let kindText = try row.required("kind")
        guard let kind = Invoice.Kind(rawValue: kindText) else {
            throw row.problem("\(quoted(kindText)) is neither invoice nor credit_note", "kind")
        }
        let customer = try row.required("customer")
        let currency = try row.currency("currency")
        let amount = try row.money("amount", in: currency)
        let open = try row.money("open", in: currency)
        guard open.minorUnits <= amount.minorUnits else {
            throw row.problem("\(open.decimal) is more than the amount \(amount.decimal)", "open")
        }
        let issued = try row.date("issued")
        return Invoice(
            number: InvoiceNumber(number),
            kind: kind,
            customer: CustomerID(customer),
            customerName: row.text("customer_name"),
            payerAccount: row.optional("payer_account"),
            amount: amount,
            open: open,
            issued: issued,
            due: try due(row, of: kind, issued: issued, dueDate: dueDate),
            terms: row.text("terms"),
            reference: row.optional("reference"),
            taxes: taxes(row, of: amount, &unread)
        )
    }

    private static func taxes(
        _ row: TableRow,
        of amount: Money,
        _ unread: inout TableProblem?
    ) -> [TaxSubtotal] {
        do throws(TaxListError) {
            return try [TaxSubtotal](parsing: row.text("taxes"), currency: amount.currency).checked(against: amount)
        } catch {
            unread = row.problem("\(error.problem); the taxes are not taken", "taxes")
            return []
        }
    }

    private static func due(
        _ row: TableRow,
        of kind: Invoice.Kind,
        issued: CalendarDate,
        dueDate: DueDate
    ) throws(TableProblem) -> CalendarDate {
        guard row.optional("due") == nil else { return try row.date("due") }
        guard let terms = row.optional("terms") else {
            // A credit note can be used from its first day.
            guard kind == .invoice else { return issued }
            throw row.problem("is empty, and there are no terms", "due")
        }
        switch dueDate(terms, issued) {
        case .success(let date): return date
        case .failure(let refusal): throw row.problem("no due date follows from them: \(refusal.reason)", "terms")
        }
    }
}

/// Reads a CSV file of invoices as its bytes arrive.
package struct InvoiceFileReader {
    private var table = CSVTable(schema: InvoiceFile.schema)
    private var result: InvoiceFile

    package init(file: String) { result = InvoiceFile(file: file) }

    package mutating func feed(_ chunk: some Sequence<UInt8>, dueDate: InvoiceFile.DueDate) {
        table.feed(chunk)
        while let row = table.next(isComplete: false) { result.append(row, dueDate: dueDate) }
    }

    package mutating func finish(dueDate: InvoiceFile.DueDate) -> InvoiceFile {
        while let row = table.next(isComplete: true) { result.append(row, dueDate: dueDate) }
        if table.isRefused { result.markIncomplete() }
        return result
    }
}
