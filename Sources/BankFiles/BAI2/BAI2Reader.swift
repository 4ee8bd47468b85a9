/// A streaming reader of BAI2 files, with the continuations, blank fields and paddings that banks write.
///
/// A group is an account (record 03), an entry a transaction (record 16). Amounts count minor units of the account's
/// currency, else of the group's, else of the US dollar. Control totals and record counts of the records 49, 98 and 99
/// are compared and never repaired.
///
/// Source: BAI Cash Management Balance Reporting Specifications, version 2.
public struct BAI2Reader: BankFileReading {
    private var lines = LineReader()
    private var builder: BAI2Builder
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = BAI2Builder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .bai2 }
    /// The version number of the file header, `2` in BAI2.
    public var version: String? { builder.version }

    /// Whether a file begins with a file header, and with a group header behind it unless it ends there.
    static func recognises(_ start: [UInt8]) -> Bool {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
        var lines = text.split { $0 == 0x0A || $0 == 0x0D }.lazy.map { $0.drop { $0 == 0x20 } }.filter { !$0.isEmpty }
            .makeIterator()
        guard let header = lines.next(), header.starts(with: "01,".utf8) else { return false }
        let commas = header.count { $0 == 0x2C }
        while let line = lines.next() {
            if line.starts(with: "88,".utf8) { continue }
            return commas >= 3 && line.starts(with: "02,".utf8)
        }
        return commas >= 7
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { lines, builder throws(BankFileFinding) in
            try lines.feed(bytes) { line, place throws(BankFileFinding) in try builder.take(line, place) }
        }
    }

    public mutating func finish() -> [BankFileEvent] {
        var events = advance { lines, builder throws(BankFileFinding) in
            try lines.finish { line, place throws(BankFileFinding) in try builder.take(line, place) }
            try builder.finish(at: lines.place)
        }
        if !isOver { events.append(.end(isComplete: builder.isComplete)) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout LineReader, inout BAI2Builder) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&lines, &builder)
            return builder.takeEvents()
        } catch {
            isOver = true
            builder.abandon()
            return builder.takeEvents() + [.failed(error)]
        }
    }
}
