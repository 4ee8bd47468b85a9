import HubStore
import HubStoreSQLite
import Testing

/// No statement of a hot path walks through all rows of a merchant.
struct QueryPlanTests {
    /// The statement and what its plan has to look up.
    static let lookups: [(statement: String, terms: String)] = [
        ("openApproval", "approvals_open (merchant_id=? AND subject=?)"),
        ("openMatchApprovals", "approvals_open (merchant_id=? AND subject>? AND subject<?)"),
        ("endApprovals", "approvals_open (merchant_id=? AND subject=?)"),
        ("receiptsOnInvoice", "receipt_applications_by_invoice (merchant_id=? AND number=?)"),
        ("stepsOfLines", "matches_by_line (merchant_id=? AND identity=?)"),
        ("stepsOfLines", "statement_lines_waiting (merchant_id=? AND state=?)"),
        ("waitingParts", "receipt_applications_waiting (merchant_id=?)"),
        ("partsOfPayment", "receipt_applications_of_payment (merchant_id=? AND payment=?)"),
        ("payoutPartsOfDocument", "receipt_applications_by_invoice (merchant_id=? AND number=?)"),
        ("statementLineDecision", "statement_lines_1 (merchant_id=? AND identity=?)"),
        ("statementLineDecision", "matches_by_line (merchant_id=? AND identity=?)"),
        ("statementLinesInRange", "statement_lines_1 (merchant_id=? AND identity>? AND identity<?)"),
        ("matchesOfLine", "matches_by_line (merchant_id=? AND identity=?)"),
        ("waitingReturns", "statement_lines_returns (merchant_id=?)"),
        ("statementLinesOfAmount", "statement_lines_by_amount (merchant_id=? AND currency=? AND signed_minor=?)"),
        ("waitingLines", "statement_lines_waiting (merchant_id=? AND state=?)"),
        ("notedDebits", "statement_lines_waiting (merchant_id=? AND state=? AND identity>? AND identity<?)"),
        ("unexplainedLines", "statement_lines_waiting (merchant_id=?)"),
        ("reopenApprovals", "approvals_rejected (merchant_id=? AND subject=?)"),
        ("returnOfDebit", "receipt_returns_1 (merchant_id=? AND return_identity=?)"),
        ("deleteReturn", "receipt_returns_1 (merchant_id=? AND return_identity=?)"),
        ("statementLineDecision", "receipt_returns_by_receipt (merchant_id=? AND receipt_identity=?)"),
        ("partReturnsOfWaitingLines", "statement_lines_1 (merchant_id=? AND identity=?)"),
        ("returnsOfReceipt", "receipt_returns_by_receipt (merchant_id=? AND receipt_identity=?)"),
        ("postedUnderKey", "ledger_entries_by_key (merchant_id=? AND entry_key=?)"),
        ("postedUnderKey", "ledger_postings_1 (merchant_id=? AND entry_number=?)"),
        ("postedInRange", "ledger_entries_by_key (merchant_id=? AND entry_key>? AND entry_key<?)"),
        ("ledgerAccountNumber", "ledger_accounts_by_name (merchant_id=? AND account=? AND currency=?)"),
        ("lateEntries", "ledger_entries_late (merchant_id=?)"),
        ("lateEntries", "ledger_postings_1 (merchant_id=? AND entry_number=?)"),
        ("movementsBetween", "ledger_entries_by_date (merchant_id=? AND accounting_date>? AND accounting_date<?)"),
        ("providerBalancesBetween", "provider_balances_by_date (merchant_id=? AND balance_date>? AND balance_date<?)"),
        (
            "insertProviderBalance",
            "provider_balances_1 (merchant_id=? AND account=? AND currency=? AND balance_date=?)"
        ), ("hasLedgerAccount", "ledger_accounts_by_name (merchant_id=? AND account=?)"),
        ("paymentOperations", "payment_operations_by_payment (merchant_id=? AND payment_id=?)"),
        ("claimsOnInvoice", "payment_allocations_by_invoice (merchant_id=? AND number=?)"),
    ]

    @Test("looks up what it asks for", arguments: lookups)
    func plans(statement: String, terms: String) async throws {
        let store = try InlineSQLiteStore()
        try await Migrator(HubSQL.migrations).migrate(store, at: 0)
        let sql = try #require(try HubSQL.everyStatement.first { $0.name == statement }).sql
        let parameters = (1...20).count { sql.contains("$\($0)") }
        let plan = try store.runNow { transaction in
            try transaction.rows(
                Statement(name: statement, sql: "EXPLAIN QUERY PLAN \(sql)"),
                Array(repeating: .null, count: parameters)
            ).map { try $0.text(3) }
        }
        #expect(plan.contains { $0.hasSuffix(terms) }, "\(plan)")
    }
}
