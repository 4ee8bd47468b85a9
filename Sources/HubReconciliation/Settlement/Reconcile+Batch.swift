import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Explodes a receipt that is one batch of payments, at tolerance zero.
    mutating func matchByBatch(_ line: StatementLine, _ finding: BatchPlan.Finding, _ plan: BatchPlan) -> Verdict? {
        switch finding {
        case .pays(let index, let words):
            let batch = plan.batches[index]
            let verdict = pay(line, batch, words)
            guard case .match(var match) = verdict else { return verdict }
            match.batch = batch
            return .match(match)
        case .differs(let index, let words):
            let batch = plan.batches[index]
            guard batch.currency == line.amount.currency else {
                return exception(
                    line,
                    .currency,
                    "has \(line.amount), though \(words) over \(batch.shown(batch.amount))"
                )
            }
            let isOver = Int128(line.amount.minorUnits) > batch.amount
            let text = "has \(line.amount), though \(words) over \(batch.shown(batch.amount))"
            return exception(line, isOver ? .over : .under, text)
        case .again(let batch, let words):
            let name = plan.batches[batch].name
            return exception(line, .duplicate, "comes again: \(words), and \(name) has come already")
        case .untimely(let index, let words):
            let batch = plan.batches[index]
            let day = batch.date.map { "is of \($0)" } ?? "does not tell its day"
            let text = "is booked on \(line.bookingDate), though \(words), which \(day)"
            return exception(line, .ambiguous, text)
        case .unclear(let batches, let lines):
            let others = lines > 1 ? ", and \(lines) lines of the statement fit as well" : ""
            return exception(line, .ambiguous, "may be \(list(batches.map { plan.batches[$0].name }))\(others)")
        }
    }

    private mutating func pay(_ line: StatementLine, _ batch: PaymentBatch, _ words: String) -> Verdict? {
        if batch.kind == .remittanceAdvice {
            let documents = batch.parts.flatMap(\.documents)
            let source = "\(batch.name) (\(words))"
            if let unclear = batch.parts.lazy.compactMap(\.unclear).first {
                return exception(line, .unknownReference, "is paid by \(source), which \(unclear)")
            }
            return pay(
                line,
                documents,
                adjustments: batch.adjustments,
                source,
                payerName: batch.payerName,
                isAdvice: true
            )
        }
        let (made, paid) = (batch.sum + batch.adjustments, Int128(line.amount.minorUnits))
        guard made == paid else {
            let text = "is \(batch.name) (\(words)), whose parts make \(batch.shown(made))"
            return exception(line, paid > made ? .over : .under, text)
        }
        var parts = ReceiptParts(of: line.amount)
        for part in batch.parts { claim(part, line, into: &parts) }
        let size = batch.entry == nil ? " of \(batch.parts.count) payments" : ""
        return .match(
            Match(
                line: line,
                allocations: parts.allocations,
                rule: .batch,
                score: 100,
                explanation: "is \(batch.name)\(size): \(words)\(parts.heldWords)",
                waiting: parts.waiting
            )
        )
    }

    /// A payment of a batch: what it names and is open here, and the payment itself for the rest.
    private mutating func claim(_ part: PaymentBatch.Part, _ line: StatementLine, into parts: inout ReceiptParts) {
        let arrivedBefore = expected.arrived.count
        let shares = shares(of: part)
        let isOwn = expected.arrived.count > arrivedBefore
        let rest = shares.reduce(part.amount.minorUnits) { $0 - $1.minorUnits }
        if !isOwn, rest > 0 { parts.hold(waiting(part, rest, besides: shares)) }
        let claimed = ReceiptPart(
            name: part.endToEndID,
            minorUnits: part.amount.minorUnits,
            payer: parties.payer(account: nil, name: part.payerName),
            shares: shares,
            rest: (.payment, .batched)
        )
        claim(claimed, by: line, into: &parts)
    }

    /// What of a payment leads to no document here, and so clears nothing.
    private func waiting(_ part: PaymentBatch.Part, _ rest: Int64, besides shares: [ReceiptPart.Share]) -> WaitingPart {
        let cleared = Set(shares.map { items[$0.item].invoice.number })
        let documents = (part.numbers + part.documents.map(\.number)).map { InvoiceNumber($0) }
            .filter { !cleared.contains($0) }
        let numbers = documents.map(\.text)
        let isKnown = documents.contains { only($0, part.amount.currency) != nil }
        let found =
            numbers.isEmpty
            ? "which names no document at hand"
            : isKnown
                ? "for \(list(numbers)), which are not all at hand with just this open"
                : "for \(list(numbers)), none of the documents at hand"
        let words = part.unclear.map { "which \($0)" } ?? found
        return WaitingPart(
            payment: part.endToEndID,
            amount: money(rest, like: part.amount),
            documents: documents,
            reason: isKnown ? .noMatch : .unknownReference,
            explanation: words
        )
    }

    /// Several numbers without amounts, as on a cheque: only where what is open of all of them is exactly the payment.
    private func sharesInFull(of part: PaymentBatch.Part, _ numbers: [String]) -> [ReceiptPart.Share] {
        let named = Set(numbers).compactMap { only(InvoiceNumber($0), part.amount.currency) }.sorted()
        guard named.count == Set(numbers).count, Set(named.map { owners[$0] }).count == 1,
            named.reduce(Int128(0), { $0 + Int128(remaining[$1]) }) == Int128(part.amount.minorUnits)
        else { return [] }
        return named.compactMap { item in
            let open = Money(minorUnits: remaining[item], currency: part.amount.currency)
            return share(of: items[item].invoice.number.text, open, isDeclared: true)
        }
    }

    /// By our own payment of this end-to-end id and amount, else by the documents that the part names.
    private mutating func shares(of part: PaymentBatch.Part) -> [ReceiptPart.Share] {
        if let id = part.endToEndID, !isPlaceholder(id) {
            let own = expected.payments(of: id).filter {
                expected.payments[$0].amount == part.amount && !expected.arrived.contains($0)
            }
            if own.count == 1, let index = own.first {
                expected.arrived.insert(index)
                return shares(of: expected.payments[index], in: part.amount.currency)
            }
            if let share = share(of: id, part.amount, isDeclared: false) { return [share] }
        }
        guard part.unclear == nil else { return [] }
        if !part.numbers.isEmpty { return sharesInFull(of: part, part.numbers) }
        if part.documents.isEmpty, !part.words.isEmpty {
            let named = Set(part.words).filter { only(InvoiceNumber($0), part.amount.currency) != nil }.sorted()
            guard named.count == 1 else { return sharesInFull(of: part, named) }
            return named.compactMap { share(of: $0, part.amount, isDeclared: false) }
        }
        // One number for the whole amount may be a word on a cheque.
        let isDeclared = part.documents.count > 1 || part.documents.first?.paid != part.amount
        return part.documents.filter { !$0.isCreditNote }.compactMap {
            share(of: $0.number, $0.paid, isDeclared: isDeclared)
        }
    }
}
