package import HubDomain
package import PaymentVocabulary

/// An invoice or credit note to match against, with the discounts that its terms offer.
package struct OpenItem: Hashable, Sendable {
    package let invoice: Invoice
    package let discounts: [DiscountOffer]

    package init(invoice: Invoice, discounts: [DiscountOffer] = []) {
        self.invoice = invoice
        self.discounts = discounts
    }
}

extension [OpenItem] {
    /// In the order of their numbers, each once.
    package var inOrder: [OpenItem] {
        let numbers = map(\.invoice.number)
        // Books give them so, and a million of them need no copy.
        if zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) { return self }
        var distinct: [OpenItem] = []
        distinct.reserveCapacity(count)
        let order = indices.sorted {
            numbers[$0] == numbers[$1] ? isOrderedBefore(self[$0], self[$1]) : numbers[$0] < numbers[$1]
        }
        for (rank, place) in order.enumerated() {
            let before = rank > 0 ? order[rank - 1] : place
            if before != place, numbers[before] == numbers[place], self[before] == self[place] { continue }
            distinct.append(self[place])
        }
        return distinct
    }

    /// The places of a number in a list that is ordered by number.
    package func indices(ofNumber number: InvoiceNumber) -> Range<Int> {
        let begin = firstIndex(notBefore: { $0.invoice.number < number })
        var end = begin
        while end < endIndex, self[end].invoice.number == number { end += 1 }
        return begin..<end
    }
}

/// Of two with the same number.
private func isOrderedBefore(_ left: OpenItem, _ right: OpenItem) -> Bool {
    let (one, two) = (left.invoice, right.invoice)
    if one.customer != two.customer { return one.customer < two.customer }
    if (one.open.currency, one.open.minorUnits) != (two.open.currency, two.open.minorUnits) {
        return (one.open.currency, one.open.minorUnits) < (two.open.currency, two.open.minorUnits)
    }
    if (one.issued, one.due) != (two.issued, two.due) { return (one.issued, one.due) < (two.issued, two.due) }
    return "\(left)" < "\(right)"
}

/// A payment of the hub's own whose money is to appear on the statement under its end-to-end id.
package struct ExpectedPayment: Hashable, Sendable {
    package struct Share: Hashable, Sendable {
        package let invoice: InvoiceNumber
        package let amount: Money

        package init(invoice: InvoiceNumber, amount: Money) {
            self.invoice = invoice
            self.amount = amount
        }
    }

    package let payment: PaymentID
    package let endToEndID: String
    package let customer: CustomerID?
    package let amount: Money
    /// What the payment is for; without any it becomes unapplied cash.
    package let shares: [Share]
    /// By which a payment provider knows the payment, to find it in the provider's reports.
    package var providerIDs: [String] = []
    /// The day of capture or submission, where it is told.
    package var sentOn: CalendarDate?
    /// How the money travels: `card`, `sepa_debit`, `ach_debit`, `transfer` and the like.
    package var rail: String?
    /// Money is to come of it: it was neither refused nor given back.
    package var isUnderWay = true

    package init(payment: PaymentID, endToEndID: String, customer: CustomerID?, amount: Money, shares: [Share]) {
        self.payment = payment
        self.endToEndID = endToEndID
        self.customer = customer
        self.amount = amount
        self.shares = shares
    }

    /// The provider's names of a payment, from those of its operations: Stripe's captures are named after the payment
    /// intent, `pi_1/capture`.
    package static func providerIDs(of objects: [String]) -> [String] {
        objects.flatMap { Set([$0, String($0.prefix { $0 != "/" })]).sorted() }
    }
}
