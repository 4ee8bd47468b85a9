/// How one format of fixed records puts them together.
protocol FixedRecordFile: Sendable {
    /// The name of the format or its version, as people know it.
    var version: String { get }
    /// The characters of a record.
    var recordLength: Int { get }

    mutating func take(_ record: FixedRecord, _ ledger: inout GroupLedger) throws(BankFileFinding)

    /// The file ends.
    ///
    /// - Returns: whether it is whole by its own totals or end records.
    mutating func finish(at end: BankFilePosition, _ ledger: inout GroupLedger) -> Bool
}

/// Reads files of fixed records, one on a line, once the first one has told what they are.
struct FixedFileEngine: Sendable {
    static let lineBytesMax = 4_096

    private let choose: @Sendable ([UInt8]) -> (any FixedRecordFile)?
    private var lines = LineReader(lineBytesMax: Self.lineBytesMax)
    private var record = FixedRecord()
    private var file: (any FixedRecordFile)?
    private var ledger: GroupLedger
    private var isOver = false

    /// - Parameter choose: tells the format from the first line that is not blank.
    init(options: BankFileOptions, choose: @escaping @Sendable ([UInt8]) -> (any FixedRecordFile)?) {
        ledger = GroupLedger(keepsDetails: options.keepsDetails)
        self.choose = choose
    }

    var version: String? { file?.version }

    /// The first line of a file that has more than blanks.
    static func firstLine(of start: [UInt8]) -> [UInt8] {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
        let lines = text.split { $0 == 0x0A || $0 == 0x0D }
        return lines.first { $0.contains { $0 != 0x20 } }.map(Array.init) ?? []
    }

    mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { engine throws(BankFileFinding) in
            // Taken out, so that a line can be read while the rest of the state changes.
            var lines = LineReader()
            swap(&lines, &engine.lines)
            defer { swap(&lines, &engine.lines) }
            try lines.feed(bytes) { line, place throws(BankFileFinding) in try engine.take(line, place) }
        }
    }

    mutating func finish() -> [BankFileEvent] {
        var isComplete = false
        var events = advance { engine throws(BankFileFinding) in
            var lines = engine.lines
            try lines.finish { line, place throws(BankFileFinding) in try engine.take(line, place) }
            guard var file = engine.file else {
                throw BankFileFinding(.notRecognised, "the file has no record", at: lines.place.position())
            }
            isComplete = file.finish(at: lines.place.position(), &engine.ledger)
            engine.file = file
            engine.ledger.close(isComplete: false)
        }
        if !isOver { events.append(.end(isComplete: isComplete && ledger.isWhole)) }
        isOver = true
        return events
    }

    private mutating func take(_ line: Span<UInt8>, _ place: LinePlace) throws(BankFileFinding) {
        if file == nil {
            record.load(line, place, length: 0)
            guard !record.isBlank else { return }
            guard let chosen = choose(record.bytes) else {
                let message = "the first record is of no format of fixed records that is known"
                throw BankFileFinding(.notRecognised, message, at: place.position())
            }
            file = chosen
        }
        guard let length = file?.recordLength else { return }
        record.load(line, place, length: length)
        guard !record.isBlank else { return }
        try file?.take(record, &ledger)
    }

    private mutating func advance(
        _ work: (inout FixedFileEngine) throws(BankFileFinding) -> Void
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
