import HubDomain
import PaymentVocabulary

/// What a receipt that is many payments is made of, and why some of them clear no document.
struct ReceiptParts {
    /// What all the parts make together, in their currency.
    let paid: Money
    /// The match of the receipt is kept, so that a person can say later what a part of it is for.
    let isInBooks: Bool
    private(set) var allocations: [Allocation] = []
    private(set) var held: [WaitingPart] = []
    private var moved: [PayoutMovement] = []
    /// Payments that clear nothing although nobody has to look at them, in words.
    private var gone: [String] = []

    init(of paid: Money, isInBooks: Bool = false) { (self.paid, self.isInBooks) = (paid, isInBooks) }

    var waiting: [WaitingPart]? { held.isEmpty ? nil : held }
    var movements: [PayoutMovement]? { moved.isEmpty ? nil : moved }

    /// For the end of an explanation.
    var heldWords: String {
        (held.isEmpty ? "" : "; left to a person: \(list(held.map(\.words)))")
            + (gone.isEmpty ? "" : "; taken back: \(list(gone))")
            + words("open again", .takenBack) + words("paid again", .givenBack)
    }

    private func words(_ what: String, _ kind: PayoutMovement.Kind) -> String {
        let own = moved.filter { $0.kind == kind }.map(\.words)
        return own.isEmpty ? "" : "; \(what): \(list(own))"
    }

    mutating func append(_ allocation: Allocation) { allocations.append(allocation) }

    mutating func hold(_ part: WaitingPart) { held.append(part) }

    mutating func move(_ movement: PayoutMovement) { moved.append(movement) }

    mutating func tell(ofTakenBack words: String) { gone.append(words) }
}

/// One payment inside a receipt.
struct ReceiptPart {
    /// What a document is to get of the payment.
    struct Share {
        let item: Int
        let minorUnits: Int64
        /// What leads to the document; `endToEnd` for what a payment of our own was for.
        let reference: MatchFacts.Reference
        /// All that comes for the document at once, beside what is open of it.
        let amount: MatchFacts.Amount
    }

    /// By which the allocations name it.
    let name: String?
    let minorUnits: Int64
    let payer: PartyIndex.Payer
    let shares: [Share]
    /// What the money is that clears no document.
    let rest: (kind: Allocation.Kind, reason: Allocation.Reason)
}

extension [ReceiptPart.Share] {
    /// The same from the first one on, as far as so many minor units go.
    func limited(to units: Int64) -> [ReceiptPart.Share] {
        var left = units
        return map { share in
            let part = Swift.min(share.minorUnits, left)
            left -= part
            guard part < share.minorUnits else { return share }
            return ReceiptPart.Share(
                item: share.item,
                minorUnits: part,
                reference: share.reference,
                amount: .part
            )
        }.filter { $0.minorUnits > 0 }
    }
}

extension Matcher {
    /// Clears the documents of a payment as far as they are open and the rules post them; the rest is the payment itself.
    mutating func claim(_ part: ReceiptPart, by line: StatementLine, into parts: inout ReceiptParts) {
        var rest = part.minorUnits
        for share in part.shares {
            let units = min(share.minorUnits, remaining[share.item], rest)
            guard units > 0 else { continue }
            let number = items[share.item].invoice.number
            let payer = parties.relation(of: part.payer, to: owners[share.item]).fact
            let facts = MatchFacts(payer: payer, reference: share.reference, amount: share.amount)
            if let objection = decide(line, facts).objection(to: facts) {
                parts.hold(
                    WaitingPart(
                        payment: part.name,
                        amount: money(units, like: parts.paid),
                        documents: [number],
                        reason: LineException.Reason(holding: facts),
                        explanation: "for \(number) (\(facts.words); \(objection))"
                    )
                )
                continue
            }
            claim(share.item, units, by: line)
            rest -= units
            parts.append(
                Allocation(
                    kind: .invoice,
                    invoice: number,
                    amount: money(units, like: parts.paid),
                    reason: remaining[share.item] == 0 ? .paidInFull : .partPayment,
                    payment: part.name
                )
            )
        }
        guard rest != 0 else { return }
        let amount = money(rest, like: parts.paid)
        let (kind, reason) = part.rest
        parts.append(Allocation(kind: kind, invoice: nil, amount: amount, reason: reason, payment: part.name))
    }

    /// The documents that a payment of our own was for.
    func shares(of payment: ExpectedPayment, in currency: Currency) -> [ReceiptPart.Share] {
        payment.shares.compactMap { share in
            guard share.amount.currency == currency, let item = only(share.invoice, currency) else { return nil }
            return ReceiptPart.Share(
                item: item,
                minorUnits: share.amount.minorUnits,
                reference: .endToEnd,
                amount: .exact
            )
        }
    }

    /// The document of which somebody else gives the number.
    ///
    /// - Parameters:
    ///   - whole: how all that comes for it relates to what was open, where `amount` is a part of that.
    ///   - isDeclared: as in `reference`.
    func share(
        of number: String,
        _ amount: Money,
        whole: MatchFacts.Amount? = nil,
        isDeclared: Bool
    ) -> ReceiptPart.Share? {
        only(InvoiceNumber(number), amount.currency).map { item in
            ReceiptPart.Share(
                item: item,
                minorUnits: amount.minorUnits,
                reference: reference(naming: item, as: number, isDeclared: isDeclared),
                amount: whole ?? self.amount(Int128(amount.minorUnits), for: item)
            )
        }
    }

    /// How so many minor units relate to what is open of a document.
    func amount(_ minorUnits: Int128, for item: Int) -> MatchFacts.Amount {
        let open = Int128(remaining[item])
        return minorUnits == open ? .exact : minorUnits < open ? .part : .over
    }

    /// The only document of a number and currency.
    func only(_ number: InvoiceNumber, _ currency: Currency, isCreditNote: Bool = false) -> Int? {
        let holders = items.indices(ofNumber: number).filter {
            self.isCreditNote($0) == isCreditNote && self.currency(of: $0) == currency
        }
        return holders.count == 1 ? holders.first : nil
    }

    /// How unlikely it is that a number which leads to a document means something else.
    ///
    /// - Parameter isDeclared: it stands beside its own amount as the number of a document, so that digits alone mean it.
    func reference(naming item: Int, as number: String, isDeclared: Bool) -> MatchFacts.Reference {
        let bytes = RunText(number).bytes[...]
        let keys = references.matching(bytes, hash: FoldedHash(bytes).value).map { references.keys[$0] }
        guard let strength = keys.first(where: { $0.item == item })?.strength else { return .fragile }
        let isBare = !isDeclared && strength < .structured && ReferenceIndex.isNumeric(bytes)
        return MatchFacts.Reference(strength, hasBareNumber: isBare)
    }
}

extension LineException.Reason {
    /// What a person has to decide about a payment of these facts that the rules leave.
    fileprivate init(holding facts: MatchFacts) {
        if facts.payer == .contradicts {
            self = .contradictingPayer
        } else {
            self = facts.amount == .part ? .under : facts.amount == .over ? .over : .heldByRule
        }
    }
}
