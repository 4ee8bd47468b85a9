import HubDomain
import PaymentVocabulary

/// All that one customer owes in one currency on one day, and which sums of it people pay.
///
/// A sum is *natural* when a rule picks its invoices: all that is open, the oldest, all due on one date, or one invoice
/// less credit notes. Discounts are taken on all invoices or on none, credit notes too unless they pay one invoice.
///
/// Why that is asked, and how likely a sum is by chance: n items have up to 2^n sums, so among twenty invoices any
/// amount below a million is the sum of some. Of a receipt that pays something else (a part on account, an invoice that
/// was not given), the amount A is taken to be as likely as any other up to A on the same grid: there are A / g, where
/// g is the largest of the roundness of A (the largest 1, 2 or 5 times a power of ten that divides it), the common
/// divisor of the customer's items and the grid of all prices (`PriceList`). At most s of them are natural sums, so the
/// receipt hits one by chance in at most s * g of A cases. s is counted from the items, not from the amount: twice the
/// number of due dates, for each choice of discounts and of credit notes, and one for each invoice with each set of
/// credit notes. A sum that no rule picks is taken as one of all sums of no more items than it has; so is a natural one,
/// where these are fewer. Prices that repeat are not that even, so no sum with one of them is posted.
struct NaturalSum {
    let invoices: [Int]
    let notes: [Int]
    /// By item.
    let due: [Int: CalendarDate]
    /// The largest open discount, by item.
    let discount: [Int: Int64]
    /// What is open, by item.
    let open: [Int: Int64]

    /// The rule that picks the sum, in words.
    ///
    /// - Returns: `nil` when none does.
    func rule(of way: [SumSearch.Choice]) -> String? {
        let values = Dictionary(way.map { ($0.item, $0.value) }) { first, _ in first }
        let taken = invoices.filter { values[$0] != nil }
        let used = notes.filter { values[$0] != nil }
        guard !taken.isEmpty, takesDiscountsEvenly(taken, values) else { return nil }
        if used.isEmpty || used.count == notes.count {
            let with = notes.isEmpty ? "" : used.isEmpty ? " without the credit notes" : " less all credit notes"
            if taken.count == invoices.count { return "all that is open" + with }
            let last = taken.compactMap { due[$0] }.max()
            let next = invoices.filter { values[$0] == nil }.compactMap { due[$0] }.min()
            if let last, let next, last < next { return "the oldest \(taken.count) by due date" + with }
            let dates = Set(taken.compactMap { due[$0] })
            if dates.count == 1, let date = dates.first, invoices.allSatisfy({ values[$0] != nil || due[$0] != date }) {
                return "all that is due on \(date)" + with
            }
        }
        return taken.count == 1 && !used.isEmpty ? "one invoice less credit notes" : nil
    }

    /// Whether the sum takes all invoices and all credit notes, and no discount.
    func isEverything(_ way: [SumSearch.Choice]) -> Bool {
        way.count == invoices.count + notes.count
            && way.allSatisfy { $0.value.magnitude == open[$0.item]?.magnitude }
    }

    private func takesDiscountsEvenly(_ taken: [Int], _ values: [Int: Int64]) -> Bool {
        let offered = taken.filter { discount[$0] != nil }
        let isFull = taken.allSatisfy { values[$0] == open[$0] }
        return isFull || offered.allSatisfy { item in values[item] == open[item].map { $0 - (discount[item] ?? 0) } }
    }

    /// Natural sums, counted from above; at most 2^62.
    var count: Int {
        let dates = Set(invoices.compactMap { due[$0] }).count
        let discounts = discount.isEmpty ? 1 : 2
        let byDate = saturatingProduct(2 * dates, discounts * (notes.isEmpty ? 1 : 2))
        let noteSets = notes.count < 62 ? (1 << notes.count) - 1 : 1 << 62
        return min(1 << 62, byDate + saturatingProduct(saturatingProduct(invoices.count, discounts), noteSets))
    }

    /// Whether one of `sums` equals an unrelated `amount` in at most one of `oneIn` cases.
    static func isUnlikely(_ sums: Int, amount: Int64, step: Int64, oneIn: Int64) -> Bool {
        let step = max(roundness(of: amount), step)
        let (product, overflow) = Int128(sums).multipliedReportingOverflow(by: Int128(step))
        guard !overflow else { return false }
        let (cases, tooMany) = product.multipliedReportingOverflow(by: Int128(max(1, oneIn)))
        return !tooMany && cases <= Int128(amount)
    }

    /// The largest of 1, 2, 5, 10, 20, 50 … that divides the amount.
    static func roundness(of amount: Int64) -> Int64 {
        guard amount > 0 else { return 1 }
        var power: Int64 = 1
        while (amount / power).isMultiple(of: 10) { power *= 10 }
        let rest = amount / power
        return power * (rest.isMultiple(of: 5) ? 5 : rest.isMultiple(of: 2) ? 2 : 1)
    }
}
