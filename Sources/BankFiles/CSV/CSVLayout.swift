import PaymentVocabulary

/// How one file is laid out: its columns, its way to write dates and amounts, and what of this had to be assumed.
struct CSVLayout: Sendable {
    /// How a row says on which side its amount is.
    enum Sign: String, Hashable, Sendable {
        case signed = "signed amount"
        case inverted = "positive is spending"
        case columns = "debit/credit columns"
        case mark = "mark column"
        case words = "words of the text"
        /// No row says it in a way that is known, and taking all for credits would be a guess.
        case unknown = "not told"
    }

    var profile = CSVProfile()
    var profileName = "generic"
    /// The index of the row with the heads; `nil` in a file without.
    var headerRow: Int?
    /// The index of the first row that may be data.
    var dataRow = 0
    var heads: [String] = []
    var columns = CSVColumns()
    /// Further columns of roles whose text goes on in another, or which several columns have.
    var more: [CSVRole: [Int]] = [:]
    var width = 0
    let delimiter: UInt8
    let encoding: FileEncoding
    var dateOrder = CSVDateOrder.yearMonthDay
    var mark: UInt8 = 0x2E
    /// Some cells are written with the other mark, so that each cell tells its own.
    var hasBothMarks = false
    /// Whether what was charged was taken besides the amount; `nil` where no balance tells.
    var hasFeeBeside: Bool?
    var sign = Sign.signed
    /// Why the side of no amount is told.
    var signDoubt = ""
    /// Debits stand in their column with a minus.
    var hasNegativeDebits = false
    /// Marks alone say the side: amounts that are marked as debits have no minus.
    var hasPositiveDebits = false
    var currency = Currency.unstated
    var isNewestFirst = false
    /// -1 where the balance is what is owed.
    var balanceFactor: Int128 = 1
    /// The year and month of the statement, for dates without a year.
    var period: (year: Int, month: Int)?
    /// What was assumed, and where that shows.
    var warnings: [BankFileFinding] = []

    /// Finds the layout from the first rows.
    ///
    /// - Parameter profile: the one to use; `nil` takes the one that fits.
    /// - Returns: `nil` when the rows do not look like a statement.
    init?(_ rows: [DelimitedRow], profile own: CSVProfile?) {
        guard let first = rows.first, rows.contains(where: { $0.count > 1 }) else { return nil }
        (delimiter, encoding) = (first.delimiter, first.encoding)
        let texts = rows.map { row in row.fields.map(\.text) }
        guard findColumns(rows, texts, own) else { return nil }
        let data = Array(rows.indices.dropFirst(dataRow).prefix(200))
        period = Self.period(in: texts.prefix(dataRow))
        decideMark(rows, texts, data)
        decideCurrency(texts, data, at: rows)
        decideDates(rows, data)
        decideSign(rows, texts, data)
        decideOrder(rows, texts, data)
        decideFees(rows, texts, data)
    }

    func column(_ role: CSVRole) -> Int? { columns[role] }

    /// All columns of a role in their order.
    func columns(of role: CSVRole) -> [Int] { (columns[role].map { [$0] } ?? []) + (more[role] ?? []) }

    /// Columns with a head of which nothing is used, and of which it is not known that they tell nothing of a payment.
    var unusedColumns: [Int] {
        guard !profile.hasNoMore, profile.fields.isEmpty else { return [] }
        let used = columns.used.union(more.values.joined())
        return heads.indices.filter { index in
            let key = CSVWords.key(heads[index])
            return !key.isEmpty && !used.contains(index) && !profile.unused.contains(key)
                && !CSVTextHeads.tellsNothing(heads[index]) && CSVRole.roles(ofHead: heads[index]).isEmpty
        }
    }

    /// In one line, as `version` shows it.
    var summary: String {
        let delimiter = delimiter == 0x09 ? "tab" : String(UnicodeScalar(delimiter))
        var parts = [
            "csv profile=\(profileName)", "delimiter=\(delimiter)", "decimal=\(UnicodeScalar(mark))",
            "date=\(dateOrder.rawValue)", "sign=\(sign.rawValue)", "encoding=\(encoding.name)",
        ]
        if columns[.balance] != nil { parts.append("order=\(isNewestFirst ? "newest-first" : "oldest-first")") }
        return parts.joined(separator: " ")
    }

    /// The same as fields of the group, with the role of each column.
    var fields: [BankFileField] {
        let delimiter = delimiter == 0x09 ? "tab" : String(UnicodeScalar(delimiter))
        var fields = [
            BankFileField("profile", profileName), BankFileField("delimiter", delimiter),
            BankFileField("encoding", encoding.name),
            BankFileField("decimal-mark", String(UnicodeScalar(mark))),
            BankFileField("date-order", dateOrder.rawValue), BankFileField("sign", sign.rawValue),
            BankFileField("currency", currency.code),
            BankFileField("order", isNewestFirst ? "newest-first" : "oldest-first"),
        ]
        for role in CSVRole.allCases {
            for index in columns(of: role) { fields.append(BankFileField("column \(role.rawValue)", head(index))) }
        }
        return fields
    }

    /// The head of a column, or its number from 1.
    func head(_ index: Int) -> String { Self.head(index, of: heads) }

    static func head(_ index: Int, of heads: [String]) -> String {
        heads.indices.contains(index) && !heads[index].isEmpty ? heads[index] : "column \(index + 1)"
    }

    mutating func assume(_ code: BankFileFinding.Code, _ message: String, _ rows: [DelimitedRow]) {
        let place = rows.indices.contains(dataRow) ? rows[dataRow].position() : BankFilePosition(line: 1)
        warnings.append(BankFileFinding(code, message, at: place))
    }

    // MARK: What is decided from the data

    private static func period(in texts: ArraySlice<[String]>) -> (year: Int, month: Int)? {
        for text in texts.joined() {
            let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
            for (year, month) in zip(numbers, numbers.dropFirst()) where 1990...2199 ~= year && 1...12 ~= month {
                return (year, month)
            }
        }
        return nil
    }

    private mutating func decideMark(_ rows: [DelimitedRow], _ texts: [[String]], _ data: [Int]) {
        var (seen, end) = (CSVDecimalMark(), CSVDecimalMark())
        for role in [CSVRole.amount, .credit, .debit, .balance] {
            guard let column = columns[role] else { continue }
            for row in data where column < texts[row].count {
                // Where the file may be cut, 1.500,00 may be 1.5.
                let isEnd = !rows[row].hasLineEnd && column == texts[row].count - 1
                if isEnd { end.look(texts[row][column]) } else { seen.look(texts[row][column]) }
            }
        }
        if seen.proven == nil, seen.assumed == nil { seen = end }
        hasBothMarks = seen.point > 0 && seen.comma > 0
        if let given = profile.decimalMark {
            mark = given
            // The national version of a profile may write the other mark; the file is right about itself.
            if let proven = seen.proven, proven != given, profileName != profile.name || seen.point * seen.comma == 0 {
                mark = proven
            }
            return
        }
        if let proven = seen.proven {
            mark = proven
        } else if let assumed = seen.assumed {
            mark = assumed
            let separator = assumed == 0x2E ? "," : "."
            let message =
                "amounts such as 1\(separator)234 only: taken for thousands; if they are decimals, say `decimal-mark \(separator)` in a profile"
            assume(.amount, message, rows)
        }
    }

    private mutating func decideCurrency(_ texts: [[String]], _ data: [Int], at rows: [DelimitedRow]) {
        for role in [CSVRole.amount, .credit, .debit, .balance] {
            guard let column = columns[role], heads.indices.contains(column) else { continue }
            if let word = CSVRole.currencyWord(inHead: heads[column]), let found = CSVWords.currency(word) {
                currency = found
                return
            }
        }
        if let given = profile.currency {
            currency = given
            return
        }
        var found: Set<Currency> = []
        for text in texts.prefix(dataRow).joined() {
            for word in text.split(whereSeparator: { !$0.isLetter && $0 != "€" && $0 != "£" }) where Self.isCode(word) {
                if let currency = CSVWords.currency(String(word)) { found.insert(currency) }
            }
        }
        if found.count == 1, let only = found.first { currency = only }
        guard currency == .unstated, columns[.currency] == nil else { return }
        for role in [CSVRole.amount, .credit, .debit] {
            guard let column = columns[role] else { continue }
            for row in data where column < texts[row].count {
                let word = CSVAmount.split(texts[row][column]).word
                if let inCell = CSVWords.currency(word) {
                    currency = inCell
                    return
                }
            }
        }
        assume(
            .amount,
            "the file names no currency: amounts are counted in XXX with two decimals; say `currency EUR` or the like in a profile (--csv-profile)",
            rows
        )
    }

    /// Words that are the code of a currency in which accounts are held, and not just three letters.
    private static func isCode(_ word: Substring) -> Bool {
        [
            "EUR", "USD", "GBP", "CHF", "CNY", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "HKD",
            "SGD",
            "NZD", "INR", "BRL", "MXN", "ZAR", "TRY", "ILS", "KRW", "RON", "€", "£", "人民币", "RMB",
        ].contains(word)
    }

    private mutating func decideDates(_ rows: [DelimitedRow], _ data: [Int]) {
        var counts: [CSVDateOrder: Int] = [:]
        var open: (place: BankFilePosition, separator: UInt8)?
        for role in [CSVRole.date, .valueDate] {
            guard let column = columns[role] else { continue }
            for row in data {
                guard let parts = rows[row].dateParts(column) else { continue }
                if let order = parts.order {
                    counts[order, default: 0] += 1
                } else if open == nil {
                    open = (rows[row].position(column), parts.separator)
                }
            }
        }
        let proven = counts.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key
        if let given = profile.dateOrder {
            dateOrder = counts[given] == nil ? proven ?? given : given
            return
        }
        if let proven {
            dateOrder = proven
            return
        }
        guard let open else { return }
        let isAmerican = currency.code == "USD"
        dateOrder = isAmerican ? .monthDayYear : .dayMonthYear
        // Dots are written in countries that put the day first.
        guard open.separator != 0x2E else { return }
        let message =
            "no date tells whether the day or the month comes first: taken for \(dateOrder.rawValue); say `date-format` in a profile to change it"
        warnings.append(BankFileFinding(.date, message, at: open.place))
    }

    /// The units of a cell as written, `nil` when it is empty or no amount.
    func units(_ row: DelimitedRow, _ text: [String], _ role: CSVRole) -> Int128? {
        guard let column = columns[role], column < text.count else { return nil }
        return (try? CSVAmount.parse(text[column], mark: mark, hasBothMarks: hasBothMarks, currency: currency))?.units
    }

    /// Tells from the running balance whether fees are taken besides the amounts; Revolut does.
    private mutating func decideFees(_ rows: [DelimitedRow], _ texts: [[String]], _ data: [Int]) {
        guard columns[.fee] != nil, sign == .signed else { return }
        let moves: [(amount: Int128, fee: Int128, balance: Int128)] = data.compactMap { row in
            guard let amount = units(rows[row], texts[row], .amount),
                let balance = units(rows[row], texts[row], .balance)
            else { return nil }
            return (amount, units(rows[row], texts[row], .fee) ?? 0, balance)
        }
        var (besides, inside) = (0, 0)
        for (first, second) in zip(moves, moves.dropFirst()) {
            let (move, before) = isNewestFirst ? (first, second.balance) : (second, first.balance)
            guard move.fee != 0 else { continue }
            let change = (move.balance - before) * balanceFactor
            if change == move.amount - move.fee { besides += 1 }
            if change == move.amount { inside += 1 }
        }
        hasFeeBeside = besides == inside ? (profile.name == "revolut" ? true : nil) : besides > inside
    }

    /// Tells from the running balance, and else from the dates, in which order the rows stand.
    private mutating func decideOrder(_ rows: [DelimitedRow], _ texts: [[String]], _ data: [Int]) {
        var dates: [CalendarDate] = []
        if let column = columns[.date] {
            dates = data.compactMap {
                rows[$0].dateParts(column)?.date(dateOrder, period: period)
            }
        }
        let falls = zip(dates, dates.dropFirst()).count { $0 > $1 }
        let rises = zip(dates, dates.dropFirst()).count { $0 < $1 }
        isNewestFirst = profile.isNewestFirst ?? (falls > rises)
        guard columns[.balance] != nil else { return }
        let moves: [(net: Int128, balance: Int128)] = data.compactMap { row in
            guard let net = net(rows[row], texts[row]), let balance = units(rows[row], texts[row], .balance) else {
                return nil
            }
            return (net, balance)
        }
        var best = -1
        for factor in [Int128(1), -1] {
            for newest in isNewestFirst ? [true, false] : [false, true] where profile.isNewestFirst ?? newest == newest
            {
                let fits = zip(moves, moves.dropFirst()).count { first, second in
                    newest
                        ? (first.balance - second.balance) * factor == first.net && first.net != 0
                        : (second.balance - first.balance) * factor == second.net && second.net != 0
                }
                if fits > best {
                    best = fits
                    (balanceFactor, isNewestFirst) = (factor, newest)
                }
            }
        }
    }

    /// What a row moved by its columns, positive for a credit; without marks and words.
    private func net(_ row: DelimitedRow, _ text: [String]) -> Int128? {
        switch sign {
        case .columns:
            let (credit, debit) = (units(row, text, .credit), units(row, text, .debit))
            guard credit != nil || debit != nil else { return nil }
            let spent = debit ?? 0
            return (credit ?? 0) - (hasNegativeDebits ? -spent : spent)
        case .inverted: return units(row, text, .amount).map { -$0 }
        case .signed: return units(row, text, .amount).map { $0 - (units(row, text, .fee) ?? 0) }
        case .mark:
            guard let amount = units(row, text, .amount), let column = columns[.mark], column < text.count,
                let side = CSVWords.side(ofMark: text[column])
            else { return nil }
            let size = amount < 0 ? -amount : amount
            return side == .credit ? size : -size
        case .words, .unknown: return nil
        }
    }
}
