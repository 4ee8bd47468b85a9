package import BankFiles
import HubDomain
package import HubReconciliation
import PaymentVocabulary

/// What was read from one file about amounts that banks book in one.
package struct BatchFile: BankEntryFile, Sendable {
    package let name: String
    package private(set) var batches: [PaymentBatch] = []
    package var warnings: [BankFileFinding] = []
    package var errors: [BankFileFinding] = []
    package var reader = BankFileReader()

    private var entries: [BankFileEntry] = []
    /// How many errors there were when the group before ended: those of a group may come before its begin.
    private var errorsBefore = 0

    package init(name: String) { self.name = name }

    package static func takes(_ format: BankFileFormat) -> Bool { kind(of: format) != nil }

    package static func objection(to format: BankFileFormat) -> String {
        "\(format.title) does not say what one amount is made of; EDI 820, lockbox, pain.008 and NACHA files do"
    }

    private static func kind(of format: BankFileFormat) -> PaymentBatch.Kind? {
        switch format {
        case .edi820: .remittanceAdvice
        case .lockbox: .lockbox
        case .pain008, .ach: .collection
        default: nil
        }
    }

    package mutating func begin(_: BankFileGroup) { entries = [] }

    package mutating func take(_ entry: BankFileEntry) { entries.append(entry) }

    package mutating func end(_ summary: BankFileGroupSummary) {
        defer { errorsBefore = errors.count }
        guard let kind = reader.format.flatMap(Self.kind(of:)) else { return }
        // What cannot be read as a whole explains no receipt.
        if let batch = batch(kind, summary), errors.count == errorsBefore { batches.append(batch) }
        guard reader.format == .ach else { return }
        for (place, entry) in entries.enumerated() {
            guard let advice = AddendaAdvice(entry, place, summary.group, name) else { continue }
            warnings += advice.warnings
            errors += advice.errors
            if let batch = advice.batch { batches.append(batch) }
        }
    }

    /// - Returns: `nil` for a group that brings us nothing, or whose entries cannot all be read.
    private mutating func batch(_ kind: PaymentBatch.Kind, _ summary: BankFileGroupSummary) -> PaymentBatch? {
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
        let currency = first.amount.currency
        let isAdvice = kind == .remittanceAdvice
        let stated = isAdvice ? stated(group, currency) : nil
        let adjustments = isAdvice ? adjustments(of: group.fields, group, currency) : 0
        let changes = isAdvice ? changes(of: wanted, group, makes: stated.map { $0 - adjustments }) : nil
        return PaymentBatch(
            kind: kind,
            file: name,
            index: group.index,
            keys: keys(group, fields, wanted),
            keysRecur: kind == .lockbox || reader.format == .ach,
            recurringKeys: reader.format == .ach ? fields.originatorKeys : [],
            currency: currency,
            stated: stated,
            adjustments: adjustments,
            date: first.bookingDate ?? first.valueDate ?? fields.date("pmtinf/reqdcolltndt")
                ?? fields.shortDate("effective entry date"),
            payerName: isAdvice ? first.details.first?.debtor.name : nil,
            parts: wanted.indices.map { part(wanted[$0], changedBy: changes?[$0] ?? 0) }
        )
    }

    /// What adjustments take from each line or add to it, where the payment is what they leave.
    ///
    /// Some payers state the amount of a line before its adjustments, others behind them; only the payment tells.
    ///
    /// - Returns: signed minor units by entry; `nil` where no line is changed.
    private mutating func changes(
        of entries: [BankFileEntry],
        _ group: BankFileGroup,
        makes total: Int128?
    ) -> [Int64]? {
        guard let total else { return nil }
        let stated = entries.reduce(Int128(0)) { $0 + Int128($1.signedAmount.minorUnits) }
        let changes = entries.map { adjustments(of: $0.fields, group, $0.amount.currency) }
        guard stated != total, stated + changes.reduce(0, +) == total else { return nil }
        let fitting = changes.compactMap { Int64(exactly: $0) }
        return fitting.count == changes.count ? fitting : nil
    }

    private func part(_ entry: BankFileEntry, changedBy change: Int64) -> PaymentBatch.Part {
        let isCollected = reader.format == .ach
        let detail = entry.details.first
        let stated = isCollected ? entry.amount : entry.side.signed(entry.amount)
        let signed = stated.changed(by: change)
        let documents = entry.details.flatMap(\.structured).flatMap { remittance in
            let shared = remittance.documents.count == 1 ? remittance : nil
            return remittance.documents.compactMap { RemittedDocument($0, shared)?.changed(by: change) }
        }
        let orders = entry.details.flatMap(\.structured).flatMap(\.documents).filter(\.isNoClaim).compactMap(\.number)
        let unclear =
            orders.isEmpty ? entry.remittanceFault : "names \(orders.joined(separator: " and ")), which is no invoice"
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
            numbers: documents.isEmpty && whole.isEmpty ? numbers : [],
            words: numbers.isEmpty ? entry.details.flatMap(\.unstructured).flatMap(\.wordsThatMayBeNumbers) : [],
            unclear: unclear,
            payerName: detail?.debtor.name,
            trace: isCollected ? entry.reference.flatMap { $0.isEmpty ? nil : $0 } : nil
        )
    }

    private func keys(_ group: BankFileGroup, _ fields: ReportFields, _ entries: [BankFileEntry]) -> [String] {
        // The control number of an X12 set counts the sender's sets and names nothing.
        let id = reader.format == .edi820 ? nil : group.id
        var keys = [id, group.legalSequence, fields["grphdr/msgid"], fields["pmtinf/pmtinfid"]].compactMap(\.self)
        if reader.format == .ach {
            // The bank repeats the originating bank and batch number, or the first trace number.
            keys = [fields["batch number"].map { (fields["originating dfi identification"] ?? "") + $0 }]
                .compactMap(\.self)
            keys += entries.prefix(1).compactMap(\.reference)
        }
        return Set(keys.filter { !$0.isEmpty }).sorted()
    }

    /// The amount of the payment (BPR02); `nil` also where there is no such segment.
    private mutating func stated(_ group: BankFileGroup, _ currency: Currency) -> Int128? {
        element(2, of: "BPR", group).flatMap { minorUnits($0, "BPR02", group, currency) }
    }

    /// The adjustments (ADX01) among the fields of the group, outside of its lines, or among those of a line.
    private mutating func adjustments(
        of fields: [BankFileField],
        _ group: BankFileGroup,
        _ currency: Currency
    ) -> Int128 {
        fields.filter { $0.name == "ADX" }.reduce(Int128(0)) { sum, field in
            let text = field.value.split(separator: "*", omittingEmptySubsequences: false).first.map(String.init) ?? ""
            return sum + (minorUnits(text, "ADX01", group, currency) ?? 0)
        }
    }

    /// - Returns: `nil` for what is no amount, which is an error of the file.
    private mutating func minorUnits(
        _ text: String,
        _ element: String,
        _ group: BankFileGroup,
        _ currency: Currency
    ) -> Int128? {
        if let money = try? Money(parsing: text, currency: currency) { return Int128(money.minorUnits) }
        // The reader may have told it already, with the place of the segment.
        guard errors.count == errorsBefore else { return nil }
        var position = group.position
        position.path = element
        let message = "\"\(text.prefix(24))\" is no amount in \(currency); the payment is left out"
        errors.append(BankFileFinding(.amount, message, at: position))
        return nil
    }

    private func element(_ number: Int, of tag: String, _ group: BankFileGroup) -> String? {
        guard let field = group.fields.first(where: { $0.name == tag }) else { return nil }
        let elements = field.value.split(separator: "*", omittingEmptySubsequences: false)
        return elements.count >= number ? String(elements[number - 1]) : nil
    }
}

extension Money {
    /// The same where the change does not fit.
    fileprivate func changed(by minorUnits: Int64) -> Money {
        (try? adding(Money(minorUnits: minorUnits, currency: currency))) ?? self
    }
}

extension RemittedDocument {
    fileprivate func changed(by minorUnits: Int64) -> RemittedDocument {
        RemittedDocument(
            number: number,
            isCreditNote: isCreditNote,
            paid: paid.changed(by: minorUnits),
            discount: discount,
            adjustments: adjustments
        )
    }
}
