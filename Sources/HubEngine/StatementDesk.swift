package import BankFiles
package import HubDomain
import HubLedger
package import HubReconciliation
package import HubStore
import PaymentCrypto
package import PaymentVocabulary

/// What importing a statement did.
package struct StatementImport: Codable, Hashable, Sendable {
    package let file: String
    package let format: String
    /// Lines that were new.
    package let added: Int
    /// Lines that an earlier statement had shown already.
    package let known: Int
    package let warnings: [String]
    /// What could not be read, with its place.
    package let errors: [String]
    /// The import that brought the same bytes before, if any.
    package let earlier: Earlier?

    package struct Earlier: Codable, Hashable, Sendable {
        package let file: String
        /// As `2026-03-06T08:30:00Z`.
        package let importedAt: String

        private enum CodingKeys: String, CodingKey {
            case file
            case importedAt = "imported_at"
        }
    }
}

extension Hub {
    /// Stores a statement's bytes, then its lines; the same movement again adds nothing, in whichever file it comes.
    ///
    /// - Parameters:
    ///   - takesSecondForms: also lines that the books may have in another form, with other references.
    ///   - options: how the file is read.
    /// - Throws: `HubProblem` of kind `invalidRequest` for an amount without a currency.
    package func importStatement(
        _ bytes: [UInt8],
        name: String,
        takesSecondForms: Bool = false,
        options: BankFileOptions = BankFileOptions(),
        by principal: Principal
    ) async throws -> StatementImport {
        let statement = try ReadStatement(bytes, name: name, takesSecondForms: takesSecondForms, options: options)
        let moment = now
        return try await run(principal.merchant) { books in
            try books.require(.statements, of: principal.name)
            return try books.take(statement, by: principal.name, at: moment)
        }
    }

    /// Matches what is not matched yet, posts what is certain, and marks the rest as exceptions.
    ///
    /// - Parameters:
    ///   - asOf: defaults to the last booking date among the lines, never today.
    ///   - groups: providers' reports; a receipt that is a payout settles the invoices of its payments.
    ///   - listener: is told how far the run is.
    package func reconcile(
        asOf: CalendarDate? = nil,
        groups: GroupSources = GroupSources(),
        by principal: Principal,
        listener: RunListener? = nil
    ) async throws -> ReconciliationResult {
        let moment = now
        try await run(principal.merchant) { books in
            try books.require(.statements, of: principal.name)
            try books.settleReturns(at: moment)
        }
        var input = try await read(principal.merchant) { try $0.runInput(at: moment, groups) }
        let material = input.material
        var result = try await matched(
            input,
            asOf: asOf,
            of: principal.merchant,
            groups: groups,
            listener: listener
        )
        input.waiting.letGo()
        // Before the postings: what is only proposed is a person's from then on.
        let left = result.exceptions.compactMap { exception in
            exception.line.identity.map { ($0, exception.reason.rawValue, exception.explanation) }
        }
        if !left.isEmpty {
            try await run(principal.merchant) { books in
                for (identity, reason, explanation) in left { try books.leave(identity, as: reason, explanation) }
            }
        }
        try await post(result, material, of: principal.merchant, at: moment, listener)
        let detail = "\(result.matches.count) matched, \(result.exceptions.count) exceptions"
        try await run(principal.merchant) {
            try $0.auditSigned(by: principal.name, "reconcile", "statements", detail: detail, at: moment)
        }
        input.place(&result)
        if result.exceptions.contains(where: \.isProposed) {
            // As the next run tells them, with the numbers of their matches.
            result.add(
                held: try await read(principal.merchant) { books in
                    try books.exceptions(held: books.linesHeldByPeople(), material)
                }
            )
        }
        return result
    }
}

extension StatementLineState {
    /// Receipts wait to be matched; a booked debit that takes money back needs a person; other debits are noted, and so is
    /// what moved nothing.
    init(of line: StatementLine) {
        switch (line.status, line.direction) {
        case (.booked, .credit): self = line.amount.isPositive ? .unmatched : .noted
        case (.booked, .debit): self = line.returnReason != nil || line.isReversal ? .exception : .noted
        case (.pending, _), (.information, _): self = .noted
        }
    }
}

extension Books {
    /// Money that was ours is gone again: an exception until its receipt is found, and an event.
    func report(takenBack line: StatementLine, identity: String, at now: Timestamp) throws {
        let waiting = StatementLineDecision(waitingReturn: line)
        _ = try decide(identity, state: .exception, rule: waiting.rule, explanation: waiting.explanation)
        let payload = try HubJSON.encode(["line": identity, "reason": line.returnCode, "amount": line.amount.decimal])
        try emit("receipt.returned", subject: identity, payload: payload, at: now)
    }

    /// Marks a receipt that the run could not post, unless a person has looked at it since.
    fileprivate func leave(_ identity: String, as rule: String, _ explanation: String) throws {
        guard try !isHeldByPeople(identity) else { return }
        _ = try decide(identity, state: .exception, rule: rule, explanation: explanation)
    }

    /// Claims the line and the open amounts together; when either is gone, nothing happens and a later run decides.
    func post(_ posting: MatchPosting, at now: Timestamp) throws {
        let (match, applications, identity) = (posting.match, posting.applications, posting.identity)
        guard let (row, wasMatched, wasReturned) = try statementLine(identity, saying: match.line) else { return }
        let parts = try match.storedParts(applications, posting.clearing)
        guard (try? row.requireWaiting(for: parts)) != nil else { return }
        // What a person has said since the run began comes first.
        if wasMatched, try isHeldByPeople(identity) { return }
        let isWhole = applications.count == match.allocations.count { $0.kind != .exchangeDifference }
        guard isWhole || posting.clearing != nil else {
            throw HubProblem(.conflict, "the books have no posting yet for a part of the match")
        }
        let draft = MatchDraft(
            identity: identity,
            amount: match.line.amount,
            rule: match.rule.rawValue,
            explanation: match.explanation,
            parts: try split(parts, posting.discountTax)
                + (wasReturned ? returnedParts(of: row, customer: applications.first?.customer) : [])
        )
        let stored = try insert(draft)
        guard let approval = posting.approval else {
            try post(
                stored,
                of: row,
                parts: draft.parts,
                by: MatchDraft.automatic,
                reason: match.explanation,
                // Asks for no day where there was no match before.
                on: wasMatched ? nil : row.line.bookingDate,
                at: now
            )
            if let alias = posting.alias { try noteUse(of: alias, by: stored, of: match.line, at: now) }
            return
        }
        try propose(stored, approval: approval, by: MatchDraft.automatic, reason: posting.doubt, at: now)
    }
}

extension Match {
    /// The allocations with their customers; money that pays nothing yet is of the customer of the first document.
    func applications(_ customer: (InvoiceNumber) -> CustomerID?) -> [ReceiptApplication] {
        let first = allocations.lazy.compactMap(\.invoice).compactMap(customer).first
        return allocations.compactMap { allocation in
            let owner = allocation.invoice.flatMap(customer) ?? first
            guard let owner, let target = allocation.target else { return nil }
            let units = Int64(clamping: allocation.amount.minorUnits.magnitude)
            return ReceiptApplication(target: target, customer: owner, minorUnits: units)
        }
    }
}

extension Allocation {
    fileprivate var target: ReceiptApplication.Target? {
        switch kind {
        case .invoice: invoice.map(ReceiptApplication.Target.invoice)
        case .creditNote: invoice.map(ReceiptApplication.Target.creditNote)
        case .discount where reason == .discountLate: difference(.lateDiscount)
        case .discount: invoice.map(ReceiptApplication.Target.discount)
        case .bankCharge: difference(.bankCharge)
        case .rounding: difference(.rounding)
        case .writeOff: difference(.writeOff)
        case .unapplied: .unapplied
        case .overPaymentGain: .excess(.overPaymentGain)
        // What of a payout is no invoice stays on the clearing account.
        case .payment, .fee, .refund, .dispute, .reserve, .exchange, .adjustment, .providerBalance: nil
        case .exchangeDifference: nil
        }
    }

    /// Positive amounts close a part of the document, negative ones are money that the receipt has beyond it.
    private func difference(_ cause: PaymentDifference) -> ReceiptApplication.Target? {
        amount.isNegative ? .excess(cause) : invoice.map { .difference(cause, $0) }
    }
}

extension ReceiptApplication {
    /// What this part takes of the receipt: discounts and closed differences take nothing, credit notes add.
    var receiptPart: Int128 {
        switch target {
        case .invoice, .unapplied, .excess: Int128(minorUnits)
        case .creditNote: -Int128(minorUnits)
        case .discount, .difference: 0
        }
    }
}

extension ReceiptApplication.Target {
    /// The stored name of the kind.
    var kind: String {
        switch self {
        case .invoice: "invoice"
        case .discount: "discount"
        case .difference(let difference, _), .excess(let difference): difference.rawValue
        case .creditNote: "credit_note"
        case .unapplied: "unapplied"
        }
    }

    var number: InvoiceNumber? {
        switch self {
        case .invoice(let number), .discount(let number), .creditNote(let number), .difference(_, let number): number
        case .unapplied, .excess: nil
        }
    }
}

extension StatementLineIdentity {
    /// One text for one movement, in the order of account and date.
    package var text: String { "\(movementText)\(bankReference)/\(occurrence)" }

    /// The begin of the texts of all movements of this account, these dates and this amount.
    var movementText: String {
        "\(account)/\(bookingDate)/\(valueDate)/\(signedAmount.decimal)\(signedAmount.currency)/"
    }
}

/// Makes items of invoices, with the discounts that their terms offer; each text of terms is read once.
package struct OfferedDiscounts {
    private var known: [String: Terms?] = [:]

    package init() {}

    /// Terms that say nothing clear offer no discount.
    package mutating func item(of invoice: Invoice) -> OpenItem {
        let schedule = try? terms(invoice.terms)?.schedule(issued: invoice.issued, amount: invoice.amount)
        return OpenItem(invoice: invoice, discounts: schedule?.discounts ?? [])
    }

    private mutating func terms(_ text: String) -> Terms? {
        if let terms = known[text] { return terms }
        let terms = try? Terms(parsing: text)
        known[text] = terms
        return terms
    }
}

extension OpenItem {
    /// Why terms as written offer no discount; `nil` where they are read, and for none.
    package static func objection(toTerms text: String) -> String? {
        guard !text.isEmpty else { return nil }
        do throws(TermsError) {
            _ = try Terms(parsing: text)
            return nil
        } catch {
            return "are not read, so that they offer no discount: \(error.detail)"
        }
    }

    /// The due date that terms as written give an invoice without one.
    package static func dueDate(
        _ terms: String,
        _ issued: CalendarDate
    ) -> Result<CalendarDate, DueDateRefusal> {
        do throws(TermsError) {
            let any = Money(minorUnits: 100, currency: .eur)
            let schedule = try Terms(parsing: terms).schedule(issued: issued, amount: any)
            guard let due = schedule.lastDue else {
                return .failure(DueDateRefusal(reason: "the terms \"\(terms)\" give no date yet"))
            }
            return .success(due)
        } catch {
            return .failure(DueDateRefusal(reason: "\(error.detail); \(error.wayOut)"))
        }
    }
}
