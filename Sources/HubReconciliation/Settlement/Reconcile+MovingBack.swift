import HubDomain
import PaymentVocabulary

/// Refunds and chargebacks of payments that earlier payouts have brought.
extension Matcher {
    /// How much of a payment stands, in minor units: by all reports at hand, and by what payouts with its refunds have left
    /// that came before its own.
    mutating func standing(of part: SettlementLine, _ gross: Int64) -> Int128 {
        let stands = settled.take(part, expected)
        let places = settled.earlier.places(of: part)
        guard stands > 0, places.count == 1, let place = places.first else { return stands }
        let owed = max(0, 0 - settled.earlier[place].left)
        return min(stands, max(0, Int128(gross) - owed))
    }

    /// Keeps what a payment of a payout pays, for refunds and chargebacks of it that come later.
    ///
    /// - Parameter held: what of it waits for a person, in minor units.
    mutating func note(
        _ part: SettlementLine,
        _ gross: Int64,
        _ paid: [Allocation],
        _ held: Int128,
        into parts: inout ReceiptParts
    ) {
        guard gross > 0, expected.payment(of: part) == nil, let name = part.paymentBrought,
            let document = paid.first?.invoice ?? documentNumber(of: part).map({ InvoiceNumber($0) })
        else { return }
        let place = settled.earlier.place(ofPayment: name, in: part)
        var left = Int128(gross)
        for allocation in paid {
            guard let number = allocation.invoice else { continue }
            let units = allocation.amount.minorUnits
            left -= Int128(units)
            let customer = only(number, part.net.currency).map { items[$0].invoice.customer }
            settled.earlier.change(place, number) { share in
                share.settled += units
                share.customer = share.customer ?? customer
            }
        }
        settled.earlier.change(place, document) { _ in }
        settled.earlier.change(place, leftBy: left)
        move(.paymentLeft, name, document, left - held, into: &parts)
    }

    /// What the refunds and chargebacks of a payout take back of documents that earlier ones have paid, and what those that
    /// failed or were won give back.
    ///
    /// Those of our own payments are facts of these.
    mutating func moveBack(_ payout: Payout, into parts: inout ReceiptParts) {
        // All of one payment together: what a payout takes and gives back is nothing.
        var moved: [(place: Int, units: Int128, line: SettlementLine)] = []
        for part in payout.lines where part.movesBack && part.gross != 0 && !isOwn(part) {
            guard let place = place(movedBackBy: part, into: &parts) else { continue }
            if let known = moved.firstIndex(where: { $0.place == place }) {
                moved[known].units += part.gross
            } else {
                moved.append((place, part.gross, part))
            }
        }
        for (place, units, part) in moved {
            if units < 0 {
                takeBack(0 - units, of: place, part, into: &parts)
            } else if units > 0 {
                giveBack(units, to: place, part, into: &parts)
            }
        }
    }

    /// A refund or chargeback of a payment of ours.
    func isOwn(_ part: SettlementLine) -> Bool {
        expected.payment(of: part) != nil || part.names.contains(where: groups.ownNames.contains)
    }

    /// The earlier payment of a refund or chargeback; where it is not certain the line waits, unless nothing of it is known.
    private mutating func place(movedBackBy part: SettlementLine, into parts: inout ReceiptParts) -> Int? {
        let named = settled.earlier.places(of: part)
        if named.count == 1, let only = named.first, part.gross > 0 || settled.earlier[only].hasBrought { return only }
        if named.count > 1 {
            let documents = Set(named.flatMap { settled.earlier[$0].shares }.filter { $0.settled > 0 }.map(\.document))
            guard part.gross < 0, !documents.isEmpty else { return nil }
            let names = named.map { settled.earlier[$0].name }
            hold(part, documents.sorted(), .ambiguous, "may be of \(list(names))", into: &parts)
            return nil
        }
        guard let text = documentNumber(of: part), let item = only(InvoiceNumber(text), part.net.currency) else {
            // Its payout may come later: the payment brings nothing then.
            guard named.isEmpty, part.gross < 0, let name = part.paymentMovedBack else { return named.first }
            return settled.earlier.place(ofPayment: name, in: part)
        }
        let document = items[item].invoice.number
        let known = settled.earlier.places(of: document, for: part)
        if known.isEmpty { return place(ofUnknown: part, item, into: &parts) }
        return place(movedBackBy: part, document, known, into: &parts)
    }

    /// By the reference alone: the payment of its document, if only one can be meant, and all of it.
    private func place(
        movedBackBy part: SettlementLine,
        _ document: InvoiceNumber,
        _ known: [Int],
        into parts: inout ReceiptParts
    ) -> Int? {
        let isWon = part.gross > 0
        func units(_ place: Int) -> Int64 {
            let share = settled.earlier[place].share(of: document)
            return (isWon ? share?.takenBack : share?.settled) ?? 0
        }
        let holders = known.filter { units($0) > 0 }
        let others = known.filter { units($0) == 0 && settled.earlier[$0].left > 0 }
        guard let holder = holders.first else {
            // What is left of its only payment pays nothing, so that nothing has to be open again.
            return known.count == 1 ? known.first : nil
        }
        let told = part.paymentMovedBack
        let payer = settled.earlier[holder]
        func words(_ why: String) -> String {
            "\(isWon ? "gives back" : "takes back") what was paid of \(document), \(why)"
        }
        if holders.count + others.count > 1 {
            let names = (holders + others).map { settled.earlier[$0].name }.map { $0.isEmpty ? "a payment" : $0 }
            hold(part, [document], .ambiguous, words("which may be \(list(names))"), into: &parts)
        } else if let told, !payer.name.isEmpty {
            hold(
                part,
                [document],
                .ambiguous,
                words("and is of \(told), while \(payer.name) has paid it"),
                into: &parts
            )
        } else if payer.shares.contains(where: { $0.document != document && $0.settled > 0 }) {
            hold(part, [document], .ambiguous, words("and \(payer.name) has paid others, too"), into: &parts)
        } else if part.gross.magnitude != UInt128(units(holder).magnitude) {
            let paid = Money(minorUnits: units(holder), currency: part.net.currency)
            let isOver = part.gross.magnitude > UInt128(units(holder).magnitude)
            hold(part, [document], isOver ? .over : .under, words("which are \(paid)"), into: &parts)
        } else {
            return holder
        }
        return nil
    }

    /// A refund or chargeback of a payment that no payout has told of, though its document is known.
    private mutating func place(
        ofUnknown part: SettlementLine,
        _ item: Int,
        into parts: inout ReceiptParts
    ) -> Int? {
        let invoice = items[item].invoice
        // Files do not tell who has paid what was settled before, and books no payment from before them.
        if part.gross < 0, invoice.open.minorUnits < invoice.amount.minorUnits {
            let paid = invoice.amount.minorUnits - invoice.open.minorUnits
            let words =
                "takes back what was paid of \(invoice.number), of which \(money(paid, like: invoice.amount)) is settled; if it "
                + "is of that, it is open again"
            hold(part, [invoice.number], .returned, words, into: &parts)
            return nil
        }
        guard let name = part.paymentMovedBack else { return nil }
        let place = settled.earlier.place(ofPayment: name, in: part)
        settled.earlier.change(place, invoice.number) { _ in }
        return place
    }

    /// Takes what pays nothing first, then what pays documents.
    private mutating func takeBack(
        _ units: Int128,
        of place: Int,
        _ part: SettlementLine,
        into parts: inout ReceiptParts
    ) {
        let payment = settled.earlier[place]
        let paid = payment.shares.filter { $0.settled > 0 }
        let settledSum = paid.reduce(Int128(0)) { $0 + Int128($1.settled) }
        let free = min(units, max(0, payment.left))
        let taken = min(units - free, settledSum)
        guard taken == 0 || taken == settledSum || paid.count == 1 else {
            let documents = paid.map(\.document)
            let words =
                "takes back a part of what \(payment.name) has paid, which is for \(list(documents.map(\.text)))"
            moveLeft(place, by: 0 - free, part, into: &parts)
            return hold(part, documents, .ambiguous, words, units: units - free, into: &parts)
        }
        moveLeft(place, by: 0 - (units - taken), part, into: &parts)
        var rest = Int64(clamping: taken)
        for share in paid where rest > 0 {
            let own = min(rest, share.settled)
            rest -= own
            settled.earlier.change(place, share.document) { share in
                share.settled -= own
                share.takenBack += own
            }
            move(.takenBack, payment.name, share.document, Int128(own), share.customer, into: &parts)
        }
    }

    /// Gives documents back what was taken of them, as far as they are open; the rest is for a person.
    private mutating func giveBack(
        _ units: Int128,
        to place: Int,
        _ part: SettlementLine,
        into parts: inout ReceiptParts
    ) {
        let payment = settled.earlier[place]
        let taken = payment.shares.filter { $0.takenBack > 0 }
        let takenSum = taken.reduce(Int128(0)) { $0 + Int128($1.takenBack) }
        // More was taken back than had come, or the loss has not come yet.
        let owed = min(units, max(0, 0 - payment.left))
        var rest = Int64(clamping: min(units - owed, takenSum))
        let isClear = Int128(rest) == takenSum || taken.count == 1
        var given: Int128 = 0
        for share in taken where rest > 0 && isClear {
            guard let item = only(share.document, part.net.currency), remaining[item] > 0 else { continue }
            let own = min(rest, share.takenBack, remaining[item])
            rest -= own
            given += Int128(own)
            remaining[item] -= own
            settled.earlier.change(place, share.document) { share in
                share.settled += own
                share.takenBack -= own
            }
            move(.givenBack, payment.name, share.document, Int128(own), share.customer, into: &parts)
        }
        let waits = units - owed - given
        moveLeft(place, by: owed, part, into: &parts)
        guard waits > 0 else { return }
        let open = payment.shares.first { share in
            only(share.document, part.net.currency).map { remaining[$0] > 0 } ?? false
        }
        guard let document = open?.document ?? (rest > 0 ? taken.first?.document : nil) else {
            return moveLeft(place, by: waits, part, into: &parts)
        }
        settled.earlier.change(place, leftBy: waits)
        parts.hold(
            WaitingPart(
                payment: payment.name.isEmpty ? part.payment ?? part.id : payment.name,
                amount: money(Int64(clamping: waits), like: parts.paid),
                documents: [document],
                reason: open == nil ? .duplicate : .heldByRule,
                explanation: open == nil
                    ? "came back, for \(document), which is settled otherwise" : "came back, and \(document) is open"
            )
        )
    }

    private func hold(
        _ part: SettlementLine,
        _ documents: [InvoiceNumber],
        _ reason: LineException.Reason,
        _ words: String,
        units: Int128? = nil,
        into parts: inout ReceiptParts
    ) {
        let amount = money(Int64(clamping: units ?? Int128(part.gross.magnitude)), like: parts.paid)
        let ways = documents.map { "--take-back \($0)=\(amount.decimal)" }
        let way =
            parts.isInBooks && part.gross < 0
            ? "; what it is of is open again by quittance match supersede with \(ways.joined(separator: " or "))" : ""
        parts.hold(
            WaitingPart(
                payment: part.paymentMovedBack ?? part.payment ?? part.id,
                amount: amount,
                takesBack: part.gross < 0,
                documents: documents,
                reason: reason,
                explanation: words + way
            )
        )
    }

    private mutating func moveLeft(
        _ place: Int,
        by units: Int128,
        _ part: SettlementLine,
        into parts: inout ReceiptParts
    ) {
        guard units != 0 else { return }
        settled.earlier.change(place, leftBy: units)
        let payment = settled.earlier[place]
        guard !payment.name.isEmpty else { return }
        // Of a payment that has not come yet nothing else is known.
        let document = payment.shares.first?.document ?? InvoiceNumber(payment.name)
        move(
            units > 0 ? .paymentLeft : .refundLeft,
            payment.name,
            document,
            Int128(units.magnitude),
            into: &parts
        )
    }

    private func move(
        _ kind: PayoutMovement.Kind,
        _ payment: String,
        _ document: InvoiceNumber,
        _ units: Int128,
        _ customer: CustomerID? = nil,
        into parts: inout ReceiptParts
    ) {
        guard units > 0 else { return }
        let amount = money(Int64(clamping: units), like: parts.paid)
        parts.move(
            PayoutMovement(kind: kind, payment: payment, document: document, customer: customer, amount: amount)
        )
    }
}

extension ReconciliationResult {
    /// Tells what refunds and chargebacks of posted payouts open again; nothing of the run has paid it anew.
    package mutating func openAgain() {
        let collected = debits.filter { $0.waiting == nil }.compactMap(\.collects)
        var added: [InvoiceNumber: Int64] = [:]
        for movement in (matches + collected).flatMap({ $0.movements ?? [] }) where movement.kind == .takenBack {
            added[movement.document, default: 0] += movement.amount.minorUnits
        }
        guard !added.isEmpty else { return }
        add(open: added) { $0.amount }
        recount()
    }
}
