package import BankFiles
package import HubDomain
import HubLedger
package import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// Lines of the books in the order of a run.
///
/// Files may share a name, so inside a run a line is known by its place in it and called by its name in the books.
struct RunLines: Sendable {
    private(set) var lines: [StatementLine]
    /// In the files that brought them.
    private let places: [(file: String, index: Int)]

    init(_ rows: consuming [(identity: String, line: StatementLine)]) {
        places = rows.map { ($0.line.file, $0.line.index) }
        // In place, where nobody else holds the lines: a long run has them once.
        for position in rows.indices {
            rows[position].line.place(file: "store", index: position, identity: rows[position].identity)
        }
        lines = rows.map(\.line)
    }

    /// Lets go of the lines once what was said of them has them: held here too, each would be in memory twice when it is
    /// placed.
    mutating func letGo() { lines = [] }

    /// From its place in the run back to the file that brought it.
    func placeBack(_ line: inout StatementLine) {
        guard places.indices.contains(line.index) else { return }
        let (file, index) = places[line.index]
        line.place(file: file, index: index, identity: line.identity)
    }
}

/// What a run of the matcher takes out of the books.
struct RunInput: Sendable {
    /// Receipts and returns that wait, without those that a person has looked at; the unmatched ones first.
    ///
    /// Behind them the debits that took a part of one.
    var waiting: RunLines
    let returns: KnownReturns
    /// Of the returns that wait, by their names: for what.
    let waitingReturns: [String: String]
    let material: MatchingMaterial
    /// Receipts that wait for people, in the order of their names.
    var held: [LineException] = []
    /// What the matches of those, and such as are to replace posted ones, would take of documents.
    var reserved: [Reservation] = []
    /// Payouts that are only proposed.
    var heldPayouts: [ClearedPayout] = []
    /// The debits that wait for people, and why.
    var heldDebits: [(line: StatementLine, words: String)] = []
    /// What waits inside payouts that earlier runs have posted.
    var parts: [(line: StatementLine, part: WaitingPart)] = []

    /// What the debits behind the lines took of receipts that wait, by the receipts' names, in minor units.
    var takenParts: [String: Int64] {
        waiting.lines.reduce(into: [:]) { taken, line in
            guard let receipt = line.identity.flatMap({ returns.parts[$0] }) else { return }
            taken[receipt, default: 0] += line.amount.minorUnits
        }
    }

    /// Puts every line back at its place in the file that brought it.
    func place(_ result: inout ReconciliationResult) {
        result.placeLines(waiting.placeBack)
        result.addHeld()
        result.add(earlier: parts)
        result.add(waiting: heldDebits)
    }
}

extension Books {
    /// - Parameter groups: of which payouts that a provider collects bring the debits that may be they.
    func runInput(at now: Timestamp, _ groups: GroupSources = GroupSources()) throws -> RunInput {
        let (waiting, noted) = try (lastSteps(ofLines: .unmatched, .exception), lastSteps(ofLines: .noted))
        var input = try runInput(at: now, without: waiting.heldLines, waiting + noted, groups)
        input.held = try exceptions(held: waiting.heldLines, input.material)
        input.parts = try partsThatWait()
        input.heldDebits = try debits(held: noted.heldLines)
        return input
    }

    /// - Parameters:
    ///   - held: receipts that wait for people, and not for this run; it does not tell them.
    ///   - steps: of the matches of lines that wait or are noted.
    func runInput(
        at now: Timestamp,
        without held: Set<String>,
        _ steps: [LastStep],
        _ groups: GroupSources = GroupSources()
    ) throws -> RunInput {
        var waiting = try waitingLines().filter { !held.contains($0.identity) }
        // By the lines and not by today: the same books say the same whenever they are asked.
        let last = waiting.map(\.line.bookingDate).max() ?? now.date()
        let material = try matchingMaterial(asOf: min(last, now.date()))
        var (known, debits) = try knownReturns(of: Set(waiting.map(\.identity)))
        known.transfers = try ownTransfers(before: waiting)
        waiting += debits
        waiting += try collectable(groups.settlements.payouts)
        let proposed = try proposedMatches(steps)
        return RunInput(
            waiting: RunLines(consume waiting),
            returns: known,
            waitingReturns: Dictionary(
                try self.waitingReturns().map { ($0.identity, $0.explanation) },
                uniquingKeysWith: { first, _ in first }
            ),
            material: material,
            reserved: try reservations(of: proposed),
            heldPayouts: try proposed.compactMap { try parts(of: $0).clearedPayout }
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
    /// Proposals have the numbers that they get unless something else is posted or proposed before.
    ///
    /// - Throws: what the import throws.
    package func previewReconciliation(
        with statements: [(name: String, bytes: [UInt8])],
        takesSecondForms: Bool = false,
        options: BankFileOptions = BankFileOptions(),
        asOf: CalendarDate?,
        groups: GroupSources = GroupSources(),
        by principal: Principal
    ) async throws -> RunPreview {
        let moment = now
        // Read one after the other, so that the lines of no more than one are in memory.
        @Sendable func take(into books: Books) throws -> [StatementImport] {
            try statements.map { name, bytes in
                let read = try ReadStatement(bytes, name: name, takesSecondForms: takesSecondForms, options: options)
                return try books.take(read, by: principal.name, at: moment)
            }
        }
        let (imports, input, known, last) = try await rehearse(principal.merchant) { books in
            let imports = try take(into: books)
            try books.settleReturns(at: moment)
            let input = try books.runInput(at: moment, groups)
            // As the imports leave them: one may take a payout back.
            let known = try self.known(groups, held: input.heldPayouts, of: principal.merchant, in: books)
            return (imports, input, known, try books.lastMatchNumber())
        }
        var result = try await matched(
            input,
            asOf: asOf,
            of: principal.merchant,
            groups: groups,
            known: known,
            alike: { risky in
                try await self.rehearse(principal.merchant) { books in
                    _ = try take(into: books)
                    return try books.lookAlikes(of: risky)
                }
            }
        )
        var proposals = result.proposals(after: last, input.material)
        for place in proposals.indices { input.waiting.placeBack(&proposals[place].line) }
        input.place(&result)
        if !proposals.isEmpty {
            let held = input.held + proposals
            result.add(held: held.sorted { ($0.line.identity ?? "") < ($1.line.identity ?? "") })
        }
        return RunPreview(imports: imports, result: result)
    }
}
