/// How many units of one currency another one buys, as an exact fraction of whole numbers.
///
/// Nothing is rounded before the end: a cross rate is one fraction, so that neither a rounded rate nor a rounded amount
/// in between can change the result.
public struct CurrencyConversion: Hashable, Sendable {
    public let from: Currency
    public let to: Currency
    /// Minor units of `to` for `denominator` minor units of `from`; both positive and without a common factor.
    public let numerator: Int128
    public let denominator: Int128

    /// Exactly half of a minor unit is rounded up (away from zero).
    ///
    /// Source: Council Regulation (EC) No 1103/97, article 5: "If the application of the conversion rate gives a result
    /// which is exactly half-way, the sum shall be rounded up."
    public static let rounding = Rounding.halfAwayFromZero

    /// - Parameters:
    ///   - fromPerBase: units of `from` for one unit of the common base; `nil` when `from` is the base itself.
    ///   - toPerBase: the same of `to`.
    /// - Throws: `MoneyError.overflow` when the fraction does not fit into 128 bits.
    public init(
        from: Currency,
        to: Currency,
        fromPerBase: DecimalRate?,
        toPerBase: DecimalRate?
    ) throws(MoneyError) {
        let (left, right) = (fromPerBase ?? .one, toPerBase ?? .one)
        // to.digits / 10^to.scale : from.digits / 10^from.scale, each in its currency's minor units.
        let up = Self.powerOfTen(left.scale + Int(to.exponent))
        let down = Self.powerOfTen(right.scale + Int(from.exponent))
        try self.init(
            from: from,
            to: to,
            numerator: Self.product(Int128(right.digits), up),
            denominator: Self.product(Int128(left.digits), down)
        )
    }

    /// The conversion that two amounts of one exchange imply.
    ///
    /// - Returns: `nil` unless both are positive.
    public init?(of received: Money, for given: Money) {
        guard received.isPositive, given.isPositive else { return nil }
        try? self.init(
            from: given.currency,
            to: received.currency,
            numerator: Int128(received.minorUnits),
            denominator: Int128(given.minorUnits)
        )
    }

    private init(from: Currency, to: Currency, numerator: Int128, denominator: Int128) throws(MoneyError) {
        guard numerator > 0, denominator > 0 else { throw .overflow }
        let divisor = Self.commonDivisor(numerator, denominator)
        self.from = from
        self.to = to
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// - Throws: `MoneyError.currencyMismatch` for an amount that is not in `from`, `MoneyError.overflow`.
    public func callAsFunction(_ amount: Money) throws(MoneyError) -> Money {
        guard amount.currency == from else { throw .currencyMismatch(amount.currency, from) }
        let product = try Self.product(Int128(amount.minorUnits), numerator)
        guard let units = Int64(exactly: Self.rounding.quotient(product, denominator)) else { throw .overflow }
        return Money(minorUnits: units, currency: to)
    }

    /// How many units of `to` one unit of `from` is, rounded half up to so many decimals.
    ///
    /// For people only: nothing is computed with it.
    ///
    /// - Throws: `MoneyError.overflow`.
    public func decimal(places: Int) throws(MoneyError) -> String {
        let up = try Self.product(numerator, Self.powerOfTen(places + Int(from.exponent)))
        let down = try Self.product(denominator, Self.powerOfTen(Int(to.exponent)))
        let digits = String(Self.rounding.quotient(up, down))
        guard places > 0 else { return digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    private static func product(_ left: Int128, _ right: Int128) throws(MoneyError) -> Int128 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        guard !overflow else { throw .overflow }
        return product
    }

    private static func powerOfTen(_ exponent: Int) -> Int128 {
        (0..<max(0, exponent)).reduce(Int128(1)) { power, _ in power * 10 }
    }

    private static func commonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}

extension DecimalRate {
    fileprivate static let one = DecimalRate(whole: 1)

    private init(whole: Int64) {
        digits = whole
        scale = 0
    }
}
