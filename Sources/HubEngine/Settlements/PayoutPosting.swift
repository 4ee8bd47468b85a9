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
        static let all: Set<String> = [payout, collected, fee, feeBack, waiting]
    }

    fileprivate var isWholePayout: Bool { kind == PayoutKind.payout || kind == PayoutKind.collected }

    /// Takes nothing of a document, whatever its number.
    var isOfPayout: Bool { PayoutKind.all.contains(kind) }
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
        let waits = (waiting ?? []).compactMap { part in
            part.documents.first.map { document in
                Books.Application(
                    kind: Books.Application.PayoutKind.waiting,
                    number: document.text,
                    customer: CustomerID(clearing.account.text),
                    amount: part.amount
                )
            }
        }
        return try applications.map { Books.Application($0, in: paid.currency) } + cleared.storedParts
            + exchangedParts(owner) + waits.filter(\.amount.isPositive)
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

    /// What a payout would clear now: of an invoice that is paid by now the payment waits for what it is for.
    func stillPayable(_ parts: [Application]) throws -> [Application] {
        guard let payout = parts.clearedPayout else { return parts }
        return try parts.flatMap { part -> [Application] in
            guard let number = part.document else { return [part] }
            let open = try invoice(number)?.invoice.open.minorUnits ?? 0
            let paid = min(open, part.amount.minorUnits)
            let rest = part.amount.minorUnits - paid
            guard rest > 0 else { return [part] }
            func piece(_ kind: String, _ customer: CustomerID, _ units: Int64) -> Application {
                let amount = Money(minorUnits: units, currency: part.amount.currency)
                return Application(kind: kind, number: part.number, customer: customer, amount: amount)
            }
            let owner = CustomerID(payout.account.text)
            let waits = piece(Application.PayoutKind.waiting, owner, rest)
            return paid > 0 ? [piece(part.kind, part.customer, paid), waits] : [waits]
        }
    }

    /// The payout of this name as a posted match has it.
    func cleared(_ name: String, _ currency: Currency) throws -> ClearedPayout? {
        guard let line = try lineCleared(name, currency) else { return nil }
        return try applications(of: line).clearedPayout
    }

    /// Payments inside payouts of earlier runs that wait for a person still, each with the line of its payout.
    func partsThatWait() throws -> [(line: StatementLine, part: WaitingPart)] {
        try waitingParts().compactMap { identity, document, amount in
            let posted = try matches(of: identity).last { try versions(of: $0.number).last?.step == .posted }
            guard let row = try statementLine(identity), let match = posted else { return nil }
            let open = try invoice(document)?.invoice.open
            let (reason, words) = Self.standing(of: amount, beside: open)
            let part = WaitingPart(
                payment: nil,
                amount: amount,
                documents: [document],
                reason: reason,
                explanation: "for \(document), \(words); match \(match.number) is to be superseded by what it is for"
            )
            var line = row.line
            line.identity = identity
            return (line, part)
        }
    }

    private static func standing(of amount: Money, beside open: Money?) -> (LineException.Reason, String) {
        guard let open else { return (.unknownReference, "which is not in the books") }
        guard open.currency == amount.currency else { return (.currency, "which is in \(open.currency)") }
        if open.minorUnits == 0 { return (.duplicate, "which is settled") }
        if open == amount { return (.heldByRule, "which has just this open") }
        return (open.minorUnits > amount.minorUnits ? .under : .over, "which has \(open) open")
    }

    /// What a payout clears already, and the invoices that a person says payments inside it are for.
    ///
    /// - Throws: `HubProblem` naming the allocation: a payout clears invoices of its currency only, each not beyond what is open,
    ///   and all together not more than it and the provider's fees, or than what waits in it.
    func parts(
        adding allocations: [HandAllocation],
        to parts: [Application],
        of payout: ClearedPayout
    ) throws -> [Application] {
        let waits = Books.Application.PayoutKind.waiting
        guard !allocations.isEmpty || parts.contains(where: { $0.kind == waits }) else {
            throw HubProblem(
                .invalidRequest,
                "say which invoices payments inside \(payout.name) are for",
                field: "/allocations"
            )
        }
        var found = parts.filter { $0.kind != waits }
        // What is not answered here goes on waiting; whoever gives nothing leaves all of it with the provider.
        var unanswered = allocations.isEmpty ? [] : parts.filter { $0.kind == waits }
        // What is refunded makes a payout less than what customers have paid in it: what waits was paid all the same.
        var waiting = parts.reduce(Int128(0)) { $0 + ($1.kind == waits ? Int128($1.amount.minorUnits) : 0) }
        let currency = payout.amount.currency
        for (position, allocation) in allocations.enumerated() {
            let place = "/allocations/\(position)"
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
            let applied = ReceiptApplication(target: .invoice(number), customer: invoice.customer, minorUnits: units)
            found.append(Application(applied, in: currency))
            waiting -= Int128(units)
            unanswered.answer(number, units)
        }
        return found.merged + unanswered
    }
}

extension [Books.Application] {
    /// Takes so much off what waits: of just this amount and document first, then of the document, of just this amount, and
    /// last of any.
    fileprivate mutating func answer(_ document: InvoiceNumber, _ units: Int64) {
        var left = units
        while left > 0 {
            let place =
                firstIndex { $0.number == document.text && $0.amount.minorUnits == left }
                ?? firstIndex { $0.number == document.text } ?? firstIndex { $0.amount.minorUnits == left }
                ?? indices.first
            guard let place else { return }
            let part = self[place]
            let rest = part.amount.minorUnits - left
            left = Swift.max(0, 0 - rest)
            guard rest > 0 else {
                remove(at: place)
                continue
            }
            self[place] = Books.Application(
                kind: part.kind,
                number: part.number,
                customer: part.customer,
                amount: Money(minorUnits: rest, currency: part.amount.currency)
            )
        }
    }

    /// The parts of one document together, in the place of the first.
    fileprivate var merged: [Books.Application] {
        reduce(into: []) { merged, part in
            guard part.document != nil,
                let place = merged.firstIndex(where: { $0.document == part.document && $0.kind == part.kind })
            else { return merged.append(part) }
            let sum = merged[place].amount.minorUnits + part.amount.minorUnits
            merged[place] = Books.Application(
                kind: part.kind,
                number: part.number,
                customer: part.customer,
                amount: Money(minorUnits: sum, currency: part.amount.currency)
            )
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
