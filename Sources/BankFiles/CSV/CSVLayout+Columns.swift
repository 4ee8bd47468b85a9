import PaymentVocabulary

extension CSVLayout {
    /// Rows before the heads that are looked at.
    private static let preambleMax = 100

    /// Finds the heads or, in a file without, the meaning of the columns from what is in them.
    mutating func findColumns(_ rows: [DelimitedRow], _ texts: [[String]], _ own: CSVProfile?) -> Bool {
        if let own {
            profile = own
            profileName = own.name
            if !own.fields.isEmpty { return usePlaces(of: own, rows, texts) }
        }
        let first = own.map { own in rows.firstIndex { $0.line > own.skip } ?? 0 } ?? 0
        for index in rows.indices.dropFirst(first).prefix(Self.preambleMax) where texts[index].count > 1 {
            if use(heads: texts[index], at: index, rows, texts, own) { return true }
        }
        return own == nil && useShape(rows, texts)
    }

    private mutating func usePlaces(of own: CSVProfile, _ rows: [DelimitedRow], _ texts: [[String]]) -> Bool {
        dataRow = rows.firstIndex { $0.line > own.skip } ?? rows.count
        for (index, role) in own.fields.enumerated() {
            guard let role else { continue }
            if columns[role] != nil, CSVProfile.several.contains(role) {
                more[role, default: []].append(index)
            } else {
                columns[role] = index
            }
        }
        if own.skip > 0, dataRow > 0 {
            let before = dataRow - 1
            if texts[before].count == own.fields.count { (heads, headerRow) = (texts[before], before) }
        }
        width = own.fields.count
        return hasAmounts
    }

    var hasAmounts: Bool { columns[.amount] != nil || columns[.credit] != nil || columns[.debit] != nil }

    // MARK: Heads

    private mutating func use(
        heads texts: [String],
        at row: Int,
        _ rows: [DelimitedRow],
        _ all: [[String]],
        _ own: CSVProfile?
    ) -> Bool {
        let keys = texts.map(CSVWords.key)
        let keySet = Set(keys)
        let known =
            own
            ?? CSVProfile.known.filter { !$0.heads.isEmpty && keySet.isSuperset(of: $0.heads) }
            .max { $0.heads.count < $1.heads.count }
        guard known != nil || looksLikeHeads(texts, rows[row]) else { return false }
        let data = Array(rows.indices.dropFirst(row + 1).prefix(200))
        let found = Self.assign(texts, known, data.map { all[$0] }, data.map { rows[$0] })
        let hasDate = found[.date] != nil || known != nil
        guard hasDate, found[.amount] != nil || found[.credit] != nil || found[.debit] != nil else { return false }
        columns = found
        (heads, headerRow, dataRow, width) = (texts, row, row + 1, texts.count)
        if let known {
            profile = known
            profileName = known.name
        }
        decideAccount(rows, data.map { all[$0] })
        more = Self.furtherColumns(texts, columns, data.map { all[$0] }, data.map { rows[$0] })
        let hasText = columns[.description] != nil || columns[.remittance] != nil
        takeFurtherTexts(data.map { rows[$0] }, data.map { all[$0] })
        if !hasText { takeTexts(data.map { rows[$0] }, data.map { all[$0] }, width: texts.count) }
        return true
    }

    /// Takes what a profile says of further columns, and every other column whose head speaks of a text.
    private mutating func takeFurtherTexts(_ rows: [DelimitedRow], _ texts: [[String]]) {
        let keys = heads.map(CSVWords.key)
        for given in profile.furtherRoles {
            guard let index = keys.firstIndex(of: given.head), !columns.used.contains(index) else { continue }
            for role in CSVRole.allCases { more[role]?.removeAll { $0 == index } }
            more[given.role, default: []].append(index)
        }
        guard !profile.hasNoMore else { return }
        let used = columns.used.union(more.values.joined())
        let further = heads.indices.filter { index in
            !used.contains(index) && !profile.unused.contains(keys[index]) && CSVTextHeads.isText(heads[index])
                && Self.mayBeText(index, rows, texts)
        }
        guard let first = further.first else { return }
        if columns[.remittance] == nil {
            columns[.remittance] = first
            more[.remittance, default: []] += further.dropFirst()
        } else {
            more[.remittance, default: []] += further
        }
    }

    /// Whether something else than dates, currencies, marks and amounts with decimals stands in a column, or nothing yet.
    private static func mayBeText(_ column: Int, _ rows: [DelimitedRow], _ texts: [[String]]) -> Bool {
        let cells = rows.indices.filter { column < texts[$0].count && !texts[$0][column].isEmpty }
        return cells.isEmpty
            || cells.contains { row in
                let text = texts[row][column]
                return rows[row].dateParts(column) == nil && CSVWords.currency(text) == nil
                    && CSVWords.side(ofMark: text) == nil
                    && !(isNumber(text) && text.contains { $0 == "." || $0 == "," })
            }
    }

    // MARK: Whose account it is

    /// Heads of an account that may be ours as well as the other side's.
    private static let openAccounts: Set<String> = [
        "account", "accountnumber", "accountno", "accountid", "accountiban", "iban", "ibanbban", "bban", "konto",
        "kontonummer", "kontonr", "konto-nr", "rekening", "rekeningnummer", "compte", "numérodecompte",
        "numerodecompte", "cuenta", "账号",
    ]

    /// Decides whose the only column of accounts is, where its head does not say so and another column has names.
    ///
    /// The account is a part of what makes a line the same one in another file, so where nothing decides it is nobody's.
    private mutating func decideAccount(_ rows: [DelimitedRow], _ texts: [[String]]) {
        guard profile.roles[.account] == nil, profile.roles[.ownAccount] == nil,
            let name = columns[.name] ?? columns[.payer], let date = columns[.date]
        else { return }
        let all = heads.indices.filter { index in
            CSVRole.roles(ofHead: heads[index]).contains { $0.role == .account || $0.role == .ownAccount }
        }
        guard all.count == 1, let column = all.first, Self.openAccounts.contains(CSVWords.key(heads[column])) else {
            return
        }
        // A line below the table has few cells.
        let cells = texts.filter { $0.count > max(date, column, name) }
        let accounts = cells.map { $0[column] }.filter { !$0.isEmpty }
        guard !accounts.isEmpty, columns[.account] != column else { return }
        let isBeside = [columns[.name], columns[.payer]].contains { $0.map { abs($0 - column) == 1 } == true }
        let isOnEach = accounts.count == cells.count
        let isOne = Set(accounts).count == 1
        let names = Set(cells.map { CSVWords.key($0[name]) }.filter { !$0.isEmpty }).count
        let isOurs: Bool?
        if !isOne {
            // Of several, ours stand in front of each row.
            isOurs = columns[.ownAccount] == column && column < date ? true : isBeside && column > date ? false : nil
        } else if !isOnEach {
            isOurs = isBeside ? false : nil
        } else if isBeside {
            // One account of many payers is nobody's but ours.
            isOurs = names > (column < date ? 1 : 2) ? true : column > date && names == 1 ? false : nil
        } else {
            isOurs = column < date || names > 1 ? true : nil
        }
        columns[.ownAccount] = isOurs == true ? column : nil
        columns[.account] = isOurs == false ? column : nil
        guard isOurs == nil else { return }
        let head = heads[column]
        assume(
            .missing,
            "nothing tells whose account the column \"\(head)\" has, so it is taken for nobody's; say "
                + "`column own-account \(head)` or `column account \(head)` in a profile (--csv-profile)",
            rows
        )
    }

    /// Whether at least two cells name roles and none is a date.
    private func looksLikeHeads(_ texts: [String], _ row: DelimitedRow) -> Bool {
        var roles: Set<CSVRole> = []
        for (index, text) in texts.enumerated() where !text.isEmpty {
            if row.dateParts(index) != nil { return false }
            for (role, _) in CSVRole.roles(ofHead: text) { roles.insert(role) }
        }
        return roles.contains(.date) && !roles.isDisjoint(with: [.amount, .credit, .debit])
    }

    /// Gives each role the column whose head names it best, and whose cells are what the role needs.
    private static func assign(
        _ heads: [String],
        _ profile: CSVProfile?,
        _ texts: [[String]],
        _ rows: [DelimitedRow]
    ) -> CSVColumns {
        var columns = CSVColumns()
        var taken: Set<Int> = []
        let keys = heads.map(CSVWords.key)
        for (role, key) in profile?.roles ?? [:] {
            if let index = keys.firstIndex(of: key) {
                columns[role] = index
                taken.insert(index)
            }
        }
        let order: [CSVRole] = [
            .date, .credit, .debit, .mark, .amount, .currency, .balance, .fee, .valueDate, .name, .payer, .account,
            .bank,
            .ownAccount, .reference, .description, .remittance, .status, .type,
        ]
        let roles = heads.map(CSVRole.roles(ofHead:))
        for role in order where columns[role] == nil {
            let candidates = heads.indices.compactMap { index in
                roles[index].first { $0.role == role }.map { (index: index, rank: $0.rank) }
            }.filter { !taken.contains($0.index) }.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
            let fitting = candidates.first { fits($0.index, role, texts, rows, columns) }
            if role == .account, columns[.ownAccount] == nil {
                let own = candidates.first { isOwn($0.index, columns, texts) }
                if let own, fits(own.index, .ownAccount, texts, rows, columns) {
                    columns[.ownAccount] = own.index
                    taken.insert(own.index)
                }
            }
            // A column in which nothing can be read is still the amount's when no other is.
            let isNeeded = role == .amount && columns[.credit] == nil && columns[.debit] == nil
            guard var found = fitting ?? (isNeeded ? candidates.first : nil) else { continue }
            if role == .currency, let amount = columns[.amount],
                let beside = candidates.first(where: {
                    isCurrency($0.index, ofAmount: amount, rather: found.index, heads)
                }),
                fits(beside.index, role, texts, rows, columns)
            {
                found = beside
            }
            columns[role] = found.index
            taken.insert(found.index)
        }
        if columns[.credit] == nil || columns[.debit] == nil, columns[.amount] != nil {
            columns[.credit] = nil
            columns[.debit] = nil
        }
        if columns[.credit] != nil, columns[.debit] != nil { columns[.amount] = nil }
        return columns
    }

    /// Whether a column with the currency of the row goes with an amount rather than one with the account's currency: the
    /// amount is not said to be the account's, and the two are of one kind.
    private static func isCurrency(_ column: Int, ofAmount amount: Int, rather other: Int, _ heads: [String]) -> Bool {
        let isOfAccount = { (column: Int) in
            accountWords.contains { CSVWords.key(heads[column]).contains($0) }
        }
        return column != other && !isOfAccount(column) && isOfAccount(other) && !isOfAccount(amount)
            && CSVRole.isPlain(heads[amount])
    }

    private static let accountWords = ["account", "konto", "rekening", "compte", "rachunk"]

    /// Columns in which a text goes on, such as `Omschrijving-2`, and the second ones of roles that several may have.
    private static func furtherColumns(
        _ heads: [String],
        _ columns: CSVColumns,
        _ texts: [[String]],
        _ rows: [DelimitedRow]
    ) -> [CSVRole: [Int]] {
        var taken = columns.used
        var more: [CSVRole: [Int]] = [:]
        for role in [CSVRole.description, .name] {
            guard let first = columns[role] else { continue }
            let (stem, number) = CSVRole.numbered(heads[first])
            let parts = heads.indices.filter { !taken.contains($0) }.map { ($0, CSVRole.numbered(heads[$0])) }
            let next = parts.filter { $1.stem == stem && $1.number > number }.sorted { $0.1.number < $1.1.number }
            var further = next.map(\.0)
            // Columns without heads behind the text go on with it.
            if role == .description {
                further += (first + 1..<heads.count).prefix { CSVWords.key(heads[$0]).isEmpty }.filter { index in
                    !taken.contains(index)
                        && texts.contains { index < $0.count && $0[index].contains(where: \.isLetter) }
                }
            }
            more[role] = further
            taken.formUnion(further)
        }
        for role in [CSVRole.remittance, .account] where columns[role] != nil {
            more[role] = heads.indices.filter { index in
                !taken.contains(index) && CSVRole.roles(ofHead: heads[index]).contains { $0.role == role }
                    && fits(index, role, texts, rows, columns)
            }
        }
        return more
    }

    /// Whether the same account, or one of a few, stands before the date in every row: whose the statement is, and not
    /// who paid.
    private static func isOwn(_ column: Int, _ columns: CSVColumns, _ texts: [[String]]) -> Bool {
        guard let date = columns[.date], column < date, !texts.isEmpty else { return false }
        // A line below the table has few cells.
        let cells = texts.filter { $0.count > date }.map { $0[column] }
        let accounts = Set(cells)
        return !accounts.contains("") && (accounts.count == 1 || accounts.count * 4 <= cells.count)
    }

    private static func fits(
        _ column: Int,
        _ role: CSVRole,
        _ texts: [[String]],
        _ rows: [DelimitedRow],
        _ columns: CSVColumns
    ) -> Bool {
        let cells = texts.indices.filter { column < texts[$0].count && !texts[$0][column].isEmpty }
        switch role {
        case .date, .valueDate:
            let dates = cells.count {
                rows[$0].dateParts(column) != nil || CSVWords.status(texts[$0][column]) == .pending
            }
            return cells.isEmpty ? role == .date && texts.isEmpty : dates * 2 >= cells.count
        case .amount, .credit, .debit, .fee:
            let filled = cells.filter { !CSVCells.isBlank(texts[$0][column]) }
            let numbers = filled.count { isNumber(texts[$0][column]) }
            if filled.isEmpty { return role != .amount && cells.isEmpty }
            return numbers * 2 >= filled.count
        case .currency:
            let codes = cells.count { CSVWords.currency(texts[$0][column]) != nil }
            return cells.isEmpty ? texts.isEmpty : codes * 2 >= cells.count
        case .mark:
            return cells.allSatisfy { CSVWords.side(ofMark: texts[$0][column]) != nil || texts[$0][column].count <= 12 }
        case .ownAccount:
            // Exports of several accounts name the one of each row.
            let accounts = Set(cells.map { texts[$0][column] })
            return accounts.count <= 1 || accounts.count * 2 <= cells.count && accounts.allSatisfy { IBAN($0) != nil }
        case .account: return !isOwn(column, columns, texts)
        case .balance, .description, .remittance, .name, .payer, .bank, .reference, .status, .type, .endToEnd,
            .returnReason:
            return true
        }
    }

    static func isNumber(_ text: String) -> Bool {
        for mark in [UInt8(0x2E), 0x2C] where (try? CSVAmount.parse(text, mark: mark, currency: .kwd)) != nil {
            return true
        }
        return false
    }

    /// Takes the columns that no role has and that have words in them for the text, so that nothing of it is lost.
    private mutating func takeTexts(_ rows: [DelimitedRow], _ texts: [[String]], width: Int) {
        let used = columns.used.union(more.values.joined())
        let free = (0..<width).filter { column in
            guard !used.contains(column) else { return false }
            let cells = rows.indices.filter { column < texts[$0].count && !texts[$0][column].isEmpty }
            let values = Set(cells.map { texts[$0][column] })
            // What is alike in all rows is the account's.
            guard !cells.isEmpty, values.count > 1 || cells.count == 1 || cells.count < rows.count else { return false }
            let isText = cells.contains { texts[$0][column].contains { $0.isLetter } }
            let isOther = cells.allSatisfy {
                rows[$0].dateParts(column) != nil || Self.isNumber(texts[$0][column])
                    || CSVWords.currency(texts[$0][column]) != nil
            }
            return isText && !isOther
        }
        func length(_ column: Int) -> Int { texts.reduce(0) { $0 + (column < $1.count ? $1[column].count : 0) } }
        guard let longest = free.max(by: { (length($0), $1) < (length($1), $0) }) else { return }
        columns[.description] = longest
        more[.description] = free.filter { $0 != longest }
    }

    // MARK: Files without heads

    /// Tells the columns from their content: dates, amounts, and a balance that the amounts lead from row to row.
    ///
    /// A damaged cell here and there changes nothing: its row is told when it is read.
    private mutating func useShape(_ rows: [DelimitedRow], _ texts: [[String]]) -> Bool {
        let lengths = Dictionary(grouping: texts.prefix(200), by: \.count).mapValues(\.count)
        guard let count = lengths.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key, count >= 3 else {
            return false
        }
        let first = hasHeads(rows, texts, count) ? 1 : 0
        // The last row may be cut.
        let data = texts.indices.dropFirst(first).prefix(200).filter {
            rows[$0].hasLineEnd || texts[$0].count >= count
        }
        let isShaped = data.count { abs(texts[$0].count - count) <= 1 }
        guard !data.isEmpty, Self.areMost(isShaped, of: data.count) else { return false }
        let dates = (0..<count).map { column in data.count { rows[$0].dateParts(column) != nil } }
        guard let date = dates.firstIndex(where: { Self.areMost($0, of: data.count) }) else { return false }
        let numbers = (0..<count).filter { column in
            guard column != date else { return false }
            let cells = data.compactMap { column < texts[$0].count ? texts[$0][column] : nil }.filter { !$0.isEmpty }
            let hasDecimals = cells.contains { $0.contains(".") || $0.contains(",") }
            return hasDecimals && Self.areMost(cells.count { Self.isNumber($0) }, of: cells.count)
        }
        width = count
        columns[.date] = date
        if first == 1 { (heads, headerRow, dataRow) = (texts[0], 0, 1) }
        guard useNumbers(numbers, texts, data) else { return false }
        let cells = data.map { texts[$0] }
        columns[.currency] = (0..<count).first { column in
            let codes = cells.count { column < $0.count && Currency(activeOrWithdrawn: $0[column]) != nil }
            return codes == cells.count
        }
        takeTexts(data.map { rows[$0] }, cells, width: count)
        for known in CSVProfile.known where known.columns == count {
            let places = known.fields.enumerated().filter {
                $0.element == .amount || $0.element == .debit || $0.element == .balance
            }
            guard places.allSatisfy({ place in place.element.map { columns[$0] == place.offset } == true }) else {
                continue
            }
            profile = known
            profileName = known.name
            for (index, role) in known.fields.enumerated() {
                if let role { columns[role] = index }
            }
            return true
        }
        profileName = "headerless"
        return true
    }

    /// Whether the first row has words where the others have dates and figures: heads in words that we do not know.
    private func hasHeads(_ rows: [DelimitedRow], _ texts: [[String]], _ count: Int) -> Bool {
        guard let first = texts.first, texts.count > 1, abs(first.count - count) <= 1 else { return false }
        let filled = first.indices.filter { !first[$0].isEmpty }
        return filled.count >= 3
            && filled.allSatisfy { rows[0].dateParts($0) == nil && !first[$0].contains(where: \.isNumber) }
    }

    /// Which of two columns is the debits', by the heads; `nil` where they say nothing.
    private func debit(_ left: Int, _ right: Int) -> Int? {
        func roles(_ column: Int) -> Set<CSVRole> {
            heads.indices.contains(column) ? Set(CSVRole.roles(ofHead: heads[column]).map(\.role)) : []
        }
        if roles(left).contains(.debit) || roles(right).contains(.credit) { return left }
        return roles(right).contains(.debit) || roles(left).contains(.credit) ? right : nil
    }

    /// All but a quarter, and all of three or fewer but one, where at least as many are.
    private static func areMost(_ good: Int, of all: Int) -> Bool {
        good > 0 && good * 2 >= all && all - good <= max(1, all / 4)
    }

    /// The amount and the balance behind it, where a third column has the balance before it.
    private func moved(_ numbers: [Int], _ texts: [[String]], _ data: [Int]) -> (amount: Int, balance: Int)? {
        func units(_ row: Int, _ column: Int) -> Int128? {
            guard column < texts[row].count else { return nil }
            return (try? CSVAmount.parse(texts[row][column], mark: 0x2C, hasBothMarks: true, currency: .eur))?.units
        }
        for (before, amount, after) in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 0, 1)] {
            let fits = data.count { row in
                guard let before = units(row, numbers[before]), let amount = units(row, numbers[amount]) else {
                    return false
                }
                return units(row, numbers[after]) == before + amount && amount != 0
            }
            if fits == data.count { return (numbers[amount], numbers[after]) }
        }
        return nil
    }

    private mutating func useNumbers(_ numbers: [Int], _ texts: [[String]], _ data: [Int]) -> Bool {
        let isFilled: (Int, Int) -> Bool = { row, column in
            column < texts[row].count && !CSVCells.isBlank(texts[row][column])
        }
        let filled = numbers.map { column in data.count { isFilled($0, column) } }
        if numbers.count == 2 || numbers.count == 3 {
            let pairs = zip(numbers, numbers.dropFirst()) + (numbers.count == 3 ? [(numbers[0], numbers[2])] : [])
            for (left, right) in pairs {
                let alone = data.count { isFilled($0, left) != isFilled($0, right) }
                let both = data.contains { isFilled($0, left) && isFilled($0, right) }
                guard !both, Self.areMost(alone, of: data.count) else { continue }
                // Heads that nobody understands say that it is not known which is which.
                guard let debit = debit(left, right) ?? (headerRow == nil ? left : nil) else { return false }
                (columns[.debit], columns[.credit]) = (debit, debit == left ? right : left)
                columns[.balance] = numbers.first { $0 != left && $0 != right }
                return true
            }
        }
        if numbers.count == 3, let (amount, balance) = moved(numbers, texts, data) {
            (columns[.amount], columns[.balance]) = (amount, balance)
            return true
        }
        guard let amount = numbers.first, numbers.count <= 2,
            filled.allSatisfy({ Self.areMost($0, of: data.count) })
        else { return false }
        columns[.amount] = amount
        if numbers.count == 2 { columns[.balance] = numbers[1] }
        return true
    }
}
