package import HubDomain
import HubLedger
package import HubStore
package import PaymentVocabulary

/// Everything that was open on the day on which these books begin, and what it has to add up to.
package struct CutOver: Sendable {
    package let date: CalendarDate
    package let invoices: [Invoice]
    package let deposits: [OpeningDeposit]
    package let limits: [CustomerEntry]
    /// For each currency the open invoices less the open credit notes and the deposits, as the books before say it.
    package let proof: [Money]

    package init(
        date: CalendarDate,
        invoices: [Invoice],
        deposits: [OpeningDeposit],
        limits: [CustomerEntry],
        proof: [Money]
    ) {
        self.date = date
        self.invoices = invoices
        self.deposits = deposits
        self.limits = limits
        self.proof = proof
    }
}

/// What a cut-over did, or would do.
package struct CutOverReport: Codable, Hashable, Sendable {
    /// One currency's sums, decimals.
    package struct Total: Codable, Hashable, Sendable {
        package let currency: String
        package let invoices: String
        package let creditNotes: String
        package let deposits: String
        package let total: String
        /// `nil` when nobody gave one.
        package let proof: String?
        /// The proof less the total; `nil` without a proof.
        package let difference: String?

        private enum CodingKeys: String, CodingKey {
            case currency, invoices, deposits, total, proof, difference
            case creditNotes = "credit_notes"
        }
    }

    package let date: String
    package let totals: [Total]
    /// Documents and deposits that are new, and those that an earlier run brought.
    package let added: Int
    package let known: Int
    /// Credit limits that change.
    package let limits: Int
    /// Why nothing can be stored, with the document.
    package let refused: [String]
    /// Whether all of it was stored, or would be by a run that is not dry.
    package let isStored: Bool

    private enum CodingKeys: String, CodingKey {
        case date, totals, added, known, limits, refused
        case isStored = "stored"
    }

    package var agrees: Bool { totals.allSatisfy { $0.difference.map(Self.isZero) ?? false } }

    private static func isZero(_ decimal: String) -> Bool { decimal.allSatisfy { "0.-".contains($0) } }
}

extension CutOver {
    /// - Throws: `HubProblem` when a sum does not fit into 64 bits.
    func totals() throws -> [CutOverReport.Total] {
        let currencies = Set(
            invoices.map(\.open.currency) + deposits.map(\.amount.currency) + proof.map(\.currency)
        )
        return try currencies.sorted().map { currency in
            func sum(_ amounts: [Money]) -> Int128 {
                amounts.reduce(0) { $0 + ($1.currency == currency ? Int128($1.minorUnits) : 0) }
            }
            func shown(_ units: Int128) throws -> String {
                guard let units = Int64(exactly: units) else {
                    throw HubProblem(.invalidRequest, "\(currency): the sum does not fit into 64 bits")
                }
                return Money(minorUnits: units, currency: currency).decimal
            }
            let claims = sum(invoices.filter { $0.kind == .invoice }.map(\.open))
            let notes = sum(invoices.filter { $0.kind == .creditNote }.map(\.open))
            let held = sum(deposits.map(\.amount))
            let total = claims - notes - held
            let told = proof.first { $0.currency == currency }
            return CutOverReport.Total(
                currency: currency.code,
                invoices: try shown(claims),
                creditNotes: try shown(notes),
                deposits: try shown(held),
                total: try shown(total),
                proof: told?.decimal,
                difference: try told.map { try shown(Int128($0.minorUnits) - total) }
            )
        }
    }
}

extension Hub {
    /// Brings the open items, deposits and limits of the books before into these, all or nothing.
    ///
    /// Documents are posted against the opening balances and count from the day of the cut-over. The same again adds
    /// nothing.
    ///
    /// - Returns: what was done; nothing was unless `isStored`.
    /// - Throws: `HubProblem` when a sum is too large.
    package func cutOver(_ cutOver: CutOver, isDryRun: Bool, by principal: Principal) async throws -> CutOverReport {
        let moment = now
        guard !isDryRun else { return try await read(principal.merchant) { try $0.plan(cutOver).report } }
        return try await run(principal.merchant) { books in
            try books.require(.invoices, of: principal.name)
            let plan = try books.plan(cutOver)
            guard plan.report.isStored else { return plan.report }
            if !plan.limits.isEmpty { try books.require(.credit, of: principal.name) }
            for invoice in plan.invoices {
                try books.know(invoice.customer, name: invoice.customerName, invoice.payerAccount, at: moment)
                guard try books.enter(invoice, cutOver: cutOver.date, at: moment) else {
                    throw HubProblem(.conflict, "\(invoice.number): is in the books already")
                }
            }
            for deposit in plan.depositsInOldForm { try books.withdraw(deposit, cutOver: cutOver.date, at: moment) }
            for deposit in plan.deposits {
                try books.know(deposit.customer, name: deposit.customerName, nil, at: moment)
                try books.insert(deposit, cutOver: cutOver.date)
            }
            for (index, deposit) in (plan.deposits + plan.depositsInOldForm).enumerated() {
                let receipt = deposit.receipt(on: cutOver.date, index: index)
                try books.enter(deposit, as: receipt, by: principal.name, at: moment)
            }
            for entry in plan.limits { try books.set(entry, by: principal.name, at: moment) }
            if plan.report.added > 0 {
                let totals = plan.report.totals.map { "\($0.total) \($0.currency)" }.joined(separator: ", ")
                let detail = "\(plan.report.added) added, proven by \(totals)"
                try books.auditSigned(
                    by: principal.name,
                    "invoice.cut_over",
                    plan.report.date,
                    detail: detail,
                    at: moment
                )
            }
            return plan.report
        }
    }
}

/// What of a cut-over is new, and whether it may be stored.
private struct CutOverPlan {
    var invoices: [Invoice] = []
    var deposits: [OpeningDeposit] = []
    /// An earlier version of these books posted them as no receipts.
    var depositsInOldForm: [OpeningDeposit] = []
    var limits: [CustomerEntry] = []
    let report: CutOverReport
}

extension Books {
    fileprivate func plan(_ cutOver: CutOver) throws -> CutOverPlan {
        var refused: [String] = []
        var (invoices, deposits): ([Invoice], [OpeningDeposit]) = ([], [])
        for numbers in [cutOver.invoices.map(\.number.text), cutOver.deposits.map(\.number)] {
            let times = Dictionary(grouping: numbers) { $0 }.mapValues(\.count).filter { $0.value > 1 }
            refused += times.sorted { $0.key < $1.key }.map { "\($0.key): is there \($0.value) times" }
        }
        for invoice in cutOver.invoices {
            switch try standing(of: invoice, on: cutOver.date) {
            case .new: invoices.append(invoice)
            case .known: break
            case .refused(let why): refused.append("\(invoice.number): \(why)")
            }
        }
        for deposit in cutOver.deposits {
            switch try standing(of: deposit, on: cutOver.date) {
            case .new: deposits.append(deposit)
            case .known: break
            case .refused(let why): refused.append("\(deposit.number): \(why)")
            }
        }
        if !invoices.isEmpty || !deposits.isEmpty, let open = try firstOpenPeriod(), cutOver.date < open.first {
            refused.insert("\(cutOver.date): the period is closed; the first open day is \(open.first)", at: 0)
        }
        let limits = try cutOver.limits.filter { entry in
            guard let limit = entry.creditLimit else { return false }
            return try creditAccount(entry.customer, entry.currency)?.limit != limit.minorUnits
        }
        let totals = try cutOver.totals()
        let added = invoices.count + deposits.count
        let report = CutOverReport(
            date: "\(cutOver.date)",
            totals: totals,
            added: added,
            known: cutOver.invoices.count + cutOver.deposits.count - added,
            limits: limits.count,
            refused: refused,
            isStored: false
        )
        let isStored = refused.isEmpty && report.agrees
        let new = Set(deposits.map(\.number))
        return CutOverPlan(
            invoices: invoices,
            deposits: deposits,
            depositsInOldForm: try cutOver.deposits.filter {
                try !new.contains($0.number) && statementLine($0.identity) == nil
            },
            limits: limits,
            report: report.stored(isStored)
        )
    }

    private enum Standing {
        case new
        case known
        case refused(String)
    }

    private func standing(of invoice: Invoice, on date: CalendarDate) throws -> Standing {
        guard (0...Money.movementMax).contains(invoice.amount.minorUnits), !invoice.open.isNegative else {
            let most = Money(minorUnits: Money.movementMax, currency: invoice.amount.currency)
            return .refused("amount: not from zero to \(most)")
        }
        guard invoice.issued <= date else { return .refused("issued on \(invoice.issued), after the cut-over") }
        guard let row = try self.invoice(invoice.number) else { return .new }
        guard row.cutOver == date else { return .refused("is in the books already, and not by this cut-over") }
        return Self.isSame(row.issued, invoice) ? .known : .refused("an earlier run brought it with other contents")
    }

    /// Books of an earlier version know no taxes.
    private static func isSame(_ known: Invoice, _ invoice: Invoice) -> Bool {
        var read = invoice
        if known.taxes.isEmpty { read.taxes = [] }
        return known == read
    }

    private func standing(of deposit: OpeningDeposit, on date: CalendarDate) throws -> Standing {
        guard deposit.amount.minorUnits <= Money.movementMax else {
            let most = Money(minorUnits: Money.movementMax, currency: deposit.amount.currency)
            return .refused("amount: more than \(most)")
        }
        guard deposit.received <= date else { return .refused("received on \(deposit.received), after the cut-over") }
        guard let (known, cutOver) = try openingDeposit(deposit.number) else { return .new }
        let isSame = known.customer == deposit.customer && known.amount == deposit.amount
        return isSame && known.received == deposit.received && cutOver == date
            ? .known : .refused("an earlier run brought it with other contents")
    }

    /// Takes back what an earlier version of these books posted of a deposit.
    fileprivate func withdraw(_ deposit: OpeningDeposit, cutOver: CalendarDate, at now: Timestamp) throws {
        let entry = deposit.openingEntry(on: cutOver)
        try post(JournalEntry(key: entry.key, currency: entry.currency, moving: [], on: cutOver), at: now)
        var movement = CreditMovement()
        movement.unapplied = -deposit.amount.minorUnits
        try move(movement, customer: deposit.customer, currency: deposit.amount.currency)
    }

    /// Posts a deposit as a receipt that pays nothing yet.
    fileprivate func enter(
        _ deposit: OpeningDeposit,
        as receipt: StatementLine,
        by principal: String,
        at now: Timestamp
    ) throws {
        let identity = deposit.identity
        guard try insert(receipt, identity: identity, fileHash: [], state: .unmatched, at: now) else {
            throw HubProblem(.conflict, "\(deposit.number): a statement line has the name \(identity)")
        }
        try post(receipt.bookingEntry(identity: identity), at: now)
        let whole = ReceiptApplication(
            target: .unapplied,
            customer: deposit.customer,
            minorUnits: deposit.amount.minorUnits
        )
        let match = try insert(
            MatchDraft(
                identity: identity,
                amount: deposit.amount,
                rule: MatchDraft.cutOver,
                explanation: "received on \(deposit.received), pays nothing yet",
                parts: [Application(whole, in: deposit.amount.currency)]
            )
        )
        let reason = "taken over on \(receipt.bookingDate)"
        try post(match, parts: parts(of: match), by: principal, reason: reason, teaches: false, at: now)
    }

    func know(_ id: CustomerID, name: String, _ account: String?, at now: Timestamp) throws {
        guard try customer(id) == nil else { return }
        try save(Customer(id: id, name: name.isEmpty ? id.text : name, payerAccount: account), at: now)
    }

    fileprivate func set(_ entry: CustomerEntry, by principal: String, at now: Timestamp) throws {
        guard let limit = entry.creditLimit else { return }
        guard limit.minorUnits <= Money.movementMax else {
            let most = Money(minorUnits: Money.movementMax, currency: limit.currency)
            throw HubProblem(.invalidRequest, "\(entry.customer): a credit limit is from zero to \(most)")
        }
        try know(entry.customer, name: entry.name, entry.payerAccount, at: now)
        try setCreditLimit(limit, of: entry.customer)
        try auditSigned(by: principal, "credit.limit", entry.customer.text, detail: "\(limit)", at: now)
    }
}

extension CutOverReport {
    fileprivate func stored(_ isStored: Bool) -> CutOverReport {
        CutOverReport(
            date: date,
            totals: totals,
            added: added,
            known: known,
            limits: limits,
            refused: refused,
            isStored: isStored
        )
    }
}
