import HubDomain
import PaymentVocabulary

/// The hub's own payments by the end-to-end id that it gave them.
struct ExpectedIndex {
    let payments: [ExpectedPayment]
    /// The ids of `payments`, in their order.
    private let ids: ReferenceTable
    /// Under the names that providers and we ourselves give a payment.
    private(set) var providerNames: [String: [Int]] = [:]
    /// A payment arrives once.
    var arrived: Set<Int> = []

    init(_ payments: [ExpectedPayment]) {
        self.payments = Array(Set(payments)).sorted { one, other in
            let (left, right) = (
                (one.payment, one.endToEndID, one.amount.minorUnits),
                (other.payment, other.endToEndID, other.amount.minorUnits)
            )
            // Spelled out only where it decides: that takes far longer than the rest.
            return left != right ? left < right : "\(one)" < "\(other)"
        }
        var column = ReferenceColumn()
        for payment in self.payments { column.append(payment.endToEndID) }
        ids = ReferenceTable(column)
    }

    /// Fills `providerNames`, which only payouts need.
    mutating func nameForProviders() {
        guard providerNames.isEmpty else { return }
        for (index, payment) in payments.enumerated() {
            for name in Set((payment.providerIDs + [payment.payment.text, payment.endToEndID]).map(foldedReference)) {
                providerNames[name, default: []].append(index)
            }
        }
    }

    /// For each line the first payment that has its end-to-end id, or -1.
    func firstPayments(of lines: [StatementLine]) -> [Int32] {
        guard !payments.isEmpty else { return [Int32](repeating: -1, count: lines.count) }
        var column = ReferenceColumn()
        for line in lines { column.append(line.endToEndID ?? "") }
        return ids.firstRows(equalTo: column)
    }

    func payments(of line: StatementLine) -> [Int] { payments(of: line.endToEndID ?? "") }

    func payments(of id: String) -> [Int] {
        guard !payments.isEmpty else { return [] }
        var column = ReferenceColumn()
        column.append(id)
        return ids.firstRows(equalTo: column).flatMap(payments(from:))
    }

    /// A payment and those after it with the same id.
    func payments(from first: Int32) -> [Int] {
        guard first >= 0 else { return [] }
        return Array(sequence(first: Int(first)) { ids.row(after: $0) })
    }
}

extension Matcher {
    /// Banks let ids repeat, so the id finds the payment and the amount has to confirm it.
    ///
    /// - Parameter first: the first payment that has the id, or -1.
    mutating func matchByEndToEndID(_ line: StatementLine, first: Int32) -> Verdict? {
        guard let id = line.endToEndID, !isPlaceholder(id) else { return leave("the line has no end-to-end id") }
        let named = expected.payments(from: first)
        guard !named.isEmpty else { return leave("\(id) is the id of no payment of ours") }
        let inCurrency = named.filter { expected.payments[$0].amount.currency == line.amount.currency }
        guard !inCurrency.isEmpty else {
            return exception(line, .currency, "carries the end-to-end id \(id) of a payment in another currency")
        }
        let waiting = inCurrency.filter { !expected.arrived.contains($0) }
        guard !waiting.isEmpty else {
            return exception(line, .duplicate, "carries the end-to-end id \(id) of a payment that has arrived already")
        }
        let equal = waiting.filter { expected.payments[$0].amount == line.amount }
        guard let found = equal.first else {
            let payment = expected.payments[waiting[0]]
            let isOver = line.amount.minorUnits > payment.amount.minorUnits
            return exception(
                line,
                isOver ? .over : .under,
                "carries the end-to-end id \(id), whose payment \(payment.payment) was to bring \(payment.amount)"
            )
        }
        guard equal.count == 1 else {
            return exception(
                line,
                .ambiguous,
                "carries the end-to-end id \(id), which \(equal.count) expected payments of \(line.amount) share"
            )
        }
        let payment = expected.payments[found]
        let payerOfLine = parties.payer(of: line)
        var payer = MatchFacts.Payer.untold
        if let customer = payment.customer, let number = parties.number(of: customer) {
            let relation = parties.relation(of: payerOfLine, to: number)
            if case .contradicts(let owners) = relation {
                return contradiction(line, names: "payment \(payment.payment)", of: number, payers: owners)
            }
            payer = relation.fact
        }
        let facts = MatchFacts(payer: payer, reference: .endToEnd, amount: .exact)
        let decision = decide(line, facts)
        guard decision.posts else {
            return held(line, decision, "carries the end-to-end id \(id) of payment \(payment.payment)")
        }
        expected.arrived.insert(found)
        var parts = ReceiptParts(of: line.amount)
        let part = ReceiptPart(
            name: nil,
            minorUnits: line.amount.minorUnits,
            payer: payerOfLine,
            shares: shares(of: payment, in: line.amount.currency),
            rest: (.unapplied, payment.shares.isEmpty ? .expectedPayment : .overPayment)
        )
        claim(part, by: line, into: &parts)
        if returns.isTakenBack(line) { arrivals[line] = found }
        return .match(
            Match(
                line: line,
                allocations: parts.allocations,
                rule: .endToEndID,
                score: facts.score,
                explanation:
                    "end-to-end id \(id) is that of our payment \(payment.payment) over exactly \(line.amount); "
                    + decision.words + parts.heldWords,
                waiting: parts.waiting
            )
        )
    }

    mutating func claim(_ item: Int, _ minorUnits: Int64, by line: StatementLine) {
        precondition(minorUnits >= 0 && minorUnits <= remaining[item], "a claim beyond what is open")
        remaining[item] -= minorUnits
        claimant[item] = line
        lastClaimed = item
        if returns.isTakenBack(line) { claims[line, default: []].append((item, minorUnits)) }
    }

    /// Gives back what a match has claimed, for a debit has taken its money back.
    mutating func reopen(_ match: Match) {
        for (item, minorUnits) in claims.removeValue(forKey: match.line) ?? [] {
            remaining[item] += minorUnits
            if claimant[item] == match.line { claimant[item] = nil }
        }
        if let payment = arrivals.removeValue(forKey: match.line) { expected.arrived.remove(payment) }
    }

    /// Gives back what a match has claimed beyond what is left of it.
    mutating func reopen(_ match: Match, keeping left: Match) {
        var kept: [InvoiceNumber: Int64] = [:]
        for part in left.allocations {
            if let number = part.invoice { kept[number, default: 0] += part.cleared }
        }
        claims[match.line] = (claims[match.line] ?? []).map { item, claimed in
            let number = items[item].invoice.number
            let stays = min(claimed, kept[number] ?? 0)
            kept[number, default: 0] -= stays
            remaining[item] += claimed - stays
            return (item, stays)
        }
    }

    func contradiction(_ line: StatementLine, names: String, of customer: Int, payers: [Int]) -> Verdict {
        let others = payers.prefix(3).map { parties.customers[$0].text }.joined(separator: ", ")
        return exception(
            line,
            .contradictingPayer,
            "names \(names) of customer \(parties.customers[customer]), but the payer is customer \(others); "
                + "it would have been posted if the payer were unknown to us or the same customer"
        )
    }
}
