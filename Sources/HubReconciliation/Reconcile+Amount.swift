import HubDomain
import PaymentVocabulary

/// What a customer could pay with one amount: an item in full, or less a discount.
struct AmountIndex {
    struct Key: Hashable {
        let customer: Int
        let amount: Money
    }

    private var inFull: [Key: [Int]] = [:]
    private var lessDiscount: [Key: [Int]] = [:]
    private var asInvoiced: [Key: [Int]] = [:]
    private var byAmount: [Money: [Int]] = [:]
    private var creditNotes: [Key: [Int]] = [:]

    init(_ matcher: Matcher) {
        for index in matcher.items.indices {
            let customer = matcher.owners[index]
            let invoiced = matcher.items[index].invoice.open
            guard !matcher.isCreditNote(index) else {
                let left = matcher.money(matcher.remaining[index], like: invoiced)
                if left.isPositive { creditNotes[Key(customer: customer, amount: left), default: []].append(index) }
                continue
            }
            asInvoiced[Key(customer: customer, amount: invoiced), default: []].append(index)
            guard matcher.remaining[index] > 0 else { continue }
            let open = matcher.money(matcher.remaining[index], like: invoiced)
            inFull[Key(customer: customer, amount: open), default: []].append(index)
            if byAmount[open, default: []].count < Matcher.suggestionsMax { byAmount[open, default: []].append(index) }
            let discounts = matcher.items[index].discounts
            for off in Set(discounts.map(\.amount.minorUnits)).sorted() where off > 0 && off < open.minorUnits {
                let key = Key(customer: customer, amount: matcher.money(open.minorUnits - off, like: open))
                lessDiscount[key, default: []].append(index)
            }
        }
    }

    func payableInFull(_ customer: Int, _ amount: Money) -> [Int] {
        inFull[Key(customer: customer, amount: amount)] ?? []
    }
    func payableLessDiscount(_ customer: Int, _ amount: Money) -> [Int] {
        lessDiscount[Key(customer: customer, amount: amount)] ?? []
    }
    func invoiced(_ customer: Int, _ amount: Money) -> [Int] {
        asInvoiced[Key(customer: customer, amount: amount)] ?? []
    }
    func notes(_ customer: Int, _ amount: Money) -> [Int] {
        creditNotes[Key(customer: customer, amount: amount)] ?? []
    }
    func ofAnyone(_ amount: Money) -> [Int] { byAmount[amount] ?? [] }
}

extension Matcher {
    /// Without a reference: the payer is certainly one customer, and one item alone has this amount and a fitting date.
    mutating func matchByAmount(_ line: StatementLine, index: AmountIndex) -> Verdict? {
        let payer = parties.payer(of: line)
        let unknown = Mentions(line, index: references).unknown
        guard let (customer, relation) = parties.certainCustomer(payer) else { return withoutParty(line, payer, index) }
        let inFull = index.payableInFull(customer, line.amount).filter {
            remaining[$0] == line.amount.minorUnits && isTimely($0, line)
        }
        let discounted = index.payableLessDiscount(customer, line.amount).filter { item in
            offersOpen(item, line).contains { remaining[item] - $0 == line.amount.minorUnits } && isTimely(item, line)
        }
        let candidates = inFull + discounted
        let suggested = candidates.map { (item: $0, reason: "amount and payer agree") }
        let name = parties.customers[customer].text
        guard let item = candidates.first else { return withoutAmount(line, customer, index, unknown: unknown) }
        guard candidates.count == 1 else {
            let text = "is from customer \(name), and \(candidates.count) open items explain the amount equally well"
            return exception(line, .ambiguous, text, suggesting: suggested)
        }
        let isMistyped =
            !unknown.isEmpty && index.invoiced(customer, items[item].invoice.open).count == 1
            && unknown.allSatisfy { WrittenNumbers($0).mean(digits.forms(of: item)) }
        guard unknown.isEmpty || isMistyped else {
            let text =
                "names \(list(unknown)), which is none of the documents at hand, so the amount alone does not decide"
            return exception(line, .unknownReference, text, suggesting: suggested)
        }
        if let debit = returns.possibleReturn(of: line) {
            let text = "may be what was taken back on \(debit.bookingDate), so the amount alone does not decide"
            return exception(line, .returned, text, suggesting: suggested)
        }
        let meant = resembled(by: line, of: customer, besides: [item])
        guard meant.isEmpty else {
            let numbers = list(meant.map { items[$0].invoice.number.text })
            let text = "has a number that may be \(numbers) of customer \(name), so the amount alone does not decide"
            let others = meant.map { (item: $0, reason: "a number in the text is like it") }
            return exception(line, .ambiguous, text, suggesting: suggested + others)
        }
        let off = remaining[item] - line.amount.minorUnits
        let part = ReceiptSolution.Part(item: item, cleared: line.amount.minorUnits, discount: off)
        let how = off > 0 ? "less the discount of \(money(off, like: line.amount))" : "in full"
        let number = items[item].invoice.number
        let mistyped = isMistyped ? "\(list(unknown)) is that number but for a slip; " : ""
        let facts = MatchFacts(payer: relation.fact, reference: .none, amount: off > 0 ? .discount : .exact)
        let decision = decide(line, facts)
        guard decision.posts else {
            let text = "is from customer \(name), of whose open items only \(number) has this amount, \(how)"
            return held(line, decision, text, suggesting: suggested)
        }
        return .match(
            Match(
                line: line,
                allocations: apply([part], line),
                rule: .amountPartyDate,
                score: (relation == .agreesByAccount ? 90 : 85) - (isMistyped ? 5 : 0),
                explanation:
                    "of all that customer \(name) owes only \(number) has this amount, \(how), and was open on "
                    + "\(line.bookingDate); \(mistyped)\(relation.words); \(decision.words)"
            )
        )
    }

    func isTimely(_ item: Int, _ line: StatementLine) -> Bool {
        let invoice = items[item].invoice
        return line.bookingDate >= invoice.issued.adding(days: -policy.daysBeforeIssueMax)
            && line.bookingDate <= invoice.due.adding(days: policy.daysAfterDueMax)
    }

    private func withoutParty(_ line: StatementLine, _ payer: PartyIndex.Payer, _ index: AmountIndex) -> Verdict {
        let suggested = index.ofAnyone(line.amount).filter { remaining[$0] > 0 }.map {
            (item: $0, reason: "the amount alone agrees")
        }
        let owners = Set(payer.byAccount + payer.byName).sorted()
        guard owners.isEmpty else {
            let names = list(owners.map { parties.customers[$0].text })
            let reason: LineException.Reason =
                payer.byAccount.isEmpty || payer.byName.isEmpty ? .ambiguous : .contradictingPayer
            let isUnsure = payer.isAccountUnsure || payer.isNameUnsure
            let doubt = isUnsure ? ", which was confirmed once only, or for somebody else too" : ""
            let text = "has no reference, and the payer may be \(names)\(doubt)"
            return exception(line, reason, text, suggesting: suggested)
        }
        return exception(
            line,
            .unknownPayer,
            "names no document of ours, and no customer has the payer's account or name"
                + (suggested.isEmpty ? "" : "; an equal amount alone never posts"),
            suggesting: suggested
        )
    }

    /// - Returns: `nil` when nothing is known that speaks against a sum of several items.
    private func withoutAmount(
        _ line: StatementLine,
        _ customer: Int,
        _ index: AmountIndex,
        unknown: [String]
    ) -> Verdict? {
        let name = parties.customers[customer].text
        let paid = index.invoiced(customer, line.amount).first { remaining[$0] == 0 && claimant[$0] != nil }
        if let paid, let earlier = claimant[paid] {
            let place = earlier.placeText
            let text =
                "is from customer \(name), whose \(items[paid].invoice.number) of this amount \(place) has settled"
            return exception(line, .duplicate, text)
        }
        let untimely = index.payableInFull(customer, line.amount).filter { remaining[$0] > 0 }
        let suggested = untimely.map { (item: $0, reason: "amount and payer agree, the date does not") }
        if !unknown.isEmpty {
            let text = "is from customer \(name) and names \(list(unknown)), which is none of the documents at hand"
            return exception(line, .unknownReference, text, suggesting: suggested)
        }
        guard !suggested.isEmpty else { return leave("no single open item of customer \(name) has this amount") }
        let text = "is from customer \(name), but no single open item explains the amount and the date"
        return exception(line, .noMatch, text, suggesting: suggested)
    }
}
