import HubDomain
package import HubStore
import PaymentVocabulary

/// A customer as callers see it.
package struct CustomerView: Codable, Hashable, Sendable {
    package let id: String
    package let name: String
    package let payerAccount: String?

    private enum CodingKeys: String, CodingKey {
        case id, name
        case payerAccount = "payer_account"
    }

    package init(_ customer: Customer) {
        id = customer.id.text
        name = customer.name
        payerAccount = customer.payerAccount
    }
}

/// What a document, or a discount on it, has of one rate of tax.
package struct TaxView: Codable, Hashable, Sendable {
    /// Left out where the document does not tell it.
    package let category: String?
    /// In percent.
    package let rate: String
    package let net: String
    package let tax: String

    init(_ part: TaxSubtotal) {
        category = part.category.isEmpty ? nil : part.category
        rate = part.rate.description
        net = part.net.decimal
        tax = part.tax.decimal
    }
}

/// An invoice as callers see it.
package struct InvoiceView: Codable, Hashable, Sendable {
    package let number: String
    package let kind: String
    package let customer: String
    package let customerName: String
    package let payerAccount: String?
    package let currency: String
    package let amount: String
    package let open: String
    /// The part that is paid by money which can still be taken back.
    package let reversible: String
    package let issued: String
    package let due: String
    package let terms: String
    package let reference: String?
    /// Left out where they are not known.
    package let taxes: [TaxView]?
    /// The day on which the books began with this document; left out when it was issued in them, and so are the
    /// following where nothing was cancelled or replaced.
    package let cutOver: String?
    package let cancelledBy: String?
    package let replacedBy: String?
    package let corrects: String?
    package let cancelReason: String?

    private enum CodingKeys: String, CodingKey {
        case number, kind, customer
        case cutOver = "cut_over"
        case cancelledBy = "cancelled_by"
        case replacedBy = "replaced_by"
        case corrects
        case cancelReason = "cancel_reason"
        case customerName = "customer_name"
        case payerAccount = "payer_account"
        case currency, amount, open, reversible, issued, due, terms, reference, taxes
    }

    package init(_ row: InvoiceRow) {
        let invoice = row.invoice
        number = invoice.number.text
        kind = invoice.kind.rawValue
        customer = invoice.customer.text
        customerName = invoice.customerName
        payerAccount = invoice.payerAccount
        currency = invoice.amount.currency.code
        amount = invoice.amount.decimal
        open = invoice.open.decimal
        reversible = Money(minorUnits: row.reversible, currency: invoice.amount.currency).decimal
        issued = "\(invoice.issued)"
        due = "\(invoice.due)"
        terms = invoice.terms
        reference = invoice.reference
        taxes = invoice.taxes.isEmpty ? nil : invoice.taxes.map(TaxView.init)
        cutOver = row.cutOver.map { "\($0)" }
        cancelledBy = row.correction.cancelledBy?.text
        replacedBy = row.correction.replacedBy?.text
        corrects = row.correction.corrects?.text
        cancelReason = row.correction.reason
    }
}

/// One piece of evidence about a payment.
package struct TimelineView: Codable, Hashable, Sendable {
    package let at: String
    package let source: String
    package let kind: String
    package let operation: String?
    package let providerObject: String?
    package let outcome: String
    package let amount: String?
    package let currency: String?
    package let reason: String?
    package let providerCode: String?

    private enum CodingKeys: String, CodingKey {
        case at, source, kind, operation
        case providerObject = "provider_object"
        case outcome, amount, currency, reason
        case providerCode = "provider_code"
    }

    init(_ entry: TimelineEntry) {
        at = "\(entry.occurredAt)"
        source = entry.source
        kind = entry.fact.kind.rawValue
        operation = entry.fact.operation?.text
        providerObject = entry.fact.providerObject
        outcome = entry.fact.outcome.rank.word
        amount = entry.fact.outcome.amount?.decimal
        currency = entry.fact.outcome.amount?.currency.code
        switch entry.fact.outcome {
        case .declined(let reason, let code): (self.reason, providerCode) = (reason, code)
        case .returned(_, let code): (reason, providerCode) = (nil, code)
        case .unknown, .pending, .requiresAction, .succeeded: (reason, providerCode) = (nil, nil)
        }
    }
}

/// Something that the merchant is told.
package struct EventView: Hashable, Sendable {
    package let sequence: Int64
    package let type: String
    package let subject: String
    package let createdAt: String
    /// JSON, as it was when the event happened.
    package let payload: [UInt8]

    init(_ event: OutboxEvent) {
        sequence = event.sequence
        type = event.type
        subject = event.subject
        createdAt = "\(event.createdAt)"
        payload = event.payload
    }
}

/// A verified webhook delivery and what became of it.
package struct DeliveryView: Codable, Hashable, Sendable {
    package let id: Int64
    package let account: String
    package let eventID: String
    package let eventType: String
    package let receivedAt: String
    /// `waiting`, `done` or `unreadable`.
    package let state: String
    package let detail: String

    private enum CodingKeys: String, CodingKey {
        case id, account
        case eventID = "event_id"
        case eventType = "event_type"
        case receivedAt = "received_at"
        case state, detail
    }

    init(_ summary: Books.DeliverySummary) {
        id = summary.inboxID
        account = summary.account
        eventID = summary.eventID
        eventType = summary.eventType
        receivedAt = "\(summary.receivedAt)"
        state =
            switch InboxQueue.State(rawValue: summary.state) {
            case nil: "waiting"
            case .done?: "done"
            case .unreadable?: "unreadable"
            }
        detail = summary.detail
    }
}

/// A delivery that did not verify.
package struct QuarantineView: Codable, Hashable, Sendable {
    package let id: Int64
    package let address: String
    package let reason: String
    package let bytes: Int64
    package let receivedAt: String

    private enum CodingKeys: String, CodingKey {
        case id, address, reason, bytes
        case receivedAt = "received_at"
    }

    init(_ delivery: Books.QuarantinedDelivery) {
        id = delivery.quarantineID
        address = delivery.address
        reason = delivery.reason
        bytes = delivery.bytes
        receivedAt = "\(delivery.receivedAt)"
    }
}

/// The balance of one account of the ledger; debit positive.
package struct BalanceView: Codable, Hashable, Sendable {
    package let account: String
    package let currency: String
    package let balance: String

    init(_ balance: LedgerBalance) {
        account = balance.account
        currency = balance.currency.code
        self.balance = Money(minorUnits: balance.minorUnits, currency: balance.currency).decimal
    }
}
