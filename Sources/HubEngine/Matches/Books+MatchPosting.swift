import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

/// Posting a match and taking it back; nothing else claims receipts and invoices for each other.
extension Books {
    /// Claims the receipt and the open amounts of a match that is stored, in the ledger and in the exposure.
    ///
    /// - Parameters:
    ///   - row: the receipt, where the caller has just read it.
    ///   - cause: the debit of which a person said that it had taken the receipt back, and that had not.
    ///   - date: from which it counts, unless from the receipt's booking date, or from the day from which the match before
    ///     it counted no more.
    ///   - teaches: `false` where what the match taught comes back by itself.
    /// - Throws: `HubProblem` of kind `conflict` when the receipt or an open amount is gone.
    func post(
        _ match: MatchRow,
        of row: StatementLineRow? = nil,
        parts: [Application],
        by principal: String,
        reason: String,
        cause: String = "",
        on date: CalendarDate? = nil,
        teaches: Bool = true,
        at now: Timestamp
    ) throws {
        guard let row = try row ?? statementLine(match.identity) else {
            throw HubProblem(.notFound, "no statement line \(match.identity)")
        }
        try row.requireWaiting(for: parts)
        guard parts.receiptTaken == Int128(row.line.signedAmount.minorUnits) else {
            throw HubProblem(.conflict, "the parts of the match are not the receipt")
        }
        if let payout = parts.clearedPayout, try isCleared(payout.name, payout.amount.currency) {
            throw HubProblem(.conflict, "\(payout.name) has come already")
        }
        for batch in try parts.filter(\.isBatch) where try isPosted(batch: batch.number) {
            throw HubProblem(.conflict, "\(batch.number) has come already")
        }
        if let payout = parts.clearedPayout { try requireStanding(of: parts, in: payout) }
        if let failed = try settle(parts, sign: 1) {
            let amount = failed.amount
            throw HubProblem(
                .conflict,
                failed.units > 0
                    ? "\(failed.number) has less open than \(amount)"
                    : "\(failed.number) is not paid by \(amount) that a provider could take back"
            )
        }
        for (position, part) in parts.enumerated() {
            try insertApplication(identity: match.identity, position: position, part)
        }
        let day = try date ?? countsFrom(row)
        for entry in parts.requiredEntries(identity: row.identity) { try post(entry.dated(day), at: now) }
        try move(parts, sign: 1)
        let matched = StatementLineState.matched.rawValue
        try restore(
            match.identity,
            StatementLineDecision(state: matched, rule: match.rule, explanation: match.explanation)
        )
        let before = row.decision
        try append(.posted, to: match.number, by: principal, reason: reason, cause: cause, line: before, at: now)
        if teaches {
            try learn(from: match, of: row.line, parts: parts, by: principal, reason: reason, at: now)
        }
        try emit("receipt.matched", subject: match.identity, payload: MatchEvent(match, parts: parts).json, at: now)
        for part in parts where part.reopened != nil {
            let payload = try HubJSON.encode(InvoiceReopening(part, match))
            try emit("invoice.reopened", subject: part.number, payload: payload, at: now)
        }
    }

    /// Gives everything back that a posted match has claimed: afterwards the books are as they were before it.
    ///
    /// - Parameters:
    ///   - step: `undone` or `superseded`.
    ///   - date: from which it counts, unless from the day from which the match did; in a closed period it is posted in the
    ///     first open one.
    ///   - cause: the line that took the receipt back, or the number of the match that comes instead.
    /// - Throws: `HubProblem` of kind `conflict` when the match is not posted or something depends on it.
    func takeBack(
        _ match: MatchRow,
        as step: MatchStep,
        by principal: String,
        reason: String,
        cause: String,
        on date: CalendarDate? = nil,
        at now: Timestamp
    ) throws {
        if let obstacle = try obstacle(toUndoing: match) { throw HubProblem(.conflict, obstacle) }
        guard let row = try statementLine(match.identity), let posted = try versions(of: match.number).last else {
            throw HubProblem(.notFound, "no statement line \(match.identity)")
        }
        let parts = try parts(of: match)
        if let failed = try settle(parts, sign: -1) {
            let amount = failed.amount
            throw HubProblem(
                .conflict,
                failed.units > 0
                    ? "\(failed.number) has less open than \(amount)" : "\(failed.number) cannot be opened by \(amount)"
            )
        }
        try dropApplications(of: match.identity)
        let day = try date ?? countsFrom(row)
        for entry in parts.requiredEntries(identity: row.identity) {
            let nothing = JournalEntry(key: entry.key, currency: entry.currency, moving: [])
            try post(nothing.dated(day), at: now)
        }
        try move(parts, sign: -1)
        try restore(match.identity, posted.line)
        try append(step, to: match.number, by: principal, reason: reason, cause: cause, at: now)
        try unlearn(from: match, by: principal, reason: reason, at: now)
        try endApprovals(about: match, by: principal, at: now)
        for next in try matches(of: match.identity)
        where try next.replaces == match.number && cause != "\(next.number)"
            && versions(of: next.number).last?.step == .proposed
        {
            let why = "match \(match.number), which it was to replace, is \(step.rawValue)"
            try reject(next, by: principal, reason: why, cause: cause, at: now)
        }
        let payload = try HubJSON.encode(MatchUndoing(match, step: step, reason: reason, cause: cause))
        try emit("match.\(step.rawValue)", subject: match.identity, payload: payload, at: now)
    }

    /// What parts take of one document.
    private struct Claim {
        let number: InvoiceNumber
        let currency: Currency
        var units: Int64 = 0
        var reversible: Int64 = 0

        var amount: Money { Money(minorUnits: Int64(clamping: units.magnitude), currency: currency) }
    }

    /// Claims what parts take of each document, or gives it back.
    ///
    /// Of one that a payout pays and takes back what both make together: either alone may not fit.
    ///
    /// - Parameter sign: 1 for what is posted, -1 for what is taken back.
    /// - Returns: the first document that has not so much; `nil` when all have.
    private func settle(_ parts: [Application], sign: Int64) throws -> Claim? {
        let areReversible = parts.areReversible
        var claims: [Claim] = []
        var places: [InvoiceNumber: Int] = [:]
        func add(_ number: InvoiceNumber, _ currency: Currency, _ units: Int64, _ reversible: Int64) {
            let place = places[number] ?? claims.count
            if place == claims.count {
                places[number] = place
                claims.append(Claim(number: number, currency: currency))
            }
            claims[place].units += units
            claims[place].reversible += reversible
        }
        for part in parts {
            let units = sign * part.amount.minorUnits
            if let number = part.reopened { add(number, part.amount.currency, -units, -units) }
            if let number = part.document { add(number, part.amount.currency, units, areReversible ? units : 0) }
        }
        for claim in claims where (claim.units, claim.reversible) != (0, 0) {
            guard try settle(claim.number, by: claim.units, reversible: claim.reversible) else { return claim }
        }
        return nil
    }

    /// Why a match cannot be taken back; `nil` when it can.
    func obstacle(toUndoing match: MatchRow) throws -> String? {
        let step = try versions(of: match.number).last?.step
        guard step == .posted else {
            return "match \(match.number) is \(step?.rawValue ?? "unknown"); only a posted one can be undone"
        }
        let unapplied = try parts(of: match).filter { $0.applied?.target == .unapplied }
        for (customer, own) in Dictionary(grouping: unapplied, by: \.customer).sorted(by: { $0.key < $1.key }) {
            let given = own.reduce(0) { $0 + $1.amount.minorUnits }
            let left = try creditAccount(customer, match.amount.currency)?.unapplied ?? 0
            guard given <= left else {
                return "the unapplied money that match \(match.number) gave \(customer) is used already"
            }
        }
        return try payoutObstacle(toUndoing: match)
    }

    /// What a receipt pays changes from its booking date on, and never before the day of the last change: a debit that took a
    /// part of it may have come later.
    private func countsFrom(_ row: StatementLineRow) throws -> CalendarDate {
        let last = try matchLastCounts(ofLine: row.identity)
        return max(row.line.bookingDate, last ?? row.line.bookingDate)
    }

    /// - Parameter sign: 1 for what is posted, -1 for what is taken back.
    private func move(_ parts: [Application], sign: Int64) throws {
        var movements: [CustomerID: [Currency: CreditMovement]] = [:]
        let areReversible = parts.areReversible
        for part in parts {
            if part.reopened != nil {
                movements[part.customer, default: [:]][part.amount.currency, default: CreditMovement()]
                    .add(reopened: part.amount.minorUnits, sign: sign)
            }
            guard let applied = part.applied else { continue }
            movements[part.customer, default: [:]][part.amount.currency, default: CreditMovement()]
                .add(applied, sign: sign, isReversible: areReversible)
        }
        for (customer, own) in movements.sorted(by: { $0.key < $1.key }) {
            for (currency, movement) in own.sorted(by: { $0.key < $1.key }) {
                try move(movement, customer: customer, currency: currency)
            }
        }
    }
}

extension Books.Application {
    /// The document whose open amount this part takes.
    var document: InvoiceNumber? { number.isEmpty || isOfPayout || isBatch || isReturned ? nil : InvoiceNumber(number) }
}

extension CreditMovement {
    /// What a provider takes back of a document is owed again.
    fileprivate mutating func add(reopened units: Int64, sign: Int64) {
        open += sign * units
        reversible -= sign * units
    }

    fileprivate mutating func add(_ part: ReceiptApplication, sign: Int64, isReversible: Bool) {
        switch part.target {
        case .invoice:
            open -= sign * part.minorUnits
            if isReversible { reversible += sign * part.minorUnits }
        case .discount, .difference: open -= sign * part.minorUnits
        case .excess: break
        case .creditNote: creditNotes -= sign * part.minorUnits
        case .unapplied: unapplied += sign * part.minorUnits
        }
    }
}

extension StatementLineRow {
    var decision: StatementLineDecision { StatementLineDecision(state: state, rule: rule, explanation: explanation) }

    /// The same for what is to be posted; a payout that a provider collects is a debit.
    func requireWaiting(for parts: [Books.Application]) throws(HubProblem) {
        guard let payout = parts.clearedPayout, !payout.amount.isPositive else { return try requireWaiting() }
        guard line.status == .booked, line.direction == .debit, state == StatementLineState.noted.rawValue else {
            throw HubProblem(.conflict, "\(identity) is no booked debit that waits for its match")
        }
    }

    /// - Throws: `HubProblem` of kind `conflict` for a line that is no receipt, or is decided already.
    func requireWaiting() throws(HubProblem) {
        guard line.status == .booked, line.direction == .credit, line.amount.isPositive else {
            throw HubProblem(.conflict, "\(identity) is no booked receipt")
        }
        switch StatementLineState(rawValue: state) {
        case .unmatched?, .exception?: return
        case .matched?: throw HubProblem(.conflict, "\(identity) is matched already; supersede or undo its match")
        case .returned?: throw HubProblem(.conflict, "\(identity) was taken back by the bank")
        case .detailed?: throw HubProblem(.conflict, "\(identity): \(explanation)")
        case .noted?, nil: throw HubProblem(.conflict, "\(identity) is \(state), not waiting")
        }
    }
}
