internal import Foundation
internal import HubEngine
internal import HubReconciliation
internal import PaymentVocabulary
internal import UnixSignals

/// `quittance reconcile --watch`: reads each statement that arrives in a folder once.
struct StatementWatch {
    var folder: DropFolder
    let inputs: ReconcileInputs
    /// `nil` on files alone.
    let books: ReconcileBooks?
    let asOf: CalendarDate?
    /// Of the reports; each file's are in a folder of its name.
    let out: String
    let isJSON: Bool
    let clock: any HubClock

    private var arrivals = Arrivals()
    private var toldUnread: Set<String> = []
    private var code: Int32 = 0

    init(
        folder: DropFolder,
        inputs: ReconcileInputs,
        books: ReconcileBooks?,
        asOf: CalendarDate?,
        out: String,
        isJSON: Bool,
        clock: any HubClock
    ) {
        (self.folder, self.inputs, self.books, self.asOf) = (folder, inputs, books, asOf)
        (self.out, self.isJSON, self.clock) = (out, isJSON, clock)
    }

    /// Looks each second until SIGINT or SIGTERM; the file at hand is finished first.
    func runUntilSignal() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var watch = self
                do {
                    while true {
                        try await watch.look()
                        try await watch.rest()
                    }
                } catch is CancellationError {
                    return
                }
            }
            group.addTask { for await _ in signals { return } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Takes what is there in full and ends.
    ///
    /// - Returns: the exit code of the worst file.
    mutating func runOnce() async throws -> Int32 {
        try await look()
        try await rest()
        try await look()
        return code
    }

    private func rest() async throws {
        try await clock.sleep(until: Timestamp(milliseconds: clock.now().milliseconds + Arrivals.stillness))
    }

    private mutating func look() async throws {
        for (name, why) in folder.unread() where toldUnread.insert(name).inserted {
            Stop.warn("\(folder.path)/\(name): \(why)")
        }
        for name in arrivals.complete(try folder.entries(), at: clock.now()) {
            try Task.checkCancellation()
            try await take(name)
        }
    }

    private mutating func take(_ name: String) async throws {
        let path = "\(folder.path)/\(name)"
        var complaints = Complaints()
        var bytes: [UInt8] = []
        do {
            bytes = try InputFile(path).readAll()
        } catch let error as InputFile.Unreadable {
            // Whoever brought it has taken it away again.
            guard access(path, F_OK) == 0 else { return }
            complaints.tell([error.description])
        }
        let final = folder.finalName(of: name, reportsIn: out)
        var story = WatchedFile(file: name)
        story.duplicateOf = complaints.hasErrors ? nil : try original(of: bytes, name)
        if let other = story.duplicateOf {
            complaints.warn(["\(name): has the same bytes as \(other), which was read before; nothing is added"])
        } else if !complaints.hasErrors {
            var result = try await reconcile(bytes, name, &story, &complaints)
            result.input = complaints.findings
            folder.change()
            let report = "\(out)/\(final)"
            try ReconcileOutput.write(result, to: report, ReportSources(statements: [name], invoices: inputs.invoices))
            story.tell(result, report: report)
            code = max(code, result.needsPerson ? 1 : 0)
        }
        let outcome: DropFolder.Outcome = complaints.hasErrors ? .rejected : .done
        if outcome == .rejected {
            code = 3
            let rest = (story.lines ?? 0) > 0 ? ["what could be read was reconciled; the report has it"] : []
            try folder.explain(final, complaints.errors + rest)
        }
        try folder.putAway(name, as: final, outcome)
        story.outcome = outcome
        story.movedTo = "\(outcome.rawValue)/\(final)"
        (story.errors, story.warnings) = (complaints.errors, complaints.warnings)
        try story.print(isJSON: isJSON)
    }

    /// The file of another name that had these bytes before; the same name again is read again.
    ///
    /// On files alone nothing else would tell it; the books know what they hold. A duplicate has no report, which tells it
    /// from the file that it is one of.
    private func original(of bytes: [UInt8], _ name: String) throws -> String? {
        guard books == nil else { return nil }
        let reported = try folder.doneNames(of: bytes).filter {
            FileManager.default.fileExists(atPath: "\(out)/\($0)/report.json")
        }
        return reported.contains { DropFolder.isFinal($0, of: name) } ? nil : reported.first
    }

    /// - Throws: `Stop` when a file beside the statement is of no use; the statement stays where it is.
    private mutating func reconcile(
        _ bytes: [UInt8],
        _ name: String,
        _ story: inout WatchedFile,
        _ complaints: inout Complaints
    ) async throws -> ReconciliationResult {
        // What is wrong with the files beside the statement is no fault of this one.
        var others = Complaints()
        if let books {
            let (reports, advices) = (try inputs.readReports(&others), try inputs.readAdvices(&others))
            let groups = try inputs.readGroups(reports, advices, &others)
            try requireUseful(others, besides: name)
            for report in reports { try await books.keep(report) }
            for advice in advices { try await books.keep(advice) }
            let done = try await books.importStatement(bytes, name: name, isStrict: inputs.isStrict, &complaints)
            story.added = done?.added
            return try await books.reconcile(asOf: asOf, groups: groups)
        }
        let files = StatementFileReader.files(in: bytes, name: name, options: inputs.options)
        let statements = ReconcileInputs.usable(files, isStrict: inputs.isStrict, &complaints)
        let run = try inputs.reading(statements, asOf: asOf, &others)
        try requireUseful(others, besides: name)
        return run.reconciled
    }

    private mutating func requireUseful(_ others: Complaints, besides name: String) throws {
        guard !others.hasUselessFile else { throw Stop.tell("\(name): stays in \(folder.path)", Stop.rejected) }
        if others.hasErrors { code = 3 }
    }
}

/// What became of one file, for the line of progress and the line of JSON.
struct WatchedFile: Encodable {
    let file: String
    var outcome = DropFolder.Outcome.done
    var movedTo = ""
    var report: String?
    var lines: Int?
    var matched: Int?
    var exceptions: Int?
    /// New lines in the books, where the counts are of all that the run looked at; `nil` on files alone.
    var added: Int?
    /// The file in `done/` that has the same bytes.
    var duplicateOf: String?
    var errors: [String] = []
    var warnings: [String] = []

    private enum CodingKeys: String, CodingKey {
        case file, outcome
        case movedTo = "moved_to"
        case report, lines, matched, exceptions, added
        case duplicateOf = "duplicate_of"
        case errors, warnings
    }

    init(file: String) { self.file = file }

    mutating func tell(_ result: ReconciliationResult, report: String) {
        self.report = report
        lines = result.summary.lines
        matched = result.summary.matched
        exceptions = result.exceptions.count + result.summary.waitingParts
    }

    func print(isJSON: Bool) throws {
        let earlier = added == nil ? "" : " (with those that waited in the books before)"
        let found = lines.map { "\($0) receipts, \(matched ?? 0) matched, \(exceptions ?? 0) exceptions\(earlier)" }
        let parts = [duplicateOf.map { "a duplicate of \($0)" }, found, report.map { "report in \($0)" }]
        let words = parts.compactMap(\.self).joined(separator: "; ")
        let line = "\(file): moved to \(movedTo)\(words.isEmpty ? "" : ": " + words)\n"
        FileHandle.standardError.write(Data(line.utf8))
        if isJSON { FileHandle.standardOutput.write(Data(try HubJSON.encode(self) + [0x0A])) }
    }
}
