import PaymentVocabulary

/// A streaming reader of NACHA files: payments, returns, notifications of change and advices, of every entry class.
///
/// A group is a batch, an entry a type 6 record with its addenda; amounts are cents of the US dollar. Control totals,
/// hashes and counts are compared and never repaired. Batches without header or control, and files without either, are
/// read as far as they go, with warnings.
///
/// Source: Nacha Operating Rules, appendix three; the Treasury's Green Book, chapter 6.
public struct NachaReader: BankFileReading {
    private var records = NachaRecords()
    private var builder: NachaBuilder
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = NachaBuilder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .ach }
    public var version: String? { builder.entryClasses.isEmpty ? nil : builder.entryClasses.joined(separator: " ") }

    /// Whether a file begins with a file or batch header, or with an entry of a file that lost its headers.
    static func recognises(_ start: [UInt8]) -> Bool {
        let bytes = start.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(start.dropFirst(3)) : start
        let text = bytes.drop { $0 == 0x0A || $0 == 0x0D }
        let line = Array(text.prefix { $0 != 0x0A && $0 != 0x0D }.prefix(94))
        guard let type = line.first else { return false }
        func digits(_ range: Range<Int>) -> Bool {
            range.upperBound <= line.count && line[range].allSatisfy { $0 &- 0x30 < 10 }
        }
        switch type {
        case UInt8(ascii: "1"):
            // Record size and blocking factor are always 094 and 10; a header that lost or gained a character counts.
            return (30...38).contains { line.dropFirst($0).starts(with: "09410".utf8) }
        case UInt8(ascii: "5"):
            let classes = line.count >= 53 ? line[50..<53] : []
            return digits(1..<4) && classes.count == 3 && classes.allSatisfy { (0x41...0x5A).contains($0) }
        case UInt8(ascii: "6"):
            return line.count >= 79 && digits(1..<12) && digits(29..<39)
        default: return false
        }
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { records, builder throws(BankFileFinding) in
            try records.feed(bytes) { record, place, column throws(BankFileFinding) in
                try builder.take(record, place, column)
            }
        }
    }

    public mutating func finish() -> [BankFileEvent] {
        var events = advance { records, builder throws(BankFileFinding) in
            try records.finish { record, place, column throws(BankFileFinding) in
                try builder.take(record, place, column)
            }
            builder.finish(at: records.place)
        }
        if !isOver { events.append(.end(isComplete: builder.isComplete && !builder.lacksRecords)) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout NachaRecords, inout NachaBuilder) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&records, &builder)
            return builder.takeEvents()
        } catch {
            isOver = true
            return builder.takeEvents() + [.failed(error)]
        }
    }
}
