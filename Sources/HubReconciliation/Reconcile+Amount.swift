import HubDomain
import PaymentVocabulary

/// What a customer could pay with one amount: an item in full, or less a discount.
///
/// A class, since the passes hand it on with each receipt.
final class AmountIndex: Sendable {
    struct Key: Hashable {
        let customer: Int
        let amount: Money
    }

    private let inFull: AmountTable
    private let lessDiscount: AmountTable
    private let asInvoiced: AmountTable
    private let ofAll: AmountTable
    private let creditNotes: AmountTable

    /// - Parameters:
    ///   - before: an earlier one of the same run, which knows what was invoiced already.
    ///   - isForAnyone: whether `ofAnyone` will be asked.
    init(_ matcher: Matcher, after before: AmountIndex? = nil, isForAnyone: Bool = true) {
        var inFull: [AmountTable.Entry] = []
        var lessDiscount: [AmountTable.Entry] = []
        var asInvoiced: [AmountTable.Entry] = []
        var creditNotes: [AmountTable.Entry] = []
        if before == nil { asInvoiced.reserveCapacity(matcher.items.count) }
        inFull.reserveCapacity(matcher.remaining.count { $0 > 0 })
        for index in matcher.items.indices {
            let customer = matcher.owners[index]
            let invoiced = matcher.items[index].invoice.open
            let open = matcher.money(matcher.remaining[index], like: invoiced)
            guard !matcher.isCreditNote(index) else {
                if open.isPositive { creditNotes.append(.init(group: customer, amount: open, item: index)) }
                continue
            }
            if before == nil { asInvoiced.append(.init(group: customer, amount: invoiced, item: index)) }
            guard open.isPositive else { continue }
            inFull.append(.init(group: customer, amount: open, item: index))
            let discounts = matcher.items[index].discounts
            guard !discounts.isEmpty else { continue }
            for (place, discount) in discounts.enumerated() {
                let off = discount.amount.minorUnits
                let isRepeated = discounts[..<place].contains { $0.amount.minorUnits == off }
                guard off > 0, off < open.minorUnits, !isRepeated else { continue }
                let rest = matcher.money(open.minorUnits - off, like: open)
                lessDiscount.append(.init(group: customer, amount: rest, item: index))
            }
        }
        let customers = matcher.itemsOfCustomer.count
        self.inFull = AmountTable(inFull, groups: customers)
        self.lessDiscount = AmountTable(lessDiscount, groups: customers)
        self.asInvoiced = before?.asInvoiced ?? AmountTable(asInvoiced, groups: customers)
        self.creditNotes = AmountTable(creditNotes, groups: customers)
        let all = isForAnyone ? inFull.map { AmountTable.Entry(group: 0, amount: $0.amount, item: Int($0.item)) } : []
        ofAll = AmountTable(all, groups: 1)
    }

    func payableInFull(_ customer: Int, _ amount: Money) -> [Int] { inFull.items(customer, amount) }
    func payableLessDiscount(_ customer: Int, _ amount: Money) -> [Int] { lessDiscount.items(customer, amount) }
    func invoiced(_ customer: Int, _ amount: Money) -> [Int] { asInvoiced.items(customer, amount) }
    func notes(_ customer: Int, _ amount: Money) -> [Int] { creditNotes.items(customer, amount) }

    /// Not all of them, but as many as anybody is shown.
    func ofAnyone(_ amount: Money) -> [Int] { ofAll.items(0, amount, max: Matcher.suggestionsMax) }
}

/// Items by group and amount, ascending within one amount.
private struct AmountTable {
    struct Entry {
        let amount: Money
        let group: Int32
        let item: Int32

        init(group: Int, amount: Money, item: Int) {
            (self.amount, self.group, self.item) = (amount, Int32(clamping: group), Int32(clamping: item))
        }
    }

    /// Ascending by amount inside each group.
    private let entries: [Entry]
    /// Where each group begins, and where the last one ends.
    private var starts: [Int]

    /// - Parameter entries: in the order of their items; `group` is below `groups`.
    init(_ entries: [Entry], groups: Int) {
        starts = Array(repeating: 0, count: groups + 1)
        for entry in entries { starts[Int(entry.group) + 1] += 1 }
        for group in 0..<groups { starts[group + 1] += starts[group] }
        var (next, sorted) = (starts, entries)
        if groups > 1 {
            for entry in entries {
                sorted[next[Int(entry.group)]] = entry
                next[Int(entry.group)] += 1
            }
        }
        func isBefore(_ one: Entry, _ other: Entry) -> Bool {
            if one.amount.minorUnits != other.amount.minorUnits {
                return one.amount.minorUnits < other.amount.minorUnits
            }
            let (currency, another) = (one.amount.currency, other.amount.currency)
            return currency == another ? one.item < other.item : currency < another
        }
        for group in 0..<groups { sorted[starts[group]..<starts[group + 1]].sort(by: isBefore) }
        self.entries = sorted
    }

    func items(_ group: Int, _ amount: Money, max: Int = .max) -> [Int] {
        guard group >= 0, group + 1 < starts.count else { return [] }
        func first(_ isPassed: (Money) -> Bool) -> Int {
            var (low, high) = (starts[group], starts[group + 1])
            while low < high {
                let middle = (low + high) / 2
                if isPassed(entries[middle].amount) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let begin = first {
            $0.minorUnits == amount.minorUnits ? $0.currency < amount.currency : $0.minorUnits < amount.minorUnits
        }
        guard begin < starts[group + 1], entries[begin].amount == amount else { return [] }
        let end = first {
            $0.minorUnits == amount.minorUnits ? $0.currency <= amount.currency : $0.minorUnits < amount.minorUnits
        }
        return entries[begin..<end].prefix(max).map { Int($0.item) }
    }
}

extension Matcher {
    /// Without a reference: the payer is certainly one customer, and one item alone has this amount and a fitting date.
    mutating func matchByAmount(_ line: StatementLine, index: AmountIndex) -> Verdict? {
        let payer = parties.payer(of: line)
        guard let (customer, relation) = parties.certainCustomer(payer) else { return withoutParty(line, payer, index) }
        if let objection = objectionToPayer(payer, customer, line, index) { return objection }
        let strange = StrangeNumbers(numbering.spoken(line), index: references)
        let inFull = index.payableInFull(customer, line.amount).filter {
            remaining[$0] == line.amount.minorUnits && isTimely($0, line)
        }
        let discounted = index.payableLessDiscount(customer, line.amount).filter { item in
            offersOpen(item, line).contains { remaining[item] - $0 == line.amount.minorUnits } && isTimely(item, line)
        }
        let candidates = inFull + discounted
        let suggested = candidates.map { (item: $0, reason: "amount and payer agree") }
        guard let item = candidates.first else { return withoutAmount(line, customer, index, strange) }
        if candidates.count > 1, let (named, what) = onlyNamed(of: candidates, line) {
            let chosen = [(item: named, reason: "amount and payer agree, and \(what) in the text")]
            if let objection = objection(to: named, isOnlyOne: false, strange, line, chosen) { return objection }
            return decide(line, on: named, relation, strange, chosen)
        }
        guard candidates.count == 1 else {
            let name = parties.customers[customer].text
            let text = "is from customer \(name), and \(candidates.count) open items explain the amount equally well"
            return exception(line, .ambiguous, text, suggesting: suggested)
        }
        let isOnlyOne = index.invoiced(customer, items[item].invoice.open).count == 1
        if let objection = objection(to: item, isOnlyOne: isOnlyOne, strange, line, suggested) { return objection }
        return decide(line, on: item, relation, strange, suggested)
    }

    /// Of several documents with the amount the one whose number the text has in another form than it is printed in, or
    /// whose day, where it can be none of the others'.
    private func onlyNamed(of candidates: [Int], _ line: StatementLine) -> (item: Int, what: String)? {
        let named = candidates.filter {
            SeriesReading(items[$0].invoice.number, numbering.spoken(line), index: references)?.meaning()?
                .isCertainlyOwn == true
        }
        guard named.isEmpty else { return named.count == 1 ? (named[0], "its digits are") : nil }
        let days = DocumentDates(RunText(line.remittance))
        let dated = candidates.filter { days.has(items[$0].invoice.issued) }
        return dated.count == 1 && days.all.count == 1 ? (dated[0], "its day is") : nil
    }

    /// Who else than the payer's customer the line speaks of.
    private func objectionToPayer(
        _ payer: PartyIndex.Payer,
        _ customer: Int,
        _ line: StatementLine,
        _ index: AmountIndex
    ) -> Verdict? {
        let name = parties.customers[customer].text
        if !payer.byBehalf.isEmpty, !payer.byBehalf.contains(customer) {
            let others = list(payer.byBehalf.map { parties.customers[$0].text })
            let text = "is from customer \(name) on behalf of \(others), and names no document"
            return exception(line, .contradictingPayer, text, suggesting: equal(of: payer.byBehalf, line, index))
        }
        let inText = parties.customers(meantIn: line.remittance).filter { $0 != customer }
        guard inText.isEmpty else {
            let others = list(inText.map { parties.customers[$0].text })
            let text =
                "is from customer \(name), but has the name of customer \(others) in its text, and names no document"
            return exception(line, .contradictingPayer, text, suggesting: equal(of: [customer] + inText, line, index))
        }
        return nil
    }

    /// What the text of a line says against the one item that has its amount.
    private func objection(
        to item: Int,
        isOnlyOne: Bool,
        _ strange: StrangeNumbers,
        _ line: StatementLine,
        _ suggested: [(item: Int, reason: String)]
    ) -> Verdict? {
        let customer = owners[item]
        let name = parties.customers[customer].text
        let named = strange.others.filter { !isNumber(of: item, $0) }.flatMap { exact($0, of: customer) }
        guard named.isEmpty else {
            let numbers = list(named.map { items[$0].invoice.number.text })
            let others = named.map { (item: $0, reason: "its number is in the text") }
            let text = "names \(numbers) of customer \(name), so the amount alone does not decide"
            return exception(line, .ambiguous, text, suggesting: suggested + others)
        }
        let meaning = SeriesReading(items[item].invoice.number, numbering.spoken(line), index: references)?.meaning()
        let unknown = strange.all.filter { text in
            if case .own(let own, _)? = meaning, foldedReference(text).hasSuffix(own) { return false }
            return mayMeanAnother(text, than: item, strange, isOnlyOne: isOnlyOne)
        }
        guard unknown.isEmpty else {
            let text = "names \(absent(unknown)), so the amount alone does not decide"
            return exception(line, .unknownReference, text, suggesting: instead(of: unknown) + suggested)
        }
        if let word = PaymentWords.ofNoPayment(in: line) ?? PaymentWords.ofInterest(in: line) {
            let text = "says \"\(word)\", so it may be no payment of an invoice, and the amount alone does not decide"
            return exception(line, .noMatch, text, suggesting: suggested)
        }
        let text = RunText(line.remittance)
        let isLess = line.amount.minorUnits < remaining[item]
        if PaymentWords.tellOfRest(in: text), remaining[item] == items[item].invoice.amount.minorUnits {
            let text =
                "speaks of a part or a rest, and nothing of \(items[item].invoice.number) is paid, so the amount alone does not "
                + "decide"
            return exception(line, .noMatch, text, suggesting: suggested)
        }
        if let other = StatedAmounts(text, paid: line.amount).another(than: [
            items[item].invoice.amount, items[item].invoice.open,
        ]) {
            let text = "speaks of \(other), so the amount alone does not decide"
            return exception(line, .ambiguous, text, suggesting: suggested)
        }
        if isLess, PaymentWords.tellOfNoDiscount(in: line) {
            let text = "says that something else than a discount is missing, so the amount alone does not decide"
            return exception(line, .under, text, suggesting: suggested)
        }
        if meaning?.isOwn != true, let transfer = transfers.likely(before: line) {
            let text =
                "has the account and the amount of our own transfer of \(transfer.bookingDate), so the amount alone does not "
                + "decide"
            return exception(line, .returned, text, suggesting: suggested)
        }
        if let count = PaymentWords.count(in: text), count > 1 {
            let text = "speaks of \(count) documents, so the amount alone does not decide"
            return exception(line, .ambiguous, text, suggesting: suggested)
        }
        if let other = otherCurrency(in: text, than: line.amount.currency, of: customer) {
            let document = items[other].invoice
            let text =
                "speaks of \(document.open.currency), in which \(document.number) is open, so the amount alone does not decide"
            return exception(line, .currency, text, suggesting: [(other, "its currency is in the text")] + suggested)
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
        if case .another(let other)? = meaning,
            !strange.ours.contains(where: { isNumber(of: item, $0) || foldedReference($0) == foldedReference(other) })
        {
            let text =
                "has \(other), which reads as another number of the series of \(items[item].invoice.number), so the amount "
                + "alone does not decide"
            return exception(line, .unknownReference, text, suggesting: suggested)
        }
        if PaymentWords.tellOfCreditNoteOff(in: text) {
            let text = "says that a credit note is taken off, and \(items[item].invoice.number) alone has the amount"
            return exception(line, .ambiguous, text, suggesting: suggested)
        }
        let units = line.amount.minorUnits
        if meaning?.isOwn != true, let sum = rivals(making: units, of: customer, besides: [item], line, mayBeOne: false)
        {
            let numbers = list(sum.map { items[$0].invoice.number.text })
            let text =
                "is from customer \(name), and \(items[item].invoice.number) has this amount, but \(numbers) have it together"
            return exception(line, .ambiguous, text, suggesting: suggested + sum.map { ($0, "the sum agrees") })
        }
        if meaning?.isOwn != true, let other = otherTime(than: [item], text) {
            let invoice = items[item].invoice
            let text =
                "speaks of \(other), and \(invoice.number) is of \(invoice.issued), so the amount alone does not decide"
            return exception(line, .unknownReference, text, suggesting: suggested)
        }
        if let word = strangeWord(in: line, of: item, isLess: isLess) {
            let text = "says \"\(word)\", which may be what the money is for, so the amount alone does not decide"
            return exception(line, .noMatch, text, suggesting: suggested)
        }
        return nil
    }

    /// A word, or a share, of the text that may say what the money is for, besides what the customer owes.
    ///
    /// - Parameters:
    ///   - item: one of the customer's.
    ///   - isLess: whether less is paid than what is open, as with a discount.
    func strangeWord(
        in line: StatementLine,
        of item: Int,
        besides taken: [ClosedRange<Int>] = [],
        isLess: Bool
    ) -> String? {
        let names = [line.counterpartyName, line.ultimateDebtorName, items[item].invoice.customerName]
        let words = PlainWords(line, names: names.compactMap(\.self), prefixes: references.prefixes)
        let isRest = remaining[item] < items[item].invoice.amount.minorUnits
        if let word = words.first(besides: taken, isLess: isLess, isRest: isRest) { return word }
        return !isLess && !isRest && line.remittance.contains("%") ? "%" : nil
    }

    /// What a customer owes in another currency that the text names.
    private func otherCurrency(in text: RunText, than currency: Currency, of customer: Int) -> Int? {
        itemsOfCustomer[customer].first { item in
            let other = items[item].invoice.open.currency
            return other != currency && remaining[item] > 0
                && text.runs.indices.contains { text.string($0, $0) == other.code }
        }
    }

    /// A day or a period that a text gives for a document, and that is of none of these.
    func otherTime(than items: [Int], _ text: RunText) -> String? {
        let documents = items.map { (issued: self.items[$0].invoice.issued, due: self.items[$0].invoice.due) }
        let (dates, days) = (DocumentDates(text), Set(documents.flatMap { [$0.issued, $0.due] }))
        if let day = dates.first(besides: days) { return "a document of \(day)" }
        if let day = dates.firstYearless(besides: days) { return "\"\(day)\"" }
        return DocumentPeriods(text, isAlone: true).first(besides: documents).map { "\"\($0)\"" }
    }

    /// Posts a line whose text says nothing against the one item that has its amount, if the rules let it.
    private mutating func decide(
        _ line: StatementLine,
        on item: Int,
        _ relation: PartyIndex.Relation,
        _ strange: StrangeNumbers,
        _ suggested: [(item: Int, reason: String)]
    ) -> Verdict {
        let name = parties.customers[owners[item]].text
        let slips = strange.all.filter { strange.ours.contains($0) || !isNumber(of: item, $0) }
        let off = remaining[item] - line.amount.minorUnits
        let part = ReceiptSolution.Part(item: item, cleared: line.amount.minorUnits, discount: off)
        let how = off > 0 ? "less the discount of \(money(off, like: line.amount))" : "in full"
        let number = items[item].invoice.number
        let mistyped = !slips.isEmpty ? "\(list(slips)) is that number but for a slip; " : ""
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
                score: facts.score - (slips.isEmpty ? 0 : 5),
                explanation:
                    "of all that customer \(name) owes only \(number) has this amount, \(how), and was open on "
                    + "\(line.bookingDate); \(mistyped)\(relation.words); \(decision.words)"
            )
        )
    }

    /// Documents of some customers that have the amount.
    func equal(
        of customers: [Int],
        _ line: StatementLine,
        _ index: AmountIndex
    ) -> [(item: Int, reason: String)] {
        customers.flatMap { index.payableInFull($0, line.amount) }.filter { remaining[$0] > 0 }
            .map { (item: $0, reason: "the amount and a name agree") }
    }

    /// Whether a number that a line names may be that of a document which is not at hand, so that it speaks against an item.
    ///
    /// What another document of the customer may be called is told elsewhere.
    ///
    /// - Parameter isOnlyOne: whether the customer owes the amount of the item only once.
    private func mayMeanAnother(_ text: String, than item: Int, _ strange: StrangeNumbers, isOnlyOne: Bool) -> Bool {
        let customer = owners[item]
        let isOfOurForm = strange.ours.contains(text)
        if isNumber(of: item, text), isOnlyOne || !isOfOurForm { return false }
        // Of our series and not higher than all others: a document that is settled, and no slip.
        if references.mayBeEarlier(text) { return !isMeant(text, by: customer, besides: item) }
        guard isOfOurForm else { return !isMeant(text, by: customer) }
        return !isOnlyOne || !digits.areMeant(of: item, by: WrittenNumbers(text))
    }

    /// Whether a text is the number of an item, or has all of its digits.
    private func isNumber(of item: Int, _ text: String) -> Bool {
        foldedReference(text) == foldedReference(items[item].invoice.number.text)
            || WrittenNumbers(text).are(digits.forms(of: item))
    }

    /// The documents of the customer that have just this number.
    private func exact(_ text: String, of customer: Int) -> [Int] {
        let folded = RunText(text).bytes[...]
        guard folded.count < ReferenceIndex.lengthMin else {
            return references.matching(folded, hash: FoldedHash(folded).value).map { references.keys[$0].item }
                .filter { owners[$0] == customer }
        }
        let number = String(decoding: folded, as: UTF8.self)
        return itemsOfCustomer[customer].filter { foldedReference(items[$0].invoice.number.text) == number }
    }

    /// Whether a text may mean a document of the customer, paid or not: it is its number, or its digits are, but for a
    /// slip.
    private func isMeant(_ text: String, by customer: Int, besides item: Int? = nil) -> Bool {
        if exact(text, of: customer).contains(where: { $0 != item }) { return true }
        let numbers = WrittenNumbers(text)
        return itemsOfCustomer[customer].contains { $0 != item && digits.areMeant(of: $0, by: numbers) }
    }

    /// The numbers that a line names beside documents of a customer, and that may mean none of them.
    func unknown(_ strange: StrangeNumbers, to customer: Int) -> [String] {
        strange.ours
            + strange.others.filter { text in
                guard isMeant(text, by: customer) else { return true }
                guard references.mayBeEarlier(text), exact(text, of: customer).isEmpty else { return false }
                let numbers = WrittenNumbers(text)
                return !itemsOfCustomer[customer].contains { numbers.are(digits.forms(of: $0)) }
            }
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
            let doubt =
                payer.isAccountAlike
                ? ", whose account is written in another way"
                : isUnsure ? ", which was confirmed once only, or for somebody else too" : ""
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
        _ strange: StrangeNumbers
    ) -> Verdict? {
        let name = parties.customers[customer].text
        let paid = index.invoiced(customer, line.amount).first { remaining[$0] == 0 && claimant[$0] != nil }
        if let paid {
            let text = "is from customer \(name), whose \(items[paid].invoice.number) has this amount, \(whoTook(paid))"
            return exception(line, .duplicate, text)
        }
        let untimely = index.payableInFull(customer, line.amount).filter { remaining[$0] > 0 }
        let suggested = untimely.map { (item: $0, reason: "amount and payer agree, the date does not") }
        let unknown = unknown(strange, to: customer)
        if !unknown.isEmpty {
            let text = "is from customer \(name) and names \(absent(unknown))"
            return exception(line, .unknownReference, text, suggesting: instead(of: unknown) + suggested)
        }
        guard !suggested.isEmpty else { return leave("no single open item of customer \(name) has this amount") }
        let text = "is from customer \(name), but no single open item explains the amount and the date"
        return exception(line, .noMatch, text, suggesting: suggested)
    }
}
