package import PaymentVocabulary

/// A customer as a merchant's file names it.
package struct CustomerEntry: Hashable, Codable, Sendable {
    package let customer: CustomerID
    package let name: String
    package let currency: Currency
    /// `nil` when the field is empty: the hub proposes one.
    package let creditLimit: Money?
    /// The account that the customer usually pays from, as written.
    package let payerAccount: String?
}

/// What was read from a CSV file of customers: every good row, and an error for every other one.
package struct CustomerFile: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let entry: CustomerEntry
        package let line: Int
        /// Fields of unknown columns, in the file's order.
        package let kept: [KeptField]
    }

    static let schema = TableSchema(columns: ["customer", "name", "currency", "credit_limit", "payer_account"])

    package let file: String
    package private(set) var rows: [Row] = []
    package private(set) var errors: [TableError] = []
    /// The header is wrong: no row was read.
    package private(set) var isIncomplete = false

    package var entries: [CustomerEntry] { rows.map(\.entry) }

    private var customers: [CustomerID: Int] = [:]

    private init(file: String) { self.file = file }

    package static func reading(_ bytes: [UInt8], file: String) -> CustomerFile {
        var result = CustomerFile(file: file)
        var table = CSVTable(schema: schema)
        table.feed(bytes)
        while let row = table.next(isComplete: true) { result.append(row) }
        result.isIncomplete = table.isRefused
        return result
    }

    private mutating func append(_ row: Result<TableRow, TableProblem>) {
        do throws(TableProblem) {
            let row = try row.get()
            let currency = try row.currency("currency")
            let limit = row.optional("credit_limit") == nil ? nil : try row.money("credit_limit", in: currency)
            let entry = CustomerEntry(
                customer: CustomerID(try row.required("customer")),
                name: try row.required("name"),
                currency: currency,
                creditLimit: limit,
                payerAccount: row.optional("payer_account")
            )
            if let line = customers[entry.customer] {
                throw row.problem("\(quoted(entry.customer.text)) is already on line \(line)", "customer")
            }
            customers[entry.customer] = row.position.line
            rows.append(Row(entry: entry, line: row.position.line, kept: row.kept))
        } catch {
            errors.append(error.error(in: file))
        }
    }
}
