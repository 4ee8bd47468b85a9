import HubDomain
import HubEngine
import HubStore
import PaymentVocabulary
import Testing

/// What tests about receipts and their matches need of a world.
extension World {
    /// Everything that a match moves: balances, open amounts, exposure, the lines and their claims.
    func dump() async throws -> [String] {
        let digest = try await digest()
        let lines = try await books { books in
            try books.statementLines(after: "", limit: 1_000).map { row in
                let claims = try books.applications(of: row.identity).map {
                    "\($0.kind) \($0.number) \($0.amount) \($0.taxes.text)"
                }
                return "\(row.identity) \(row.state) \(row.rule) \(row.explanation) \(claims)"
            }
        }
        let accounts = try await books { books in
            try books.creditAccounts().map {
                "\($0.customer) \($0.open) \($0.unapplied) \($0.creditNotes) \(String(describing: $0.oldestUnsecuredDue))"
            }
        }
        return ["\(digest)"] + lines + accounts
    }

    @discardableResult
    func bring(_ receipts: [BankStatement.Receipt], _ name: String) async throws -> StatementImport {
        let bytes = BankStatement(id: name, receipts: receipts).bytes
        let report = try await hub.importStatement(bytes, name: name, by: Self.alice)
        #expect(report.errors == [])
        return report
    }

    /// The identity of the line with this bank reference.
    func line(_ reference: String) async throws -> String {
        let rows = try await books { try $0.statementLines(after: "", limit: 1_000) }
        return try #require(rows.first { $0.line.bankReference == reference }?.identity)
    }

    /// `REF1 matched`, in the order of the references.
    func states() async throws -> [String] {
        try await books { try $0.statementLines(after: "", limit: 1_000) }
            .map { "\($0.line.bankReference) \($0.state)" }.sorted()
    }

    /// A hub on the same books in which two people are needed above this many cents.
    func hub(fourEyesAbove cents: Int64) -> Hub {
        var settings = HubSettings()
        settings.fourEyesAbove = [.eur: cents]
        return Hub(environment: hub.environment, settings: settings)
    }

    /// `open`, `approved` and `rejected`, in the order in which they were asked for.
    func approvals() async throws -> [String] {
        try await hub.approvals(PageRequest(after: "", limit: 100), of: Self.merchant.id).data.map(\.state)
    }
}

/// What a part of a receipt is for, in cents.
func part(_ kind: HandAllocation.Kind, _ number: String?, _ units: Int64?) -> HandAllocation {
    HandAllocation(kind: kind, invoice: number.map { InvoiceNumber($0) }, customer: nil, amount: units.map(eur))
}
