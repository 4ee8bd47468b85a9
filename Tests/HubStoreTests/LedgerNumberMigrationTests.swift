import HubLedger
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

/// A ledger from before its entries had numbers says the same afterwards, line for line.
struct LedgerNumberMigrationTests {
    @Test func oldEntriesKeepTheirLines() async throws {
        let store = try await OldBooks.store(
            before: 11,
            """
            INSERT INTO ledger_entries (merchant_id, entry_key, revision, currency, posted_at, value_date,
                accounting_date)
            VALUES ('m', 'invoice/1/issued', 1, 'EUR', 20, 5, 6), ('m', 'invoice/1/issued', 2, 'EUR', 30, 5, 7),
                ('m', 'invoice/2/issued', 1, 'USD', 10, 4, 4), ('other', 'invoice/1/issued', 1, 'EUR', 5, 1, 1);
            INSERT INTO ledger_lines (merchant_id, entry_key, revision, account, currency, minor_units)
            VALUES ('m', 'invoice/1/issued', 1, 'billed', 'EUR', -70),
                ('m', 'invoice/1/issued', 1, 'receivables:c', 'EUR', 70),
                ('m', 'invoice/1/issued', 2, 'billed', 'EUR', 20),
                ('m', 'invoice/1/issued', 2, 'receivables:c', 'EUR', -20),
                ('m', 'invoice/2/issued', 1, 'billed', 'USD', -9),
                ('m', 'invoice/2/issued', 1, 'receivables:c', 'USD', 9),
                ('other', 'invoice/1/issued', 1, 'billed', 'EUR', -1),
                ('other', 'invoice/1/issued', 1, 'receivables:c', 'EUR', 1);
            """
        )
        let lines = try store.runNow {
            try $0.rows(
                Statement(
                    name: "lines",
                    sql: """
                        SELECT l.merchant_id || ' ' || l.entry_key || ' ' || l.revision || ' ' || l.account || ' '
                            || l.currency || ' ' || l.minor_units || ' ' || e.currency || ' ' || e.posted_at || ' '
                            || e.value_date || ' ' || e.accounting_date
                        FROM ledger_lines l JOIN ledger_entries e
                            ON e.merchant_id = l.merchant_id AND e.entry_key = l.entry_key AND e.revision = l.revision
                        ORDER BY l.merchant_id, l.entry_key, l.revision, l.account
                        """
                )
            ).map { try $0.text(0) }
        }
        #expect(
            lines == [
                "m invoice/1/issued 1 billed EUR -70 EUR 20 5 6",
                "m invoice/1/issued 1 receivables:c EUR 70 EUR 20 5 6",
                "m invoice/1/issued 2 billed EUR 20 EUR 30 5 7",
                "m invoice/1/issued 2 receivables:c EUR -20 EUR 30 5 7",
                "m invoice/2/issued 1 billed USD -9 USD 10 4 4", "m invoice/2/issued 1 receivables:c USD 9 USD 10 4 4",
                "other invoice/1/issued 1 billed EUR -1 EUR 5 1 1",
                "other invoice/1/issued 1 receivables:c EUR 1 EUR 5 1 1",
            ]
        )
        // What is posted next goes on from there.
        let balances = try store.runNow { transaction in
            let books = Books(transaction, merchant: MerchantID("m"))
            let entry = JournalEntry(
                key: "invoice/3/issued",
                currency: .eur,
                moving: [("billed", 4), ("bank_charges", -4)]
            )
            try books.post(entry, at: Timestamp(milliseconds: 40))
            #expect(try books.unbalancedEntries().isEmpty)
            return try books.balances().map { "\($0.account) \($0.currency) \($0.minorUnits)" }
        }
        #expect(
            balances == [
                "bank_charges EUR -4", "billed EUR -46", "billed USD -9", "receivables:c EUR 50", "receivables:c USD 9",
            ]
        )
    }
}
