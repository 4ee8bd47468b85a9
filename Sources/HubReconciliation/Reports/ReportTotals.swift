import HubDomain
import PaymentVocabulary

/// What one currency amounts to, in minor units.
struct CurrencyTotal: Hashable {
    let currency: Currency
    /// All booked credits.
    let received: Int128
    let matched: Int128
    let unmatched: Int128
    /// Of `unmatched`: what only a second person's agreement is lacking of.
    let proposed: Int128
    /// Matched money that pays no document yet.
    let unapplied: Int128
    /// Open invoices less open credit notes.
    let open: Int128
}

/// What stays open in one currency by how late it is, in minor units.
struct Ageing: Hashable {
    /// The last day of each bucket but the last one; days overdue, so that 0 is the due date itself.
    static let limits = [0, 30, 60, 90]
    static let names = ["not due", "1–30 days", "31–60 days", "61–90 days", "over 90 days"]

    let currency: Currency
    /// Open invoices in the order of `names`.
    var buckets = [Int128](repeating: 0, count: names.count)
    var numbers = [Int](repeating: 0, count: names.count)
    /// Open credit notes, positive; they are no part of the buckets.
    var creditNotes: Int128 = 0

    var invoices: Int128 { buckets.reduce(0, +) }

    mutating func add(_ item: RemainingItem) {
        guard !item.isCreditNote else {
            creditNotes += Int128(item.open.minorUnits)
            return
        }
        let bucket = Self.limits.firstIndex { item.daysOverdue <= $0 } ?? Self.limits.count
        buckets[bucket] += Int128(item.open.minorUnits)
        numbers[bucket] += 1
    }
}

extension ReconciliationResult {
    /// In the order of the codes: every currency in which something was received or is open.
    var currencyTotals: [CurrencyTotal] {
        var open: [Currency: Int128] = [:]
        for ageing in ageing { open[ageing.currency] = ageing.invoices - ageing.creditNotes }
        return Set(summary.byReceipt.value.keys).union(open.keys).sorted().map { currency in
            let received = summary.byReceipt.value[currency]?.whole ?? 0
            let unmatched = summary.unmatchedAmount[currency] ?? 0
            return CurrencyTotal(
                currency: currency,
                received: received,
                matched: received - unmatched,
                unmatched: unmatched,
                proposed: summary.proposedAmount[currency] ?? 0,
                unapplied: summary.unappliedAmount[currency] ?? 0,
                open: open[currency] ?? 0
            )
        }
    }

    /// In the order of the currencies' codes.
    var ageing: [Ageing] {
        var found: [Currency: Ageing] = [:]
        for item in openItems { found[item.open.currency, default: Ageing(currency: item.open.currency)].add(item) }
        return found.values.sorted { $0.currency < $1.currency }
    }
}

extension Currency {
    /// A sum of minor units as a plain decimal of this currency.
    func decimal(_ minorUnits: Int128) -> String { decimalText(minorUnits, exponent: Int(exponent)) }
}
