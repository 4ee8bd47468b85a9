import HubLedger
package import PaymentVocabulary

/// One merchant's tables inside one unit of work.
///
/// Every statement's first parameter is the merchant, so one merchant's unit cannot name another one's row.
package struct Books {
    package let transaction: any Transaction
    package let merchant: MerchantID
    let memory = UnitMemory()

    package init(_ transaction: any Transaction, merchant: MerchantID) {
        self.transaction = transaction
        self.merchant = merchant
    }

    @discardableResult
    func execute(_ name: String, _ arguments: SQLValue...) throws -> Int { try execute(name, arguments) }

    @discardableResult
    func execute(_ name: String, _ arguments: [SQLValue]) throws -> Int {
        try transaction.execute(HubSQL.statement(name), [.text(merchant.text)] + arguments)
    }

    func rows(_ name: String, _ arguments: SQLValue...) throws -> [SQLRow] {
        try transaction.rows(HubSQL.statement(name), [.text(merchant.text)] + arguments)
    }

    /// What is read of each row of an answer that may be long, `nil` left out.
    func compactMap<Output>(
        _ name: String,
        _ arguments: SQLValue...,
        read: (SQLRow) throws -> Output?
    ) throws -> [Output] {
        try transaction.compactMap(HubSQL.statement(name), [.text(merchant.text)] + arguments, read)
    }

    func row(_ name: String, _ arguments: SQLValue...) throws -> SQLRow? { try row(name, arguments) }

    func row(_ name: String, _ arguments: [SQLValue]) throws -> SQLRow? {
        try transaction.rows(HubSQL.statement(name), [.text(merchant.text)] + arguments).first
    }
}

/// What a unit has read and only the unit itself can change, since there is one writer.
final class UnitMemory {
    /// `nil` as long as nobody has asked.
    var firstOpenPeriod: AccountingPeriod??
    /// The highest number of a match; `nil` as long as none was inserted.
    var lastMatch: Int64?
    /// The highest number of a ledger entry; `nil` as long as none was inserted.
    var lastEntry: Int64?
    /// The numbers of accounts that the unit has posted on.
    var accounts: [LedgerAccountName: Int64] = [:]
}

/// An account has one currency.
struct LedgerAccountName: Hashable {
    let account: String
    let currency: Currency
}

/// The statements of all `.sql` files of this module, by name.
package enum HubSQL {
    package static func statement(_ name: String) throws -> Statement {
        guard let statement = try all.get()[name] else {
            throw StoreError.invalidStatement(statement: name, detail: "no .sql file has a statement of this name")
        }
        return statement
    }

    /// Every statement, for a test that prepares each against the schema.
    package static var everyStatement: [Statement] {
        get throws { try all.get().values.sorted { $0.name < $1.name } }
    }

    package static var migrations: [Migration] {
        get throws {
            [
                try Migration(name: "m0001_hub", sql: text(PackageResources.m0001_hub_sql)),
                try Migration(name: "m0002_matches", sql: text(PackageResources.m0002_matches_sql)),
                try Migration(name: "m0003_periods", sql: text(PackageResources.m0003_periods_sql)),
                try Migration(name: "m0004_exchange_rates", sql: text(PackageResources.m0004_exchange_rates_sql)),
                try Migration(name: "m0005_payer_aliases", sql: text(PackageResources.m0005_payer_aliases_sql)),
                try Migration(name: "m0006_provider_balances", sql: text(PackageResources.m0006_provider_balances_sql)),
                try Migration(name: "m0007_named_returns", sql: text(PackageResources.m0007_named_returns_sql)),
                try Migration(name: "m0008_taxes", sql: text(PackageResources.m0008_taxes_sql)),
                try Migration(name: "m0009_part_returns", sql: text(PackageResources.m0009_part_returns_sql)),
                try Migration(name: "m0010_waiting_lines", sql: text(PackageResources.m0010_waiting_lines_sql)),
                try Migration(name: "m0011_ledger_numbers", sql: text(PackageResources.m0011_ledger_numbers_sql)),
                try Migration(name: "m0012_packed_files", sql: text(PackageResources.m0012_packed_files_sql)),
                try Migration(name: "m0013_capabilities", sql: text(PackageResources.m0013_capabilities_sql)),
                try Migration(name: "m0014_waiting_states", sql: text(PackageResources.m0014_waiting_states_sql)),
                try Migration(name: "m0015_waiting_parts", sql: text(PackageResources.m0015_waiting_parts_sql)),
                try Migration(
                    name: "m0016_cancelled_invoices",
                    sql: text(PackageResources.m0016_cancelled_invoices_sql)
                ),
                try Migration(
                    name: "m0017_payments_of_payouts",
                    sql: text(PackageResources.m0017_payments_of_payouts_sql)
                ),
            ]
        }
    }

    private static let all: Result<[String: Statement], any Error> = Result {
        let files: [(name: String, bytes: [UInt8])] = [
            ("access.sql", PackageResources.access_sql), ("aliases.sql", PackageResources.aliases_sql),
            ("corrections.sql", PackageResources.corrections_sql),
            ("inbox.sql", PackageResources.inbox_sql), ("ledger.sql", PackageResources.ledger_sql),
            ("matches.sql", PackageResources.matches_sql), ("payments.sql", PackageResources.payments_sql),
            ("periods.sql", PackageResources.periods_sql),
            ("receivables.sql", PackageResources.receivables_sql), ("statements.sql", PackageResources.statements_sql),
            ("work.sql", PackageResources.work_sql), ("rates.sql", PackageResources.rates_sql),
        ]
        var statements: [String: Statement] = [:]
        for file in files {
            for statement in try StatementLibrary(parsing: text(file.bytes), source: file.name).statements {
                guard statements.updateValue(statement, forKey: statement.name) == nil else {
                    throw StoreError.invalidStatement(statement: statement.name, detail: "named twice in \(file.name)")
                }
            }
        }
        return statements
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension SQLValue {
    static func moment(_ timestamp: Timestamp) -> SQLValue { .integer(timestamp.milliseconds) }
    static func date(_ date: CalendarDate) -> SQLValue { .integer(Int64(date.dayNumber)) }
    static func id<Kind>(_ identifier: Identifier<Kind>) -> SQLValue { .text(identifier.text) }
}

extension SQLRow {
    func moment(_ index: Int) throws -> Timestamp { Timestamp(milliseconds: try int64(index)) }
    func date(_ index: Int) throws -> CalendarDate { CalendarDate(dayNumber: Int32(clamping: try int64(index))) }

    func optionalDate(_ index: Int) throws -> CalendarDate? {
        try optionalInt64(index).map { CalendarDate(dayNumber: Int32(clamping: $0)) }
    }

    func currency(_ index: Int) throws -> Currency {
        let code = try text(index)
        guard let currency = Currency(activeOrWithdrawn: code) else {
            throw StoreError.unexpectedColumn(name: "currency", expected: "an ISO 4217 code", found: code)
        }
        return currency
    }
}
