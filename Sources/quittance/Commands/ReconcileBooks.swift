internal import BankFiles
internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary
internal import RulesFile

/// A run in the hub's own books.
struct ReconcileBooks {
    let composition: Composition
    let merchant: MerchantID

    private var principal: Principal { Principal(merchant: merchant, name: "command line") }

    /// Opens the books for `work` and closes them after it, also when it throws.
    ///
    /// - Parameters:
    ///   - merchant: may be `nil` when the configuration has one only.
    ///   - rules: instead of those of the configuration.
    static func with<Result>(
        _ options: HubOptions,
        merchant: String?,
        rules: RulesFile?,
        _ work: (ReconcileBooks) async throws -> Result
    ) async throws -> Result {
        let composition = try await options.open(rules: rules)
        do {
            let result = try await work(try await choose(merchant, composition))
            await composition.store.close()
            return result
        } catch {
            await composition.store.close()
            throw error
        }
    }

    private static func choose(_ merchant: String?, _ composition: Composition) async throws -> ReconcileBooks {
        let merchants = try await composition.store.read { try Merchant.list($0) }
        guard let chosen = merchants.first(where: { $0.id.text == merchant ?? $0.id.text }),
            merchant != nil || merchants.count == 1
        else {
            throw Stop.usage("--merchant: one of \(merchants.map(\.id.text).joined(separator: ", "))")
        }
        return ReconcileBooks(composition: composition, merchant: chosen.id)
    }

    func preview(_ lines: [StatementLine], asOf: CalendarDate?) async throws -> ReconciliationResult {
        try await composition.hub.previewReconciliation(with: lines, asOf: asOf, of: merchant)
    }

    func explain(_ place: String, asOf: CalendarDate?) async throws -> StoredExplanation {
        try await composition.hub.explainStored(place, asOf: asOf, of: merchant)
    }

    func reconcile(asOf: CalendarDate?) async throws -> ReconciliationResult {
        try await composition.hub.reconcile(asOf: asOf, by: principal)
    }

    /// Imports what an earlier import has not brought; again adds nothing.
    ///
    /// - Returns: `nil` when `isStrict` leaves the file out.
    func importStatement(
        _ bytes: [UInt8],
        name: String,
        isStrict: Bool,
        _ complaints: inout Complaints
    ) async throws -> StatementImport? {
        if isStrict {
            let unbalanced = StatementFileReader.files(in: bytes, name: name).flatMap { file in
                file.warnings.filter { $0.code == .balance }.map { "\(file.name): \($0); --strict leaves the file out" }
            }
            complaints.tell(unbalanced)
            guard unbalanced.isEmpty else { return nil }
        }
        let report = try await composition.hub.importStatement(bytes, name: name, by: principal)
        complaints.warn(report.warnings.map { "\(name): \($0)" })
        complaints.tell(report.errors.map { "\(name): \($0)" })
        if let earlier = report.earlier {
            let moment = earlier.importedAt
            complaints.warn(["\(name): the same bytes were imported as \(earlier.file) on \(moment); nothing is added"])
        } else if report.known > 0 {
            let all = report.known + report.added
            complaints.warn([
                "\(name): \(report.known) of \(all) booked lines are in the books already; they count once"
            ])
        }
        return report
    }
}
