import PaymentVocabulary

/// Finds the documents that together have a receipt's amount: those that it names, with one or two more of the customer.
struct SumSets {
    let index: DocumentIndex

    private static let partyDocumentsMax = 64

    /// - Returns: at least two documents, ascending; empty when none is found or a single one explains the amount.
    func set(for receipt: LinkageReceipt) -> [Int] {
        for start in [receipt.named, receipt.suggested] {
            let usable = start.filter { index.documents[$0].open.isPositive && isPayable(index.documents[$0], receipt) }
            guard let party = usable.first.map({ index.documents[$0].party }),
                usable.allSatisfy({ index.documents[$0].party == party })
            else { continue }
            if usable.count == 1,
                [.amountExact, .amountLessDiscount].contains(
                    Comparison.amountLevel(receipt.amount, index.documents[usable[0]])
                )
            {
                return []
            }
            if let found = completed(usable, party, receipt) { return found.sorted() }
        }
        return []
    }

    private func isPayable(_ document: LinkageDocument, _ receipt: LinkageReceipt) -> Bool {
        document.open.currency == receipt.amount.currency
    }

    /// What a document asks for: in full, and less each discount.
    private func values(_ place: Int) -> [Int64] {
        let document = index.documents[place]
        if document.isCreditNote { return [0 - document.open.minorUnits] }
        return [document.open.minorUnits] + document.discounts.map { document.open.minorUnits - $0 }
    }

    private func completed(_ start: [Int], _ party: Int, _ receipt: LinkageReceipt) -> [Int]? {
        let inFull = start.reduce(Int128(0)) { $0 + Int128(values($1)[0]) }
        let discounted = start.reduce(Int128(0)) { $0 + Int128(values($1).last ?? 0) }
        let rests = [inFull, discounted].map { Int128(receipt.amount.minorUnits) - $0 }
        if rests.contains(0) { return start.count > 1 ? start : nil }
        let others = index.all(of: party).filter { place in
            !start.contains(place) && isPayable(index.documents[place], receipt)
                && index.documents[place].open.isPositive
        }
        for rest in rests {
            let fitting = others.filter { values($0).contains { Int128($0) == rest } }
            if let found = nearest(fitting, receipt) { return start + [found] }
        }
        guard others.count <= Self.partyDocumentsMax else { return nil }
        for rest in rests {
            if let pair = pair(others, rest) { return start + pair }
        }
        return nil
    }

    /// The document that is due nearest to the receipt.
    private func nearest(_ places: [Int], _ receipt: LinkageReceipt) -> Int? {
        places.min {
            let (one, other) = (index.documents[$0].due, index.documents[$1].due)
            return (abs(receipt.date.days(since: one)), $0) < (abs(receipt.date.days(since: other)), $1)
        }
    }

    /// The only two that have a sum; `nil` when there are several such pairs.
    private func pair(_ places: [Int], _ sum: Int128) -> [Int]? {
        var seen: [Int128: [Int]] = [:]
        var found: [Int]?
        for place in places {
            for value in values(place) {
                for other in seen[sum - Int128(value)] ?? [] where other != place {
                    guard found == nil || found == [other, place] else { return nil }
                    found = [other, place]
                }
            }
            for value in values(place) { seen[Int128(value), default: []].append(place) }
        }
        return found
    }
}
