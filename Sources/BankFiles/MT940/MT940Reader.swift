import PaymentVocabulary

/// A streaming reader of MT940 statements and MT942 interim reports, in SWIFT's envelope or bare.
///
/// A group is one message (`:20:` to the next), an entry a `:61:` with its `:86:`. The marks `RC` and `RD` reverse a
/// credit or a debit, so that the first is a debit and the second a credit. Without a balance or a floor limit nobody
/// names the currency. The format has no trailer, so nothing tells that a message is missing at the end.
///
/// Source: SWIFT Standards MT, category 9 (MT 940 and MT 942); DFÜ agreement of the German banks, annex 3.
public struct MT940Reader: BankFileReading {
    private var lines = LineReader()
    private var builder: MT940Builder
    private var isOver = false
    /// Of the last piece.
    private var lastByte: UInt8 = 0x0A

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = MT940Builder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { .mt940 }
    public var version: String? { builder.isInterim ? "MT942" : "MT940" }

    /// Whether one of the first lines is a field of these messages.
    static func recognises(_ start: [UInt8]) -> Bool {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
        if text.starts(with: "{1:".utf8) { return true }
        var seen = 0
        for line in text.split(maxSplits: 40, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if MT940Tag(Array(line.prefix(8)).span) != nil { return true }
            seen += 1
            if seen > 30 { return false }
        }
        return false
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        lastByte = bytes.last ?? lastByte
        return advance { lines, builder throws(BankFileFinding) in
            try lines.feed(bytes) { line, place throws(BankFileFinding) in try builder.take(line, place) }
        }
    }

    public mutating func finish() -> [BankFileEvent] {
        let endsInLine = lastByte != 0x0A && lastByte != 0x0D
        var events = advance { lines, builder throws(BankFileFinding) in
            try lines.finish { line, place throws(BankFileFinding) in try builder.take(line, place) }
            try builder.finish(endsInLine: endsInLine)
        }
        if !isOver { events.append(.end(isComplete: builder.isCut ? false : nil)) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout LineReader, inout MT940Builder) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&lines, &builder)
            return builder.takeEvents()
        } catch {
            isOver = true
            return builder.takeEvents() + [.failed(error)]
        }
    }
}

/// A field's tag at the begin of a line: a colon, two digits or `NS`, perhaps a letter, and a colon.
struct MT940Tag: Equatable, Sendable {
    let number: Int
    /// 0 where there is none.
    let letter: UInt8
    let length: Int

    static let statementLine = 61
    static let information = 86

    init?(_ line: Span<UInt8>) {
        guard line.count >= 4, line[0] == UInt8(ascii: ":") else { return nil }
        let isNational = line[1] == UInt8(ascii: "N") && line[2] == UInt8(ascii: "S")
        guard let digits = isNational ? 0 : twoDigits(line, 1) else { return nil }
        number = digits
        if line[3] == UInt8(ascii: ":") {
            (letter, length) = (0, 4)
        } else {
            guard line.count >= 5, line[4] == UInt8(ascii: ":"), Ascii.isLetter(line[3]) else { return nil }
            (letter, length) = (line[3] & 0xDF, 5)
        }
    }
}
