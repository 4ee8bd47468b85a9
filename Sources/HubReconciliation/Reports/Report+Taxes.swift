import HubDomain
import PaymentVocabulary

/// The tax in discounts, for reports.
extension ReconciliationResult {
    /// The same, with what each discount takes off the rates of its document where the taxes of that are known.
    func splittingDiscounts(_ policy: MatchingPolicy.DiscountTax) -> ReconciliationResult {
        guard policy == .reduced, items.contains(where: { !$0.invoice.taxes.isEmpty }) else { return self }
        var result = self
        for place in matches.indices {
            for (part, allocation) in matches[place].allocations.enumerated() where allocation.kind == .discount {
                result.matches[place].allocations[part].taxes = taxes(of: allocation)
            }
        }
        return result
    }

    private func taxes(of discount: Allocation) -> [TaxSubtotal] {
        guard let number = discount.invoice else { return [] }
        let holders = items.indices(ofNumber: number)
        guard let first = holders.first, holders.count == 1 else { return [] }
        return items[first].invoice.taxes.split(discount.amount)
    }
}

extension [TaxSubtotal] {
    func write(to writer: inout JSONWriter) {
        guard let net, let tax else { return }
        writer.string("net", net.decimal)
        writer.string("tax", tax.decimal)
        writer.array("taxes") { list in
            for part in self {
                list.object { entry in
                    if !part.category.isEmpty { entry.string("category", part.category) }
                    entry.string("rate", part.rate.description)
                    entry.string("net", part.net.decimal)
                    entry.string("tax", part.tax.decimal)
                }
            }
        }
    }

    /// ` (1.68 net, 0.32 tax)`; empty where nothing is known.
    var words: String {
        guard let net, let tax else { return "" }
        return " (\(net.decimal) net, \(tax.decimal) tax)"
    }
}
