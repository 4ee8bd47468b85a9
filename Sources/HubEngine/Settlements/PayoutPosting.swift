import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// How a payout is stored beside the invoices that it settles.
extension Books.Application {
    fileprivate enum PayoutKind {
        /// All of the receipt; the number is the payout's, the customer the provider's account.
        static let payout = "payout"
        /// The same of a debit, with which the provider collects.
        static let collected = "payout_collected"
        static let fee = "provider_fee"
        static let feeBack = "provider_fee_back"
        /// A payment inside it that is for the document of this number, and does not clear it.
        static let waiting = "waiting"
        /// A refund or chargeback that may have been paid for the document of this number.
        static let waitingBack = "waiting_back"
        static let takenBack = PayoutMovement.Kind.takenBack.rawValue
        static let paymentLeft = PayoutMovement.Kind.paymentLeft.rawValue
        static let refundLeft = PayoutMovement.Kind.refundLeft.rawValue
        static let waits: Set<String> = [waiting, waitingBack]
        /// What takes nothing of a document's open part.
        static let all: Set<String> = [
            payout, collected, fee, feeBack, waiting, waitingBack, takenBack, paymentLeft, refundLeft,
        ]
    }

    fileprivate var waits: Bool { PayoutKind.waits.contains(kind) }

    /// A payment that waits, and no refund.
    var isWaitingPayment: Bool { kind == PayoutKind.waiting }

    fileprivate var isWholePayout: Bool { kind == PayoutKind.payout || kind == PayoutKind.collected }

    /// Takes nothing of a document, whatever its number.
    var isOfPayout: Bool { PayoutKind.all.contains(kind) }

    /// The document that is open again by this part.
    var reopened: InvoiceNumber? { kind == PayoutKind.takenBack ? InvoiceNumber(number) : nil }

    /// The same with another amount.
    fileprivate func with(units: Int64, kind: String? = nil, customer: CustomerID? = nil) -> Self {
        Self(
            kind: kind ?? self.kind,
            number: number,
            customer: customer ?? self.customer,
            amount: Money(minorUnits: units, currency: amount.currency),
            payment: payment
        )
    }
}

extension Match {
    /// - Throws: `conflict` when a part has no posting, or the amounts are beyond any movement.
    func storedParts(
        _ applications: [ReceiptApplication],
        _ clearing: MatchPosting.Clearing?
    ) throws -> [Books.Application] {
        try clearing.map { try storedParts($0, applications) }
            ?? storedParts(applications) + batchParts(applications.first?.customer)
    }

    /// What is stored of a match that is a payout.
    ///
    /// - Throws: `conflict` when a part has no posting, or the amounts are beyond any movement.
    private func storedParts(
        _ clearing: MatchPosting.Clearing,
        _ applications: [ReceiptApplication]
    ) throws -> [Books.Application] {
        let (name, paid) = (clearing.payout.name, exchange?.paid ?? line.signedAmount)
        let invoices = allocations.filter { $0.kind == .invoice }
        let fees = allocations.filter { $0.kind == .fee }.reduce(Int128(0)) { $0 - Int128($1.amount.minorUnits) }
        guard invoices.count == applications.count, let kept = Int64(exactly: fees),
            let cleared = ClearedPayout(account: clearing.account, name: name, amount: paid, fees: kept)
        else { throw HubProblem(.conflict, "the parts of \(name) cannot be posted") }
        let owner = applications.first?.customer ?? CustomerID(clearing.account.text)
        let account = CustomerID(clearing.account.text)
        let waits = (waiting ?? []).compactMap { part in
            part.documents.first.map { document in
                Books.Application(
                    kind: part.takesBack
                        ? Books.Application.PayoutKind.waitingBack : Books.Application.PayoutKind.waiting,
                    number: document.text,
                    customer: account,
                    amount: part.amount,
                    payment: part.payment ?? ""
                )
            }
        }
        let moved = (movements ?? []).map { movement in
            Books.Application(
                kind: movement.kind.rawValue,
                number: movement.document.text,
                customer: movement.customer ?? account,
                amount: movement.amount,
                payment: movement.payment
            )
        }
        let paidFor = zip(applications, invoices).map { application, allocation in
            Books.Application(application, in: paid.currency, payment: allocation.payment ?? "")
        }
        return try paidFor + cleared.storedParts + exchangedParts(owner) + waits.filter(\.amount.isPositive) + moved
    }
}

extension Books {
    /// The debits that may be payouts which a provider collects, none of which a match was ever made of.
    func collectable(_ payouts: [Payout]) throws -> [(identity: String, line: StatementLine)] {
        let amounts = Set(
            payouts.compactMap { payout in
                payout.amount < 0
                    ? Int64(exactly: payout.amount).map { Money(minorUnits: $0, currency: payout.currency) } : nil
            }
        )
        let noted = StatementLineState.noted.rawValue
        return try amounts.sorted { ($0.currency, $0.minorUnits) < ($1.currency, $1.minorUnits) }.flatMap { amount in
            try statementLines(ofSigned: amount).filter { row in
                try row.state == noted && row.line.status == .booked && matches(of: row.identity).isEmpty
            }
        }.map { ($0.identity, $0.line) }
    }

    /// What a payout would clear now: of an invoice that is paid by now the payment waits for what it is for, and of what its
    /// payment does not pay any more the refund does.
    func stillPayable(_ parts: [Application]) throws -> [Application] {
        guard let payout = parts.clearedPayout else { return parts }
        let owner = CustomerID(payout.account.text)
        return try parts.flatMap { part -> [Application] in
            let most: Int64
            if let number = part.document {
                most = try invoice(number)?.invoice.open.minorUnits ?? 0
            } else if let number = part.reopened {
                // What the payout itself pays with the payment comes with it.
                let own = parts.filter { $0.document == number && $0.payment == part.payment }
                    .reduce(Int64(0)) { $0 + $1.amount.minorUnits }
                most = try share(ofPayment: part.payment, number, part.amount.currency, payout.account).settled + own
            } else {
                return [part]
            }
            let moved = min(max(0, most), part.amount.minorUnits)
            let rest = part.amount.minorUnits - moved
            guard rest > 0 else { return [part] }
            let kind = part.document == nil ? Application.PayoutKind.waitingBack : Application.PayoutKind.waiting
            let waits = part.with(units: rest, kind: kind, customer: owner)
            return moved > 0 ? [part.with(units: moved), waits] : [waits]
        }
    }

    /// The payout of this name as a posted match has it.
    func cleared(_ name: String, _ currency: Currency) throws -> ClearedPayout? {
        guard let line = try lineCleared(name, currency) else { return nil }
        return try applications(of: line).clearedPayout
    }

    /// Payments inside payouts of earlier runs that wait for a person still, each with the line of its payout.
    func partsThatWait() throws -> [(line: StatementLine, part: WaitingPart)] {
        try waitingParts().compactMap { placed in
            let (identity, stored) = (placed.identity, placed.part)
            let amount = try standing(of: stored)
            guard let row = try statementLine(identity), let match = try postedMatch(of: identity), amount.isPositive
            else { return nil }
            var line = row.line
            line.identity = identity
            return (line, try waitingPart(stored, over: amount, in: match))
        }
    }

    /// How much of a part that waits is there: of what was refunded since, nobody has to say any more what it is for.
    private func standing(of part: Application) throws -> Money {
        guard part.isWaitingPayment, !part.payment.isEmpty else { return part.amount }
        let account = AdapterAccountID(part.customer.text)
        let left = Int64(clamping: try left(ofPayment: part.payment, part.amount.currency, account))
        return Money(minorUnits: min(part.amount.minorUnits, left), currency: part.amount.currency)
    }

    private func waitingPart(_ stored: Application, over amount: Money, in match: MatchRow) throws -> WaitingPart {
        let document = InvoiceNumber(stored.number)
        let payment = stored.payment.isEmpty ? nil : stored.payment
        guard stored.isWaitingPayment else {
            let way = "quittance match supersede \(match.number) --take-back \(document)=\(amount.decimal)"
            return WaitingPart(
                payment: payment,
                amount: amount,
                takesBack: true,
                documents: [document],
                reason: .returned,
                explanation: "may take back what was paid of \(document); if so, \(way) opens it again, and without "
                    + "--take-back nothing is open again"
            )
        }
        let open = try invoice(document)?.invoice.open
        let (reason, words) = Self.standing(of: amount, beside: open)
        return WaitingPart(
            payment: payment,
            amount: amount,
            documents: [document],
            reason: reason,
            explanation: "for \(document), \(words); match \(match.number) is to be superseded by what it is for"
        )
    }

    private static func standing(of amount: Money, beside open: Money?) -> (LineException.Reason, String) {
        guard let open else { return (.unknownReference, "which is not in the books") }
        guard open.currency == amount.currency else { return (.currency, "which is in \(open.currency)") }
        if open.minorUnits == 0 { return (.duplicate, "which is settled") }
        if open == amount { return (.heldByRule, "which has just this open") }
        return (open.minorUnits > amount.minorUnits ? .under : .over, "which has \(open) open")
    }

    /// What a payout clears already, the invoices that a person says payments inside it are for, and those that refunds inside it
    /// have been paid for.
    ///
    /// - Throws: `HubProblem` naming the allocation: a payout clears invoices of its currency only, each not beyond what is open,
    ///   and all together not more than it and the provider's fees, or than what waits in it; of each invoice it takes back no
    ///   more than payouts of the account pay.
    func parts(
        adding allocations: [HandAllocation],
        to parts: [Application],
        of payout: ClearedPayout
    ) throws -> [Application] {
        let waits = Books.Application.PayoutKind.waiting
        guard !allocations.isEmpty || parts.contains(where: \.waits) else {
            throw HubProblem(
                .invalidRequest,
                "say which invoices payments inside \(payout.name) are for",
                field: "/allocations"
            )
        }
        var found = parts.filter { !$0.waits }
        // What is not answered here goes on waiting; whoever gives nothing leaves all of it with the provider.
        var unanswered = allocations.isEmpty ? parts.leftOfPayments : parts.filter(\.waits)
        // What is refunded makes a payout less than what customers have paid in it: what waits was paid all the same.
        var waiting = parts.reduce(Int128(0)) { $0 + ($1.kind == waits ? Int128($1.amount.minorUnits) : 0) }
        let currency = payout.amount.currency
        for (position, allocation) in allocations.enumerated() {
            let place = "/allocations/\(position)"
            if allocation.kind == .takenBack {
                found += try takeBack(allocation, &unanswered, parts, found, of: payout, at: place)
                continue
            }
            guard allocation.kind == .invoice, let number = allocation.invoice,
                let invoice = try invoice(number)?.invoice,
                invoice.kind == .invoice, invoice.open.currency == currency
            else {
                let text =
                    "payments inside \(payout.name) can only be for invoices in \(currency) that are in the books"
                throw HubProblem(.invalidRequest, text, field: place)
            }
            let cleared = found.reduce(Int128(0)) { $0 + ($1.document == nil ? 0 : Int128($1.amount.minorUnits)) }
            let left = max(Int128(payout.amount.minorUnits) + Int128(payout.fees) - cleared, waiting)
            let most = min(invoice.open.minorUnits, Int64(clamping: max(0, left)))
            let units = allocation.amount.map(\.minorUnits) ?? most
            guard allocation.amount?.currency ?? currency == currency, units > 0, units <= most else {
                let unused = Money(minorUnits: Int64(clamping: max(0, left)), currency: currency)
                let text = "\(number) has \(invoice.open) open, and \(unused) of \(payout.name) clears nothing yet"
                throw HubProblem(.amountNotAvailable, text, field: "\(place)/amount")
            }
            let pieces = unanswered.answer(number, units, waits)
            waiting -= Int128(units)
            let named = pieces.reduce(0) { $0 + $1.units }
            try requireUnrefunded(pieces, currency, payout.account, at: "\(place)/amount")
            for (payment, units) in pieces + (named < units ? [("", units - named)] : []) {
                let paid = ReceiptApplication(target: .invoice(number), customer: invoice.customer, minorUnits: units)
                found.append(Application(paid, in: currency, payment: payment))
            }
        }
        return found.merged + unanswered
    }

    /// - Throws: `HubProblem` of kind `amountNotAvailable` for a payment of which a later payout has refunded too much for that.
    private func requireUnrefunded(
        _ pieces: [(payment: String, units: Int64)],
        _ currency: Currency,
        _ account: AdapterAccountID,
        at field: String
    ) throws {
        for (payment, own) in Dictionary(grouping: pieces, by: \.payment).sorted(by: { $0.key < $1.key })
        where !payment.isEmpty {
            let units = own.reduce(Int128(0)) { $0 + Int128($1.units) }
            guard try left(ofPayment: payment, currency, account) < units else { continue }
            throw HubProblem(.amountNotAvailable, "\(payment) was refunded since, and pays nothing", field: field)
        }
    }

    /// What a payout takes back of an invoice, by what a person says: of the payments that pay it, the first ones first.
    ///
    /// Mostly it is what waits, but books of before have refunds of which nothing was told.
    ///
    /// - Parameters:
    ///   - parts: of the posted match that is replaced, whose effect is counted in the books.
    ///   - found: those of the new one so far.
    private func takeBack(
        _ allocation: HandAllocation,
        _ unanswered: inout [Application],
        _ parts: [Application],
        _ found: [Application],
        of payout: ClearedPayout,
        at place: String
    ) throws -> [Application] {
        let (currency, back) = (payout.amount.currency, Application.PayoutKind.waitingBack)
        guard let number = allocation.invoice, let invoice = try invoice(number)?.invoice, invoice.kind == .invoice,
            invoice.open.currency == currency
        else {
            let text = "refunds inside \(payout.name) can only be of invoices in \(currency) that are in the books"
            throw HubProblem(.invalidRequest, text, field: place)
        }
        func moved(_ parts: [Application]) -> [String: Int64] {
            parts.movedShares.reduce(into: [:]) { sums, moved in
                if moved.key.document == number { sums[moved.key.payment] = moved.value.settled }
            }
        }
        let (before, now) = (moved(parts), moved(found))
        let holders = try earlierPayments(of: number, currency, payout.account, provider: "").compactMap { payment in
            let settled = payment.share(of: number)?.settled ?? 0
            let units = settled - (before[payment.name] ?? 0) + (now[payment.name] ?? 0)
            return units > 0 ? (payment: payment.name, units: units) : nil
        }
        let paid = holders.reduce(0) { $0 + $1.units }
        let waiting = unanswered.reduce(Int64(0)) { $0 + ($1.kind == back ? $1.amount.minorUnits : 0) }
        let units = allocation.amount?.minorUnits ?? (waiting > 0 ? min(paid, waiting) : paid)
        guard allocation.amount?.currency ?? currency == currency, units > 0, units <= paid else {
            let own = Money(minorUnits: paid, currency: currency)
            let text = "payouts of \(payout.account) pay \(own) of \(number), and no more can be taken back of it"
            throw HubProblem(.amountNotAvailable, text, field: "\(place)/amount")
        }
        _ = unanswered.answer(number, units, back)
        var rest = units
        return holders.compactMap { holder -> Application? in
            let own = min(rest, holder.units)
            rest -= own
            guard own > 0 else { return nil }
            return Application(
                kind: Application.PayoutKind.takenBack,
                number: number.text,
                customer: invoice.customer,
                amount: Money(minorUnits: own, currency: currency),
                payment: holder.payment
            )
        }
    }
}

extension [Books.Application] {
    /// Takes so much off what waits so: of just this amount and document first, then of the document, of just this amount, and
    /// last of any.
    ///
    /// - Returns: the payments that it was taken of.
    fileprivate mutating func answer(
        _ document: InvoiceNumber,
        _ units: Int64,
        _ kind: String
    ) -> [(payment: String, units: Int64)] {
        var (left, pieces) = (units, [(payment: String, units: Int64)]())
        while left > 0 {
            let own = indices.filter { self[$0].kind == kind }
            let place =
                own.first { self[$0].number == document.text && self[$0].amount.minorUnits == left }
                ?? own.first { self[$0].number == document.text } ?? own.first { self[$0].amount.minorUnits == left }
                ?? own.first
            guard let place else { break }
            let part = self[place]
            let taken = Swift.min(left, part.amount.minorUnits)
            pieces.append((part.payment, taken))
            left -= taken
            if taken == part.amount.minorUnits {
                remove(at: place)
            } else {
                self[place] = part.with(units: part.amount.minorUnits - taken)
            }
        }
        return pieces
    }

    /// What waits of payments that pay something, too: it stays with the provider, and a refund takes it first.
    fileprivate var leftOfPayments: [Books.Application] {
        let paying = Set(filter { $0.document != nil && !$0.payment.isEmpty }.map(\.payment))
        return filter { $0.isWaitingPayment && paying.contains($0.payment) }.map {
            $0.with(units: $0.amount.minorUnits, kind: Books.Application.PayoutKind.paymentLeft)
        }
    }

    /// The parts of one document and payment together, in the place of the first.
    fileprivate var merged: [Books.Application] {
        reduce(into: []) { merged, part in
            guard part.document != nil || part.reopened != nil,
                let place = merged.firstIndex(where: {
                    ($0.kind, $0.number, $0.payment) == (part.kind, part.number, part.payment)
                })
            else { return merged.append(part) }
            merged[place] = part.with(units: merged[place].amount.minorUnits + part.amount.minorUnits)
        }
    }
}

extension ClearedPayout {
    private typealias Kind = Books.Application.PayoutKind

    fileprivate var storedParts: [Books.Application] {
        let owner = CustomerID(account.text)
        let size = Money(minorUnits: Int64(clamping: amount.minorUnits.magnitude), currency: amount.currency)
        let kind = amount.isPositive ? Kind.payout : Kind.collected
        let whole = Books.Application(kind: kind, number: name, customer: owner, amount: size)
        guard fees != 0 else { return [whole] }
        let part = Books.Application(
            kind: fees > 0 ? Kind.fee : Kind.feeBack,
            number: "",
            customer: owner,
            amount: Money(minorUnits: Int64(clamping: fees.magnitude), currency: amount.currency)
        )
        return [whole, part]
    }
}

extension [Books.Application] {
    /// Whether what they settle can still be taken back: customers may dispute what they paid at a provider, while a bank's
    /// receipt is final until the bank returns it.
    var areReversible: Bool { contains(where: \.isWholePayout) }

    /// The payout that these parts are, with what it settles.
    var clearedPayout: ClearedPayout? {
        guard let whole = first(where: \.isWholePayout) else { return nil }
        let fees = reduce(Int64(0)) { sum, part in
            switch part.kind {
            case Books.Application.PayoutKind.fee: part.amount.minorUnits
            case Books.Application.PayoutKind.feeBack: -part.amount.minorUnits
            default: sum
            }
        }
        let account = AdapterAccountID(whole.customer.text)
        let isCollected = whole.kind == Books.Application.PayoutKind.collected
        let units = isCollected ? 0 - whole.amount.minorUnits : whole.amount.minorUnits
        let amount = Money(minorUnits: units, currency: whole.amount.currency)
        return ClearedPayout(account: account, name: whole.number, amount: amount, fees: fees)
    }
}
