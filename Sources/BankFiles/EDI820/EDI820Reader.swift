/// A streaming reader of X12 820 files: payment orders and remittance advices.
///
/// A group is a transaction set (ST to SE), an entry a remittance line (RMR). The amount is what the line pays, on the
/// side of the payment (BPR03) as the payee sees it; a line that takes something off has the other side. The payment
/// (BPR02) is compared with its lines and adjustments, and the counts of SE, GE and IEA with what was read.
///
/// Source: ASC X12 820; Nacha, Corporate Trade Exchange (CTX) conventions.
public struct EDI820Reader: BankFileReading {
    private var segmenter = X12Segmenter()
    private var builder: EDI820Builder
    private var isStart = true
    private var start: [UInt8] = []
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = EDI820Builder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .edi820 }
    /// The version of the interchange header, such as `00401`, or of the functional group.
    public var version: String? { builder.version }

    /// Whether the first transaction set of the file is an 820.
    static func recognises(_ start: [UInt8]) -> Bool {
        let text = start.drop { Ascii.isSpace($0) || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        guard text.starts(with: "ISA".utf8) || text.starts(with: "GS".utf8) || text.starts(with: "ST".utf8),
            text.count > 8
        else { return false }
        var segmenter = X12Segmenter()
        var type: String?
        var segments = 0
        do throws(BankFileFinding) {
            let take: (X12Segment) throws(BankFileFinding) -> Void = { segment throws(BankFileFinding) in
                segments += 1
                if type == nil, segment.tag == "ST" { type = segment.text(1) }
            }
            try segmenter.feed(Array(text).span, take)
            try segmenter.finish(take)
        } catch {
            return type == "820"
        }
        return type == "820"
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        guard isStart else {
            return advance { reader throws(BankFileFinding) in try reader.take(bytes) }
        }
        // Three bytes tell whether there is a byte order mark; smaller pieces are put together first.
        start.append(contentsOf: bytes)
        guard start.count >= 3 else { return [] }
        return advance { reader throws(BankFileFinding) in try reader.begin() }
    }

    public mutating func finish() -> [BankFileEvent] {
        var events = advance { reader throws(BankFileFinding) in
            if reader.isStart { try reader.begin() }
            var segmenter = reader.segmenter
            try segmenter.finish { segment throws(BankFileFinding) in try reader.builder.take(last: segment) }
            try reader.builder.finish(at: segmenter.end)
        }
        if !isOver { events.append(.end(isComplete: builder.isComplete && builder.ledger.isWhole)) }
        isOver = true
        return events
    }

    private mutating func begin() throws(BankFileFinding) {
        isStart = false
        let whole = start
        start = []
        guard whole.starts(with: [0xEF, 0xBB, 0xBF]) else { return try take(whole) }
        segmenter.skip(byteOrderMark: 3)
        try take(Array(whole.dropFirst(3)))
    }

    private mutating func take(_ bytes: [UInt8]) throws(BankFileFinding) {
        // Taken out, so that a segment can be read while the rest of the state changes.
        var segmenter = X12Segmenter()
        swap(&segmenter, &self.segmenter)
        defer { swap(&segmenter, &self.segmenter) }
        try segmenter.feed(bytes.span) { segment throws(BankFileFinding) in try builder.take(segment) }
    }

    private mutating func advance(
        _ work: (inout EDI820Reader) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&self)
            return builder.takeEvents()
        } catch {
            isOver = true
            builder.abandon()
            return builder.takeEvents() + [.failed(error)]
        }
    }
}
