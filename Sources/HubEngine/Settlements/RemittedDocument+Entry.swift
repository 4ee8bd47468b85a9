import BankFiles
import HubDomain
import PaymentVocabulary

extension RemittedDocument {
    /// The documents of one movement; `nil` unless every one has an amount of its own.
    ///
    /// - Parameter amount: of the movement, which is that of its only document where something is taken off that one.
    static func documents(of details: [BankFileDetail], paid amount: Money) -> [RemittedDocument]? {
        let remittances = details.flatMap(\.structured).filter { !$0.documents.isEmpty }
        guard !remittances.isEmpty, !remittances.flatMap(\.documents).contains(where: \.isNoClaim) else { return nil }
        if remittances.count == 1, let only = remittances.first,
            let adjusted = RemittedDocument(adjusted: only, paid: amount)
        {
            return [adjusted]
        }
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

    /// The only document of a movement, of which only what is taken off is told.
    ///
    /// - Returns: `nil` where an amount of its own is told too, or nothing is taken off in the movement's currency.
    private init?(adjusted remittance: BankFileRemittance, paid amount: Money) {
        guard remittance.documents.count == 1, let document = remittance.documents.first, document.type != "CREN",
            let number = document.number, !number.isEmpty,
            [document.remitted, remittance.remitted, document.duePayable, remittance.duePayable].allSatisfy({
                $0 == nil
            })
        else { return nil }
        let adjustments = Self.adjustments(remittance)
        guard !adjustments.isEmpty, adjustments.allSatisfy({ $0.amount.currency == amount.currency }) else {
            return nil
        }
        self.init(
            number: number,
            isCreditNote: false,
            paid: amount,
            discount: Self.discount(document, remittance),
            adjustments: adjustments
        )
    }

    /// What a movement takes off several documents, of which it does not say what each of them gets; `nil` without such.
    static func unclearAdjustments(of details: [BankFileDetail]) -> String? {
        let told = details.flatMap(\.structured).flatMap { adjustments($0) }
        guard !told.isEmpty else { return nil }
        let words = told.map { "\($0.amount) (\($0.reason.isEmpty ? "without a reason" : $0.reason))" }
        return "tells adjustments of \(words.joined(separator: ", ")), and not what each document gets"
    }

    /// - Returns: `nil` when the number or the amount is missing.
    init?(_ document: BankFileDocument, _ remittance: BankFileRemittance?) {
        guard let number = document.number, !number.isEmpty else { return nil }
        let isCreditNote = document.type == "CREN"
        let discount = Self.discount(document, remittance)
        let stated = document.remitted ?? remittance?.remitted
        let credit = remittance?.creditNote
        let due = document.duePayable ?? remittance?.duePayable
        let before = due.flatMap { Self.less($0, [discount, isCreditNote ? nil : credit]) }
        let adjustments = Self.adjustments(remittance)
        let paid: Money
        if let stated {
            paid = stated
        } else if isCreditNote, let credit {
            paid = credit
        } else if let before, let less = Self.less(before, adjustments.map { $0.amount.opposite }) {
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
            discount: discount,
            adjustments: adjustments.isEmpty || adjustments.contains { $0.amount.currency != paid.currency }
                ? nil : adjustments
        )
    }

    private static func discount(_ document: BankFileDocument, _ remittance: BankFileRemittance?) -> Money? {
        (document.discount ?? remittance?.discount).flatMap { $0.isPositive ? $0 : nil }
    }

    /// Without a side, an adjustment is taken off: that is what payers have to give reasons for.
    private static func adjustments(_ remittance: BankFileRemittance?) -> [Adjustment] {
        (remittance?.adjustments ?? []).filter { $0.amount.minorUnits != 0 }.map { told in
            let isAdded = told.side == .credit
            let words = [told.reason, told.additionalInformation].compactMap(\.self)
            return Adjustment(
                amount: isAdded ? told.amount : told.amount.opposite,
                reason: words.joined(separator: ", ")
            )
        }
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

extension BankFileDocument {
    /// Whether no payment is for it: an order, a contract, a delivery note.
    ///
    /// Source: ISO 20022, DocumentType3Code and DocumentType6Code.
    var isNoClaim: Bool { Self.others.contains(type ?? "") }

    private static let others: Set<String> = ["PUOR", "DISP", "BOLD", "CONT"]
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

extension Money {
    /// No amount that is read of a file is the smallest number, which has none.
    fileprivate var opposite: Money { Money(minorUnits: 0 - minorUnits, currency: currency) }
}
