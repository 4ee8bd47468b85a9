import HubStore
import HubStoreSQLite
import Testing

/// Entries from before there were periods get the day that is known of them.
struct PeriodMigrationTests {
    @Test func oldEntriesAreDated() async throws {
        let store = try await OldBooks.store(
            before: 2,
            """
            INSERT INTO invoices (merchant_id, number, kind, customer_id, customer_name, currency, amount_minor,
                imported_open_minor, open_minor, issued, due, terms)
            VALUES ('m', 'A/1', 'invoice', 'c', 'C', 'EUR', 1, 1, 1, 20000, 20030, '');
            INSERT INTO ledger_entries (merchant_id, entry_key, revision, currency, posted_at)
            VALUES ('m', 'invoice/A/1/issued', 1, 'EUR', 1737000000000),
                ('m', 'payment/x/captured', 1, 'EUR', 1737000000000),
                ('m', 'statement/acc/1/booked', 1, 'EUR', 1737000000000),
                ('m', 'statement/acc/1/match', 1, 'EUR', 1737100000000),
                ('other', 'invoice/A/1/issued', 1, 'EUR', 1737000000000);
            INSERT INTO statement_lines (merchant_id, identity, file_hash, line, booked_on, currency, signed_minor,
                state, recorded_at)
            VALUES ('m', 'acc/1', X'00', X'00', 20100, 'EUR', 100, 'matched', 1737000000000);
            INSERT INTO receipt_applications (merchant_id, identity, position, kind, number, customer_id, currency,
                minor_units)
            VALUES ('m', 'acc/1', 0, 'invoice', 'A/1', 'c', 'EUR', 100);
            """
        )
        let rows = try store.runNow {
            try $0.rows(
                Statement(
                    name: "dates",
                    sql: "SELECT value_date, accounting_date FROM ledger_entries ORDER BY merchant_id, entry_key"
                )
            )
        }
        // 1737000000 seconds are 2025-01-16, day 20104; the line was booked on day 20100.
        #expect(
            try rows.map { [try $0.int64(0), try $0.int64(1)] } == [
                [20_000, 20_000], [20_104, 20_104], [20_100, 20_100], [20_100, 20_100], [20_104, 20_104],
            ]
        )
        let posted = try store.runNow {
            try $0.rows(Statement(name: "versions", sql: "SELECT step, at FROM match_versions")).map {
                "\(try $0.text(0)) \(try $0.int64(1))"
            }
        }
        #expect(posted == ["posted 1737100000000"], "when the match was posted, not when its line came")
    }
}
