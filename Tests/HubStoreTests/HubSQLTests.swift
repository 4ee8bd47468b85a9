import Foundation
import HubStore
import HubStoreSQLite
import TestSupport
import Testing

/// Every statement of every `.sql` file fits the schema and has a user.
struct HubSQLTests {
    @Test func everyStatementFitsTheSchema() async throws {
        let store = try InlineSQLiteStore()
        try await Migrator(HubSQL.migrations).migrate(store, at: 0)
        let statements = try HubSQL.everyStatement
        #expect(statements.count > 80)
        for statement in statements {
            let arguments = Array(repeating: SQLValue.null, count: Self.parameterCount(of: statement.sql))
            let explained = Statement(name: statement.name, sql: "EXPLAIN \(statement.sql)")
            #expect(throws: Never.self, "\(statement.name)") {
                try store.runNow { _ = try $0.rows(explained, arguments) }
            }
        }
    }

    @Test func everyStatementIsUsed() throws {
        let sources = SharedData.repository.appendingPathComponent("Sources")
        let names = try Self.swiftFiles(in: sources).reduce(into: Set<Substring>()) { names, file in
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            names.formUnion(text.split(separator: "\"", omittingEmptySubsequences: false))
        }
        for statement in try HubSQL.everyStatement {
            let isUsed = names.contains(Substring(statement.name))
            #expect(isUsed, "nobody uses \(statement.name)")
        }
    }

    /// A merchant's rows are reached through its id, except by workers, which serve every merchant.
    @Test func everyStatementNamesItsMerchant() throws {
        let acrossMerchants: Set = [
            "dropOldestQuarantine", "dropPrincipals", "findPrincipal", "finishInbox",
            "growQuarantine", "leaseInbox", "leaseWork", "listMerchants", "nextWork", "releaseInboxLeases",
            "releaseWorkLeases",
        ]
        for statement in try HubSQL.everyStatement where !acrossMerchants.contains(statement.name) {
            #expect(statement.sql.contains("merchant_id"), "\(statement.name)")
        }
    }

    private static func parameterCount(of sql: String) -> Int {
        sql.split(separator: "$").dropFirst().compactMap { Int($0.prefix(while: \.isNumber)) }.max() ?? 0
    }

    private static func swiftFiles(in folder: URL) throws -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (found?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }
}
