import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentCrypto
package import PaymentVocabulary

/// What `ledger verify` found: everything recomputed from the facts and compared with what is stored.
package struct VerificationReport: Codable, Hashable, Sendable {
    package struct Check: Codable, Hashable, Sendable {
        package let name: String
        package let examined: Int
        /// Empty when the check holds; each line names its place.
        package let differences: [String]
    }

    package let merchant: String
    package let checks: [Check]

    package var holds: Bool { checks.allSatisfy(\.differences.isEmpty) }
}

extension Hub {
    /// Recomputes the books of one merchant from its facts, invoices and statement lines.
    package func verifyLedger(of merchant: MerchantID) async throws -> VerificationReport {
        try await read(merchant) { books in
            var evidence = Evidence()
            try books.gatherPayments(into: &evidence)
            try books.gatherInvoices(into: &evidence)
            try books.gatherDeposits(into: &evidence)
            try books.gatherReceipts(into: &evidence)
            try books.gatherReturns(into: &evidence)
            return VerificationReport(
                merchant: merchant.text,
                checks: [
                    try books.checkBalance(), try books.checkEntries(evidence), try books.checkInvoices(evidence),
                    try books.checkExposure(evidence), try books.checkPayments(evidence),
                    VerificationReport.Check(
                        name: "a match takes exactly its receipt",
                        examined: evidence.matchedReceipts,
                        differences: evidence.tornReceipts
                    ),
                    VerificationReport.Check(
                        name: "a payout takes back no more than was paid",
                        examined: evidence.shares.count,
                        differences: evidence.shares.filter { $0.value < 0 }.sorted { $0.key < $1.key }.map {
                            share,
                            units in
                            "\(share.document): \(-units) more taken back than \(share.payment) has paid"
                        }
                    ),
                    try books.checkMatches(), try books.checkReturns(), try books.checkPeriods(),
                    try books.checkAliases(), try books.checkFacts(evidence), try books.checkRawBytes(),
                    try books.checkStatementFiles(),
                    try books.checkAudit(),
                ]
            )
        }
    }
}

/// What the facts require, gathered once.
private struct Evidence {
    var entries: [String: [JournalLine]] = [:]
    var invoices: [InvoiceRow] = []
    /// What each invoice got: from receipts (irrevocable) and from payments (reversible).
    var settled: [InvoiceNumber: (firm: Int64, reversible: Int64)] = [:]
    var unapplied: [Holder: Int64] = [:]
    var payments: [(stored: PaymentRow, folded: Payment)] = []
    var matchedReceipts = 0
    /// Receipts whose parts do not add up to them.
    var tornReceipts: [String] = []
    /// What payments inside payouts pay of documents, less what later ones took back, in minor units.
    var shares: [MovedShare: Int64] = [:]

    struct Holder: Hashable, Comparable {
        let customer: CustomerID
        let currency: Currency

        static func < (left: Holder, right: Holder) -> Bool {
            (left.customer, left.currency) < (right.customer, right.currency)
        }
    }

    mutating func require(_ entry: JournalEntry) {
        guard !entry.lines.isEmpty else { return }
        entries["\(entry.key) \(entry.currency)"] = entry.lines
    }
}

extension Books {
    fileprivate func gatherPayments(into evidence: inout Evidence) throws {
        var last = PaymentID("")
        while let page = try Optional(paymentIDs(after: last, limit: 500)), let end = page.last {
            for id in page {
                guard let loaded = try payment(id) else { continue }
                let folded = loaded.folded
                let allocated = zip(folded.intent.allocations, loaded.row.allocatedNow).map {
                    PaymentIntent.Allocation(invoice: $0.invoice, minorUnits: $1)
                }
                for entry in folded.requiredEntries(allocated: allocated) { evidence.require(entry) }
                for part in allocated { evidence.settled[part.invoice, default: (0, 0)].reversible += part.minorUnits }
                evidence.payments.append((loaded.row, folded))
            }
            last = end
        }
    }

    fileprivate func gatherInvoices(into evidence: inout Evidence) throws {
        var last = InvoiceNumber("")
        while let page = try Optional(invoices(after: last, limit: 500)), let end = page.last {
            for row in page {
                evidence.require(row.claimEntry)
                guard row.correction.cancelledBy != nil else { continue }
                evidence.require(row.issued.cancellingEntry(cutOver: row.cutOver, on: nil))
                evidence.settled[row.invoice.number, default: (0, 0)].firm += row.importedOpen
            }
            evidence.invoices += page
            last = end.invoice.number
        }
    }

    fileprivate func gatherDeposits(into evidence: inout Evidence) throws {
        // The others are receipts.
        for (deposit, cutOver) in try openingDeposits() where try statementLine(deposit.identity) == nil {
            evidence.require(deposit.openingEntry(on: cutOver))
            let holder = Evidence.Holder(customer: deposit.customer, currency: deposit.amount.currency)
            evidence.unapplied[holder, default: 0] += deposit.amount.minorUnits
        }
    }

    fileprivate func gatherReceipts(into evidence: inout Evidence) throws {
        var last = ""
        while let page = try Optional(statementLines(after: last, limit: 500)), let end = page.last {
            for row in page where row.line.status == .booked {
                if try !isBookedWithEntry(row) { evidence.require(row.line.bookingEntry(identity: row.identity)) }
                let applications = try applications(of: row.identity)
                guard !applications.isEmpty else { continue }
                let (taken, isPayout) = (applications.receiptTaken, applications.areReversible)
                evidence.matchedReceipts += 1
                if taken != Int128(row.line.signedAmount.minorUnits) {
                    evidence.tornReceipts.append(
                        "\(row.identity): \(taken) taken of \(row.line.signedAmount.minorUnits)"
                    )
                }
                for entry in applications.requiredEntries(identity: row.identity) { evidence.require(entry) }
                if isPayout {
                    for (share, moved) in applications.movedShares {
                        evidence.shares[share, default: 0] += moved.settled
                    }
                }
                for part in applications {
                    let units = part.amount.minorUnits
                    if let reopened = part.reopened {
                        evidence.settled[reopened, default: (0, 0)].reversible -= units
                    }
                    switch part.applied?.target {
                    case .unapplied?:
                        let holder = Evidence.Holder(customer: part.customer, currency: part.amount.currency)
                        evidence.unapplied[holder, default: 0] += units
                    case .excess?, nil: break
                    case .invoice? where isPayout:
                        evidence.settled[InvoiceNumber(part.number), default: (0, 0)].reversible += units
                    case .invoice?, .discount?, .creditNote?, .difference?:
                        evidence.settled[InvoiceNumber(part.number), default: (0, 0)].firm += units
                    }
                }
            }
            last = end.identity
        }
    }

    /// What banks charged for returns.
    fileprivate func gatherReturns(into evidence: inout Evidence) throws {
        var last = ""
        while let page = try Optional(returns(after: last, limit: 500)), let end = page.last {
            for row in page {
                guard let debit = try statementLine(row.debit), let entry = row.chargeEntry(of: debit.line) else {
                    continue
                }
                evidence.require(entry)
            }
            last = end.debit
        }
    }

    fileprivate func checkBalance() throws -> VerificationReport.Check {
        VerificationReport.Check(
            name: "every entry balances",
            examined: Int(try entryCount()),
            differences: try unbalancedEntries()
        )
    }

    fileprivate func checkEntries(_ evidence: Evidence) throws -> VerificationReport.Check {
        let posted = try postedByKey()
        let keys = Set(posted.keys).union(evidence.entries.keys).sorted()
        let differences = keys.compactMap { key -> String? in
            let (is_, should) = (posted[key] ?? [], evidence.entries[key] ?? [])
            return is_ == should ? nil : "\(key): posted \(Self.shown(is_)), the facts require \(Self.shown(should))"
        }
        return VerificationReport.Check(
            name: "the ledger holds what the facts require",
            examined: keys.count,
            differences: differences
        )
    }

    fileprivate func checkInvoices(_ evidence: Evidence) throws -> VerificationReport.Check {
        let differences = evidence.invoices.compactMap { row -> String? in
            let settled = evidence.settled[row.invoice.number] ?? (0, 0)
            let open = row.importedOpen - settled.firm - settled.reversible
            guard row.invoice.open.minorUnits != open || row.reversible != settled.reversible else { return nil }
            return """
                invoice \(row.invoice.number): open \(row.invoice.open.minorUnits) and reversible \(row.reversible), \
                its allocations leave \(open) and \(settled.reversible)
                """
        }
        return VerificationReport.Check(
            name: "open amounts follow from allocations",
            examined: evidence.invoices.count,
            differences: differences
        )
    }

    fileprivate func checkExposure(_ evidence: Evidence) throws -> VerificationReport.Check {
        let accounts = try creditAccounts()
        var differences: [String] = []
        for account in accounts {
            let own = evidence.invoices.filter {
                $0.invoice.customer == account.customer && $0.invoice.open.currency == account.currency
            }
            let claims = own.filter { $0.invoice.kind == .invoice }
            let holder = Evidence.Holder(customer: account.customer, currency: account.currency)
            let unsecured = claims.filter { $0.invoice.open.minorUnits + $0.reversible > 0 }
            let pairs: [(name: String, stored: Int64?, computed: Int64?)] = [
                ("open", account.open, claims.reduce(0) { $0 + $1.invoice.open.minorUnits }),
                ("reversible", account.reversible, claims.reduce(0) { $0 + $1.reversible }),
                ("reserved", account.reserved, try reservedSum(account.customer, account.currency)),
                ("unapplied", account.unapplied, evidence.unapplied[holder] ?? 0),
                (
                    "credit notes", account.creditNotes,
                    own.filter { $0.invoice.kind == .creditNote }.reduce(0) { $0 + $1.invoice.open.minorUnits }
                ),
                (
                    "oldest unsecured due", account.oldestUnsecuredDue.map { Int64($0.dayNumber) },
                    unsecured.map(\.invoice.due).min().map { Int64($0.dayNumber) }
                ),
            ]
            for pair in pairs where pair.stored != pair.computed {
                let (stored, computed) = (
                    pair.stored.map(String.init) ?? "none", pair.computed.map(String.init) ?? "none"
                )
                differences.append(
                    "\(account.customer) \(account.currency): \(pair.name) is \(stored), recomputed \(computed)"
                )
            }
        }
        return VerificationReport.Check(
            name: "exposure equals its recomputation",
            examined: accounts.count,
            differences: differences
        )
    }

    fileprivate func checkPayments(_ evidence: Evidence) throws -> VerificationReport.Check {
        let differences = evidence.payments.flatMap { stored, folded -> [String] in
            var found: [String] = []
            let id = folded.intent.payment
            found += Self.overdrawn(folded)
            let allocated = stored.allocatedNow.reduce(0, +)
            if allocated > folded.net { found.append("\(id): \(allocated) allocated of \(folded.net)") }
            if stored.unappliedNow != folded.net - allocated { found.append("\(id): unapplied is not what is left") }
            return found
        }
        return VerificationReport.Check(
            name: "no payment gives more than it got",
            examined: evidence.payments.count,
            differences: differences
        )
    }

    /// What we asked for beyond what there was.
    ///
    /// Only of payments whose evidence is whole: a provider's word that came before the one it rests on, or that
    /// contradicts itself, is no mistake of the books.
    private static func overdrawn(_ payment: Payment) -> [String] {
        guard !payment.hasConflict else { return [] }
        let own = payment.operations.filter { $0.requested != nil }
        func held(_ kind: OperationKind) -> Int64 {
            own.reduce(0) { $0 + ($1.kind == kind ? $1.held(in: payment.currency) : 0) }
        }
        let id = payment.intent.payment
        var found: [String] = []
        if payment.captured > 0, held(.refund) > payment.captured { found.append("\(id): refunds exceed captures") }
        if payment.authorised > 0, !payment.isVoided, held(.capture) + held(.void) > payment.authorised {
            found.append("\(id): captures exceed the authorisation")
        }
        return found
    }

    fileprivate func checkFacts(_ evidence: Evidence) throws -> VerificationReport.Check {
        var differences = try evidenceWithoutFact().map { "evidence for no fact: \($0)" }
        var examined = 0
        for (_, folded) in evidence.payments {
            let payment = folded.intent.payment
            var seen: [PaymentFact: String] = [:]
            for row in try storedFacts(of: payment) {
                examined += 1
                if row.key != row.fact.key {
                    differences.append("\(payment): fact \(row.key) is not what its key says")
                }
                if row.evidence == 0 { differences.append("\(payment): fact \(row.key) has no evidence") }
                if let other = seen.updateValue(row.key, forKey: row.fact) {
                    differences.append("\(payment): \(row.key) and \(other) are the same fact")
                }
            }
        }
        return VerificationReport.Check(
            name: "every fact is there once and has evidence",
            examined: examined,
            differences: differences
        )
    }

    fileprivate func checkStatementFiles() throws -> VerificationReport.Check {
        var differences: [String] = []
        var examined = 0
        var last: [UInt8] = []
        // One at a time: a file may have hundreds of megabytes.
        while let file = try statementFileForms(after: last, limit: 1).first {
            examined += 1
            if !file.form.isKept(under: file.hash) {
                differences.append("statement file \(file.name): the bytes are not the ones that were imported")
            }
            last = file.hash
        }
        return VerificationReport.Check(
            name: "statement files are untouched",
            examined: examined,
            differences: differences
        )
    }

    fileprivate func checkRawBytes() throws -> VerificationReport.Check {
        var differences: [String] = []
        var examined = 0
        var last: Int64 = 0
        while let page = try Optional(deliveryBodies(after: last, limit: 500)), let end = page.last {
            examined += page.count
            for row in page where SHA256.hash(row.body) != row.hash {
                differences.append("inbox row \(row.inboxID): the body is not the one that was verified")
            }
            last = end.inboxID
        }
        for answer in try answerBodies() {
            examined += 1
            if SHA256.hash(answer.body) != answer.hash {
                differences.append("provider answer \(answer.id): the body is not the one that came")
            }
        }
        return VerificationReport.Check(name: "raw bytes are untouched", examined: examined, differences: differences)
    }

    fileprivate func checkAudit() throws -> VerificationReport.Check {
        var previous: [UInt8] = []
        var differences: [String] = []
        let rows = try auditRows()
        for (index, row) in rows.enumerated() {
            let text = Self.auditText(
                sequence: row.sequence,
                at: row.at,
                principal: row.principal,
                action: row.action,
                subject: row.subject,
                detail: row.detail,
                previousHash: row.previousHash
            )
            if row.sequence != Int64(index + 1) || row.previousHash != previous || SHA256.hash(text) != row.hash {
                differences.append("audit row \(row.sequence): the chain is broken here")
            }
            previous = row.hash
        }
        return VerificationReport.Check(
            name: "the audit chain is whole",
            examined: rows.count,
            differences: differences
        )
    }

    private static func shown(_ lines: [JournalLine]) -> String {
        lines.isEmpty ? "nothing" : lines.map { "\($0.account) \($0.minorUnits)" }.joined(separator: ", ")
    }
}

extension InvoiceRow {
    /// The invoice as it came to us, before anything was paid.
    var issued: Invoice {
        Invoice(
            number: invoice.number,
            kind: invoice.kind,
            customer: invoice.customer,
            customerName: invoice.customerName,
            payerAccount: invoice.payerAccount,
            amount: invoice.amount,
            open: Money(minorUnits: importedOpen, currency: invoice.open.currency),
            issued: invoice.issued,
            due: invoice.due,
            terms: invoice.terms,
            reference: invoice.reference,
            taxes: invoice.taxes
        )
    }
}

extension InvoiceRow {
    /// The entry by which the claim came into these books.
    var claimEntry: JournalEntry { cutOver.map(issued.openingEntry(on:)) ?? issued.issueEntry }
}

extension Books.Application {
    var applied: ReceiptApplication? {
        let target: ReceiptApplication.Target? =
            switch kind {
            case "invoice", PayoutMovement.Kind.givenBack.rawValue: .invoice(InvoiceNumber(number))
            case "discount": .discount(InvoiceNumber(number))
            case "credit_note": .creditNote(InvoiceNumber(number))
            case "unapplied": .unapplied
            default:
                PaymentDifference(rawValue: kind).map {
                    number.isEmpty ? .excess($0) : .difference($0, InvoiceNumber(number))
                }
            }
        return target.map {
            ReceiptApplication(target: $0, customer: customer, minorUnits: amount.minorUnits, taxes: taxes)
        }
    }
}
