import PaymentVocabulary

extension CSVLayout {
    /// Finds out how rows say on which side their amounts are.
    ///
    /// A column of marks is one by what is in it, whatever its head is: the cooperative banks of Germany leave the head
    /// of their `S` and `H` blank. Amounts without sign and mark are taken for credits, which is said, but only where
    /// nothing in the file speaks against it; else the side of no amount is told, and no row becomes an entry.
    ///
    /// Source: exports of banks on the Fiducia platform, with `Umsatz` and a column that has no head.
    mutating func decideSign(_ rows: [DelimitedRow], _ texts: [[String]], _ data: [Int]) {
        if columns[.credit] != nil || columns[.debit] != nil {
            sign = .columns
            let debits = data.compactMap { units(rows[$0], texts[$0], .debit) }.filter { $0 != 0 }
            hasNegativeDebits = !debits.isEmpty && debits.allSatisfy { $0 < 0 }
            return
        }
        let moved = data.filter { units(rows[$0], texts[$0], .amount) != nil }
        let amounts = moved.compactMap { units(rows[$0], texts[$0], .amount) }
        let hasNegative = amounts.contains { $0 < 0 }
        if !profile.creditWords.isEmpty || !profile.debitWords.isEmpty, !hasNegative {
            sign = .words
            return
        }
        if columns[.mark] == nil { columns[.mark] = markColumn(rows, texts, moved, hasNegative: hasNegative) }
        if let column = columns[.mark] {
            sign = .mark
            hasPositiveDebits = hasPositiveDebits(column, rows, texts, moved)
        } else if profile.isInverted {
            sign = .inverted
        } else {
            sign = .signed
            guard !hasNegative, amounts.contains(where: { $0 > 0 }), !profile.isSignGiven else { return }
            guard !moved.contains(where: { isSigned(texts[$0]) }) else { return }
            guessSign(rows, texts, moved)
        }
    }

    private func isSigned(_ text: [String]) -> Bool {
        guard let column = columns[.amount], column < text.count else { return false }
        let (number, word) = CSVAmount.split(text[column])
        return number.contains(0x2B) || CSVWords.side(ofMark: word) != nil
    }

    /// Whether the bank is known, whose exports have signs or say by their heads that they have none.
    private var isKnown: Bool { CSVProfile.known.contains { $0.name == profileName } }

    // MARK: Columns of marks

    /// The column in which nothing but words for credit and debit stand.
    ///
    /// - Parameter moved: the rows that have an amount.
    private func markColumn(
        _ rows: [DelimitedRow],
        _ texts: [[String]],
        _ moved: [Int],
        hasNegative: Bool
    ) -> Int? {
        if let type = columns[.type], !hasNegative, isMarks(type, texts, moved) { return type }
        guard !isKnown, !profile.isInverted, !profile.isSignGiven else { return nil }
        return freeColumns(texts, moved).first { column in
            // Where amounts have signs, marks are needed only when they say something else.
            isMarks(column, texts, moved) && (!hasNegative || hasPositiveDebits(column, rows, texts, moved))
        }
    }

    /// Columns that may be marks: those that say neither when nor how much nor whose account it is.
    private func freeColumns(_ texts: [[String]], _ moved: [Int]) -> [Int] {
        let roles: [CSVRole] = [
            .date, .valueDate, .amount, .currency, .balance, .fee, .account, .bank, .ownAccount, .status,
        ]
        let taken = Set(roles.compactMap { columns[$0] })
        return (0..<(moved.map { texts[$0].count }.max() ?? 0)).filter { !taken.contains($0) }
    }

    private func cells(_ column: Int, _ texts: [[String]], _ moved: [Int]) -> [String] {
        moved.compactMap { column < texts[$0].count ? texts[$0][column] : nil }.filter { !$0.isEmpty }
    }

    private func isMarks(_ column: Int, _ texts: [[String]], _ moved: [Int]) -> Bool {
        let keys = Set(cells(column, texts, moved).map(CSVWords.key))
        let sides = Set(keys.map(CSVWords.side(ofMark:)))
        guard !keys.isEmpty, !sides.contains(nil) else { return false }
        // A dash alone stands for nothing.
        if keys.contains("-"), !keys.contains("+") { return false }
        if isText(column) { return sides.count == 2 && keys.allSatisfy { $0.count > 3 } }
        if sides.count == 2 || hasNoHead(column) || column == columns[.type] { return true }
        // With one side only, a letter or `IN` may be anything.
        return keys.allSatisfy { $0.count > 3 || $0 == "cr" || $0 == "dr" }
    }

    private func isText(_ column: Int) -> Bool {
        [CSVRole.description, .name, .payer, .reference].contains { columns[$0] == column }
    }

    private func hasNoHead(_ column: Int) -> Bool {
        headerRow != nil && (!heads.indices.contains(column) || CSVWords.key(heads[column]).isEmpty)
    }

    private func hasPositiveDebits(
        _ column: Int,
        _ rows: [DelimitedRow],
        _ texts: [[String]],
        _ moved: [Int]
    ) -> Bool {
        moved.contains { row in
            column < texts[row].count && CSVWords.side(ofMark: texts[row][column]) == .debit
                && (units(rows[row], texts[row], .amount) ?? 0) > 0
        }
    }

    // MARK: Neither signs nor marks

    private mutating func guessSign(_ rows: [DelimitedRow], _ texts: [[String]], _ moved: [Int]) {
        let wayOut = "say `sign normal` or `sign inverted` in a profile, or its `credit-words` and `debit-words`"
        if !isKnown, let column = freeColumns(texts, moved).first(where: { mayBeMarks($0, texts, moved) }) {
            sign = .unknown
            signDoubt = "no amount has a sign, and the column \"\(head(column))\" may say the side; \(wayOut)"
        } else if columns[.balance] == nil {
            assume(
                .direction,
                "no amount has a sign or a mark: positive is taken for a credit; say `sign inverted` in a profile if it is spending",
                rows
            )
        } else if !isKnown, balanceFalls(rows, texts, moved) {
            sign = .unknown
            signDoubt = "no amount has a sign, and the balance falls by some of them; \(wayOut)"
        }
    }

    /// Whether a column may say the side in words that are not known: each row has one of two short words, one of
    /// several words is a known mark, or a short word stands below no head.
    private func mayBeMarks(_ column: Int, _ texts: [[String]], _ moved: [Int]) -> Bool {
        let cells = cells(column, texts, moved).filter { !CSVCells.isBlank($0) }
        guard !isText(column), !cells.isEmpty, cells.allSatisfy({ $0.count <= 12 && !$0.contains(where: \.isNumber) })
        else {
            return false
        }
        let keys = Set(cells.map(CSVWords.key))
        if keys.contains(where: { CSVWords.side(ofMark: $0) != nil }) { return true }
        guard keys.count <= 2, cells.count == moved.count else { return false }
        // Countries and currencies are short words too.
        let codes = cells.map { $0.uppercased() }
        if codes.allSatisfy({ IBAN.isCountry($0) || Currency($0) != nil }) { return false }
        return keys.count == 2 || (hasNoHead(column) && cells.allSatisfy { $0.count <= 3 })
    }

    /// Whether the running balance falls by an amount that has no sign, in the order of the rows in which it fits best.
    private func balanceFalls(_ rows: [DelimitedRow], _ texts: [[String]], _ moved: [Int]) -> Bool {
        let moves: [(amount: Int128, balance: Int128)] = moved.compactMap { row in
            guard let amount = units(rows[row], texts[row], .amount), amount != 0,
                let balance = units(rows[row], texts[row], .balance)
            else { return nil }
            return (amount, balance)
        }
        let fits = [true, false].map { isNewest in
            zip(moves, moves.dropFirst()).reduce(into: (rises: 0, falls: 0)) { fits, pair in
                let (older, newer) = isNewest ? (pair.1, pair.0) : pair
                let step = newer.balance - older.balance
                if step == newer.amount { fits.rises += 1 }
                if step == -newer.amount { fits.falls += 1 }
            }
        }
        let best = fits.max { $0.rises + $0.falls < $1.rises + $1.falls }
        return best.map { $0.falls > 0 } ?? false
    }
}
