package import HubDomain
import HubLedger
import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// What is to stand in the document that replaces another one; everything else stays as it was.
package struct InvoiceReplacement: Sendable {
    package let number: InvoiceNumber
    package var amount: Money?
    package var issued: CalendarDate?
    package var due: CalendarDate?
    package var terms: String?
    package var reference: String?
    /// By rate, as tables of invoices have them; without them those of the other document, unless the amount changes.
    package var taxes: String?

    package init(number: InvoiceNumber) { self.number = number }
}

/// A cancellation, and the replacement if there is one.
package struct CorrectionView: Codable, Hashable, Sendable {
    package let cancelled: InvoiceView
    /// The cancelling credit entry.
    package let document: InvoiceView
    package let replacement: InvoiceView?
}

/// Why, by which document, and by what a document is taken back.
package struct InvoiceCancellation: Sendable {
    package let number: InvoiceNumber
    /// The number of the cancelling credit entry.
    package let document: InvoiceNumber
    package let reason: String
    package let replacement: InvoiceReplacement?

    /// - Parameter document: the invoice's own number with `-CANCELLED` behind it when `nil`.
    package init(
        _ number: InvoiceNumber,
        document: InvoiceNumber? = nil,
        reason: String,
        replacement: InvoiceReplacement? = nil
    ) {
        self.number = number
        self.document = document ?? InvoiceNumber("\(number)-CANCELLED")
        self.reason = reason
        self.replacement = replacement
    }
}

extension Hub {
    /// Takes a document back that nothing was paid on: it keeps its number, and a credit entry of its own number
    /// cancels it, dated today; with a replacement the corrected document is issued in the same transaction.
    ///
    /// - Throws: `HubProblem`: `notFound`; `conflict` when money was applied, with the way out; `invalidRequest`.
    package func cancel(_ cancellation: InvoiceCancellation, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal) = (now, request.principal.name)
        return try await change(request, needs: .invoices, subject: cancellation.number.text, status: 201) { books in
            try books.carryOut(cancellation, by: principal, at: moment)
        }
    }
}

extension Books {
    fileprivate func carryOut(
        _ cancellation: InvoiceCancellation,
        by principal: String,
        at now: Timestamp
    ) throws -> CorrectionView {
        let number = cancellation.number
        guard let row = try invoice(number) else { throw HubProblem(.notFound, "no invoice \(number)") }
        try requireUntouched(row)
        let today = try day(of: now)
        try requireFree(cancellation.document, field: "/document")
        guard try cancel(number, by: cancellation.document, reason: cancellation.reason) else {
            throw HubProblem(.conflict, "invoice \(number) changed meanwhile; look at it again")
        }
        try post(row.issued.cancellingEntry(cutOver: row.cutOver, on: today), at: now)
        var movement = CreditMovement()
        movement.open = -row.issued.claim.open
        movement.creditNotes = -row.issued.claim.creditNotes
        try move(movement, customer: row.invoice.customer, currency: row.invoice.open.currency)
        _ = try insert(row.invoice.cancelling(as: cancellation.document, on: today))
        try mark(cancellation.document, corrects: number)
        let replacement = try cancellation.replacement.map { try replace(row, by: $0, on: today, at: now) }
        let why = "\(number) is cancelled by \(cancellation.document): \(cancellation.reason)"
        try rejectProposals(for: number, because: why, by: principal, at: now)
        let detail =
            "\(cancellation.document)\(replacement.map { ", replaced by \($0)" } ?? ""): \(cancellation.reason)"
        try auditSigned(by: principal, "invoice.cancel", number.text, detail: detail, at: now)
        let view = CorrectionView(
            cancelled: try shown(number),
            document: try shown(cancellation.document),
            replacement: try replacement.map(shown)
        )
        try emit("invoice.cancelled", subject: number.text, payload: HubJSON.encode(view), at: now)
        return view
    }

    private func shown(_ number: InvoiceNumber) throws -> InvoiceView {
        guard let row = try invoice(number) else { throw HubProblem(.notFound, "no invoice \(number)") }
        return InvoiceView(row)
    }

    private func requireFree(_ number: InvoiceNumber, field: String) throws {
        guard number.text.contains(where: { !$0.isWhitespace }) else {
            throw HubProblem(.invalidRequest, "a document needs a number", field: field)
        }
        guard try invoice(number) == nil else {
            throw HubProblem(.conflict, "there is a document \(number) already; give another number", field: field)
        }
    }

    /// Nothing was applied to the document, here or before, and nothing is on its way.
    private func requireUntouched(_ row: InvoiceRow) throws {
        let number = row.invoice.number
        func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: row.invoice.open.currency) }
        let instead = "or leave it and issue a credit note"
        if let document = row.correction.cancelledBy {
            throw HubProblem(.conflict, "invoice \(number) is cancelled already, by \(document)")
        }
        // A credit note that was issued anew corrects another one too, and can be cancelled as that one was.
        if let cancelled = row.correction.corrects, try invoice(cancelled)?.correction.cancelledBy == number {
            throw HubProblem(.conflict, "\(number) is what cancels \(cancelled); issue that one anew instead")
        }
        if row.importedOpen < row.invoice.amount.minorUnits {
            let before = money(row.invoice.amount.minorUnits - row.importedOpen)
            throw HubProblem(
                .conflict,
                "\(before) of \(number) were settled before it came into these books; issue a credit note for the rest"
            )
        }
        let receipts = try receipts(on: number)
        let takenBack = PayoutMovement.Kind.takenBack.rawValue
        let left = receipts.reduce(Int128(0)) { $0 + Int128($1.kind == takenBack ? -$1.minorUnits : $1.minorUnits) }
        if left > 0, let receipt = receipts.first(where: { $0.kind != takenBack }) {
            let applied = "\(money(receipt.minorUnits)) of the receipt \(receipt.identity)"
            throw HubProblem(.conflict, "\(applied) are applied to \(number); undo that match first, \(instead)")
        }
        if let claim = try claims(on: number).first(where: { $0.allocated > 0 }) {
            let paid = "payment \(claim.payment) pays \(money(claim.allocated)) of \(number)"
            throw HubProblem(.conflict, "\(paid); refund it first, \(instead)")
        }
        guard try intended(for: number) == 0 else {
            throw HubProblem(.conflict, "a payment of \(number) is under way; wait for its end or void it, \(instead)")
        }
    }

    private func replace(
        _ row: InvoiceRow,
        by replacement: InvoiceReplacement,
        on today: CalendarDate,
        at now: Timestamp
    ) throws -> InvoiceNumber {
        try requireFree(replacement.number, field: "/number")
        let corrected = try row.issued.corrected(by: replacement, on: today)
        guard (0...Money.movementMax).contains(corrected.amount.minorUnits) else {
            let most = Money(minorUnits: Money.movementMax, currency: corrected.amount.currency)
            throw HubProblem(.invalidRequest, "the amount is from zero to \(most)", field: "/amount")
        }
        _ = try enter(corrected, at: now)
        try mark(replacement.number, corrects: row.invoice.number)
        try mark(row.invoice.number, replacedBy: replacement.number)
        return replacement.number
    }
}

extension Invoice {
    /// The credit entry that cancels this document: of the same amount, and with nothing left to use.
    fileprivate func cancelling(as document: InvoiceNumber, on date: CalendarDate) -> Invoice {
        Invoice(
            number: document,
            kind: .creditNote,
            customer: customer,
            customerName: customerName,
            payerAccount: payerAccount,
            amount: amount,
            open: .zero(amount.currency),
            issued: date,
            due: date,
            terms: "",
            reference: nil,
            taxes: taxes
        )
    }

    /// - Throws: `HubProblem` when no due date follows from the new terms.
    fileprivate func corrected(by replacement: InvoiceReplacement, on today: CalendarDate) throws -> Invoice {
        let issuedAnew = replacement.issued ?? today
        let amount = replacement.amount ?? amount
        guard amount.currency == self.amount.currency else {
            throw HubProblem(.invalidRequest, "the invoice is in \(self.amount.currency)", field: "/amount")
        }
        let terms = replacement.terms ?? terms
        var due = replacement.due ?? due
        if replacement.due == nil, !terms.isEmpty {
            switch OpenItem.dueDate(terms, issuedAnew) {
            case .success(let date): due = date
            case .failure(let refusal):
                guard replacement.terms == nil else {
                    throw HubProblem(.invalidRequest, "no due date follows: \(refusal.reason)", field: "/terms")
                }
            }
        }
        return Invoice(
            number: replacement.number,
            kind: kind,
            customer: customer,
            customerName: customerName,
            payerAccount: payerAccount,
            amount: amount,
            open: amount,
            issued: issuedAnew,
            due: due,
            terms: terms,
            reference: replacement.reference ?? reference,
            taxes: try taxes(replacement, of: amount)
        )
    }

    private func taxes(_ replacement: InvoiceReplacement, of amount: Money) throws -> [TaxSubtotal] {
        guard let text = replacement.taxes else { return amount == self.amount ? taxes : [] }
        do throws(TaxListError) {
            return try [TaxSubtotal](parsing: text, currency: amount.currency).checked(against: amount)
        } catch {
            throw HubProblem(.invalidRequest, error.problem, field: "/taxes")
        }
    }
}
