import HubDomain
import PaymentVocabulary

extension Matcher {
    /// What else makes the amount exact where a tolerance explains it too.
    ///
    /// - Returns: The documents, each with what it would be; `nil` when nothing does, or it is no shortage.
    func rival(of parts: [ReceiptSolution.Part], _ line: StatementLine) -> [(item: Int, reason: String)]? {
        let invoices = parts.filter { $0.item.map { !isCreditNote($0) } ?? false }
        let short = invoices.compactMap(\.tolerated?.minorUnits).reduce(Int128(0)) { $0 + Int128($1) }
        let discounts = invoices.reduce(Int128(0)) { $0 + Int128($1.discount) }
        guard short + discounts > 0, parts.allSatisfy({ $0.item != nil }), let first = invoices.first?.item else {
            return nil
        }
        let named = invoices.compactMap(\.item)
        // Earned or late, the discounts are the explanation itself if there is nothing besides them.
        let offers = short > 0 ? named.map { offered($0) } : []
        let others = named.map { left(out: $0) }
        let notes = notes(of: owners[first], in: line.amount.currency).map { [Move(item: $0, amount: remaining[$0])] }
        let credit = parts.compactMap(\.item).filter { isCreditNote($0) }.reduce(Int128(0)) {
            $0 + Int128(remaining[$1])
        }
        let goal = short + discounts + credit
        let documents = named.indices.map { others[$0] + (offers.isEmpty ? [] : offers[$0]) }
        if let way = way(to: goal...goal, documents + notes) { return way }
        guard short > 0 else { return nil }
        // A payer may round each discount differently from us.
        let free = zip(invoices, offers).filter { $0.0.discount == 0 }.map(\.1)
        let rounding = Int128(policy.discountRoundingMinorUnits.magnitude) * Int128(named.count)
        return way(to: max(1, short - rounding)...(short + rounding), free)
    }

    private struct Move {
        let item: Int
        let amount: Int64
        var words: String?
    }

    /// Discounts that were ever offered: the payer may have taken one all the same.
    private func offered(_ item: Int) -> [Move] {
        let number = items[item].invoice.number
        return items[item].discounts.filter { $0.amount.currency == currency(of: item) && $0.amount.isPositive }.map {
            Move(item: item, amount: $0.amount.minorUnits, words: "the discount of \($0.amount) on \(number)")
        }
    }

    /// The document was named and not paid, or what is paid of it already was taken off once more.
    private func left(out item: Int) -> [Move] {
        let invoice = items[item].invoice
        let unpaid = Move(item: item, amount: remaining[item], words: "\(invoice.number), left out,")
        let before = invoice.amount.minorUnits - remaining[item]
        guard invoice.amount.currency == invoice.open.currency, before > 0 else { return [unpaid] }
        return [unpaid, Move(item: item, amount: before, words: "what is paid of \(invoice.number) already")]
    }

    private func notes(of customer: Int, in currency: Currency) -> [Int] {
        itemsOfCustomer[customer].filter {
            isCreditNote($0) && remaining[$0] > 0 && self.currency(of: $0) == currency
        }
    }

    /// Moves, at most one of each group, that add up to the goal.
    ///
    /// More choices than the policy lets us try count as a way: so many may make anything.
    private func way(to goal: ClosedRange<Int128>, _ groups: [[Move]]) -> [(item: Int, reason: String)]? {
        var sums: [Int128: [Move]] = [0: []]
        for group in groups {
            for (sum, way) in sums.sorted(by: { $0.key < $1.key }) {
                for move in group where sum + Int128(move.amount) <= goal.upperBound {
                    let next = sum + Int128(move.amount)
                    if sums[next] == nil { sums[next] = way + [move] }
                }
            }
            guard sums.count <= policy.combinationsMax else {
                return group.prefix(1).map { ($0.item, "one of very many choices") }
            }
        }
        let found = sums.filter { goal.contains($0.key) }.min { $0.key < $1.key }
        return found.map { $0.value.map { ($0.item, $0.words ?? items[$0.item].invoice.number.text) } }
    }
}
