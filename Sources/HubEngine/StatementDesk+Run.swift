package import HubDomain
package import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// What a run of the matcher takes out of the books.
struct RunInput: Sendable {
    /// Receipts and returns that wait, without those that a person has looked at; the unmatched ones first.
    ///
    /// Behind them the debits that took a part of one.
    let waiting: [(identity: String, line: StatementLine)]
    let returns: KnownReturns
    /// Of the returns that wait, by their names: for what.
    let waitingReturns: [String: String]
    let material: MatchingMaterial
    /// Receipts that wait for people, in the order of their names.
    let held: [LineException]

    /// Files may share a name; inside a run a line is known by its place among the waiting ones.
    var lines: [StatementLine] { waiting.placedForRun }

    /// The result with every line at its place in the file that brought it.
    func placed(_ result: ReconciliationResult) -> ReconciliationResult {
        var placed = result
        placed.placeLines { $0.placeBack(in: waiting) }
        placed.add(held: held)
        return placed
    }
}

extension [(identity: String, line: StatementLine)] {
    /// The lines in the order of a run, each with its name in the books, by which texts call it.
    var placedForRun: [StatementLine] {
        enumerated().map { position, row in
            row.line.placed(file: "store", index: position, identity: row.identity)
        }
    }
}

extension Books {
    func runInput(at now: Timestamp) throws -> RunInput { try runInput(at: now, without: linesHeldByPeople()) }

    /// - Parameter held: receipts that wait for people, and not for this run.
    func runInput(at now: Timestamp, without held: Set<String>) throws -> RunInput {
        let material = try matchingMaterial(at: now)
        let waiting = try waitingLines().filter { !held.contains($0.identity) }
        let (known, debits) = try knownReturns(of: Set(waiting.map(\.identity)))
        return RunInput(
            waiting: waiting + debits,
            returns: known,
            waitingReturns: Dictionary(
                try self.waitingReturns().map { ($0.identity, $0.explanation) },
                uniquingKeysWith: { first, _ in first }
            ),
            material: material,
            held: try exceptions(held: held, material)
        )
    }
}

extension ReconciliationResult {
    /// The matched receipts that a return may have taken back, each with the return's name: nobody knows yet whether
    /// their money stays, so they are not posted.
    ///
    /// - Precondition: the returns among the debits are those that have not found their receipt, or took a part of one.
    func doubtful(_ known: KnownReturns) -> [StatementLine: String] {
        let waiting = debits.filter { $0.isReturn && !known.knowsPart(of: $0.line) }
        let returns = Dictionary(grouping: waiting, by: \.line.amount)
        let parts = waiting.filter { $0.takesPartOf != nil }
        return matches.reduce(into: [:]) { found, match in
            let debit =
                parts.first { $0.takesPartOf == match.line }
                ?? returns[match.line.amount]?.first {
                    ($0.takesBack?.line == match.line || ReturnedReceipt.isLikely(match.line, for: $0.line))
                        && !known.refuses(match.line, for: $0.line)
                }
            if let debit { found[match.line] = debit.line.identity ?? "a debit of \(debit.line.bookingDate)" }
        }
    }
}

/// What importing statements and a run after it would say.
package struct RunPreview: Sendable {
    /// In the order of the statements.
    package let imports: [StatementImport]
    package let result: ReconciliationResult
}

extension Hub {
    /// What importing these statements and then `reconcile` would do; changes nothing.
    ///
    /// - Throws: what the import throws.
    package func previewReconciliation(
        with statements: [(name: String, bytes: [UInt8])],
        takesSecondForms: Bool = false,
        asOf: CalendarDate?,
        groups: GroupSources = GroupSources(),
        by principal: Principal
    ) async throws -> RunPreview {
        let read = try statements.map { try ReadStatement($0.bytes, name: $0.name, takesSecondForms: takesSecondForms) }
        let moment = now
        let (imports, input) = try await rehearse(principal.merchant) { books in
            let imports = try read.map { try books.take($0, by: principal.name, at: moment) }
            try books.settleReturns(at: moment)
            return (imports, try books.runInput(at: moment))
        }
        let result = try await matched(
            input,
            asOf: asOf,
            of: principal.merchant,
            groups: groups
        )
        return RunPreview(imports: imports, result: input.placed(result))
    }
}
