package import HubDomain
package import PaymentVocabulary

/// A buyer.
package struct Customer: Hashable, Sendable {
    package let id: CustomerID
    package let name: String
    package let payerAccount: String?

    package init(id: CustomerID, name: String, payerAccount: String?) {
        self.id = id
        self.name = name
        self.payerAccount = payerAccount
    }
}

/// One customer's credit in one currency, all in minor units.
package struct CreditAccountRow: Hashable, Sendable {
    package let customer: CustomerID
    package let currency: Currency
    package let limit: Int64
    /// Open parts of invoices.
    package let open: Int64
    package let reserved: Int64
    /// Parts of invoices paid by money that can still be taken back.
    package let reversible: Int64
    /// Irrevocable money that pays no invoice yet.
    package let unapplied: Int64
    package let creditNotes: Int64
    /// The earliest due date among invoices that are not paid by irrevocable money.
    package let oldestUnsecuredDue: CalendarDate?
    package let version: Int64
}

/// How the parts of a customer's exposure move; zero where nothing does.
package struct CreditMovement: Hashable, Sendable {
    package var open: Int64 = 0
    package var reversible: Int64 = 0
    package var unapplied: Int64 = 0
    package var creditNotes: Int64 = 0

    package init() {}
}

/// An invoice with the part that is paid by money which can still be taken back.
package struct InvoiceRow: Sendable {
    package let invoice: Invoice
    /// What was open when the invoice came to us.
    package let importedOpen: Int64
    package let reversible: Int64
    /// The day on which the books began with this document open, if they did.
    package let cutOver: CalendarDate?
    package let correction: InvoiceCorrectionState
}

/// What cancels or replaces a document, and what it cancels or replaces.
package struct InvoiceCorrectionState: Hashable, Sendable {
    /// The number of the cancelling credit entry.
    package let cancelledBy: InvoiceNumber?
    package let replacedBy: InvoiceNumber?
    package let corrects: InvoiceNumber?
    package let reason: String?
}

extension Books {
    package func save(_ customer: Customer, at now: Timestamp) throws {
        try execute(
            "upsertCustomer",
            .id(customer.id),
            .text(customer.name),
            .optional(customer.payerAccount),
            .moment(now)
        )
    }

    package func customer(_ id: CustomerID) throws -> Customer? { try row("findCustomer", .id(id)).map(Self.customer) }

    package func customers(after id: CustomerID, limit: Int64) throws -> [Customer] {
        try rows("listCustomers", .id(id), .integer(limit)).map(Self.customer)
    }

    private static func customer(_ row: SQLRow) throws -> Customer {
        Customer(id: CustomerID(try row.text(0)), name: try row.text(1), payerAccount: try row.optionalText(2))
    }

    // MARK: - Credit accounts

    package func ensureCreditAccount(_ customer: CustomerID, _ currency: Currency) throws {
        try execute("ensureCreditAccount", .id(customer), .text(currency.code))
    }

    package func setCreditLimit(_ limit: Money, of customer: CustomerID) throws {
        try ensureCreditAccount(customer, limit.currency)
        try execute("setCreditLimit", .id(customer), .text(limit.currency.code), .integer(limit.minorUnits))
    }

    package func creditAccount(_ customer: CustomerID, _ currency: Currency) throws -> CreditAccountRow? {
        try row("findCreditAccount", .id(customer), .text(currency.code)).map(Self.creditAccount)
    }

    package func creditAccounts() throws -> [CreditAccountRow] {
        try rows("listCreditAccounts").map(Self.creditAccount)
    }

    /// Moves the parts of the exposure and finds the oldest unsecured due date again.
    package func move(_ movement: CreditMovement, customer: CustomerID, currency: Currency) throws {
        guard try !moveKnown(movement, customer, currency) else { return }
        try ensureCreditAccount(customer, currency)
        _ = try moveKnown(movement, customer, currency)
    }

    /// - Returns: `false` when the customer has no credit account in the currency yet.
    private func moveKnown(_ movement: CreditMovement, _ customer: CustomerID, _ currency: Currency) throws -> Bool {
        try execute(
            "moveCredit",
            .id(customer),
            .text(currency.code),
            .integer(movement.open),
            .integer(movement.reversible),
            .integer(movement.unapplied),
            .integer(movement.creditNotes)
        ) == 1
    }

    private static func creditAccount(_ row: SQLRow) throws -> CreditAccountRow {
        CreditAccountRow(
            customer: CustomerID(try row.text(0)),
            currency: try row.currency(1),
            limit: try row.int64(2),
            open: try row.int64(3),
            reserved: try row.int64(4),
            reversible: try row.int64(5),
            unapplied: try row.int64(6),
            creditNotes: try row.int64(7),
            oldestUnsecuredDue: try row.optionalInt64(8).map { CalendarDate(dayNumber: Int32(clamping: $0)) },
            version: try row.int64(9)
        )
    }

    // MARK: - Invoices

    /// - Returns: `false` when the number is there already; nothing is changed then.
    package func insert(_ invoice: Invoice) throws -> Bool {
        try execute(
            "insertInvoice",
            .id(invoice.number),
            .text(invoice.kind.rawValue),
            .id(invoice.customer),
            .text(invoice.customerName),
            .optional(invoice.payerAccount),
            .text(invoice.amount.currency.code),
            .integer(invoice.amount.minorUnits),
            .integer(invoice.open.minorUnits),
            .date(invoice.issued),
            .date(invoice.due),
            .text(invoice.terms),
            .optional(invoice.reference),
            .text(invoice.taxes.text)
        ) == 1
    }

    package func invoice(_ number: InvoiceNumber) throws -> InvoiceRow? {
        try row("findInvoice", .id(number)).map(Self.invoice)
    }

    /// Of every document, in their order.
    package func invoiceNumbers() throws -> [InvoiceNumber] {
        try rows("invoiceNumbers").map { InvoiceNumber(try $0.text(0)) }
    }

    package func invoices(after number: InvoiceNumber, limit: Int64) throws -> [InvoiceRow] {
        try rows("listInvoices", .id(number), .integer(limit)).map(Self.invoice)
    }

    /// What is open, and what was settled lately: money for a settled invoice is a duplicate, not a stranger's.
    /// - Parameter item: what is kept of each.
    package func invoicesToMatch<Item>(dueSince date: CalendarDate, as item: (InvoiceRow) -> Item) throws -> [Item] {
        var texts = SharedTexts()
        return try compactMap("invoicesToMatch", .date(date)) { item(try Self.invoice($0, &texts)) }
    }

    /// The invoices due on this date or before that irrevocable money does not cover, the oldest first.
    package func unsecuredInvoices(
        _ customer: CustomerID,
        _ currency: Currency,
        dueBy date: CalendarDate
    ) throws -> [InvoiceRow] {
        try rows("unsecuredInvoices", .id(customer), .text(currency.code), .date(date)).map(Self.invoice)
    }

    /// Takes `settled` from the open part (gives it back when negative) and moves `reversible` of it along.
    ///
    /// - Returns: `false` when the open part is smaller; nothing is changed then.
    package func settle(_ number: InvoiceNumber, by settled: Int64, reversible: Int64) throws -> Bool {
        try execute("settleInvoice", .id(number), .integer(settled), .integer(reversible)) == 1
    }

    private static func kind(_ text: String) throws -> Invoice.Kind {
        guard let kind = Invoice.Kind(rawValue: text) else {
            throw StoreError.unexpectedColumn(name: "kind", expected: "invoice or credit_note", found: text)
        }
        return kind
    }

    /// - Throws: `StoreError.unexpectedColumn` for what no document has.
    static func taxes(_ row: SQLRow, _ column: Int, _ currency: Currency) throws -> [TaxSubtotal] {
        let text = try row.text(column)
        guard !text.isEmpty else { return [] }
        do throws(TaxListError) {
            return try [TaxSubtotal](parsing: text, currency: currency)
        } catch {
            throw StoreError.unexpectedColumn(name: "taxes", expected: "taxes by rate", found: text)
        }
    }

    private static func invoice(_ row: SQLRow) throws -> InvoiceRow {
        var texts = SharedTexts()
        return try invoice(row, &texts)
    }

    private static func invoice(_ row: SQLRow, _ texts: inout SharedTexts) throws -> InvoiceRow {
        let currency = try row.currency(5)
        let invoice = Invoice(
            number: InvoiceNumber(try row.text(0)),
            kind: try kind(row.text(1)),
            customer: CustomerID(texts.shared(try row.text(2))),
            customerName: texts.shared(try row.text(3)),
            payerAccount: texts.shared(try row.optionalText(4)),
            amount: Money(minorUnits: try row.int64(6), currency: currency),
            open: Money(minorUnits: try row.int64(7), currency: currency),
            issued: try row.date(8),
            due: try row.date(9),
            terms: texts.shared(try row.text(10)),
            reference: try row.optionalText(11),
            taxes: try taxes(row, 19, currency)
        )
        return InvoiceRow(
            invoice: invoice,
            importedOpen: try row.int64(12),
            reversible: try row.int64(13),
            cutOver: try row.optionalDate(14),
            correction: InvoiceCorrectionState(
                cancelledBy: try row.optionalText(15).map { InvoiceNumber($0) },
                replacedBy: try row.optionalText(16).map { InvoiceNumber($0) },
                corrects: try row.optionalText(17).map { InvoiceNumber($0) },
                reason: try row.optionalText(18)
            )
        )
    }
}
