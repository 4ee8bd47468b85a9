import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Explodes a receipt that is one payout of a payment provider into its lines, at tolerance zero.
    mutating func matchByGroupKey(_ line: StatementLine, _ finding: PayoutPlan.Finding, _ plan: PayoutPlan) -> Verdict {
        switch finding {
        case .pays(let payout, let words): return pay(line, plan.payouts[payout], words)
        case .differs(let index, let words):
            let payout = plan.payouts[index]
            guard payout.currency == line.amount.currency else {
                return exception(
                    line,
                    .currency,
                    "has \(line.amount), though \(words), which pays \(payout.shown(payout.amount))"
                )
            }
            let isOver = Int128(line.amount.minorUnits) > payout.amount
            return exception(
                line,
                isOver ? .over : .under,
                "has \(line.amount), though \(words), which pays \(payout.shown(payout.amount))"
            )
        case .again(let payout, let words):
            let name = plan.payouts[payout].name
            return exception(line, .duplicate, "comes again: \(words), and \(name) has come already")
        case .unclear(let payouts, let lines):
            let names = list(payouts.map { plan.payouts[$0].name })
            let others = lines > 1 ? ", and \(lines) lines of the statement fit as well" : ""
            return exception(line, .ambiguous, "may be \(names)\(others)")
        }
    }

    private mutating func pay(_ line: StatementLine, _ payout: Payout, _ words: String) -> Verdict {
        guard payout.difference == 0 else {
            let isOver = payout.amount > payout.sum
            return exception(
                line,
                isOver ? .over : .under,
                "is \(payout.name) (\(words)), whose lines make \(payout.shown(payout.sum)) and not "
                    + payout.shown(payout.amount)
            )
        }
        var trial = self
        guard let allocations = trial.explode(payout, line) else {
            return exception(line, .noMatch, "is \(payout.name), whose lines do not make its amount")
        }
        self = trial
        let lines = payout.basis == .notItemised ? "which the report does not itemise" : "\(payout.lines.count) lines"
        return .match(
            Match(
                line: line,
                allocations: allocations,
                rule: .payout,
                score: 100,
                explanation: "is \(payout.name), \(lines): \(words)"
            )
        )
    }

    /// What the receipt pays, fees and what was taken back negative.
    ///
    /// - Returns: `nil` unless the parts make exactly the receipt.
    private mutating func explode(_ payout: Payout, _ line: StatementLine) -> [Allocation]? {
        guard payout.basis != .notItemised else {
            return [Allocation(kind: .providerBalance, invoice: nil, amount: line.amount, reason: .notItemised)]
        }
        var allocations: [Allocation] = []
        var fees: Int128 = 0
        for part in payout.lines {
            fees -= Int128(part.fee.minorUnits)
            guard let gross = Int64(exactly: part.gross) else { return nil }
            switch part.kind {
            case .payment: allocations += claim(part, gross, by: line)
            case .fee: fees += part.gross
            case .refund, .dispute, .reserve, .exchange, .adjustment, .carried:
                guard gross != 0 else { continue }
                let (kind, reason) = part.kind.allocation
                allocations.append(
                    Allocation(
                        kind: kind,
                        invoice: nil,
                        amount: money(gross, like: line.amount),
                        reason: reason,
                        payment: part.payment ?? part.id
                    )
                )
            case .payout: continue
            }
        }
        guard let units = Int64(exactly: fees) else { return nil }
        if units != 0 {
            let amount = money(units, like: line.amount)
            allocations.append(Allocation(kind: .fee, invoice: nil, amount: amount, reason: .providerFee))
        }
        let sum = allocations.reduce(Int128(0)) { $0 + Int128($1.amount.minorUnits) }
        return sum == Int128(line.amount.minorUnits) ? allocations : nil
    }

    /// One payment of a customer inside a payout: the invoices that it was for, as far as they are open, and what is
    /// left for the payment itself.
    private mutating func claim(_ part: SettlementLine, _ gross: Int64, by line: StatementLine) -> [Allocation] {
        var rest = gross
        var allocations: [Allocation] = []
        let name = part.payment ?? part.id
        for share in shares(of: part) {
            let units = min(share.minorUnits, remaining[share.item], rest)
            guard units > 0 else { continue }
            claim(share.item, units, by: line)
            rest -= units
            allocations.append(
                Allocation(
                    kind: .invoice,
                    invoice: items[share.item].invoice.number,
                    amount: money(units, like: line.amount),
                    reason: remaining[share.item] == 0 ? .paidInFull : .partPayment,
                    payment: name
                )
            )
        }
        if rest != 0 {
            allocations.append(
                Allocation(
                    kind: .payment,
                    invoice: nil,
                    amount: money(rest, like: line.amount),
                    reason: .providerPayment,
                    payment: name
                )
            )
        }
        return allocations
    }

    /// The open invoices that a payment was for: those of our own payment, if its amount is the provider's, or the one
    /// whose number we gave the provider as reference.
    private mutating func shares(of part: SettlementLine) -> [(item: Int, minorUnits: Int64)] {
        if let index = expected.payment(of: part) {
            let payment = expected.payments[index]
            guard expected.arrived.insert(index).inserted, payment.amount == part.charged else { return [] }
            return payment.shares.compactMap { share in
                guard share.amount.currency == part.net.currency,
                    let item = onlyInvoice(share.invoice, part.net.currency)
                else { return nil }
                return (item, share.amount.minorUnits)
            }
        }
        guard let reference = part.reference, part.presented == nil, let gross = Int64(exactly: part.gross),
            let item = onlyInvoice(InvoiceNumber(reference), part.net.currency), gross <= remaining[item]
        else { return [] }
        return [(item, gross)]
    }

    private func onlyInvoice(_ number: InvoiceNumber, _ currency: Currency) -> Int? {
        let holders = items.indices(ofNumber: number).filter { !isCreditNote($0) && self.currency(of: $0) == currency }
        return holders.count == 1 ? holders.first : nil
    }
}

extension SettlementLine {
    /// What the customer was charged: in the currency that the customer paid.
    var charged: Money? {
        presented ?? Int64(exactly: gross).map { Money(minorUnits: $0, currency: net.currency) }
    }
}

extension SettlementLine.Kind {
    fileprivate var allocation: (Allocation.Kind, Allocation.Reason) {
        switch self {
        case .payment: (.payment, .providerPayment)
        case .refund: (.refund, .providerRefund)
        case .dispute: (.dispute, .providerDispute)
        case .fee: (.fee, .providerFee)
        case .reserve: (.reserve, .providerReserve)
        case .exchange: (.exchange, .providerExchange)
        case .adjustment: (.adjustment, .providerAdjustment)
        case .carried, .payout: (.providerBalance, .carriedOver)
        }
    }
}

extension ExpectedIndex {
    /// The only payment of ours that has one of the line's names.
    func payment(of part: SettlementLine) -> Int? {
        let found = Set(part.names.flatMap { providerNames[foldedReference($0)] ?? [] })
        return found.count == 1 ? found.first : nil
    }
}
