import HubDomain
import PaymentVocabulary

/// What the sum pass looks up: what other receipts of the run have decided, and how often prices repeat.
struct OwedIndex {
    private var prices: [Currency: PriceList] = [:]
    /// The first document that each receipt of an amount has paid: few amounts are ever asked for, so that only then it is
    /// looked up whose they are.
    private var numbersPaid: [Money: [InvoiceNumber]] = [:]
    private var payers: [Money: Set<Int>] = [:]
    /// What another receipt may pay that a person has to decide about.
    private var contested: Set<Suggestion.Document> = []

    /// - Parameter amounts: of the receipts that the pass will look at; nothing else is noted of other receipts.
    init(_ matcher: Matcher, verdicts: [Verdict?], amounts: Set<Money>) {
        for currency in Set(amounts.map(\.currency)) {
            let invoices = matcher.items.indices.lazy.filter {
                !matcher.isCreditNote($0) && matcher.currency(of: $0) == currency
            }
            prices[currency] = PriceList(invoices.map { matcher.items[$0].invoice.open.minorUnits })
        }
        numbersPaid = Dictionary(uniqueKeysWithValues: amounts.map { ($0, []) })
        for case let verdict? in verdicts { note(verdict) }
    }

    mutating func note(_ verdict: borrowing Verdict) {
        switch verdict {
        case .exception(let exception): contested.formUnion(exception.suggestions.map(\.document))
        case .match(let match):
            guard let index = numbersPaid.index(forKey: match.line.amount),
                let number = match.allocations.lazy.compactMap(\.invoice).first
            else { return }
            numbersPaid.values[index].append(number)
        }
    }

    func prices(in currency: Currency) -> PriceList { prices[currency] ?? PriceList([]) }

    /// Whether a receipt of the amount has paid a document of the customer.
    mutating func hasPaid(_ customer: Int, _ amount: Money, _ matcher: Matcher) -> Bool {
        let numbers = numbersPaid[amount] ?? []
        var known = payers.removeValue(forKey: amount) ?? []
        for number in numbers { known.formUnion(matcher.items.indices(ofNumber: number).map { matcher.owners[$0] }) }
        if !numbers.isEmpty { numbersPaid[amount] = [] }
        payers[amount] = known
        return known.contains(customer)
    }

    func isContested(_ invoice: Invoice) -> Bool {
        contested.contains(Suggestion.Document(invoice: invoice.number, customer: invoice.customer))
    }
}

extension Suggestion {
    struct Document: Hashable {
        let invoice: InvoiceNumber
        let customer: CustomerID
    }

    fileprivate var document: Document { Document(invoice: invoice, customer: customer) }
}

extension Matcher {
    /// Without a reference: several items of the one customer who pays add up to the amount, in one way only.
    ///
    /// - Precondition: the passes before have left the line, so the payer is certain and no single item has the amount.
    mutating func matchBySum(_ line: StatementLine, index: inout OwedIndex) -> Verdict {
        let payer = parties.payer(of: line)
        guard let (customer, relation) = parties.certainCustomer(payer) else {
            return exception(line, .unknownPayer, "names no document of ours, and the payer is not certain")
        }
        let from = "is from customer \(parties.customers[customer].text)"
        let day = line.bookingDate
        let items = itemsOfCustomer[customer].filter {
            remaining[$0] > 0 && currency(of: $0) == line.amount.currency
                && day >= self.items[$0].invoice.issued.adding(days: -policy.daysBeforeIssueMax)
        }
        let search = SumSearch(items.map { part($0, line) }, sum: line.amount.minorUnits)
        switch search.ways(stepsMax: policy.sumStepsMax) {
        case .none:
            if let verdict = sumBeforeDeduction(line, items, from) { return verdict }
            let text = "\(from), but no single open item explains the amount and the date, and no sum of them either"
            return exception(line, .noMatch, text)
        case .tooMany:
            let text = "\(from), and its \(items.count) open items have more ways than the policy lets us try"
            return exception(line, .noMatch, text)
        case .several(let first, let second):
            let text = "\(from), and both \(names(first)) and \(names(second)) add up to the amount"
            return exception(line, .ambiguous, text, suggesting: suggested(first, second), max: Self.sumSuggestionsMax)
        case .one(let way):
            let natural = naturalSums(items, line)
            if let objection = objection(to: way, natural, search, customer, line, &index) {
                let text = "\(from), and only \(names(way)) add up to the amount, but \(objection)"
                return exception(line, .noMatch, text, suggesting: suggested(way, way), max: Self.sumSuggestionsMax)
            }
            let facts = MatchFacts(payer: relation.fact, reference: .none, amount: .sum)
            let decision = decide(line, facts)
            guard decision.posts else {
                let text = "\(from), and only \(names(way)) add up to the amount"
                return held(line, decision, text, suggesting: suggested(way, way), documents: way.count)
            }
            let rule = natural.rule(of: way).map { ", \($0)" } ?? ""
            let parts = parts(way)
            return .match(
                Match(
                    line: line,
                    allocations: apply(parts, line),
                    rule: .openItemsSum,
                    score: facts.score,
                    explanation:
                        "\(from), whose \(names(way))\(rule), add up to exactly this amount as nothing else does; "
                        + "\(relation.words); \(decision.words)"
                )
            )
        }
    }

    /// Documents that make the amount and what the payer says to have taken off: a person decides what is done about it.
    private func sumBeforeDeduction(_ line: StatementLine, _ items: [Int], _ from: String) -> Verdict? {
        guard let told = ToldDeduction(line) else { return nil }
        let (sum, isOver) = line.amount.minorUnits.addingReportingOverflow(told.amount.minorUnits)
        guard !isOver else { return nil }
        let search = SumSearch(items.map { part($0, line) }, sum: sum)
        guard case .one(let way) = search.ways(stepsMax: policy.sumStepsMax) else { return nil }
        let text =
            "\(from), and \(names(way)) add up to the amount and the \(told.amount) that it takes off (\"\(told.words)\")"
        return exception(line, .under, text, suggesting: suggested(way, way), max: Self.sumSuggestionsMax)
    }

    /// What speaks against posting the only sum there is.
    private func objection(
        to way: [SumSearch.Choice],
        _ natural: NaturalSum,
        _ search: SumSearch,
        _ customer: Int,
        _ line: StatementLine,
        _ index: inout OwedIndex
    ) -> String? {
        let isNatural = natural.rule(of: way) != nil
        let invoices = way.map(\.item).filter { !isCreditNote($0) }
        guard invoices.allSatisfy({ isTimely($0, line) }) else {
            return "not all of them were due within \(policy.daysAfterDueMax) days"
        }
        if let other = way.first(where: { index.isContested(items[$0.item].invoice) }) {
            return "\(items[other.item].invoice.number) may be paid by another receipt that is not decided yet"
        }
        if let word = PaymentWords.ofNoPayment(in: line) ?? PaymentWords.ofInterest(in: line) {
            return "the text says \"\(word)\""
        }
        let text = RunText(line.remittance)
        let count = PaymentWords.count(in: text)
        if let count, count != invoices.count { return "the text speaks of \(count) documents" }
        let isLess = way.contains { $0.value < remaining[$0.item] }
        if PaymentWords.tellOfRest(in: text) { return "the text speaks of a part or a rest" }
        if let word = strangeWord(in: line, of: way[0].item, isLess: isLess) {
            return "the text says \"\(word)\", which may be what the money is for"
        }
        let meanings = way.map { SeriesReading(items[$0.item].invoice.number, line, index: references)?.meaning() }
        if !meanings.contains(where: { $0?.isOwn == true }),
            case .another(let other)? = meanings.lazy.compactMap(\.self).first
        {
            return "the text has \(other), which reads as another number of the series"
        }
        let amounts = way.flatMap { [items[$0.item].invoice.amount, items[$0.item].invoice.open] }
        if let other = StatedAmounts(text, paid: line.amount).another(than: amounts) {
            return "the text speaks of \(other)"
        }
        if PaymentWords.tellOfCreditNoteOff(in: text), invoices.count == way.count {
            return "the text says that a credit note is taken off"
        }
        if let transfer = transfers.likely(before: line) {
            return "it has the account and the amount of our own transfer of \(transfer.bookingDate)"
        }
        if let debit = returns.possibleReturn(of: line) {
            return "it may be what was taken back on \(debit.bookingDate)"
        }
        if let other = resembled(by: line, of: customer, besides: way.map(\.item)).first {
            return "a number in the text may be \(items[other].invoice.number)"
        }
        guard !index.hasPaid(customer, line.amount, self) else {
            return "the same customer has paid the same amount in another receipt"
        }
        // By the ends of their numbers, say: chance does not name them all.
        let read = way.filter { reads($0.item, in: line) }
        if read.count == way.count { return nil }
        if let first = read.first {
            return "the text has the number of \(items[first.item].invoice.number), and not of all"
        }
        if let other = otherTime(than: invoices, RunText(line.remittance)) {
            return "the text speaks of \(other), of which none of them is"
        }
        let isEverything = natural.isEverything(way)
        // Neither does chance say so, or count what is open.
        if isEverything, count != nil || PaymentWords.tellOfEverything(in: line) { return nil }
        let prices = index.prices(in: line.amount.currency)
        // Where all is paid, it does not matter which of equal ones is meant.
        let equals = Dictionary(grouping: isEverything ? invoices : []) { items[$0].invoice.open }.mapValues(\.count)
        for item in invoices {
            let open = items[item].invoice.open
            let known = equals[open] ?? 1
            if let others = prices.repeats(of: open.minorUnits, besides: known, oneIn: policy.sumCoincidenceOneIn) {
                return "\(open) of \(items[item].invoice.number) is the amount of \(others) other documents too"
            }
        }
        let small = search.choices(ofAtMost: way.count)
        let sums = isNatural ? min(natural.count, small) : small
        let pairs = equals.count { $0.value == 2 && prices.count(of: $0.key.minorUnits) == 2 }
        guard prices.hasRoom(for: sums, besides: pairs, oneIn: policy.sumCoincidenceOneIn) else {
            return "equal amounts among the open items show that prices are from a list"
        }
        guard
            NaturalSum.isUnlikely(
                sums,
                amount: line.amount.minorUnits,
                // What divides equal ones says nothing where all of them are paid.
                step: max(isEverything ? 1 : search.divisor, prices.grid),
                oneIn: policy.sumCoincidenceOneIn
            )
        else { return "an amount as round or small as this may well be such a sum by chance" }
        return nil
    }

    /// Whether the text has the item's number in any form.
    private func reads(_ item: Int, in line: StatementLine) -> Bool {
        SeriesReading(items[item].invoice.number, line, index: references)?.meaning()?.isOwn == true
    }

    private func part(_ item: Int, _ line: StatementLine) -> SumSearch.Part {
        guard !isCreditNote(item) else { return SumSearch.Part(item: item, values: [0 - remaining[item]]) }
        let less = offersOpen(item, line).map { remaining[item] - $0 }
        return SumSearch.Part(item: item, values: [remaining[item]] + less)
    }

    private func naturalSums(_ items: [Int], _ line: StatementLine) -> NaturalSum {
        let offers = items.compactMap { item in offersOpen(item, line).first.map { (item, $0) } }
        return NaturalSum(
            invoices: items.filter { !isCreditNote($0) },
            notes: items.filter { isCreditNote($0) },
            due: Dictionary(uniqueKeysWithValues: items.map { ($0, self.items[$0].invoice.due) }),
            discount: Dictionary(uniqueKeysWithValues: offers),
            open: Dictionary(uniqueKeysWithValues: items.map { ($0, remaining[$0]) })
        )
    }

    private func parts(_ way: [SumSearch.Choice]) -> [ReceiptSolution.Part] {
        let invoices = way.filter { !isCreditNote($0.item) }.map {
            ReceiptSolution.Part(item: $0.item, cleared: $0.value, discount: remaining[$0.item] - $0.value)
        }
        let notes = way.filter { isCreditNote($0.item) }.map {
            ReceiptSolution.Part(item: $0.item, cleared: remaining[$0.item])
        }
        return invoices + notes
    }

    /// `A, B (less 2.00 EUR discount) less credit note C`.
    private func names(_ way: [SumSearch.Choice]) -> String {
        let invoices = way.filter { !isCreditNote($0.item) }.map { choice in
            let invoice = items[choice.item].invoice
            let off = remaining[choice.item] - choice.value
            return "\(invoice.number)" + (off > 0 ? " (discount \(money(off, like: invoice.open)))" : "")
        }
        let notes = way.filter { isCreditNote($0.item) }.map { items[$0.item].invoice.number.text }
        return list(invoices) + (notes.isEmpty ? "" : " less \(list(notes))")
    }

    private func suggested(
        _ first: [SumSearch.Choice],
        _ second: [SumSearch.Choice]
    ) -> [(item: Int, reason: String)] {
        let (one, two) = (Set(first.map(\.item)), Set(second.map(\.item)))
        return one.union(two).sorted().map { item in
            if first == second { return (item, "part of the only sum") }
            guard one.contains(item) else { return (item, "part of the second of two sums") }
            return (item, two.contains(item) ? "part of both sums" : "part of the first of two sums")
        }
    }

    private static let sumSuggestionsMax = 12
}
