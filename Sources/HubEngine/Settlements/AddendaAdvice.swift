import BankFiles
import HubDomain
import HubReconciliation
import PaymentVocabulary

/// The remittance advice in the addenda of one ACH credit: an X12 820, or remittance lines of one without its envelope.
///
/// Source: Nacha Operating Rules, appendix three, classes CTX and CCD, addenda type 05.
struct AddendaAdvice {
    private(set) var batch: PaymentBatch?
    private(set) var warnings: [BankFileFinding] = []
    /// What could not be read, at its record.
    private(set) var errors: [BankFileFinding] = []

    /// - Parameters:
    ///   - place: of the entry in its batch, from 0.
    ///   - file: its name.
    /// - Returns: `nil` for an entry that has no room for an advice: a debit, or one without such addenda.
    init?(_ entry: BankFileEntry, _ place: Int, _ group: BankFileGroup, _ file: String) {
        guard entry.side == .credit, !entry.addenda.isEmpty else { return nil }
        let head = ReportFields(group.fields)
        // The set in the addenda is read as the file that it would be.
        var set = BatchFile(name: file)
        set.feed(entry.addenda.flatMap(\.bytes))
        set.finish(because: nil)
        guard set.reader.format == .edi820 else {
            takeLines(of: entry, place, group, head, file)
            return
        }
        warnings = set.warnings.map { Self.placed($0, entry.addenda) }
        errors = set.errors.map { Self.placed($0, entry.addenda) }
        guard errors.isEmpty else { return }
        guard set.batches.count == 1, let advice = set.batches.first else {
            let words =
                "the 820 in the addenda has \(set.batches.count) payments and not one, so nothing is taken of it"
            errors.append(BankFileFinding(.missing, words, at: entry.position))
            return
        }
        batch = PaymentBatch(
            adviceOf: entry,
            place,
            group,
            head,
            file,
            keys: advice.keys,
            adjustments: advice.adjustments,
            date: advice.date,
            payerName: advice.payerName,
            parts: advice.parts
        )
    }

    /// Of an entry whose addenda are no whole 820.
    private mutating func takeLines(
        of entry: BankFileEntry,
        _ place: Int,
        _ group: BankFileGroup,
        _ head: ReportFields,
        _ file: String
    ) {
        let detail = entry.details.first
        let remittances = detail?.structured ?? []
        let documents = remittances.flatMap { remittance in
            remittance.documents.compactMap { RemittedDocument($0, remittance) }
        }
        guard !documents.isEmpty, documents.count == remittances.count else {
            // The addenda of class CCD may be any text.
            if !remittances.isEmpty || head["standard entry class code"] == "CTX" {
                let words = "the addenda are no X12 820 with an amount for each document, so nothing is taken of them"
                warnings.append(BankFileFinding(.notRecognised, words, at: entry.addenda[0].position))
            }
            return
        }
        let orders = remittances.flatMap(\.documents).filter(\.isNoClaim).compactMap(\.number)
        batch = PaymentBatch(
            adviceOf: entry,
            place,
            group,
            head,
            file,
            keys: [detail?.endToEndId].compactMap(\.self).filter { !$0.isEmpty },
            parts: [
                PaymentBatch.Part(
                    endToEndID: entry.reference,
                    amount: entry.amount,
                    documents: documents,
                    unclear: orders.isEmpty ? nil : "names \(orders.joined(separator: " and ")), which is no invoice",
                    payerName: head["company name"]
                )
            ]
        )
    }

    /// The place in the file of what was found in the text that the addenda make together.
    private static func placed(_ finding: BankFileFinding, _ addenda: [BankFileAddendum]) -> BankFileFinding {
        var rest = finding.position.byte ?? 0
        for piece in addenda {
            guard rest >= piece.bytes.count, piece != addenda.last else {
                var position = piece.position
                let offset = min(rest, piece.bytes.count)
                position.column = position.column.map { $0 + offset }
                position.byte = position.byte.map { $0 + offset }
                position.path = finding.position.path
                return BankFileFinding(finding.code, finding.message, at: position)
            }
            rest -= piece.bytes.count
        }
        return finding
    }
}

extension PaymentBatch {
    /// What comes with one ACH credit; the batch tells the day and the payer where the advice does not.
    fileprivate init(
        adviceOf entry: BankFileEntry,
        _ place: Int,
        _ group: BankFileGroup,
        _ head: ReportFields,
        _ file: String,
        keys: [String],
        adjustments: Int128 = 0,
        date: CalendarDate? = nil,
        payerName: String? = nil,
        parts: [Part]
    ) {
        self.init(
            kind: .remittanceAdvice,
            file: file,
            index: group.index,
            entry: place,
            keys: keys,
            keysRecur: false,
            recurringKeys: head.keys(of: entry),
            currency: entry.amount.currency,
            // What the bank books is the entry: documents that make something else are refused with the receipt.
            stated: Int128(entry.amount.minorUnits),
            adjustments: adjustments,
            date: date ?? head.shortDate("effective entry date"),
            payerName: payerName ?? head["company name"],
            parts: parts
        )
    }
}

extension ReportFields {
    /// By which a bank names a batch of ACH entries beside their traces: the company's number with the batch's, each a word
    /// or both in one.
    var originatorKeys: [String] {
        guard let company = self["company identification"], let number = self["batch number"], !company.isEmpty,
            !number.isEmpty
        else { return [] }
        return ["\(company) \(number)", company + number].sorted()
    }

    fileprivate func keys(of entry: BankFileEntry) -> [String] {
        [entry.reference].compactMap(\.self).filter { !$0.isEmpty }
    }
}
