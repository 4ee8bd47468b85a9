import HubDomain
import PaymentVocabulary

extension Matcher {
    /// A receipt whose statement entry says of every document what is paid for it.
    mutating func matchByDocuments(_ line: StatementLine) -> Verdict? {
        guard let documents = line.documents, !documents.isEmpty else { return nil }
        return pay(line, documents, adjustments: 0, "its structured remittance")
    }

    /// Pays documents with the amounts that the payer tells of each; they have to make exactly the receipt.
    ///
    /// - Parameters:
    ///   - source: what tells it, for the explanation.
    ///   - payerName: who pays by that source, for statements that tell nobody.
    ///   - isAdvice: it is an advice of just this receipt, so that nothing else than its documents is paid.
    mutating func pay(
        _ line: StatementLine,
        _ documents: [RemittedDocument],
        adjustments: Int128,
        _ source: String,
        payerName: String? = nil,
        isAdvice: Bool = false
    ) -> Verdict? {
        guard documents.allSatisfy({ $0.paid.currency == line.amount.currency }) else {
            return leave("the amounts of the documents are in another currency")
        }
        let sum = documents.reduce(adjustments) { $0 + Int128($1.paid.minorUnits) }
        let found = documents.map {
            only(InvoiceNumber($0.number), line.amount.currency, isCreditNote: $0.isCreditNote)
        }
        let known = found.compactMap(\.self)
        let suggestions = known.map { (item: $0, reason: "named with its amount") }
        func refuse(_ reason: LineException.Reason, _ words: String) -> Verdict {
            exception(line, reason, words, suggesting: suggestions, documents: documents.count)
        }
        if known.isEmpty {
            // A text that names nothing of ours is no remittance to us; other passes may know better.
            guard isAdvice, !documents.isEmpty else { return leave("\(source) names no document that was given") }
            return refuse(.unknownReference, "names \(absent(documents.map(\.number))), in \(source)")
        }
        guard sum == Int128(line.amount.minorUnits) else {
            let made = decimalText(sum, exponent: Int(line.amount.currency.exponent))
            let isOver = Int128(line.amount.minorUnits) > sum
            return refuse(isOver ? .over : .under, "is \(line.amount), and \(source) makes \(made)")
        }
        guard known.count == documents.count else {
            let missing = zip(documents, found).filter { $0.1 == nil }.map(\.0.number)
            return refuse(.unknownReference, "names \(absent(missing)), in \(source)")
        }
        guard Set(known).count == known.count else {
            return refuse(.duplicate, "names a document twice in \(source)")
        }
        guard adjustments == 0 else {
            let amount = decimalText(adjustments, exponent: Int(line.amount.currency.exponent))
            return refuse(.under, "has an adjustment of \(amount) without a document in \(source)")
        }
        let customers = Set(known.map { owners[$0] })
        guard customers.count == 1, let customer = customers.first else {
            return refuse(.ambiguous, "names documents of \(customers.count) customers in \(source)")
        }
        let isUntold = (line.counterpartyAccount ?? "").isEmpty && (line.counterpartyName ?? "").isEmpty
        let payer = isUntold ? parties.payer(account: nil, name: payerName) : parties.payer(of: line)
        let relation = parties.relation(of: payer, to: customer)
        if case .contradicts(let others) = relation {
            return contradiction(line, names: list(documents.map(\.number)), of: customer, payers: others)
        }
        return apply(documents, known, line, source, relation: relation)
    }

    private mutating func apply(
        _ documents: [RemittedDocument],
        _ found: [Int],
        _ line: StatementLine,
        _ source: String,
        relation: PartyIndex.Relation
    ) -> Verdict {
        var parts: [ReceiptSolution.Part] = []
        var told: [String] = []
        var isExact = true
        for (document, item) in zip(documents, found) {
            let paid = document.isCreditNote ? 0 - document.paid.minorUnits : document.paid.minorUnits
            guard paid > 0, paid <= remaining[item] else {
                let open = money(remaining[item], like: line.amount)
                let reason: LineException.Reason = remaining[item] == 0 ? .duplicate : .over
                return exception(
                    line,
                    reason,
                    "pays \(document.paid) for \(document.number), of which \(open) is open, in \(source)",
                    suggesting: [(item, "named with its amount")],
                    documents: documents.count
                )
            }
            // A discount that the terms do not offer stays open, whatever the payer says.
            let off = document.discount?.minorUnits ?? 0
            let isOffered = off > 0 && offersOpen(item, line).contains(off) && paid <= remaining[item] - off
            var part = ReceiptSolution.Part(item: item, cleared: paid, discount: isOffered ? off : 0)
            let open = remaining[item] - part.cleared - part.discount
            if open != 0 {
                isExact = false
                // Only what explains the whole of it is its reason.
                part.isDeducted = Int128(open) == 0 - document.adjusted
                if let reasons = document.adjustmentWords {
                    let rest = "\(money(open, like: line.amount)) of \(document.number) stay open"
                    told.append(
                        part.isDeducted
                            ? "\(rest), which the payer has taken off (\(reasons)); "
                            : "\(rest), which the adjustments that the payer tells (\(reasons)) do not make; "
                    )
                }
            }
            parts.append(part)
        }
        let suggested = found.map { (item: $0, reason: "named with its amount") }
        guard isExact || relation.agrees else {
            let text = "pays a part only in \(source), and \(relation.words)"
            return exception(line, .under, text, suggesting: suggested, documents: documents.count)
        }
        let words =
            "\(source) gives each of \(documents.count) documents its amount, \(line.amount) in all; \(told.joined())"
        let facts = MatchFacts(
            payer: relation.fact,
            reference: zip(documents, found).map { reference(naming: $1, as: $0.number, isDeclared: true) }.weakest,
            amount: !isExact ? .part : parts.contains { $0.discount > 0 } ? .discount : .exact
        )
        let decision = decide(line, facts)
        if let objection = decision.objection(to: facts) {
            let text =
                "gives each of \(documents.count) documents its amount in \(source); \(relation.words), but \(objection)"
            return exception(line, .heldByRule, text, suggesting: suggested, documents: documents.count)
        }
        return .match(
            Match(
                line: line,
                allocations: apply(parts, line),
                rule: .remittance,
                score: isExact ? 99 : 94,
                explanation: "\(words)\(relation.words); \(decision.words)"
            )
        )
    }
}

extension RemittedDocument {
    /// `-50.00 DAMG, damaged goods`; `nil` without adjustments.
    fileprivate var adjustmentWords: String? {
        guard let adjustments, !isCreditNote else { return nil }
        return list(adjustments.map { "\($0.amount.decimal) \($0.reason.isEmpty ? "without a reason" : $0.reason)" })
    }
}

extension [MatchFacts.Reference] {
    /// The one that means something else most easily.
    fileprivate var weakest: MatchFacts.Reference {
        let order: [MatchFacts.Reference] = [.fragile, .weak, .digits, .strong, .structured, .endToEnd]
        return order.first(where: contains) ?? .none
    }
}
