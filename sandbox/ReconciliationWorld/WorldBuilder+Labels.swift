import HubDomain
import HubReconciliation
import PaymentVocabulary

/// Labels follow from what a line says and from what is open, never from what a matcher does.
extension WorldBuilder {
    func label(_ index: Int) -> Truth.Label {
        let draft = drafts[index]
        switch draft.origin {
        case .debit: return .debit
        case .own, .reported: return .postable
        case .refund: return .nothing([.returned])
        case .payout: return .nothing([.unknownPayer, .noMatch])
        case .stranger:
            return draft.hits.contains { pays($0, draft) }
                ? .undecidable : .nothing([.unknownPayer, .unknownReference, .noMatch, .ambiguous])
        case .second: return .nothing([.duplicate, .contradictingPayer])
        case .customer:
            switch draft.shape {
            case .corrupted(.foreignCurrency): return labelAbroad(draft)
            case .corrupted(.severalShort): return labelSeveralShort(receipt(draft))
            case .corrupted(.namedElsewhere): return labelNamedElsewhere()
            default: return receipt(draft)
            }
        }
    }

    private func receipt(_ draft: LineDraft) -> Truth.Label {
        if let label = misled(draft) { return label }
        guard case .customer(let payer) = draft.evidence else { return unknownPayer(draft) }
        guard payer == draft.customer else {
            let looksLikeTheirs = draft.named.isEmpty && customers[payer].documents.contains { pays($0, draft) }
            return looksLikeTheirs ? .undecidable : .forAPerson([.contradictingPayer, .noMatch, .unknownReference])
        }
        if draft.named.count == draft.documents.count { return .postable }
        if draft.isUnclear {
            let isWhole = draft.documents.count == told(draft)
            return draft.isExact && isWhole ? .postable : .forAPerson(Self.unclear)
        }
        return byAmount(draft, payer)
    }

    private static let unclear: [LineException.Reason] = [
        .unknownReference, .ambiguous, .noMatch, .under, .over, .unknownPayer,
    ]

    /// How many numbers the line was meant to give.
    private func told(_ draft: LineDraft) -> Int {
        switch draft.shape {
        case .corrupted(.severalNotAllNamed), .corrupted(.creditNoteNotNamed): draft.documents.count - 1
        default: draft.documents.count
        }
    }

    /// A mistyped number that is another document's.
    private func misled(_ draft: LineDraft) -> Truth.Label? {
        guard !draft.hits.isEmpty else { return nil }
        let isTold =
            draft.named.count == draft.documents.count && draft.evidence == draft.customer.map { .customer($0) }
        if isTold, draft.isExact { return nil }
        for hit in draft.hits where !contradicts(draft, hit) {
            let isTheirs = draft.evidence == .customer(documents[hit].customer)
            if completes(hit, draft) || (isTheirs && !draft.isExact) { return .undecidable }
        }
        return .forAPerson(Self.unclear + [.contradictingPayer])
    }

    private func contradicts(_ draft: LineDraft, _ document: Int) -> Bool {
        guard case .customer(let payer) = draft.evidence else { return false }
        return payer != documents[document].customer
    }

    /// With the document that was hit, the amount is exactly that of what the line names.
    private func completes(_ hit: Int, _ draft: LineDraft) -> Bool {
        let named = draft.named.reduce(Int64(0)) {
            $0 + (documents[$1].isCreditNote ? -1 : 1) * documents[$1].amount.minorUnits
        }
        let sign: Int64 = documents[hit].isCreditNote ? -1 : 1
        return documents[hit].amount.currency == .eur
            && documents[hit].payable(on: draft.booked).contains { named + sign * $0 == draft.units }
    }

    private func pays(_ document: Int, _ draft: LineDraft) -> Bool {
        !documents[document].isCreditNote && documents[document].amount.currency == .eur
            && documents[document].payable(on: draft.booked).contains(draft.units)
    }

    /// Nothing vouches for the number but the number itself: the amount has to.
    private func unknownPayer(_ draft: LineDraft) -> Truth.Label {
        let isNamed = draft.named.count == draft.documents.count
        return draft.isExact && isNamed ? .postable : .forAPerson(Self.unclear)
    }

    /// The payer is known and a number is missing: exactly one choice of documents has to make the amount.
    private func byAmount(_ draft: LineDraft, _ payer: Int) -> Truth.Label {
        let theirs = customers[payer].documents
        if draft.named.isEmpty, draft.documents.count > 1 || !draft.isExact {
            // One document alone makes the amount of something else.
            if theirs.contains(where: { pays($0, draft) }) { return .undecidable }
        }
        guard draft.isExact else { return .forAPerson(Self.unclear) }
        let open = theirs.filter { document in
            let isLeft = !documents[document].isClaimed || draft.documents.contains(document)
            return isLeft && documents[document].amount.currency == .eur && documents[document].issued <= draft.booked
        }
        if draft.named.isEmpty, draft.documents.count == 1 {
            if open.count(where: { pays($0, draft) }) == 1 { return .postable }
            // Another line names what this one pays, and leaves another document of the same amount.
            return draft.documents.contains { documents[$0].isClaimed } ? .undecidable : .forAPerson([.ambiguous])
        }
        guard open.count <= Self.searchedMax else { return .forAPerson(Self.unclear) }
        let named = draft.named.reduce(Int64(0)) {
            $0 + (documents[$1].isCreditNote ? -1 : 1) * documents[$1].amount.minorUnits
        }
        let choices = count(open[...], making: draft.units - named, with: 4)
        return choices == 1 ? .postable : .forAPerson(Self.unclear)
    }

    private static let searchedMax = 40

    /// Choices of at most `most` documents with that sum, counted up to two.
    private func count(_ open: ArraySlice<Int>, making rest: Int64, with most: Int) -> Int {
        if rest == 0 { return 1 }
        guard most > 0, let first = open.first else { return 0 }
        let amount = documents[first].amount.minorUnits
        let taken = count(
            open.dropFirst(),
            making: rest - (documents[first].isCreditNote ? -amount : amount),
            with: most - 1
        )
        return taken > 1 ? taken : min(2, taken + count(open.dropFirst(), making: rest, with: most))
    }

    /// Lines about a document that an undecidable line seems to pay cannot be decided either.
    func shadow(_ labels: inout [Truth.Label], _ order: [Int]) {
        var seeming: Set<Int> = []
        for (place, index) in order.enumerated() where labels[place] == .undecidable {
            let draft = drafts[index]
            seeming.formUnion(draft.hits)
            seeming.formUnion(draft.documents)
            guard case .customer(let payer) = draft.evidence, draft.hits.isEmpty else { continue }
            seeming.formUnion(customers[payer].documents.filter { pays($0, draft) })
        }
        guard !seeming.isEmpty else { return }
        for (place, index) in order.enumerated() where labels[place] != .debit {
            if drafts[index].documents.contains(where: seeming.contains) { labels[place] = .undecidable }
        }
    }
}
