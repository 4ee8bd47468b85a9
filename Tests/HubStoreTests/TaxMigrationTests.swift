import HubDomain
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

/// Books from before taxes were kept.
struct TaxMigrationTests {
    @Test("old documents and discounts have no taxes")
    func oldRows() async throws {
        let store = try await OldBooks.store(
            before: 8,
            """
            INSERT INTO invoices (merchant_id, number, kind, customer_id, customer_name, currency, amount_minor,
                imported_open_minor, open_minor, issued, due, terms)
            VALUES ('m', 'A-1', 'invoice', 'c', 'C', 'EUR', 10000, 10000, 0, 20000, 20030, '2/10 net 30');
            INSERT INTO matches (merchant_id, match_number, identity, currency, amount_minor, rule, explanation)
            VALUES ('m', 1, 'acc/1', 'EUR', 9800, 'own_reference', '');
            INSERT INTO match_parts (merchant_id, match_number, position, kind, number, customer_id, currency,
                minor_units)
            VALUES ('m', 1, 0, 'discount', 'A-1', 'c', 'EUR', 200);
            INSERT INTO receipt_applications (merchant_id, identity, position, kind, number, customer_id, currency,
                minor_units)
            VALUES ('m', 'acc/1', 0, 'discount', 'A-1', 'c', 'EUR', 200);
            """
        )
        try store.runNow { transaction in
            let books = Books(transaction, merchant: MerchantID("m"))
            let match = try #require(try books.match(1))
            #expect(try books.invoice(InvoiceNumber("A-1"))?.invoice.taxes == [])
            #expect(try books.parts(of: match).map(\.taxes) == [[]])
            #expect(try books.applications(of: "acc/1") == books.parts(of: match))
        }
    }

    @Test("taxes that are not those of their discount are told, and never posted", arguments: ["19:1.68+0.31", "19"])
    func torn(taxes: String) async throws {
        let store = try InlineSQLiteStore()
        try await Migrator(HubSQL.migrations).migrate(store, at: 0)
        try store.runNow { transaction in
            try transaction.executeScript(
                """
                INSERT INTO receipt_applications (merchant_id, identity, position, kind, number, customer_id, currency,
                    minor_units, taxes)
                VALUES ('m', 'acc/1', 0, 'discount', 'A-1', 'c', 'EUR', 200, '\(taxes)');
                """,
                name: "torn row"
            )
            let books = Books(transaction, merchant: MerchantID("m"))
            #expect(throws: StoreError.self) { try books.applications(of: "acc/1") }
        }
    }
}
