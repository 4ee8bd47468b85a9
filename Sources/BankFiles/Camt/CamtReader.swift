/// What a reader of camt messages says, in the order of the file.
public enum CamtEvent: Sendable {
    /// The head of a group: before its first entry, or before its end when it has none.
    case group(CamtGroup)
    case entry(CamtEntry)
    /// An entry that could not be read; it is counted, and its amount is in the sums if that much was certain.
    case unreadable(CamtUnreadableEntry)
    case groupEnd(CamtGroupSummary)
    case warning(BankFileFinding)
    /// Something outside an entry that could not be read; the reader goes on.
    case error(BankFileFinding)
    /// The reader cannot go on; nothing follows.
    case failed(BankFileFinding)
    /// The file was read to its end; nothing follows.
    case end
}

/// An entry that could not be read, and why.
public struct CamtUnreadableEntry: Hashable, Sendable {
    /// From 0 over the file.
    public let index: Int
    public let groupIndex: Int
    /// Every reason, the first one first.
    public let findings: [BankFileFinding]
}

/// A streaming reader of camt.052, camt.053 and camt.054, versions 001.01 to 001.14, whatever their namespaces.
///
/// Feed the file in pieces of any size (64 to 256 KiB is good) and call `finish()` at its end. Memory does not grow
/// with the file. Nothing is repaired: what does not add up is a warning, what is no exact amount is an unreadable
/// entry, and the rest is read on.
public struct CamtReader: Sendable {
    public struct Options: Sendable {
        /// Whether entries carry their texts and details; without them the sums and counts are the same, and faster.
        public var keepsDetails = true

        public init() {}
    }

    private var scanner = XMLScanner()
    private var builder: CamtBuilder
    private var isOver = false

    public init(options: Options = Options()) {
        builder = CamtBuilder(keepsDetails: options.keepsDetails)
    }

    /// The kind of the first message, once its element was read.
    public var kind: CamtKind? { builder.firstKind }

    /// The message definition identifier of the first message as its namespace says, such as `camt.053.001.08`.
    public var version: String? { builder.version }

    /// Reads the next piece.
    ///
    /// - Returns: what it completed; after `failed` every later piece gives nothing.
    public mutating func feed(_ bytes: [UInt8]) -> [CamtEvent] {
        advance { scanner, builder throws(BankFileFinding) in try scanner.feed(bytes, into: &builder) }
    }

    /// Says that the file ends here.
    ///
    /// - Returns: the last events, `end` or `failed` at their end.
    public mutating func finish() -> [CamtEvent] {
        var events = advance { scanner, builder throws(BankFileFinding) in
            try scanner.finish(into: &builder)
            try builder.finish()
        }
        if !isOver { events.append(.end) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout XMLScanner, inout CamtBuilder) throws(BankFileFinding) -> Void
    ) -> [CamtEvent] {
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
