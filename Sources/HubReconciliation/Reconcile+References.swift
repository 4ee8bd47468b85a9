import HubDomain
import PaymentVocabulary

extension Matcher {
    /// What a line names, once every mention means one document.
    struct Named {
        var items: [Int] = []
        var rule = MatchingRule.ownReference
        var strength = ReferenceIndex.Strength.fragile
        var texts: [String] = []
        /// One of the numbers is of digits alone, has no check digit that holds and is not said to be a document's.
        var hasBareNumber = false
        /// Nothing but the end-to-end id names them.
        var isInID = true

        /// What names them.
        var source: String { isInID && rule == .ownReference ? "the end-to-end id" : rule.words }
    }

    /// Receipts whose amount is that of what they name; the others are noted for `matchInexactly`.
    mutating func matchByReferences(_ line: StatementLine, amounts: AmountIndex) -> Verdict? {
        let mentions = Mentions(line, index: references)
        guard !mentions.all.isEmpty else { return leave("the line names no document that was given") }
        let payer = parties.payer(of: line)
        guard !mentions.found.isEmpty else {
            return matchWithImplied(line, mentions, payer, amounts)
                ?? leave("the amount is not that of the range that the line names")
        }
        if let verdict = matchByExchange(line, mentions, payer, amounts: amounts) { return verdict }
        return match(line, mentions, payer) { matcher, named, relation, solution in
            guard !solution.isExact else { return matcher.post(line, named, relation, solution, amounts) }
            if let verdict = matcher.matchWithImplied(line, mentions, payer, amounts) { return verdict }
            if let verdict = matcher.matchWhatIsSaid(line, mentions, payer, amounts) { return verdict }
            let implied = mentions.implied.flatMap(\.items)
            matcher.inexact.note(line, mentions.withImplied, naming: named.items + implied)
            return matcher.leave("the amount is another one than what is open of what the line names")
        }
    }

    /// Posts what a line calls documents where the amount is exactly theirs: other digits are something else's, as in
    /// `Filiale 1234 Rechnung 1235`.
    private mutating func matchWhatIsSaid(
        _ line: StatementLine,
        _ mentions: Mentions,
        _ payer: PartyIndex.Payer,
        _ amounts: AmountIndex
    ) -> Verdict? {
        let isBare = { (mention: Mention) in
            !mention.isSaid && mention.strength < .structured
                && mention.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard mentions.found.contains(where: isBare) else { return nil }
        var said = mentions
        said.found.removeAll(where: isBare)
        guard said.found.contains(where: \.isSaid) else { return nil }
        return matchExactly(line, said, payer, amounts)
    }

    /// Posts what a line names and what it implies where the amount is exactly theirs.
    private mutating func matchWithImplied(
        _ line: StatementLine,
        _ mentions: Mentions,
        _ payer: PartyIndex.Payer,
        _ amounts: AmountIndex
    ) -> Verdict? {
        guard !mentions.implied.isEmpty else { return nil }
        return matchExactly(line, mentions.withImplied, payer, amounts)
    }

    /// Posts what these mentions name where the amount is exactly theirs.
    private mutating func matchExactly(
        _ line: StatementLine,
        _ mentions: Mentions,
        _ payer: PartyIndex.Payer,
        _ amounts: AmountIndex
    ) -> Verdict? {
        var verdict: Verdict?
        _ = match(line, mentions, payer) { matcher, named, relation, solution in
            if solution.isExact { verdict = matcher.post(line, named, relation, solution, amounts) }
            return verdict
        }
        return verdict
    }

    /// Receipts that name documents with another amount, once all exact ones are posted: with one more document of the
    /// same customer the amount may be exact; else it is a part or an over payment, where nothing speaks against it.
    mutating func matchInexactly(_ line: StatementLine, amounts: AmountIndex) -> Verdict? {
        guard let mentions = inexact.mentions(of: line) else {
            return leave("it names no document with another amount")
        }
        let payer = parties.payer(of: line)
        return match(line, mentions, payer) { matcher, named, relation, solution in
            guard !solution.isExact else { return matcher.post(line, named, relation, solution, amounts) }
            let strange = StrangeNumbers(matcher.numbering.spoken(line), index: matcher.references)
            let unknown = matcher.unknown(strange, to: matcher.owners[named.items[0]])
            // One document more, behind some that are only implied, is one guess too many.
            if !mentions.hasImplied,
                let verdict = matcher.complete(line, named, relation, solution, unknown: unknown, amounts)
            {
                return verdict
            }
            if let verdict = matcher.missing(line, named) { return verdict }
            if let objection = matcher.objection(to: named, line, solution, mentions, unknown, amounts) {
                return objection
            }
            return matcher.post(line, named, relation, solution, amounts)
        }
    }

    private struct Refusal: Error {
        let verdict: Verdict
    }

    private func resolve(
        _ mentions: Mentions,
        _ line: StatementLine,
        _ payer: PartyIndex.Payer
    ) -> Result<Named, Refusal> {
        var named = Named()
        var certainty: Int?
        for mention in mentions.found {
            var candidates = mention.items
            if mention.strength == .fragile {
                candidates = candidates.filter { parties.relation(of: payer, to: owners[$0]).agrees }
                if candidates.isEmpty { continue }
            }
            let inCurrency = candidates.filter { currency(of: $0) == line.amount.currency }
            guard !inCurrency.isEmpty else {
                let held = items[candidates[0]].invoice
                let text = "names \(held.number), which is open in \(held.open.currency), but paid \(line.amount)"
                return .failure(
                    Refusal(verdict: exception(line, .currency, text, suggesting: [(candidates[0], "named")]))
                )
            }
            candidates = narrow(inCurrency, line, payer)
            guard candidates.count == 1 else {
                let text = "names \(mention.text), which \(candidates.count) open documents answer to"
                let suggested = candidates.map { (item: $0, reason: "answers to \(mention.text)") }
                return .failure(Refusal(verdict: exception(line, .ambiguous, text, suggesting: suggested)))
            }
            let item = candidates[0]
            named.strength = max(named.strength, mention.strength)
            certainty = max(certainty ?? 0, mention.rule.certainty)
            named.items.append(item)
            named.texts.append(mention.text)
            if !mention.isInID { named.isInID = false }
            let digits = mention.text.utf8.count { (0x30...0x39).contains($0) }
            // Letters alone may be a word.
            if mention.strength < .structured, !mention.isSaid,
                mention.mayBeOther || digits == 0 || digits == mention.text.utf8.count
            {
                named.hasBareNumber = true
            }
        }
        named.items = named.items.eachOnce
        named.rule = certainty.flatMap(MatchingRule.init(certainty:)) ?? .ownReference
        return .success(named)
    }

    /// Several documents of one number: the payer decides, then what is open, then the amount.
    private func narrow(_ candidates: [Int], _ line: StatementLine, _ payer: PartyIndex.Payer) -> [Int] {
        guard candidates.count > 1 else { return candidates }
        var left = candidates
        for test in [
            { (item: Int) in self.parties.relation(of: payer, to: self.owners[item]).agrees },
            { (item: Int) in self.remaining[item] > 0 },
            { (item: Int) in self.remaining[item] == line.amount.minorUnits },
        ] {
            let passing = left.filter(test)
            if passing.count == 1 { return passing }
            if !passing.isEmpty { left = passing }
        }
        return left
    }

    /// Resolves what the line names, refuses what contradicts itself, and hands the rest on.
    private mutating func match(
        _ line: StatementLine,
        _ mentions: Mentions,
        _ payer: PartyIndex.Payer,
        _ decide: (inout Matcher, Named, PartyIndex.Relation, ReceiptSolution) -> Verdict?
    ) -> Verdict? {
        let named: Named
        switch resolve(mentions, line, payer) {
        case .failure(let refusal): return refusal.verdict
        case .success(let found): named = found
        }
        guard !named.items.isEmpty else {
            return leave("so short a number counts only from the customer's own account or name")
        }
        let customers = named.items.map { owners[$0] }.eachOnce
        let relations = customers.map { parties.relation(of: payer, to: $0) }
        for (customer, relation) in zip(customers, relations) {
            if case .contradicts(let others) = relation {
                return contradiction(line, names: names(named), of: customer, payers: others)
            }
        }
        guard customers.count == 1, let relation = relations.first else {
            let owners = list(customers.map { parties.customers[$0].text })
            return refuse(line, named, .ambiguous, "names \(names(named)) of different customers (\(owners))")
        }
        if let kept = named.items.first(where: { heldClaims[$0] != nil }) {
            let which = named.items.count > 1 ? " (\(items[kept].invoice.number))" : ""
            return refuse(line, named, .duplicate, "names \(names(named))\(which), \(whoTook(kept))")
        }
        let open = named.items.filter { remaining[$0] > 0 }
        guard !open.isEmpty else {
            let taken = named.items.first { claimant[$0] != nil } ?? named.items[0]
            return refuse(line, named, .duplicate, "names \(names(named)), \(whoTook(taken))")
        }
        let reference = reference(of: named)
        let isTolerant = relation.agrees && (reference == .structured || reference == .strong)
        return decide(&self, named, relation, settle(line, open, isTolerant: isTolerant))
    }

    func reference(of named: Named) -> MatchFacts.Reference {
        MatchFacts.Reference(named.strength, hasBareNumber: named.hasBareNumber)
    }

    func names(_ named: Named) -> String { list(named.items.map { items[$0].invoice.number.text }) }

    func refuse(
        _ line: StatementLine,
        _ named: Named,
        _ reason: LineException.Reason,
        _ explanation: String,
        besides others: [(item: Int, reason: String)] = []
    ) -> Verdict {
        let suggested = named.items.map { (item: $0, reason: "named in the line") } + others
        return exception(line, reason, explanation, suggesting: suggested, documents: named.items.count)
    }

    private mutating func post(
        _ line: StatementLine,
        _ named: Named,
        _ relation: PartyIndex.Relation,
        _ solution: ReceiptSolution,
        _ amounts: AmountIndex
    ) -> Verdict {
        switch solution {
        case .paid(let parts, let amount, let words):
            if let verdict = mistaken(line, named, relation, amounts) { return verdict }
            if amount == .discount, let notes = notesInstead(of: parts, line) {
                let numbers = list(notes.map { items[$0].invoice.number.text })
                let text = "names \(names(named)): either \(words), or \(numbers) is taken off"
                let besides = notes.map { (item: $0, reason: "is just what is missing") }
                return refuse(line, named, .ambiguous, text, besides: besides)
            }
            if parts.contains(where: { $0.discount > 0 }), let why = noDiscount(line, named) {
                return refuse(line, named, .under, "names \(names(named)): \(words), but \(why)")
            }
            if let word = PaymentWords.ofReturn(in: line), !named.items.contains(where: { isCreditNote($0) }) {
                let text = "names \(names(named)), but says \"\(word)\", so money of ours may have come back"
                return refuse(line, named, .returned, text)
            }
            let facts = MatchFacts(payer: relation.fact, reference: reference(of: named), amount: amount)
            let decision = decide(line, facts)
            guard decision.posts else { return held(line, named, facts, decision) }
            let explanation =
                "\(named.source) names \(names(named)) (\(list(named.texts))); \(words); \(relation.words); "
                + decision.words
            return .match(
                Match(
                    line: line,
                    allocations: apply(parts, line),
                    rule: named.rule,
                    score: facts.score,
                    explanation: explanation
                )
            )
        case .refused(let reason, let words):
            if !relation.agrees {
                // Who paid comes before what is wrong with the amount.
                let facts = MatchFacts(payer: relation.fact, reference: reference(of: named), amount: .part)
                let decision = decide(line, facts)
                guard decision.posts else { return held(line, named, facts, decision) }
            }
            return refuse(line, named, reason, "names \(names(named)), \(words)")
        }
    }

    /// Why what is missing may be something else than a discount; `nil` where the text says nothing of it.
    private func noDiscount(_ line: StatementLine, _ named: Named) -> String? {
        if PaymentWords.tellOfNoDiscount(in: line) { return "the text says that something else is missing" }
        var mentions = Mentions()
        let taken = mentions.addText(line.remittance, rule: .ownReference, index: references)
        let text = RunText(line.remittance)
        // A credit note that is named is one of `named`; another one is not at hand.
        if PaymentWords.tellOfCreditNoteOff(in: text), !named.items.contains(where: { isCreditNote($0) }) {
            return "the text says that a credit note is taken off"
        }
        if PaymentWords.tellOfDiscount(in: line) { return nil }
        return strangeWord(in: line, of: named.items[0], besides: taken, isLess: true).map {
            "the text says \"\($0)\", which may be what is missing"
        }
    }

    /// Who is not known to be the customer, and may be another: the text has another customer's name, or the payer's name is
    /// like that of one who owes just this amount, so that the number may be mistyped.
    private mutating func mistaken(
        _ line: StatementLine,
        _ named: Named,
        _ relation: PartyIndex.Relation,
        _ amounts: AmountIndex
    ) -> Verdict? {
        guard !relation.agrees else { return nil }
        let own = owners[named.items[0]]
        let inText = parties.customers(namedIn: line.remittance)
        if let other = inText.first, !inText.contains(own) {
            let text =
                "names \(names(named)) of customer \(parties.customers[own].text), but also the name of "
                + "\(parties.customers[other].text), and the payer is not known to be either"
            return refuse(line, named, .contradictingPayer, text, besides: equal(of: [other], line, amounts))
        }
        guard relation == .stranger, let payer = line.counterpartyName else { return nil }
        let like = parties.customers(like: payer, unlessLike: own)
        let others = like.sorted().flatMap { amounts.payableInFull($0, line.amount) }
            .filter { remaining[$0] == line.amount.minorUnits }
        guard !others.isEmpty else { return nil }
        let customers = list(Set(others.map { owners[$0] }).sorted().map { parties.customers[$0].text })
        let text =
            "names \(names(named)) of customer \(parties.customers[own].text), but the payer's name is like that of \(customers), "
            + "who owes this amount too"
        return refuse(
            line,
            named,
            .contradictingPayer,
            text,
            besides: others.map { (item: $0, reason: "the amount agrees, and nearly the name") }
        )
    }

    /// Documents of the same customer that the line does not name, and whose amount is exactly the line's.
    func others(with line: StatementLine, than named: Named, _ amounts: AmountIndex) -> [Int] {
        let customer = owners[named.items[0]]
        let inFull = amounts.payableInFull(customer, line.amount).filter { remaining[$0] == line.amount.minorUnits }
        let lessDiscount = amounts.payableLessDiscount(customer, line.amount).filter { item in
            offersOpen(item, line).contains { remaining[item] - $0 == line.amount.minorUnits }
        }
        return (inFull + lessDiscount).filter { !named.items.contains($0) }
    }

    /// What speaks against posting another amount than what is open.
    private func objection(
        to named: Named,
        _ line: StatementLine,
        _ solution: ReceiptSolution,
        _ mentions: Mentions,
        _ unknown: [String],
        _ amounts: AmountIndex
    ) -> Verdict? {
        let names = names(named)
        guard named.items.allSatisfy({ remaining[$0] > 0 }) else {
            return refuse(
                line,
                named,
                .duplicate,
                "names \(names), of which a part is settled already, with another amount"
            )
        }
        guard unknown.isEmpty else {
            let text = "names \(names) and also \(absent(unknown)), and the amount is not exact"
            return refuse(line, named, .unknownReference, text)
        }
        let exact = others(with: line, than: named, amounts)
        guard exact.isEmpty else {
            let others = list(exact.map { items[$0].invoice.number.text })
            return refuse(
                line,
                named,
                .ambiguous,
                "names \(names), but the amount is exactly that of \(others)",
                besides: exact.map { (item: $0, reason: "the amount agrees") }
            )
        }
        if case .paid(_, .over, _) = solution, named.items.contains(where: mentions.repeated.contains) {
            let text = "names \(names) twice and brings more than it, so another number may be meant"
            return refuse(line, named, .over, text)
        }
        if case .paid(_, .over, _) = solution, let twin = settledTwin(of: line, besides: named, amounts) {
            let text =
                "names \(names), but the amount is exactly that of \(items[twin].invoice.number), which another receipt pays"
            return refuse(line, named, .ambiguous, text)
        }
        if case .paid(_, .part, _) = solution, let word = PaymentWords.ofNoPart(in: line) {
            let text =
                "names \(names) and says \"\(word)\", so it may be no payment of it, and the amount is not exact"
            return refuse(line, named, .noMatch, text)
        }
        if let word = PaymentWords.ofInterest(in: line) {
            let text =
                "names \(names) and says \"\(word)\", so it may be interest or a fee, and the amount is not exact"
            return refuse(line, named, .noMatch, text)
        }
        if case .paid(_, let amount, _) = solution, amount == .part || amount == .over,
            let sum = othersTogether(line, than: named)
        {
            let text =
                "names \(names), but the amount is exactly that of \(list(sum.map { items[$0].invoice.number.text })) together"
            return refuse(line, named, .ambiguous, text, besides: sum.map { (item: $0, reason: "the sum agrees") })
        }
        if case .paid(_, let amount, _) = solution, amount == .part || amount == .over,
            let verdict = slip(line, named, mentions, isOver: amount == .over)
        {
            return verdict
        }
        if case .paid(let parts, let amount, let words) = solution, amount.isTolerance,
            let rival = rival(of: parts, line)
        {
            let text = "names \(names): either \(words), or \(list(rival.map(\.reason))) makes it exact"
            return refuse(line, named, .ambiguous, text, besides: rival.filter { !named.items.contains($0.item) })
        }
        if case .paid(_, .over, _) = solution, named.items.count > 1 {
            let text = "names \(names) and brings more than all of them, so a number may be mistyped"
            return refuse(line, named, .over, text)
        }
        if case .paid(let parts, .over, _) = solution, let limit = limit(ofRest: parts, line.amount.currency) {
            return refuse(line, named, .over, "names \(names), but \(limit)")
        }
        return nil
    }

    /// Another document of the customer that had just this amount before a receipt of this run settled it.
    private func settledTwin(of line: StatementLine, besides named: Named, _ amounts: AmountIndex) -> Int? {
        amounts.invoiced(owners[named.items[0]], line.amount).first {
            remaining[$0] == 0 && claimant[$0] != nil && !named.items.contains($0)
        }
    }

    /// What is not exact may be for one document more, whose number is mistyped.
    private func slip(_ line: StatementLine, _ named: Named, _ mentions: Mentions, isOver: Bool) -> Verdict? {
        let text = "names \(names(named)) with another amount, and also "
        guard mentions.slipped.isEmpty else {
            let slipped = list(mentions.slipped)
            return refuse(
                line,
                named,
                .unknownReference,
                text + "\(slipped), which is like our numbers and none of them"
            )
        }
        let like = isOver ? likened(by: line, to: named) : []
        guard !like.isEmpty else { return nil }
        let others = list(like.map { items[$0].invoice.number.text })
        let besides = like.map { (item: $0, reason: "a number is like it") }
        return refuse(line, named, .ambiguous, text + "a number that is like \(others)", besides: besides)
    }

    /// Documents of the same customer of which the line has a number that is mistyped, besides those that it names.
    private func likened(by line: StatementLine, to named: Named) -> [Int] {
        let texts = named.texts.map { Array($0.utf8.filter { (0x30...0x39).contains($0) })[...] }
        let written = WrittenNumbers(line, without: named.items.map { digits.forms(of: $0) } + [texts])
        return resembled(by: written, of: owners[named.items[0]], besides: named.items)
    }

    /// Why so much money is not left on the customer without a person; `nil` where the policy allows it.
    private func limit(ofRest parts: [ReceiptSolution.Part], _ currency: Currency) -> String? {
        guard !policy.overPaymentUpTo.isEmpty else { return nil }
        let rest = parts.filter { $0.item == nil }.reduce(0) { $0 + $1.cleared }
        let brought = "brings \(Money(minorUnits: rest, currency: currency)) more than what is open"
        guard let most = policy.overPaymentUpTo[currency] else {
            return "\(brought), and over_payment_up_to has no amount in \(currency)"
        }
        guard rest > most else { return nil }
        return "\(brought), and over_payment_up_to allows \(Money(minorUnits: most, currency: currency))"
    }

    /// What the rules leave to a person of what names documents.
    func held(
        _ line: StatementLine,
        _ named: Named,
        _ facts: MatchFacts,
        _ decision: DecisionTable.Decision
    ) -> Verdict {
        let isExact = facts.amount == .exact || facts.amount == .discount || facts.amount == .completed
        let amount = isExact ? "with the exact amount" : "with another amount than what is open"
        let names = names(named)
        if !isExact, named.hasBareNumber {
            let text = "which may mean something else, and the amount is another one"
            return refuse(line, named, .ambiguous, "names \(names), \(text); \(decision.words)")
        }
        switch facts.payer {
        case .account, .name:
            return refuse(line, named, .heldByRule, "names \(names) \(amount), but \(decision.words)")
        case .untold, .stranger, .contradicts:
            let text = "and the payer is not known to be the customer; \(decision.words)"
            let change = isExact ? "a payer whom we know" : "the exact amount or a payer whom we know"
            let words = "names \(names) \(amount), \(text); the built-in rules ask for \(change)"
            return refuse(line, named, .unknownPayer, words)
        }
    }
}

/// `A`, `A and B`, `A, B and C`; the first five of many.
func list(_ texts: [String]) -> String {
    guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
    guard texts.count <= 5 else { return texts.prefix(5).joined(separator: ", ") + " and \(texts.count - 5) more" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
}

extension MatchingRule {
    /// Higher is more certain.
    var certainty: Int {
        switch self {
        case .payout: 6
        case .batch: 7
        case .remittance: 8
        case .endToEndID: 5
        case .structuredReference: 4
        case .documentNumber: 3
        case .ownReference: 2
        case .amountPartyDate: 1
        case .openItemsSum: 0
        }
    }

    init?(certainty: Int) {
        guard let rule = Self.allCases.first(where: { $0.certainty == certainty }) else { return nil }
        self = rule
    }

    var words: String {
        switch self {
        case .payout: "the payout of a provider"
        case .batch: "the batch"
        case .remittance: "the remittance advice"
        case .endToEndID: "the end-to-end id"
        case .structuredReference: "a structured reference"
        case .documentNumber: "the structured remittance"
        case .ownReference: "the remittance text"
        case .amountPartyDate: "amount, party and date"
        case .openItemsSum: "the sum of open items"
        }
    }
}

extension PartyIndex.Relation {
    var words: String {
        switch self {
        case .agreesByAccount: "the payer's account is the customer's"
        case .agreesByName: "the payer's name is the customer's"
        case .agreesByBehalf: "it is paid on behalf of the customer"
        case .stranger: "the payer is like none of our customers"
        case .untold: "who paid is not told"
        case .contradicts: "the payer is another customer"
        }
    }
}
