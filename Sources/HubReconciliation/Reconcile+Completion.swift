import HubDomain
import PaymentVocabulary

/// Receipts that name documents with another amount than what is open, and what else competes for the rest.
struct InexactReceipts {
    private var mentions: [StatementLine: Mentions] = [:]
    /// For each document the receipts that name it.
    private var naming: [Int: [StatementLine]] = [:]
    /// What receipts that name nothing of ours may pay.
    var unnamed: Set<AmountIndex.Key> = []

    mutating func note(_ line: StatementLine, _ found: Mentions, naming items: [Int]) {
        guard mentions.updateValue(found, forKey: line) == nil else { return }
        for item in items { naming[item, default: []].append(line) }
    }

    func mentions(of line: StatementLine) -> Mentions? { mentions[line] }

    func isNamed(_ item: Int) -> Bool { naming[item] != nil }

    /// Whether another receipt may bring what one that names the documents lacks, or a part of it.
    func mayBring(_ lacking: AmountIndex.Key, _ items: [Int], besides line: StatementLine) -> Bool {
        unnamed.contains(lacking)
            || items.contains { item in
                naming[item]?.contains { $0 != line && $0.amount.minorUnits <= lacking.amount.minorUnits } == true
            }
    }
}

extension Matcher {
    /// Notes what the receipts without any name of ours, which a later pass decides about, may pay by their amount.
    mutating func noteWaiting(_ run: Run) {
        for place in run.waiting {
            let line = run.receipts[place]
            guard inexact.mentions(of: line) == nil else { continue }
            let payer = parties.payer(of: line)
            guard let (customer, _) = parties.certainCustomer(payer) else { continue }
            inexact.unnamed.insert(AmountIndex.Key(customer: customer, amount: line.amount))
        }
    }

    /// The receipt pays what it names and one document more, or less a credit note that it does not name: one of the
    /// customer's alone makes the amount exact.
    mutating func complete(
        _ line: StatementLine,
        _ named: Named,
        _ relation: PartyIndex.Relation,
        _ solution: ReceiptSolution,
        unknown: [String],
        _ amounts: AmountIndex
    ) -> Verdict? {
        if case .refused(.ambiguous, _) = solution { return nil }
        // What is beside it may be for nothing that is open.
        let text = RunText(line.remittance)
        let isLess = PaymentWords.tellOfCreditNoteOff(in: text)
        if !isLess, PaymentWords.ofNoPayment(in: line) != nil { return nil }
        // A credit note alone may as well be paid back, or paid by mistake.
        guard relation.agrees, named.items.allSatisfy({ remaining[$0] > 0 }),
            named.items.contains(where: { !isCreditNote($0) }),
            others(with: line, than: named, amounts).isEmpty,
            let lacking = lacking(line, named)
        else { return nil }
        // Who pays a part says so, and takes no credit note off.
        if lacking < 0, PaymentWords.tellOfPart(in: line) { return nil }
        let hasOtherReason = PaymentWords.tellOfOtherReason(in: line)
        if lacking < 0, hasOtherReason { return nil }
        let found = completion(of: line, named, lacking: lacking, unknown: unknown, amounts)
        // A number that nobody knows may be that of what is lacking.
        if found != nil || unknown.isEmpty, let verdict = rival(to: found, lacking: lacking, line, named, solution) {
            return verdict
        }
        guard let item = found else { return nil }
        let number = items[item].invoice.number
        guard !hasOtherReason, isSilent(line, about: named, and: item, unknown) else {
            let text =
                "names \(names(named)): with \(number) the amount is exact, but the text says more than what it names"
            return refuse(line, named, .ambiguous, text, besides: [(item, "makes the amount exact")])
        }
        if case .paid(_, let amount, let words) = solution, amount.isTolerance {
            let text = "names \(names(named)): either \(words), or \(number) makes it exact"
            return refuse(line, named, .ambiguous, text, besides: [(item, "makes the amount exact")])
        }
        let facts = MatchFacts(payer: relation.fact, reference: reference(of: named), amount: .completed)
        let decision = decide(line, facts)
        guard decision.posts else { return held(line, named, facts, decision) }
        let kind = isCreditNote(item) ? "less its credit note \(number)" : "with \(number)"
        let parts = (named.items + [item]).sorted { (isCreditNote($0) ? 1 : 0, $0) < (isCreditNote($1) ? 1 : 0, $1) }
            .map { ReceiptSolution.Part(item: $0, cleared: remaining[$0]) }
        return doubted(
            Match(
                line: line,
                allocations: apply(parts, line),
                rule: named.rule,
                score: facts.score,
                explanation:
                    "\(named.source) names \(names(named)) (\(list(named.texts))); \(kind), which it does not name as such, "
                    + "the amount is exactly what is open, as with no other of the customer's; \(relation.words); "
                    + decision.words
            )
        )
    }

    /// Whether the text has nothing beside what it names that may say what the rest is for: words of payments and of
    /// documents, names, the day of a named document, and numbers that are said to be something else's.
    ///
    /// - Parameters:
    ///   - item: whose number may be too short to name it.
    ///   - unknown: numbers that are those of the documents but for a slip.
    private func isSilent(_ line: StatementLine, about named: Named, and item: Int, _ unknown: [String]) -> Bool {
        let text = RunText(line.remittance)
        var mentions = Mentions()
        let taken = mentions.addText(line.remittance, rule: .ownReference, index: references)
        let isTaken = { (place: Int) in taken.contains { $0.contains(place) } }
        let own = foldedReference(items[item].invoice.number.text)
        let owner = items[named.items[0]].invoice.customerName
        let names = Set(PartyName(owner).words + (line.counterpartyName.map { PartyName($0).words } ?? []))
        let paid = (named.items + [item]).count { !isCreditNote($0) }
        var place = 0
        while place < text.runs.count {
            if let count = PaymentWords.countOfDocuments(at: place, in: text), !isTaken(place) {
                guard count == paid else { return false }
                place += 1
                continue
            }
            if isTaken(place) {
                place = Self.endOfDay(behind: place, in: text) ?? place + 1
                continue
            }
            let word = text.string(place, place)
            if let last = StatedAmounts.end(of: place, in: text), let units = Int64(text.string(place, last)) {
                // What is paid, or what one of them has open.
                let known = [line.amount.minorUnits] + (named.items + [item]).map { remaining[$0] }
                guard known.contains(units) else { return false }
                place = last + 1
                continue
            }
            if text.runs[place].hasDigit {
                guard
                    (unknown + mentions.slipped + [own]).contains(where: {
                        $0 == word || word.utf8.count > 1 && $0.contains(word)
                    })
                        || ForeignNumbers.isOfSomethingElse(before: place, in: text)
                else { return false }
            } else if !PaymentWords.areOfPayments(word), !names.contains(word), !ForeignNumbers.isHarmless(word) {
                return false
            }
            place += 1
        }
        return true
    }

    /// Behind `vom 12.02.2026`, where that follows a number.
    private static func endOfDay(behind place: Int, in text: RunText) -> Int? {
        var first = place + 1
        while first < text.runs.count, DocumentDates.isSmall(text.string(first, first)) { first += 1 }
        guard first + 2 < text.runs.count, (first...first + 2).allSatisfy({ !text.runs[$0].hasLetter }),
            text.runs[first + 1].gapBefore.joins, text.runs[first + 2].gapBefore.joins
        else { return nil }
        return first + 3
    }

    /// Documents that make the amount exact as well as the one that was found, or several that do where none was.
    private func rival(
        to found: Int?,
        lacking: Int64,
        _ line: StatementLine,
        _ named: Named,
        _ solution: ReceiptSolution
    ) -> Verdict? {
        let customer = owners[named.items[0]]
        // What other receipts name, or pay by its amount, is theirs.
        let taken = itemsOfCustomer[customer].filter { item in
            let amount = money(remaining[item], like: line.amount)
            return inexact.isNamed(item)
                || inexact.unnamed.contains(AmountIndex.Key(customer: customer, amount: amount))
        }
        let besides = named.items + taken + [found].compactMap(\.self)
        guard let others = rivals(making: lacking, of: customer, besides: besides, line, mayBeOne: true) else {
            return nil
        }
        let numbers = list(others.map { items[$0].invoice.number.text })
        let first = found.map { "either with \(items[$0].invoice.number) or " } ?? ""
        let suggested = ([found].compactMap(\.self) + others).map { (item: $0, reason: "makes the amount exact") }
        let text =
            if case .paid(_, let amount, let words) = solution, amount.isTolerance {
                "names \(names(named)): either \(words), or \(numbers) makes it exact"
            } else {
                "names \(names(named)): \(first)with \(numbers), which it does not name, the amount is exact"
            }
        return refuse(line, named, .ambiguous, text, besides: suggested)
    }

    /// Minor units that what the line names lacks; negative when it is more than the receipt.
    private func lacking(_ line: StatementLine, _ named: Named) -> Int64? {
        let owed = named.items.reduce(Int128(0)) { $0 + Int128(isCreditNote($1) ? 0 - remaining[$1] : remaining[$1]) }
        let lacking = Int64(exactly: Int128(line.amount.minorUnits) - owed)
        return lacking == 0 ? nil : lacking
    }

    private func completion(
        of line: StatementLine,
        _ named: Named,
        lacking: Int64,
        unknown: [String],
        _ amounts: AmountIndex
    ) -> Int? {
        let customer = owners[named.items[0]]
        let amount = money(Int64(clamping: lacking.magnitude), like: line.amount)
        let key = AmountIndex.Key(customer: customer, amount: amount)
        let equal = lacking > 0 ? amounts.payableInFull(customer, amount) : amounts.notes(customer, amount)
        let open = equal.filter { !named.items.contains($0) && remaining[$0] == amount.minorUnits }
        guard open.count == 1, let item = open.first, !inexact.isNamed(item), !inexact.unnamed.contains(key) else {
            return nil
        }
        let day = line.bookingDate
        let isTimely = isCreditNote(item) ? day >= items[item].invoice.issued : isTimely(item, line)
        // Where the customer has had the same amount more than once, another document may be meant.
        let isOnlyOne = lacking < 0 || amounts.invoiced(customer, amount).count == 1
        guard isTimely, isOnlyOne, !isLateDiscount(amount, named) else { return nil }
        let written = WrittenNumbers(line, without: named.items.map { digits.forms(of: $0) })
        guard unknown.allSatisfy({ isSlip($0, of: item) }),
            resembled(by: written, of: customer, besides: named.items + [item]).isEmpty
        else { return nil }
        return item
    }

    /// Whether a number that was not given is the item's but for a slip, and can be no other document's.
    private func isSlip(_ text: String, of item: Int) -> Bool {
        let numbers = WrittenNumbers(text)
        let forms = digits.forms(of: item)
        return numbers.are(forms) || numbers.mean(forms) && !references.mayBeEarlier(text)
    }

    /// Whether discounts that were ever offered on what the line names, at most one a document, make the amount.
    private func isLateDiscount(_ amount: Money, _ named: Named) -> Bool {
        var sums: Set<Int128> = [0]
        for item in named.items where sums.count <= policy.combinationsMax {
            let offers = items[item].discounts.filter { $0.amount.currency == amount.currency }
            for off in offers { sums.formUnion(sums.map { $0 + Int128(off.amount.minorUnits) }) }
        }
        // So many combinations may make anything.
        return sums.count > policy.combinationsMax || sums.contains(Int128(amount.minorUnits))
    }
}
