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

    func preview(
        _ lines: [StatementLine],
        asOf: CalendarDate?,
        groups: GroupSources
    ) async throws -> ReconciliationResult {
        try await composition.hub.previewReconciliation(with: lines, asOf: asOf, groups: groups, of: merchant)
    }

    func explain(_ place: String, asOf: CalendarDate?) async throws -> StoredExplanation {
        try await composition.hub.explainStored(place, asOf: asOf, of: merchant)
    }

    func reconcile(asOf: CalendarDate?, groups: GroupSources = GroupSources()) async throws -> ReconciliationResult {
        try await composition.hub.reconcile(asOf: asOf, groups: groups, by: principal)
    }

    func keepReport(_ bytes: [UInt8], name: String) async throws {
        try await composition.hub.keepReport(bytes, name: name, of: merchant)
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
