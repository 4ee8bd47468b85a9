/// How a reader reads.
public struct BankFileOptions: Sendable {
    /// Whether entries carry their texts and details; without them no entry is reported one by one, counts, sums,
    /// checks and findings are the same, and reading is faster.
    public var keepsDetails = true

    /// How a CSV statement is read; `nil` takes the profile that fits its column heads, or what the file shows.
    public var csvProfile: CSVProfile?

    public init() {}
}

/// A streaming reader of one format.
///
/// Feed the file in pieces of any size (64 to 256 KiB is good) and call `finish()` at its end; the same bytes give the
/// same events however they are cut. Memory does not grow with the file. Nothing is repaired: what does not add up is
/// a warning, what is no exact amount is an unreadable entry, and the rest is read on.
public protocol BankFileReading: Sendable {
    /// The format, once the reader is sure of it.
    var format: BankFileFormat? { get }

    /// The version or dialect as the file says it or shows it, such as `camt.053.001.08`.
    var version: String? { get }

    /// Reads the next piece.
    ///
    /// - Returns: what it completed; after `failed` every later piece gives nothing.
    mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent]

    /// Says that the file ends here.
    ///
    /// - Returns: the last events, `end` or `failed` at their end.
    mutating func finish() -> [BankFileEvent]
}
