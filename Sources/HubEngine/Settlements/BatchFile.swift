package import BankFiles
import HubDomain
package import HubReconciliation
import PaymentVocabulary

/// What was read from one file about amounts that banks book in one.
package struct BatchFile: UnpackedFile, Sendable {
    package let name: String
    package private(set) var batches: [PaymentBatch] = []
    package private(set) var warnings: [BankFileFinding] = []
    package private(set) var errors: [BankFileFinding] = []

    private var reader = BankFileReader()
    private var entries: [BankFileEntry] = []

    package init(name: String) { self.name = name }

    package mutating func feed(_ bytes: [UInt8]) {
        for event in reader.feed(bytes) { take(event) }
    }

    package mutating func finish(because reason: BankFileFinding?) {
        for event in reader.finish() { take(event) }
        if let reason { errors.append(reason) }
        if let format = reader.format, kind(of: format) == nil {
            let message =
                "\(format.title) does not say what one amount is made of; EDI 820, lockbox, pain.008 and NACHA files do"
            errors.append(BankFileFinding(.notRecognised, message, at: BankFilePosition(line: 1, column: 1, byte: 0)))
        }
    }

    package mutating func note(warning finding: BankFileFinding) { warnings.append(finding) }
    package mutating func note(error finding: BankFileFinding) { errors.append(finding) }

    private func kind(of format: BankFileFormat?) -> PaymentBatch.Kind? {
        switch format {
        case .edi820: .remittanceAdvice
        case .lockbox: .lockbox
        case .pain008, .ach: .collection
        default: nil
        }
    }

    private mutating func take(_ event: BankFileEvent) {
        switch event {
        case .group: entries = []
        case .entry(let entry): entries.append(entry)
        case .groupEnd(let summary):
            if let kind = kind(of: reader.format), let batch = batch(kind, summary) { batches.append(batch) }
        case .unreadable(let entry): errors += entry.findings
        case .warning(let finding): warnings.append(finding)
        case .error(let finding), .failed(let finding): errors.append(finding)
        case .end: break
        }
    }

    /// - Returns: `nil` for a group that brings us nothing, or whose entries cannot all be read.
    private func batch(_ kind: PaymentBatch.Kind, _ summary: BankFileGroupSummary) -> PaymentBatch? {
        let wanted = entries.filter { entry in
            switch kind {
            // What an advice names without paying it has moved nothing.
            case .remittanceAdvice: entry.status?.isBooked ?? true
            case .lockbox: entry.side == .credit
            // The debits of an ACH batch are those of the customers' accounts.
            case .collection: reader.format == .ach ? entry.side == .debit : entry.side == .credit
            }
        }
        guard let first = wanted.first, summary.unsummed == 0,
            wanted.allSatisfy({ $0.amount.currency == first.amount.currency })
        else { return nil }
        let group = summary.group
        let fields = ReportFields(group.fields)
        return PaymentBatch(
            kind: kind,
            file: name,
            index: group.index,
            keys: keys(group, fields, wanted),
            currency: first.amount.currency,
            stated: kind == .remittanceAdvice ? stated(group, first.amount.currency) : nil,
            adjustments: kind == .remittanceAdvice ? adjustments(group, first.amount.currency) : 0,
            date: first.bookingDate ?? first.valueDate ?? fields.date("pmtinf/reqdcolltndt"),
            payerName: kind == .remittanceAdvice ? first.details.first?.debtor.name : nil,
            parts: wanted.map(part)
        )
    }

    private func part(_ entry: BankFileEntry) -> PaymentBatch.Part {
        let detail = entry.details.first
        let signed = reader.format == .ach ? entry.amount : entry.side.signed(entry.amount)
        let documents = entry.details.flatMap(\.structured).flatMap(\.documents).compactMap { document in
            RemittedDocument(document, nil)
        }
        // A cheque that names one number and no amount is for that number.
        let numbers = entry.details.flatMap(\.structured).flatMap(\.documents).compactMap(\.number)
        let only = numbers.count == 1 && documents.isEmpty ? numbers : []
        let whole = only.map {
            RemittedDocument(number: $0, isCreditNote: false, paid: signed, discount: nil)
        }
        return PaymentBatch.Part(
            endToEndID: detail?.endToEndId ?? detail?.instructionId,
            amount: signed,
            documents: documents + whole,
            payerName: detail?.debtor.name
        )
    }

    private func keys(_ group: BankFileGroup, _ fields: ReportFields, _ entries: [BankFileEntry]) -> [String] {
        // The control number of an X12 set counts the sender's sets and names nothing.
        let id = reader.format == .edi820 ? nil : group.id
        var keys = [id, group.legalSequence, fields["grphdr/msgid"], fields["pmtinf/pmtinfid"]].compactMap(\.self)
        if reader.format == .ach {
            // The bank repeats originator and batch number, or the first trace number.
            keys = [fields["batch number"].map { (fields["originating dfi identification"] ?? "") + $0 }]
                .compactMap(\.self)
            keys += entries.prefix(1).compactMap(\.reference)
        }
        return Set(keys.filter { !$0.isEmpty }).sorted()
    }

    /// The amount of the payment (BPR02).
    private func stated(_ group: BankFileGroup, _ currency: Currency) -> Int128? {
        element(2, of: "BPR", group).flatMap { try? Money(parsing: $0, currency: currency) }.map {
            Int128($0.minorUnits)
        }
    }

    /// Adjustments outside of remittance lines (ADX01).
    private func adjustments(_ group: BankFileGroup, _ currency: Currency) -> Int128 {
        group.fields.filter { $0.name == "ADX" }.reduce(Int128(0)) { sum, field in
            let text = field.value.split(separator: "*", omittingEmptySubsequences: false).first.map(String.init) ?? ""
            return sum + ((try? Money(parsing: text, currency: currency)).map { Int128($0.minorUnits) } ?? 0)
        }
    }

    private func element(_ number: Int, of tag: String, _ group: BankFileGroup) -> String? {
        guard let field = group.fields.first(where: { $0.name == tag }) else { return nil }
        let elements = field.value.split(separator: "*", omittingEmptySubsequences: false)
        return elements.count >= number ? String(elements[number - 1]) : nil
    }
}
