import HubDomain
import HubReconciliation
import PaymentVocabulary

extension WorldBuilder {
    /// Writes what the payer says of the documents: numbers in the text or in fields of their own.
    mutating func write(_ draft: inout LineDraft, _ corruption: Corruption?) {
        draft.named = []
        draft.text = ""
        (draft.references, draft.documentNumbers, draft.isUnclear) = ([], [], false)
        draft.hasOtherNumber = random.chance(basisPoints: plan.rate(.otherNumber))
        draft.endToEndID = nil
        if draft.hasOtherNumber, random.chance(basisPoints: 3_000) { draft.endToEndID = otherNumber() }
        let order = draft.hasOtherNumber && draft.endToEndID == nil ? " Auftrag \(otherNumber())" : ""
        defer { draft.text += order }
        if plan.numbers == .digits, draft.writing == .numberWithoutPrefix || draft.writing == .numberInSmallLetters {
            draft.writing = nil
        }
        if draft.writing == .numberMissing {
            draft.text = random.one(of: NumberWriting.wordsAlone)
            return
        }
        var told = draft.documents
        if corruption == .severalNotAllNamed || corruption == .creditNoteNotNamed { told.removeLast() }
        if draft.writing == .structuredReference || draft.writing == .documentField, writeFields(&draft, told) {
            return
        }
        // One of several numbers is mistyped, not all of them.
        let mistyped = told[random.below(told.count)]
        let isError = [.digitChanged, .digitsSwapped, .digitLost].contains(draft.writing)
        let texts = told.map { document in
            let number = documents[document].number.text
            return NumberWriting.written(number, !isError || document == mistyped ? draft.writing : nil, &random)
        }
        // Digits in groups are a number to a person who finds payer and amount right.
        let isPart =
            draft.writing == .numberWithoutPrefix || (draft.writing == .numberWithBlanks && plan.numbers == .digits)
        draft.named = told.filter { !isPart && (!isError || $0 != mistyped) }
        draft.isUnclear = isError || isPart
        let joined = texts.joined(separator: random.one(of: [", ", " ", " + ", "; "]))
        draft.text = random.one(of: NumberWriting.wordsBefore) + joined + random.one(of: NumberWriting.wordsBehind)
        switch corruption {
        case .shortWithReason:
            draft.text += random.one(of: [" abzgl. Mangel", " Kürzung wegen Bruch", " less damaged goods"])
        case .chargesDeducted, .severalShort: draft.text += random.one(of: [" BANK CHARGES DEDUCTED", "", " CHGS BEN"])
        case .discountInTime, .discountLate: draft.text += random.one(of: [" abz. 2% Skonto", " ./. Skonto", ""])
        case .creditNoteNotNamed: draft.text += random.one(of: [" abzgl. Gutschrift", ""])
        default: break
        }
    }

    /// - Returns: `false` when the documents have no such field, so that the text has to say it.
    private func writeFields(_ draft: inout LineDraft, _ told: [Int]) -> Bool {
        if draft.writing == .documentField {
            draft.documentNumbers = told.map { documents[$0].number.text }
        } else {
            let references = told.compactMap { documents[$0].reference }
            guard references.count == told.count else {
                draft.writing = nil
                return false
            }
            draft.references = references
        }
        draft.named = told
        return true
    }

    /// Strangers, payouts of providers and money of ours that came back.
    mutating func addStranger(_ corruption: Corruption?) {
        var draft = LineDraft(
            origin: .stranger,
            shape: corruption.map(Shape.corrupted) ?? .full,
            booked: Self.firstDay.adding(days: random.below(Self.days + 40))
        )
        draft.units = amount()
        draft.evidence = .stranger
        draft.name = CustomerNames.stranger(&random)
        draft.account = iban()
        switch corruption {
        case .providerPayout:
            draft.origin = .payout
            draft.name = "Stripe Technology Europe Ltd"
            draft.text = "STRIPE PAYOUT PO1\(padded(random.below(1_000_000_000), 9))"
        case .refundReturned:
            draft.origin = .refund
            draft.returnReason = "AC01"
            draft.text = "RETOURE \(NumberWriting.creditNote(random.below(max(1, creditSerials)), plan.numbers))"
        case .strangerLikeUs:
            if random.chance(basisPoints: 2_500) {
                (draft.name, draft.account, draft.evidence) = (nil, nil, .untold)
            }
            draft.text = lookalike()
        default: draft.text = random.one(of: ["Miete März", "Erstattung", "Beitrag 2026", "Schaden 4711", "Danke"])
        }
        _ = append(draft)
    }

    /// A text that has the form of our numbers: sometimes far from those we gave, sometimes one of them by chance.
    private mutating func lookalike() -> String {
        let near = nearSerial()
        return switch random.below(4) {
        case 0: "Rechnung \(NumberWriting.invoice(near, plan.numbers))"
        case 1: "RE-2026-\(padded(random.below(1_000_000), 7)) Danke"
        case 2: "Kd-Nr 2026\(padded(1_000_000 + near, 7))"
        default: "Auftrag \(padded(1_000_000 + near, 7)) EUR \(random.within(100...9_999)),00"
        }
    }

    private mutating func otherNumber() -> String { padded(1_000_000 + nearSerial(), 7) }

    /// About every second one is given to an invoice by the end.
    private mutating func nearSerial() -> Int { random.below(plan.receipts * 2) }

    /// A transfer that the hub itself announced, with its end-to-end id.
    mutating func addOwnPayment() {
        let customer = random.below(plan.customers)
        var draft = LineDraft(origin: .own, shape: .corrupted(.ownPayment), booked: Self.firstDay)
        let document = addDocument(of: customer)
        draft.customer = customer
        draft.documents = [document]
        draft.named = [document]
        draft.booked = payday(documents[document].issued)
        draft.units = documents[document].amount.minorUnits
        draft.evidence = .customer(customer)
        draft.name = customers[customer].name.text
        draft.account = customers[customer].realAccount
        // The export of the hub's payments gives the id as the end-to-end id.
        let id = "QTC\(padded(payments.count, 9))"
        draft.endToEndID = id
        draft.text = "Lastschrift"
        addPart(&draft, document, draft.units)
        payments.append(
            ExpectedPayment(
                payment: PaymentID(id),
                endToEndID: id,
                customer: customers[customer].id,
                amount: documents[document].amount,
                shares: [.init(invoice: documents[document].number, amount: documents[document].amount)]
            )
        )
        documents[document].isClaimed = true
        _ = append(draft)
    }
}
