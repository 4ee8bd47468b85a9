/// Where a record of an image cash letter begins.
struct X937Place: Hashable, Sendable {
    /// From 1 over the file.
    var record = 0
    /// The file's offset of its first byte, behind the length.
    var byte = 0
    /// Whether records are lines.
    var isLine = false
    /// Bytes of the record that were kept; a field that it is too short for is placed at its end.
    var length = Int.max

    func position(_ type: Int, _ field: Int = 0) -> BankFilePosition {
        let offset = min(field, length)
        let kind = type < 10 ? "0\(type)" : "\(type)"
        return BankFilePosition(
            line: isLine ? record : nil,
            column: isLine ? offset + 1 : nil,
            byte: byte + offset,
            path: "record \(record), type \(kind)"
        )
    }
}

/// Cuts an image cash letter into records and passes over the images.
///
/// Records have their length in four bytes before them, or end with a line's end, or follow one another; the texts are
/// EBCDIC or ASCII. The first record tells. Of a record at most `keptBytesMax` bytes are kept.
struct X937Records: Sendable {
    enum Framing: Sendable {
        case length
        case line
        case unframed
    }

    /// More than the longest record has before its image, unless it has keys and signatures of many bytes.
    static let keptBytesMax = 131_072
    static let recordBytesMax = 1 << 30
    static let fixedLength = 80

    private(set) var framing: Framing?
    private(set) var isEBCDIC = false
    private(set) var place = X937Place()
    /// The offset of the next byte.
    private var byte = 0
    private var kept: [UInt8] = []
    /// The begin of the file, until it tells the framing.
    private var start: [UInt8] = []
    /// What the record still has, once that is known.
    private var missing: Int?
    /// Bytes of the record that are not kept.
    private var skipped = 0
    /// An image of unknown length follows up to the line's end; it was read to its end.
    private var isBehindImage = false
    /// Only zeros follow the last record.
    private(set) var isPadded = false

    typealias Body = (Span<UInt8>, Int, X937Place) throws(BankFileFinding) -> Void

    mutating func feed(_ bytes: [UInt8], _ body: Body) throws(BankFileFinding) {
        guard framing == nil else { return try run(bytes.span, body) }
        start.append(contentsOf: bytes)
        if start.count >= 90 { try begin(body) }
    }

    /// - Returns: whether the file ended where a record ends.
    mutating func finish(_ body: Body) throws(BankFileFinding) -> Bool {
        if framing == nil { try begin(body) }
        switch framing {
        case .length, nil: return kept.isEmpty && missing == nil
        case .line, .unframed:
            guard !kept.isEmpty else { return true }
            // The blanks at the end of the last record may have been cut.
            let isWhole = skipped == 0 && (missing == nil || missing == 0 || !isImage && kept.count >= 40)
            try handOver(body)
            return isWhole
        }
    }

    private mutating func begin(_ body: Body) throws(BankFileFinding) {
        let bytes = start
        start = []
        guard let (framing, isEBCDIC) = Self.shape(bytes) else {
            let place = BankFilePosition(line: 1, column: 1, byte: 0)
            throw BankFileFinding(.notRecognised, "the file does not begin with a file header (type 01)", at: place)
        }
        (self.framing, self.isEBCDIC) = (framing, isEBCDIC)
        place.isLine = framing == .line
        try run(bytes.span, body)
    }

    /// How the records are framed and written, as the file header shows it.
    static func shape(_ bytes: [UInt8]) -> (Framing, isEBCDIC: Bool)? {
        func isHeader(_ start: Int) -> Bool? {
            guard bytes.count >= start + 23 else { return nil }
            let isEBCDIC = bytes[start] == 0xF0
            let text = bytes[start..<start + 23].map { isEBCDIC ? EBCDIC.latin1[Int($0)] : $0 }
            guard text[0] == 0x30, text[1] == 0x31, Ascii.isDigit(text[2]), Ascii.isDigit(text[3]) else { return nil }
            guard text[4] == UInt8(ascii: "T") || text[4] == UInt8(ascii: "P") else { return nil }
            guard text[5..<23].allSatisfy({ Ascii.isDigit($0) || $0 == 0x20 }) else { return nil }
            return isEBCDIC
        }
        if bytes.count > 4, bytes[0] == 0, bytes[1] == 0, let isEBCDIC = isHeader(4) { return (.length, isEBCDIC) }
        guard let isEBCDIC = isHeader(0) else { return nil }
        let hasLine = bytes.prefix(fixedLength + 2).contains { isLineEnd($0, isEBCDIC) }
        return (hasLine ? .line : Framing.unframed, isEBCDIC)
    }

    private static func isLineEnd(_ byte: UInt8, _ isEBCDIC: Bool) -> Bool {
        byte == 0x0A || byte == 0x0D || isEBCDIC && (byte == 0x15 || byte == 0x25)
    }

    private mutating func run(_ window: Span<UInt8>, _ body: Body) throws(BankFileFinding) {
        var index = 0
        // Every step takes at least one byte.
        while index < window.count {
            switch framing {
            case .length, nil: try readLength(window, &index, body)
            case .line: try readLine(window, &index, body)
            case .unframed: try readFixed(window, &index, body)
            }
        }
    }

    // MARK: Lengths

    private mutating func readLength(
        _ window: Span<UInt8>,
        _ index: inout Int,
        _ body: Body
    ) throws(BankFileFinding) {
        guard let left = missing else {
            kept.append(window[index])
            index += 1
            byte += 1
            guard kept.count == 4 else { return }
            let length = kept.reduce(0) { $0 << 8 | Int($1) }
            kept.removeAll(keepingCapacity: true)
            if length == 0 {
                isPadded = true
                return
            }
            place.record += 1
            place.byte = byte
            guard length <= Self.recordBytesMax, !isPadded else {
                let message = isPadded ? "a record behind empty ones" : "a record of \(length) bytes"
                let code: BankFileFinding.Code = isPadded ? .truncated : .limit
                throw BankFileFinding(code, message, at: BankFilePosition(byte: byte - 4))
            }
            missing = length
            return
        }
        take(min(left, window.count - index), window, &index)
        guard missing == 0 else { return }
        try handOver(body)
    }

    /// Takes bytes of the record and keeps those that there is room for.
    private mutating func take(_ count: Int, _ window: Span<UInt8>, _ index: inout Int) {
        let keeping = min(count, Self.keptBytesMax - kept.count)
        for place in index..<index + keeping { kept.append(window[place]) }
        skipped += count - keeping
        index += count
        byte += count
        missing = missing.map { $0 - count }
    }

    private mutating func handOver(_ body: Body) throws(BankFileFinding) {
        let length = kept.count + skipped
        var record: [UInt8] = []
        swap(&record, &kept)
        if isEBCDIC {
            let table = EBCDIC.latin1
            // Behind these come the parts that are no text.
            for index in 0..<min(record.count, 4_096) { record[index] = table[Int(record[index])] }
        }
        missing = nil
        skipped = 0
        isBehindImage = false
        try body(record.span, length, place)
        record.removeAll(keepingCapacity: true)
        swap(&record, &kept)
    }

    // MARK: Lines and records without any frame

    private mutating func readLine(_ window: Span<UInt8>, _ index: inout Int, _ body: Body) throws(BankFileFinding) {
        if let left = missing, left > 0 { return take(min(left, window.count - index), window, &index) }
        let byte = window[index]
        if Self.isLineEnd(byte, isEBCDIC) {
            index += 1
            self.byte += 1
            if !kept.isEmpty { try handOver(body) }
            return
        }
        if kept.isEmpty { beginRecord() }
        missing = nil
        guard kept.count < 4_096 || isImage && kept.count < Self.keptBytesMax else {
            throw BankFileFinding(.limit, "a line of more than 4,096 bytes", at: place.position(99))
        }
        kept.append(byte)
        index += 1
        self.byte += 1
        if isImage, let length = imageRecordLength(), length > kept.count { missing = length - kept.count }
    }

    private mutating func readFixed(_ window: Span<UInt8>, _ index: inout Int, _ body: Body) throws(BankFileFinding) {
        if let left = missing, left > 0 {
            take(min(left, window.count - index), window, &index)
            if missing == 0, !isImage || isBehindImage { return try handOver(body) }
            if missing == 0 { try extend(body) }
            return
        }
        let byte = window[index]
        if kept.isEmpty {
            // A line's end or a NUL behind the last record is padding.
            if Self.isLineEnd(byte, isEBCDIC) || byte == 0 || byte == 0x1A {
                index += 1
                self.byte += 1
                return
            }
            beginRecord()
        }
        kept.append(byte)
        index += 1
        self.byte += 1
        guard kept.count == 2 else { return }
        missing = (isImage ? 105 : Self.fixedLength) - 2
    }

    /// Goes on with an image record whose length was not known before.
    private mutating func extend(_ body: Body) throws(BankFileFinding) {
        guard let length = imageRecordLength() else {
            guard let next = imageHeaderLength(), next > kept.count else {
                let message = "an image record (type 52) that does not say how long it is"
                throw BankFileFinding(.truncated, message, at: place.position(52))
            }
            missing = next - kept.count
            return
        }
        isBehindImage = true
        missing = length - kept.count
        if length <= kept.count { try handOver(body) }
    }

    private mutating func beginRecord() {
        place.record += 1
        place.byte = byte
    }

    private var isImage: Bool {
        guard kept.count >= 2 else { return false }
        let (tens, ones) = isEBCDIC ? (UInt8(0xF5), UInt8(0xF2)) : (0x35, 0x32)
        return kept[0] == tens && kept[1] == ones
    }

    // MARK: Image records

    /// The number in a field of what was kept; blanks are 0.
    private func number(_ start: Int, _ count: Int) -> Int? {
        guard start + count <= kept.count else { return nil }
        var value = 0
        for index in start..<start + count {
            let byte = isEBCDIC ? EBCDIC.latin1[Int(kept[index])] : kept[index]
            if byte == 0x20, value == 0 { continue }
            guard Ascii.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// How many bytes are needed to know more of the length: up to the key, the signature, then the image.
    private func imageHeaderLength() -> Int? {
        guard let key = number(101, 4) else { return kept.count < 105 ? 105 : nil }
        guard let signature = number(105 + key, 5) else { return kept.count < 110 + key ? 110 + key : nil }
        let length = 117 + key + signature
        return kept.count < length ? length : nil
    }

    /// The whole record with its image, once what was kept says it.
    private func imageRecordLength() -> Int? {
        guard kept.count >= 105, let key = number(101, 4), let signature = number(105 + key, 5) else { return nil }
        guard let image = number(110 + key + signature, 7) else { return nil }
        return 117 + key + signature + image
    }
}
