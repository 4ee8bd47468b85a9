package import PaymentVocabulary

/// A claim on a customer, or (as a credit note) the customer's claim on us.
package struct Invoice: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable {
        case invoice
        case creditNote = "credit_note"
    }

    package let number: InvoiceNumber
    package let kind: Kind
    package let customer: CustomerID
    package let customerName: String
    /// The account that the customer usually pays from: an IBAN or a national account number, as written.
    package let payerAccount: String?
    /// The invoiced amount; positive for both kinds.
    package let amount: Money
    /// What is still to be paid (of a credit note: to be used); positive for both kinds, at most `amount`.
    package let open: Money
    package let issued: CalendarDate
    /// The last date on which the whole amount is on time.
    package let due: CalendarDate
    /// The payment terms as written, such as `2/10 net 30`.
    package let terms: String
    /// The structured reference printed on the invoice (ISO 11649 and national ones), if any.
    package let reference: String?
    /// By rate and category, adding up to what was invoiced; empty where they are not known.
    package var taxes: [TaxSubtotal]

    package init(
        number: InvoiceNumber,
        kind: Kind,
        customer: CustomerID,
        customerName: String,
        payerAccount: String?,
        amount: Money,
        open: Money,
        issued: CalendarDate,
        due: CalendarDate,
        terms: String,
        reference: String?,
        taxes: [TaxSubtotal] = []
    ) {
        self.number = number
        self.kind = kind
        self.customer = customer
        self.customerName = customerName
        self.payerAccount = payerAccount
        self.amount = amount
        self.open = open
        self.issued = issued
        self.due = due
        self.terms = terms
        self.reference = reference
        self.taxes = taxes
    }
}
