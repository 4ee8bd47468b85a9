import HubDomain
import HubReconciliation
import PaymentVocabulary

/// A row of a provider's report: `settled(1, .payment, "98.25", fee: "1.75", payment: "ch_1", payout: "po_10000001")`.
func settled(
    _ row: Int,
    _ kind: SettlementLine.Kind,
    _ net: String,
    fee: String = "0.00",
    id: String? = nil,
    payment: String? = nil,
    reference: String? = nil,
    payout: String? = nil,
    on day: String = "2026-03-18",
    arrival: String? = nil,
    trace: String? = nil,
    provider: String = "Stripe",
    currency: Currency = .eur,
    presented: Money? = nil,
    file: String = "stripe.csv"
) -> SettlementLine {
    var line = SettlementLine(
        file: file,
        row: row,
        provider: provider,
        kind: kind,
        net: money(net, currency),
        fee: money(fee, currency)
    )
    line.id = id ?? "txn_\(row)"
    line.payment = payment
    line.reference = reference
    line.payout = payout
    line.date = date(day)
    line.arrival = arrival.map { date($0) }
    line.trace = trace
    line.presented = presented
    line.names = [payment, reference].compactMap(\.self)
    return line
}

func reconciled(
    _ lines: [StatementLine],
    _ settlement: [SettlementLine],
    _ items: [OpenItem] = [],
    payments: [ExpectedPayment] = [],
    policy: MatchingPolicy = MatchingPolicy(),
    asOf day: String = "2026-04-30"
) -> ReconciliationResult {
    var groups = GroupSources()
    groups.settlements = SettlementLedger(settlement)
    return reconcile(
        lines: lines,
        items: items,
        payments: payments,
        policy: policy,
        asOf: date(day),
        groups: groups
    )
}

/// Our own payment as the hub exports it.
func hubPayment(_ id: String, _ amount: String, provider: String, invoices: [String: String]) -> ExpectedPayment {
    var payment = ExpectedPayment(
        payment: PaymentID(id),
        endToEndID: id,
        customer: CustomerID("C1"),
        amount: money(amount),
        shares: invoices.sorted { $0.key < $1.key }.map {
            ExpectedPayment.Share(invoice: InvoiceNumber($0.key), amount: money($0.value))
        }
    )
    payment.providerIDs = [provider]
    return payment
}

extension SettlementLine {
    /// The same row in another report.
    func with(file: String) -> SettlementLine {
        var copy = SettlementLine(file: file, row: row, provider: provider, kind: kind, net: net, fee: fee)
        copy.word = word
        copy.id = id
        copy.payment = payment
        copy.reference = reference
        copy.names = names
        copy.payout = payout
        copy.date = date
        return copy
    }

    /// The same row of a report that gives its rows no id.
    var withoutID: SettlementLine {
        var row = self
        row.id = nil
        return row
    }
}
