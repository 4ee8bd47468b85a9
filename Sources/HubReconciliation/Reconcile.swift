package import HubDomain
package import PaymentVocabulary

/// Matches booked receipts with what is open, from certain to probable, and explains every answer.
///
/// A pure function: any order of the arguments' elements gives the same result. Each pass sees what the passes before
/// it left; within a pass the earlier booking comes first. No receipt is split beyond its amount, no item settled
/// beyond what is open, and what two solutions explain equally well is left to a person.
///
/// - Parameters:
///   - held: receipts of books that wait for people; no pass sees them. What was proposed for those from a changed account
///     is ranked with what is suggested for the others, for whoever decides about it.
///   - formats: of the files, by their names: one payment in two formats is no two payments.
///   - reserved: what proposed matches of earlier runs would take.
///   - takenOver: documents that came with what was open of them on a day: what came before that day has paid already.
///   - cancelled: what the books have taken back, to be told where a line names it.
///   - unread: whose documents are not all among the items: of theirs, nothing is posted by its amount alone.
package func reconcile(
    lines: [StatementLine],
    items: [OpenItem],
    payments: [ExpectedPayment],
    policy: MatchingPolicy,
    rates: ReferenceRates = ReferenceRates(),
    asOf: CalendarDate,
    groups: GroupSources = GroupSources(),
    payers: KnownPayers = KnownPayers(),
    passes: Set<MatchingPass> = .all,
    returns: KnownReturns = KnownReturns(),
    held: [LineException] = [],
    unread: UnreadInvoices = UnreadInvoices(),
    formats: [String: String] = [:],
    takenOver: [InvoiceNumber: CalendarDate] = [:],
    cancelled: CancelledDocuments = CancelledDocuments(),
    reserved: [Reservation] = [],
    listener: RunListener? = nil
) -> ReconciliationResult {
    var matcher = Matcher(items: items, payments: payments, policy: policy, rates: rates, asOf: asOf, payers: payers)
    matcher.groups = groups
    matcher.passes = passes
    matcher.knownReturns = returns
    matcher.unread = unread
    matcher.formats = formats
    matcher.takenOver = takenOver
    matcher.cancelled = cancelled
    matcher.listener = listener
    matcher.reserve(reserved)
    let result = matcher.run(lines)
    return matcher.suggesting(result, held: held).splittingDiscounts(policy.discountTax)
}

/// What a pass says about a line; no verdict leaves the line to the next pass.
enum Verdict {
    case match(Match)
    /// Apart, since it is twice as large and few lines have one.
    indirect case exception(LineException)
}

/// The state of one run.
///
/// The passes are in extensions, a file each.
struct Matcher {
    let policy: MatchingPolicy
    let rates: ReferenceRates
    let table: DecisionTable
    let asOf: CalendarDate
    /// In the order of their numbers.
    let items: [OpenItem]
    private(set) var references: ReferenceIndex
    var parties: PartyIndex
    /// The customer of each item, as a number of `parties`.
    let owners: [Int]
    /// The items of each customer, whatever is left of them.
    private(set) var itemsOfCustomer: [[Int]]
    let digits: DocumentDigits
    /// Documents whose numbers are so short that no text means them, by their numbers.
    let shortNumbers: [String: Int]
    /// Minor units of each item that nothing has claimed yet.
    var remaining: [Int64]
    /// The line that claimed an item last.
    var claimant: [StatementLine?]
    /// The item that was claimed last.
    var lastClaimed: Int?
    var expected: ExpectedIndex
    /// Of lines that a debit takes back later: what they have claimed, and the payment that has arrived with them.
    var claims: [StatementLine: [(item: Int, minorUnits: Int64)]] = [:]
    var arrivals: [StatementLine: Int] = [:]
    /// What no other receipt gets of documents that matches held for a person would pay, of this run or an earlier one: minor
    /// units by items.
    var heldClaims: [Int: Int64] = [:]
    /// Debits that take an earlier receipt back.
    private(set) var returns = ReturnIndex()
    var knownReturns = KnownReturns()
    /// What we have sent ourselves.
    private(set) var transfers = OwnTransfers([])
    var unread = UnreadInvoices()
    var formats: [String: String] = [:]
    var takenOver: [InvoiceNumber: CalendarDate] = [:]
    var cancelled = CancelledDocuments()
    var inexact = InexactReceipts()
    /// Tells the bank's own numbers from a payer's.
    private(set) var numbering = BankNumbering()
    /// What explains receipts that are many payments in one.
    var groups = GroupSources()
    /// What the reports of providers leave of the payments in them.
    var settled = SettledPayments()
    var passes = Set<MatchingPass>.all
    /// Listens to what is said of one line.
    var trace: MatchTrace?
    var listener: RunListener?
    /// What `AmountIndex` says of this state, where somebody knows it already.
    var knownAmounts: AmountIndex?

    init(
        items: [OpenItem],
        payments: [ExpectedPayment],
        policy: MatchingPolicy,
        rates: ReferenceRates = ReferenceRates(),
        asOf: CalendarDate,
        payers: KnownPayers = KnownPayers()
    ) {
        let ordered = items.inOrder
        self.items = ordered
        self.policy = policy
        self.rates = rates
        table = DecisionTable(policy)
        self.asOf = asOf
        references = ReferenceIndex(ordered)
        let parties = PartyIndex(ordered, payers)
        self.parties = parties
        owners = parties.owners
        var itemsOfCustomer = [[Int]](repeating: [], count: parties.customers.count)
        for (item, owner) in owners.enumerated() { itemsOfCustomer[owner].append(item) }
        self.itemsOfCustomer = itemsOfCustomer
        digits = DocumentDigits(ordered)
        shortNumbers = Self.shortNumbers(of: ordered)
        remaining = ordered.map { max(0, $0.invoice.open.minorUnits) }
        claimant = Array(repeating: nil, count: ordered.count)
        expected = ExpectedIndex(payments)
    }

    private static func shortNumbers(of items: [OpenItem]) -> [String: Int] {
        var short: [String: Int] = [:]
        // Signs between letters and digits do not count.
        for (place, item) in items.enumerated() where item.invoice.number.text.utf8.count < 2 * ReferenceIndex.lengthMin
        {
            let number = foldedReference(item.invoice.number.text)
            if number.utf8.count < ReferenceIndex.lengthMin { short[number] = place }
        }
        return short
    }

    /// Lets go of what only the passes ask for.
    mutating func endPasses() {
        references = ReferenceIndex([])
        (claimant, itemsOfCustomer) = ([], [])
        (claims, arrivals) = ([:], [:])
    }

    mutating func run(_ lines: [StatementLine]) -> ReconciliationResult {
        let sorted = lines.sorted(by: isOrderedBefore)
        let (unique, repeats, conflicts) = Self.withoutRepeats(sorted, formats)
        let booked = unique.filter { $0.status == .booked }
        let receipts = booked.filter { $0.direction == .credit }
        var run = Run(receipts: receipts, debits: booked.filter { $0.direction == .debit }, known: knownReturns)
        returns = run.returns
        inexact = InexactReceipts()
        numbering = BankNumbering(receipts, index: references)
        transfers = OwnTransfers(run.debits.filter { !$0.isReturn }.map(\.line) + knownReturns.transfers)
        for (position, line) in receipts.enumerated() {
            run.verdicts[position] = setAside(line, conflict: conflicts[line])
        }
        let payments = expected.firstPayments(of: receipts)
        if !groups.isEmpty {
            expected.nameForProviders()
            settled = SettledPayments(groups, expected)
        }
        pass(.endToEndID, &run) { $0.matchByEndToEndID($2, first: payments[$1]) }
        let payouts = PayoutPlan(
            groups,
            lines: receipts,
            order: run.waitingInOrder,
            direction: .credit,
            paysDocument: paysDocument
        )
        let unexplained = run.waitingInOrder.filter { payouts.findings[$0] == nil }
        let batches = BatchPlan(groups, lines: receipts, order: unexplained)
        if !groups.isEmpty || receipts.contains(where: { $0.documents != nil }) {
            pass(.groupKey, &run) { matcher, place, line in
                if let finding = payouts.findings[place] { return matcher.matchByGroupKey(line, finding, payouts) }
                let batch = batches.findings[place].flatMap { matcher.matchByBatch(line, $0, batches) }
                guard batch == nil, line.documents != nil else {
                    return batch ?? matcher.leave(Self.whyNone(line, payouts, batches))
                }
                return matcher.matchByDocuments(line)
            }
        }
        let collections = collect(&run)
        let amountsBefore = knownAmounts ?? AmountIndex(self, isForAnyone: false)
        pass(.references, &run, amountsBefore) { $0.matchByReferences($2, amounts: amountsBefore) }
        noteWaiting(run)
        pass(.inexactReferences, &run, amountsBefore) { $0.matchInexactly($2, amounts: amountsBefore) }
        let amounts = knownAmounts ?? AmountIndex(self, after: amountsBefore)
        pass(.amountAndPayer, &run, amounts) { $0.matchByAmount($2, index: amounts) }
        let sums = Set(run.waiting.map { receipts[$0].amount })
        if !sums.isEmpty, passes.contains(.sum) {
            var owed = OwedIndex(self, verdicts: run.verdicts, amounts: sums)
            pass(.sum, &run, amounts) { matcher, _, line in
                let verdict = matcher.matchBySum(line, index: &owed)
                owed.note(verdict)
                return verdict
            }
        }
        for place in run.waiting {
            run.verdicts[place] = exception(receipts[place], .noMatch, "is left by all passes that ran")
        }
        for (item, minorUnits) in heldClaims { remaining[item] += minorUnits }
        var result = result(
            verdicts: run.verdicts,
            debits: run.debits.map(tellingOfWaiting),
            pending: unique.filter { $0.status != .booked },
            repeats: repeats
        )
        let hasDates = expected.payments.contains { $0.sentOn != nil }
        if !groups.isEmpty || hasDates {
            result.settlements = report(payouts, receipts, collections, run.debits.map(\.line))
        }
        result.settlements.isAsked = groups.hasReports
        return result
    }

    /// Whether a line names one document, and has what is open of it.
    private func paysDocument(_ line: StatementLine) -> Bool {
        let found = Mentions(line, index: references).found.filter { $0.strength > .fragile }
        return found.count == 1 && found[0].items.count == 1 && currency(of: found[0].items[0]) == line.amount.currency
            && remaining[found[0].items[0]] == line.amount.minorUnits
    }

    /// On files, a return whose receipt is not found: nothing is open again, and somebody has to look.
    private func tellingOfWaiting(_ debit: Debit) -> Debit {
        guard debit.isReturn, debit.line.identity == nil, debit.takesBack == nil, debit.takesPartOf == nil,
            returns.receipt(takenBackBy: debit.line) == nil
        else { return debit }
        var waiting = debit
        waiting.waiting =
            "no receipt of the files is certainly what it took back, so nothing is open again: find it by hand"
        return waiting
    }

    /// Credits that are no payments of customers.
    private func setAside(_ line: StatementLine, conflict: String?) -> Verdict? {
        if let conflict { return exception(line, .duplicate, conflict) }
        if let words = line.contradiction { return exception(line, .ambiguous, words) }
        if line.returnReason != nil || line.isReversal {
            let code = line.returnReason.map { " with reason \($0)" } ?? ""
            return exception(line, .returned, "is money of ours that came back\(code), not a payment of a customer")
        }
        if let (transfer, what) = transfers.certain(before: line) {
            let text =
                "has \(what) and the amount of our own transfer of \(transfer.bookingDate): that may have come back"
            return exception(line, .returned, text)
        }
        guard line.amount.isPositive else {
            return exception(line, .noMatch, "has no amount that could pay anything")
        }
        return nil
    }

    /// Splits off the lines that another statement shows too; the one that tells most stays, the first among equals.
    private static func withoutRepeats(
        _ lines: [StatementLine],
        _ formats: [String: String]
    ) -> (unique: [StatementLine], repeats: [Repeat], conflicts: [StatementLine: String]) {
        let identities = Occurrences.settled(lines, StatementLineIdentity.identities(of: lines))
        /// By the place of the first of equal lines, the one that tells most.
        var originals = Array(lines.indices)
        var table = PlaceTable(count: lines.count)
        let firsts = lines.indices.map { place in
            let first = table.first(like: place, hash: identities[place].hashValue) { known in
                (lines[known].status == .booked) == (lines[place].status == .booked)
                    && identities[known] == identities[place]
            }
            if first != place, evidence(lines[place]) > evidence(lines[originals[first]]) { originals[first] = place }
            return first
        }
        var unique: [StatementLine] = []
        unique.reserveCapacity(lines.count)
        var repeats: [Repeat] = []
        var conflicts = lookAlikes(lines, identities).mapValues {
            "is like \($0.placeText), but without its bank reference: it may be the same payment"
        }
        conflicts.merge(secondForms(lines, identities)) { known, _ in known }
        conflicts.merge(otherFormats(lines, identities, formats)) { known, _ in known }
        let shown = BatchDetails.shownElsewhere(lines, identities)
        for (position, line) in lines.enumerated() {
            if let detail = shown[position] {
                repeats.append(Repeat(line: line, original: lines[detail]))
                continue
            }
            let original = originals[firsts[position]]
            guard original != position else {
                unique.append(line)
                continue
            }
            if tellsTheSame(line, lines[original]) {
                repeats.append(Repeat(line: line, original: lines[original]))
            } else {
                unique.append(line)
                let place = lines[original].placeText
                conflicts[line] = "has the account, dates, amount and bank reference of \(place), but other contents"
            }
        }
        return (unique, repeats, conflicts)
    }

    /// How much a line tells: a notification may name the payer where the statement gives the amount only.
    private static func evidence(_ line: StatementLine) -> Int {
        let texts = [line.endToEndID, line.counterpartyName, line.counterpartyAccount, line.remittance]
        return texts.filter { $0?.isEmpty == false }.count + line.creditorReferences.count + line.documentNumbers.count
            + (line.instructedAmount == nil ? 0 : 1)
    }

    /// One statement may say less than another about a movement, but not something else.
    static func tellsTheSame(_ left: StatementLine, _ right: StatementLine) -> Bool {
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
        max suggestionsMax: Int = Self.suggestionsMax,
        holding held: Match? = nil
    ) -> Verdict {
        let suggestions = suggested.prefix(suggestionsMax).map { item, reason in
            Suggestion(
                invoice: items[item].invoice.number,
                customer: items[item].invoice.customer,
                open: money(remaining[item] + (heldClaims[item] ?? 0), like: items[item].invoice.open),
                reason: reason
            )
        }
        return .exception(
            LineException(
                line: line,
                reason: reason,
                explanation: explanation,
                suggestions: suggestions,
                documents: max(1, documents),
                held: held
            )
        )
    }

    static let suggestionsMax = 5
}

private func isOrderedBefore(_ left: StatementLine, _ right: StatementLine) -> Bool {
    let (file, other) = (left.file, right.file)
    if file != other { return file < other }
    let (index, another) = (left.index, right.index)
    if index != another { return index < another }
    if (left.bookingDate, left.amount.minorUnits) != (right.bookingDate, right.amount.minorUnits) {
        return (left.bookingDate, left.amount.minorUnits) < (right.bookingDate, right.amount.minorUnits)
    }
    // Two lines should never share a place; if a caller gives such, any total order will do.
    return "\(left)" < "\(right)"
}
