import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Explodes a receipt that is one batch of payments, at tolerance zero.
    mutating func matchByBatch(_ line: StatementLine, _ finding: BatchPlan.Finding, _ plan: BatchPlan) -> Verdict? {
        switch finding {
        case .pays(let batch, let words): return pay(line, plan.batches[batch], words)
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
            let day = batch.date?.description ?? "another day"
            let text = "is booked on \(line.bookingDate), though \(words), which is of \(day)"
            return exception(line, .ambiguous, text)
        case .unclear(let batches, let lines):
            let others = lines > 1 ? ", and \(lines) lines of the statement fit as well" : ""
            return exception(line, .ambiguous, "may be \(list(batches.map { plan.batches[$0].name }))\(others)")
        }
    }

    private mutating func pay(_ line: StatementLine, _ batch: PaymentBatch, _ words: String) -> Verdict? {
        if batch.kind == .remittanceAdvice {
            let documents = batch.parts.flatMap(\.documents)
            return pay(line, documents, adjustments: batch.adjustments, "\(batch.name) (\(words))")
        }
        guard batch.sum + batch.adjustments == Int128(line.amount.minorUnits) else {
            let (sum, isOver) = (batch.shown(batch.sum + batch.adjustments), Int128(line.amount.minorUnits) > batch.sum)
            return exception(line, isOver ? .over : .under, "is \(batch.name) (\(words)), whose parts make \(sum)")
        }
        var trial = self
        var allocations: [Allocation] = []
        for part in batch.parts { allocations += trial.claim(part, line) }
        self = trial
        return .match(
            Match(
                line: line,
                allocations: allocations,
                rule: .batch,
                score: 100,
                explanation: "is \(batch.name) of \(batch.parts.count) payments: \(words)"
            )
        )
    }

    /// A payment of a batch: what it names and is open here, and the payment itself for the rest.
    private mutating func claim(_ part: PaymentBatch.Part, _ line: StatementLine) -> [Allocation] {
        var rest = part.amount.minorUnits
        var allocations: [Allocation] = []
        for (item, units) in shares(of: part, line) {
            let cleared = min(units, remaining[item], rest)
            guard cleared > 0 else { continue }
            claim(item, cleared, by: line)
            rest -= cleared
            allocations.append(
                Allocation(
                    kind: .invoice,
                    invoice: items[item].invoice.number,
                    amount: money(cleared, like: line.amount),
                    reason: remaining[item] == 0 ? .paidInFull : .partPayment,
                    payment: part.endToEndID
                )
            )
        }
        guard rest != 0 else { return allocations }
        let amount = money(rest, like: line.amount)
        let name = part.endToEndID
        return allocations + [Allocation(kind: .payment, invoice: nil, amount: amount, reason: .batched, payment: name)]
    }

    /// By our own payment of this end-to-end id and amount, else by the documents that the part names.
    private mutating func shares(of part: PaymentBatch.Part, _ line: StatementLine) -> [(item: Int, units: Int64)] {
        if let id = part.endToEndID, !isPlaceholder(id) {
            let own = expected.payments(of: id).filter {
                expected.payments[$0].amount == part.amount && !expected.arrived.contains($0)
            }
            if own.count == 1, let index = own.first {
                expected.arrived.insert(index)
                return expected.payments[index].shares.compactMap { share in
                    only(share.invoice.text, line.amount.currency, isCreditNote: false).map {
                        ($0, share.amount.minorUnits)
                    }
                }
            }
            if let item = only(id, line.amount.currency, isCreditNote: false) {
                return [(item, part.amount.minorUnits)]
            }
        }
        return part.documents.filter { !$0.isCreditNote }.compactMap { document in
            only(document.number, line.amount.currency, isCreditNote: false).map { ($0, document.paid.minorUnits) }
        }
    }

    func only(_ number: String, _ currency: Currency, isCreditNote: Bool) -> Int? {
        let holders = items.indices(ofNumber: InvoiceNumber(number)).filter {
            self.isCreditNote($0) == isCreditNote && self.currency(of: $0) == currency
        }
        return holders.count == 1 ? holders.first : nil
    }
}
