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
    /// Also lines that the books may have in another form are imported.
    var takesSecondForms = false
    /// How statements are read.
    var options = BankFileOptions()

    private var principal: Principal { .ofShell(merchant) }

    /// What the run would do with these files; changes nothing.
    func preview(
        _ files: [String],
        isStrict: Bool,
        asOf: CalendarDate?,
        groups: GroupSources,
        _ complaints: inout Complaints
    ) async throws -> ReconciliationResult {
        var statements: [(name: String, bytes: [UInt8])] = []
        for (name, bytes) in try InputFile.readEach(files, &complaints)
        where !isStrict || balances(bytes, name: name, &complaints) {
            statements.append((name, bytes))
        }
        let preview: RunPreview
        do {
            preview = try await composition.hub.previewReconciliation(
                with: statements,
                takesSecondForms: takesSecondForms,
                options: options,
                asOf: asOf,
                groups: groups,
                by: principal
            )
        } catch let problem as HubProblem where problem.kind == .invalidRequest {
            complaints.tell([problem.detail])
            throw Stop.rejected
        }
        for report in preview.imports { Self.tell(report, &complaints) }
        return preview.result
    }

    func explain(
        _ place: String,
        asOf: CalendarDate?,
        groups: GroupSources
    ) async throws -> StoredExplanation {
        try await composition.hub.explainStored(place, asOf: asOf, groups: groups, of: merchant)
    }

    func reconcile(asOf: CalendarDate?, groups: GroupSources = GroupSources()) async throws -> ReconciliationResult {
        let progress = ShownProgress()
        defer { progress.hide() }
        return try await composition.hub.reconcile(
            asOf: asOf,
            groups: groups,
            by: principal,
            listener: progress.listener
        )
    }

    func keep(_ report: ReadReport) async throws {
        try await composition.hub.keepReport(report, by: principal)
    }

    func keep(_ advice: ReadAdvice) async throws {
        try await composition.hub.keepAdvice(advice, by: principal)
    }

    /// Reads and imports one file after the other, so that no more than one of them is in memory.
    ///
    /// What a file is refused for, it is refused for by itself or beside what the books have of those before it.
    func importInTurn(_ names: [String], isStrict: Bool, _ complaints: inout Complaints) async throws {
        let progress = ShownProgress()
        var files = InputFile.InTurn(names)
        var done = 0
        while let (name, bytes) = try files.next({ (name: $0, bytes: try InputFile($0).readAll()) }) {
            progress.listener(RunProgress(step: "importing \(name)", done: done, total: names.count))
            defer { progress.hide() }
            _ = try await importStatement(bytes, name: name, isStrict: isStrict, &complaints)
            done += 1
        }
        try files.end(&complaints)
    }

    /// Imports what an earlier import has not brought; again adds nothing.
    ///
    /// - Returns: `nil` when `isStrict` leaves the file out, or the books cannot hold what it says.
    func importStatement(
        _ bytes: [UInt8],
        name: String,
        isStrict: Bool,
        _ complaints: inout Complaints
    ) async throws -> StatementImport? {
        guard !isStrict || balances(bytes, name: name, &complaints) else { return nil }
        do {
            let report = try await composition.hub.importStatement(
                bytes,
                name: name,
                takesSecondForms: takesSecondForms,
                options: options,
                by: principal
            )
            Self.tell(report, &complaints)
            return report
        } catch let problem as HubProblem where problem.kind == .invalidRequest {
            complaints.tell([problem.detail])
            return nil
        }
    }

    /// Tells which statements of a file do not balance.
    private func balances(_ bytes: [UInt8], name: String, _ complaints: inout Complaints) -> Bool {
        let unbalanced = StatementFileReader.files(in: bytes, name: name, options: options).flatMap { file in
            file.warnings.filter { $0.code == .balance }.map { "\(file.name): \($0); --strict leaves the file out" }
        }
        complaints.tell(unbalanced)
        return unbalanced.isEmpty
    }

    private static func tell(_ report: StatementImport, _ complaints: inout Complaints) {
        let name = report.file
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
    }
}
