/// A streaming reader of BAI lockbox files: cheques that a bank has opened, deposited and keyed in.
///
/// A group is a lockbox (record 5 to 8), an entry a cheque (record 6) with its overflow records (4), which say what it
/// pays. Amounts are cents of the US dollar and always credits. Counts and totals of the records 7, 8 and 9 are compared
/// and never repaired.
///
/// Source: Bank Administration Institute, lockbox communications standard: records of 80 or 104 characters.
public struct LockboxReader: BankFileReading {
    private var engine: FixedFileEngine

    public init(options: BankFileOptions = BankFileOptions()) {
        engine = FixedFileEngine(options: options) { LockboxFile(firstLine: $0) }
    }

    public var format: BankFileFormat? { .lockbox }
    public var version: String? { engine.version }

    /// Whether a file begins with the address header of a lockbox file, or with the header of a lockbox and a cheque.
    static func recognises(_ start: [UInt8]) -> Bool {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
        let lines = text.split(maxSplits: 8) { $0 == 0x0A || $0 == 0x0D }.filter { $0.contains { $0 != 0x20 } }
        guard let first = lines.first, LockboxFile(firstLine: Array(first)) != nil else { return false }
        guard lines.count > 1, let type = lines[1].first else { return lines.count == 1 }
        guard lines[1].count <= 200 else { return false }
        if first.first == UInt8(ascii: "5") { return "678".utf8.contains(type) }
        // A NACHA file begins alike and says more in its header; here nothing follows the time.
        let isShort = first.dropFirst(33).allSatisfy { $0 == 0x20 }
        return type == UInt8(ascii: "2") || isShort && "589".utf8.contains(type)
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] { engine.feed(bytes) }

    public mutating func finish() -> [BankFileEvent] { engine.finish() }
}
