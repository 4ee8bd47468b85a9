package import PaymentVocabulary

/// The net amounts of an invoice with the tax rates on each.
package struct InvoiceTax: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let net: Money
        /// Several taxes can lie on one net amount; each is rounded for itself.
        package let rates: [Percentage]

        package init(net: Money, rates: [Percentage]) {
            self.net = net
            self.rates = rates
        }
    }

    package let lines: [Line]
    /// An untaxed line that rounds the document.
    package let roundingLine: Money?

    package init(lines: [Line], roundingLine: Money? = nil) {
        self.lines = lines
        self.roundingLine = roundingLine
    }

    /// The sum of the net amounts without the rounding line.
    ///
    /// - Throws: `MoneyError.overflow`, `MoneyError.currencyMismatch`.
    package func net(in currency: Currency) throws(MoneyError) -> Money {
        var sum = Money.zero(currency)
        for line in lines { sum = try sum.adding(line.net) }
        return sum
    }

    /// The tax, on net amounts from which `discount` is already off.
    ///
    /// - Throws: `MoneyError.overflow`, `MoneyError.currencyMismatch`.
    package func tax(in currency: Currency, afterDiscount discount: Percentage = .zero) throws(MoneyError) -> Money {
        var sum = Money.zero(currency)
        for line in lines {
            for rate in line.rates { sum = try sum.adding(Self.tax(on: line.net, rate: rate, discount: discount)) }
        }
        return sum
    }

    /// Net, tax and rounding line together: what the document asks for.
    ///
    /// - Throws: `MoneyError.overflow`, `MoneyError.currencyMismatch`.
    package func gross(
        in currency: Currency,
        afterDiscount discount: Percentage = .zero
    ) throws(MoneyError) -> Money {
        let taxed = try net(in: currency).adding(tax(in: currency, afterDiscount: discount))
        return try taxed.adding(roundingLine ?? .zero(currency))
    }

    /// How many times something was rounded, so how many minor units an honest document may differ by.
    var roundings: Int64 { lines.reduce(0) { $0 + Int64($1.rates.count) } }

    private static func tax(
        on net: Money,
        rate: Percentage,
        discount: Percentage
    ) throws(MoneyError) -> Money {
        let kept = Int128(Percentage.hundred.millionths - discount.millionths)
        let numerator = Int128(net.minorUnits) * Int128(rate.millionths)
        let (product, overflow) = numerator.multipliedReportingOverflow(by: kept)
        guard !overflow else { throw .overflow }
        let hundred = Int128(Percentage.hundred.millionths)
        let units = Rounding.halfAwayFromZero.quotient(product, hundred * hundred)
        guard let units = Int64(exactly: units) else { throw .overflow }
        return Money(minorUnits: units, currency: net.currency)
    }
}

/// The smallest step in which a total is paid, such as 5 centimes.
package struct CashRounding: Hashable, Sendable {
    package let step: Int64
    package let rounding: Rounding

    /// - Precondition: `step > 0`.
    package init(step: Int64, rounding: Rounding = .halfAwayFromZero) {
        precondition(step > 0)
        self.step = step
        self.rounding = rounding
    }

    /// - Throws: `MoneyError.overflow`.
    package func rounded(_ amount: Money) throws(MoneyError) -> Money {
        let steps = rounding.quotient(Int128(amount.minorUnits), Int128(step))
        guard let units = Int64(exactly: steps * Int128(step)) else { throw .overflow }
        return Money(minorUnits: units, currency: amount.currency)
    }
}
