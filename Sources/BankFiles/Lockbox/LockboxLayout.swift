import PaymentVocabulary

/// Where banks put the fields of cheques and overflow records; batch, item and amount are at the same place in all.
///
/// Source: BAI lockbox communications standard for `.standard` and `.memo`; the two layouts of invoices are those that
/// receivables systems ask their banks for.
enum LockboxLayout: Sendable {
    /// Routing number, account, cheque number, date, remitter and payee.
    case standard
    /// Another order behind the amount, which only the bank's own description tells.
    case amountOnly

    init(cheque record: FixedRecord) {
        let hasDate =
            record.isEmpty(46..<52) || record.shortDate(46, .monthDayYear) != nil
            || record.shortDate(46, .yearMonthDay) != nil
        self = hasDate ? .standard : .amountOnly
    }

    /// The fields of a cheque behind its amount.
    var chequeFields: [(String, Range<Int>)] {
        switch self {
        case .standard:
            [
                ("transit routing number", 17..<26), ("account number", 26..<36), ("check number", 36..<46),
                ("check date", 46..<52), ("remitter", 52..<82), ("payee", 82..<102), ("reserved", 102..<200),
            ]
        case .amountOnly: [("bank's own fields", 17..<200)]
        }
    }
}

/// What an overflow record says, told from its own content.
enum LockboxOverflow: Sendable {
    case invoices([(number: String, amount: Int64)])
    case memo(String)

    init(_ record: FixedRecord) {
        // Invoice numbers of twelve characters, or of ten, each with an amount of ten digits.
        for width in [12, 10] {
            if let pairs = Self.pairs(record, width: width) {
                self = .invoices(pairs)
                return
            }
        }
        self = .memo(record.text(11..<max(11, record.count)))
    }

    private static func pairs(_ record: FixedRecord, width: Int) -> [(number: String, amount: Int64)]? {
        var pairs: [(number: String, amount: Int64)] = []
        var column = 11
        while column + width + 10 <= record.count, !record.isEmpty(column..<column + width + 10) {
            let amount = column + width..<column + width + 10
            // The first digit must be there: an amount is filled up with zeros.
            guard record.digit(amount.lowerBound) != nil, let cents = record.number(amount),
                let fitting = Int64(exactly: cents)
            else { return nil }
            pairs.append((record.text(column..<column + width), fitting))
            column += width + 10
        }
        let hasRest = column < record.count && !record.isEmpty(column..<record.count)
        return pairs.isEmpty || hasRest ? nil : pairs
    }
}
