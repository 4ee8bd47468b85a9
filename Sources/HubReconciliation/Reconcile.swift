package import HubDomain
package import PaymentVocabulary

/// Matches booked receipts with what is open, from certain to probable, and explains every answer.
///
/// A pure function: any order of the arguments' elements gives the same result. Each pass sees what the passes before
/// it left; within a pass the earlier booking comes first. No receipt is split beyond its amount, no item settled
/// beyond what is open, and what two solutions explain equally well is left to a person.
package func reconcile(
    lines: [StatementLine],
    items: [OpenItem],
    payments: [ExpectedPayment],
    policy: MatchingPolicy,
    asOf: CalendarDate
) -> ReconciliationResult {
    var matcher = Matcher(items: items, payments: payments, policy: policy, asOf: asOf)
    return matcher.run(lines)
}

/// What a pass says about a line; no verdict leaves the line to the next pass.
enum Verdict {
    case match(Match)
    case exception(LineException)
}

/// The state of one run.
///
/// The passes are in extensions, a file each.
struct Matcher {
    let policy: MatchingPolicy
    let table: DecisionTable
    let asOf: CalendarDate
    /// In the order of their numbers.
    let items: [OpenItem]
    let references: ReferenceIndex
    var parties: PartyIndex
    /// The customer of each item, as a number of `parties`.
    let owners: [Int]
    /// The items of each customer, whatever is left of them.
    let itemsOfCustomer: [[Int]]
    let digits: DocumentDigits
    /// Minor units of each item that nothing has claimed yet.
    var remaining: [Int64]
    /// The line that claimed an item last.
    var claimant: [Int: StatementLine] = [:]
    var expected: ExpectedIndex
    /// Debits that take an earlier receipt back, by their amount.
    private var returns: [Money: [StatementLine]] = [:]
    /// Listens to what is said of one line.
    var trace: MatchTrace?
    /// What `AmountIndex` says of this state, where somebody knows it already.
    var knownAmounts: AmountIndex?

    init(items: [OpenItem], payments: [ExpectedPayment], policy: MatchingPolicy, asOf: CalendarDate) {
        let ordered = Array(Set(items)).sorted(by: isOrderedBefore)
        self.items = ordered
        self.policy = policy
        table = DecisionTable(policy.rules)
        self.asOf = asOf
        references = ReferenceIndex(ordered)
        let parties = PartyIndex(ordered)
        self.parties = parties
        owners = ordered.map { parties.number(of: $0.invoice.customer) ?? -1 }
        var itemsOfCustomer = [[Int]](repeating: [], count: parties.customers.count)
        for (item, owner) in owners.enumerated() where owner >= 0 { itemsOfCustomer[owner].append(item) }
        self.itemsOfCustomer = itemsOfCustomer
        digits = DocumentDigits(ordered)
        remaining = ordered.map { max(0, $0.invoice.open.minorUnits) }
        expected = ExpectedIndex(payments)
    }

    mutating func run(_ lines: [StatementLine]) -> ReconciliationResult {
        let sorted = lines.sorted(by: isOrderedBefore)
        let (unique, repeats, conflicts) = Self.withoutRepeats(sorted)
        let booked = unique.filter { $0.status == .booked }
        let receipts = booked.filter { $0.direction == .credit }
        let debits = booked.filter { $0.direction == .debit }.map(Debit.init)
        returns = Dictionary(grouping: debits.filter(\.isReturn).map(\.line), by: \.amount)
        var verdicts: [Int: Verdict] = [:]
        for (position, line) in receipts.enumerated() {
            if let verdict = setAside(line, original: conflicts[line]) { verdicts[position] = verdict }
        }
        // Claims are made in the order of booking, whatever the files are called.
        let order = receipts.indices.sorted {
            (receipts[$0].bookingDate, $0) < (receipts[$1].bookingDate, $1)
        }
        for position in order where verdicts[position] == nil {
            let line = receipts[position]
            verdicts[position] = traced("end-to-end id", line) { $0.matchByEndToEndID(line) }
        }
        let amountsBefore = knownAmounts ?? AmountIndex(self)
        for position in order where verdicts[position] == nil {
            let line = receipts[position]
            verdicts[position] = traced("references", line) { $0.matchByReferences(line, amounts: amountsBefore) }
        }
        let amounts = knownAmounts ?? AmountIndex(self)
        for position in order where verdicts[position] == nil {
            let line = receipts[position]
            verdicts[position] = traced("amount and payer", line) { $0.matchByAmount(line, index: amounts) }
        }
        let left = order.filter { verdicts[$0] == nil }
        if !left.isEmpty {
            let sums = Set(left.map { receipts[$0].amount })
            var owed = OwedIndex(self, verdicts: verdicts.values, amounts: sums)
            for position in left {
                let line = receipts[position]
                verdicts[position] = traced("sum of open items", line) { $0.matchBySum(line, index: owed) }
                if let verdict = verdicts[position] { owed.note(verdict, self, amounts: sums) }
            }
        }
        return result(
            verdicts: receipts.indices.compactMap { verdicts[$0] },
            debits: debits,
            pending: unique.filter { $0.status != .booked },
            repeats: repeats
        )
    }

    /// The debit that may have taken this very receipt back: nothing says which one it was but amount, payer and date.
    ///
    /// What a receipt pays that names nothing is then a matter of the others: the second payment may name the document.
    func possibleReturn(of line: StatementLine) -> StatementLine? {
        returns[line.amount]?.first { $0.bookingDate >= line.bookingDate && mayShareParty($0, line) }
    }

    /// Whether nothing in two lines says that their counterparties are different ones: the accounts, else the names.
    private func mayShareParty(_ one: StatementLine, _ other: StatementLine) -> Bool {
        if let left = one.counterpartyAccount, let right = other.counterpartyAccount {
            return foldedReference(left) == foldedReference(right)
        }
        let (left, right) = (PartyName(one.counterpartyName ?? ""), PartyName(other.counterpartyName ?? ""))
        // A name that one of them has cut is the begin of the other's.
        return left.isEmpty || right.isEmpty || left.key == right.key
            || left.spelled.hasPrefix(right.spelled) || right.spelled.hasPrefix(left.spelled)
    }

    /// Credits that are no payments of customers.
    private func setAside(_ line: StatementLine, original: StatementLine?) -> Verdict? {
        if let original {
            let place = "\(original.file) at index \(original.index)"
            return exception(
                line,
                .duplicate,
                "has the account, dates, amount and bank reference of a line in \(place), but other contents"
            )
        }
        if line.returnReason != nil || line.isReversal {
            let code = line.returnReason.map { " with reason \($0)" } ?? ""
            return exception(line, .returned, "is money of ours that came back\(code), not a payment of a customer")
        }
        guard line.amount.isPositive else {
            return exception(line, .noMatch, "has no amount that could pay anything")
        }
        return nil
    }

    /// Splits off the lines that another statement shows too; the one that tells most stays, the first among equals.
    private static func withoutRepeats(
        _ lines: [StatementLine]
    ) -> (unique: [StatementLine], repeats: [Repeat], conflicts: [StatementLine: StatementLine]) {
        struct Key: Hashable {
            let isBooked: Bool
            let identity: StatementLineIdentity
        }
        let keys = zip(lines, StatementLineIdentity.identities(of: lines)).map {
            Key(isBooked: $0.status == .booked, identity: $1)
        }
        var originals: [Key: Int] = [:]
        for (position, key) in keys.enumerated() {
            guard let known = originals[key] else {
                originals[key] = position
                continue
            }
            if evidence(lines[position]) > evidence(lines[known]) { originals[key] = position }
        }
        var unique: [StatementLine] = []
        var repeats: [Repeat] = []
        var conflicts: [StatementLine: StatementLine] = [:]
        for (position, key) in keys.enumerated() {
            let line = lines[position]
            guard let original = originals[key], original != position else {
                unique.append(line)
                continue
            }
            if tellsTheSame(line, lines[original]) {
                repeats.append(Repeat(line: line, original: lines[original]))
            } else {
                unique.append(line)
                conflicts[line] = lines[original]
            }
        }
        return (unique, repeats, conflicts)
    }

    /// How much a line tells: a notification may name the payer where the statement gives the amount only.
    private static func evidence(_ line: StatementLine) -> Int {
        let texts = [line.endToEndID, line.counterpartyName, line.counterpartyAccount, line.remittance]
        return texts.filter { $0?.isEmpty == false }.count + line.creditorReferences.count + line.documentNumbers.count
    }

    /// One statement may say less than another about a movement, but not something else.
    private static func tellsTheSame(_ left: StatementLine, _ right: StatementLine) -> Bool {
        func agree(_ left: String?, _ right: String?) -> Bool {
            let (left, right) = (foldedReference(left ?? ""), foldedReference(right ?? ""))
            return left.isEmpty || right.isEmpty || left == right
        }
        return agree(left.endToEndID, right.endToEndID)
            && agree(left.counterpartyAccount, right.counterpartyAccount)
            && agree(left.remittance, right.remittance)
    }
}

extension Matcher {
    func money(_ minorUnits: Int64, like amount: Money) -> Money {
        Money(minorUnits: minorUnits, currency: amount.currency)
    }

    func currency(of item: Int) -> Currency { items[item].invoice.open.currency }

    func isCreditNote(_ item: Int) -> Bool { items[item].invoice.kind == .creditNote }

    func exception(
        _ line: StatementLine,
        _ reason: LineException.Reason,
        _ explanation: String,
        suggesting suggested: [(item: Int, reason: String)] = [],
        documents: Int = 1,
        max suggestionsMax: Int = Self.suggestionsMax
    ) -> Verdict {
        let suggestions = suggested.prefix(suggestionsMax).map { item, reason in
            Suggestion(
                invoice: items[item].invoice.number,
                customer: items[item].invoice.customer,
                open: money(remaining[item], like: items[item].invoice.open),
                reason: reason
            )
        }
        return .exception(
            LineException(
                line: line,
                reason: reason,
                explanation: explanation,
                suggestions: suggestions,
                documents: max(1, documents)
            )
        )
    }

    static let suggestionsMax = 5
}

private func isOrderedBefore(_ left: OpenItem, _ right: OpenItem) -> Bool {
    let (one, two) = (left.invoice, right.invoice)
    if (one.number, one.customer) != (two.number, two.customer) {
        return (one.number, one.customer) < (two.number, two.customer)
    }
    if (one.open.currency, one.open.minorUnits) != (two.open.currency, two.open.minorUnits) {
        return (one.open.currency, one.open.minorUnits) < (two.open.currency, two.open.minorUnits)
    }
    if (one.issued, one.due) != (two.issued, two.due) { return (one.issued, one.due) < (two.issued, two.due) }
    return "\(left)" < "\(right)"
}

private func isOrderedBefore(_ left: StatementLine, _ right: StatementLine) -> Bool {
    if (left.file, left.index) != (right.file, right.index) {
        return (left.file, left.index) < (right.file, right.index)
    }
    if (left.bookingDate, left.amount.minorUnits) != (right.bookingDate, right.amount.minorUnits) {
        return (left.bookingDate, left.amount.minorUnits) < (right.bookingDate, right.amount.minorUnits)
    }
    // Two lines should never share a place; if a caller gives such, any total order will do.
    return "\(left)" < "\(right)"
}
