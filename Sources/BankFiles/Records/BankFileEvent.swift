/// What a reader says, in the order of the file.
public enum BankFileEvent: Hashable, Sendable {
    /// The head of a group: before its first entry, or before its end when it has none.
    case group(BankFileGroup)
    case entry(BankFileEntry)
    /// An entry that could not be read; it is counted, and its amount is in the sums if that much was certain.
    case unreadable(BankFileUnreadableEntry)
    case groupEnd(BankFileGroupSummary)
    case warning(BankFileFinding)
    /// Something outside an entry that could not be read; the reader goes on.
    case error(BankFileFinding)
    /// The reader cannot go on; nothing follows.
    case failed(BankFileFinding)
    /// The file was read to its end; nothing follows.
    ///
    /// `isComplete` is `nil` in formats that do not say where they end, so that a file that was cut looks whole.
    case end(isComplete: Bool?)
}

/// An entry that could not be read, and why.
public struct BankFileUnreadableEntry: Hashable, Sendable {
    /// From 0 over the file.
    public let index: Int
    public let groupIndex: Int
    /// Every reason, the first one first.
    public let findings: [BankFileFinding]
}
