/// An amount in one currency, counted in that currency's minor units.
///
/// Arithmetic throws instead of rounding, overflowing or mixing currencies.
public struct Money: Hashable, Codable, Sendable {
    /// Signed count: cents for EUR, whole yen for JPY, fils (a thousandth) for KWD.
    public let minorUnits: Int64
    public let currency: Currency

    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    public var isZero: Bool { minorUnits == 0 }
    public var isNegative: Bool { minorUnits < 0 }
    public var isPositive: Bool { minorUnits > 0 }

    /// - Throws: `MoneyError.currencyMismatch`, `MoneyError.overflow`.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try requireSameCurrency(other)
        return try result(minorUnits.addingReportingOverflow(other.minorUnits))
    }

    /// - Throws: `MoneyError.currencyMismatch`, `MoneyError.overflow`.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try requireSameCurrency(other)
        return try result(minorUnits.subtractingReportingOverflow(other.minorUnits))
    }

    /// This amount times `numerator / denominator`, computed exactly and rounded once.
    ///
    /// - Throws: `MoneyError.overflow` when the result does not fit or `denominator` is not positive.
    public func scaled(
        by numerator: Int64,
        over denominator: Int64,
        rounding: Rounding
    ) throws(MoneyError) -> Money {
        guard denominator > 0 else { throw .overflow }
        let product = Int128(minorUnits) * Int128(numerator)
        guard let units = Int64(exactly: rounding.quotient(product, Int128(denominator))) else { throw .overflow }
        return Money(minorUnits: units, currency: currency)
    }

    /// Splits into parts that differ by at most one minor unit and add up to the whole (10.00 is 3.34, 3.33, 3.33).
    ///
    /// - Precondition: `count > 0`.
    public func split(into count: Int) -> [Money] {
        precondition(count > 0)
        let (base, rest) = minorUnits.quotientAndRemainder(dividingBy: Int64(count))
        return (0..<Int64(count)).map { part in
            Money(minorUnits: base + (part < abs(rest) ? rest.signum() : 0), currency: currency)
        }
    }

    /// Splits in proportion to `weights`: each part is rounded towards zero, then the minor units left over go one by
    /// one to the parts with the largest remainders, the earlier part first among equals.
    ///
    /// - Throws: `MoneyError.overflow` when `weights` is empty, holds a negative number or sums to zero or too much.
    public func split(byWeights weights: [Int64]) throws(MoneyError) -> [Money] {
        var total: Int128 = 0
        for weight in weights {
            guard weight >= 0 else { throw .overflow }
            total += Int128(weight)
        }
        guard total > 0 else { throw .overflow }
        let shares = weights.map { (Int128(minorUnits) * Int128($0)).quotientAndRemainder(dividingBy: total) }
        var units = shares.map { Int64($0.quotient) }
        var left = minorUnits - units.reduce(0, +)
        let order = shares.indices.sorted {
            (shares[$0].remainder.magnitude, $1) > (shares[$1].remainder.magnitude, $0)
        }
        for index in order where left != 0 {
            units[index] += left.signum()
            left -= left.signum()
        }
        return units.map { Money(minorUnits: $0, currency: currency) }
    }

    private func requireSameCurrency(_ other: Money) throws(MoneyError) {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
    }

    private func result(_ computed: (partialValue: Int64, overflow: Bool)) throws(MoneyError) -> Money {
        guard !computed.overflow else { throw .overflow }
        return Money(minorUnits: computed.partialValue, currency: currency)
    }
}

/// What can be wrong with an amount.
public enum MoneyError: Error, Hashable, Sendable {
    case currencyMismatch(Currency, Currency)
    /// The exact result does not fit into 64 bits of minor units.
    case overflow
    /// The text is no decimal number.
    case malformed
    /// The text has more decimals than the currency's minor unit.
    case tooManyDecimals(allowed: Int)
}

extension MoneyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .currencyMismatch(let left, let right): "\(left) and \(right) cannot be mixed"
        case .overflow: "the amount does not fit into 64 bits of minor units"
        case .malformed: "not a decimal number"
        case .tooManyDecimals(let allowed): "more than \(allowed) decimals"
        }
    }
}

/// How an exact quotient becomes a whole number of minor units.
public enum Rounding: String, Codable, Hashable, Sendable {
    /// To the nearest; exactly half goes away from zero (commercial rounding).
    case halfAwayFromZero
    /// To the nearest; exactly half goes to the even neighbour (banker's rounding).
    case halfToEven
    case towardsZero
    /// Away from zero whenever anything is left.
    case awayFromZero

    /// - Precondition: `denominator > 0`.
    public func quotient(_ numerator: Int128, _ denominator: Int128) -> Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard remainder != 0 else { return quotient }
        let away = quotient + (numerator < 0 ? -1 : 1)
        let rest = remainder.magnitude
        let toHalf = denominator.magnitude - rest
        switch self {
        case .towardsZero: return quotient
        case .awayFromZero: return away
        case .halfAwayFromZero: return rest >= toHalf ? away : quotient
        case .halfToEven:
            if rest == toHalf { return quotient.isMultiple(of: 2) ? quotient : away }
            return rest > toHalf ? away : quotient
        }
    }
}
