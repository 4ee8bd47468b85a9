package import PaymentVocabulary

/// A customer's money that pays no invoice yet, as the books before ours had it.
package struct OpeningDeposit: Hashable, Sendable {
    /// The name that the money has in the books before ours: a receipt's number, or a prepayment's.
    package let number: String
    package let customer: CustomerID
    package let customerName: String
    /// Positive.
    package let amount: Money
    package let received: CalendarDate

    package init(number: String, customer: CustomerID, customerName: String, amount: Money, received: CalendarDate) {
        self.number = InvoiceNumber(number).text
        self.customer = customer
        self.customerName = customerName
        self.amount = amount
        self.received = received
    }

    /// The account under which deposits are receipts: no bank has it.
    fileprivate static let account = "deposit"

    fileprivate static func file(_ cutOver: CalendarDate) -> String { "cut-over \(cutOver)" }

    /// Of the receipt that the money is in these books.
    package var identity: String { "\(Self.account)/\(number)" }

    /// The money as a receipt, so that it is listed, applied and paid back as other receipts are.
    ///
    /// - Parameters:
    ///   - cutOver: the day on which these books began, from which it counts.
    ///   - index: tells the deposits of one day apart.
    package func receipt(on cutOver: CalendarDate, index: Int) -> StatementLine {
        StatementLine(
            file: Self.file(cutOver),
            index: index,
            account: Self.account,
            direction: .credit,
            status: .booked,
            amount: amount,
            bookingDate: cutOver,
            valueDate: received,
            bankReference: number,
            endToEndID: nil,
            creditorReferences: [],
            documentNumbers: [],
            remittance: "deposit \(number), received on \(received)",
            counterpartyName: customerName.isEmpty ? nil : customerName,
            counterpartyAccount: nil,
            returnReason: nil,
            isReversal: false
        )
    }
}

extension StatementLine {
    /// Whether this is a deposit of the books before ours: nothing of it has moved on an account since.
    package var isOpeningDeposit: Bool {
        account == OpeningDeposit.account && file == OpeningDeposit.file(bookingDate)
    }
}

/// What was read from a CSV file of deposits: every good row, and an error for every other one.
package struct DepositFile: Hashable, Sendable {
    static let schema = TableSchema(
        columns: ["number", "customer", "customer_name", "currency", "amount", "received"]
    )

    package let file: String
    package private(set) var deposits: [OpeningDeposit] = []
    package private(set) var errors: [TableError] = []

    private var numbers: [String: Int] = [:]

    private init(file: String) { self.file = file }

    package static func reading(_ bytes: [UInt8], file: String) -> DepositFile {
        var result = DepositFile(file: file)
        var table = CSVTable(schema: schema)
        table.feed(bytes)
        while let row = table.next(isComplete: true) { result.append(row) }
        return result
    }

    private mutating func append(_ row: Result<TableRow, TableProblem>) {
        do throws(TableProblem) {
            let row = try row.get()
            let deposit = OpeningDeposit(
                number: try row.required("number"),
                customer: CustomerID(try row.required("customer")),
                customerName: row.text("customer_name"),
                amount: try row.money("amount", in: try row.currency("currency")),
                received: try row.date("received")
            )
            guard !deposit.number.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw row.problem("has a line break or another control character", "number")
            }
            guard deposit.amount.isPositive else { throw row.problem("is zero", "amount") }
            if let line = numbers[deposit.number] {
                throw row.problem("\(quoted(deposit.number)) is already on line \(line)", "number")
            }
            numbers[deposit.number] = row.position.line
            deposits.append(deposit)
        } catch {
            errors.append(error.error(in: file))
        }
    }
}
