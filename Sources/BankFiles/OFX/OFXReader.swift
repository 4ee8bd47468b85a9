/// A streaming reader of OFX 1 (SGML), OFX 2 (XML) and QFX, tolerant of how banks really write them.
///
/// A group is a statement (`STMTRS`, `CCSTMTRS`, `INVSTMTRS` and their kin), an entry a `STMTTRN`; its side is the sign of
/// `TRNAMT`, whatever `TRNTYPE` says. Both dialects are read alike: leaves end with a tag or without, aggregates that are
/// closed wrongly or not at all are told by what may not stand inside them, and each kind of that is reported once.
/// The file is complete when `</OFX>` closes it.
///
/// Source: Open Financial Exchange 1.0.3, 1.6 and 2.3.
public struct OFXReader: BankFileReading {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var scanner = OFXScanner()
    private var builder: OFXBuilder
    /// The begin of a token whose end has not come yet.
    private var buffer: [UInt8] = []
    private var isStart = true
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = OFXBuilder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .ofx }
    /// `OFX` and the number in the header, such as `OFX 102`.
    public var version: String? { builder.header.version }

    /// Whether the first tag is one of OFX, or a header of version 1 stands before it.
    static func recognises(_ start: [UInt8]) -> Bool {
        let window = start.span
        var scanner = OFXScanner()
        let begin = start.starts(with: mark) ? mark.count : 0
        guard var token = try? scanner.next(window, from: begin, isLast: true) else { return false }
        if token.kind == .text {
            let header = OFXHeader(window.extracting(token.text))
            if header.isPresent { return true }
            guard token.end < window.count, let first = try? scanner.next(window, from: token.end, isLast: true) else {
                return false
            }
            token = first
        }
        guard token.kind == .start else { return false }
        switch OFXTagTable.shared.tag(of: token.name) {
        case .ofx, .messageSet, .response, .statement, .entry: return true
        default: return false
        }
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        guard !isOver else { return [] }
        buffer.append(contentsOf: bytes)
        // Three bytes tell whether there is a byte order mark.
        guard !isStart || buffer.count >= Self.mark.count else { return [] }
        return run(isLast: false)
    }

    public mutating func finish() -> [BankFileEvent] {
        guard !isOver else { return [] }
        let events = run(isLast: true)
        defer { isOver = true }
        return isOver ? events : events + [.end(isComplete: builder.isClosed)]
    }

    private mutating func run(isLast: Bool) -> [BankFileEvent] {
        // Taken out, so that the window can be read while the rest of the state changes.
        var window: [UInt8] = []
        swap(&window, &buffer)
        do throws(BankFileFinding) {
            let read = try read(window.span, isLast: isLast)
            if isLast {
                try builder.finish(at: read, window.span)
            } else {
                window.removeFirst(read)
                swap(&window, &buffer)
            }
            return builder.takeEvents()
        } catch {
            isOver = true
            builder.abandon()
            return builder.takeEvents() + [.failed(error)]
        }
    }

    /// - Returns: how many bytes of the window were read.
    private mutating func read(_ window: Span<UInt8>, isLast: Bool) throws(BankFileFinding) -> Int {
        var index = 0
        if isStart {
            isStart = false
            if window.count >= 3, window[0] == Self.mark[0], window[1] == Self.mark[1], window[2] == Self.mark[2] {
                index = 3
                builder.lines.skipMark(index)
            }
        }
        while index < window.count, let token = try token(window, from: index, isLast: isLast) {
            try builder.take(token, window)
            index = token.end
        }
        builder.lines.advance(to: index, window)
        guard !isLast else { return index }
        builder.lines.shift(by: index)
        scanner.shift(by: index)
        return index
    }

    @inline(__always)
    private mutating func token(
        _ window: Span<UInt8>,
        from index: Int,
        isLast: Bool
    ) throws(BankFileFinding) -> OFXToken? {
        do throws(OFXTokenTooLong) {
            return try scanner.next(window, from: index, isLast: isLast)
        } catch {
            let message = "a tag or text of more than \(OFXScanner.tokenBytesMax) bytes"
            throw BankFileFinding(.limit, message, at: builder.lines.position(error.offset, window))
        }
    }
}
