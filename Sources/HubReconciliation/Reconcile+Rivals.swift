import HubDomain
import PaymentVocabulary

/// What else than the first explanation makes an amount.
extension Matcher {
    /// One or two documents of a customer, besides some, that make an amount: invoices in full or less a discount that is
    /// open, and credit notes off.
    ///
    /// Of more at once, so many sums are possible that one of them is the amount by chance.
    ///
    /// - Parameters:
    ///   - minorUnits: negative for what credit notes make.
    ///   - mayBeOne: whether one document counts too.
    func rivals(
        making minorUnits: Int64,
        of customer: Int,
        besides: [Int],
        _ line: StatementLine,
        mayBeOne: Bool
    ) -> [Int]? {
        var seen: [Int64: Int] = [:]
        for item in itemsOfCustomer[customer] where remaining[item] > 0 && !besides.contains(item) {
            guard currency(of: item) == line.amount.currency,
                line.bookingDate >= items[item].invoice.issued.adding(days: -policy.daysBeforeIssueMax)
            else { continue }
            let values = values(of: item, line)
            if mayBeOne, values.contains(minorUnits) { return [item] }
            for value in values {
                let (rest, isOver) = minorUnits.subtractingReportingOverflow(value)
                if !isOver, let other = seen[rest] { return [other, item] }
            }
            for value in values where seen[value] == nil { seen[value] = item }
        }
        return nil
    }

    /// What a document brings, or takes off, in full or less a discount.
    private func values(of item: Int, _ line: StatementLine) -> [Int64] {
        guard !isCreditNote(item) else { return [0 - remaining[item]] }
        return [remaining[item]] + offersOpen(item, line).map { remaining[item] - $0 }.filter { $0 > 0 }
    }

    /// Documents that make the amount of a receipt which names others with another amount: the number may be mistyped.
    func othersTogether(_ line: StatementLine, than named: Named) -> [Int]? {
        let customer = owners[named.items[0]]
        let units = line.amount.minorUnits
        if let two = rivals(making: units, of: customer, besides: named.items, line, mayBeOne: false) { return two }
        let rest = itemsOfCustomer[customer].filter {
            remaining[$0] > 0 && !named.items.contains($0) && !isCreditNote($0)
                && currency(of: $0) == line.amount.currency
        }
        guard rest.count > 1, rest.reduce(Int128(0), { $0 + Int128(remaining[$1]) }) == Int128(units) else {
            return nil
        }
        return rest
    }

    /// Credit notes that are all that a receipt takes off what it names, where a discount explains it too.
    func notesInstead(of parts: [ReceiptSolution.Part], _ line: StatementLine) -> [Int]? {
        let off = parts.reduce(0) { $0 + $1.discount }
        let named = parts.compactMap(\.item)
        guard off > 0, let customer = named.first.map({ owners[$0] }), !PaymentWords.tellOfDiscount(in: line) else {
            return nil
        }
        let notes = rivals(making: 0 - off, of: customer, besides: named, line, mayBeOne: true)
        return notes.flatMap { $0.allSatisfy(isCreditNote) ? $0 : nil }
    }
}
