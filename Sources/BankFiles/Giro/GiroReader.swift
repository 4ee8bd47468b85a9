/// A streaming reader of the national files of incoming giro payments and account movements: Norwegian OCR giro and
/// AvtaleGiro, Swedish BgMax, Swiss ESR (v11), Spanish Cuaderno 43 and Belgian CODA.
///
/// All have records of a fixed length, one on a line, and totals at their end that are compared and never repaired.
/// The first record tells which one it is.
public struct GiroReader: BankFileReading {
    static let lineBytesMax = 4_096

    private var lines = LineReader(lineBytesMax: Self.lineBytesMax)
    private var record = FixedRecord()
    private var dialect: (any GiroDialect)?
    private var ledger: GroupLedger
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        ledger = GroupLedger(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .giro }
    /// The name of the national format, with its version where the file has one.
    public var version: String? { dialect?.version }

    static func recognises(_ start: [UInt8]) -> Bool {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
        let lines = text.split(maxSplits: 1) { $0 == 0x0A || $0 == 0x0D }
        return lines.first.flatMap { GiroKind(firstLine: Array($0)) } != nil
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { reader throws(BankFileFinding) in
            var lines = LineReader()
            swap(&lines, &reader.lines)
            defer { swap(&lines, &reader.lines) }
            try lines.feed(bytes) { line, place throws(BankFileFinding) in try reader.take(line, place) }
        }
    }

    public mutating func finish() -> [BankFileEvent] {
        var isComplete = false
        var events = advance { reader throws(BankFileFinding) in
            var lines = reader.lines
            try lines.finish { line, place throws(BankFileFinding) in try reader.take(line, place) }
            guard var dialect = reader.dialect else {
                throw BankFileFinding(.notRecognised, "the file has no record", at: lines.place.position())
            }
            isComplete = dialect.finish(at: lines.place.position(), &reader.ledger)
            reader.ledger.close(isComplete: false)
        }
        if !isOver { events.append(.end(isComplete: isComplete)) }
        isOver = true
        return events
    }

    private mutating func take(_ line: Span<UInt8>, _ place: LinePlace) throws(BankFileFinding) {
        if dialect == nil {
            record.load(line, place, length: 0)
            guard !record.isBlank else { return }
            guard let kind = GiroKind(firstLine: record.bytes) else {
                let message = "the first record is of no giro format that is known"
                throw BankFileFinding(.notRecognised, message, at: place.position())
            }
            dialect = kind.dialect
        }
        guard let length = dialect?.recordLength else { return }
        record.load(line, place, length: length)
        guard !record.isBlank else { return }
        try dialect?.take(record, &ledger)
    }

    private mutating func advance(
        _ work: (inout GiroReader) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&self)
            return ledger.takeEvents()
        } catch {
            isOver = true
            ledger.close(isComplete: false)
            return ledger.takeEvents() + [.failed(error)]
        }
    }
}

/// How one national format puts its records together.
protocol GiroDialect: Sendable {
    var version: String { get }
    /// The characters of a record.
    var recordLength: Int { get }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding)

    /// The file ends.
    ///
    /// - Returns: whether it is whole by its own totals or end records.
    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool
}
