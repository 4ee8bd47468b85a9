import PaymentVocabulary

/// Writes NACHA files: checked first, then byte for byte the same for equal values; every record on its own line.
///
/// Source: Nacha Operating Rules, appendix three (record formats); the Treasury's Green Book, chapter 6.
public struct AchWriter: Sendable {
    static let pieceBytes = 65_536

    private let file: AchFile
    private let cutsLongTexts: Bool

    /// - Parameter cutsLongTexts: cuts names and descriptions that are too long; without it they are refused.
    public init(_ file: AchFile, cutsLongTexts: Bool = false) {
        self.file = file
        self.cutsLongTexts = cutsLongTexts
    }

    /// Every fault of the file, and the texts that change on their way to the bank.
    public func check() -> PaymentOrderCheck { AchChecks.check(file, cutsLongTexts: cutsLongTexts) }

    /// Hands the file over in pieces of about 64 KiB.
    ///
    /// - Throws: `PaymentOrderRefused` before the first piece when the file has a fault; what `emit` throws.
    public func write(_ emit: ([UInt8]) throws -> Void) throws {
        let faults = check().faults
        guard faults.isEmpty else { throw PaymentOrderRefused(faults: faults) }
        var lines = Lines()
        var totals = NachaTotals()
        var trace = file.firstTrace
        lines.append(header)
        for (index, batch) in file.batches.enumerated() {
            var batchTotals = NachaTotals()
            let written = batch.written
            let serviceClass = batch.serviceClass(written)
            lines.append(batchHeader(batch, serviceClass, index + 1))
            for entry in written {
                try append(entry, of: batch, trace, &lines, emit)
                batchTotals.add(entry, addenda: batch.addendaCount(entry))
                trace += 1
            }
            lines.append(batchControl(batch, serviceClass, index + 1, batchTotals))
            totals.add(batchTotals)
        }
        let records = lines.count + 1
        lines.append(fileControl(totals, blocks: (records + 9) / 10))
        while !lines.count.isMultiple(of: 10) { lines.appendFiller() }
        try lines.flush(emit)
    }

    private func append(
        _ entry: AchEntry,
        of batch: AchBatch,
        _ trace: Int,
        _ lines: inout Lines,
        _ emit: ([UInt8]) throws -> Void
    ) throws {
        let addenda = batch.addendaCount(entry)
        lines.append(self.entry(entry, batch, trace, addenda))
        let text = Array((entry.addenda ?? "").utf8)
        for number in 0..<addenda {
            let begin = number * AchBatch.addendaBytes
            let end = min(begin + AchBatch.addendaBytes, text.count)
            var record = AchRecord("7")
            record.text("05", 2)
            record.text(String(decoding: text[begin..<end], as: UTF8.self), 80)
            record.number(number + 1, 4)
            record.number(trace, 7)
            lines.append(record)
            if lines.isFull { try lines.flush(emit) }
        }
        if lines.isFull { try lines.flush(emit) }
    }

    // MARK: Records

    private var header: AchRecord {
        var record = AchRecord("1")
        record.text("01", 2)
        record.text(" " + file.destination.digits, 10)
        record.text(file.origin.utf8.count == 9 ? " " + file.origin : file.origin, 10)
        record.text(AchRecord.date(file.createdOn), 6)
        record.text(file.createdAt ?? "", 4)
        record.text(file.modifier, 1)
        record.text("094101", 6)
        record.text(plain(file.destinationName, 23), 23)
        record.text(plain(file.originName, 23), 23)
        record.text(file.reference ?? "", 8)
        return record
    }

    private func batchHeader(_ batch: AchBatch, _ serviceClass: String, _ number: Int) -> AchRecord {
        var record = AchRecord("5")
        record.text(serviceClass, 3)
        record.text(plain(batch.companyName, 16), 16)
        record.text(batch.companyData ?? "", 20)
        record.text(batch.companyID, 10)
        record.text(batch.entryClass.rawValue, 3)
        record.text(plain(batch.description, 10), 10)
        record.text(batch.descriptiveDate ?? "", 6)
        record.text(AchRecord.date(batch.effectiveDate), 6)
        // The settlement date is the operator's to fill in.
        record.text("", 3)
        record.text("1", 1)
        record.text(file.originatingInstitution, 8)
        record.number(number, 7)
        return record
    }

    private func entry(_ entry: AchEntry, _ batch: AchBatch, _ trace: Int, _ addenda: Int) -> AchRecord {
        var record = AchRecord("6")
        record.number(entry.transactionCode, 2)
        record.text(entry.routing.digits, 9)
        record.text(entry.account, 17)
        record.number(entry.amount.minorUnits, 10)
        record.text(entry.identification ?? "", 15)
        if batch.entryClass == .ctx {
            record.number(addenda, 4)
            record.text(plain(entry.name, 16), 16)
            record.text("", 2)
        } else {
            record.text(plain(entry.name, 22), 22)
        }
        record.text(entry.discretionaryData ?? (batch.hasPaymentType ? "S" : ""), 2)
        record.text(addenda > 0 ? "1" : "0", 1)
        record.text(file.originatingInstitution, 8)
        record.number(trace, 7)
        return record
    }

    private func batchControl(
        _ batch: AchBatch,
        _ serviceClass: String,
        _ number: Int,
        _ totals: NachaTotals
    ) -> AchRecord {
        var record = AchRecord("8")
        record.text(serviceClass, 3)
        record.number(totals.entriesAndAddenda, 6)
        record.number(totals.hash % 10_000_000_000, 10)
        record.number(totals.debit, 12)
        record.number(totals.credit, 12)
        record.text(batch.companyID, 10)
        // Message authentication code and reserved.
        record.text("", 25)
        record.text(file.originatingInstitution, 8)
        record.number(number, 7)
        return record
    }

    private func fileControl(_ totals: NachaTotals, blocks: Int) -> AchRecord {
        var record = AchRecord("9")
        record.number(file.batches.count, 6)
        record.number(blocks, 6)
        record.number(totals.entriesAndAddenda, 8)
        record.number(totals.hash % 10_000_000_000, 10)
        record.number(totals.debit, 12)
        record.number(totals.credit, 12)
        record.text("", 39)
        return record
    }

    private func plain(_ text: String, _ limit: Int) -> String {
        PaymentText(text, .ach, limit: limit, cuts: cutsLongTexts).text
    }
}

extension AchBatch {
    /// WEB and TEL say in each entry whether the debit was authorised once or for several times.
    fileprivate var hasPaymentType: Bool { entryClass == .web || entryClass == .tel }
}

extension NachaTotals {
    fileprivate mutating func add(_ entry: AchEntry, addenda: Int) {
        entriesAndAddenda += 1 + addenda
        hash += Int128(entry.routing.institution) ?? 0
        switch entry.direction {
        case .debit: debit += Int128(entry.amount.minorUnits)
        case .credit: credit += Int128(entry.amount.minorUnits)
        }
    }
}

/// One record of 94 characters while its fields are put together.
struct AchRecord {
    private(set) var bytes: [UInt8] = []

    init(_ type: Unicode.Scalar) {
        bytes.reserveCapacity(NachaRecords.recordBytes)
        bytes.append(UInt8(ascii: type))
    }

    /// Left-justified and filled up with blanks.
    mutating func text(_ text: String, _ width: Int) {
        let content = text.utf8.prefix(width)
        bytes.append(contentsOf: content)
        for _ in content.count..<width { bytes.append(0x20) }
    }

    /// Right-justified and filled up with zeros; checked before to fit.
    mutating func number(_ number: some BinaryInteger, _ width: Int) {
        let digits = String(number).utf8.suffix(width)
        for _ in digits.count..<width { bytes.append(0x30) }
        bytes.append(contentsOf: digits)
    }

    static func date(_ date: CalendarDate) -> String {
        String(date.description.filter { $0 != "-" }.suffix(6))
    }
}

/// The records of a file on their way out.
private struct Lines {
    private var bytes: [UInt8] = []
    private(set) var count = 0

    var isFull: Bool { bytes.count >= AchWriter.pieceBytes }

    mutating func append(_ record: AchRecord) {
        bytes.append(contentsOf: record.bytes)
        bytes.append(0x0A)
        count += 1
    }

    mutating func appendFiller() {
        for _ in 0..<NachaRecords.recordBytes { bytes.append(UInt8(ascii: "9")) }
        bytes.append(0x0A)
        count += 1
    }

    mutating func flush(_ emit: ([UInt8]) throws -> Void) throws {
        guard !bytes.isEmpty else { return }
        try emit(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
