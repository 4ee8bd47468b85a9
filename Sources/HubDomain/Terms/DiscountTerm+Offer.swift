internal import PaymentVocabulary

extension Terms {
    /// The offers on `debt`, which is `amount` or what credit notes leave of it.
    func offers(
        issued: CalendarDate,
        debt: Money,
        amount: Money,
        tax: InvoiceTax?,
        cashRounding: CashRounding?
    ) throws(TermsError) -> [DiscountOffer] {
        var offers: [DiscountOffer] = []
        for (index, discount) in discounts.enumerated() {
            let debt = DiscountableDebt(debt: debt, amount: amount, tax: tax, cashRounding: cashRounding)
            let place = "discounts[\(index)]"
            if let offer = try discount.offer(on: debt, issued: issued, at: place) { offers.append(offer) }
        }
        return offers.sorted { $0.until < $1.until }
    }
}

/// What a discount is counted on.
struct DiscountableDebt {
    /// The invoice less its credit notes.
    let debt: Money
    let amount: Money
    let tax: InvoiceTax?
    let cashRounding: CashRounding?

    /// What the document charges as tax, whatever way it was rounded.
    func charged(_ tax: InvoiceTax) throws(MoneyError) -> Money {
        let net = try tax.net(in: amount.currency)
        return try amount.subtracting(net).subtracting(tax.roundingLine ?? .zero(amount.currency))
    }

    /// `numerator / denominator` of `base`, less in the proportion in which credit notes made the debt smaller.
    func share(_ numerator: Int64, over denominator: Int64, of base: Money) throws(MoneyError) -> Money {
        guard debt != amount else { return try base.scaled(by: numerator, over: denominator, rounding: Self.rounding) }
        let (product, overflow) = (Int128(base.minorUnits) * Int128(numerator))
            .multipliedReportingOverflow(by: Int128(debt.minorUnits))
        guard !overflow, amount.isPositive else { throw .overflow }
        let units = Self.rounding.quotient(product, Int128(denominator) * Int128(amount.minorUnits))
        guard let units = Int64(exactly: units) else { throw .overflow }
        return Money(minorUnits: units, currency: base.currency)
    }

    private static let rounding = Rounding.halfAwayFromZero
}

extension DiscountTerm {
    /// - Returns: `nil` when nothing would be left to pay, since nobody can pay nothing in time.
    func offer(
        on debt: DiscountableDebt,
        issued: CalendarDate,
        at place: String
    ) throws(TermsError) -> DiscountOffer? {
        if base != .total, debt.tax == nil { throw .taxMissing(at: place) }
        return try TermsError.at(place) { () throws(MoneyError) in
            let unrounded = try debt.debt.subtracting(off(debt))
            let rounded = try debt.cashRounding?.rounded(unrounded) ?? unrounded
            let pay = rounded.minorUnits > debt.debt.minorUnits ? debt.debt : rounded
            guard pay.isPositive else { return nil }
            return DiscountOffer(
                until: issued.adding(days: days),
                amount: try debt.debt.subtracting(pay),
                tax: try taxOff(debt),
                pay: pay
            )
        }
    }

    private func off(_ debt: DiscountableDebt) throws(MoneyError) -> Money {
        switch (share, base) {
        case (.fixed(let units), _):
            return Money(minorUnits: units, currency: debt.amount.currency)
        case (.percent(let percent), .total):
            return try debt.share(percent.digits, over: percent.denominator, of: debt.amount)
        case (.percent(let percent), .netOnly), (.percent(let percent), .netTaxPrereduced):
            let net = try debt.tax?.net(in: debt.amount.currency) ?? debt.amount
            return try debt.share(percent.digits, over: percent.denominator, of: net)
        }
    }

    private func taxOff(_ debt: DiscountableDebt) throws(MoneyError) -> Money? {
        guard let tax = debt.tax else { return nil }
        switch (base, share) {
        case (.netOnly, _), (.netTaxPrereduced, _): return .zero(debt.amount.currency)
        case (.total, .percent(let percent)):
            return try debt.share(percent.digits, over: percent.denominator, of: debt.charged(tax))
        case (.total, .fixed(let units)):
            guard debt.amount.isPositive else { return .zero(debt.amount.currency) }
            return try debt.charged(tax).scaled(
                by: units,
                over: debt.amount.minorUnits,
                rounding: .halfAwayFromZero
            )
        }
    }
}
