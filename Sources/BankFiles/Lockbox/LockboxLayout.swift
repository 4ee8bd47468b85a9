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
    /// Invoices, of which the amount at this column cannot be read.
    case damaged(column: Int)
    case memo(String)

    init(_ record: FixedRecord) {
        // Invoice numbers of twelve characters, or of ten, each with an amount of ten digits.
        for width in [12, 10] {
            if let pairs = Self.pairs(record, width: width) {
                self = .invoices(pairs)
                return
            }
        }
        if let column = [12, 10].lazy.compactMap({ Self.damage(record, width: $0) }).first {
            self = .damaged(column: column)
        } else {
            self = .memo(record.text(11..<max(11, record.count)))
        }
    }

    /// Where an amount stands behind an invoice number, in the width of one, that is mostly digits and no number.
    private static func damage(_ record: FixedRecord, width: Int) -> Int? {
        var column = 11
        while column + width + 10 <= record.count, !record.isEmpty(column..<column + width + 10) {
            let amount = column + width..<column + width + 10
            guard record.digit(amount.lowerBound) != nil, !record.isEmpty(column..<column + width),
                !record.text(amount).contains(" "), amount.count(where: { record.digit($0) != nil }) >= digitsMin
            else { return nil }
            if record.number(amount) == nil { return amount.lowerBound }
            column += width + 10
        }
        return nil
    }

    /// Of the ten digits of an amount, so many tell that it is one.
    private static let digitsMin = 6

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
