package import PaymentVocabulary

/// What a payment in a foreign currency means in the merchant's base currency: cash, discount and exchange loss.
package struct BaseCurrencySplit: Hashable, Sendable {
    package let cash: Money
    /// The discount at the rate of the invoice.
    package let discount: Money
    /// What the payment was worth at the invoice's rate less the cash; negative when the exchange was a gain.
    package let exchangeLoss: Money

    /// - Parameters:
    ///   - payment: in the invoice's currency.
    ///   - discount: in the invoice's currency.
    ///   - invoiceRate: major units of the base currency for one of the invoice's, as `Percentage` reads decimals.
    ///   - cash: received, in the base currency.
    /// - Throws: `MoneyError`.
    package init(payment: Money, discount: Money, invoiceRate: Percentage, cash: Money) throws(MoneyError) {
        let base = cash.currency
        self.cash = cash
        self.discount = try Self.converted(discount, invoiceRate, base)
        exchangeLoss = try Self.converted(payment, invoiceRate, base).subtracting(cash)
    }

    private static func converted(_ amount: Money, _ rate: Percentage, _ base: Currency) throws(MoneyError) -> Money {
        let numerator = Int128(amount.minorUnits) * Int128(rate.digits)
        let (scaled, overflow) = numerator.multipliedReportingOverflow(by: Int128(base.minorUnitsPerMajor))
        guard !overflow else { throw .overflow }
        let denominator = Int128(rate.denominator / 100) * Int128(amount.currency.minorUnitsPerMajor)
        let units = Rounding.halfAwayFromZero.quotient(scaled, denominator)
        guard let units = Int64(exactly: units) else { throw .overflow }
        return Money(minorUnits: units, currency: base)
    }
}
