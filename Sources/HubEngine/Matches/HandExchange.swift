import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

/// What a person gives documents of another currency than the receipt's.
extension Books {
    /// The parts of a match that a person says, in the receipt's currency or in that of the documents.
    ///
    /// Documents in another currency are paid with what is given to them, or with all that is open; what that is worth by
    /// the published rate of the value date is taken of the receipt, and the rest of the receipt is gain or loss.
    ///
    /// - Parameter freed: as in `applications`.
    /// - Returns: the parts, and for the explanation what the exchange was.
    func handParts(
        of allocations: [HandAllocation],
        for row: StatementLineRow,
        freed: [InvoiceNumber: Int64]
    ) throws -> (parts: [Application], customer: CustomerID?, words: String) {
        let receipt = try left(of: row)
        guard let abroad = try currencyAbroad(of: allocations, receipt.currency) else {
            let given = try applications(of: allocations, for: receipt, freed: freed)
            return (given.map { Application($0, in: receipt.currency) }, given.first?.customer, "")
        }
        let paid = try sum(of: allocations, in: abroad, freed: freed)
        let given = try applications(of: allocations, for: paid, freed: freed)
        let (value, words) = try worth(of: paid, in: receipt, on: row.line.valueDate)
        let customer = given.first?.customer
        guard
            let exchanged = ExchangedReceipt(
                value: value.minorUnits,
                difference: receipt.minorUnits - value.minorUnits,
                currency: receipt.currency
            )
        else {
            throw HubProblem(.invalidRequest, "\(paid) are worth nothing in \(receipt.currency)", field: "/allocations")
        }
        return (given.map { Application($0, in: abroad) } + exchanged.storedParts(customer), customer, words)
    }

    /// The one currency of all documents, where it is another one than the receipt's.
    private func currencyAbroad(of allocations: [HandAllocation], _ own: Currency) throws -> Currency? {
        let currencies = try Set(
            allocations.compactMap(\.invoice).compactMap { try invoice($0)?.invoice.open.currency }
        )
        guard currencies.count == 1, let currency = currencies.first, currency != own else { return nil }
        return allocations.contains { $0.kind == .unapplied } ? nil : currency
    }

    /// What the documents get: what is given to each, else what is open of it without the discounts that are given.
    private func sum(
        of allocations: [HandAllocation],
        in currency: Currency,
        freed: [InvoiceNumber: Int64]
    ) throws -> Money {
        func given(_ kind: HandAllocation.Kind, of number: InvoiceNumber) -> Int128 {
            allocations.filter { $0.kind == kind && $0.invoice == number }
                .reduce(Int128(0)) { $0 + Int128($1.amount?.minorUnits ?? 0) }
        }
        var sum: Int128 = 0
        for allocation in allocations where allocation.kind != .discount {
            guard let number = allocation.invoice, let document = try invoice(number)?.invoice else { continue }
            let open = Int128(document.open.minorUnits) + Int128(freed[number] ?? 0) - given(.discount, of: number)
            let units = allocation.amount.map { Int128($0.minorUnits) } ?? open
            sum += allocation.kind == .creditNote ? -units : units
        }
        guard sum > 0, let units = Int64(exactly: sum) else {
            throw HubProblem(.invalidRequest, "the documents get nothing", field: "/allocations")
        }
        return Money(minorUnits: units, currency: currency)
    }

    /// Banks take some percent of an exchange; more is a mistake.
    private static let exchangePercentMax = 10

    private func worth(of paid: Money, in receipt: Money, on day: CalendarDate) throws -> (Money, words: String) {
        let first = day.adding(days: -ReferenceRates.ageDaysMax)
        let rates = ReferenceRates(try referenceQuotes(from: first, to: day))
        guard let found = rates.rate(from: paid.currency, to: receipt.currency, on: day),
            let value = try? found.conversion(paid)
        else {
            throw HubProblem(
                .invalidRequest,
                "the documents are in \(paid.currency), the receipt in \(receipt.currency), and no published rate of \(day) is "
                    + "known: import it (quittance rates import)",
                field: "/allocations"
            )
        }
        let off = Int128(receipt.minorUnits) - Int128(value.minorUnits)
        guard off.magnitude * 100 <= UInt128(value.minorUnits.magnitude) * UInt128(Self.exchangePercentMax) else {
            throw HubProblem(
                .invalidRequest,
                "\(paid) are worth \(value) by the \(found.words), which is too far from \(receipt) for a difference of "
                    + "rates: give the documents what they get of it (--pay NUMBER=AMOUNT --currency \(paid.currency))",
                field: "/allocations"
            )
        }
        return (value, "; \(receipt) for \(paid), which are worth \(value) by the \(found.words)")
    }
}
