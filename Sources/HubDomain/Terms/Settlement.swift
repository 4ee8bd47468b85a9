package import PaymentVocabulary

/// What payments and credit notes leave of a scheduled invoice.
package struct Settlement: Hashable, Sendable {
    package struct Payment: Hashable, Sendable {
        /// The day that counts for the window: when the money is in our account.
        package let date: CalendarDate
        package let amount: Money

        package init(date: CalendarDate, amount: Money) {
            self.date = date
            self.amount = amount
        }
    }

    /// What is kept off because the window was met.
    package let discountTaken: Money
    /// The part of the discount taken that is tax; `nil` when the tax of the invoice is not known.
    package let discountTax: Money?
    /// A rest within tolerance that is given up.
    package let writtenOff: Money
    /// What is still owed.
    package let outstanding: Money
    /// What was paid too much.
    package let overpaid: Money
    /// What is still owed of each instalment, in the order of the schedule.
    package let instalmentsOutstanding: [Money]
}

extension Schedule {
    /// Applies all payments and credit notes in no particular order: the same facts always give the same answer.
    ///
    /// A window is met when the payments up to its last day reach the discounted amount. Credit notes make the debt and
    /// the base of the discount smaller, whatever their date; part payments do not.
    /// A credit note is a positive amount; a person may force the best discount although its window has passed; a rest
    /// up to `writeOffMax` is given up once something was paid.
    ///
    /// - Throws: `TermsError` when an amount is negative, in another currency or does not fit.
    package func settled(
        by payments: [Settlement.Payment],
        creditNotes: [Money] = [],
        discountIsForced: Bool = false,
        writeOffMax: Money? = nil
    ) throws(TermsError) -> Settlement {
        let credited = try total(creditNotes, at: "credit_notes")
        let paid = try total(payments.map(\.amount), at: "payments")
        let debt = Int128(amount.minorUnits) - credited
        let taken = try discount(on: max(0, debt), payments: payments, isForced: discountIsForced)
        let rest = debt - paid - Int128(taken?.off.minorUnits ?? 0)
        let isWrittenOff = rest > 0 && paid > 0 && rest <= Int128(writeOffMax?.minorUnits ?? 0)
        let outstanding = try money(isWrittenOff ? 0 : max(0, rest))
        return Settlement(
            discountTaken: taken?.off ?? .zero(amount.currency),
            discountTax: taken == nil ? tax.map { _ in .zero(amount.currency) } : taken?.tax,
            writtenOff: try money(isWrittenOff ? rest : 0),
            outstanding: outstanding,
            overpaid: try money(max(0, -rest)),
            instalmentsOutstanding: outstandingParts(of: outstanding)
        )
    }

    private func discount(
        on debt: Int128,
        payments: [Settlement.Payment],
        isForced: Bool
    ) throws(TermsError) -> (off: Money, tax: Money?)? {
        let debt = try money(debt)
        let offers = try terms.offers(
            issued: issued,
            debt: debt,
            amount: amount,
            tax: tax,
            cashRounding: cashRounding
        )
        for offer in offers.sorted(by: { $0.pay.minorUnits < $1.pay.minorUnits }) {
            let counted = payments.filter { isForced || $0.date <= offer.until }
            let paid = counted.reduce(Int128(0)) { $0 + Int128($1.amount.minorUnits) }
            guard paid >= Int128(offer.pay.minorUnits) else { continue }
            // Whoever pays more than the discounted amount takes only the rest as a discount.
            let off = try money(min(Int128(offer.amount.minorUnits), max(0, Int128(debt.minorUnits) - paid)))
            guard off != offer.amount, let tax = offer.tax, offer.amount.isPositive else { return (off, offer.tax) }
            let part = try TermsError.at("tax") { () throws(MoneyError) in
                try tax.scaled(by: off.minorUnits, over: offer.amount.minorUnits, rounding: .halfAwayFromZero)
            }
            return (off, part)
        }
        return nil
    }

    /// What is owed lies on the parts due last, since the oldest are paid first.
    private func outstandingParts(of outstanding: Money) -> [Money] {
        var left = outstanding.minorUnits
        var parts = instalments.map { Money.zero($0.amount.currency) }
        let latestFirst = instalments.indices.sorted { one, other in
            let (first, second) = (instalments[one].due, instalments[other].due)
            guard first != second else { return one > other }
            guard let first else { return true }
            guard let second else { return false }
            return first > second
        }
        for index in latestFirst {
            let part = min(left, instalments[index].amount.minorUnits)
            parts[index] = Money(minorUnits: part, currency: amount.currency)
            left -= part
        }
        return parts
    }

    private func total(_ amounts: [Money], at place: String) throws(TermsError) -> Int128 {
        var sum: Int128 = 0
        for (index, one) in amounts.enumerated() {
            guard one.currency == amount.currency else {
                throw TermsError(.currencyMismatch(amount.currency, one.currency), at: "\(place)[\(index)]")
            }
            guard !one.isNegative else {
                let detail = "\(one) is negative"
                throw .part(.amountNegative, "\(place)[\(index)]", detail, "leave out payments that were returned")
            }
            sum += Int128(one.minorUnits)
        }
        return sum
    }

    private func money(_ units: Int128) throws(TermsError) -> Money {
        guard let units = Int64(exactly: units) else { throw TermsError(.overflow, at: "payments") }
        return Money(minorUnits: units, currency: amount.currency)
    }
}
