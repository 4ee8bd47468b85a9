package import HubDomain
package import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// What a run of the matcher takes out of the books.
struct RunInput: Sendable {
    /// Receipts and returns that wait, without those that a person has looked at; the unmatched ones first.
    let waiting: [(identity: String, line: StatementLine)]
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
    func runInput(at now: Timestamp) throws -> RunInput {
        let held = try linesHeldByPeople()
        let material = try matchingMaterial(at: now)
        return RunInput(
            waiting: try waitingLines().filter { !held.contains($0.identity) },
            material: material,
            held: try exceptions(held: held, material)
        )
    }
}

extension ReconciliationResult {
    /// The matched receipts that a return may have taken back, each with the return's name: nobody knows yet whether
    /// their money stays, so they are not posted.
    ///
    /// - Precondition: the returns among the debits are those that have not found their receipt.
    var doubtful: [StatementLine: String] {
        let returns = Dictionary(grouping: debits.filter(\.isReturn), by: \.line.amount)
        return matches.reduce(into: [:]) { found, match in
            let debit = returns[match.line.amount]?.first {
                $0.takesBack?.line == match.line || ReturnedReceipt.isLikely(match.line, for: $0.line)
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
        asOf: CalendarDate?,
        groups: GroupSources = GroupSources(),
        by principal: Principal
    ) async throws -> RunPreview {
        let read = try statements.map { try ReadStatement($0.bytes, name: $0.name) }
        let moment = now
        let (imports, input) = try await rehearse(principal.merchant) { books in
            let imports = try read.map { try books.take($0, by: principal.name, at: moment) }
            try books.settleReturns(at: moment)
            return (imports, try books.runInput(at: moment))
        }
        let result = try await matched(
            input.lines,
            input.material,
            asOf: asOf,
            of: principal.merchant,
            groups: groups
        )
        return RunPreview(imports: imports, result: input.placed(result))
    }
}
