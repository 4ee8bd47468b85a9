import HubDomain
import HubReconciliation
import PaymentVocabulary

extension WorldBuilder {
    mutating func makeLines() {
        for _ in 0..<plan.receipts {
            let corruption = random.draw(Corruption.shape, plan)
            switch corruption {
            case .stranger, .strangerLikeUs, .providerPayout, .refundReturned: addStranger(corruption)
            case .ownPayment: addOwnPayment()
            default: addReceipt(corruption)
            }
        }
    }

    private mutating func addReceipt(_ corruption: Corruption?) {
        let customer = random.below(plan.customers)
        var draft = LineDraft(
            origin: .customer,
            shape: corruption.map(Shape.corrupted) ?? .full,
            booked: Self.firstDay
        )
        addPayer(&draft, customer)
        let first = addDocument(
            of: customer,
            currency: corruption == .foreignCurrency ? .usd : .eur,
            terms: corruption == .discountInTime || corruption == .discountLate ? "2/10 net 30" : nil
        )
        draft.documents = [first]
        draft.booked = payday(documents[first].issued)
        draft.writing = random.draw(Corruption.writing, plan)
        let full = documents[first].amount.minorUnits
        switch corruption {
        case .partPayment: pay(&draft, part(of: full))
        case .overPayment:
            draft.unapplied = Int64(random.within(100...20_000))
            pay(&draft, full)
        case .shortWithoutReason, .shortWithReason:
            let off = min(full / 2, Int64(random.within(100...15_000)))
            pay(&draft, full - off, tolerated: off)
        case .chargesDeducted:
            let off = min(full / 2, Int64(random.one(of: [500, 750, 1_000, 1_250, 1_500, 2_500])))
            pay(&draft, full - off, tolerated: off)
        case .discountInTime, .discountLate: payDiscounted(&draft, first, isLate: corruption == .discountLate)
        case .severalInvoices, .severalNotAllNamed: paySeveral(&draft, customer)
        case .creditNoteNamed, .creditNoteNotNamed: payWithCreditNote(&draft, customer)
        case .foreignCurrency: payAbroad(&draft, first)
        default:
            addPart(&draft, first, full)
            draft.units = full
        }
        write(&draft, corruption)
        let place = append(draft)
        if corruption == .partPayment { addRest(of: place) }
        if corruption == nil { addWhatComesOnTop(of: place) }
    }

    /// A fifth to four fifths, to the cent: round shares of list prices would meet each other.
    private mutating func part(of full: Int64) -> Int64 {
        Int64(random.within(Int(max(1, full / 5))...Int(max(1, full * 4 / 5))))
    }

    func addPart(
        _ draft: inout LineDraft,
        _ document: Int,
        _ cleared: Int64,
        discount: Int64 = 0,
        tolerated: Int64 = 0
    ) {
        draft.parts.append(
            Truth.Part(
                document: documents[document].number,
                isCreditNote: documents[document].isCreditNote,
                cleared: cleared,
                discount: discount,
                tolerated: tolerated
            )
        )
    }

    /// Pays the only document with another amount than what it asks for.
    private mutating func pay(_ draft: inout LineDraft, _ cleared: Int64, tolerated: Int64 = 0) {
        let document = draft.documents[0]
        let rest = documents[document].amount.minorUnits - cleared
        documents[document].rest = rest > 0 ? rest : nil
        draft.isExact = false
        draft.units = cleared + draft.unapplied
        addPart(&draft, draft.documents[0], cleared, tolerated: tolerated)
    }

    private mutating func payDiscounted(_ draft: inout LineDraft, _ document: Int, isLate: Bool) {
        let (item, full) = (documents[document], documents[document].amount.minorUnits)
        guard let offer = item.offer else {
            addPart(&draft, document, full)
            draft.units = full
            return
        }
        draft.units = offer.pay.minorUnits
        if isLate {
            draft.booked = offer.until.adding(days: random.within(8...40))
            draft.isExact = false
            let isGranted = draft.booked <= offer.until.adding(days: plan.graceDays)
            documents[document].rest = isGranted ? nil : full - draft.units
            addPart(&draft, document, draft.units, discount: isGranted ? offer.amount.minorUnits : 0)
        } else {
            draft.booked = item.issued.adding(days: random.within(1...10))
            addPart(&draft, document, draft.units, discount: offer.amount.minorUnits)
        }
    }

    mutating func paySeveral(_ draft: inout LineDraft, _ customer: Int) {
        let issued = documents[draft.documents[0]].issued
        for _ in 0..<random.within(1...3) {
            draft.documents.append(addDocument(of: customer, issued: issued.adding(days: -random.below(20))))
        }
        // Later than any window of a discount, so that every one is paid in full.
        draft.booked = payday(issued, after: 15)
        for document in draft.documents {
            addPart(&draft, document, documents[document].amount.minorUnits)
            draft.units += documents[document].amount.minorUnits
        }
    }

    private mutating func payWithCreditNote(_ draft: inout LineDraft, _ customer: Int) {
        let full = documents[draft.documents[0]].amount.minorUnits
        let credit = part(of: full)
        let issued = documents[draft.documents[0]].issued
        let note = addDocument(of: customer, isCreditNote: true, amount: credit, issued: issued.adding(days: 2))
        draft.booked = payday(issued, after: 15)
        addPart(&draft, draft.documents[0], full)
        addPart(&draft, note, credit)
        draft.documents.append(note)
        draft.units = full - credit
    }

    /// The rest of a part payment, some weeks later and plainly named.
    private mutating func addRest(of place: Int) {
        guard random.chance(basisPoints: 5_000) else { return }
        let part = drafts[place]
        let document = part.documents[0]
        let rest = documents[document].amount.minorUnits - part.units
        var draft = part
        draft.shape = .rest
        draft.writing = nil
        draft.parts = []
        draft.hits = []
        draft.isExact = true
        draft.units = rest
        draft.booked = part.booked.adding(days: random.within(5...30))
        addPart(&draft, document, rest)
        write(&draft, nil)
        _ = append(draft)
    }

    /// Some receipts come twice, are shown twice, or are taken back.
    private mutating func addWhatComesOnTop(of place: Int) {
        if random.chance(basisPoints: plan.rate(.shownTwice)) {
            drafts[place].isCopied = true
        } else if drafts[place].named == drafts[place].documents, random.chance(basisPoints: plan.rate(.paidTwice)) {
            var draft = drafts[place]
            draft.origin = .second
            draft.shape = .paidTwice
            draft.parts = []
            draft.booked = draft.booked.adding(days: random.within(1...20))
            _ = append(draft)
        } else if random.chance(basisPoints: plan.rate(.returned)) {
            var debit = drafts[place]
            debit.origin = .debit
            debit.shape = .returnDebit
            debit.parts = []
            debit.booked = debit.booked.adding(days: random.within(1...5))
            debit.returnReason = random.one(of: ["AC04", "MD06", "AM04"])
            var again = drafts[place]
            again.shape = .paidAgain
            again.booked = debit.booked.adding(days: random.within(1...20))
            again.writing = nil
            again.hits = []
            _ = append(debit)
            if random.chance(basisPoints: 5_000) {
                write(&again, nil)
                _ = append(again)
            }
        }
    }

    mutating func append(_ draft: LineDraft) -> Int {
        var draft = draft
        draft.bankReference = nextBankReference()
        for document in draft.named where draft.origin == .customer { documents[document].isClaimed = true }
        drafts.append(draft)
        return drafts.count - 1
    }
}
