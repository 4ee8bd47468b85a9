public import PaymentVocabulary

/// One rate of a file of reference rates: so many units of a currency for one euro on one day.
public struct PublishedRate: Hashable, Sendable {
    public let currency: Currency
    public let date: CalendarDate
    public let perEuro: DecimalRate
}

/// What a file of reference rates says, in the order of the file.
public enum ReferenceRateEvent: Hashable, Sendable {
    case rate(PublishedRate)
    /// A row or a cell that could not be read; the rest is read on.
    case error(BankFileFinding)
    /// Nothing follows.
    case failed(BankFileFinding)
}

extension ReferenceRateEvent {
    /// A rate as written.
    ///
    /// - Parameter position: looked for only where something is wrong.
    static func rate(
        _ code: String,
        _ text: String,
        on date: CalendarDate,
        at position: @autoclosure () -> BankFilePosition
    ) -> ReferenceRateEvent {
        guard let currency = Currency(activeOrWithdrawn: code), currency != .eur else {
            let message = "currency \"\(code.prefix(10))\" is no ISO 4217 code of a currency other than EUR"
            return .error(BankFileFinding(.code, message, at: position()))
        }
        guard let rate = DecimalRate(text) else {
            let message = "rate \"\(text.prefix(24))\" of \(currency) on \(date) is no positive decimal such as 1.0815"
            return .error(BankFileFinding(.amount, message, at: position()))
        }
        return .rate(PublishedRate(currency: currency, date: date, perEuro: rate))
    }
}

/// The files in which the European Central Bank publishes its reference rates.
public enum ReferenceRateFormat: String, Hashable, Sendable {
    /// `eurofxref-daily.xml`, `eurofxref-hist-90d.xml`, `eurofxref-hist.xml`.
    case xml = "ecb-xml"
    /// `eurofxref.csv` and `eurofxref-hist.csv`.
    case csv = "ecb-csv"
}
