import Foundation
import TestSupport
import Testing

/// What somebody changes behind the hub's back is found and named.
@Suite("ledger verify from outside") struct LedgerVerifyTests {
    private struct Tampering {
        let sql: String
        /// Of the check that has to notice.
        let check: String
        /// What its difference has to name.
        let place: String
    }

    private static let tamperings = [
        Tampering(
            sql: """
                UPDATE ledger_postings SET minor_units = minor_units + 1
                WHERE account_number = (SELECT account_number FROM ledger_accounts WHERE account = 'receivables:c1')
                    AND entry_number IN (SELECT entry_number FROM ledger_entries WHERE entry_key LIKE '%I-1%')
                """,
            check: "every entry balances",
            place: "invoice/I-1/issued"
        ),
        Tampering(
            sql: """
                UPDATE ledger_postings SET minor_units = CASE minor_units > 0 WHEN TRUE THEN 5000 ELSE -5000 END
                WHERE entry_number = (SELECT entry_number FROM ledger_entries WHERE entry_key = 'invoice/I-1/issued')
                """,
            check: "the ledger holds what the facts require",
            place: "invoice/I-1/issued"
        ),
        Tampering(
            sql: "UPDATE ledger_entries SET entry_number = 900 WHERE entry_key = 'invoice/I-1/issued'",
            check: "every entry balances",
            place: "entry number "
        ),
        Tampering(
            sql: "DELETE FROM ledger_accounts WHERE account = 'billed'",
            check: "every entry balances",
            place: "invoice/I-1/issued"
        ),
        Tampering(
            sql: "UPDATE invoices SET open_minor = open_minor - 100 WHERE number = 'I-1'",
            check: "open amounts follow from allocations",
            place: "invoice I-1"
        ),
        Tampering(
            sql: "UPDATE credit_accounts SET open_minor = open_minor - 1 WHERE customer_id = 'c1'",
            check: "exposure equals its recomputation",
            place: "c1 EUR: open"
        ),
        Tampering(
            sql: "UPDATE inbox SET body = CAST('{}' AS BLOB) WHERE inbox_id = 1",
            check: "raw bytes are untouched",
            place: "inbox row 1"
        ),
        Tampering(
            sql: "UPDATE audit SET detail = 'something else' WHERE sequence = 2",
            check: "the audit chain is whole",
            place: "audit row 2"
        ),
        Tampering(sql: "DELETE FROM audit WHERE sequence = 1", check: "the audit chain is whole", place: "audit row 2"),
    ]

    @Test("each tampering ends verify with 1 and is named by the right check, and undone it is gone")
    func findsTampering() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [("I-1", "40.00"), ("I-2", "60.00")])
        let event = #"{"id":"evt_1","object":"event","type":"customer.created","created":1,"data":{"object":{}}}"#
        try #require(try hub.deliver(event).status == 200)
        let database = try Database(shop.database)
        try await poll("the event") {
            try database.number("SELECT count(*) FROM inbox WHERE state = 1") == 1 ? true : nil
        }
        hub.kill()
        try #require(try await shop.verify().code == 0)
        try database.change("PRAGMA wal_checkpoint(TRUNCATE)")
        for tampering in Self.tamperings {
            let other = try Self.copy(of: shop, tampering.sql)
            let found = try await other.verify()
            #expect(found.code == 1, "\(tampering.sql): \(found.output)\(found.errors)")
            let checks = try #require(try found.objects().first?["checks"] as? [[String: Any]])
            let noticed = checks.first { $0["name"] as? String == tampering.check }
            let differences = noticed?["differences"] as? [String] ?? []
            #expect(differences.contains { $0.contains(tampering.place) }, "\(tampering.sql): \(checks)")
        }
        #expect(try await shop.verify().code == 0)
    }

    @Test("a merchant that is not there is wrong usage")
    func unknownMerchant() async throws {
        let shop = try Shop()
        let found = try await run(
            Programs.quittance,
            ["ledger", "verify", "--config", shop.configuration, "--merchant", "nobody"],
            environment: Shop.environment
        )
        #expect(found.code == 2 && found.errors.contains("no merchant nobody"), "\(found.errors)")
    }

    private static func copy(of shop: Shop, _ sql: String) throws -> Shop {
        let other = try Shop()
        try FileManager.default.copyItem(atPath: shop.database, toPath: other.database)
        try #require(try Database(other.database).change(sql) > 0, "\(sql) changes nothing")
        return other
    }
}
