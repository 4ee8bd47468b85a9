import HubDomain
import PaymentVocabulary

extension Matcher {
    /// A difference that the policy takes off the whole receipt, after discounts that were earned.
    private struct Shortage {
        let kind: Tolerances.Kind
        let minorUnits: Int64
        let discounts: [Int: Int64]

        /// A discount and charges besides explain too many amounts; they only cast doubt on what else explains one.
        var isPostable: Bool { discounts.isEmpty || kind == .rounding }
    }

    /// The one tolerance of the policy that explains the difference.
    ///
    /// - Parameter lacking: what is open less what was paid, in minor units; negative for an over payment.
    /// - Returns: `nil` when none does, so that it is a part or an over payment as without tolerances.
    func tolerated(
        _ line: StatementLine,
        _ invoices: [Int],
        _ notes: [Int],
        lacking: Int128
    ) -> ReceiptSolution? {
        guard let units = Int64(exactly: lacking) else { return nil }
        if units < 0 { return kept(line, invoices, notes, 0 - units) }
        let missing = money(units, like: line.amount)
        let late = lateDiscount(line, invoices, notes, lacking: lacking)
        guard let shortages = shortages(line, invoices, lacking: units) else {
            return .refused(.ambiguous, words: "with more choices of discounts than the policy lets us try")
        }
        var explanations = shortages.map(words)
        if late != nil { explanations.append("a discount inside the days of grace") }
        guard explanations.count <= 1 else {
            return .refused(.ambiguous, words: "and \(missing) less may be \(list(explanations)), so it is not decided")
        }
        if let words = shortages.lazy.compactMap({ self.contradiction(of: $0, line) }).first {
            return .refused(.under, words: words)
        }
        guard let solution = late ?? shortages.first(where: \.isPostable).flatMap({ short(line, invoices, notes, $0) })
        else { return nil }
        let key = AmountIndex.Key(customer: owners[invoices[0]], amount: missing)
        guard !inexact.mayBring(key, invoices, besides: line) else {
            let isOne = invoices.count == 1 && notes.isEmpty
            return isOne ? nil : .refused(.under, words: "but \(missing) are missing, which another receipt may bring")
        }
        return solution
    }

    /// Every choice of earned discounts that leaves a difference which the policy allows once.
    ///
    /// - Returns: `nil` when there are more choices than the policy lets us try.
    private func shortages(_ line: StatementLine, _ invoices: [Int], lacking: Int64) -> [Shortage]? {
        guard !policy.tolerances.spans.isEmpty else { return [] }
        let isAbroad = isFromAbroad(line)
        let isOne = invoices.count == 1
        let offers = isOne ? [] : invoices.map { ($0, offersOpen($0, line)) }.filter { !$0.1.isEmpty }
        var found: [Shortage] = []
        var tried = 0
        func search(_ index: Int, _ left: Int64, _ taken: [Int: Int64]) {
            guard tried <= policy.combinationsMax else { return }
            guard index < offers.count else {
                tried += 1
                // What the receipt would have brought without the difference.
                let open = Int64(clamping: Int128(line.amount.minorUnits) + Int128(left))
                let kinds = policy.tolerances.kinds(short: left, of: open, line.amount.currency, isAbroad: isAbroad)
                found += kinds.map { Shortage(kind: $0, minorUnits: left, discounts: taken) }
                return
            }
            search(index + 1, left, taken)
            for off in offers[index].1 where off < left {
                search(index + 1, left - off, taken.merging([offers[index].0: off]) { $1 })
            }
        }
        search(0, lacking, [:])
        return tried > policy.combinationsMax ? nil : found
    }

    /// Why the bank has not kept for charges what the policy would take for that: it tells of other ones.
    private func contradiction(of shortage: Shortage, _ line: StatementLine) -> String? {
        guard shortage.kind.isOfBank, let told = line.toldCharges else { return nil }
        let missing = money(shortage.minorUnits, like: line.amount)
        guard told != missing else { return nil }
        return "but \(missing) are missing, and the bank tells of charges of \(told), so they are no charges alone"
    }

    private func words(_ shortage: Shortage) -> String {
        guard !shortage.discounts.isEmpty else { return shortage.kind.words }
        return "\(shortage.kind.words) after the discount of \(words(ofDiscounts: shortage.discounts))"
    }

    /// The difference is one for the whole receipt: the invoice that is due last bears it, of several such the one with
    /// the last number, if it has more left than that.
    private func short(
        _ line: StatementLine,
        _ invoices: [Int],
        _ notes: [Int],
        _ shortage: Shortage
    ) -> ReceiptSolution? {
        func rest(_ item: Int) -> Int64 { remaining[item] - (shortage.discounts[item] ?? 0) }
        let able = invoices.filter { rest($0) > shortage.minorUnits }
        guard let bearer = able.max(by: { (items[$0].invoice.due, $0) < (items[$1].invoice.due, $1) }) else {
            return nil
        }
        let paid = invoices.map { item in
            ReceiptSolution.Part(
                item: item,
                cleared: rest(item) - (item == bearer ? shortage.minorUnits : 0),
                discount: shortage.discounts[item] ?? 0,
                tolerated: item == bearer ? (shortage.kind, shortage.minorUnits) : nil
            )
        }
        let credited = notes.map { ReceiptSolution.Part(item: $0, cleared: remaining[$0]) }
        let off = money(shortage.minorUnits, like: line.amount)
        let place = invoices.count > 1 ? ", put on \(items[bearer].invoice.number)" : ""
        let told = shortage.kind.isOfBank && line.toldCharges == off ? ", and the bank tells of just that" : ""
        let words = "the amount is \(off) short, which the policy takes for \(words(shortage))\(told)\(place)"
        return .paid(paid + credited, shortage.kind.amount, words: words)
    }

    private func lateDiscount(
        _ line: StatementLine,
        _ invoices: [Int],
        _ notes: [Int],
        lacking: Int128
    ) -> ReceiptSolution? {
        guard policy.discountGraceDays > 0 else { return nil }
        return discounted(invoices, notes, excess: lacking, line, isGrace: true)
    }

    private func kept(_ line: StatementLine, _ invoices: [Int], _ notes: [Int], _ more: Int64) -> ReceiptSolution? {
        let kind = Tolerances.Kind.overPayment
        guard invoices.count == 1, notes.isEmpty, let item = invoices.first else { return nil }
        guard policy.tolerances.allows(kind, more, of: remaining[item], line.amount.currency) else { return nil }
        let parts = [
            ReceiptSolution.Part(item: item, cleared: remaining[item]),
            ReceiptSolution.Part(item: nil, cleared: more, tolerated: (kind, more)),
        ]
        let words = "\(money(more, like: line.amount)) more than what is open are kept, \(kind.words)"
        return .paid(parts, kind.amount, words: words)
    }

    /// Both accounts are IBANs, of different countries.
    private func isFromAbroad(_ line: StatementLine) -> Bool {
        guard let ours = IBAN(line.account), let theirs = line.counterpartyAccount.flatMap(IBAN.init) else {
            return false
        }
        return ours.country != theirs.country
    }
}
