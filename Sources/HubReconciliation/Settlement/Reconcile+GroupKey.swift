import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Explodes a receipt that is one payout of a payment provider into its lines, at tolerance zero.
    mutating func matchByGroupKey(_ line: StatementLine, _ finding: PayoutPlan.Finding, _ plan: PayoutPlan) -> Verdict {
        switch finding {
        case .pays(let payout, let words): return pay(line, plan.payouts[payout], words)
        case .differs(let index, let words):
            let payout = plan.payouts[index]
            guard let paid = line.paid(in: payout.currency) else {
                let told = line.instructedAmount.map { "tells of \($0)" } ?? "does not tell what was paid abroad"
                let text =
                    "has \(line.amount), though \(words), which pays \(payout.shown(payout.amount)); the statement \(told)"
                return exception(line, .currency, text)
            }
            let isOver = Int128(paid.minorUnits) > payout.amount
            return exception(
                line,
                isOver ? .over : .under,
                "has \(paid), though \(words), which pays \(payout.shown(payout.amount))"
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

    /// Explodes the debits with which providers collect what refunds and fees were more than payments.
    ///
    /// - Returns: which debit is which payout.
    mutating func collect(_ run: inout Run) -> PayoutPlan {
        let debits = run.debits.map(\.line)
        // What the bank has taken back is a return, whatever it says.
        let order = debits.indices.filter { !run.debits[$0].isReturn && run.debits[$0].takesPartOf == nil }
            .sorted { (debits[$0].bookingDate, $0) < (debits[$1].bookingDate, $1) }
        let plan = PayoutPlan(groups, lines: debits, order: order, direction: .debit)
        guard passes.contains(.groupKey) else { return plan }
        for place in order {
            guard case .pays(let payout, let words)? = plan.findings[place],
                plan.payouts[payout].currency == debits[place].amount.currency,
                case .match(let match) = pay(debits[place], plan.payouts[payout], words)
            else { continue }
            run.note(match, collectedBy: place)
        }
        return plan
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
        guard let paid = line.moved(in: payout.currency), payout.basis == .notItemised || payout.makes(paid) else {
            return exception(line, .noMatch, "is \(payout.name), whose lines do not make its amount")
        }
        var exchange: PaidExchange?
        if paid.currency != line.amount.currency {
            switch self.exchange(of: line, for: paid) {
            case .success(let found): exchange = found
            case .failure(let gap):
                return exception(line, gap.reason, "is \(payout.name) (\(words)), \(gap.words)")
            }
        }
        let grosses = payout.lines.map(\.gross) + [PayoutTotals(payout.lines).fees]
        guard exchange?.converts(grosses.map { money(Int64(clamping: $0), like: paid) }) ?? true else {
            return exception(line, .currency, "is \(payout.name), whose lines are beyond what can be converted")
        }
        let parts = explode(payout, line, paid)
        let allocations = exchange?.valued(parts.allocations) ?? parts.allocations
        let lines = payout.basis == .notItemised ? "which the report does not itemise" : "\(payout.lines.count) lines"
        let rate = exchange.map { "; \($0.exchange.words)" } ?? ""
        return .match(
            Match(
                line: line,
                allocations: allocations,
                rule: .payout,
                score: 100,
                explanation: "is \(payout.name), \(lines): \(words)\(rate)\(parts.heldWords)",
                exchange: exchange?.exchange,
                waiting: parts.waiting,
                movements: parts.movements
            )
        )
    }

    /// What the receipt pays, fees and what was taken back negative; the payout makes exactly the receipt.
    ///
    /// - Parameter paid: the receipt in the currency of the payout.
    private mutating func explode(_ payout: Payout, _ line: StatementLine, _ paid: Money) -> ReceiptParts {
        var parts = ReceiptParts(of: paid, isInBooks: line.identity != nil)
        guard payout.basis != .notItemised else {
            parts.append(
                Allocation(kind: .providerBalance, invoice: nil, amount: paid, reason: .notItemised)
            )
            return parts
        }
        let wholes = wholes(of: payout)
        for part in payout.lines {
            let gross = Int64(clamping: part.gross)
            switch part.kind {
            case .payment: claim(part, gross, wholes, by: line, into: &parts)
            case .fee, .payout: continue
            case .refund, .dispute, .reserve, .exchange, .adjustment, .carried:
                guard gross != 0 else { continue }
                let (kind, reason) = part.kind.allocation
                let amount = money(gross, like: paid)
                let name = part.payment ?? part.id
                parts.append(Allocation(kind: kind, invoice: nil, amount: amount, reason: reason, payment: name))
            }
        }
        moveBack(payout, into: &parts)
        let fees = Int64(clamping: PayoutTotals(payout.lines).fees)
        if fees != 0 {
            let amount = money(fees, like: paid)
            parts.append(Allocation(kind: .fee, invoice: nil, amount: amount, reason: .providerFee))
        }
        return parts
    }

    /// How all that comes for a reference relates to what is open: a report may have several rows for one order.
    private func wholes(of payout: Payout) -> [String: MatchFacts.Amount] {
        var totals: [String: Int128] = [:]
        for part in payout.lines where part.kind == .payment && expected.payment(of: part) == nil {
            if let number = documentNumber(of: part) { totals[number, default: 0] += part.gross }
        }
        var wholes: [String: MatchFacts.Amount] = [:]
        for (reference, total) in totals {
            guard let item = only(InvoiceNumber(reference), payout.currency) else { continue }
            wholes[reference] = amount(total, for: item)
        }
        return wholes
    }

    /// One payment of a customer inside a payout: the invoices that it was for, as far as they are open, and what is
    /// left for the payment itself.
    private mutating func claim(
        _ part: SettlementLine,
        _ gross: Int64,
        _ wholes: [String: MatchFacts.Amount],
        by line: StatementLine,
        into parts: inout ReceiptParts
    ) {
        let standing = standing(of: part, gross)
        let name = part.paymentBrought
        let (before, heldBefore) = (parts.allocations.count, parts.held.count)
        if gross > 0, standing < Int128(gross) {
            let words = standing == 0 ? "did not last" : "lasted in part"
            parts.tell(ofTakenBack: "\(name ?? part.place), which \(words)")
        }
        let shares = standing > 0 ? shares(of: part, wholes).limited(to: Int64(clamping: standing)) : []
        if standing > 0, shares.isEmpty, let uncleared = uncleared(part, wholes) {
            parts.hold(
                WaitingPart(
                    payment: name ?? part.place,
                    amount: money(Int64(clamping: standing), like: parts.paid),
                    documents: uncleared.documents,
                    reason: uncleared.reason,
                    explanation: uncleared.words
                )
            )
        }
        let claimed = ReceiptPart(
            name: name,
            minorUnits: gross,
            payer: parties.payer(account: nil, name: nil),
            shares: shares,
            rest: (.payment, .providerPayment)
        )
        claim(claimed, by: line, into: &parts)
        note(
            part,
            gross,
            parts.allocations[before...].filter { $0.kind == .invoice },
            parts.held[heldBefore...].reduce(0) { $0 + Int128($1.amount.minorUnits) },
            into: &parts
        )
    }

    /// The open invoices that a payment was for: those of our own payment, if its amount is the provider's, or the one
    /// whose number we gave the provider as reference.
    private mutating func shares(
        of part: SettlementLine,
        _ wholes: [String: MatchFacts.Amount]
    ) -> [ReceiptPart.Share] {
        if let index = expected.payment(of: part) {
            let payment = expected.payments[index]
            guard expected.arrived.insert(index).inserted, payment.amount == part.charged else { return [] }
            return shares(of: payment, in: part.net.currency)
        }
        guard let number = documentNumber(of: part), let charged = part.charged, part.presented == nil,
            let whole = wholes[number], whole != .over,
            let share = share(of: number, charged, whole: whole, isDeclared: true)
        else { return [] }
        return [share]
    }

    /// The number of the only document that the provider's reference names, or one of the names by which we may know the
    /// payment, or a word of its description.
    func documentNumber(of part: SettlementLine) -> String? {
        func isDocument(_ text: String) -> Bool { only(InvoiceNumber(text), part.net.currency) != nil }
        if let reference = part.reference, isDocument(reference) { return reference }
        let words = (part.description ?? "").wordsThatMayBeNumbers
        let named = Set((part.names + words).compactMap { only(InvoiceNumber($0), part.net.currency) })
        return named.count == 1 ? named.first.map { items[$0].invoice.number.text } : nil
    }

    /// A payment of ours that the provider has with another amount, while what it was for is still open.
    private func uncleared(_ part: SettlementLine, _ payment: ExpectedPayment) -> Uncleared? {
        let open = shares(of: payment, in: part.net.currency).map(\.item).filter { remaining[$0] > 0 }
        guard let charged = part.charged, charged != payment.amount, !open.isEmpty else { return nil }
        let documents = open.map { items[$0].invoice.number }
        let words = "for \(list(documents.map(\.text))), as our payment \(payment.payment), which is \(payment.amount)"
        guard charged.currency == payment.amount.currency else { return (documents, .currency, words) }
        return (documents, charged.minorUnits < payment.amount.minorUnits ? .under : .over, words)
    }

    private typealias Uncleared = (documents: [InvoiceNumber], reason: LineException.Reason, words: String)

    /// What a payment of a payout names without clearing it, and why.
    private func uncleared(_ part: SettlementLine, _ wholes: [String: MatchFacts.Amount]) -> Uncleared? {
        if let index = expected.payment(of: part) { return uncleared(part, expected.payments[index]) }
        if let presented = part.presented, let reference = part.reference {
            let number = InvoiceNumber(reference)
            if only(number, presented.currency) != nil {
                return ([number], .currency, "for \(number), paid in \(presented.currency)")
            }
        }
        guard let number = documentNumber(of: part), let item = only(InvoiceNumber(number), part.net.currency) else {
            return nil
        }
        let document = items[item].invoice.number
        if remaining[item] == 0 { return ([document], .duplicate, "for \(document), which is settled already") }
        return wholes[number] == .over
            ? ([document], .over, "for \(document), which is more than what is open of it")
            : ([document], .noMatch, "for \(document)")
    }
}

extension Payout {
    /// Whether its lines make exactly the receipt, each within the bounds of an amount.
    fileprivate func makes(_ receipt: Money) -> Bool {
        let totals = PayoutTotals(lines)
        return totals.net == Int128(receipt.minorUnits) && Int64(exactly: totals.fees) != nil
            && lines.allSatisfy { Int64(exactly: $0.gross) != nil }
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
