import PaymentVocabulary

/// One document that a receipt may be for, with its weights.
struct Candidate {
    let document: Int
    let agreements: Comparison.Agreements
    /// In thousandths of a bit.
    var score = 0

    /// Its amount or its number is in the receipt, exactly or nearly.
    var agreesBeyondParty: Bool {
        agreements.indices.contains { field in
            switch agreements[field].level {
            case .amountExact, .amountLessDiscount, .amountPartOfSum, .amountNear, .referenceNamed, .referenceDigits,
                .referenceSlip:
                true
            default: false
            }
        }
    }
}

/// Brings receipts and documents together by blocks; nothing compares all with all.
struct Candidates {
    private static let ofAmountMax = 32
    private static let ofPartyMax = 24

    let index: DocumentIndex
    let names: NameBlocks
    let numbers: NumberBlocks
    private let sums: SumSets
    private let countOfOpen: Int
    private(set) var cutAmounts = 0
    private(set) var cutParties = 0

    /// - Parameter open: how many of the documents, the first ones, are open.
    init(_ receipts: [LinkageReceipt], _ documents: [LinkageDocument], _ parties: [LinkageParty], open: Int) {
        countOfOpen = open
        index = DocumentIndex(documents, parties)
        names = NameBlocks(receipts, parties, documentsOfParty: index.documentsOfParty)
        numbers = NumberBlocks(receipts, documents)
        sums = SumSets(index: index)
    }

    func reading(_ receipt: LinkageReceipt) -> Comparison.Reading {
        var levels: [Int: LinkageLevel] = [:]
        for number in receipt.numbers {
            for hit in numbers.hits(of: number) where levels[hit.document] != .referenceDigits {
                levels[hit.document] = hit.level
            }
        }
        let owners = index.owners(ofAccount: receipt.account)
        let digits = levels.values.count { $0 == .referenceDigits }
        return Comparison.Reading(
            receipt: receipt,
            name: names.found(receipt.name),
            owners: owners,
            numbers: levels,
            sum: sums.set(for: receipt),
            countOpen: index.countOpen(receipt.amount),
            countDiscounted: index.countDiscounted(receipt.amount),
            countOfOwners: owners.reduce(0) { $0 + index.all(of: $1).count },
            countDigits: digits,
            countSlips: levels.count - digits
        )
    }

    /// The candidates of a receipt in the order of the documents, not weighed yet.
    mutating func candidates(_ reading: Comparison.Reading) -> [Candidate] {
        let receipt = reading.receipt
        var found = receipt.suggested
        if !receipt.isClosed {
            found += receipt.named
            found += reading.sum
            found += reading.numbers.keys
            if reading.countOpen > Self.ofAmountMax || reading.countDiscounted > Self.ofAmountMax { cutAmounts += 1 }
            found += index.payable(receipt.amount, on: receipt.date, max: Self.ofAmountMax)
            for party in reading.owners + reading.name.level.map(\.party) {
                if index.all(of: party).count > Self.ofPartyMax { cutParties += 1 }
                found += index.documents(of: party, near: receipt.amount, max: Self.ofPartyMax)
            }
        }
        // A settled document takes part for those receipts only that name it.
        let able = found.filter { $0 < countOfOpen || receipt.suggested.contains($0) }
        var candidates: [Candidate] = []
        candidates.reserveCapacity(able.count)
        for place in able.sorted() where place != candidates.last?.document {
            let agreements = Comparison.compare(reading, place, index.documents[place])
            candidates.append(Candidate(document: place, agreements: agreements))
        }
        return candidates
    }
}
