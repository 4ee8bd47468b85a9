import Foundation
import Testing

/// A merchant with two people, whose books are kept by the command line alone.
final class Ledgers: Sendable {
    static let customers =
        "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"
    static let environment = [
        "QUITTANCE_TESTS_ANNA": "qk_anna_0000000000000001", "QUITTANCE_TESTS_BERT": "qk_bert_0000000000000001",
    ]

    let folder: TemporaryFolder
    let configuration: String

    init() throws {
        folder = try TemporaryFolder()
        let yaml = """
            mode: sandbox
            database: hub.sqlite
            listen: 127.0.0.1:0
            merchants:
              - id: shop
                base_currency: EUR
                time_zone: Europe/Berlin
                principals:
                  - {name: anna, key: {env: QUITTANCE_TESTS_ANNA}}
                  - {name: bert, key: {env: QUITTANCE_TESTS_BERT}}

            """
        configuration = try folder.write("hub.yaml", yaml).path
    }

    func quittance(_ arguments: String...) async throws -> Finished {
        try await run(
            Programs.quittance,
            arguments + ["--config", configuration],
            environment: Self.environment,
            in: folder.url
        )
    }

    /// Fails unless every check of `ledger verify` holds.
    func verify(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let found = try await quittance("ledger", "verify")
        #expect(found.code == 0, "\(found.output)\(found.errors)", sourceLocation: sourceLocation)
    }

    func object(_ arguments: String..., code: Int32 = 0) async throws -> [String: Any] {
        let found = try await run(
            Programs.quittance,
            arguments + ["--json", "--config", configuration],
            environment: Self.environment,
            in: folder.url
        )
        #expect(found.code == code, "\(arguments): \(found.output)\(found.errors)")
        return try #require(try found.objects().first, "\(found.errors)")
    }

    /// `opening debits credits closing` of each account in the page of a period.
    func accounts(_ period: String) async throws -> [String: String] {
        let view = try await object("close", "--period", period, "--dry-run")
        let page = try #require(view["page"] as? [String: Any])
        let rows = try #require(page["accounts"] as? [[String: String]])
        return rows.reduce(into: [:]) { found, row in
            let amounts = ["opening", "debits", "credits", "closing"].map { row[$0] ?? "?" }
            found[row["account"] ?? "?"] = amounts.joined(separator: " ")
        }
    }
}
