package import HubDomain
import HubLedger
package import HubStore
package import PaymentVocabulary

/// What an import did.
package struct ImportReport: Codable, Hashable, Sendable {
    package var added = 0
    package var known = 0
    package var refused: [String] = []
    /// New numbers that are one of the books but for capitals and separators, where it was asked for; kept apart from the
    /// answer, for whoever knows the numbers' places.
    package var alike: [InvoiceNumber: InvoiceNumber] = [:]

    private enum CodingKeys: String, CodingKey { case added, known, refused }

    package init() {}
}

/// A customer with the limit that it starts with.
package struct NewCustomer: Sendable {
    package let customer: Customer
    package let limit: Money?

    package init(customer: Customer, limit: Money?) {
        self.customer = customer
        self.limit = limit
    }
}

extension Hub {
    package func save(_ customers: [NewCustomer], by principal: Principal) async throws {
        let moment = now
        try await run(principal.merchant) { books in
            try books.require(.invoices, of: principal.name)
            if customers.contains(where: { $0.limit != nil }) { try books.require(.credit, of: principal.name) }
            for new in customers {
                try books.save(new.customer, at: moment)
                guard let limit = new.limit else { continue }
                guard (0...Money.movementMax).contains(limit.minorUnits) else {
                    let most = Money(minorUnits: Money.movementMax, currency: limit.currency)
                    throw HubProblem(.invalidRequest, "a credit limit is from zero to \(most)", field: "/credit_limit")
                }
                try books.setCreditLimit(limit, of: new.customer.id)
                let subject = new.customer.id.text
                try books.auditSigned(by: principal.name, "credit.limit", subject, detail: "\(limit)", at: moment)
            }
        }
    }

    /// Issues invoices and credit notes; a number that is there already adds nothing.
    ///
    /// - Parameters:
    ///   - addsCustomers: customers that are not there come in with their first document.
    ///   - isDryRun: says what would be added, and changes nothing.
    ///   - comparesNumbers: also looks through all numbers of the books for those that are alike.
    package func issue(
        _ invoices: [Invoice],
        addsCustomers: Bool = false,
        isDryRun: Bool = false,
        comparesNumbers: Bool = false,
        by principal: Principal
    ) async throws -> ImportReport {
        let moment = now
        let unit: @Sendable (Books) throws -> ImportReport = { books in
            try books.require(.invoices, of: principal.name)
            var report = ImportReport()
            let numbers = comparesNumbers ? try books.invoiceNumbers() : []
            let known = Dictionary(numbers.map { ($0.written, $0) }) { first, _ in first }
            for invoice in invoices {
                guard try addsCustomers || books.customer(invoice.customer) != nil else {
                    let wayOut =
                        "quittance invoice import --add-customers adds it, or PUT /v1/customers/\(invoice.customer)"
                    report.refused.append("\(invoice.number): no customer \(invoice.customer); \(wayOut)")
                    continue
                }
                guard (0...Money.movementMax).contains(invoice.amount.minorUnits), !invoice.open.isNegative else {
                    let most = Money(minorUnits: Money.movementMax, currency: invoice.amount.currency)
                    report.refused.append("\(invoice.number): amount: not from zero to \(most)")
                    continue
                }
                if addsCustomers {
                    try books.know(invoice.customer, name: invoice.customerName, invoice.payerAccount, at: moment)
                }
                guard try books.enter(invoice, at: moment) else {
                    if let known = try books.invoice(invoice.number)?.issued,
                        let other = known.difference(from: invoice)
                    {
                        let wayOut = "quittance invoice correct changes it"
                        report.refused.append("\(invoice.number): is in the books already, \(other); \(wayOut)")
                    } else {
                        report.known += 1
                    }
                    continue
                }
                report.added += 1
                if let other = known[invoice.number.written] { report.alike[invoice.number] = other }
            }
            if report.added > 0 {
                let detail = "\(report.added) added, \(report.known) known"
                try books.auditSigned(by: principal.name, "invoice.import", "invoices", detail: detail, at: moment)
            }
            return report
        }
        return isDryRun ? try await rehearse(principal.merchant, unit) : try await run(principal.merchant, unit)
    }
}

extension Books {
    /// Brings a document into the books: the row, its entry, and the exposure.
    ///
    /// - Parameter cutOver: the day on which the books began with it; `nil` when it was issued in these books.
    /// - Returns: `false` when the number is there already; nothing is changed then.
    func enter(_ invoice: Invoice, cutOver: CalendarDate? = nil, at now: Timestamp) throws -> Bool {
        guard try insert(invoice) else { return false }
        if let cutOver { try markCutOver(invoice.number, on: cutOver) }
        try post(cutOver.map(invoice.openingEntry(on:)) ?? invoice.issueEntry, at: now)
        try move(invoice.claim, customer: invoice.customer, currency: invoice.open.currency)
        return true
    }
}

extension Invoice {
    /// What makes this another document than one of the same number, in words; what is open of it and its terms may change.
    fileprivate func difference(from other: Invoice) -> String? {
        if kind != other.kind { return kind == .invoice ? "as an invoice" : "as a credit note" }
        if customer != other.customer { return "of customer \(customer)" }
        if amount != other.amount { return "over \(amount)" }
        return issued == other.issued ? nil : "issued on \(issued)"
    }

    /// What the open part adds to the exposure.
    var claim: CreditMovement {
        var movement = CreditMovement()
        switch kind {
        case .invoice: movement.open = open.minorUnits
        case .creditNote: movement.creditNotes = open.minorUnits
        }
        return movement
    }
}
