package import HubDomain
package import PaymentVocabulary

/// What a receipt did to an invoice.
package struct ReceiptOnInvoice: Hashable, Sendable {
    /// Of the statement line.
    package let identity: String
    package let kind: String
    package let minorUnits: Int64
}

extension Books {
    package func markCutOver(_ number: InvoiceNumber, on date: CalendarDate) throws {
        try execute("markCutOver", .id(number), .date(date))
    }

    /// Closes a document that nothing was applied to.
    ///
    /// - Returns: `false` when something was, or it is cancelled already; nothing is changed then.
    package func cancel(_ number: InvoiceNumber, by document: InvoiceNumber, reason: String) throws -> Bool {
        try row("cancelInvoice", .id(number), .id(document), .text(reason)) != nil
    }

    /// What was cancelled, with what was issued anew in its place.
    package func cancelledInvoices() throws -> [(number: InvoiceNumber, replacement: InvoiceNumber?)] {
        try rows("cancelledInvoices").map {
            (InvoiceNumber(try $0.text(0)), try $0.optionalText(1).map { InvoiceNumber($0) })
        }
    }

    /// Notes which document another one cancels or replaces.
    package func mark(_ number: InvoiceNumber, corrects other: InvoiceNumber) throws {
        try execute("markCorrects", .id(number), .id(other))
    }

    package func mark(_ number: InvoiceNumber, replacedBy other: InvoiceNumber) throws {
        try execute("markReplaced", .id(number), .id(other))
    }

    package func receipts(on number: InvoiceNumber) throws -> [ReceiptOnInvoice] {
        try rows("receiptsOnInvoice", .id(number)).map {
            ReceiptOnInvoice(identity: try $0.text(0), kind: try $0.text(1), minorUnits: try $0.int64(2))
        }
    }

    package func insert(_ deposit: OpeningDeposit, cutOver: CalendarDate) throws {
        try execute(
            "insertOpeningDeposit",
            .text(deposit.number),
            .id(deposit.customer),
            .text(deposit.amount.currency.code),
            .integer(deposit.amount.minorUnits),
            .date(deposit.received),
            .date(cutOver)
        )
    }

    package func openingDeposit(_ number: String) throws -> (deposit: OpeningDeposit, cutOver: CalendarDate)? {
        try row("findOpeningDeposit", .text(number)).map(Self.deposit)
    }

    package func openingDeposits() throws -> [(deposit: OpeningDeposit, cutOver: CalendarDate)] {
        try rows("openingDeposits").map(Self.deposit)
    }

    private static func deposit(_ row: SQLRow) throws -> (deposit: OpeningDeposit, cutOver: CalendarDate) {
        let deposit = OpeningDeposit(
            number: try row.text(0),
            customer: CustomerID(try row.text(1)),
            customerName: "",
            amount: Money(minorUnits: try row.int64(3), currency: try row.currency(2)),
            received: try row.date(4)
        )
        return (deposit, try row.date(5))
    }
}
