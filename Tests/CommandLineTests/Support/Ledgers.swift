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

    func quittance(_ arguments: String...) async throws -> Finished { try await quittance(arguments) }

    func quittance(_ arguments: [String]) async throws -> Finished {
        try await run(
            Programs.quittance,
            arguments + ["--config", configuration],
            environment: Self.environment,
            in: folder.url
        )
    }

    /// Begins the books at the end of February 2026 with open items.
    ///
    /// - Parameter rows: of the table, without its head.
    func begin(_ rows: String..., proof: String) async throws {
        try folder.write("open.csv", ([Self.customers] + rows).map { $0 + "\n" }.joined())
        let begun = try await quittance(
            "invoice",
            "import",
            "open.csv",
            "--cut-over",
            "2026-02-28",
            "--proof-total",
            proof
        )
        #expect(begun.code == 0, "\(begun.output)\(begun.errors)")
    }

    /// An MT940 statement of the merchant's account.
    ///
    /// - Parameters:
    ///   - opening: the balance as the field 60F has it; so with `closing`, which may be left out.
    ///   - fields: 61 and 86 of each movement.
    static func statement(
        _ name: String,
        opening: String = "C260301EUR0,00",
        closing: String? = nil,
        _ fields: [String]
    ) -> String {
        let head = [":20:\(name)", ":25:DE75512108001245126199", ":28C:1/1", ":60F:\(opening)"]
        return (head + fields + (closing.map { [":62F:\($0)"] } ?? []) + ["-", ""]).joined(separator: "\r\n")
    }

    /// The fields of a receipt.
    ///
    /// - Parameter days: value date and booking date as the field 61 has them.
    static func receipt(
        _ days: String,
        _ amount: String,
        _ text: String,
        _ reference: String,
        payer: String = "Nordwind"
    ) -> [String] {
        [":61:\(days)C\(amount)NTRFNONREF//\(reference)", ":86:166?20SVWZ+\(text)?32\(payer)"]
    }

    /// Fails unless every check of `ledger verify` holds.
    func verify(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let found = try await quittance("ledger", "verify")
        #expect(found.code == 0, "\(found.output)\(found.errors)", sourceLocation: sourceLocation)
    }

    func object(_ arguments: String..., code: Int32 = 0) async throws -> [String: Any] {
        let found = try await quittance(arguments + ["--json"])
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
