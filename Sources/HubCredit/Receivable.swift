package import HubDomain
package import PaymentVocabulary

/// One instalment of one invoice with the money allocated to it.
package struct Receivable: Hashable, Codable, Sendable {
    package let invoice: InvoiceNumber
    package let due: CalendarDate
    /// What nothing has been allocated to yet.
    package let open: Money
    package let isDisputed: Bool
    package let allocated: [AllocatedMoney]

    package init(
        invoice: InvoiceNumber,
        due: CalendarDate,
        open: Money,
        isDisputed: Bool = false,
        allocated: [AllocatedMoney] = []
    ) {
        self.invoice = invoice
        self.due = due
        self.open = open
        self.isDisputed = isDisputed
        self.allocated = allocated
    }

    package init(_ invoice: Invoice, isDisputed: Bool = false, allocated: [AllocatedMoney] = []) {
        self.init(
            invoice: invoice.number,
            due: invoice.due,
            open: invoice.open,
            isDisputed: isDisputed,
            allocated: allocated
        )
    }

    /// The open part plus what only money in its hard window covers.
    ///
    /// - Throws: `MoneyError` when the allocations are in another currency or do not fit.
    package func unsecured(on today: CalendarDate) throws(MoneyError) -> Money {
        var sum = open.isNegative ? Money.zero(open.currency) : open
        for money in allocated where money.reversibility(on: today) == .hard { sum = try sum.adding(money.amount) }
        return sum
    }

    /// The allocated part that may still be taken back: the hard part in full, the tail at the policy's weight, rounded
    /// up so that a risk never disappears by rounding.
    ///
    /// - Throws: as `unsecured(on:)`.
    package func reversible(on today: CalendarDate, policy: CreditPolicy) throws(MoneyError) -> Money {
        var sum = Money.zero(open.currency)
        for money in allocated {
            switch money.reversibility(on: today) {
            case .hard: sum = try sum.adding(money.amount)
            case .tail:
                let weight = Int64(policy.tailWeightBasisPoints)
                sum = try sum.adding(try money.amount.scaled(by: weight, over: 10_000, rounding: .awayFromZero))
            case .irrevocable: break
            }
        }
        return sum
    }
}

extension CreditPosition {
    /// Recomputes what follows from `receivables` on `today`: open invoices, reversible money, unsecured items.
    ///
    /// The other parts (limit, reservations, unapplied cash, credit notes) stay as they are. The answer is a function
    /// of the set: the order of `receivables` does not matter.
    ///
    /// - Throws: `MoneyError.currencyMismatch` for a receivable in another currency, `MoneyError.overflow`.
    package func recomputed(
        from receivables: [Receivable],
        on today: CalendarDate,
        policy: CreditPolicy
    ) throws(MoneyError) -> CreditPosition {
        var open = Money.zero(currency)
        var reversible = Money.zero(currency)
        var items: [UnsecuredItem] = []
        let deMinimis = policy.deMinimis(in: currency)
        for receivable in receivables {
            open = try open.adding(receivable.open)
            reversible = try reversible.adding(try receivable.reversible(on: today, policy: policy))
            let amount = try receivable.unsecured(on: today)
            guard !receivable.isDisputed, amount.minorUnits > max(0, deMinimis) else { continue }
            items.append(UnsecuredItem(invoice: receivable.invoice, due: receivable.due, amount: amount))
        }
        items.sort { ($0.due, $0.invoice, $0.amount.minorUnits) < ($1.due, $1.invoice, $1.amount.minorUnits) }
        var position = self
        position.openInvoices = max(0, open.minorUnits)
        position.reversible = reversible.minorUnits
        position.unsecured = items
        position.oldestUnsecuredDue = items.first?.due
        return position
    }
}
