package import HubDomain
package import PaymentVocabulary

/// What has been decided about a statement line.
package enum StatementLineState: String, Sendable, CaseIterable {
    case unmatched
    case matched
    case exception
    /// Debits, and lines that are not booked: shown, and matched only as payouts that a provider collects.
    case noted
    /// A receipt that was taken back, and the debit that took it: together they are nothing.
    case returned
    /// An entry of several payments that are lines of their own: it has booked their money, and they are what it paid.
    case detailed
}

/// How the bytes of an imported file are kept.
package enum StoredFileForm: Hashable, Sendable {
    case asTheyCame([UInt8])
    /// A gzip file of them.
    case gzip([UInt8])

    fileprivate var columns: (bytes: SQLValue, packing: SQLValue) {
        switch self {
        case .asTheyCame(let bytes): (.blob(bytes), .text(""))
        case .gzip(let bytes): (.blob(bytes), .text("gzip"))
        }
    }

    fileprivate init(bytes: [UInt8], packing: String) {
        self = packing == "gzip" ? .gzip(bytes) : .asTheyCame(bytes)
    }
}

/// A statement line as stored.
package struct StatementLineRow: Sendable {
    package let identity: String
    package let line: StatementLine
    package let state: String
    package let rule: String
    package let explanation: String
}

extension Books {
    /// - Parameter hash: SHA-256 of the bytes as they came.
    /// - Returns: `false` when the same bytes were imported before.
    package func insertStatementFile(
        hash: [UInt8],
        name: String,
        format: String,
        form: StoredFileForm,
        at now: Timestamp
    ) throws -> Bool {
        let (bytes, packing) = form.columns
        return try execute(
            "insertStatementFile",
            .blob(hash),
            .text(name),
            .text(format),
            bytes,
            packing,
            .moment(now)
        ) == 1
    }

    /// The name under which these bytes were imported first, and when.
    package func statementFile(hash: [UInt8]) throws -> (name: String, importedAt: Timestamp)? {
        try row("statementFileImport", .blob(hash)).map { (try $0.text(0), try $0.moment(1)) }
    }

    /// When the match of a line was posted last; `nil` when nothing was.
    package func matchPosted(ofLine identity: String) throws -> Timestamp? {
        guard let row = try row("matchPostedAt", .text("statement/\(identity)/match")) else { return nil }
        return try row.optionalInt64(0).map(Timestamp.init(milliseconds:))
    }

    /// The day from which the last change of what a line pays counts; `nil` when nothing was posted.
    package func matchLastCounts(ofLine identity: String) throws -> CalendarDate? {
        try row("matchLastCounts", .text("statement/\(identity)/match"))?.date(0)
    }

    /// The bytes of imported files in the order of their hashes, in pages, for the check that nothing changed.
    package func statementFileForms(
        after hash: [UInt8],
        limit: Int64
    ) throws -> [(hash: [UInt8], name: String, form: StoredFileForm)] {
        try rows("statementFileBytes", .blob(hash), .integer(limit)).map {
            (try $0.blob(0), try $0.text(1), StoredFileForm(bytes: try $0.blob(2), packing: try $0.text(3)))
        }
    }

    /// The format of the file in which a line came first.
    package func formatOfFile(ofLine identity: String) throws -> String? {
        try row("formatOfStatementLine", .text(identity)).map { try $0.text(0) }
    }

    /// - Returns: `false` when the line is there already, whatever file it came in.
    package func insert(
        _ line: StatementLine,
        identity: String,
        fileHash: [UInt8],
        state: StatementLineState,
        at now: Timestamp
    ) throws -> Bool {
        try execute(
            "insertStatementLine",
            .text(identity),
            .blob(fileHash),
            .blob(line.storedForm),
            .date(line.bookingDate),
            .text(line.amount.currency.code),
            .integer(line.signedAmount.minorUnits),
            .text(state.rawValue),
            .moment(now)
        ) == 1
    }

    /// Receipts and returns that nothing has decided for good; the unmatched ones first, in the order of their names.
    package func waitingLines() throws -> [(identity: String, line: StatementLine)] {
        var texts = SharedTexts()
        return try [StatementLineState.unmatched, .exception].flatMap { state in
            try compactMap("waitingLines", .text(state.rawValue)) { row in
                var line = try StatementLine(storedForm: row.blob(1))
                line.replaceTexts { texts.shared($0) }
                return (identity: try row.text(0), line: line)
            }
        }
    }

    package func returnedLines() throws -> [String] { try compactMap("returnedLines") { try $0.text(0) } }

    package func statementLines(after identity: String, limit: Int64) throws -> [StatementLineRow] {
        try rows("statementLines", .text(identity), .integer(limit)).map(Self.statementLine)
    }

    /// The lines whose identity begins with this prefix, in the order of their identities.
    ///
    /// - Precondition: `prefix` ends in a slash.
    package func statementLines(under prefix: String) throws -> [StatementLineRow] {
        precondition(prefix.utf8.last == UInt8(ascii: "/"))
        // They are one range: '0' follows '/'.
        return try rows("statementLinesInRange", .text(prefix), .text("\(prefix.dropLast())0")).map(Self.statementLine)
    }

    /// The lines of an account, as identities have it, that were booked on these days.
    package func statementLines(
        of account: String,
        from first: CalendarDate,
        through last: CalendarDate
    ) throws -> [StatementLineRow] {
        let (begin, end) = Self.range(account, first, last)
        return try rows("statementLinesInRange", begin, end).map(Self.statementLine)
    }

    /// Debits that take nothing back, of an account as identities have it and of these days.
    ///
    /// - Parameter isWanted: by the positive amount.
    package func notedDebits(
        of account: String,
        from first: CalendarDate,
        through last: CalendarDate,
        where isWanted: (Money) -> Bool
    ) throws -> [StatementLine] {
        let (begin, end) = Self.range(account, first, last)
        return try compactMap("notedDebits", begin, end) { row in
            let (units, overflow) = Int64(0).subtractingReportingOverflow(try row.int64(2))
            guard !overflow, isWanted(Money(minorUnits: units, currency: try row.currency(1))) else { return nil }
            return try StatementLine(storedForm: row.blob(0))
        }
    }

    /// The names of an account's lines of these days are one range: '0' follows '/'.
    private static func range(
        _ account: String,
        _ first: CalendarDate,
        _ last: CalendarDate
    ) -> (begin: SQLValue, end: SQLValue) {
        (.text("\(account)/\(first)/"), .text("\(account)/\(last)0"))
    }

    static func statementLine(_ row: SQLRow) throws -> StatementLineRow {
        StatementLineRow(
            identity: try row.text(0),
            line: try StatementLine(storedForm: row.blob(1)),
            state: try row.text(2),
            rule: try row.text(3),
            explanation: try row.text(4)
        )
    }

    /// - Returns: `false` when the line is matched already, or was taken back.
    package func decide(
        _ identity: String,
        state: StatementLineState,
        rule: String,
        explanation: String
    ) throws -> Bool {
        try execute(
            "decideStatementLine",
            .text(identity),
            .text(state.rawValue),
            .text(rule),
            .text(explanation)
        ) == 1
    }

    package func insertApplication(identity: String, position: Int, _ application: Application) throws {
        try execute(
            "insertApplication",
            [.text(identity), .integer(Int64(position))] + application.columns
        )
    }

    package struct Application: Hashable, Sendable {
        /// `invoice`, `discount`, `credit_note` or `unapplied`; of an exchange also `exchanged`, `exchange_gain` and
        /// `exchange_loss`, which are in the receipt's currency.
        package let kind: String
        package let number: String
        package let customer: CustomerID
        package let amount: Money
        /// What of a discount is net and what is tax, adding up to `amount`; empty where that is not known.
        package let taxes: [TaxSubtotal]
        /// Of a part of a payout: the provider's name of the payment; empty otherwise.
        package let payment: String

        package init(
            kind: String,
            number: String,
            customer: CustomerID,
            amount: Money,
            taxes: [TaxSubtotal] = [],
            payment: String = ""
        ) {
            (self.kind, self.number, self.customer, self.amount) = (kind, number, customer, amount)
            (self.taxes, self.payment) = (taxes, payment)
        }

        /// As tables of parts have them, in the order in which `application(_:)` reads them.
        var columns: [SQLValue] {
            [
                .text(kind), .text(number), .id(customer), .text(amount.currency.code), .integer(amount.minorUnits),
                .text(taxes.text), .text(payment),
            ]
        }
    }

    package func applications(of identity: String) throws -> [Application] {
        try rows("applicationsOfLine", .text(identity)).map { try Self.application($0, from: 0) }
    }

    /// - Parameter first: the column of the kind.
    /// - Throws: `StoreError.unexpectedColumn` also where the taxes do not add up to the amount.
    static func application(_ row: SQLRow, from first: Int) throws -> Application {
        let amount = Money(minorUnits: try row.int64(first + 4), currency: try row.currency(first + 3))
        let taxes = try taxes(row, first + 5, amount.currency)
        guard taxes.isEmpty || taxes.grossUnits == Int128(amount.minorUnits) else {
            throw StoreError.unexpectedColumn(name: "taxes", expected: amount.decimal, found: taxes.text)
        }
        return Application(
            kind: try row.text(first),
            number: try row.text(first + 1),
            customer: CustomerID(try row.text(first + 2)),
            amount: amount,
            taxes: taxes,
            payment: try row.text(first + 6)
        )
    }
}
