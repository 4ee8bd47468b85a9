/// The signatures of the records of a zip archive.
///
/// Source: PKWARE APPNOTE 6.3.10, section 4.3.
enum ZipSignature: UInt32 {
    case localHeader = 0x0403_4B50
    case descriptor = 0x0807_4B50
    case centralHeader = 0x0201_4B50
    case centralSignature = 0x0505_4B50
    case extraData = 0x0806_4B50
    case zip64End = 0x0606_4B50
    case zip64Locator = 0x0706_4B50
    case end = 0x0605_4B50
    /// Before an archive that was meant to span volumes and needed only one (section 8.5.4).
    case spanned = 0x3030_4B50
}

/// A place in bytes from which little-endian numbers are read; reading behind the end gives zeros.
struct LittleEndian {
    let bytes: ArraySlice<UInt8>

    func number(at offset: Int, bytes count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (0..<count).reversed() {
            let place = bytes.startIndex + offset + index
            value = value << 8 | (bytes.indices.contains(place) ? UInt64(bytes[place]) : 0)
        }
        return value
    }

    func word(at offset: Int) -> Int { Int(number(at: offset, bytes: 2)) }
    func double(at offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(at: offset, bytes: 4)) }
}

/// The header before a member's data.
///
/// Source: APPNOTE sections 4.3.7 and 4.4.4.
struct ZipLocalHeader {
    static let fixedBytes = 30

    let flags: Int
    let method: Int
    let checksum: UInt32
    /// Zero where a descriptor behind the data has it.
    let packedBytes: UInt64
    let contentBytes: UInt64
    let name: String
    let length: Int

    var isEncrypted: Bool { flags & 0x2041 != 0 }
    /// Checksum and sizes are behind the data.
    var hasDescriptor: Bool { flags & 8 != 0 }
    var isDirectory: Bool { name.last == "/" || name.last == "\\" }

    /// What desktops put beside the files that somebody packed.
    var isDesktopNoise: Bool {
        let parts = name.split { $0 == "/" || $0 == "\\" }
        return parts.contains("__MACOSX") || ["Thumbs.db", "desktop.ini", ".DS_Store"].contains(parts.last ?? "")
    }

    /// Whether the archive is an office document, whose members are no files of their own.
    var isOfOfficeDocument: Bool { name == "[Content_Types].xml" || name == "mimetype" || name == "_rels/.rels" }

    /// - Returns: `nil` when `window` does not hold the whole header yet.
    init?(_ window: ArraySlice<UInt8>) {
        guard window.count >= Self.fixedBytes else { return nil }
        let fields = LittleEndian(bytes: window)
        let (nameBytes, extraBytes) = (fields.word(at: 26), fields.word(at: 28))
        length = Self.fixedBytes + nameBytes + extraBytes
        guard window.count >= length else { return nil }
        flags = fields.word(at: 6)
        method = fields.word(at: 8)
        checksum = fields.double(at: 14)
        let rawName = window.dropFirst(Self.fixedBytes).prefix(nameBytes)
        let extra = ZipExtra(window.dropFirst(Self.fixedBytes + nameBytes).prefix(extraBytes))
        let (packed, content) = (fields.double(at: 18), fields.double(at: 22))
        let large = extra.field(0x0001).map { LittleEndian(bytes: $0) }
        // The extra field holds only what the header could not, the content's size first.
        contentBytes = content == .max ? large?.number(at: 0, bytes: 8) ?? UInt64(content) : UInt64(content)
        let second = content == .max ? 8 : 0
        packedBytes = packed == .max ? large?.number(at: second, bytes: 8) ?? UInt64(packed) : UInt64(packed)
        name = ZipName.text(rawName, isUTF8: flags & 0x800 != 0, extra: extra)
    }
}

/// The extra fields of a header: an identifier, a length and so many bytes each.
///
/// Source: APPNOTE section 4.5.
struct ZipExtra {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    func field(_ id: Int) -> ArraySlice<UInt8>? {
        var rest = bytes
        while rest.count >= 4 {
            let fields = LittleEndian(bytes: rest)
            let length = fields.word(at: 2)
            guard rest.count >= 4 + length else { return nil }
            if fields.word(at: 0) == id { return rest.dropFirst(4).prefix(length) }
            rest = rest.dropFirst(4 + length)
        }
        return nil
    }
}

enum ZipName {
    /// The name as UTF-8 where the header says so, an extra field has it so, or the bytes are that, as macOS writes
    /// them without saying so; else in code page 437.
    ///
    /// Source: APPNOTE appendix D, and section 4.6.9 for the extra field.
    static func text(_ bytes: ArraySlice<UInt8>, isUTF8: Bool, extra: ZipExtra) -> String {
        if !isUTF8, let field = extra.field(0x7075), field.count > 5, field.first == 1,
            LittleEndian(bytes: field).double(at: 1) == Inflater.checksum(bytes, after: 0)
        {
            return String(decoding: field.dropFirst(5), as: UTF8.self)
        }
        if isUTF8 { return String(decoding: bytes, as: UTF8.self) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(
            String.UnicodeScalarView(
                bytes.map { $0 < 0x80 ? Unicode.Scalar($0) : codePage437[Int($0) - 0x80] }
            )
        )
    }

    /// Source: the Unicode table of code page 437, from 0x80 on.
    private static let codePage437 = Array(
        ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧"
            + "╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars
    )
}

/// What stands behind a member's data when its header could not say it.
///
/// Source: APPNOTE section 4.3.9: with or without a signature, sizes of four or of eight bytes.
enum ZipDescriptor {
    /// The longest form and the signature that follows it.
    static let bytesMax = 28

    enum Match: Hashable {
        case length(Int)
        /// The sizes fit and the checksum does not.
        case wrongChecksum(length: Int)
        case none
    }

    /// Finds the form that agrees with what was read.
    ///
    /// - Parameter content: `nil` when the content could not be read, so that only the packed size is known.
    static func match(_ window: ArraySlice<UInt8>, packed: UInt64, content: (bytes: UInt64, sum: UInt32)?) -> Match {
        let fields = LittleEndian(bytes: window)
        let isSigned = fields.double(at: 0) == ZipSignature.descriptor.rawValue
        var wrong: Match?
        for start in isSigned ? [4, 0] : [0] {
            for size in [4, 8] {
                let length = start + 4 + 2 * size
                guard window.count >= length, isEnd(window.dropFirst(length)) else { continue }
                guard fields.number(at: start + 4, bytes: size) == packed else { continue }
                guard let content else { return .length(length) }
                guard fields.number(at: start + 4 + size, bytes: size) == content.bytes else { continue }
                if fields.double(at: start) == content.sum { return .length(length) }
                wrong = wrong ?? .wrongChecksum(length: length)
            }
        }
        return wrong ?? .none
    }

    /// Another record follows a member, or the file was cut there.
    private static func isEnd(_ rest: ArraySlice<UInt8>) -> Bool { rest.isEmpty || rest.starts(with: [0x50, 0x4B]) }
}
