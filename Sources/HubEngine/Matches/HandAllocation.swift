package import HubDomain
import HubLedger
import HubStore
package import PaymentVocabulary

/// What a person says a part of a receipt is for.
package struct HandAllocation: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case invoice
        case creditNote = "credit_note"
        case discount
        case unapplied
        /// Of a payout: what a refund or chargeback in it takes back of an invoice.
        case takenBack = "taken_back"
    }

    package let kind: Kind
    /// `nil` for unapplied money only.
    package let invoice: InvoiceNumber?
    /// For unapplied money; the customer of the documents without it.
    package let customer: CustomerID?
    /// `nil` for as much as is open and left of the receipt.
    package let amount: Money?

    package init(kind: Kind, invoice: InvoiceNumber?, customer: CustomerID?, amount: Money?) {
        (self.kind, self.invoice, self.customer, self.amount) = (kind, invoice, customer, amount)
    }
}

extension Books {
    /// What people gave, checked against the books as they are: the parts are the receipt, to the last minor unit, of
    /// one currency, and take no more of a document than it has open.
    ///
    /// One may pay for several customers, as a parent company does, but no customer's credit notes pay for another one.
    ///
    /// - Parameter freed: what a match that is to be replaced gives back of each document, minor units.
    /// - Throws: `HubProblem` naming the allocation.
    func applications(
        of allocations: [HandAllocation],
        for receipt: Money,
        freed: [InvoiceNumber: Int64]
    ) throws -> [ReceiptApplication] {
        guard !allocations.isEmpty else {
            throw HubProblem(.invalidRequest, "say what the receipt pays", field: "/allocations")
        }
        var plan = HandPlan(receipt: receipt)
        for (position, allocation) in allocations.enumerated() {
            let place = "/allocations/\(position)"
            guard allocation.kind != .takenBack else {
                throw HubProblem(.invalidRequest, "only a payout takes something back of an invoice", field: place)
            }
            guard allocation.kind != .unapplied else {
                try plan.add(unapplied: allocation, customer: allocation.customer, at: place)
                continue
            }
            guard let number = allocation.invoice, let document = try invoice(number)?.invoice else {
                throw HubProblem(.invalidRequest, "no document \(allocation.invoice?.text ?? "is named")", field: place)
            }
            let open = document.open.minorUnits + (freed[number] ?? 0)
            try plan.add(allocation, of: document, open: open, at: place)
        }
        return try plan.solved { try customer($0) != nil }
    }
}

/// Allocations on the way to be the parts of a match.
private struct HandPlan {
    struct Item {
        let target: ReceiptApplication.Target
        /// `nil` for unapplied money of the only customer.
        let customer: CustomerID?
        let place: String
        /// The most that it can take.
        let most: Int64
        var given: Int64?
    }

    let receipt: Money
    var items: [Item] = []
    private var left: [InvoiceNumber: Int64] = [:]

    init(receipt: Money) { self.receipt = receipt }

    mutating func add(unapplied allocation: HandAllocation, customer: CustomerID?, at place: String) throws {
        guard !items.contains(where: { $0.target == .unapplied }) else {
            throw HubProblem(.invalidRequest, "unapplied money is there twice", field: place)
        }
        let given = try allocation.amount.map { try units($0, most: receipt.minorUnits, "the receipt", at: place) }
        items.append(Item(target: .unapplied, customer: customer, place: place, most: .max, given: given))
    }

    mutating func add(_ allocation: HandAllocation, of document: Invoice, open: Int64, at place: String) throws {
        let isCreditNote = document.kind == .creditNote
        guard isCreditNote == (allocation.kind == .creditNote) else {
            throw HubProblem(
                .invalidRequest,
                "\(document.number) is \(document.kind == .invoice ? "an invoice" : "a credit note")",
                field: place
            )
        }
        guard document.open.currency == receipt.currency else {
            let (own, other) = (document.open.currency, receipt.currency)
            throw HubProblem(.invalidRequest, "\(document.number) is in \(own), the receipt in \(other)", field: place)
        }
        let target: ReceiptApplication.Target =
            switch allocation.kind {
            case .creditNote: .creditNote(document.number)
            case .discount: .discount(document.number)
            case .invoice, .unapplied, .takenBack: .invoice(document.number)
            }
        guard !items.contains(where: { $0.target == target }) else {
            throw HubProblem(.invalidRequest, "\(document.number) is there twice", field: place)
        }
        guard allocation.kind != .discount || allocation.amount != nil else {
            throw HubProblem(.invalidRequest, "a discount needs its amount", field: "\(place)/amount")
        }
        let most = left[document.number] ?? open
        var given = try allocation.amount.map { try units($0, most: most, "\(document.number)", at: place) }
        if isCreditNote, given == nil { given = most }
        left[document.number] = most - (given ?? 0)
        items.append(Item(target: target, customer: document.customer, place: place, most: most, given: given))
    }

    /// The parts; those without an amount take what is left, in their order.
    func solved(isCustomer: (CustomerID) throws -> Bool) throws -> [ReceiptApplication] {
        let named = Set(items.compactMap(\.customer))
        let only = named.count == 1 ? named.first : nil
        func owner(_ item: Item) throws -> CustomerID {
            guard let owner = item.customer ?? only else {
                throw HubProblem(.invalidRequest, "whose money is it? name the customer", field: item.place)
            }
            return owner
        }
        for item in items where item.target == .unapplied {
            let owner = try owner(item)
            guard try isCustomer(owner) || items.contains(where: { $0.target != .unapplied && $0.customer == owner })
            else {
                throw HubProblem(.invalidRequest, "no customer \(owner)", field: item.place)
            }
        }
        var rest = try items.reduce(Int128(receipt.minorUnits)) { rest, item in
            let given = ReceiptApplication(target: item.target, customer: try owner(item), minorUnits: item.given ?? 0)
            return rest - given.receiptPart
        }
        var parts: [ReceiptApplication] = []
        for item in items {
            // A discount that stands after its invoice has reserved its part of what is open.
            let most = item.target.number.map { min(item.most, item.most - reserved(of: $0, for: item)) } ?? item.most
            let units = item.given ?? Int64(clamping: max(0, min(Int128(most), rest)))
            if item.given == nil { rest -= Int128(units) }
            guard units > 0 else {
                throw HubProblem(.amountNotAvailable, "nothing is left for it", field: item.place)
            }
            parts.append(ReceiptApplication(target: item.target, customer: try owner(item), minorUnits: units))
        }
        guard rest == 0 else {
            let difference = Money(minorUnits: Int64(clamping: rest.magnitude), currency: receipt.currency)
            let said =
                rest > 0 ? "\(difference) of the receipt is for nothing yet" : "\(difference) more than \(receipt)"
            throw HubProblem(
                .amountNotAvailable,
                "\(said); the parts have to be the receipt, what pays nothing yet is unapplied",
                field: "/allocations"
            )
        }
        for (customer, own) in Dictionary(grouping: parts, by: \.customer).sorted(by: { $0.key < $1.key }) {
            var (paid, isPaid, hasDiscount) = (Int128(0), false, false)
            for part in own {
                switch part.target {
                case .invoice: (paid, isPaid) = (paid + Int128(part.minorUnits), true)
                case .creditNote: paid -= Int128(part.minorUnits)
                case .discount: hasDiscount = true
                case .difference, .excess, .unapplied: break
                }
            }
            guard paid >= 0 else {
                let why = "the credit notes of \(customer) are more than what its invoices get of the receipt"
                throw HubProblem(.invalidRequest, "\(why); they pay nothing else", field: "/allocations")
            }
            guard isPaid || !hasDiscount else {
                let why = "nothing of the receipt is for an invoice of \(customer), so that no discount is due"
                let place = items.first { item in
                    if case .discount = item.target { item.customer == customer } else { false }
                }?.place
                throw HubProblem(.invalidRequest, why, field: place ?? "/allocations")
            }
        }
        return parts
    }

    private func reserved(of number: InvoiceNumber, for item: Item) -> Int64 {
        guard item.given == nil, let position = items.firstIndex(where: { $0.target == item.target }) else { return 0 }
        return items[(position + 1)...].reduce(0) { $0 + ($1.target.number == number ? $1.given ?? 0 : 0) }
    }

    private func units(_ amount: Money, most: Int64, _ what: String, at place: String) throws -> Int64 {
        guard amount.currency == receipt.currency else {
            let why = "is in \(amount.currency), and the receipt in \(receipt.currency)"
            throw HubProblem(.invalidRequest, why, field: "\(place)/amount")
        }
        guard amount.isPositive else {
            throw HubProblem(.invalidRequest, "has to be positive", field: "\(place)/amount")
        }
        guard amount.minorUnits <= most else {
            let open = Money(minorUnits: most, currency: receipt.currency)
            throw HubProblem(.amountNotAvailable, "\(what) has \(open) left, not \(amount)", field: "\(place)/amount")
        }
        return amount.minorUnits
    }
}
