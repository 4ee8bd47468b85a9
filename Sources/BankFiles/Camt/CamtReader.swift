/// A streaming reader of camt.052, camt.053 and camt.054, versions 001.01 to 001.14, whatever their namespaces.
///
/// Feed the file in pieces of any size (64 to 256 KiB is good) and call `finish()` at its end. Memory does not grow
/// with the file. Nothing is repaired: what does not add up is a warning, what is no exact amount is an unreadable
/// entry, a byte that is no text in the file's encoding is an error with its place, and the rest is read on.
public struct CamtReader: BankFileReading {
    private var scanner = XMLScanner()
    private var builder: CamtBuilder
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = CamtBuilder(keepsDetails: options.keepsDetails)
    }

    /// The kind of the first message, once its element was read.
    public var format: BankFileFormat? { builder.firstKind.map(BankFileFormat.init) }

    /// The message definition identifier of the first message as its namespace says, such as `camt.053.001.08`.
    public var version: String? { builder.version }

    /// Reads the next piece.
    ///
    /// - Returns: what it completed; after `failed` every later piece gives nothing.
    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { scanner, builder throws(BankFileFinding) in try scanner.feed(bytes, into: &builder) }
    }

    /// Says that the file ends here.
    ///
    /// - Returns: the last events, `end` or `failed` at their end.
    public mutating func finish() -> [BankFileEvent] {
        var events = advance { scanner, builder throws(BankFileFinding) in
            try scanner.finish(into: &builder)
            try builder.finish()
        }
        if !isOver { events.append(.end(isComplete: true)) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout XMLScanner, inout CamtBuilder) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do {
            try work(&scanner, &builder)
            return builder.takeEvents()
        } catch {
            isOver = true
            return builder.takeEvents() + builder.abandoned() + [.failed(error)]
        }
    }
}
