package import PaymentVocabulary

/// Where one customer stands in one currency: the limit, the parts of exposure, and the oldest claim that nobody has
/// secured.
///
/// All amounts are minor units of `currency`. A store keeps it as one row, so that a reservation is one conditional
/// UPDATE (see `ReservationGate`).
package struct CreditPosition: Hashable, Sendable {
    /// Largest value of any part and of the limit: seven such numbers and one request add up without overflow, in Swift
    /// and in a database's 64-bit integers alike.
    package static let componentMax: Int64 = (1 << 59) - 1

    package let customer: CustomerID
    package let currency: Currency
    /// When and from what the values were read, for the explanation of decisions.
    package let asOf: Timestamp
    package let source: String
    package var limit: Int64
    package var openInvoices: Int64
    package var fees: Int64
    package var shippedUninvoiced: Int64
    package var reserved: Int64
    /// The parts of invoices that are paid by money which can still be taken back.
    package var reversible: Int64
    package var unappliedIrrevocable: Int64
    package var openCreditNotes: Int64
    /// The earliest due date of an invoice that irrevocable money does not cover; it need not have passed.
    package var oldestUnsecuredDue: CalendarDate?
    /// The items that suspend the customer, oldest first.
    ///
    /// Needed only to explain a stop: who only shows the position may leave them out.
    package var unsecured: [UnsecuredItem]

    package init(
        customer: CustomerID,
        currency: Currency,
        asOf: Timestamp,
        source: String,
        limit: Int64,
        openInvoices: Int64 = 0,
        fees: Int64 = 0,
        shippedUninvoiced: Int64 = 0,
        reserved: Int64 = 0,
        reversible: Int64 = 0,
        unappliedIrrevocable: Int64 = 0,
        openCreditNotes: Int64 = 0,
        oldestUnsecuredDue: CalendarDate? = nil,
        unsecured: [UnsecuredItem] = []
    ) {
        self.customer = customer
        self.currency = currency
        self.asOf = asOf
        self.source = source
        self.limit = limit
        self.openInvoices = openInvoices
        self.fees = fees
        self.shippedUninvoiced = shippedUninvoiced
        self.reserved = reserved
        self.reversible = reversible
        self.unappliedIrrevocable = unappliedIrrevocable
        self.openCreditNotes = openCreditNotes
        self.oldestUnsecuredDue = oldestUnsecuredDue
        self.unsecured = unsecured
    }

    /// - Throws: `MoneyError.overflow` when a part is beyond `componentMax`.
    package func exposure() throws(MoneyError) -> Exposure { try Exposure(currency: currency, amount: amount(of:)) }

    package func amount(of part: Exposure.Part) -> Int64 {
        switch part {
        case .openInvoices: openInvoices
        case .fees: fees
        case .shippedUninvoiced: shippedUninvoiced
        case .reserved: reserved
        case .reversible: reversible
        case .unappliedIrrevocable: unappliedIrrevocable
        case .openCreditNotes: openCreditNotes
        }
    }

    /// Whether new orders are stopped on `today`, however small.
    package func isSuspended(on today: CalendarDate, policy: CreditPolicy) -> Bool {
        guard let oldestUnsecuredDue else { return false }
        return oldestUnsecuredDue <= policy.lastSuspendingDueDate(on: today)
    }
}

/// A claim that no irrevocable money covers.
package struct UnsecuredItem: Hashable, Sendable {
    package let invoice: InvoiceNumber
    package let due: CalendarDate
    /// The open part plus the part that is paid by money which can still be taken back.
    package let amount: Money

    package init(invoice: InvoiceNumber, due: CalendarDate, amount: Money) {
        self.invoice = invoice
        self.due = due
        self.amount = amount
    }
}
