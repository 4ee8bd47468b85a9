import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// Debits that took a part of a receipt: the receipt's match is replaced by one for what is left.
extension Books {
    /// What earlier returns took of a receipt, in minor units.
    func returnedUnits(of receipt: String) throws -> Int64 {
        try returns(of: receipt).reduce(0) { $0 + $1.units }
    }

    /// The parts of a receipt's match that stand for what was taken back: they pay nothing, and what they take of the
    /// receipt stays where the debits are.
    func returnedParts(of receipt: StatementLineRow, customer: CustomerID?) throws -> [Application] {
        try returns(of: receipt.identity).map { row in
            let amount = Money(minorUnits: row.units, currency: receipt.line.amount.currency)
            return Application(returned: amount, by: row.debit, customer: customer)
        }
    }

    /// A match can be posted again only if the debits have left just as much of its receipt as then.
    ///
    /// - Throws: `HubProblem` of kind `conflict` naming what was taken since, or given back.
    func requireSameReturns(of receipt: StatementLineRow, in parts: [Application], since match: Int64) throws {
        let then = parts.filter(\.isReturned).map { "\($0.amount) by \($0.number)" }
        let now = try returnedParts(of: receipt, customer: nil).map { "\($0.amount) by \($0.number)" }
        guard then.sorted() != now.sorted() else { return }
        func shown(_ taken: [String]) -> String { taken.isEmpty ? "nothing" : taken.joined(separator: " and ") }
        let why =
            "of \(receipt.identity) \(shown(now)) is taken back, and \(shown(then)) was in match \(match): "
            + "say what it pays (quittance match propose)"
        throw HubProblem(.conflict, why)
    }

    /// What a person may give to documents: the receipt without what was taken back.
    func left(of receipt: StatementLineRow) throws -> Money {
        let units = receipt.line.amount.minorUnits - (try returnedUnits(of: receipt.identity))
        return Money(minorUnits: units, currency: receipt.line.amount.currency)
    }

    /// What is known of the returns in a run, and the debits that took a part of a receipt which waits, each with the
    /// amount that it took.
    func knownReturns(
        of waiting: Set<String>
    ) throws -> (known: KnownReturns, debits: [(identity: String, line: StatementLine)]) {
        var known = KnownReturns()
        var debits: [(identity: String, line: StatementLine)] = []
        for (debit, receipt, units) in try partReturnsOfWaitingLines() where waiting.contains(receipt) {
            guard var line = try statementLine(debit)?.line else { continue }
            line.amount = Money(minorUnits: units, currency: line.amount.currency)
            line.originalAmount = nil
            known.parts[debit] = receipt
            debits.append((debit, line))
        }
        for refusal in try refusedReturns() { known.refused[refusal.debit, default: []].insert(refusal.receipt) }
        return (known, debits)
    }

    /// Our own transfers that one of these receipts may be, come back without a word: they have its amount.
    func ownTransfers(before waiting: [(identity: String, line: StatementLine)]) throws -> [StatementLine] {
        let receipts = waiting.filter { $0.line.direction == .credit && OwnTransfers.mayBeOne($0.line) }
        let amounts = Set(receipts.map(\.line.amount))
        // The account as names of lines begin with it.
        let ofAccount = Dictionary(grouping: receipts) { $0.identity.prefix { $0 != "/" } }
        return try ofAccount.sorted { $0.key < $1.key }.flatMap { account, receipts in
            let days = receipts.map(\.line.bookingDate)
            guard let first = days.min(), let last = days.max() else { return [StatementLine]() }
            let earliest = first.adding(days: -Self.comesBackDaysMax)
            return try notedDebits(of: String(account), from: earliest, through: last) { amounts.contains($0) }
        }
    }

    /// A return comes within days; what is recalled or sorted out by hand may take months.
    private static let comesBackDaysMax = 400

    /// What a posted match still pays when a debit has taken a part of its receipt.
    ///
    /// - Returns: without what was taken back; `nil` where a person has to say so.
    func kept(of match: MatchRow, taking units: Int64) throws -> [Application]? {
        let parts = try parts(of: match)
        let shares = parts.map { (share: $0.share, units: $0.amount.minorUnits) }
        guard let kept = PartReturn.kept(of: shares, taking: units) else { return nil }
        return zip(parts, kept).compactMap { part, units in
            guard units > 0, !part.isReturned else { return nil }
            guard units != part.amount.minorUnits else { return part }
            let amount = Money(minorUnits: units, currency: part.amount.currency)
            return Application(kind: part.kind, number: part.number, customer: part.customer, amount: amount)
        }
    }

    /// Posts what the receipt still pays, instead of what it paid.
    ///
    /// - Returns: the match's number.
    func post(
        rest parts: [Application],
        instead posted: MatchRow,
        of found: ReturnFinding,
        by principal: String,
        at now: Timestamp
    ) throws -> Int64 {
        let (debit, customer) = (found.debit, parts.first?.customer)
        let took = "\(found.amount) of it was taken back by \(debit.identity)"
        let gone = Application(returned: found.amount, by: debit.identity, customer: customer)
        let match = try insert(
            MatchDraft(
                identity: posted.identity,
                amount: posted.amount,
                rule: posted.rule,
                explanation: "\(posted.explanation); \(took)",
                parts: try parts + returnedParts(of: found.receipt, customer: customer) + [gone],
                replaces: posted.number
            )
        )
        let reason = "returned in part \(debit.returnCode), \(found.basis)"
        let date = debit.line.bookingDate
        try takeBack(
            posted,
            as: .superseded,
            by: principal,
            reason: reason,
            cause: "\(match.number)",
            on: date,
            at: now
        )
        try post(
            match,
            parts: try self.parts(of: match),
            by: principal,
            reason: reason,
            cause: debit.identity,
            on: date,
            teaches: false,
            at: now
        )
        try relearn(from: posted, as: match, at: now)
        return match.number
    }
}

extension Books.Application {
    private static let returned = "returned"

    /// What a debit took of a receipt; its name stands where a document's number is.
    init(returned amount: Money, by debit: String, customer: CustomerID?) {
        self.init(kind: Self.returned, number: debit, customer: customer ?? CustomerID(""), amount: amount)
    }

    var isReturned: Bool { kind == Self.returned }

    fileprivate var share: PartReturn.Share {
        guard !isReturned else { return .gone }
        return switch applied?.target {
        case .invoice(let number)?: .document(number.text)
        case .discount(let number)?, .difference(_, let number)?: .closing(number.text)
        case .unapplied?, .excess?: .free
        case .creditNote?, nil: .fixed
        }
    }
}

extension ReturnRow {
    /// What the debit is beyond what it took of the receipt: the bank's charge.
    func chargeEntry(of debit: StatementLine) -> JournalEntry? {
        let charge = debit.amount.minorUnits - units
        guard charge > 0 else { return nil }
        return JournalEntry(
            key: "statement/\(self.debit)/charge",
            debit: .difference(.bankCharge),
            credit: .unidentifiedReceipts,
            amount: Money(minorUnits: charge, currency: debit.amount.currency),
            on: debit.bookingDate
        )
    }
}
