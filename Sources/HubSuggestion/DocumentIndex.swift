import PaymentVocabulary

/// The open documents by what a receipt may know of them: amount, party, due date.
struct DocumentIndex {
    let documents: [LinkageDocument]
    let parties: [LinkageParty]
    /// The documents of each party, the smallest amount first.
    private var ofParty: [[Int]]
    private var byOpen: [Money: [Int]] = [:]
    private var byDiscounted: [Money: [Int]] = [:]
    private var partiesOfAccount: [String: [Int]] = [:]

    init(_ documents: [LinkageDocument], _ parties: [LinkageParty]) {
        self.documents = documents
        self.parties = parties
        ofParty = Array(repeating: [], count: parties.count)
        for (place, document) in documents.enumerated() {
            if ofParty.indices.contains(document.party) { ofParty[document.party].append(place) }
            guard !document.isCreditNote, document.open.isPositive else { continue }
            byOpen[document.open, default: []].append(place)
            for off in document.discounts {
                let units = document.open.minorUnits - off
                byDiscounted[Money(minorUnits: units, currency: document.open.currency), default: []].append(place)
            }
        }
        func isBefore(_ left: Int, _ right: Int) -> Bool {
            (documents[left].open.minorUnits, left) < (documents[right].open.minorUnits, right)
        }
        for party in ofParty.indices { ofParty[party].sort(by: isBefore) }
        for (party, entry) in parties.enumerated() {
            for account in entry.accounts { partiesOfAccount[account, default: []].append(party) }
        }
        func isDueBefore(_ left: Int, _ right: Int) -> Bool {
            (documents[left].due, left) < (documents[right].due, right)
        }
        for (amount, places) in byOpen where places.count > 1 { byOpen[amount] = places.sorted(by: isDueBefore) }
    }

    var documentsOfParty: [Int] { ofParty.map(\.count) }
    func owners(ofAccount account: String?) -> [Int] { account.flatMap { partiesOfAccount[$0] } ?? [] }
    func countOpen(_ amount: Money) -> Int { byOpen[amount]?.count ?? 0 }
    func countDiscounted(_ amount: Money) -> Int { byDiscounted[amount]?.count ?? 0 }
    func all(of party: Int) -> [Int] { ofParty.indices.contains(party) ? ofParty[party] : [] }

    /// Documents that the amount pays: in full, the nearest due dates if there are more than `max`, and less a discount,
    /// at most `max`.
    func payable(_ amount: Money, on date: CalendarDate, max: Int) -> [Int] {
        let inFull = byOpen[amount] ?? []
        return window(inFull, max: max) { documents[$0].due < date } + (byDiscounted[amount] ?? []).prefix(max)
    }

    /// Documents of one party, those of the nearest amounts if there are more than `max`.
    func documents(of party: Int, near amount: Money, max: Int) -> [Int] {
        window(all(of: party), max: max) { documents[$0].open.minorUnits < amount.minorUnits }
    }

    /// The part of an ordered list around the first place that is not below.
    private func window(_ list: [Int], max: Int, isBelow: (Int) -> Bool) -> [Int] {
        guard list.count > max else { return list }
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if isBelow(list[middle]) { low = middle + 1 } else { high = middle }
        }
        let begin = min(Swift.max(0, low - max / 2), list.count - max)
        return Array(list[begin..<(begin + max)])
    }
}
