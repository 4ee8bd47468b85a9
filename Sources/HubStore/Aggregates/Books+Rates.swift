package import HubDomain
package import PaymentVocabulary

/// What became of a published rate that was offered to the books.
package enum RateInsertion: Hashable, Sendable {
    case added
    case known
    /// Another rate is stored for that day and stays; the offered one is kept beside it.
    case conflict(stored: DecimalRate, file: String)
}

/// A rate that differs from the stored one of the same day.
package struct StoredRateConflict: Hashable, Sendable {
    package let quote: ReferenceQuote
    /// The file that says so.
    package let file: String
}

extension Books {
    /// - Parameter file: where the rate comes from, for people.
    package func insert(_ quote: ReferenceQuote, file: String, at now: Timestamp) throws -> RateInsertion {
        let key: [SQLValue] = [.text(ReferenceRates.source), .text(quote.currency.code), .date(quote.date)]
        let rate: [SQLValue] = [.integer(quote.perEuro.digits), .integer(Int64(quote.perEuro.scale))]
        let origin: [SQLValue] = [.text(file), .moment(now)]
        if try execute("insertExchangeRate", key + rate + origin) == 1 { return .added }
        guard let row = try row("exchangeRate", key[0], key[1], key[2]) else { return .added }
        let stored = try Self.rate(row, at: 0)
        if stored == quote.perEuro { return .known }
        try execute("insertExchangeRateConflict", key + rate + origin)
        return .conflict(stored: stored, file: try row.text(2))
    }

    /// The stored rates of some days, both ends included.
    package func referenceQuotes(from first: CalendarDate, to last: CalendarDate) throws -> [ReferenceQuote] {
        try rows("exchangeRatesBetween", .text(ReferenceRates.source), .date(first), .date(last)).map(Self.quote)
    }

    /// What later files said instead of the stored rates of some days, both ends included.
    package func rateConflicts(from first: CalendarDate, to last: CalendarDate) throws -> [StoredRateConflict] {
        try rows("exchangeRateConflictsBetween", .text(ReferenceRates.source), .date(first), .date(last)).map {
            StoredRateConflict(quote: try Self.quote($0), file: try $0.text(4))
        }
    }

    private static func quote(_ row: SQLRow) throws -> ReferenceQuote {
        ReferenceQuote(currency: try row.currency(0), date: try row.date(1), perEuro: try rate(row, at: 2))
    }

    private static func rate(_ row: SQLRow, at index: Int) throws -> DecimalRate {
        let (digits, scale) = (try row.int64(index), try row.int64(index + 1))
        guard let rate = DecimalRate(digits: digits, scale: Int(clamping: scale)) else {
            throw StoreError.unexpectedColumn(
                name: "digits",
                expected: "a positive rate of \(DecimalRate.digitsMax) digits at most",
                found: "\(digits) with scale \(scale)"
            )
        }
        return rate
    }
}
