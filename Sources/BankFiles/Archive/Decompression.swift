/// What lies in a file: itself, the content of a gzip file, or the members of a zip archive one after another.
///
/// Feed the file in pieces of any size and call `finish()` at its end. Memory does not grow with the file, and what a
/// small file can expand to is bounded. One level is unpacked: an archive inside an archive is an error.
public final class Decompression {
    /// What is found, in the order of the file: every `begin` is followed by its `end` before the next.
    public enum Event: Sendable {
        /// A content begins; its name is `nil` when the file is, or holds, only one and has no name for it.
        case begin(name: String?)
        case bytes([UInt8])
        /// Something about the content between `begin` and `end`.
        case warning(BankFileFinding)
        /// The content ends here; with the reason when it was cut, damaged or refused. The reason's position is a
        /// byte of the file as it was fed.
        case end(BankFileFinding?)
        /// Something is wrong with the archive outside its contents; nothing follows.
        case failed(BankFileFinding)
    }

    private enum Kind {
        case undecided
        case plain
        case gzip(GzipUnpacker)
        case zip(ZipUnpacker)
        case refused
    }

    private var kind = Kind.undecided
    private var start: [UInt8] = []
    private var contents = Contents()

    public init() {}

    /// Reads the next piece.
    ///
    /// - Throws: what `body` throws; the rest of the piece is lost then.
    public func feed(_ bytes: [UInt8], _ body: (Event) throws -> Void) rethrows {
        guard case .undecided = kind else { return try pass(bytes, body) }
        start.append(contentsOf: bytes)
        if start.count >= PackedKind.bytesMin { try decide(body) }
    }

    /// Says that the file ends here.
    ///
    /// - Throws: what `body` throws.
    public func finish(_ body: (Event) throws -> Void) rethrows {
        if case .undecided = kind { try decide(body) }
        switch kind {
        case .undecided, .refused: break
        case .plain: try body(.end(nil))
        case .gzip(let unpacker): try unpacker.finish { try contents.take($0, body) }
        case .zip(let unpacker): try unpacker.finish { try contents.take($0, body) }
        }
    }

    private func decide(_ body: (Event) throws -> Void) rethrows {
        let bytes = start
        start = []
        switch PackedKind(of: bytes[...]) {
        case nil:
            kind = .plain
            try body(.begin(name: nil))
        case .gzip: kind = .gzip(GzipUnpacker())
        case .zip: kind = .zip(ZipUnpacker())
        case .other(let name):
            kind = .refused
            let message = "the file is packed with \(name), which is not read; gzip and zip are"
            return try body(.failed(BankFileFinding(.archive, message, at: BankFilePosition(byte: 0))))
        }
        try pass(bytes, body)
    }

    private func pass(_ bytes: [UInt8], _ body: (Event) throws -> Void) rethrows {
        guard !bytes.isEmpty else { return }
        switch kind {
        case .undecided, .refused: break
        case .plain: try body(.bytes(bytes))
        case .gzip(let unpacker): try unpacker.feed(bytes) { try contents.take($0, body) }
        case .zip(let unpacker): try unpacker.feed(bytes) { try contents.take($0, body) }
        }
    }
}

/// Hands on what an unpacker finds, and refuses a content that is packed once more.
private struct Contents {
    private var head: [UInt8] = []
    private var isBeginning = false
    private var isRefused = false

    mutating func take(_ event: Decompression.Event, _ body: (Decompression.Event) throws -> Void) rethrows {
        switch event {
        case .begin:
            (isBeginning, isRefused) = (true, false)
            try body(event)
        case .bytes(let bytes):
            if isRefused { return }
            guard isBeginning else { return try body(event) }
            head.append(contentsOf: bytes)
            if head.count >= PackedKind.bytesMin { try look(body) }
        case .end(let finding):
            if isBeginning { try look(body) }
            if !isRefused { try body(.end(finding)) }
        case .warning:
            if !isRefused { try body(event) }
        case .failed:
            try body(event)
        }
    }

    private mutating func look(_ body: (Decompression.Event) throws -> Void) rethrows {
        let bytes = head
        head = []
        isBeginning = false
        guard PackedKind(of: bytes[...]) != nil else {
            if !bytes.isEmpty { try body(.bytes(bytes)) }
            return
        }
        isRefused = true
        let message = "an archive inside an archive is not read; unpack it first"
        try body(.end(BankFileFinding(.archive, message, at: BankFilePosition(byte: 0))))
    }
}

/// How a file is packed, as its first bytes say.
enum PackedKind: Hashable {
    case gzip
    case zip
    /// A kind that is known by its sign and not read.
    case other(String)

    /// Bytes that are enough to tell.
    static let bytesMin = 6

    /// Source: RFC 1952 section 2.3.1, PKWARE APPNOTE sections 4.3.7, 4.3.16 and 8.5.3, and the formats' own signs.
    private static let signs: [(bytes: [UInt8], kind: PackedKind)] = [
        ([0x1F, 0x8B], .gzip),
        ([0x50, 0x4B, 0x03, 0x04], .zip),
        ([0x50, 0x4B, 0x05, 0x06], .zip),
        ([0x50, 0x4B, 0x30, 0x30, 0x50, 0x4B], .zip),
        ([0x50, 0x4B, 0x07, 0x08], .other("zip in several volumes")),
        ([0x1F, 0x9D], .other("compress")),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .other("xz")),
        ([0x28, 0xB5, 0x2F, 0xFD], .other("zstd")),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .other("7-Zip")),
        ([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], .other("RAR")),
    ]

    init?(of start: ArraySlice<UInt8>) {
        guard let sign = Self.signs.first(where: { start.starts(with: $0.bytes) }) else { return nil }
        self = sign.kind
    }
}
