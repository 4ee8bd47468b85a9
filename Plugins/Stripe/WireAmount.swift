internal import AdapterKit
internal import PaymentVocabulary

/// The whole number in which Stripe counts an amount; it differs from ISO 4217 minor units for some currencies.
///
/// Source: Stripe documentation, "Supported currencies": zero-decimal, three-decimal and special-case currencies.
enum WireAmount {
    /// How many decimals Stripe's number has.
    ///
    /// - Returns: `nil` for a currency of which we do not know it; guessing would move the decimal point.
    static func decimals(of currency: Currency) -> UInt8? {
        switch currency.code {
        case "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF": 0
        case "ISK", "UGX": 2  // no decimals in ISO 4217; Stripe keeps two, which must be zeros
        case "BHD", "JOD", "KWD", "OMR", "TND": 3
        default: currency.exponent == 2 ? 2 : nil
        }
    }

    /// The number to send.
    ///
    /// - Throws: `AdapterError` of kind `invalidRequest`, before anything is sent, when Stripe cannot say this amount:
    ///   it takes three-decimal currencies in tens only, and MGA in whole ariary.
    static func number(for money: Money) throws(AdapterError) -> Int64 {
        guard money.isPositive else { throw .unsendable("amount is not positive") }
        guard let decimals = decimals(of: money.currency) else { throw .unsendable("amount is in an unknown currency") }
        if decimals == 3, !money.minorUnits.isMultiple(of: 10) {
            throw .unsendable("amount is no multiple of ten in a three-decimal currency")
        }
        guard let number = scaled(money.minorUnits, from: money.currency.exponent, to: decimals) else {
            throw .unsendable("amount is not a whole number of the provider's units")
        }
        return number
    }

    /// The amount that a received number stands for.
    ///
    /// - Throws: `StripeProblem` when the currency is unknown or the number has decimals that the currency has not.
    static func money(_ number: Int64, code: String, field: String) throws(StripeProblem) -> Money {
        guard let currency = Currency(code.uppercased()), code == code.lowercased(),
            let decimals = decimals(of: currency)
        else { throw StripeProblem("currency is unknown") }
        guard let units = scaled(number, from: decimals, to: currency.exponent) else {
            throw StripeProblem("\(field) is no whole number of minor units")
        }
        return Money(minorUnits: units, currency: currency)
    }

    private static func scaled(_ number: Int64, from: UInt8, to: UInt8) -> Int64? {
        var result = number
        for _ in 0..<(max(from, to) - min(from, to)) {
            if to > from {
                let (product, overflow) = result.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                result = product
            } else {
                guard result.isMultiple(of: 10) else { return nil }
                result /= 10
            }
        }
        return result
    }
}
