import BankFiles
import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentCrypto
import PaymentVocabulary

/// A statement on its way into the books: its bytes as they are kept, and what was read from them.
struct ReadStatement: Sendable {
    let name: String
    let kept: KeptBytes
    /// Also what the books may have in another form is taken: somebody has said that these are other movements.
    let takesSecondForms: Bool
    private let files: [StatementFile]
    /// Of all lines, in their order.
    private let identities: [String]

    /// - Throws: `HubProblem` of kind `invalidRequest` for an amount or a balance beyond all bounds, and for one without a
    ///   currency.
    init(_ bytes: [UInt8], name: String, takesSecondForms: Bool = false) throws(HubProblem) {
        (self.name, self.takesSecondForms, kept) = (name, takesSecondForms, KeptBytes(bytes))
        files = StatementFileReader.files(in: bytes, name: name)
        // Statements of one archive may overlap, as those of several files do, so each is numbered by itself.
        identities = files.flatMap { StatementLineIdentity.identities(of: $0.lines).map(\.text) }
        for line in files.flatMap(\.lines) where line.amount.minorUnits > Money.movementMax {
            let most = Money(minorUnits: Money.movementMax, currency: line.amount.currency)
            throw HubProblem(.invalidRequest, "\(name): entry \(line.index): amount: more than \(most)")
        }
        if let line = files.lazy.flatMap(\.lines).first(where: { $0.amount.currency == .unstated }) {
            let way = "add a column with the currency, or take the bank's camt, MT940 or OFX file"
            throw HubProblem(.invalidRequest, "\(name): entry \(line.index): currency: the file names none; \(way)")
        }
        for balance in balances {
            let units = [balance.opening, balance.closing].compactMap { $0?.minorUnits.magnitude }.max() ?? 0
            guard units > Money.movementMax.magnitude else { continue }
            let most = Money(minorUnits: Money.movementMax, currency: balance.currency)
            throw HubProblem(.invalidRequest, "\(name): account \(balance.account): balance: more than \(most)")
        }
    }

    var lines: [(line: StatementLine, identity: String)] {
        zip(files.flatMap(\.lines), identities).map { ($0, $1) }
    }
    var balances: [StatementBalance] { files.flatMap(\.balances) }
    var format: String { Set(files.map(\.format)).sorted().joined(separator: ",") }
    var warnings: [String] { files.flatMap { file in file.warnings.map { told($0, of: file) } } }
    var errors: [String] { files.flatMap { file in file.errors.map { told($0, of: file) } } }

    /// With the member's name, where the file is an archive.
    private func told(_ finding: BankFileFinding, of file: StatementFile) -> String {
        file.name == name ? finding.description : "\(file.name): \(finding)"
    }
}

extension Books {
    func take(_ statement: ReadStatement, by principal: String, at now: Timestamp) throws -> StatementImport {
        let hash = statement.kept.hash
        let isNew = try insertStatementFile(
            hash: hash,
            name: statement.name,
            format: statement.format,
            form: statement.kept.form,
            at: now
        )
        let earlier = isNew ? nil : try statementFile(hash: hash)
        let isTaken = isNew || statement.takesSecondForms
        let known = isTaken ? try linesBeside(statement.lines) : []
        let lines = settled(statement.lines, beside: known)
        let (second, renamed) =
            statement.takesSecondForms ? ([], []) : try copies(in: lines, format: statement.format, beside: known)
        let copies = second.union(renamed)
        let entries =
            isTaken ? try entriesAndDetails(in: lines, beside: known, besides: copies) : EntriesAndDetails()
        var (added, returns) = (0, [(index: Int, identity: String)]())
        // In the order of the tables' keys, so that a long statement goes page by page.
        let places = lines.indices.filter { isTaken && !copies.contains($0) && !entries.known.contains($0) }
        try note(entries.wholes, from: statement.name)
        for place in places.sorted(by: { lines[$0].identity < lines[$1].identity }) {
            let (line, identity) = lines[place]
            let state = StatementLineState(of: line)
            guard line.status == .booked,
                try insert(line, identity: identity, fileHash: hash, state: state, at: now)
            else { continue }
            added += 1
            // The entry of which it is a detail has booked it.
            if !entries.details.contains(place) { try post(line.bookingEntry(identity: identity), at: now) }
            if state == .exception {
                try report(takenBack: line, identity: identity, at: now)
                returns.append((line.index, identity))
            }
        }
        if isNew { try keep(statement.balances, ofFile: hash) }
        if added > 0 { try settleReturns(at: now) }
        let detail = "\(statement.name): \(added) new lines"
        try auditSigned(by: principal, "statement.import", statement.name, detail: detail, at: now)
        return StatementImport(
            file: statement.name,
            format: statement.format,
            added: added,
            known: lines.count { $0.line.status == .booked } - added,
            warnings: statement.warnings + Self.words(ofSecondForm: second.count) + entries.words
                + (try words(of: returns.sorted { $0.index < $1.index })),
            errors: statement.errors,
            earlier: added > 0
                ? nil : earlier.map { StatementImport.Earlier(file: $0.name, importedAt: "\($0.importedAt)") }
        )
    }

    /// What the debits have done that found their receipts; a run tells of those that wait.
    private func words(of returns: [(index: Int, identity: String)]) throws -> [String] {
        try returns.compactMap { index, identity in
            guard let row = try statementLine(identity), row.state != StatementLineState.exception.rawValue else {
                return nil
            }
            return "entry \(index), a debit of \(row.line.amount): \(row.explanation)"
        }
    }

    private static func words(ofSecondForm count: Int) -> [String] {
        guard count > 0 else { return [] }
        return [
            "\(count) booked lines have days and amounts that the books have of this account, with other references: it may "
                + "be another form of the same statement, so they are not taken; if they are other movements, import it "
                + "again with --second-form take (over HTTP second_form=take)"
        ]
    }
}
