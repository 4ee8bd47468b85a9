import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

/// Posting a match and taking it back; nothing else claims receipts and invoices for each other.
extension Books {
    /// Claims the receipt and the open amounts of a match that is stored, in the ledger and in the exposure.
    ///
    /// - Throws: `HubProblem` of kind `conflict` when the receipt or an open amount is gone.
    func post(
        _ match: MatchRow,
        parts: [ReceiptApplication],
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        guard let row = try statementLine(match.identity) else {
            throw HubProblem(.notFound, "no statement line \(match.identity)")
        }
        try row.requireWaiting()
        guard parts.reduce(Int128(0), { $0 + $1.receiptPart }) == Int128(row.line.amount.minorUnits) else {
            throw HubProblem(.conflict, "the parts of the match are not the receipt")
        }
        for (position, part) in parts.enumerated() {
            if let number = part.target.number, try !settle(number, by: part.minorUnits, reversible: 0) {
                throw HubProblem(.conflict, "\(number) has less open than \(match.explanation)")
            }
            try insertApplication(
                identity: match.identity,
                position: position,
                kind: part.target.kind,
                number: part.target.number?.text ?? "",
                customer: part.customer,
                amount: Money(minorUnits: part.minorUnits, currency: match.amount.currency)
            )
        }
        try book(parts, of: row, at: now)
        try move(parts, sign: 1, match.amount.currency)
        let matched = StatementLineState.matched.rawValue
        try restore(
            match.identity,
            StatementLineDecision(state: matched, rule: match.rule, explanation: match.explanation)
        )
        try append(.posted, to: match.number, by: principal, reason: reason, line: row.decision, at: now)
        let payload = try HubJSON.encode(MatchEvent(match, parts: parts))
        try emit("receipt.matched", subject: match.identity, payload: payload, at: now)
    }

    /// Gives everything back that a posted match has claimed: afterwards the books are as they were before it.
    ///
    /// - Parameters:
    ///   - step: `undone` or `superseded`.
    ///   - cause: the line that took the receipt back, or the number of the match that comes instead.
    /// - Throws: `HubProblem` of kind `conflict` when the match is not posted or something depends on it.
    func takeBack(
        _ match: MatchRow,
        as step: MatchStep,
        by principal: String,
        reason: String,
        cause: String,
        at now: Timestamp
    ) throws {
        if let obstacle = try obstacle(toUndoing: match) { throw HubProblem(.conflict, obstacle) }
        guard let row = try statementLine(match.identity), let posted = try versions(of: match.number).last else {
            throw HubProblem(.notFound, "no statement line \(match.identity)")
        }
        let parts = try parts(of: match).compactMap(\.applied)
        for part in parts {
            if let number = part.target.number, try !settle(number, by: -part.minorUnits, reversible: 0) {
                throw HubProblem(.conflict, "\(number) cannot be opened by \(part.minorUnits) minor units")
            }
        }
        try dropApplications(of: match.identity)
        try book([], of: row, at: now)
        try move(parts, sign: -1, match.amount.currency)
        try restore(match.identity, posted.line)
        try append(step, to: match.number, by: principal, reason: reason, cause: cause, at: now)
        let payload = try HubJSON.encode(MatchUndoing(match, step: step, reason: reason, cause: cause))
        try emit("match.\(step.rawValue)", subject: match.identity, payload: payload, at: now)
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
        return nil
    }

    /// The one place where a match reaches the ledger, and leaves it again when there are no parts.
    private func book(_ parts: [ReceiptApplication], of row: StatementLineRow, at now: Timestamp) throws {
        let currency = row.line.amount.currency
        try post(ReceiptApplication.entry(identity: row.identity, currency: currency, applications: parts), at: now)
    }

    /// - Parameter sign: 1 for what is posted, -1 for what is taken back.
    private func move(_ parts: [ReceiptApplication], sign: Int64, _ currency: Currency) throws {
        var movements: [CustomerID: CreditMovement] = [:]
        for part in parts { movements[part.customer, default: CreditMovement()].add(part, sign: sign) }
        for (customer, movement) in movements.sorted(by: { $0.key < $1.key }) {
            try move(movement, customer: customer, currency: currency)
        }
    }
}

extension CreditMovement {
    fileprivate mutating func add(_ part: ReceiptApplication, sign: Int64) {
        switch part.target {
        case .invoice, .discount: open -= sign * part.minorUnits
        case .creditNote: creditNotes -= sign * part.minorUnits
        case .unapplied: unapplied += sign * part.minorUnits
        }
    }
}

extension StatementLineRow {
    var decision: StatementLineDecision { StatementLineDecision(state: state, rule: rule, explanation: explanation) }

    /// - Throws: `HubProblem` of kind `conflict` for a line that is no receipt, or is decided already.
    func requireWaiting() throws(HubProblem) {
        guard line.status == .booked, line.direction == .credit, line.amount.isPositive else {
            throw HubProblem(.conflict, "\(identity) is no booked receipt")
        }
        switch StatementLineState(rawValue: state) {
        case .unmatched?, .exception?: return
        case .matched?: throw HubProblem(.conflict, "\(identity) is matched already; supersede or undo its match")
        case .returned?: throw HubProblem(.conflict, "\(identity) was taken back by the bank")
        case .noted?, nil: throw HubProblem(.conflict, "\(identity) is \(state), not waiting")
        }
    }
}
