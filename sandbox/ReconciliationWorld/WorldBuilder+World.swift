import HubDomain
import HubReconciliation
import PaymentVocabulary

extension WorldBuilder {
    /// Everything in the order of booking, labelled.
    mutating func world() -> World {
        findHits()
        let order = drafts.indices.sorted { (drafts[$0].booked, $0) < (drafts[$1].booked, $1) }
        var labels = order.map(label)
        shadow(&labels, order)
        var lines: [LabelledLine] = []
        var copies: [LabelledLine] = []
        lines.reserveCapacity(order.count)
        for (place, index) in order.enumerated() {
            let draft = drafts[index]
            let truth = Truth(parts: draft.parts, unapplied: draft.unapplied, label: labels[place])
            let line = line(draft, file: World.statement, index: place)
            lines.append(labelled(draft, line, truth, draft.shape))
            guard draft.isCopied else { continue }
            let again = Truth(parts: [], unapplied: 0, label: .isRepeat)
            let copy = self.line(draft, file: World.overlap, index: copies.count)
            copies.append(labelled(draft, copy, again, .shownTwice))
        }
        return World(
            plan: plan,
            items: documents.map(item),
            payments: payments,
            quotes: rates.quotes,
            lines: lines + copies,
            settlements: settlements,
            asOf: drafts.map(\.booked).max() ?? Self.firstDay
        )
    }

    private func labelled(_ draft: LineDraft, _ line: StatementLine, _ truth: Truth, _ shape: Shape) -> LabelledLine {
        LabelledLine(
            line: line,
            truth: truth,
            shape: shape,
            writing: draft.writing,
            nameWriting: draft.nameWriting,
            accountKind: draft.accountKind
        )
    }

    /// Finds the documents that a text names by mistake or by chance.
    private mutating func findHits() {
        for index in drafts.indices
        where drafts[index].isUnclear || drafts[index].hasOtherNumber || drafts[index].origin == .stranger {
            let own = Set(drafts[index].documents)
            let text = drafts[index].text + " " + (drafts[index].endToEndID ?? "")
            let words = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "-") }
            drafts[index].hits = words.compactMap { numbers[String($0)] }.filter { !own.contains($0) }
        }
    }

    private func line(_ draft: LineDraft, file: String, index: Int) -> StatementLine {
        var line = StatementLine(
            file: file,
            index: index,
            account: World.account,
            direction: draft.origin == .debit ? .debit : .credit,
            status: .booked,
            amount: Money(minorUnits: draft.units, currency: .eur),
            bookingDate: draft.booked,
            valueDate: draft.booked,
            bankReference: draft.bankReference,
            endToEndID: draft.endToEndID,
            creditorReferences: draft.references,
            documentNumbers: draft.documentNumbers,
            remittance: draft.text,
            counterpartyName: draft.name,
            counterpartyAccount: draft.account,
            returnReason: draft.returnReason,
            isReversal: false
        )
        (line.instructedAmount, line.exchangeRate) = (draft.instructed, draft.exchangeRate)
        return line
    }

    private func item(_ document: WorldDocument) -> OpenItem {
        let customer = customers[document.customer]
        return OpenItem(
            invoice: Invoice(
                number: document.number,
                kind: document.isCreditNote ? .creditNote : .invoice,
                customer: customer.id,
                customerName: customer.name.text,
                payerAccount: customer.account,
                amount: document.amount,
                open: document.amount,
                issued: document.issued,
                due: document.due,
                terms: document.terms,
                reference: document.reference
            ),
            discounts: document.offer.map { [$0] } ?? []
        )
    }
}
