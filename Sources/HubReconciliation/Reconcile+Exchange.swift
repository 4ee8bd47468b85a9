import HubDomain
import PaymentVocabulary

/// Documents that a line names and that are open in another currency than it paid.
struct ForeignDocuments {
    var items: [Int] = []
    var rule = MatchingRule.ownReference
    var strength = ReferenceIndex.Strength.fragile
    var texts: [String] = []
    /// One of the numbers is of digits alone and has no check digit that holds.
    var hasBareNumber = false
    /// Other documents are named, in the line's own currency.
    var isMixed = false
}

extension Matcher {
    /// A receipt for documents in another currency.
    ///
    /// The bank's amount is the truth. What it means in the currency of the documents is told, in this order, by the
    /// amount that the payer's bank was instructed to pay, by the bank's own rate, and by the published rate of the value
    /// date. The first one posts when it is exactly what is open; a rate posts within the policy's tolerance only.
    ///
    /// - Returns: `nil` when no document that the line names is in another currency only.
    mutating func matchByExchange(
        _ line: StatementLine,
        _ mentions: Mentions,
        _ payer: PartyIndex.Payer,
        amounts: AmountIndex
    ) -> Verdict? {
        var named = ForeignDocuments()
        var certainty = 0
        for mention in mentions.found {
            let candidates = mention.items.filter {
                mention.strength > .fragile || parties.relation(of: payer, to: owners[$0]).agrees
            }
            guard !candidates.isEmpty else { continue }
            guard candidates.allSatisfy({ currency(of: $0) != line.amount.currency }) else {
                named.isMixed = true
                continue
            }
            let meant = narrowAbroad(candidates, line, payer)
            guard meant.count == 1 else { return severalAnswer(line, mention, meant) }
            if !named.items.contains(meant[0]) { named.items.append(meant[0]) }
            named.strength = max(named.strength, mention.strength)
            certainty = max(certainty, mention.rule.certainty)
            named.texts.append(mention.text)
            let isBare = mention.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            if isBare, mention.strength < .structured { named.hasBareNumber = true }
        }
        guard !named.items.isEmpty else { return nil }
        named.items.sort()
        named.rule = MatchingRule(certainty: certainty) ?? .ownReference
        return exchange(line, named, payer, hasUnknown: !mentions.unknown.isEmpty, amounts: amounts)
    }

    /// Several documents of one number: the payer decides, then what is open, then what was instructed.
    private func narrowAbroad(_ candidates: [Int], _ line: StatementLine, _ payer: PartyIndex.Payer) -> [Int] {
        var left = candidates
        for test in [
            { (item: Int) in self.parties.relation(of: payer, to: self.owners[item]).agrees },
            { (item: Int) in self.remaining[item] > 0 },
            { (item: Int) in self.currency(of: item) == line.instructedAmount?.currency },
        ] where left.count > 1 {
            let passing = left.filter(test)
            if !passing.isEmpty { left = passing }
        }
        return left
    }

    private func severalAnswer(_ line: StatementLine, _ mention: Mention, _ items: [Int]) -> Verdict {
        exception(
            line,
            .ambiguous,
            "names \(mention.text), which \(items.count) documents in another currency answer to",
            suggesting: items.map { (item: $0, reason: "answers to \(mention.text)") }
        )
    }

    private mutating func exchange(
        _ line: StatementLine,
        _ named: ForeignDocuments,
        _ payer: PartyIndex.Payer,
        hasUnknown: Bool,
        amounts: AmountIndex
    ) -> Verdict {
        let names = list(named.items.map { items[$0].invoice.number.text })
        for customer in Set(named.items.map({ owners[$0] })).sorted() {
            if case .contradicts(let others) = parties.relation(of: payer, to: customer) {
                return contradiction(line, names: names, of: customer, payers: others)
            }
        }
        do throws(ExchangeGap) {
            let reading = try soleReading(of: line, named)
            let relation = try relation(of: payer, to: reading, named)
            if !reading.isInstructed { try checkRate(line, named, hasUnknown: hasUnknown, amounts: amounts) }
            let isDiscounted = reading.parts.contains { $0.discount > 0 }
            let reference = MatchFacts.Reference(named.strength, hasBareNumber: named.hasBareNumber)
            let amount = isDiscounted ? MatchFacts.Amount.discount : .exact
            let facts = MatchFacts(payer: relation.fact, reference: reference, amount: amount)
            let decision = decide(line, facts)
            guard decision.posts else {
                return held(
                    line,
                    decision,
                    "names \(names); \(reading.words)",
                    suggesting: named.items.map { (item: $0, reason: "named") },
                    documents: named.items.count
                )
            }
            let allocations = try apply(reading, line)
            return .match(
                Match(
                    line: line,
                    allocations: allocations,
                    rule: named.rule,
                    score: facts.score - (reading.isInstructed ? 2 : 6),
                    explanation: "\(named.rule.words) names \(names) (\(list(named.texts))); \(reading.words); "
                        + "\(relation.words); \(decision.words)",
                    exchange: reading.exchange
                )
            )
        } catch {
            let currencies = list(Set(named.items.map(currency(of:))).sorted().map(\.code))
            return exception(
                line,
                error.reason,
                "names \(names), which is open in \(currencies), but paid \(line.amount); \(error.words)",
                suggesting: named.items.map { (item: $0, reason: "named") },
                documents: named.items.count
            )
        }
    }

    /// The reading of documents of one customer and currency that are all open.
    private func soleReading(
        of line: StatementLine,
        _ named: ForeignDocuments
    ) throws(ExchangeGap) -> ExchangeReading {
        let currencies = Set(named.items.map(currency(of:)))
        guard !named.isMixed, currencies.count == 1, let abroad = currencies.first else {
            throw ExchangeGap(reason: .currency, words: "what it names is in several currencies")
        }
        guard Set(named.items.map { owners[$0] }).count == 1 else {
            throw ExchangeGap(reason: .ambiguous, words: "the documents are of different customers")
        }
        guard named.items.allSatisfy({ remaining[$0] > 0 }) else {
            throw ExchangeGap(reason: .duplicate, words: "what it names, or a part of it, is settled already")
        }
        let reading = try reading(of: line, named.items, in: abroad).get()
        if let words = objection(to: reading, named) { throw ExchangeGap(reason: .currency, words: words) }
        return reading
    }

    /// The payer has to be the customer: neither a number nor an amount in another currency vouches for it.
    private func relation(
        of payer: PartyIndex.Payer,
        to reading: ExchangeReading,
        _ named: ForeignDocuments
    ) throws(ExchangeGap) -> PartyIndex.Relation {
        let relation = parties.relation(of: payer, to: owners[named.items[0]])
        guard relation.agrees else {
            let words = "\(reading.words); it would have been posted if the payer were the customer"
            throw ExchangeGap(reason: .unknownPayer, words: words)
        }
        return relation
    }

    /// A rate says less than an instructed amount, so that nothing else may explain the receipt.
    private func checkRate(
        _ line: StatementLine,
        _ named: ForeignDocuments,
        hasUnknown: Bool,
        amounts: AmountIndex
    ) throws(ExchangeGap) {
        guard !hasUnknown else {
            throw ExchangeGap(reason: .unknownReference, words: "it names other numbers too that were not given")
        }
        let exact = amounts.payableInFull(owners[named.items[0]], line.amount).filter {
            remaining[$0] == line.amount.minorUnits
        }
        guard exact.isEmpty else {
            let others = list(exact.map { items[$0].invoice.number.text })
            throw ExchangeGap(reason: .ambiguous, words: "the amount is exactly that of \(others)")
        }
    }

    /// Why a reading is a suggestion and no more.
    private func objection(to reading: ExchangeReading, _ named: ForeignDocuments) -> String? {
        guard named.strength >= .strong else {
            return "\(reading.words); but so short a number may mean something else"
        }
        guard !reading.isInstructed else { return nil }
        guard !named.hasBareNumber else { return "\(reading.words); but digits alone may mean something else" }
        let tolerance = policy.exchangeToleranceBasisPoints
        guard tolerance > 0, reading.exchange.isWithin(basisPoints: tolerance) else {
            let allowed = tolerance == 0 ? "no difference is allowed" : "\(tolerance) basis points are allowed"
            return "\(reading.words); \(allowed), and the statement does not tell the instructed amount"
        }
        return nil
    }

    /// Claims the documents; what they take of the receipt is their value, and the rest is the difference.
    ///
    /// - Throws: when an amount is too large to convert; nothing is claimed then.
    private mutating func apply(_ reading: ExchangeReading, _ line: StatementLine) throws(ExchangeGap) -> [Allocation] {
        let paid = PaidExchange(exchange: reading.exchange, conversion: reading.conversion)
        let amounts = reading.parts.map { part in
            let isAdded = part.item.map(isCreditNote) ?? false
            return money(isAdded ? 0 - part.cleared : part.cleared, like: reading.exchange.paid)
        }
        guard paid.converts(amounts) else { throw .tooLarge }
        return paid.valued(apply(reading.parts, line, of: reading.exchange.paid))
    }
}

extension ExchangeGap {
    fileprivate static let tooLarge = ExchangeGap(
        reason: .currency,
        words: "the amounts are beyond what can be converted"
    )
}
