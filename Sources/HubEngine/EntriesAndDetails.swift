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
    /// Receipts that are decided already, whose details come too late.
    private var decided: [String] = []

    var words: [String] {
        guard let first = decided.min() else { return [] }
        let others = decided.count > 1 ? " and of \(decided.count - 1) more" : ""
        return [
            "the payments of \(first)\(others) come too late, for the entry is decided as one amount: they are not taken; if it "
                + "was decided wrongly, undo its match, or reject it, and import them again with --second-form take (over HTTP "
                + "second_form=take)"
        ]
    }
}

extension Books {
    /// - Parameters:
    ///   - known: what the books have of the same accounts and days.
    ///   - copies: the places of lines that are not taken for another reason; their entries stay whole.
    func entriesAndDetails(
        in lines: [(line: StatementLine, identity: String)],
        beside known: [StatementLineRow],
        besides copies: Set<Int>
    ) throws -> EntriesAndDetails {
        var found = EntriesAndDetails()
        let own = lines.map(\.line)
        guard own.contains(where: { $0.batch != nil }) || known.contains(where: { $0.line.batch != nil }) else {
            return found
        }
        // Files of one archive may show the one and the other, or both the same.
        found.know(BatchDetails.shownElsewhere(own, StatementLineIdentity.identities(of: own)).keys)
        let shown = Set(BatchDetails.groups(in: known.map(\.line)).keys.map(\.text))
        for (entry, groups) in BatchDetails.groups(in: own).sorted(by: { $0.key.text < $1.key.text }) {
            let places = groups.flatMap(\.self).filter { !found.known.contains($0) }
            // Details that are there already, under other references perhaps.
            guard !shown.contains(entry.text), copies.isDisjoint(with: places),
                try places.allSatisfy({ try statementLine(lines[$0].identity) == nil })
            else {
                found.know(places)
                continue
            }
            guard let row = try statementLine(entry.text), row.line.batch == nil else { continue }
            if try isOpen(row) {
                found.detail(row.identity, places, payments: Set(places.map { lines[$0].identity }).count)
            } else {
                found.comeTooLate(row, places)
            }
        }
        found.know(lines.indices.filter { own[$0].batch == nil && shown.contains(lines[$0].identity) })
        return found
    }

    /// Whether nothing is decided about an entry, by people or by returns; what was undone or rejected is not.
    private func isOpen(_ row: StatementLineRow) throws -> Bool {
        switch StatementLineState(rawValue: row.state) {
        case .unmatched, .exception, .noted: break
        case .matched, .returned, .detailed, nil: return false
        }
        let isProposed = try matches(of: row.identity).contains { match in
            try versions(of: match.number).last?.step == .proposed
        }
        return try !isProposed && returns(of: row.identity).isEmpty
    }

    /// Notes of entries that their payments are lines now.
    func note(_ wholes: [(identity: String, payments: Int)], from file: String) throws {
        for (identity, payments) in wholes {
            let text = "its \(payments) payments are lines of their own, from \(file)"
            _ = try decide(identity, state: .detailed, rule: "", explanation: text)
        }
    }

    /// Whether the entry of which a line is a detail is in the books, and has booked it.
    func isBookedWithEntry(_ row: StatementLineRow) throws -> Bool {
        guard let entry = StatementLineIdentity(entryOf: row.line) else { return false }
        return try statementLine(entry.text)?.state == StatementLineState.detailed.rawValue
    }
}

extension EntriesAndDetails {
    fileprivate mutating func know(_ places: some Sequence<Int>) { known.formUnion(places) }

    fileprivate mutating func detail(_ identity: String, _ places: [Int], payments: Int) {
        wholes.append((identity, payments))
        details.formUnion(places)
    }

    fileprivate mutating func comeTooLate(_ row: StatementLineRow, _ places: [Int]) {
        decided.append(row.identity)
        known.formUnion(places)
    }
}
