package import HubDomain
import HubLedger
package import HubStore
package import PaymentVocabulary

/// What an import did.
package struct ImportReport: Codable, Hashable, Sendable {
    package var added = 0
    package var known = 0
    package var refused: [String] = []

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
    package func issue(_ invoices: [Invoice], by principal: Principal) async throws -> ImportReport {
        let moment = now
        return try await run(principal.merchant) { books in
            var report = ImportReport()
            for invoice in invoices {
                guard try books.customer(invoice.customer) != nil else {
                    report.refused.append("\(invoice.number): no customer \(invoice.customer)")
                    continue
                }
                guard (0...Money.movementMax).contains(invoice.amount.minorUnits), !invoice.open.isNegative else {
                    let most = Money(minorUnits: Money.movementMax, currency: invoice.amount.currency)
                    report.refused.append("\(invoice.number): amount: not from zero to \(most)")
                    continue
                }
                guard try books.insert(invoice) else {
                    report.known += 1
                    continue
                }
                report.added += 1
                try books.post(invoice.issueEntry, at: moment)
                var movement = CreditMovement()
                switch invoice.kind {
                case .invoice: movement.open = invoice.open.minorUnits
                case .creditNote: movement.creditNotes = invoice.open.minorUnits
                }
                try books.move(movement, customer: invoice.customer, currency: invoice.open.currency)
            }
            if report.added > 0 {
                let detail = "\(report.added) added, \(report.known) known"
                try books.auditSigned(by: principal.name, "invoice.import", "invoices", detail: detail, at: moment)
            }
            return report
        }
    }
}
