import BankFiles
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
    package func importStatement(
        _ bytes: [UInt8],
        name: String,
        by principal: Principal
    ) async throws -> StatementImport {
        let hash = SHA256.hash(bytes)
        let files = StatementFileReader.files(in: bytes, name: name)
        let lines = files.flatMap(\.lines)
        // Statements of one archive may overlap, as those of several files do, so each is numbered by itself.
        let identities = files.flatMap { StatementLineIdentity.identities(of: $0.lines).map(\.text) }
        let format = Set(files.map(\.format)).sorted().joined(separator: ",")
        if let line = lines.first(where: { $0.amount.minorUnits > Money.movementMax }) {
            let most = Money(minorUnits: Money.movementMax, currency: line.amount.currency)
            throw HubProblem(.invalidRequest, "\(name): entry \(line.index): amount: more than \(most)")
        }
        let moment = now
        return try await run(principal.merchant) { books in
            let isNew = try books.insertStatementFile(
                hash: hash,
                name: name,
                format: format,
                bytes: bytes,
                at: moment
            )
            let earlier = isNew ? nil : try books.statementFile(hash: hash)
            var added = 0
            for (line, identity) in zip(lines, identities) where isNew {
                let state = StatementLineState(of: line)
                guard line.status == .booked,
                    try books.insert(line, identity: identity, fileHash: hash, state: state, at: moment)
                else { continue }
                added += 1
                try books.post(line.bookingEntry(identity: identity), at: moment)
                if state == .exception { try books.report(takenBack: line, identity: identity, at: moment) }
            }
            if added > 0 { try books.settleReturns(at: moment) }
            let detail = "\(name): \(added) new lines"
            try books.auditSigned(by: principal.name, "statement.import", name, detail: detail, at: moment)
            return StatementImport(
                file: name,
                format: format,
                added: added,
                known: lines.count { $0.status == .booked } - added,
                warnings: files.flatMap { file in file.warnings.map { Self.told($0, of: file, in: name) } },
                errors: files.flatMap { file in file.errors.map { Self.told($0, of: file, in: name) } },
                earlier: earlier.map { StatementImport.Earlier(file: $0.name, importedAt: "\($0.importedAt)") }
            )
        }
    }

    /// With the member's name, where the file is an archive.
    private static func told(_ finding: BankFileFinding, of file: StatementFile, in name: String) -> String {
        file.name == name ? finding.description : "\(file.name): \(finding)"
    }

    /// Matches what is not matched yet, posts what is certain, and marks the rest as exceptions.
    ///
    /// - Parameters:
    ///   - asOf: defaults to the last booking date among the lines, never today.
    ///   - groups: providers' reports; a receipt that is a payout settles the invoices of its payments.
    package func reconcile(
        asOf: CalendarDate? = nil,
        groups: GroupSources = GroupSources(),
        by principal: Principal
    ) async throws -> ReconciliationResult {
        let (waiting, open) = try await read(principal.merchant) { books in
            let held = try books.linesHeldByPeople()
            let waiting = try (books.statementLines(in: .unmatched) + books.statementLines(in: .exception))
                .filter { !held.contains($0.identity) }
            return (waiting, try books.invoicesToMatch(dueSince: now.date().adding(days: -400)))
        }
        let date = asOf ?? waiting.map(\.line.bookingDate).max() ?? now.date()
        let rates = try await rates(for: waiting.map(\.line), of: principal.merchant)
        // Files may share a name; inside a run a line is known by its place among the waiting ones.
        let lines = waiting.enumerated().map { $1.line.placed(file: "store", index: $0) }
        let known = try await known(groups, of: principal.merchant)
        let result = reconciled(lines, open, known, rates, asOf: date)
        let payouts = result.settlements.entries.reduce(into: [StatementLine: Payout]()) { found, entry in
            if let line = entry.bankLine { found[line] = entry.payout }
        }
        let identities = waiting.map(\.identity)
        let customers = Dictionary(open.map { ($0.invoice.number, $0.invoice.customer) }) { first, _ in first }
        let moment = now
        let postings = result.matches.filter { identities.indices.contains($0.line.index) }.map { match in
            let limit = settings.fourEyesAbove[match.line.amount.currency]
            return MatchPosting(
                match: match,
                applications: match.applications(customers),
                identity: identities[match.line.index],
                approval: match.line.amount.isAbove(limit) ? environment.identifiers.next("apr") : nil,
                clearing: payouts[match.line].map {
                    let account = clearingAccount(of: $0.provider, principal.merchant)
                    return MatchPosting.Clearing(payout: $0, account: account)
                }
            )
        }
        try await post(postings, of: principal.merchant, at: moment)
        try await run(principal.merchant) { books in
            for exception in result.exceptions where identities.indices.contains(exception.line.index) {
                let identity = identities[exception.line.index]
                _ = try books.decide(
                    identity,
                    state: .exception,
                    rule: exception.reason.rawValue,
                    explanation: exception.explanation
                )
            }
            let detail = "\(result.matches.count) matched, \(result.exceptions.count) exceptions"
            try books.auditSigned(by: principal.name, "reconcile", "statements", detail: detail, at: moment)
        }
        return result
    }
}

extension Hub {
    /// What `reconcile` would say of these lines and the books as they are; changes nothing.
    package func previewReconciliation(
        with lines: [StatementLine],
        asOf: CalendarDate?,
        groups: GroupSources = GroupSources(),
        of merchant: MerchantID
    ) async throws -> ReconciliationResult {
        let since = now.date().adding(days: -400)
        let open = try await read(merchant) { try $0.invoicesToMatch(dueSince: since) }
        let date = asOf ?? lines.map(\.bookingDate).max() ?? now.date()
        let rates = try await rates(for: lines, of: merchant)
        return reconciled(lines, open, try await known(groups, of: merchant), rates, asOf: date)
    }

    private func reconciled(
        _ lines: [StatementLine],
        _ open: [InvoiceRow],
        _ known: (groups: GroupSources, payments: [ExpectedPayment]),
        _ rates: ReferenceRates,
        asOf: CalendarDate
    ) -> ReconciliationResult {
        HubReconciliation.reconcile(
            lines: lines,
            items: open.map { OpenItem(offering: $0.invoice) },
            payments: known.payments,
            policy: settings.matchingPolicy,
            rates: rates,
            asOf: asOf,
            groups: known.groups,
            // The books post a payment of the hub's own by its facts; here it is known for the sake of its payout.
            passes: Set<MatchingPass>.all.subtracting([.endToEndID])
        )
    }
}

extension StatementLineState {
    /// Receipts wait to be matched; a booked debit that takes money back needs a person; other debits are noted.
    fileprivate init(of line: StatementLine) {
        switch (line.status, line.direction) {
        case (.booked, .credit): self = .unmatched
        case (.booked, .debit): self = line.returnReason != nil || line.isReversal ? .exception : .noted
        case (.pending, _), (.information, _): self = .noted
        }
    }
}

extension Books {
    /// Money that was ours is gone again: an exception until its receipt is found, and an event.
    fileprivate func report(takenBack line: StatementLine, identity: String, at now: Timestamp) throws {
        let reason = line.returnReason ?? "reversal"
        let explanation = "\(line.amount) was taken back (\(reason)); undo what it had paid"
        _ = try decide(identity, state: .exception, rule: "returned", explanation: explanation)
        let payload = try HubJSON.encode(["line": identity, "reason": reason, "amount": line.amount.decimal])
        try emit("receipt.returned", subject: identity, payload: payload, at: now)
    }

    /// Claims the line and the open amounts together; when either is gone, nothing happens and a later run decides.
    func post(_ posting: MatchPosting, at now: Timestamp) throws {
        let (match, applications, identity) = (posting.match, posting.applications, posting.identity)
        guard let row = try statementLine(identity), (try? row.requireWaiting()) != nil else { return }
        let isWhole = applications.count == match.allocations.count { $0.kind != .exchangeDifference }
        guard isWhole || posting.clearing != nil else {
            throw HubProblem(.conflict, "the books have no posting yet for a part of the match")
        }
        let draft = MatchDraft(
            identity: identity,
            amount: match.line.amount,
            rule: match.rule.rawValue,
            explanation: match.explanation,
            parts: try posting.clearing.map { try match.storedParts($0, applications) }
                ?? match.storedParts(applications)
        )
        let stored = try insert(draft)
        guard let approval = posting.approval else {
            return try post(
                stored,
                parts: draft.parts,
                by: MatchDraft.automatic,
                reason: match.explanation,
                at: now
            )
        }
        try propose(
            stored,
            approval: approval,
            by: MatchDraft.automatic,
            reason: "above the limit for one pair of eyes: \(match.explanation)",
            at: now
        )
    }
}

extension Match {
    /// The allocations with their customers; money that pays nothing yet is of the customer of the first document.
    func applications(_ customers: [InvoiceNumber: CustomerID]) -> [ReceiptApplication] {
        let first = allocations.lazy.compactMap(\.invoice).compactMap { customers[$0] }.first
        return allocations.compactMap { allocation in
            let owner = allocation.invoice.flatMap { customers[$0] } ?? first
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
    package var text: String {
        "\(account)/\(bookingDate)/\(valueDate)/\(signedAmount.decimal)\(signedAmount.currency)/\(bankReference)/\(occurrence)"
    }
}

extension OpenItem {
    /// The invoice with the discounts that its terms offer; terms that say nothing clear offer none.
    package init(offering invoice: Invoice) {
        let schedule = try? Terms(parsing: invoice.terms).schedule(issued: invoice.issued, amount: invoice.amount)
        self.init(invoice: invoice, discounts: schedule?.discounts ?? [])
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
