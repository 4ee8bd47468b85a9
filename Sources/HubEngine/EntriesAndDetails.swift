import HubDomain
import HubReconciliation
import HubStore

/// What a statement that is about to come and the books show of the same entries: one whole, the other each payment of it.
struct EntriesAndDetails {
    /// The places of lines that the books have, in the one form or the other.
    private(set) var known: Set<Int> = []
    /// The places of details of entries that the books have whole.
    private(set) var details: Set<Int> = []
    /// Those entries, each with the number of its payments.
    private(set) var wholes: [(identity: String, payments: Int)] = []
    /// Entries that are decided already, whose details come too late.
    private(set) var decided: [String] = []

    /// What is said of an entry whose payments are lines of their own.
    static let rule = "details"

    var words: [String] {
        guard let first = decided.first else { return [] }
        let others = decided.count > 1 ? " and of \(decided.count - 1) more" : ""
        return [
            "the payments of \(first)\(others) come too late, for the entry is decided as one amount: they are not taken; if it "
                + "was decided wrongly, undo its match and propose one that pays all of their invoices"
        ]
    }
}

extension Books {
    /// - Parameter known: what the books have of the same accounts and days.
    func entriesAndDetails(
        in lines: [(line: StatementLine, identity: String)],
        beside known: [StatementLineRow]
    ) throws -> EntriesAndDetails {
        var found = EntriesAndDetails()
        let own = lines.map(\.line)
        // Files of one archive may show the one and the other.
        found.know(BatchDetails.shownElsewhere(own, StatementLineIdentity.identities(of: own)).keys)
        for (entry, groups) in BatchDetails.groups(in: own) {
            guard let places = groups.first, let row = try statementLine(entry.text), row.line.batch == nil,
                try places.allSatisfy({ try statementLine(lines[$0].identity) == nil })
            else { continue }
            let isWaiting = [StatementLineState.unmatched, .exception].contains { $0.rawValue == row.state }
            if isWaiting, try !isHeldByPeople(row.identity) {
                found.detail(row.identity, places)
            } else {
                found.comeTooLate(row.identity, places)
            }
        }
        let shown = Set(BatchDetails.groups(in: known.map(\.line)).keys.map(\.text))
        found.know(lines.indices.filter { own[$0].batch == nil && shown.contains(lines[$0].identity) })
        return found
    }

    /// Notes of entries that their payments are lines now.
    func note(_ wholes: [(identity: String, payments: Int)], from file: String) throws {
        for (identity, payments) in wholes {
            let text = "its \(payments) payments are lines of their own, from \(file)"
            _ = try decide(identity, state: .noted, rule: EntriesAndDetails.rule, explanation: text)
        }
    }

    /// Whether the entry of which a line is a detail is in the books, and has booked it.
    func isBookedWithEntry(_ row: StatementLineRow) throws -> Bool {
        guard let entry = StatementLineIdentity(entryOf: row.line) else { return false }
        return try statementLine(entry.text)?.rule == EntriesAndDetails.rule
    }
}

extension EntriesAndDetails {
    fileprivate mutating func know(_ places: some Sequence<Int>) { known.formUnion(places) }

    fileprivate mutating func detail(_ identity: String, _ places: [Int]) {
        wholes.append((identity, places.count))
        details.formUnion(places)
    }

    fileprivate mutating func comeTooLate(_ identity: String, _ places: [Int]) {
        decided = (decided + [identity]).sorted()
        known.formUnion(places)
    }
}
