/// A streaming reader of image cash letters: X9.37 and X9.100-187, in EBCDIC or ASCII, framed or not.
///
/// A group is a bundle. Entries and their sums are the check details (type 25): money to be collected for the depositor,
/// so a credit. Returned items (type 31) are handed on as debits with their reason and counted by it, in no count or sum
/// of checks. Deposit tickets (types 61 and 62) are the same money once more and stand among the fields of their group.
/// Images are passed over. The totals of the records 70, 90 and 99 are compared and never repaired.
///
/// Source: the Federal Reserve's adoption of DSTU X9.37-2003.
public struct X937Reader: BankFileReading {
    private var records = X937Records()
    private var builder: X937Builder
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = X937Builder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .x937 }
    /// The standard level of the file header, with the character set.
    public var version: String? { builder.level.map { "\($0) \(records.isEBCDIC ? "EBCDIC" : "ASCII")" } }

    /// Whether a file begins with a file header (type 01), framed or not.
    static func recognises(_ start: [UInt8]) -> Bool { X937Records.shape(start) != nil }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { records, builder throws(BankFileFinding) in
            try records.feed(bytes) { record, length, place throws(BankFileFinding) in
                builder.take(record, length, place)
            }
        }
    }

    public mutating func finish() -> [BankFileEvent] {
        var events = advance { records, builder throws(BankFileFinding) in
            let isWhole = try records.finish { record, length, place throws(BankFileFinding) in
                builder.take(record, length, place)
            }
            builder.finish(isWhole: isWhole, at: records.place)
        }
        if !isOver { events.append(.end(isComplete: builder.isComplete)) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout X937Records, inout X937Builder) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&records, &builder)
            return builder.takeEvents()
        } catch {
            isOver = true
            builder.abandon()
            return builder.takeEvents() + [.failed(error)]
        }
    }
}
