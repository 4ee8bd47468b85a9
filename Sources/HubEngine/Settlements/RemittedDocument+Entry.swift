import BankFiles
import HubDomain
import PaymentVocabulary

extension RemittedDocument {
    /// The documents of one movement; `nil` unless every one has an amount of its own.
    static func documents(of details: [BankFileDetail]) -> [RemittedDocument]? {
        let remittances = details.flatMap(\.structured).filter { !$0.documents.isEmpty }
        guard !remittances.isEmpty else { return nil }
        var documents: [RemittedDocument] = []
        for remittance in remittances {
            for document in remittance.documents {
                // Amounts beside several documents are those of all of them together.
                let shared = remittance.documents.count == 1 ? remittance : nil
                guard let read = RemittedDocument(document, shared) else { return nil }
                documents.append(read)
            }
        }
        return documents
    }

    /// - Returns: `nil` when the number or the amount is missing.
    init?(_ document: BankFileDocument, _ remittance: BankFileRemittance?) {
        guard let number = document.number, !number.isEmpty else { return nil }
        let isCreditNote = document.type == "CREN"
        let discount = (document.discount ?? remittance?.discount).flatMap { $0.isPositive ? $0 : nil }
        let stated = document.remitted ?? remittance?.remitted
        let credit = remittance?.creditNote
        let due = document.duePayable ?? remittance?.duePayable
        let paid: Money
        if let stated {
            paid = stated
        } else if isCreditNote, let credit {
            paid = credit
        } else if let due, let less = Self.less(due, [discount, isCreditNote ? nil : credit]) {
            paid = less
        } else {
            return nil
        }
        // A credit note counts against the payment, whichever sign the payer writes.
        let units = isCreditNote && paid.minorUnits > 0 ? 0 - paid.minorUnits : paid.minorUnits
        self.init(
            number: number,
            isCreditNote: isCreditNote,
            paid: Money(minorUnits: units, currency: paid.currency),
            discount: discount
        )
    }

    private static func less(_ due: Money, _ taken: [Money?]) -> Money? {
        var left = due
        for amount in taken.compactMap(\.self) {
            guard let next = try? left.subtracting(amount) else { return nil }
            left = next
        }
        return left
    }
}

extension BankFileEntry {
    /// What names the batch that the entry is; `nil` when the bank repeats nothing.
    func groupKeys(_ details: [BankFileDetail]) -> [String]? {
        let own = [batchPaymentInformationId, batchMessageId, payoutId].compactMap(\.self)
        // A detail of a batch that was split is not the batch.
        let isWhole = details.count == self.details.count
        let inside = details.flatMap { [$0.paymentInformationId, $0.messageId, $0.clearingReference] }
        let keys = Set(isWhole ? own + inside.compactMap(\.self) : []).sorted()
        return keys.isEmpty ? nil : keys
    }
}
