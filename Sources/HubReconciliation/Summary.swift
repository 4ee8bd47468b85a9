import HubDomain
package import PaymentVocabulary

/// The figures of one run.
package struct ReconciliationSummary: Hashable, Sendable {
    /// A part of a whole, kept as both so that printing decides about rounding.
    package struct Rate: Hashable, Sendable {
        package let part: Int128
        package let whole: Int128

        package init(part: Int128, whole: Int128) {
            self.part = part
            self.whole = whole
        }
    }

    /// A rate by count, and one by value for each currency.
    package struct Rates: Hashable, Sendable {
        package let number: Rate
        package let value: [Currency: Rate]
    }

    /// Booked credits, returns included.
    package let lines: Int
    package let matched: Int
    package let byReceipt: Rates
    /// Documents instead of receipts.
    ///
    /// A receipt that pays three invoices counts three times, an exception as often as it names documents, at least
    /// once, a part of a payout that waits once more. Money left unapplied, or waiting, counts as not matched.
    package let byInvoiceLine: Rates
    /// In minor units.
    package let unmatchedAmount: [Currency: Int128]
    package let unappliedAmount: [Currency: Int128]
    /// Exceptions of which a second person has only to agree to what is proposed.
    package let proposed: Int
    /// In minor units.
    package let proposedAmount: [Currency: Int128]
    /// Payments inside matched receipts that are left to a person, those of earlier runs included.
    package let waitingParts: Int
    /// In minor units.
    package let waitingPartsAmount: [Currency: Int128]
    package let invoicesSettled: Int
    package let invoicesPartly: Int
}

extension Matcher {
    func result(
        verdicts: [Verdict?],
        debits: [Debit],
        pending: [StatementLine],
        repeats: [Repeat]
    ) -> ReconciliationResult {
        var matches: [Match] = []
        var exceptions: [LineException] = []
        let exceptionCount = verdicts.count { if case .exception = $0 { true } else { false } }
        matches.reserveCapacity(verdicts.count - exceptionCount)
        exceptions.reserveCapacity(exceptionCount)
        for verdict in verdicts {
            switch verdict {
            case .match(let match): matches.append(match)
            case .exception(let exception): exceptions.append(exception)
            case nil: break
            }
        }
        let open = items.indices.filter { remaining[$0] > 0 }.map { index in
            RemainingItem(
                invoice: items[index].invoice,
                open: money(remaining[index], like: items[index].invoice.open),
                daysOverdue: asOf.days(since: items[index].invoice.due)
            )
        }
        let invoices = items.indices.filter { !isCreditNote($0) && remaining[$0] < items[$0].invoice.open.minorUnits }
        let settled = invoices.count { remaining[$0] == 0 }
        return ReconciliationResult(
            asOf: asOf,
            summary: ReconciliationSummary(
                matches,
                exceptions,
                debits.waitingParts,
                settled: settled,
                partly: invoices.count - settled
            ),
            matches: matches,
            exceptions: exceptions,
            debits: debits,
            pending: pending,
            repeats: repeats,
            openItems: open,
            items: items
        )
    }
}

extension ReconciliationSummary {
    /// - Parameters:
    ///   - earlier: what waits and counts in no rate: of earlier runs, and inside payouts that were collected.
    ///   - settled: invoices that the matches pay in full.
    ///   - partly: those that they pay in part.
    init(
        _ matches: [Match],
        _ exceptions: [LineException],
        _ earlier: [PlacedWaitingPart],
        settled: Int,
        partly: Int
    ) {
        var (totals, unmatchedSums, unappliedSums) = (CurrencySums(), CurrencySums(), CurrencySums())
        var (waiting, undecided) = (CurrencySums(), [Currency: Int128]())
        var (documents, parts) = (0, 0)
        for match in matches {
            totals.add(match.line.amount)
            if let held = match.waiting {
                let (received, gross) = (match.line.amount, held.reduce(0) { $0 + Int128($1.amount.minorUnits) })
                parts += held.count
                for part in held { waiting.add(part.amount) }
                // In a batch it counts as unapplied already; of a payout, which is less than its payments, its share.
                if match.rule == .payout {
                    let paid = match.allocations.reduce(Int128(0)) { sum, part in
                        sum + (part.kind == .invoice ? Int128(part.amount.minorUnits) : 0)
                    }
                    let share = Int128(received.minorUnits) * gross / max(1, paid + gross)
                    undecided[received.currency, default: 0] += share
                }
            }
            for allocation in match.allocations {
                switch allocation.kind {
                case .invoice, .creditNote: documents += 1
                case .payment where allocation.reason == .batched: unappliedSums.add(allocation.amount)
                case .discount, .bankCharge, .rounding, .writeOff, .overPaymentGain, .payment, .fee, .refund, .dispute,
                    .reserve, .exchange, .adjustment, .providerBalance, .exchangeDifference:
                    break
                case .unapplied: unappliedSums.add(allocation.amount)
                }
            }
        }
        for exception in exceptions {
            totals.add(exception.line.amount)
            unmatchedSums.add(exception.line.amount)
        }
        for placed in earlier { waiting.add(placed.part.amount) }
        let total = totals.byCurrency
        var (unmatched, unapplied) = (unmatchedSums.byCurrency, unappliedSums.byCurrency)
        let asked = exceptions.reduce(documents + parts) { $0 + $1.documents }
        let lines = matches.count + exceptions.count
        for currency in total.keys {
            unmatched[currency, default: 0] += 0
            unapplied[currency, default: 0] += 0
        }
        func rates(_ part: Int, _ whole: Int, lacking: [[Currency: Int128]]) -> Rates {
            var values: [Currency: Rate] = [:]
            for (currency, amount) in total {
                let missing = lacking.reduce(Int128(0)) { $0 + ($1[currency] ?? 0) }
                values[currency] = Rate(part: amount - missing, whole: amount)
            }
            return Rates(
                number: Rate(part: Int128(part), whole: Int128(whole)),
                value: values
            )
        }
        let proposals = exceptions.filter(\.isProposed)
        self.init(
            lines: lines,
            matched: matches.count,
            byReceipt: rates(matches.count, lines, lacking: [unmatched]),
            byInvoiceLine: rates(documents, asked, lacking: [unmatched, unapplied, undecided]),
            unmatchedAmount: unmatched,
            unappliedAmount: unapplied,
            proposed: proposals.count,
            proposedAmount: proposals.reduce(into: [:]) { sums, proposal in
                sums[proposal.line.amount.currency, default: 0] += Int128(proposal.line.amount.minorUnits)
            },
            waitingParts: parts + earlier.count,
            waitingPartsAmount: waiting.byCurrency,
            invoicesSettled: settled,
            invoicesPartly: partly
        )
    }
}

/// Sums of money, of a currency or a few: a million amounts need no hash for that.
private struct CurrencySums {
    private var sums: [(currency: Currency, minorUnits: Int128)] = []

    mutating func add(_ amount: Money) {
        guard let place = sums.firstIndex(where: { $0.currency == amount.currency }) else {
            return sums.append((amount.currency, Int128(amount.minorUnits)))
        }
        sums[place].minorUnits += Int128(amount.minorUnits)
    }

    var byCurrency: [Currency: Int128] { Dictionary(uniqueKeysWithValues: sums.map { ($0.currency, $0.minorUnits) }) }
}
