import HubReconciliation
import PaymentVocabulary

/// Receipts for several documents, all named, that are short by one difference for the whole receipt.
extension WorldBuilder {
    /// They come on top of the receipts of the plan and draw from a row of numbers of their own, so that whatever their
    /// rate is, everything else is drawn as without them.
    mutating func makeSeveralShort() {
        let shared = random
        random = WorldRandom(seed: plan.seed &* 0xD1B5_4A33 ^ 0x5EED)
        defer { random = shared }
        for _ in 0..<(plan.receipts * plan.rate(.severalShort) / 10_000) { addSeveralShort() }
    }

    private mutating func addSeveralShort() {
        let customer = random.below(plan.customers)
        var draft = LineDraft(origin: .customer, shape: .corrupted(.severalShort), booked: Self.firstDay)
        addPayer(&draft, customer)
        draft.documents = [addDocument(of: customer)]
        draft.writing = random.draw(Corruption.writing, plan)
        paySeveral(&draft, customer)
        let bearer = bearer(draft.documents)
        let off = min(difference(), documents[bearer].amount.minorUnits / 2)
        documents[bearer].rest = off
        draft.isExact = false
        draft.units -= off
        draft.parts = []
        for document in draft.documents {
            let taken = document == bearer ? off : 0
            addPart(&draft, document, documents[document].amount.minorUnits - taken, tolerated: taken)
        }
        write(&draft, .severalShort)
        _ = append(draft)
    }

    /// What a bank kept, what two ways of rounding differ by, or more than anybody tolerates.
    private mutating func difference() -> Int64 {
        switch random.below(10) {
        case 0..<6: random.one(of: [500, 750, 1_000, 1_250, 1_500, 2_500])
        case 6..<9: Int64(random.within(1...5))
        default: Int64(random.within(2_600...9_900))
        }
    }

    /// The document that is due last bears it, of several such the one with the last number: the merchant's convention.
    private func bearer(_ several: [Int]) -> Int {
        several.max { (documents[$0].due, documents[$0].number) < (documents[$1].due, documents[$1].number) } ?? 0
    }

    /// Which of the documents is short, and why, the line does not say: a person decides, or the merchant's policy.
    func labelSeveralShort(_ label: Truth.Label) -> Truth.Label {
        label == .postable ? .forAPerson([.under, .ambiguous, .unknownPayer]) : label
    }
}
