/// Cuts an X12 interchange, or a part of one, into segments.
///
/// The interchange header says what separates elements and ends segments: the character behind its tag, and what stands
/// behind its sixteenth element. Without that header the first segment shows its separator, and a tilde, a backslash or
/// a line end ends it. Line ends inside and behind segments are no part of them.
///
/// Source: ASC X12.5 (interchange control structures), X12.6 (application control structures).
struct X12Segmenter: Sendable {
    static let segmentBytesMax = 65_536
    /// The header has 106 characters when it is filled up, and separators may have two bytes.
    private static let headerBytesMax = 250
    private static let headerElements = 16
    private static let usualTerminators: [UInt8] = [0x7E, 0x5C, 0x0A, 0x0D]

    private var pending: [UInt8] = []
    private var separator: [UInt8] = []
    private var terminator: UInt8?
    private var line = 1
    private var column = 1
    private var byte = 0
    private var start = BankFilePosition()
    private var isBehindReturn = false

    /// The place of the next byte.
    var end: BankFilePosition { BankFilePosition(line: line, column: column, byte: byte) }

    /// Counts a mark at the begin of the file that is no part of it.
    mutating func skip(byteOrderMark bytes: Int) { byte += bytes }

    /// - Throws: what `body` throws; `limit` for a segment that is too long; `notRecognised` for a header that never ends.
    mutating func feed(
        _ bytes: Span<UInt8>,
        _ body: (X12Segment) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        for index in bytes.indices {
            try take(bytes[index], body)
            advance(bytes[index])
        }
    }

    /// Hands over what has no terminator at the end of the file.
    mutating func finish(_ body: (X12Segment) throws(BankFileFinding) -> Void) throws(BankFileFinding) {
        if !pending.isEmpty { try hand(body) }
    }

    private mutating func take(
        _ byte: UInt8,
        _ body: (X12Segment) throws(BankFileFinding) -> Void
    ) throws(BankFileFinding) {
        if pending.isEmpty {
            if isPadding(byte) || isTerminator(byte) { return }
            start = end
        }
        if isHeader {
            if try takeHeader(byte) { try hand(body) }
            return
        }
        if isTerminator(byte) { return try hand(body) }
        // Files that were wrapped have line ends anywhere.
        if byte == 0x0A || byte == 0x0D { return }
        guard pending.count < Self.segmentBytesMax else {
            throw BankFileFinding(.limit, "a segment of more than \(Self.segmentBytesMax) bytes", at: start)
        }
        pending.append(byte)
    }

    private var isHeader: Bool { pending.count >= 3 && pending.starts(with: "ISA".utf8) }

    private func isPadding(_ byte: UInt8) -> Bool { Ascii.isSpace(byte) || byte == 0 || byte == 0x1A }

    private func isTerminator(_ byte: UInt8) -> Bool {
        if let terminator { return byte == terminator }
        return Self.usualTerminators.contains(byte)
    }

    /// Reads a byte of the interchange header.
    ///
    /// - Returns: whether it was the terminator.
    private mutating func takeHeader(_ byte: UInt8) throws(BankFileFinding) -> Bool {
        if let found = Self.separator(behind: 3, of: pending), hasComponentSeparator(found, before: byte) {
            guard !Self.isLetterOrDigit(byte), byte != 0x20 else {
                throw BankFileFinding(.notRecognised, "the interchange header (ISA) has no terminator", at: start)
            }
            separator = found
            terminator = byte
            return true
        }
        guard pending.count < Self.headerBytesMax else {
            throw BankFileFinding(.notRecognised, "the interchange header (ISA) is not whole", at: start)
        }
        if byte != 0x0A, byte != 0x0D { pending.append(byte) }
        return false
    }

    /// Whether sixteen separators and the character behind them have been read.
    private func hasComponentSeparator(_ separator: [UInt8], before next: UInt8) -> Bool {
        var index = 3
        var found = 0
        while index < pending.count, found < Self.headerElements {
            if pending[index...].starts(with: separator) {
                found += 1
                index += separator.count
            } else {
                index += 1
            }
        }
        guard found == Self.headerElements, index < pending.count else { return false }
        // A character of two bytes is not whole before its second one.
        return !(pending[index] >= 0xC2 && pending.count == index + 1 && next & 0xC0 == 0x80)
    }

    private static func separator(behind offset: Int, of bytes: [UInt8]) -> [UInt8]? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        if first >= 0xC2, first < 0xE0, offset + 1 < bytes.count, bytes[offset + 1] & 0xC0 == 0x80 {
            return Array(bytes[offset...offset + 1])
        }
        return [first]
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { Ascii.isLetter(byte) || Ascii.isDigit(byte) }

    private mutating func hand(_ body: (X12Segment) throws(BankFileFinding) -> Void) throws(BankFileFinding) {
        var bytes: [UInt8] = []
        swap(&bytes, &pending)
        if separator.isEmpty, let end = bytes.firstIndex(where: { !Self.isLetterOrDigit($0) }) {
            separator = Self.separator(behind: end, of: bytes) ?? []
        }
        try body(X12Segment(bytes, separator: separator, at: start))
    }

    private mutating func advance(_ read: UInt8) {
        byte += 1
        let isSecondHalf = read == 0x0A && isBehindReturn
        isBehindReturn = read == 0x0D
        if isSecondHalf { return }
        if read == 0x0A || read == 0x0D {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}
