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
    private var files: [StatementFile]
    /// Of all lines, in their order.
    private var identities: [String]

    /// - Throws: `HubProblem` of kind `invalidRequest` for an amount without a currency.
    init(
        _ bytes: [UInt8],
        name: String,
        takesSecondForms: Bool = false,
        options: BankFileOptions = BankFileOptions()
    ) throws(HubProblem) {
        (self.name, self.takesSecondForms, kept) = (name, takesSecondForms, KeptBytes(bytes))
        files = StatementFileReader.files(in: bytes, name: name, options: options)
        identities = Self.identities(of: files)
        if let line = files.lazy.flatMap(\.lines).first(where: { $0.amount.currency == .unstated }) {
            let way =
                "add a column with the currency, say it in a profile (--csv-profile of reconcile), or take the bank's "
                + "camt, MT940 or OFX file"
            throw HubProblem(.invalidRequest, "\(name): entry \(line.index): currency: the file names none; \(way)")
        }
    }

    /// Statements of one archive may overlap, as those of several files do, so each is numbered by itself.
    private static func identities(of files: [StatementFile]) -> [String] {
        files.flatMap { StatementLineIdentity.identities(of: $0.lines).map(\.text) }
    }

    /// The accounts as the file writes them.
    var accounts: Set<String> { Set(files.flatMap { $0.lines.map(\.account) + $0.balances.map(\.account) }) }

    /// Gives accounts the names under which the books have them.
    mutating func rename(_ names: [String: String]) {
        guard !names.isEmpty else { return }
        for place in files.indices { files[place].rename(names) }
        identities = Self.identities(of: files)
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
    func take(_ read: ReadStatement, by principal: String, at now: Timestamp) throws -> StatementImport {
        var statement = read
        statement.rename(try knownNames(of: read.accounts))
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
        let lines = try settled(statement.lines, statement.balances, beside: known)
        let (second, renamed) =
            statement.takesSecondForms ? ([], []) : try copies(in: lines, format: statement.format, beside: known)
        let copies = second.union(renamed)
        let entries =
            isTaken ? try entriesAndDetails(in: lines, beside: known, besides: copies) : EntriesAndDetails()
        var (added, returns) = (0, [(index: Int, identity: String)]())
        var new: Set<Int> = []
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
            new.insert(place)
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
            // What is left out as another form of a movement is told as that.
            known: lines.indices.count { lines[$0].line.status == .booked && !second.contains($0) } - added,
            warnings: statement.warnings + Self.words(ofSecondForm: second.count) + entries.words
                + Self.words(ofReturnsIn: lines.indices.filter { !new.contains($0) }.map { lines[$0].line }, known)
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

    /// What this form tells of debits that the books have from another one, which did not say that they take receipts back.
    private static func words(ofReturnsIn lines: [StatementLine], _ known: [StatementLineRow]) -> [String] {
        lines.filter { $0.status == .booked && $0.direction == .debit && $0.returnReason != nil }.compactMap { line in
            let same = known.filter {
                $0.line.direction == .debit && $0.line.amount == line.amount && $0.line.bookingDate == line.bookingDate
            }
            guard let row = same.first, same.allSatisfy({ $0.state == StatementLineState.noted.rawValue }) else {
                return nil
            }
            return
                "entry \(line.index), a debit of \(line.amount), takes a receipt back (\(line.returnReason ?? "")); the books "
                + "have it as \(row.identity) from a file that does not say so: name the receipt (quittance match return)"
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
