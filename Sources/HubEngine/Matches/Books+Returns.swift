import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// Debits that take an earlier receipt back: they undo what the receipt had paid.
extension Books {
    /// Looks for the receipt of every debit that has not found its own; one that came first finds it later.
    ///
    /// What cannot be decided, or cannot be undone, stays an exception with its candidates.
    func settleReturns(at now: Timestamp) throws {
        let waiting = try waitingReturns().filter { $0.line.direction == .debit }.sorted {
            ($0.line.bookingDate, $0.identity) < ($1.line.bookingDate, $1.identity)
        }
        guard !waiting.isEmpty else { return }
        let refused = Dictionary(grouping: try refusedReturns(), by: \.debit)
        var search = ReturnSearch(books: self, debits: waiting.filter { refused[$0.identity] == nil })
        for debit in waiting { try settle(debit, refused[debit.identity]?.last, &search, at: now) }
    }

    private func settle(
        _ debit: StatementLineRow,
        _ refusal: ReturnRefusal?,
        _ search: inout ReturnSearch,
        at now: Timestamp
    ) throws {
        let amount = "\(debit.line.amount) was taken back (\(debit.returnCode))"
        if let refusal {
            let said = "\(refusal.principal) has said that it was not of \(refusal.receipt): \(refusal.reason)"
            return try leave(debit, "\(amount); \(said); a person has to name its receipt (quittance match return)")
        }
        let (receipts, taken) = try receipts(for: debit, &search)
        switch ReturnedReceipt.find(for: debit.line, among: receipts.map(\.line), taken: taken) {
        case .none:
            let gone = zip(receipts, taken).filter { row, units in
                units >= row.line.amount.minorUnits && row.line.bookingDate <= debit.line.bookingDate
            }
            let others = gone.prefix(5).map(\.0.identity).joined(separator: ", ")
            let text =
                gone.isEmpty
                ? "no receipt of this amount was booked before"
                : "each receipt of this amount that was booked before is taken back already (\(others))"
            try leave(debit, "\(amount); \(text)")
        case .ambiguous(let positions):
            let names = positions.prefix(5).map { receipts[$0].identity }.joined(separator: ", ")
            try leave(debit, "\(amount); it is not certain of which receipt: \(names); a person has to name it")
        case .fee(let position):
            let receipt = receipts[position]
            let whose = "\(amount), of receipt \(receipt.identity) over \(receipt.line.amount)"
            let way = "a person has to say how much of the receipt it took (quittance match return --amount)"
            try leave(debit, "\(whose); the bank's charge may be in it: \(way)")
        case .found(let position, _) where receipts[position].line.isOpeningDeposit,
            .part(let position, _) where receipts[position].line.isOpeningDeposit:
            let name = receipts[position].identity
            try leave(debit, "\(amount); it may be of \(name): a person has to name it (quittance match return)")
        case .found(let position, let basis), .part(let position, let basis):
            let receipt = receipts[position]
            try settle(debit, receipt, taken: taken[position], basis, amount, at: now)
        }
    }

    private func settle(
        _ debit: StatementLineRow,
        _ receipt: StatementLineRow,
        taken: Int64,
        _ basis: String,
        _ amount: String,
        at now: Timestamp
    ) throws {
        let posted = try postedMatch(of: receipt.identity)
        var rest: [Application]?
        if let posted {
            if let obstacle = try obstacle(toUndoing: posted) {
                return try leave(debit, "\(amount), of receipt \(receipt.identity); \(obstacle)")
            }
            if taken + debit.line.takenBack.minorUnits < receipt.line.amount.minorUnits {
                rest = try kept(of: posted, taking: debit.line.takenBack.minorUnits)
                guard rest != nil else {
                    let why = try whoseRest(posted)
                    return try leave(debit, "\(amount), a part of receipt \(receipt.identity); \(why)")
                }
            }
        }
        let finding = ReturnFinding(
            debit: debit,
            receipt: receipt,
            amount: debit.line.takenBack,
            posted: posted,
            rest: rest,
            basis: "found by \(basis)"
        )
        try pair(finding, by: MatchDraft.automatic, at: now)
    }

    func whoseRest(_ posted: MatchRow) throws -> String {
        if let payout = try parts(of: posted).clearedPayout {
            return
                "match \(posted.number) is \(payout.name), of which only all can be taken back: undo it first (quittance "
                + "match undo \(posted.number))"
        }
        let currencies = try parts(of: posted).filter { $0.document != nil }.map(\.amount.currency)
        if let abroad = currencies.first(where: { $0 != posted.amount.currency }) {
            return
                "match \(posted.number) pays documents in \(abroad): leave the rest to its customer (quittance match return "
                + "--amount --rest), and then say what it pays (quittance match supersede --currency \(abroad))"
        }
        return "match \(posted.number) pays more than one document with it: a person has to say what the rest pays "
            + "(quittance match return --amount --pay)"
    }

    /// The receipts that the debit may have taken back, with what earlier returns took of each.
    private func receipts(
        for debit: StatementLineRow,
        _ search: inout ReturnSearch
    ) throws -> (rows: [StatementLineRow], taken: [Int64]) {
        var rows = try credits(of: debit.line.takenBack)
        var taken = try rows.map { try returnedUnits(of: $0.identity) }
        guard !ReturnedReceipt.isTold(debit.line, among: rows.map(\.line), taken: taken) else { return (rows, taken) }
        let known = Set(rows.map(\.identity))
        for identity in try search.receipts(namedBy: debit) where !known.contains(identity) {
            guard let row = try statementLine(identity) else { continue }
            rows.append(row)
            taken.append(try returnedUnits(of: identity))
        }
        return (rows, taken)
    }

    func postedMatch(of identity: String) throws -> MatchRow? {
        try matches(of: identity).last { try versions(of: $0.number).last?.step == .posted }
    }

    /// Notes that a debit has taken a receipt back, or a part of it: undoes what that money paid, and ends what was
    /// proposed for the receipt.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when something depends on the match.
    func pair(_ found: ReturnFinding, by principal: String, at now: Timestamp) throws {
        let (debit, receipt, code) = (found.debit, found.receipt, found.debit.returnCode)
        let earlier = try returns(of: receipt.identity)
        let taken = earlier.reduce(found.amount.minorUnits) { $0 + $1.units }
        guard taken <= receipt.line.amount.minorUnits else {
            throw HubProblem(.conflict, "\(receipt.identity) has less than \(found.amount) left")
        }
        let why = "it took \(found.amount) of \(receipt.identity) back, \(found.basis)"
        try endApprovals(aboutReturn: debit.identity, by: principal, because: why, at: now)
        let isWhole = taken == receipt.line.amount.minorUnits
        var instead: Int64?
        if let posted = found.posted, let rest = found.rest, !isWhole {
            instead = try post(rest: rest, instead: posted, of: found, by: principal, at: now)
        } else if let posted = found.posted {
            try takeBack(
                posted,
                as: .undone,
                by: principal,
                reason: "returned \(code), \(found.basis)",
                cause: debit.identity,
                on: debit.line.bookingDate,
                at: now
            )
        }
        for proposal in try matches(of: receipt.identity)
        where try versions(of: proposal.number).last?.step == .proposed {
            let why =
                isWhole ? "the receipt was taken back (\(code))" : "a part of the receipt was taken back (\(code))"
            try reject(proposal, by: principal, reason: why, cause: debit.identity, at: now)
        }
        let row = ReturnRow(
            debit: debit.identity,
            receipt: receipt.identity,
            units: found.amount.minorUnits,
            match: found.posted?.number,
            instead: instead,
            reason: code,
            basis: found.basis,
            namedBy: found.namedBy ?? "",
            debitBefore: debit.decision,
            receiptBefore: receipt.decision,
            position: (earlier.last?.position ?? 0) + 1
        )
        try insert(row, at: now)
        if let charge = row.chargeEntry(of: debit.line) { try post(charge, at: now) }
        let undone = found.posted.map { posted in
            "; match \(posted.number) was " + (instead.map { "replaced by match \($0)" } ?? "undone")
        }
        let what = isWhole && earlier.isEmpty ? receipt.identity : "\(found.amount) of \(receipt.identity)"
        try note(debit, as: code, "took \(what) back, \(found.basis)\(undone ?? "")")
        guard isWhole else { return }
        try note(receipt, as: code, "was taken back by \(debit.identity), \(found.basis)\(undone ?? "")")
    }

    private func note(_ side: StatementLineRow, as code: String, _ explanation: String) throws {
        let returned = StatementLineState.returned.rawValue
        try restore(side.identity, StatementLineDecision(state: returned, rule: code, explanation: explanation))
    }

    private func leave(_ debit: StatementLineRow, _ explanation: String) throws {
        guard explanation != debit.explanation else { return }
        try restore(
            debit.identity,
            StatementLineDecision(state: debit.state, rule: debit.rule, explanation: explanation)
        )
    }
}

/// Which receipts of whatever amount are named by debits that wait, found in one pass over the lines, and only when a debit
/// is not told by the receipts of its own amount.
private struct ReturnSearch {
    let books: Books
    let debits: [StatementLineRow]
    private var found: [String: [String]]?

    init(books: Books, debits: [StatementLineRow]) { (self.books, self.debits) = (books, debits) }

    /// The names of the receipts, in their order.
    mutating func receipts(namedBy debit: StatementLineRow) throws -> [String] {
        let all = try found ?? search()
        found = all
        return all[debit.identity] ?? []
    }

    private func search() throws -> [String: [String]] {
        guard let last = debits.map(\.line.bookingDate).max() else { return [:] }
        var asking: [String: [String]] = [:]
        for debit in debits {
            for reference in ReturnedReceipt.asked(by: debit.line) {
                asking[reference, default: []].append(debit.identity)
            }
        }
        guard !asking.isEmpty else { return [:] }
        let pairs = try books.credits(until: last) { identity, line -> (receipt: String, debits: Set<String>)? in
            let debits = Set(ReturnedReceipt.names(of: line).flatMap { asking[$0] ?? [] })
            return debits.isEmpty ? nil : (identity, debits)
        }
        return pairs.reduce(into: [:]) { found, pair in
            for debit in pair.debits { found[debit, default: []].append(pair.receipt) }
        }
    }
}

/// A debit with the receipt that it took back, or a part of it, and who or what says so.
struct ReturnFinding {
    let debit: StatementLineRow
    let receipt: StatementLineRow
    /// How much of the receipt it took.
    let amount: Money
    /// What the receipt pays at present.
    let posted: MatchRow?
    /// What it pays of that afterwards; `nil` for nothing.
    var rest: [Books.Application]?
    let basis: String
    /// `nil` where the lines alone have told the receipt.
    var namedBy: String?
}

extension StatementLineRow {
    var returnCode: String { line.returnCode }
}

extension StatementLine {
    /// The bank's reason of a debit that takes money back.
    var returnCode: String { returnReason ?? "reversal" }
}

extension StatementLineDecision {
    /// What a return says until its receipt is looked for.
    init(waitingReturn debit: StatementLine) {
        self.init(
            state: StatementLineState.exception.rawValue,
            rule: "returned",
            explanation: "\(debit.amount) was taken back (\(debit.returnCode)); undo what it had paid"
        )
    }
}
